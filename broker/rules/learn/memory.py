"""How much of the past counts, and when one's own figures take over from assumed ones.

A day counts half as much as one HALF_LIFE_DAYS later, so that what is learned follows what changes.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

HALF_LIFE_DAYS = 20.0
"""Calendar days."""
ENOUGH = 30
"""From so many observations on nothing assumed is mixed in."""
ASSUMED = 5.0
"""The assumed figure counts as so many observations while there is none, and less with each."""

Weights = Mapping[date, float]
"""Every date of the history to what it counts; the newest counts 1."""


def weights(days: Collection[date]) -> Weights:
    """Of all dates from the first to the last of these."""
    if not days:
        return {}
    newest = max(days)
    ages = range((newest - min(days)).days + 1)
    return {newest - timedelta(days=age): 0.5 ** (age / HALF_LIFE_DAYS) for age in ages}


def own_part(observations: int) -> float:
    """How much of a figure is the office's own, 0..1; the rest is what was assumed.

    The assumed figure counts as 5 observations: right if it misses by a third and one service scatters by 80
    %. It fades so that it is gone at 30.
    """
    assumed = ASSUMED * max(0.0, 1 - observations / ENOUGH)
    return observations / (observations + assumed) if observations else 0.0


def mixed(own: float, count: float, assumed: float, assumed_count: float) -> float:
    """Two means of so many observations each as one."""
    return (own * count + assumed * assumed_count) / (count + assumed_count)
