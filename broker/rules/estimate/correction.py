"""An estimator that learns from its own mistakes: whether it says too little, and how sure it may sound.

    gain  = running mean of log((actual + 2) / (predicted + 2)), minutes, over called legs; new each day
    width = how much wider than simulated the range must be, so that four of five legs are called within it:
            what all legs need, times what legs of this kind need beyond that

Only legs that had to wait teach anything. Pure: every step is a new Correction. `predicted` is what the
simulation said, before any correction. What other rates and widths bring: docs/estimates.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import exp, log

GAIN_RATE = 0.003
"""Errors of one hour have one cause: a faster gain mistakes a busy hour for a slow office."""
WIDTH_RATE = 0.02
WANTED = 0.8
"""Share of legs that should be called within their range."""
NARROWEST, WIDEST = 0.5, 3.0
SOFTENER_S = 120.0
"""So that a wait of nothing weighs little."""
ALL = ""
"""Every kind of leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something will take: seconds with one chance in ten below, in two, and in ten above."""

    low_s: float
    mid_s: float
    high_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What has been learned so far today, and the widths of the days before."""

    gain: float = 0.0
    widths: Mapping[str, float] = field(default_factory=dict)
    """ALL to what all legs need, a kind of leg (see `kind_of`) to its own factor beside that; 1 where there
    is none yet."""

    def width(self, kind: str) -> float:
        """Of one kind of leg; one that was never seen begins with what all need."""
        return _bounded(self.widths.get(ALL, 1.0) * self.widths.get(kind, 1.0))

    def tomorrow(self) -> "Correction":
        """The widths stay; every day finds its own pace."""
        return replace(self, gain=0.0)


def kind_of(topic: str, *, priority: bool) -> str:
    """Legs whose estimates err alike: one topic and class."""
    return f"{topic}!" if priority else topic


def corrected(simulated: Spread, correction: Correction, kind: str) -> Spread:
    """What may be said."""
    factor, width = exp(correction.gain), correction.width(kind)
    low_s, mid_s, high_s = (
        max(0.0, (wait_s + SOFTENER_S) * factor - SOFTENER_S)
        for wait_s in (simulated.low_s, simulated.mid_s, simulated.high_s)
    )
    return Spread(
        low_s=max(0.0, mid_s - width * (mid_s - low_s)), mid_s=mid_s, high_s=mid_s + width * (high_s - mid_s)
    )


def learned(  # one called leg teaches: what was simulated, what was said, what came true
    correction: Correction, kind: str, simulated_s: float, said: Spread, actual_s: float
) -> Correction:
    """A little wiser."""
    error = log((actual_s + SOFTENER_S) / (simulated_s + SOFTENER_S))
    missed = WANTED - (said.low_s <= actual_s <= said.high_s)
    step = exp(WIDTH_RATE * missed)
    wider = {one: _bounded(correction.widths.get(one, 1.0) * step) for one in (ALL, kind)}
    return Correction(
        gain=correction.gain + GAIN_RATE * (error - correction.gain), widths={**correction.widths, **wider}
    )


def _bounded(width: float) -> float:
    return min(WIDEST, max(NARROWEST, width))
