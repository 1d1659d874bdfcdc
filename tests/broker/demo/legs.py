"""Legs and events for the demonstration's tests, with only what matters spelled out."""

from datetime import UTC, date, datetime

from broker.contract.events import Event, Recorded
from broker.contract.terms import LegState, Outcome, Printed
from broker.rules.rows import LegRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def leg(
    number: str,
    *,
    entered_at: datetime,
    called_at: datetime | None,
    ended_at: datetime | None = None,
    state: LegState = LegState.WAITING,
    outcome: Outcome | None = None,
    topic: str = "",
) -> LegRow:
    """One leg that waits, or was called, or left."""
    return LegRow(
        ticket_id=number,
        leg=1,
        day=date(2020, 1, 20),
        number=number,
        topic=topic or f"topic-{number[0].lower()}",
        hall="main",
        language="pl",
        priority=False,
        printed=Printed.YES,
        issued_at=entered_at,
        entered_at=entered_at,
        state=state,
        since=entered_at,
        called_at=called_at,
        serving_at=None,
        ended_at=ended_at,
        counter=0,
        waited_s=0,
        walked_s=0,
        served_s=0,
        parked_s=0,
        recalls=0,
        outcome=outcome,
        estimated=False,
        out_of_order=False,
        forecast_low_s=None,
        forecast_mid_s=None,
        forecast_high_s=None,
        forecast_roughly=None,
    )


def recorded(*events: Event, at: datetime = NOON) -> list[Recorded]:
    """Events in the places of a log, all at one moment."""
    return [
        Recorded(
            seq=seq,
            epoch="epoch",
            day=at.date(),
            at=at,
            wall_at=at,
            boottime_s=1.0,
            boot_id="boot",
            synchronised=True,
            cause="",
            event=event,
        )
        for seq, event in enumerate(events, start=1)
    ]
