"""The breaks that counters took, and the waves they usually take them in. Pure, plain Python.

A recorded break begins when the visitor of that moment is done, so one day shows only between which two
moments it was due. Where a counter goes at the same time every day, all its days have that time in common:
the time on a grid of five minutes that most of them allow is its wave.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from statistics import median

from broker.contract.office import Breaks
from broker.rules.advise.presence import Away

SHORTEST, LONGEST = 0.5, 1.75
"""Of the configured length: what is shorter or longer is no break of that kind."""
EARLIER_S = 5400.0
"""Breaks so long before the window that is allowed now are breaks, too."""
SLACK_S = 180.0
"""People go a little early or late."""
GRID_MIN = 5
ROUND_MIN = 15
MOST_DAYS = 0.6
"""A wave holds on so many of a counter's days, else it has none."""


def rest_of(found: Iterable[Away], breaks: Breaks) -> Away | None:
    """A counter's break of one day: of what may be one, what is nearest to the length that is set."""
    planned_s = breaks.minutes * 60.0
    first_s, last_s = seconds(breaks.earliest) - EARLIER_S, seconds(breaks.latest)
    fitting = [
        away
        for away in found
        if SHORTEST * planned_s <= away.lasts_s <= LONGEST * planned_s and first_s <= away.from_s <= last_s
    ]
    return min(fitting, key=lambda away: abs(away.lasts_s - planned_s), default=None)


def seconds(clock: str) -> float:
    """From midnight, of "HH:MM"."""
    at = time.fromisoformat(clock)
    return 3600.0 * at.hour + 60.0 * at.minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """When one counter usually goes."""

    begins_min: int
    """From midnight."""
    regular: bool
    """False: it goes when it suits, about then."""


def wave_of(found: Iterable[Away | None]) -> Wave | None:
    """Of one counter's breaks on all days, None where it took none; None: it never does."""
    rests = [rest for rest in found if rest is not None]
    if not rests:
        return None
    middle_min = median(rest.middle_s for rest in rests) / 60
    first = int(min(rest.due_s for rest in rests) / 60) // GRID_MIN * GRID_MIN - GRID_MIN
    last = int(max(rest.from_s for rest in rests) / 60) + GRID_MIN
    grid = range(first, last + 1, GRID_MIN)
    best = max(grid, key=lambda at: (_days(at, rests), at % ROUND_MIN == 0, -abs(at - middle_min)))
    if _days(best, rests) >= MOST_DAYS * len(rests):
        return Wave(begins_min=best, regular=True)
    return Wave(begins_min=round(middle_min / ROUND_MIN) * ROUND_MIN, regular=False)


def _days(at_min: int, rests: Sequence[Away]) -> int:
    return sum(allows(rest, 60.0 * at_min) for rest in rests)


def allows(rest: Away, at_s: float) -> bool:
    """Whether it may have been due then."""
    return rest.due_s - SLACK_S <= at_s <= rest.from_s + SLACK_S
