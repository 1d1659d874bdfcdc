"""What each event does to the state: the only code that changes it. A log replays through here.

This file folds what happens to the office and its counters; `apply_ticket.py` what happens to tickets.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from broker.contract import events as e
from broker.contract.boards import Alert, Suspension
from broker.contract.codec import kind_of
from broker.contract.terms import CounterState
from broker.rules import apply_ticket
from broker.rules.estimate.correction import Correction
from broker.rules.state import Seat, State

Handler = Callable[[State, e.Recorded, Any], None]


def apply(state: State, recorded: e.Recorded) -> None:
    """Change the state by one event of the log."""
    event = recorded.event
    HANDLERS[type(event)](state, recorded, event)
    state.seq = recorded.seq


def fold(records: Iterable[e.Recorded]) -> State:
    """The state after all these events."""
    state = State()
    for recorded in records:
        apply(state, recorded)
    return state


# -- the office


def _configured(state: State, _: e.Recorded, event: e.OfficeConfigured) -> None:
    state.office = event.office
    for counter in event.office.counters:
        state.seats.setdefault(counter.number, Seat(number=counter.number))


def _day_opened(state: State, _: e.Recorded, event: e.DayOpened) -> None:
    fresh = State(office=state.office, day=event.day)
    for name in ("tickets", "figures", "numbers", "waiting", "last_waits", "alerts"):
        setattr(state, name, getattr(fresh, name))
    state.day, state.calls, state.calls_made, state.suspended = event.day, (), 0, {}
    state.seats = {c.number: Seat(number=c.number) for c in state.configured.counters}
    state.appointments = {a.appointment: a for a in event.appointments}
    state.skills = {granted.counter: granted for granted in event.skills}
    state.learned = {topic.topic: topic for topic in event.learned}
    state.breaks = {planned.counter: planned for planned in event.breaks}
    state.correction, state.forecast_at = Correction(widths=event.estimate_widths), None


def _nothing(_: State, __: e.Recorded, ___: e.Event) -> None:
    """The fact stands in the log; the state does not need it."""


def _clock_stepped(state: State, _: e.Recorded, __: e.ClockStepped) -> None:
    """No running stretch can be defended any more: its legs are marked, and leave the percentiles."""
    for ticket in state.tickets.values():
        legs = tuple(replace(leg, estimated=True) if leg.ended_at is None else leg for leg in ticket.legs)
        state.tickets[ticket.id] = replace(ticket, legs=legs)


def _suspended(state: State, recorded: e.Recorded, event: e.OfficeSuspended) -> None:
    state.suspended[event.hall] = Suspension(stopped=event.stopped, reason=event.reason, since=recorded.at)


def _lifted(state: State, _: e.Recorded, event: e.SuspensionLifted) -> None:
    state.suspended.pop(event.hall, None)


def _appointment_set(state: State, _: e.Recorded, event: e.AppointmentSet) -> None:
    state.appointments[event.appointment] = event


# -- what is expected


def _learned(state: State, _: e.Recorded, event: e.ParametersLearned) -> None:
    state.learned = {topic.topic: topic for topic in event.topics}


def _forecast_made(state: State, recorded: e.Recorded, _: e.ForecastMade) -> None:
    state.forecast_at = recorded.at


def _breaks_planned(state: State, _: e.Recorded, event: e.BreaksPlanned) -> None:
    state.breaks = {planned.counter: planned for planned in event.breaks}


# -- people asked for


def _person_called(state: State, recorded: e.Recorded, event: e.PersonCalled) -> None:
    _alert(state, recorded, event.kiosk)


def _alarm_raised(state: State, recorded: e.Recorded, event: e.AlarmRaised) -> None:
    _alert(state, recorded, str(event.counter))


def _alert(state: State, recorded: e.Recorded, where: str) -> None:
    kind = kind_of(recorded.event)
    state.alerts[recorded.seq] = Alert(seq=recorded.seq, kind=kind, where=where, at=recorded.at)


def _acknowledged(state: State, _: e.Recorded, event: e.AlertAcknowledged) -> None:
    state.alerts.pop(event.alert_seq, None)


# -- counters


def _opened(state: State, recorded: e.Recorded, event: e.CounterOpened) -> None:
    _seat(state, recorded, event, CounterState.OPEN, seat=event.seat, closing=False, reason="")


def _taken_over(state: State, recorded: e.Recorded, event: e.SeatTakenOver) -> None:
    state.seats[event.counter] = replace(state.seats[event.counter], seat=event.seat, done=None)


def _paused(state: State, recorded: e.Recorded, event: e.CounterPaused) -> None:
    _seat(state, recorded, event, CounterState.PAUSED, reason=event.reason)


def _resumed(state: State, recorded: e.Recorded, event: e.CounterResumed) -> None:
    _seat(state, recorded, event, CounterState.OPEN, reason="")


def _closing(state: State, recorded: e.Recorded, event: e.CounterClosing) -> None:
    state.seats[event.counter] = replace(state.seats[event.counter], closing=True)


def _closed(state: State, recorded: e.Recorded, event: e.CounterClosed) -> None:
    state.seats[event.counter] = Seat(number=event.counter, since=recorded.at, touched_seq=recorded.seq)


def _skills_granted(state: State, _: e.Recorded, event: e.SkillsGranted) -> None:
    state.skills[event.counter] = event


def _seat(
    state: State, recorded: e.Recorded, event: e.CounterEvent, doing: CounterState, **changes: Any
) -> None:
    seat = replace(state.seats[event.counter], state=doing, since=recorded.at, done=None)
    state.seats[event.counter] = replace(seat, touched_seq=recorded.seq, **changes)


HANDLERS: dict[type[e.Event], Handler] = {
    e.OfficeConfigured: _configured,
    e.DayOpened: _day_opened,
    e.DayClosed: _nothing,
    e.ClockStepped: _clock_stepped,
    e.OfficeSuspended: _suspended,
    e.SuspensionLifted: _lifted,
    e.AppointmentSet: _appointment_set,
    e.ParametersLearned: _learned,
    e.ForecastMade: _forecast_made,
    e.BreaksPlanned: _breaks_planned,
    e.PersonCalled: _person_called,
    e.AlarmRaised: _alarm_raised,
    e.AlertAcknowledged: _acknowledged,
    e.CounterOpened: _opened,
    e.SeatTakenOver: _taken_over,
    e.CounterPaused: _paused,
    e.CounterResumed: _resumed,
    e.CounterClosing: _closing,
    e.CounterClosed: _closed,
    e.SkillsGranted: _skills_granted,
    **apply_ticket.HANDLERS,
}
