"""Waits as whole minutes, rounded the same way on every screen and paper: they never contradict each other.

Pure: seconds in, minutes out; the words round them are each screen's own.
"""

import math

STEP_MIN = 5
"""A forecast knows no single minutes, and a figure that hops reads as a mistake."""


def range_min(low_s: float, high_s: float) -> tuple[int, int]:
    """Widened to whole steps; never without width."""
    low = math.floor(low_s / 60 / STEP_MIN) * STEP_MIN
    high = math.ceil(high_s / 60 / STEP_MIN) * STEP_MIN
    return low, max(high, low + STEP_MIN)


def single_min(wait_s: float) -> int:
    """One figure: whole minutes below ten, steps above; never none."""
    minutes = wait_s / 60
    if minutes < 2 * STEP_MIN:
        return max(1, round(minutes))
    return round(minutes / STEP_MIN) * STEP_MIN
