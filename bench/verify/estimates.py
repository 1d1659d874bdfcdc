"""The product's estimate, asked by visitors of a textbook's queue at the moment they come.

It is shown the lobby as it stands and nothing of what will come; what became of the visitor is known from the
run. Only visitors who have to wait are asked.
"""

from math import inf, log, sqrt

import numpy as np

from bench.verify import queues
from bench.verify.guesses import Guesses, guesses, squares
from bench.verify.queues import LOG_SIGMA, SERVICE_MIN, Part, Run, house
from broker.rules.estimate.forward import RUNS, Coming, Newcomer, Post, Queue, Scene, draws, waits_of
from broker.rules.play.loop import BUSY
from broker.rules.play.stage import Floats

EVERY = 300
"""One of so many is asked, so that they know little of one another ..."""
SINCE = 2_000
"""... from this visitor on: all who came before the run was noted are gone by then."""
LOG_SIGMA_OF_EXPONENTIAL = sqrt(log(2.0))
"""The product knows lognormal services only: this one has an exponential's mean and variance."""
WITHIN_DRAWS_PCT = 80.0 * (RUNS - 1) / (RUNS + 1)
"""How often one more draw lies between the interpolated p10 and p90 of so many: perfect coverage."""
_HORIZON_S = 4 * 3600.0


def forward_ratio(queue: queues.Queue, run: Run) -> Part:
    """Mean squared error of the median that is told, by that of the number waiting."""
    asked = _asked(guesses(queue, run))
    told_min = np.array([np.median(_waits_min(queue, run, visitor)) for visitor in asked.visitor])
    return Part(squares(asked.wait_min, told_min), squares(asked.wait_min, asked.queue_length_min))


def covered_pct(queue: queues.Queue, run: Run) -> Part:
    """How often the wait lies within p10 to p90."""
    asked = _asked(guesses(queue, run))
    told_min = [np.percentile(_waits_min(queue, run, visitor), (10, 90)) for visitor in asked.visitor]
    inside = [low <= wait <= high for (low, high), wait in zip(told_min, asked.wait_min, strict=True)]
    return Part(100.0 * sum(inside), len(inside))


def _asked(told: Guesses) -> Guesses:
    some = slice(int(np.searchsorted(told.visitor, SINCE)), None, EVERY)
    return Guesses(
        visitor=told.visitor[some],
        wait_min=told.wait_min[some],
        last_called_min=told.last_called_min[some],
        queue_length_min=told.queue_length_min[some],
    )


def _waits_min(queue: queues.Queue, run: Run, visitor: int) -> Floats:
    """The futures of this visitor's wait."""
    scene = _scene(queue, run, visitor)
    return waits_of(scene, draws(scene, run.chance), Newcomer(topic=0)) / 60


def _scene(queue: queues.Queue, run: Run, visitor: int) -> Scene:
    now_s = float(run.issued_s[visitor])
    here = slice(visitor - SINCE, visitor)
    issued_s, called_s, ended_s = run.issued_s[here], run.called_s[here], run.ended_s[here]
    served_since_s = called_s[(called_s <= now_s) & (now_s < ended_s)]
    a_second = queue.counters * queue.load / (60 * SERVICE_MIN)
    return Scene(
        now_s=now_s,
        house=house(queue.counters),
        rule=queue.rule,
        posts=[Post(doing=BUSY, since_s=float(since_s)) for since_s in served_since_s],
        queue=_waiting(issued_s[called_s > now_s], queue.counters),
        coming=Coming(
            edges_s=np.array([now_s, now_s + _HORIZON_S]),
            expected=np.array([0.0, a_second * _HORIZON_S]),
            share=np.ones(1),
            priority_share=queue.priority_share,
        ),
        work_mean_s=np.array([60 * SERVICE_MIN]),
        work_sigma=np.array([LOG_SIGMA if queue.lognormal else LOG_SIGMA_OF_EXPONENTIAL]),
    )


def _waiting(issued_s: Floats, counters: int) -> Queue:
    """Nothing special about any of them."""
    count = len(issued_s)
    return Queue(
        issued_s=issued_s,
        entered_s=issued_s,
        topic=np.zeros(count, np.int64),
        heavy_from_s=np.full(count, inf),
        held_until_s=np.full(count, -inf),
        wish=np.full(count, -1),
        to_desk=np.full(count, -1),
        to_level=np.zeros(count, np.int64),
        barred=[[False] * counters] * count,
    )
