"""A recorded day of a real office: its tickets, and what its lobby said every few minutes.

The two files and what they lack are described beside them. Times are local; topics have long names in one
language, which are shortened for a kiosk's button.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from broker.contract.errors import Misconfigured

ZONE = ZoneInfo("Europe/Warsaw")
LONGEST_NAME = 30
ABBREVIATIONS = frozenset(("CEIDG", "USC"))
USUAL_SERVICE_S = 7.6 * 60
"""Median over topics of the counter-minutes for a call, as published with the data."""
SERVICE_CV = 0.658
"""Of a lognormal of sigma 0.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTicket:
    """One ticket that was really issued."""

    letter: str
    number: int
    issued_at: datetime
    called_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the lobby said of one topic."""

    at: datetime
    counters_open: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTopic:
    """One topic that had tickets."""

    letter: str
    name: str
    """Short enough for a button."""
    tickets: tuple[RecordedTicket, ...]
    snapshots: tuple[Snapshot, ...]

    @property
    def id(self) -> str:
        """As in the office's configuration."""
        return f"topic-{self.letter.lower()}"

    @property
    def counters(self) -> int:
        """The most that were open at once; a topic with tickets has at least one."""
        return max((1, *(snapshot.counters_open for snapshot in self.snapshots)))

    @property
    def mean_service_s(self) -> float:
        """Counter-minutes for a call, as far as the record can tell.

        While somebody waits, every open counter is taken to be busy: the minutes counters were open in the
        intervals that began with a queue, shared among all the day's calls. Over the topics of both recorded
        days that gives p10 2.8, median 6.7 and p90 18.3 minutes, where 3.4, 7.6 and 18.6 are published. Where
        counters serve several topics they are counted for each, hence an hour for two topics of one day.
        """
        open_s = sum(
            before.counters_open * (after.at - before.at).total_seconds()
            for before, after in pairwise(self.snapshots)
            if before.waiting
        )
        return open_s / len(self.tickets) or USUAL_SERVICE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDay:
    """One day, topics by letter."""

    day: date
    topics: tuple[RecordedTopic, ...]

    @property
    def tickets(self) -> list[tuple[RecordedTopic, RecordedTicket]]:
        """Every ticket with its topic, in the order of issue."""
        both = [(topic, ticket) for topic in self.topics for ticket in topic.tickets]
        return sorted(both, key=lambda pair: (pair[1].issued_at, pair[1].letter, pair[1].number))


TICKET_COLUMNS = ("letter", "topic", "number", "issue_ts", "call_ts")
SNAPSHOT_COLUMNS = ("time", "letter", "counters_open", "waiting")
Row = TypeVar("Row")


def read_day(tickets: Path, snapshots: Path) -> RecordedDay:
    """Both files; raises Misconfigured, with file and line, when they cannot be followed.

    Snapshots bear times without a day: that both files are of one day is the caller's word.
    """
    named = _followed(tickets, TICKET_COLUMNS, lambda row: (row["topic"], _ticket(row)))
    if not named:
        raise Misconfigured(f"{tickets} has no ticket.")
    days = {ticket.issued_at.date() for _, ticket in named}
    if len(days) != 1:
        raise Misconfigured(f"{tickets} has tickets of {len(days)} days.")
    day = days.pop()
    said = _followed(snapshots, SNAPSHOT_COLUMNS, lambda row: (row["letter"], _snapshot(row, day)))
    return RecordedDay(day=day, topics=_topics(named, said))


def _followed(path: Path, columns: Sequence[str], follow: Callable[[dict[str, str]], Row]) -> list[Row]:
    """Every line of a CSV, each made into something."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            _refuse_without(columns, table.fieldnames or (), path)
            found, line = [], 2
            for row in table:
                line = table.line_num
                found.append(follow(_whole(row, columns)))
                line += 1
            return found
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path} is not UTF-8 text.") from error
    except (csv.Error, ValueError) as error:
        raise Misconfigured(f"{path}, line {line}: {error}.") from error


def _refuse_without(columns: Sequence[str], found: Sequence[str], path: Path) -> None:
    missing = [column for column in columns if column not in found]
    if missing:
        raise Misconfigured(f"{path}, line 1: there is no column {', '.join(missing)}.")


def _whole(row: dict[str, str | None], columns: Sequence[str]) -> dict[str, str]:
    """The row's columns that are looked at; ValueError when the line was too short for them."""
    whole = {column: value for column in columns if (value := row[column]) is not None}
    if len(whole) < len(columns):
        raise ValueError("the line is too short")
    return whole


def _topics(
    named: Sequence[tuple[str, RecordedTicket]], said: Sequence[tuple[str, Snapshot]]
) -> tuple[RecordedTopic, ...]:
    long_names = {ticket.letter: name for name, ticket in named}
    names = short_names([long_names[letter] for letter in sorted(long_names)])
    return tuple(
        RecordedTopic(
            letter=letter,
            name=name,
            tickets=tuple(sorted((t for _, t in named if t.letter == letter), key=_by_number)),
            snapshots=tuple(snapshot for of, snapshot in said if of == letter),
        )
        for letter, name in zip(sorted(long_names), names, strict=True)
    )


def _by_number(ticket: RecordedTicket) -> int:
    return ticket.number


def _ticket(row: dict[str, str]) -> RecordedTicket:
    return RecordedTicket(
        letter=row["letter"],
        number=int(row["number"]),
        issued_at=datetime.fromisoformat(row["issue_ts"]).replace(tzinfo=ZONE),
        called_at=datetime.fromisoformat(row["call_ts"]).replace(tzinfo=ZONE),
    )


def _snapshot(row: dict[str, str], day: date) -> Snapshot:
    return Snapshot(
        at=datetime.fromisoformat(f"{day} {row['time']}").replace(tzinfo=ZONE),
        counters_open=int(row["counters_open"]),
        waiting=int(row["waiting"]),
    )


# -- names for a button


def short_names(names: Iterable[str]) -> list[str]:
    """At most 30 characters each, in sentence case, no two alike."""
    taken: list[str] = []
    for name in names:
        parts = [part.strip() for part in re.split(r"[|:]| - ", name) if part.strip()]
        words = parts[0].split()
        choices = [_fitting(parts[n:]) for n in range(len(parts))]
        choices += [_fitting([" ".join(words[n:])]) for n in range(1, len(words))]
        taken.append(
            next((choice for choice in choices if choice not in taken), _numbered(choices[0], taken))
        )
    return taken


def _fitting(parts: Sequence[str]) -> str:
    """As many parts as fit; of a first part that is too long, as many words."""
    found = _whole_words(parts[0])
    for part in parts[1:]:
        if len(f"{found}, {part}") > LONGEST_NAME:
            break
        found = f"{found}, {part}"
    return _sentence_case(found)


def _whole_words(text: str) -> str:
    words = text.split()
    while len(" ".join(words)) > LONGEST_NAME and len(words) > 1:
        words.pop()
    return " ".join(words)[:LONGEST_NAME]


def _sentence_case(text: str) -> str:
    words = [word if word.strip(",") in ABBREVIATIONS else word.lower() for word in text.split()]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


def _numbered(name: str, taken: Sequence[str]) -> str:
    return f"{name[: LONGEST_NAME - 3]} {len(taken) + 1}"
