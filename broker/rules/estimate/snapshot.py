"""The lobby as the broker hands it to its forecaster: plain figures of one moment, nothing about persons.

Made by the broker, so it needs nothing heavy. Times are seconds since 1970, as in `broker.rules.lobby`.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from broker.contract.office import Office
from broker.contract.terms import CounterState, Stopped
from broker.rules.breaks import TOLD_BEFORE, span_of
from broker.rules.lobby import FORGOTTEN_SERVICE_S, lobby
from broker.rules.routing import Desk, Load, Waiting
from broker.rules.state import Seat, State


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNow:
    """One leg that waits and whose visit is at no counter."""

    key: str
    """`ticket_id/leg`."""
    seen: Waiting
    entered_s: float
    held_until_s: float | None
    """Until when it is held back; None: it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatNow:
    """One counter."""

    desk: Desk
    """Not open, too, while calling is suspended in its hall."""
    state: CounterState
    """Closed, too, when it may not call: nobody knows until when."""
    since_s: float
    """Entry into the state; of a counter with a visitor: the call."""
    topic: str
    """Of its visitor; empty: none."""
    breaks_s: tuple[tuple[float, float], ...]
    """Its planned breaks of today, whether taken or not."""
    back_s: float | None
    """When it is planned to be back, while it is on one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything a forecast needs beside what the office's habits are."""

    at: datetime
    day: date
    office: Office
    rule: str
    priority_weight: float
    loads: dict[str, Load]
    waiting: tuple[WaitingNow, ...]
    seats: tuple[SeatNow, ...]
    came: int
    """Legs that have entered a queue today."""


def snapshot(state: State, now: datetime) -> Snapshot:
    """The state as the forecaster needs it."""
    seen = lobby(state, now)
    at_counters = (_topic(state, seat) for seat in state.seats.values() if seat.ticket_id)
    forgotten = dict.fromkeys(at_counters, Load(share=0.0, mean_service_s=FORGOTTEN_SERVICE_S))
    return Snapshot(
        at=now,
        day=state.day or now.date(),
        office=state.configured,
        rule=seen.rule,
        priority_weight=seen.priority_weight,
        loads={**forgotten, **seen.loads},
        waiting=tuple(_waiting(state, leg) for leg in seen.columns.people),
        seats=tuple(_seat(state, desk, now) for desk in seen.desks),
        came=sum(len(ticket.legs) for ticket in state.tickets.values()),
    )


def _waiting(state: State, seen: Waiting) -> WaitingNow:
    ticket = state.tickets[seen.ticket_id]
    leg = ticket.leg(seen.leg)
    ends = ticket.due_at if leg.behind_until is None else leg.behind_until
    return WaitingNow(
        key=f"{ticket.id}/{leg.n}",
        seen=seen,
        entered_s=leg.entered_at.timestamp(),
        held_until_s=ends.timestamp() if seen.held_back and ends else None,
    )


def _seat(state: State, desk: Desk, now: datetime) -> SeatNow:
    seat = state.seats[desk.number]
    since = _since(state, seat, now)
    planned = state.breaks.get(seat.number)
    span = span_of(planned, state.configured, now) if planned else None
    may_call = not _stopped(state, desk.number)
    return SeatNow(
        desk=replace(desk, open=desk.open and may_call),
        state=seat.state if may_call or seat.ticket_id else CounterState.CLOSED,
        since_s=since.timestamp(),
        topic=_topic(state, seat) if seat.ticket_id else "",
        breaks_s=((span[0].timestamp(), span[1].timestamp()),) if span else (),
        back_s=_back_s(span, since, now) if span and seat.state is CounterState.PAUSED else None,
    )


def _topic(state: State, seat: Seat) -> str:
    return state.tickets[seat.ticket_id].leg(seat.leg).topic


def _stopped(state: State, counter: int) -> bool:
    configured = state.configured.counter(counter)
    return state.stopped(configured.hall if configured else "", Stopped.CALLING) is not None


def _back_s(span: tuple[datetime, datetime], since: datetime, now: datetime) -> float | None:
    """A pause from a little before the plan on is the break, and lasts its whole time; else None."""
    begins_at, ends_at = span
    if since >= ends_at or max(since + TOLD_BEFORE, now) < begins_at:
        return None
    return max(ends_at, since + (ends_at - begins_at)).timestamp()


def _since(state: State, seat: Seat, now: datetime) -> datetime:
    if seat.ticket_id:
        leg = state.tickets[seat.ticket_id].leg(seat.leg)
        return leg.last_call_at or now
    return seat.since or now
