"""What has changed of late: the last 5 days with visits against the 20 before, topic by topic.

Compared are the mean service and the share of the arrivals, day by day, each day weighed by its number of
services or arrivals. The test is Student's for two means with a common variance between days: so days that
differ among themselves (who sits at the counters, what the weather does) hide a change, as they should, and
one odd day makes none. Every test is held to its part of the level, so that an unchanged office looks changed
in some 5 of 100 looks, over all topics. That has a price: for a topic of 60 services a day, a mean that grew
by 20 % shows in about half of the looks, by 30 % in four of five. Fewer than 10 days before: nothing is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from statistics import NormalDist

from broker.rules.learn.services import services
from broker.rules.rows import LegRow

NOW_DAYS, BEFORE_DAYS, LEAST_BEFORE = 5, 20, 10
LEVEL = 0.05
"""Chance that a look at an unchanged office says that something changed."""


class Changed(StrEnum):
    """What drifted."""

    SERVICE_S = "service_s"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One change that chance does not explain, for the head."""

    topic: str
    what: Changed
    before: float
    """Mean service in seconds, or share of the arrivals 0..1, as `what` says."""
    now: float


@dataclass(frozen=True, slots=True)
class _Day:
    """Its mean of something, from so many."""

    mean: float
    of: int


def drift(legs: Iterable[LegRow]) -> tuple[Drift, ...]:
    """By topic; nothing where all is as it was or too little is known."""
    legs = list(legs)
    days = sorted({leg.day for leg in legs})
    now, before = days[-NOW_DAYS:], days[-NOW_DAYS - BEFORE_DAYS : -NOW_DAYS]
    if len(before) < LEAST_BEFORE:
        return ()
    figures = {Changed.SERVICE_S: _services(legs), Changed.SHARE: _shares(legs)}
    level = LEVEL / sum(map(len, figures.values()))
    found = (
        _change(
            topic, what, [own[day] for day in before if day in own], [own[d] for d in now if d in own], level
        )
        for what, of_topic in figures.items()
        for topic, own in of_topic.items()
    )
    return tuple(
        sorted((change for change in found if change), key=lambda change: (change.topic, change.what))
    )


def _services(legs: Iterable[LegRow]) -> dict[str, dict[date, _Day]]:
    lasted_s = defaultdict[str, dict[date, list[float]]](lambda: defaultdict(list))
    for service in services(legs):
        lasted_s[service.topic][service.day].append(service.lasted_s)
    return {
        topic: {day: _Day(sum(found) / len(found), len(found)) for day, found in own.items()}
        for topic, own in lasted_s.items()
    }


def _shares(legs: Iterable[LegRow]) -> dict[str, dict[date, _Day]]:
    counts = defaultdict[str, dict[date, int]](lambda: defaultdict(int))
    arrivals = defaultdict[date, int](int)
    for leg in legs:
        counts[leg.topic][leg.day] += 1
        arrivals[leg.day] += 1
    return {
        topic: {day: _Day(own[day] / of, of) for day, of in arrivals.items()} for topic, own in counts.items()
    }


def _change(
    topic: str, what: Changed, before: Sequence[_Day], now: Sequence[_Day], level: float
) -> Drift | None:
    freedom = len(before) + len(now) - 2
    if not before or not now or freedom < 1:
        return None
    was, is_ = _mean(before), _mean(now)
    scatter = sum(
        day.of * (day.mean - mean) ** 2 for days, mean in ((before, was), (now, is_)) for day in days
    )
    error = sqrt(scatter / freedom * (1 / _total(before) + 1 / _total(now)))
    if abs(is_ - was) <= critical(level, freedom) * error:
        return None
    return Drift(topic=topic, what=what, before=was, now=is_)


def _mean(days: Sequence[_Day]) -> float:
    return sum(day.mean * day.of for day in days) / _total(days)


def _total(days: Iterable[_Day]) -> int:
    return sum(day.of for day in days)


def critical(level: float, freedom: int) -> float:
    """What Student's t exceeds, to either side, with this chance: the expansion in 1 / degrees of freedom."""
    z, n = NormalDist().inv_cdf(1 - level / 2), freedom
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3
