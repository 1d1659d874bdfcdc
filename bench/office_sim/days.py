"""The visitors of a simulated day, drawn from a seed; and days spread over the processors.

Each kind of chance (who comes when, for what, how long it takes ...) has a stream of its own, named by seed
and day. So every rule meets the same people, whatever was drawn before and however many processes play, and a
variant that draws something more changes nothing else.
"""

import os
import signal
from collections.abc import Callable
from math import inf, log, sqrt
from multiprocessing import get_context
from typing import TypeVar

import numpy as np

from bench.office_sim.scenario import (
    BURST_HOUR,
    HOURLY_WEIGHTS,
    MEAN_SERVICE_MIN,
    SERVICE_CV,
    SHARE,
    Scenario,
)
from broker.rules.play.stage import Floats, Ints, People

ARRIVALS, TOPICS, SERVICES, NO_SHOWS, FLAGS, FURTHER = range(6)
"""The streams of a day; a variant's own count from FURTHER."""

FEW_DAYS = 5
"""Not worth another process."""

_HOUR_S = 3600.0
_LOG_SIGMA = sqrt(log(1 + SERVICE_CV**2))

Answer = TypeVar("Answer")


def stream(seed: int, day: int, what: int) -> np.random.Generator:
    """The chance of one kind on one day."""
    return np.random.default_rng([seed, day, what])


def people(scenario: Scenario, load: float, seed: int, day: int) -> People:
    """Who comes on this day."""
    issued_s = _arrivals_s(scenario, load, stream(seed, day, ARRIVALS))
    count = len(issued_s)
    topic = stream(seed, day, TOPICS).choice(len(SHARE), count, p=SHARE)
    flagged = stream(seed, day, FLAGS).random(count) < scenario.flagged
    return People(
        issued_s=issued_s,
        topic=topic,
        work_s=services_s(topic, stream(seed, day, SERVICES)),
        chance=stream(seed, day, NO_SHOWS).random(count),
        heavy_from_s=np.where(flagged, issued_s, inf),
    )


def _arrivals_s(scenario: Scenario, load: float, rng: np.random.Generator) -> Floats:
    """Poisson, even inside each hour."""
    expected = scenario.visits(load) * np.array(HOURLY_WEIGHTS) / sum(HOURLY_WEIGHTS)
    expected[BURST_HOUR] *= scenario.burst
    return np.sort(
        np.concatenate(
            [_HOUR_S * (hour + rng.random(count)) for hour, count in enumerate(rng.poisson(expected))]
        )
    )


def services_s(topic: Ints, rng: np.random.Generator) -> Floats:
    """Lognormal about each topic's mean."""
    means_s = 60.0 * np.array(MEAN_SERVICE_MIN)[topic]
    return np.asarray(means_s * np.exp(_LOG_SIGMA * rng.standard_normal(len(topic)) - _LOG_SIGMA**2 / 2))


def over_days(question: Callable[[int], Answer], days: int) -> list[Answer]:
    """Its answers for day 0, 1, 2 ..., asked on all processors.

    The first few days are asked here: so the play is compiled before the processes part, and only once.
    """
    here = [question(day) for day in range(min(days, FEW_DAYS))]
    if days <= FEW_DAYS:
        return here
    with get_context("fork").Pool(len(os.sched_getaffinity(0)), _obey) as pool:
        return here + pool.map(question, range(FEW_DAYS, days), chunksize=FEW_DAYS)


def _obey() -> None:
    """A process of the pool ends when the pool says so, without the command's own last words."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
