"""What the head decides: skills, appointments, suspensions; and the broker: configuration, the day's turn."""

from datetime import date, datetime, timedelta

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.estimates import TopicLearned
from broker.contract.office import Office
from broker.contract.terms import CounterState, LegState, Stopped
from broker.rules.breaks import trouble_with
from broker.rules.decide.decision import Decision, Handler, seat_of, topic_of
from broker.rules.estimate.outlook import Outlook
from broker.rules.hours import local_day
from broker.rules.state import State


def grant_skills(state: State, command: c.GrantSkills, _: datetime) -> Decision:
    """From now on, beyond the day."""
    seat_of(state, command.counter)
    for topic_id in command.topics:
        topic_of(state, topic_id)
    event = e.SkillsGranted(counter=command.counter, topics=command.topics, languages=command.languages)
    return Decision(events=(event,))


def set_appointment(state: State, command: c.SetAppointment, _: datetime) -> Decision:
    """Agree or change."""
    topic_of(state, command.topic)
    if command.counter:
        seat_of(state, command.counter)
    before = state.appointments.get(command.appointment)
    event = e.AppointmentSet(
        appointment=command.appointment,
        due_at=command.at,
        topic=command.topic,
        counter=command.counter,
        changed=before is not None and before.due_at != command.at,
    )
    return Decision(events=(event,))


def suspend(state: State, command: c.Suspend, _: datetime) -> Decision:
    """One hall, or all."""
    _known_hall(state, command.hall)
    before = state.suspended.get(command.hall)
    both = before is not None and before.stopped is not command.stopped
    stopped = Stopped.BOTH if both else command.stopped
    event = e.OfficeSuspended(hall=command.hall, stopped=stopped, reason=command.reason)
    return Decision(events=(event,), reason=command.reason)


def plan_breaks(state: State, command: c.PlanBreaks, _: datetime) -> Decision:
    """Every day from now on; refused when it does not keep to the office's own rules for breaks."""
    trouble = trouble_with(command.breaks, state.configured)
    if trouble:
        raise Refused("against_break_rules", trouble)
    return Decision(events=(e.BreaksPlanned(breaks=command.breaks),), reason=command.reason)


def lift(state: State, command: c.Lift, _: datetime) -> Decision:
    """Go on."""
    if command.hall not in state.suspended:
        raise Refused("not_now", "Nothing is suspended there.")
    return Decision(events=(e.SuspensionLifted(hall=command.hall),))


def _known_hall(state: State, hall: str) -> None:
    if hall and all(hall != known.id for known in state.configured.halls):
        raise Refused("unknown_hall", f"There is no hall {hall!r} in this office.")


# -- the broker's own doing


FORECAST_EVERY = timedelta(minutes=30)


def foresee(
    state: State, outlook: Outlook | None, learned: tuple[TopicLearned, ...], days: int, now: datetime
) -> tuple[e.Event, ...]:
    """What of the forecaster's words is a fact for the log: new parameters, and the bands twice an hour."""
    facts: list[e.Event] = []
    if learned and tuple(state.learned.values()) != learned:
        facts.append(e.ParametersLearned(topics=learned, days=days))
    due = state.forecast_at is None or now - state.forecast_at >= FORECAST_EVERY
    if outlook is not None and outlook.ahead and due:
        facts.append(e.ForecastMade(ahead=outlook.ahead))
    return tuple(facts)


def configure(state: State, office: Office) -> tuple[e.Event, ...]:
    """At start and at every reload: an event only when something changed.

    A counter that is no more gives its visitor back to the queue and closes.
    """
    if state.office == office:
        return ()
    gone = [seat for seat in state.seats.values() if office.counter(seat.number) is None]
    left = [
        e.TicketPutBack(ticket_id=seat.ticket_id, leg=seat.leg, counter=seat.number)
        for seat in gone
        if seat.ticket_id
    ]
    closed = [e.CounterClosed(counter=seat.number) for seat in gone if seat.state is not CounterState.CLOSED]
    return (*left, *closed, e.OfficeConfigured(office=office))


def close_day(state: State, now: datetime) -> tuple[e.Event, ...]:
    """An end for everybody of a day that is over; nothing while it lasts.

    A clock set back to yesterday ends nothing: numbers of a day never begin twice.
    """
    if state.day is None or local_day(state.configured, now) <= state.day:
        return ()
    return _close_day(state, state.day)


def open_day(state: State, now: datetime) -> tuple[e.Event, ...]:
    """Today, when it is not open."""
    today = local_day(state.configured, now)
    return () if state.day is not None and today <= state.day else (_open_day(state, today),)


def _open_day(state: State, today: date) -> e.DayOpened:
    kept = tuple(a for a in state.appointments.values() if local_day(state.configured, a.due_at) >= today)
    return e.DayOpened(
        day=today,
        appointments=kept,
        skills=tuple(state.skills.values()),
        learned=tuple(state.learned.values()),
        estimate_widths=state.correction.widths,
        breaks=tuple(state.breaks.values()),
    )


def _close_day(state: State, day: date) -> tuple[e.Event, ...]:
    ends: list[e.Event] = []
    for ticket in state.tickets.values():
        for leg in ticket.legs:
            if leg.state is LegState.SERVING:
                ends.append(
                    e.LegFinished(ticket_id=ticket.id, leg=leg.n, counter=leg.counter, closed_by_rule=True)
                )
            elif leg.state in (LegState.WAITING, LegState.CALLED, LegState.PARKED):
                ends.append(e.LegUnserved(ticket_id=ticket.id, leg=leg.n))
    ends += [
        e.CounterClosed(counter=seat.number)
        for seat in state.seats.values()
        if seat.state is not CounterState.CLOSED
    ]
    ends += [e.SuspensionLifted(hall=hall) for hall in state.suspended]
    return (*ends, e.DayClosed(day=day))


HANDLERS: dict[type[c.Command], Handler] = {
    c.GrantSkills: grant_skills,
    c.SetAppointment: set_appointment,
    c.PlanBreaks: plan_breaks,
    c.Suspend: suspend,
    c.Lift: lift,
}
