"""What a newcomer to a queue of the textbook would be told, beside the wait that came of it.

Two guesses that anybody could make in the lobby: the wait of the one called last, and the number waiting
times the mean gap between calls. Only visitors who have to wait are counted.
"""

from typing import NamedTuple

import numpy as np

from bench.verify.queues import SERVICE_MIN, Part, Queue, Run
from broker.rules.play.stage import Floats, Ints


class Guesses(NamedTuple):
    """An entry for each visitor who had to wait."""

    visitor: Ints
    """Its entry in the run."""
    wait_min: Floats
    last_called_min: Floats
    queue_length_min: Floats


def guesses(queue: Queue, run: Run) -> Guesses:
    """In a queue of one class, where calls are in the order of arrivals."""
    called_before = np.searchsorted(run.called_s, run.issued_s)
    visitor = np.flatnonzero((run.called_s > run.issued_s) & (called_before > 0))
    ahead = visitor - called_before[visitor]
    return Guesses(
        visitor=visitor,
        wait_min=run.wait_min[visitor],
        last_called_min=run.wait_min[called_before[visitor] - 1],
        queue_length_min=(ahead + 1) * SERVICE_MIN / queue.counters,
    )


def last_called_ratio(queue: Queue, run: Run) -> Part:
    """Mean squared error of the wait of the one called last, by that of the number waiting."""
    told = guesses(queue, run)
    return Part(squares(told.wait_min, told.last_called_min), squares(told.wait_min, told.queue_length_min))


def squares(wait_min: Floats, told_min: Floats) -> float:
    """Their sum."""
    return float(((wait_min - told_min) ** 2).sum())
