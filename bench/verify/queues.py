"""Our simulator set up as the queues of the textbook: one topic, no breaks, Poisson arrivals.

Every wait comes out of `broker.rules.play`; all that is done here is to draw visitors and to take means. A
figure comes of independent runs that each begin empty and leave out their first visitors, and so does its
standard error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import inf, log, sqrt
from typing import NamedTuple

import numpy as np

from bench.office_sim.days import over_days
from bench.office_sim.scenario import SERVICE_CV
from broker.rules.play.loop import NoShow
from broker.rules.play.stage import Counter, Floats, House, People, play_day, topics
from broker.rules.routing.choice import PRESSURE, Rule

SERVICE_MIN = 15.0
TARGET_MIN = 30.0
DEFAULT = Rule(PRESSURE, 5.0)
LOG_SIGMA = sqrt(log(1 + SERVICE_CV**2))
"""Of a lognormal service."""
VISITORS = 50_000
"""Of one run."""
WARM_UP = 5_000
"""Left out of each run: several times what the fullest queue needs to forget that it began empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One queue of the textbook."""

    name: str
    """Its visitors are drawn from the seed and this."""
    counters: int
    load: float
    """The share of the counters' time that the work takes."""
    priority_share: float = 0.0
    rule: Rule = DEFAULT
    lognormal: bool = False
    """Services as the office has them; else exponential."""


class Run(NamedTuple):
    """What one run left behind after its warm-up: an entry a visitor, in the order of their coming."""

    issued_s: Floats
    called_s: Floats
    ended_s: Floats
    heavy_from_s: Floats
    chance: np.random.Generator
    """For whoever wants to draw more."""

    @property
    def wait_min(self) -> Floats:
        """Also of those who did not have to wait."""
        return (self.called_s - self.issued_s) / 60


class Part(NamedTuple):
    """What one run adds to a figure: a sum, and what to divide it by."""

    total: float
    by: float


class Figure(NamedTuple):
    """A quotient over all runs."""

    value: float
    standard_error: float


Question = Callable[[Queue, Run], Part]


def figures(queue: Queue, questions: Sequence[Question], *, runs: int, seed: int) -> list[Figure]:
    """The answer to each question, from so many runs on all processors."""
    parts = np.array(over_days(partial(_parts, queue, questions, seed), runs))
    return [quotient(total, by) for total, by in parts.transpose(1, 2, 0)]


def _parts(queue: Queue, questions: Sequence[Question], seed: int, nth: int) -> list[Part]:
    run = play(queue, np.random.default_rng([seed, nth, *queue.name.encode()]))
    return [question(queue, run) for question in questions]


def quotient(total: Floats, by: Floats) -> Figure:
    """Sum over sum, one entry a run; its error by the usual linearisation."""
    value = total.sum() / by.sum()
    error = (total - value * by).std(ddof=1) / sqrt(len(by)) / by.mean()
    return Figure(float(value), float(error))


def play(queue: Queue, chance: np.random.Generator) -> Run:
    """One run."""
    people = visitors(queue, VISITORS, chance)
    assert people.heavy_from_s is not None
    result = play_day(house(queue.counters), people, queue.rule)
    return Run(
        issued_s=people.issued_s[WARM_UP:],
        called_s=result.called_s[WARM_UP:],
        ended_s=result.ended_s[WARM_UP:],
        heavy_from_s=people.heavy_from_s[WARM_UP:],
        chance=chance,
    )


def house(counters: int) -> House:
    """Counters that are all alike and always there; everybody comes when called."""
    return House(
        topics=topics([60 * SERVICE_MIN], [1.0]),
        counters=[Counter(topics=(0,))] * counters,
        no_show=NoShow(0.0, 0.0, 0.0),
    )


def visitors(queue: Queue, count: int, chance: np.random.Generator) -> People:
    """Poisson arrivals."""
    gap_s = 60 * SERVICE_MIN / (queue.counters * queue.load)
    issued_s = chance.exponential(gap_s, count).cumsum()
    return People(
        issued_s=issued_s,
        topic=np.zeros(count, np.int64),
        work_s=60 * SERVICE_MIN * _spread(queue, count, chance),
        chance=np.ones(count),
        heavy_from_s=np.where(chance.random(count) < queue.priority_share, issued_s, inf),
    )


def _spread(queue: Queue, count: int, chance: np.random.Generator) -> Floats:
    """Services in units of their mean."""
    if queue.lognormal:
        return np.exp(LOG_SIGMA * chance.standard_normal(count) - LOG_SIGMA**2 / 2)
    return chance.standard_exponential(count)


def mean_wait_min(queue: Queue, run: Run) -> Part:
    """Of everybody."""
    return Part(run.wait_min.sum(), len(run.wait_min))


def late_pct(queue: Queue, run: Run) -> Part:
    """Over 30 minutes."""
    return Part(100.0 * (run.wait_min > TARGET_MIN).sum(), len(run.wait_min))


def ordinary_wait_min(queue: Queue, run: Run) -> Part:
    """In the mean."""
    of_class = run.wait_min[run.heavy_from_s == inf]
    return Part(of_class.sum(), len(of_class))


def priority_wait_min(queue: Queue, run: Run) -> Part:
    """In the mean."""
    of_class = run.wait_min[run.heavy_from_s < inf]
    return Part(of_class.sum(), len(of_class))
