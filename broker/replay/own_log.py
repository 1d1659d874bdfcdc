"""Our own log as a recording: its legs, the office's rules, when counters were away. Reads, never writes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broker.contract.office import Office
from broker.contract.terms import CounterState, Outcome
from broker.replay.recorded import RecordedDay, RecordedLeg, Recording, Spell
from broker.rules.rows import CounterRow, LegRow
from broker.stats import LogReader
from broker.stats.local import day_bounds

BEGINS = b"SQLite format 3\0"
AWAY = (CounterState.CLOSED, CounterState.PAUSED)


def is_own_log(path: Path) -> bool:
    """Whether it is a database; a CSV begins otherwise."""
    try:
        with path.open("rb") as file:
            return file.read(len(BEGINS)) == BEGINS
    except OSError:
        return False


async def read_own_log(path: Path) -> Recording:
    """All its days; raises LogTrouble."""
    async with await LogReader.open(path) as reader:
        office, days = await reader.office(), list[RecordedDay]()
        for day in await reader.days():
            legs, counters = await reader.legs(day, day), await reader.counter_rows(day, day)
            days.append(_day(office, day, legs, counters))
    return Recording(
        days=tuple(day for day in days if day.legs),
        zone=ZoneInfo(office.time_zone),
        rows=sum(len(day.legs) for day in days),
        targets_s={topic.id: topic.wait_target_s for topic in office.topics},
        orders={str(counter.number): counter.skills for counter in office.counters},
        rule=office.routing.rule,
        weight=office.routing.priority_weight,
    )


def _day(office: Office, day: date, legs: Iterable[LegRow], counters: Iterable[CounterRow]) -> RecordedDay:
    begins_at, ends_at = day_bounds(office, day)
    found = defaultdict[str, list[CounterRow]](list)
    for row in sorted(counters, key=lambda row: row.seq):
        found[str(row.counter)].append(row)
    away = {}
    for counter, rows in found.items():
        spells = [Spell(from_at=begins_at, to_at=rows[0].at)]
        for row, until in zip(rows, [*(later.at for later in rows[1:]), ends_at], strict=True):
            if row.state in AWAY:
                spells.append(Spell(from_at=row.at, to_at=until))
        away[counter] = tuple(spells)
    in_order = sorted(legs, key=lambda leg: (leg.entered_at, leg.number))
    return RecordedDay(
        day=day, begins_at=begins_at, ends_at=ends_at, legs=tuple(map(_leg, in_order)), away=away
    )


def _leg(row: LegRow) -> RecordedLeg:
    """Its counter was kept by the walk and the service; while it was parked, or waited again, others came."""
    kept = timedelta(seconds=row.walked_s + row.served_s)
    gave_up = row.outcome is Outcome.CANCELLED and row.called_at is None
    return RecordedLeg(
        line=0,
        visit=row.ticket_id,
        number=row.number,
        topic=row.topic,
        priority=row.priority,
        issued_at=row.issued_at,
        entered_at=row.entered_at,
        called_at=row.called_at,
        ended_at=row.called_at + kept if row.called_at and row.ended_at else None,
        left_at=row.ended_at if gave_up else None,
        counter=str(row.counter) if row.counter else "",
        came=row.outcome is not Outcome.NO_SHOW,
    )
