"""The lobby as the broker hands it to its forecaster: plain figures of one moment, nothing about persons.

Made by the broker, so it needs nothing heavy. Times are seconds since 1970, as in `broker.rules.lobby`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from broker.contract.office import Office
from broker.contract.terms import CounterState
from broker.rules.breaks import span_of
from broker.rules.lobby import lobby
from broker.rules.routing import Desk, Load, Waiting
from broker.rules.state import Seat, State


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNow:
    """One leg that waits, or will when its visit's other leg is done."""

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
    state: CounterState
    since_s: float
    """Entry into the state; of a counter with a visitor: the call."""
    topic: str
    """Of its visitor; empty: none."""
    breaks_s: tuple[tuple[float, float], ...]
    """Its planned breaks of today that have not begun."""
    back_s: float | None
    """When it is planned to be back from the break it is on."""


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
    return Snapshot(
        at=now,
        day=state.day or now.date(),
        office=state.configured,
        rule=seen.rule,
        priority_weight=seen.priority_weight,
        loads=dict(seen.loads),
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
    planned = state.breaks.get(desk.number)
    begins_at, ends_at = span_of(planned, state.configured, now) if planned else (now, now)
    return SeatNow(
        desk=desk,
        state=seat.state,
        since_s=_since(state, seat, now).timestamp(),
        topic=state.tickets[seat.ticket_id].leg(seat.leg).topic if seat.ticket_id else "",
        breaks_s=((begins_at.timestamp(), ends_at.timestamp()),) if begins_at > now else (),
        back_s=ends_at.timestamp() if begins_at <= now < ends_at else None,
    )


def _since(state: State, seat: Seat, now: datetime) -> datetime:
    if seat.ticket_id:
        leg = state.tickets[seat.ticket_id].leg(seat.leg)
        return leg.last_call_at or now
    return seat.since or now
