"""A made-up recorded day in the two files' own form: two topics, one still busy when it closes."""

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

DAY = "2020-01-20"
LONG_A = "SKŁADANIE WNIOSKÓW| ODBIÓR PRAW JAZDY"
LONG_B = "SKŁADANIE WNIOSKÓW PASZPORTOWYCH"
OPENS = datetime.fromisoformat(f"{DAY} 08:00:00")
TICKET_COLUMNS = (
    "letter",
    "topic",
    "number",
    "issue_ts",
    "call_ts",
    "issue_after",
    "issue_by",
    "call_after",
    "call_by",
)
SNAPSHOT_COLUMNS = ("time", "letter", "topic", "counters_open", "waiting", "current_ticket")
COUNTERS = {"A": (0, 1, 2, 2, 1, 0, 0), "B": (0, 1, 1, 1, 0, 0, 0)}
"""Open at 08:00, 08:05 ... 08:30."""
WAITING = {"A": (1, 2, 2, 1, 1, 0, 0), "B": (0, 2, 3, 3, 3, 1, 0)}


def write_made_day(folder: Path) -> tuple[Path, Path]:
    """Tickets A001 to A008 every two minutes, B005 to B009 every three."""
    tickets, snapshots = folder / "tickets.csv", folder / "snapshots.csv"
    rows = [_ticket("A", LONG_A, 1 + n, 40 + 120 * n) for n in range(8)]
    rows += [_ticket("B", LONG_B, 5 + n, 90 + 180 * n) for n in range(5)]
    _write(tickets, TICKET_COLUMNS, rows)
    said = [
        (f"{OPENS + timedelta(minutes=5 * n):%H:%M}", letter, name, counters, WAITING[letter][n], "")
        for letter, name in (("A", LONG_A), ("B", LONG_B))
        for n, counters in enumerate(COUNTERS[letter])
    ]
    _write(snapshots, SNAPSHOT_COLUMNS, said)
    return tickets, snapshots


def _ticket(letter: str, name: str, number: int, at_s: int) -> tuple[object, ...]:
    issued = OPENS + timedelta(seconds=at_s)
    called = issued + timedelta(minutes=4)
    return (letter, name, number, issued, called, issued, issued, called, called)


def _write(path: Path, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows(rows)
