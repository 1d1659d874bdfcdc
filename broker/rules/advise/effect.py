"""How long people waited, and what a change made of it: figures, and how sure the difference is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from broker.rules.advise.ways import Waits
from broker.rules.play.stage import Floats, Ints

SURE = 0.99
"""An effect is told from chance if its interval of this confidence leaves out zero: many things are tried."""
LEAST_DAYS = 10
"""Fewer days tell nothing of chance."""
DRAWS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Over all legs of all days together."""

    mean_min: float
    p95_min: float
    over_share: float
    """Longer than their topic's target."""
    worst_topic: str
    """Its id."""
    worst_topic_share: float
    priority_p95_min: float | None
    """None: nobody had priority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Of a change on the share over target: after less before."""

    difference: float
    """On the days as they were."""
    expected: float
    """On such days, whatever luck."""
    low: float
    """Between this and `high` it surely lies; the days as they were do, too."""
    high: float

    @property
    def helps(self) -> bool:
        """For sure."""
        return self.high < 0

    @property
    def harms(self) -> bool:
        """For sure."""
        return self.low > 0


def figures(days: Sequence[Waits], topic_ids: Sequence[str]) -> Figures:
    """Of at least one leg."""
    there = [~np.isnan(day.wait_s) for day in days]
    wait_s, target_s, topic, priority = (
        np.concatenate([column[here] for column, here in zip(columns, there, strict=True)])
        for columns in (
            [day.wait_s for day in days],
            [day.target_s for day in days],
            [day.topic for day in days],
            [day.priority for day in days],
        )
    )
    over = wait_s > target_s
    shares = {int(one): float(over[topic == one].mean()) for one in np.unique(topic)}
    worst = max(shares, key=lambda one: shares[one])
    flagged_s = wait_s[priority.astype(bool)]
    return Figures(
        mean_min=float(wait_s.mean()) / 60,
        p95_min=float(np.percentile(wait_s, 95)) / 60,
        over_share=float(over.mean()),
        worst_topic=topic_ids[worst],
        worst_topic_share=shares[worst],
        priority_p95_min=float(np.percentile(flagged_s, 95)) / 60 if len(flagged_s) else None,
    )


def late(days: Sequence[Waits]) -> float:
    """How many waited longer than their target."""
    return float(_late_each(days).sum())


Version = Sequence[Waits]
"""Of all days, with the luck that was or with another."""


def effect(before: Sequence[Version], after: Sequence[Version]) -> Effect:
    """The same versions of the same days in two ways; the first version is the days as they were.

    Each day is a pair of its own. The interval is what comes of drawing days anew from these (a bootstrap): a
    few full days decide over most waits, and their effects are as lopsided as they are.
    """
    legs = np.array([len(day.wait_s) for day in before[0]], float)
    versions = np.array([_late_each(new) - _late_each(old) for old, new in zip(before, after, strict=True)])
    changed = versions.mean(axis=0)
    difference, expected = (float(one.sum() / legs.sum()) for one in (versions[0], changed))
    if len(legs) < LEAST_DAYS:
        return Effect(difference=difference, expected=expected, low=-1.0, high=1.0)
    drawn = _drawn_anew(len(legs))
    low, high = np.quantile((drawn @ changed) / (drawn @ legs), [(1 - SURE) / 2, (1 + SURE) / 2])
    return Effect(
        difference=difference,
        expected=expected,
        low=min(float(low), difference),
        high=max(float(high), difference),
    )


@cache
def _drawn_anew(days: int) -> Ints:
    """How often each day is drawn, one row a draw; always the same draws."""
    return np.random.default_rng(DRAWS).multinomial(days, np.full(days, 1 / days), DRAWS)


def _late_each(days: Version) -> Floats:
    """How many of each day waited longer than their target."""
    return np.array([np.sum(day.wait_s > day.target_s) for day in days], float)
