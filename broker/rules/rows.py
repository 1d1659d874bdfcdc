"""What statistics read: one row for every leg and one for every change of a counter's state.

The hub writes them in the transaction of the events they come from; `talonas check --rebuild` and a test make the
same rows from the events alone.
"""

from dataclasses import dataclass
from datetime import date, datetime

from broker.contract.terms import CounterState, LegState, Outcome, Printed


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg, as far as it has come. Sums are of finished stretches: add `now - since` for the current state."""

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
    forecast_high_s: float | None


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
