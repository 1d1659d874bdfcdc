"""A counter's board as the broker may publish it, and its variations. Nothing here checks anything."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from broker.contract.boards import Alert, CounterBoard, DeskTicket, NextUp, QueueRow
from broker.contract.terms import CounterState, LegState, Printed, Why
from counter.desk import DeskView, Live, view

NOW = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
"""9:48 in Vilnius."""
SEAT = "my-seat"
LIVE = Live(ok=True, clock="9:48")


def row(id: str, letter: str, name: str, waiting: int, longest_min: float, *, mine: bool = True) -> QueueRow:
    return QueueRow(
        id=id,
        letter=letter,
        names={"lt": f"{name} (lt)", "en": name},
        waiting=waiting,
        oldest_at=NOW - timedelta(minutes=longest_min) if waiting else None,
        longest_wait_s=longest_min * 60,
        target_s=1800,
        over_target=int(longest_min > 30),
        mine=mine,
    )


IDLE = CounterBoard(
    seq=40,
    at=NOW,
    office="Vilniaus skyrius",
    time_zone="Europe/Vilnius",
    languages=("lt", "en"),
    counter=4,
    hall="hall-1",
    hall_names={"lt": "1 salė", "en": "Hall 1"},
    state=CounterState.OPEN,
    closing=False,
    seat=SEAT,
    since=NOW - timedelta(hours=1),
    reason="",
    ticket=None,
    next=NextUp(number="A048", topic="pension", waited_s=29 * 60, why=Why.LONGEST_WAIT),
    queue=(row("pension", "A", "Pension", 7, 29), row("other", "N", "Other", 0, 0, mine=False)),
    verbs={"call_next": "", "recall": "No visitor is at this counter."},
    undo=None,
    alerts=(),
    suspended=None,
    break_due=None,
    no_show_after_s=30,
    recall_limit=3,
)
TICKET = DeskTicket(
    ticket_id="0197a1c2-7b3e-7c4d-9a51-0d2f6c8b4e11",
    leg=1,
    number="A047",
    topic="pension",
    state=LegState.CALLED,
    issued_at=NOW - timedelta(minutes=30),
    waited_s=24 * 60,
    target_s=1800,
    called_at=NOW - timedelta(seconds=10),
    call_seq=38,
    confirmed_at=None,
    serving_at=None,
    recalls=0,
    language="lt",
    spoken_language="ru",
    priority=False,
    printed=Printed.YES,
    why=Why.UNDER_PRESSURE,
    note="",
    topics_waiting=("other",),
)
CALLED = replace(
    IDLE,
    state=CounterState.CALLING,
    ticket=TICKET,
    verbs={
        "call_next": "Finish A047 first.",
        "recall": "",
        "serve": "",
        "finish": "A047 has been called.",
        "mark_no_show": "",
        "transfer": "",
    },
)
SERVING = replace(
    CALLED,
    state=CounterState.SERVING,
    ticket=replace(TICKET, state=LegState.SERVING, serving_at=NOW - timedelta(minutes=6, seconds=30)),
    verbs={
        "call_next": "Finish A047 first.",
        "recall": "A047 is being served.",
        "serve": "A047 is being served.",
        "finish": "",
        "mark_no_show": "A047 is being served.",
        "transfer": "",
    },
)
PERSON_CALLED = Alert(seq=7, kind="person_called", where="kiosk-2", at=NOW - timedelta(seconds=47))


def seen(board: CounterBoard, *, seat: str = SEAT, now: datetime = NOW, live: Live = LIVE) -> DeskView:
    return view(board, seat=seat, now=now, live=live, counters=(1, 4, 12))


def with_ticket(board: CounterBoard, **changes: Any) -> CounterBoard:
    assert board.ticket is not None
    return replace(board, ticket=replace(board.ticket, **changes))
