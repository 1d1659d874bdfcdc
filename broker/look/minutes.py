"""Waits as whole minutes, rounded the same way on every screen and paper: they never contradict each other.

Pure: an estimate in, minutes and the kind of saying out; the words round them are each screen's own.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from broker.contract.estimates import Estimate

STEP_MIN = 5
"""A forecast knows no single minutes, and a figure that hops reads as a mistake."""
LONG_MIN = 60
"""From here on a figure would promise too much."""


class Saying(StrEnum):
    """How a wait is said."""

    RANGE = "range"
    """About `mid`, from `low` to `high`."""
    WITHIN = "within"
    """Perhaps at once; within `high`."""
    LONG = "long"
    """More than LONG_MIN, likely by `high`."""
    ROUGHLY = "roughly"
    """`mid`: one figure, no simulation behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitMin:
    """What may be said of a wait, in whole minutes."""

    saying: Saying
    low: int
    mid: int
    high: int


def wait_min(estimate: Estimate) -> WaitMin:
    """The range is widened to whole steps and never without width; its middle is the nearest step in it."""
    if estimate.roughly:
        single = _single_min(estimate.mid_s)
        return WaitMin(saying=Saying.ROUGHLY, low=single, mid=single, high=single)
    low = math.floor(estimate.low_s / 60 / STEP_MIN) * STEP_MIN
    high = max(math.ceil(estimate.high_s / 60 / STEP_MIN) * STEP_MIN, low + STEP_MIN)
    mid = min(max(_nearest_step(estimate.mid_s), low), high)
    if estimate.mid_s > LONG_MIN * 60:
        return WaitMin(saying=Saying.LONG, low=low, mid=mid, high=high)
    return WaitMin(saying=Saying.RANGE if low else Saying.WITHIN, low=low, mid=mid, high=high)


def _nearest_step(wait_s: float) -> int:
    return round(wait_s / 60 / STEP_MIN) * STEP_MIN


def _single_min(wait_s: float) -> int:
    """Whole minutes below ten, steps above; never none."""
    minutes = wait_s / 60
    return max(1, round(minutes)) if minutes < 2 * STEP_MIN else _nearest_step(wait_s)
