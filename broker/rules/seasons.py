"""The seasonal calendar: what a date does to the arrivals, by entries of the head's and by past years. Pure.

Entries by hand win for their dates and topics: the factors of all that cover a topic are multiplied. Where
none speaks, past years do: the seven days round the same date of each earlier year, as a ratio to what was
usual on these weekdays in the twelve months round it (medians, open days only, so that a holiday closes
nothing else and divides nothing by zero). The mean of the ratios' logarithms counts by known / (known + 1)
years: one year alone counts half, so that one odd week is not a season. Feasts that move over the calendar
are for entries by hand.

Whoever learns from days and whoever forecasts must use the same calendar, or a long season counts twice: once
in the days learned from and once in its factor. So `learn` takes the seasons of its days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp, log, prod
from statistics import median

from broker.contract.office import Peak

WEEK = range(-3, 4)
"""Days from the date itself that belong to the week round it."""
YEAR = range(-182, 183)
"""... and to the year round it."""
LEAST_USUAL = 12
"""A weekday's usual needs so many open days in that year."""
LEAST, MOST = 1 / 3, 3.0
"""What past years may make of a week at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What is expected of one date, against usual."""

    usual: float = 1.0
    """Factor on the arrivals of every topic that `topics` does not name."""
    topics: Mapping[str, float] = field(default_factory=dict)
    counters_away: int = 0
    """So many counters fewer than usual."""
    reasons: tuple[str, ...] = ()
    """In words, for the head; none: a day like any other."""

    def factor(self, topic: str) -> float:
        """On the arrivals of one topic."""
        return self.topics.get(topic, self.usual)


def expected_factor(day: date, peaks: Sequence[Peak], counts_per_day: Mapping[date, int]) -> Season:
    """What is expected of a day; `counts_per_day` holds the visits of earlier days, as many years as are
    known.
    """
    by_hand = [
        peak for peak in peaks if date.fromisoformat(peak.first) <= day <= date.fromisoformat(peak.last)
    ]
    of_arrivals = [peak for peak in by_hand if _speaks_of_arrivals(peak)]
    for_all = [peak for peak in of_arrivals if not peak.topics]
    years = {} if for_all else _past_years(day, counts_per_day)
    named = {topic for peak in of_arrivals for topic in peak.topics}
    return Season(
        usual=_together(for_all) if for_all else _damped(years),
        topics={
            topic: _together(p for p in of_arrivals if not p.topics or topic in p.topics)
            for topic in sorted(named)
        },
        counters_away=sum(peak.counters_away for peak in by_hand),
        reasons=(*map(_entry_in_words, by_hand), *_years_in_words(years)),
    )


def _speaks_of_arrivals(peak: Peak) -> bool:
    """An entry that only sends counters away says nothing of who comes."""
    return peak.factor != 1.0 or not peak.counters_away


def _together(peaks: Iterable[Peak]) -> float:
    return prod(peak.factor for peak in peaks)


# -- past years


def _past_years(day: date, counts: Mapping[date, int]) -> dict[int, float]:
    """Year to the ratio of its same week to its usual, of the years that are known well enough."""
    first = min(counts, default=day).year
    ratios = {year: _against_usual(_same_date(day, year), counts) for year in range(first, day.year)}
    return {year: ratio for year, ratio in ratios.items() if ratio is not None}


def _same_date(day: date, year: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if leap_day else day.replace(year=year)


def _against_usual(middle: date, counts: Mapping[date, int]) -> float | None:
    """Visits of the week round a date, for one of that year's usual; None: nothing to compare."""
    usual = _usual(middle, counts)
    week = [middle + timedelta(days=n) for n in WEEK]
    compared = [day for day in week if counts.get(day, 0) > 0 and day.weekday() in usual]
    if not compared:
        return None
    return sum(counts[day] for day in compared) / sum(usual[day.weekday()] for day in compared)


def _usual(middle: date, counts: Mapping[date, int]) -> dict[int, float]:
    """Weekday to the median of its open days in the year round a date."""
    year = [middle + timedelta(days=n) for n in YEAR]
    found = {
        weekday: [
            counts[day] for day in year[(weekday - year[0].weekday()) % 7 :: 7] if counts.get(day, 0) > 0
        ]
        for weekday in range(7)
    }
    return {weekday: median(own) for weekday, own in found.items() if len(own) >= LEAST_USUAL}


def _damped(years: Mapping[int, float]) -> float:
    if not years:
        return 1.0
    known = len(years)
    mean_log = sum(map(log, years.values())) / known
    return min(MOST, max(LEAST, exp(mean_log * known / (known + 1))))


# -- in words


def _entry_in_words(peak: Peak) -> str:
    said = [f"{peak.factor:.2f} times the usual arrivals"] if _speaks_of_arrivals(peak) else []
    if peak.counters_away:
        said.append(f"counters away: {peak.counters_away}")
    return f"{peak.name}: {', '.join(said)}"


def _years_in_words(years: Mapping[int, float]) -> tuple[str, ...]:
    if not years:
        return ()
    each = ", ".join(f"{ratio:.2f} in {year}" for year, ratio in sorted(years.items()))
    return (f"This week against usual: {each}; so {_damped(years):.2f} times is expected",)
