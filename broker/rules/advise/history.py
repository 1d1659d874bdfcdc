"""What the log says of recent days: rows by day, times as seconds by the clock on the wall. Plain Python."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from broker.contract.estimates import PlannedBreak
from broker.contract.office import Office
from broker.rules.advise.presence import Entered, betweens
from broker.rules.rows import CounterRow, LegRow


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Rows of whole days, and how the office stands now."""

    office: Office
    legs: Collection[LegRow]
    counters: Collection[CounterRow]
    breaks: Mapping[int, PlannedBreak]
    """The plan in force, by counter; empty: there is none."""
    skills: Mapping[int, tuple[str, ...]]
    """What each counter can serve now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRows:
    """One day's."""

    day: date
    zone: ZoneInfo
    legs: Sequence[LegRow]
    """By their visits' issue, then the lower number."""
    states: Mapping[int, Sequence[Entered]]
    """What each counter entered, in order."""

    def second(self, at: datetime) -> float:
        """From local midnight, by the clock on the wall."""
        local = at.astimezone(self.zone).replace(tzinfo=None)
        return (local - datetime.combine(self.day, time())).total_seconds()

    def betweens(self, counter: int) -> list[tuple[float, float]]:
        """From the end of a visit to the next call at that counter while its visitor waited."""
        entered_s = {
            self.second(leg.called_at): self.second(leg.entered_at)
            for leg in self.legs
            if leg.counter == counter and leg.called_at
        }
        return betweens(self.states.get(counter, ()), entered_s)


def day_rows(history: History) -> Iterator[DayRows]:
    """Every day that somebody came for a topic that there still is, oldest first."""
    zone, known = ZoneInfo(history.office.time_zone), {topic.id for topic in history.office.topics}
    legs, rows = defaultdict[date, list[LegRow]](list), defaultdict[date, list[CounterRow]](list)
    for leg in history.legs:
        if leg.topic in known:
            legs[leg.day].append(leg)
    for row in history.counters:
        rows[row.day].append(row)
    for day in sorted(legs):
        empty = DayRows(day=day, zone=zone, legs=(), states={})
        states = defaultdict[int, list[Entered]](list)
        for row in sorted(rows[day], key=lambda row: row.seq):
            states[row.counter].append(Entered(at_s=empty.second(row.at), state=row.state))
        yield DayRows(day=day, zone=zone, legs=sorted(legs[day], key=_order), states=states)


def _order(leg: LegRow) -> tuple[datetime, int, str, int]:
    return leg.issued_at, len(leg.number), leg.number, leg.leg
