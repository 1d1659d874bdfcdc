"""Rows and events made by hand, for tests of the log and of the figures: only what a test names differs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from broker.contract import events as e
from broker.contract.boards import Reply
from broker.contract.terms import CounterState, LegState, Outcome, Printed
from broker.eventlog import Entry, EventLog
from broker.rules.rows import CounterRow, LegRow, Rows
from tests.contract.samples import recorded

DAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""08:00 in Vilnius in winter."""

_STATES = {
    None: LegState.WAITING,
    Outcome.SERVED: LegState.DONE,
    Outcome.NO_SHOW: LegState.NO_SHOW,
    Outcome.TRANSFERRED: LegState.TRANSFERRED,
    Outcome.CANCELLED: LegState.CANCELLED,
    Outcome.UNSERVED: LegState.UNSERVED,
}


def leg(
    ticket_id: str,
    n: int = 1,
    *,
    entered_at: datetime = EIGHT,
    waited_s: float = 600.0,
    served_s: float = 900.0,
    outcome: Outcome | None = Outcome.SERVED,
    **differing: object,
) -> LegRow:
    """A leg that waited, was called and walked 20 s, was served and left; or, with no outcome, that waits."""
    called = outcome in (Outcome.SERVED, Outcome.NO_SHOW, Outcome.TRANSFERRED)
    came = outcome in (Outcome.SERVED, Outcome.TRANSFERRED)
    called_at = entered_at + timedelta(seconds=waited_s)
    serving_at = called_at + timedelta(seconds=20)
    ended_at = serving_at + timedelta(seconds=served_s) if came else called_at
    row = LegRow(
        ticket_id=ticket_id,
        leg=n,
        day=DAY,
        number="A" + ticket_id.rjust(3, "0"),
        topic="pension",
        hall="hall-1",
        language="lt",
        priority=False,
        printed=Printed.YES,
        issued_at=entered_at,
        entered_at=entered_at,
        state=_STATES[outcome],
        since=ended_at if outcome else entered_at,
        called_at=called_at if called else None,
        serving_at=serving_at if came else None,
        ended_at=ended_at if outcome else None,
        counter=1 if called else 0,
        waited_s=waited_s if outcome else 0.0,
        walked_s=20.0 if called else 0.0,
        served_s=served_s if came else 0.0,
        parked_s=0.0,
        recalls=0,
        outcome=outcome,
        estimated=False,
        out_of_order=False,
        forecast_low_s=None,
        forecast_mid_s=None,
        forecast_high_s=None,
        forecast_roughly=None,
    )
    return replace(row, **differing)  # type: ignore[arg-type]


def counter_row(seq: int, state: CounterState, after_s: float, counter: int = 1) -> CounterRow:
    """A counter entered a state so long after eight."""
    return CounterRow(seq=seq, day=DAY, at=EIGHT + timedelta(seconds=after_s), counter=counter, state=state)


def entry(log: EventLog, *events: e.Event, rows: tuple[Rows, ...] = (), reply: str = "") -> Entry:
    """These events as the next ones of a log, with the answer to the command `reply` if one is named."""
    return Entry(
        recorded=tuple(
            replace(recorded(event, seq), epoch=log.epoch)
            for seq, event in enumerate(events, start=log.last_seq + 1)
        ),
        rows=rows,
        reply=Reply(id=reply, accepted=True, result={"number": "A001"}) if reply else None,
        device="kiosk-1",
    )
