"""A replayed day beside the recorded one: how many waited for what, every five minutes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from broker.contract.numbering import label, split
from broker.demo.paper import Papers
from broker.demo.recorded import ZONE, RecordedDay, RecordedTopic
from broker.rules.rows import LegRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One topic at one moment."""

    at: datetime
    topic: RecordedTopic
    ours: int
    office: int


def numbers_match(day: RecordedDay, papers: Papers) -> bool:
    """Whether our paper bears the numbers of the recorded paper, topic by topic, each once."""
    recorded = sorted(label(ticket.letter, ticket.number) for _, ticket in day.tickets)
    return sorted(papers.numbers) == recorded


def issue_lags_s(day: RecordedDay, issued_at: dict[str, datetime]) -> list[float]:
    """By how much our tickets came later than the recorded ones (negative: sooner), shortest first."""
    recorded = {label(ticket.letter, ticket.number): ticket.issued_at for _, ticket in day.tickets}
    return sorted((at - recorded[n]).total_seconds() for n, at in issued_at.items() if n in recorded)


def waiting_points(day: RecordedDay, legs: Sequence[LegRow]) -> list[Point]:
    """At every recorded snapshot: how many waited in our lobby and in theirs."""
    ours = {letter: list(of) for letter, of in groupby(sorted(legs, key=_letter), key=_letter)}
    return [
        Point(
            at=snapshot.at,
            topic=topic,
            ours=sum(_waits(leg, snapshot.at) for leg in ours.get(topic.letter, ())),
            office=snapshot.waiting,
        )
        for topic in day.topics
        for snapshot in topic.snapshots
    ]


def _letter(leg: LegRow) -> str:
    return split(leg.number)[0]


def _waits(leg: LegRow, at: datetime) -> bool:
    left_at = leg.called_at or leg.ended_at
    return leg.entered_at <= at.astimezone(UTC) and (left_at is None or left_at > at)


def write_table(points: Sequence[Point], path: Path) -> None:
    """time, topic, ours_waiting, office_waiting."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("time", "topic", "ours_waiting", "office_waiting"))
        for point in points:
            name = f"{point.topic.letter} {point.topic.name}"
            table.writerow((f"{point.at.astimezone(ZONE):%H:%M}", name, point.ours, point.office))
