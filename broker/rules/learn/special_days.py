"""Days unlike their weekday, which would spoil the usual profile: closed, or much fewer or more arrivals.

A day is compared with the median of its weekday (from four open days on; before that, with the median over
all days by open hours). It is special if it differs by more than four standard deviations of chance (of
Poisson counts, by their square roots) and also leaves 0.6 to 1.6 times the usual. A day without anybody is
closed. Six and more such days on end, all fewer or all more, are no exception any more but what is usual now,
and stay in the profile. Odd days are looked for from five open days on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum, auto
from itertools import groupby
from math import sqrt
from statistics import median

from broker.contract.office import WEEKDAYS
from broker.rules.habits import SpecialDay
from broker.rules.learn.opening import Day, OpenParts, weekday

LEAST_OWN, LEAST_DAYS = 4, 5
CHANCE = 4.0
"""Standard deviations; the square root of a Poisson count has one of a half."""
FEWEST, MOST = 0.6, 1.6
NEW_USUAL = 6


class _Kind(Enum):
    USUAL = auto()
    CLOSED = auto()
    FEWER = auto()
    MORE = auto()


def special_days(counts: Mapping[date, Day], parts: OpenParts) -> tuple[SpecialDay, ...]:
    """Of all days of the history, in their order."""
    totals = {day: sum(counts[day]) for day in sorted(counts)}
    usual = _usual(totals, parts)
    days = [SpecialDay(day=day, arrivals=totals[day], usual=usual[weekday(day)]) for day in totals]
    if sum(day.arrivals > 0 for day in days) < LEAST_DAYS:
        return tuple(day for day in days if _kind(day) is _Kind.CLOSED)
    in_question = [day for day in days if day.arrivals or day.usual]
    runs = ((kind, list(run)) for kind, run in groupby(in_question, key=_kind))
    return tuple(day for kind, run in runs if _is_exception(kind, run) for day in run)


def _usual(totals: Mapping[date, float], parts: OpenParts) -> dict[str, float]:
    """Weekday to its median day."""
    hours = {name: sum(parts[name]) for name in WEEKDAYS}
    open_days = [day for day, total in totals.items() if total > 0]
    per_hour = [totals[day] / hours[weekday(day)] for day in open_days if hours[weekday(day)]]
    own = {name: [totals[day] for day in open_days if weekday(day) == name] for name in WEEKDAYS}
    return {name: _median_day(own[name], per_hour, hours[name]) for name in WEEKDAYS}


def _median_day(own: Sequence[float], per_hour: Sequence[float], hours: float) -> float:
    if len(own) >= LEAST_OWN:
        return median(own)
    return median(per_hour) * hours if per_hour else 0.0


def _kind(day: SpecialDay) -> _Kind:
    if abs(sqrt(day.arrivals) - sqrt(day.usual)) * 2 <= CHANCE:
        return _Kind.USUAL
    if not day.arrivals:
        return _Kind.CLOSED
    if FEWEST * day.usual <= day.arrivals <= MOST * day.usual:
        return _Kind.USUAL
    return _Kind.FEWER if day.arrivals < day.usual else _Kind.MORE


def _is_exception(kind: _Kind, run: Iterable[SpecialDay]) -> bool:
    if kind is _Kind.CLOSED:
        return True
    return kind is not _Kind.USUAL and len(list(run)) < NEW_USUAL
