"""The forecaster: a process of its own that answers every snapshot of the lobby with an outlook.

    python -m broker.forecaster LOG     one JSON snapshot a line in, one JSON answer a line out

Reads the log when it starts and when the day turns, read-only; what it learned of single counters stays in
its memory. It ends when its input does.
"""

import asyncio
import sys
from datetime import date, timedelta
from pathlib import Path

from broker.contract import codec
from broker.contract.errors import LogTrouble
from broker.contract.estimates import TopicLearned
from broker.contract.office import Office
from broker.eventlog import LogReader
from broker.rules.estimate.outlook import Said
from broker.rules.estimate.snapshot import Snapshot
from broker.rules.estimate.survey import survey
from broker.rules.habits import Habits
from broker.rules.learn import learn
from broker.rules.rows import CounterRow, LegRow
from broker.rules.seasons import Season, expected_factor

DAYS = 60
"""How far back it learns from, in days of the calendar."""


class Forecaster:
    """What it knows of the office, refreshed when the day turns."""

    def __init__(self, log_path: Path) -> None:
        self._log_path = log_path
        self._day: date | None = None
        self._office: Office | None = None
        self._habits: Habits
        self._season: Season

    def answer(self, now: Snapshot) -> Said:
        """The outlook, and what was learned if the log was read for it."""
        anew = (now.day, now.office) != (self._day, self._office)
        if anew:
            self._learn(now)
        outlook = survey(now, self._habits, self._season)
        learned = topics_learned(self._habits) if anew and self._habits.days else ()
        return Said(outlook=outlook, learned=learned, days=self._habits.days)

    def _learn(self, now: Snapshot) -> None:
        counts, legs, counters = asyncio.run(_read(self._log_path, now.day))
        known = {day: count for day, count in counts.items() if day < now.day}
        peaks = now.office.peaks
        seasons = {day: expected_factor(day, peaks, known) for day in {leg.day for leg in legs}}
        self._habits = learn(now.office, legs, counters, seasons)
        self._season = expected_factor(now.day, peaks, known)
        self._day, self._office = now.day, now.office


async def _read(path: Path, today: date) -> tuple[dict[date, int], list[LegRow], list[CounterRow]]:
    """Visits of every day there ever was, and the rows of the recent ones; a log that is new holds none."""
    try:
        async with await LogReader.open(path) as reader:
            first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
            return (
                await reader.visits_per_day(),
                await reader.legs(first, last),
                await reader.counter_rows(first, last),
            )
    except LogTrouble:
        return {}, [], []


def topics_learned(habits: Habits) -> tuple[TopicLearned, ...]:
    """What the rule weighs topics with; nothing about single counters."""
    return tuple(
        TopicLearned(
            topic=topic,
            mean_service_s=round(known.mean_service_s, 1),
            share=round(known.share, 4),
            observations=known.observations,
        )
        for topic, known in habits.topics.items()
    )


def main() -> None:
    """Until the end of the input."""
    forecaster = Forecaster(Path(sys.argv[1]))
    for line in sys.stdin.buffer:
        said = forecaster.answer(codec.decode(Snapshot, line))
        sys.stdout.buffer.write(codec.encode(said) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
