"""What statistics read: one row for every leg and one for every change of a counter's state.

The hub writes them in the transaction of the events they come from; a rebuild makes the same rows from the
events alone.
"""

from dataclasses import dataclass
from datetime import date, datetime

from broker.contract.events import ClockStepped, Recorded
from broker.contract.terms import CounterState, LegState, Outcome, Printed
from broker.rules.apply import apply
from broker.rules.state import Leg, State, Ticket
from broker.rules.ticket import OUTCOMES


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg, as far as it has come. Sums are of finished stretches: the current one runs since `since`."""

    ticket_id: str
    leg: int
    day: date
    number: str
    topic: str
    hall: str
    """Where the ticket was issued."""
    language: str
    priority: bool
    printed: Printed
    issued_at: datetime
    """Of the visit; never reset."""
    entered_at: datetime
    """When this leg entered the queue."""
    state: LegState
    since: datetime
    """Entry into the current state."""
    called_at: datetime | None
    """The first call."""
    serving_at: datetime | None
    """The first start of service."""
    ended_at: datetime | None
    counter: int
    """The last that called it; 0: none yet."""
    waited_s: float
    walked_s: float
    served_s: float
    parked_s: float
    recalls: int
    outcome: Outcome | None
    """None while it is open."""
    estimated: bool
    """Its times cannot be defended (closed by rule, clock step): left out of percentiles."""
    out_of_order: bool
    forecast_low_s: float | None
    """Of the wait, as its visitor was told it; None: nothing was."""
    forecast_mid_s: float | None
    forecast_high_s: float | None
    forecast_roughly: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow:
    """A counter entered a state; it lasts until its next row or the day's end."""

    seq: int
    """Of the event; an undone event's row is removed."""
    day: date
    at: datetime
    counter: int
    state: CounterState


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What one event changes in the tables."""

    legs: tuple[LegRow, ...] = ()
    """Replace the rows of the same (ticket_id, leg)."""
    counters: tuple[CounterRow, ...] = ()
    removed_legs: tuple[tuple[str, int], ...] = ()
    """Legs that an undo took out of the world."""
    undone_seq: int = 0
    """The counter row of this event goes."""


def apply_with_rows(state: State, recorded: Recorded) -> Rows:
    """Apply one event and say what it changes in the tables."""
    if isinstance(recorded.event, ClockStepped):
        return _rows_of_a_clock_step(state, recorded)
    ticket_id, counter = _concerned(state, recorded)
    before_ticket, before_seat = state.tickets.get(ticket_id), state.seats.get(counter)
    apply(state, recorded)
    ticket, seat = state.tickets.get(ticket_id), state.seats.get(counter)
    day = state.day or recorded.day
    moved = seat is not None and (before_seat is None or before_seat.state is not seat.state)
    return Rows(
        legs=_changed_legs(before_ticket, ticket, day),
        counters=(_counter_row(recorded, counter, seat.state),) if seat and moved else (),
        removed_legs=_removed_legs(before_ticket, ticket),
        undone_seq=getattr(recorded.event, "undone_seq", 0),
    )


def _rows_of_a_clock_step(state: State, recorded: Recorded) -> Rows:
    apply(state, recorded)
    day = state.day or recorded.day
    doubted = [(t, leg) for t in state.tickets.values() for leg in t.legs if leg.estimated]
    return Rows(legs=tuple(leg_row(ticket, leg, day) for ticket, leg in doubted))


def _concerned(state: State, recorded: Recorded) -> tuple[str, int]:
    """Ticket and counter that an event can change; an undo names them by what it takes back."""
    event = recorded.event
    counter: int = getattr(event, "counter", 0)
    seat = state.seats.get(counter)
    if hasattr(event, "undone_seq") and seat is not None and seat.done is not None:
        return seat.done.ticket.id, counter
    return getattr(event, "ticket_id", ""), counter


def _changed_legs(before: Ticket | None, now: Ticket | None, day: date) -> tuple[LegRow, ...]:
    if now is None or now is before:
        return ()
    return tuple(leg_row(now, leg, day) for leg in now.legs)


def _removed_legs(before: Ticket | None, now: Ticket | None) -> tuple[tuple[str, int], ...]:
    if before is None or now is None:
        return ()
    return tuple((now.id, leg.n) for leg in before.legs[len(now.legs) :])


def _counter_row(recorded: Recorded, counter: int, state: CounterState) -> CounterRow:
    return CounterRow(seq=recorded.seq, day=recorded.day, at=recorded.at, counter=counter, state=state)


def leg_row(ticket: Ticket, leg: Leg, day: date) -> LegRow:
    """One leg of the state as statistics read it."""
    said = leg.expected
    return LegRow(
        ticket_id=ticket.id,
        leg=leg.n,
        day=day,
        number=ticket.number,
        topic=leg.topic,
        hall=ticket.hall,
        language=ticket.language,
        priority=ticket.priority,
        printed=ticket.printed,
        issued_at=ticket.issued_at,
        entered_at=leg.entered_at,
        state=leg.state,
        since=leg.since,
        called_at=leg.called_at,
        serving_at=leg.serving_at,
        ended_at=leg.ended_at,
        counter=leg.counter,
        waited_s=leg.waited_s,
        walked_s=leg.walked_s,
        served_s=leg.served_s,
        parked_s=leg.parked_s,
        recalls=leg.recalls,
        outcome=OUTCOMES.get(leg.state),
        estimated=leg.estimated,
        out_of_order=leg.out_of_order,
        forecast_low_s=said.low_s if said else None,
        forecast_mid_s=said.mid_s if said else None,
        forecast_high_s=said.high_s if said else None,
        forecast_roughly=said.roughly if said else None,
    )
