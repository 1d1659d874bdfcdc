"""What was foreseen of an hour and of two, and what came."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.month_sim.days import Lived
from bench.month_sim.log import at, date_of
from bench.month_sim.moments import Moments
from bench.office_sim.days import FURTHER, stream
from broker.contract.estimates import Band
from broker.rules.estimate.ahead import HORIZONS_S, ahead
from broker.rules.estimate.forward import draws

CHANCE = FURTHER + 100_000
"""The first of a day's streams for its forecasts: one a second of the day."""
FIRST_S, LAST_S = 3600.0, 6 * 3600.0
"""From an hour after the doors have opened until two hours before they close."""
TARGET_S = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """How the office stood at a moment."""

    waiting: float
    oldest_s: float
    over_share: float
    """Of those called since the forecast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One forecast; seconds of the day."""

    from_s: float
    at_s: float
    waiting: Band
    oldest_s: Band
    over_share: Band
    came: Truth

    def held(self) -> dict[str, bool]:
        """Whether what came lies within the band, for each figure."""
        pairs = {
            "waiting": (self.waiting, self.came.waiting),
            "oldest": (self.oldest_s, self.came.oldest_s),
            "over_share": (self.over_share, self.came.over_share),
        }
        return {name: band.low <= came <= band.high for name, (band, came) in pairs.items()}


def foreseen(lived: Lived, every_s: float) -> Iterator[Foreseen]:
    """All horizons, asked every so often."""
    moments, day = Moments(lived), lived.day
    for from_s in np.arange(FIRST_S, LAST_S + 1, every_s).tolist():
        scene = moments.scene(from_s)
        drawn = draws(scene, stream(day.seed, day.nth, CHANCE + round(from_s)), ahead_s=max(HORIZONS_S))
        for horizon_s, one in zip(HORIZONS_S, ahead(scene, drawn, at(date_of(day.nth), from_s)), strict=True):
            yield Foreseen(
                from_s=from_s,
                at_s=from_s + horizon_s,
                waiting=one.waiting,
                oldest_s=one.oldest_s,
                over_share=one.over_share,
                came=truth(lived, from_s, from_s + horizon_s),
            )


def truth(lived: Lived, from_s: float, at_s: float) -> Truth:
    """From the whole day's result, as no forecast may see it."""
    issued_s, called_s = lived.day.people.issued_s, lived.day.result.called_s
    waits = (issued_s <= at_s) & (called_s > at_s)
    called = (called_s > from_s) & (called_s <= at_s)
    return Truth(
        waiting=float(waits.sum()),
        oldest_s=float((at_s - issued_s[waits]).max(initial=0.0)),
        over_share=float((called_s - issued_s > TARGET_S)[called].mean()) if called.any() else 0.0,
    )
