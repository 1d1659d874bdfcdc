"""How far a day's number of arrivals usually is from the expected, beyond the chance of who comes.

By chance alone a count scatters about what is expected with a variance of just that. What its squared miss is
beyond, by the square of the expected, is the square of the day's surprise. The mean of these counts days by
how much they can tell: recent and busy ones more, those that made their own expectation (the first of their
weekday) less. An assumed 10 % counts as some five days of 600 visits or forty of 40. Special days surprise on
their own account and are left out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from broker.rules.habits import SpecialDay
from broker.rules.learn.arrivals import ANY_DAY, Seasons
from broker.rules.learn.memory import Weights
from broker.rules.learn.opening import weekday
from broker.rules.learn.profile import LEVEL_DAYS, Profile
from broker.rules.rows import LegRow

ASSUMED = 0.1
"""Its square is as sure as to within itself; a day's, to within the spread of a squared normal."""
LEAST = 0.02
"""No calendar knows the number of visits better than this."""


@dataclass(slots=True)
class _Count:
    """A day's arrivals, divided by what the calendar expected of them."""

    came: float = 0.0
    chance: float = 0.0
    """The variance of that by chance alone."""


def surprise(
    legs: Iterable[LegRow], profile: Profile, special: Iterable[SpecialDay], weight: Weights, seasons: Seasons
) -> float:
    """As a share of the expected; 0.1 with no history."""
    counts, left_out = _counts(legs, seasons), {one.day for one in special}
    usual = {name: sum(halves) for name, halves in profile.items()}
    days = [day for day in counts if day not in left_out and usual[weekday(day)] > 0]
    pulls = _pulls(days, weight)
    sure, total = 1 / ASSUMED**4, 1 / ASSUMED**2
    for day in days:
        expected, free = usual[weekday(day)], 1 - pulls[day]
        tells = weight[day] * free / (2 * (1 / expected + ASSUMED**2) ** 2)
        missed = (counts[day].came - expected) ** 2 - free * counts[day].chance
        sure += tells * free
        total += tells * missed / expected**2
    return max(LEAST, sqrt(max(0.0, total / sure)))


def _counts(legs: Iterable[LegRow], seasons: Seasons) -> dict[date, _Count]:
    counts = defaultdict[date, _Count](_Count)
    for leg in legs:
        factor = seasons.get(leg.day, ANY_DAY).factor(leg.topic)
        if factor > 0:
            counts[leg.day].came += 1 / factor
            counts[leg.day].chance += 1 / factor**2
    return counts


def _pulls(days: Collection[date], weight: Weights) -> Mapping[date, float]:
    """How much of what is expected of each day is that day itself, 0..1: of its weekday, and of all days.

    Both its own miss and what chance does to it look smaller by so much.
    """
    alike, everything = defaultdict[str, float](float), sum(weight[day] for day in days)
    for day in days:
        alike[weekday(day)] += weight[day]
    own = {day: 1 / (alike[weekday(day)] + LEVEL_DAYS) for day in days}
    return {day: weight[day] * (own[day] + LEVEL_DAYS * own[day] / everything) for day in days}
