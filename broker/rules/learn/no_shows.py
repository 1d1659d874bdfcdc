"""Who does not come when called, and what that costs a counter.

The chance rises in a straight line from a call at once to one after half an hour, and stays there. Its two
ends are fitted by least squares over all calls (recent ones counting more), each end held to what is assumed
(3 and 8 %, ours) as if by 100 calls there. The cost is the median time called of those who did not come,
mixed with 10 that took twice the office's no-show delay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from broker.contract.office import Calling
from broker.contract.terms import Outcome
from broker.rules.learn.memory import Weights, mixed
from broker.rules.rows import LegRow

LATE_S = 1800.0
AT_ONCE, LATE = 0.03, 0.08
ASSUMED_CALLS = 100.0
ASSUMED_COSTS = 10
MOST = 0.5
"""No office loses more than half; a straight line through few calls might say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShows:
    """Shares of calls, and the time one takes."""

    at_once: float
    late: float
    cost_s: float


def no_shows(legs: Iterable[LegRow], weight: Weights, calling: Calling) -> NoShows:
    """From all legs that were called and came or did not."""
    called = [leg for leg in legs if leg.called_at and not leg.estimated and _came_or_not(leg)]
    at_once, late = _line(called, weight)
    return NoShows(at_once=at_once, late=late, cost_s=_cost_s(called, calling))


def _came_or_not(leg: LegRow) -> bool:
    return leg.outcome is Outcome.NO_SHOW or leg.serving_at is not None


def _line(called: Iterable[LegRow], weight: Weights) -> tuple[float, float]:
    """The two ends of the line: the normal equations of least squares, with what is assumed on their
    diagonal.
    """
    near, far, both = ASSUMED_CALLS, ASSUMED_CALLS, 0.0
    missed_near, missed_far = ASSUMED_CALLS * AT_ONCE, ASSUMED_CALLS * LATE
    for leg in called:
        counts, late = weight[leg.day], min(1.0, max(0.0, leg.waited_s / LATE_S))
        near += counts * (1 - late) ** 2
        far += counts * late**2
        both += counts * late * (1 - late)
        if leg.outcome is Outcome.NO_SHOW:
            missed_near += counts * (1 - late)
            missed_far += counts * late
    scale = near * far - both * both
    return (
        _chance((missed_near * far - missed_far * both) / scale),
        _chance((missed_far * near - missed_near * both) / scale),
    )


def _chance(share: float) -> float:
    return min(MOST, max(0.0, share))


def _cost_s(called: Sequence[LegRow], calling: Calling) -> float:
    costs_s = [leg.walked_s for leg in called if leg.outcome is Outcome.NO_SHOW]
    return mixed(
        median(costs_s) if costs_s else 0.0, len(costs_s), 2.0 * calling.no_show_after_s, ASSUMED_COSTS
    )
