"""The visitors of a simulated day, drawn from a seed; and days spread over the processors.

Each kind of chance (who comes when, for what, how long it takes ...) has a stream of its own, named by seed
and day. So every rule meets the same people, whatever was drawn before and however many processes play, and a
variant that draws something more changes nothing else.

Any one day is drawn as the scenario says; among each other the days are spread out, because a few heavy days
decide a p95. How many come, and how long services take on the whole, go evenly through their distributions
from day to day; and every second day is the mirror of the one before: late for early, short for long, and the
last topics for the first. A thousand days then say what three thousand said.
"""

import os
import signal
from collections.abc import Callable
from math import inf, log, sqrt
from multiprocessing import get_context
from statistics import NormalDist
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

EVENLY = 100
"""Streams that place a seed's days, beside the streams of the days themselves."""
STEPS = {ARRIVALS: 0.7548776662466927, SERVICES: 0.5698402909980532}
"""Powers of the plastic number's inverse: pairs of such steps leave no gap in a square (Roberts, 2018)."""
TAIL = 1e-9

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
    issued_s = _arrivals_s(scenario, load, seed, day)
    count = len(issued_s)
    topic = np.searchsorted(np.cumsum(SHARE)[:-1], _mirrored(seed, day, TOPICS, count))
    flagged = stream(seed, day, FLAGS).random(count) < scenario.flagged
    return People(
        issued_s=issued_s,
        topic=topic,
        work_s=lognormal_s(topic, _normals(seed, day, count)),
        chance=stream(seed, day, NO_SHOWS).random(count),
        heavy_from_s=np.where(flagged, issued_s, inf),
    )


def _arrivals_s(scenario: Scenario, load: float, seed: int, day: int) -> Floats:
    """Poisson, even inside each hour."""
    expected = scenario.visits(load) * np.array(HOURLY_WEIGHTS) / sum(HOURLY_WEIGHTS)
    expected[BURST_HOUR] *= scenario.burst
    until = np.concatenate(([0.0], np.cumsum(expected)))
    count = _poisson(_evenly(seed, day, ARRIVALS), until[-1])
    shares = _mirrored(seed, day, ARRIVALS, count)
    return np.sort(np.interp(shares * until[-1], until, _HOUR_S * np.arange(len(until))))


def _normals(seed: int, day: int, count: int) -> Floats:
    """Independent standard normals, whose mean goes evenly through its distribution from day to day."""
    drawn = stream(seed, day // 2, SERVICES).standard_normal(count) * (-1 if day % 2 else 1)
    mean = NormalDist().inv_cdf(_evenly(seed, day, SERVICES)) / sqrt(max(1, count))
    return np.asarray(drawn - drawn.mean() + mean) if count else drawn


def _mirrored(seed: int, day: int, what: int, count: int) -> Floats:
    """Shares of 0..1: those of an odd day are what those of the day before lack to 1."""
    shares = stream(seed, day // 2, what).random(count)
    return 1 - shares if day % 2 else shares


def _evenly(seed: int, day: int, what: int) -> float:
    """A share of 0..1 for a day: by steps that never meet, from where the seed says; mirrored on odd days."""
    share = (float(stream(seed, 0, EVENLY + what).random()) + (day // 2) * STEPS[what]) % 1
    return min(1 - TAIL, max(TAIL, 1 - share if day % 2 else share))


def _poisson(share: float, mean: float) -> int:
    """The number below which this share of a Poisson distribution lies."""
    numbers = np.arange(int(mean + 12 * sqrt(mean)) + 12)
    logarithms = numbers * log(mean) - mean - np.cumsum(np.log(np.maximum(1, numbers)))
    return int(np.searchsorted(np.cumsum(np.exp(logarithms)), share))


def services_s(topic: Ints, rng: np.random.Generator) -> Floats:
    """Services of their own, with no regard to other days."""
    return lognormal_s(topic, rng.standard_normal(len(topic)))


def lognormal_s(topic: Ints, normals: Floats) -> Floats:
    """Lognormal about each topic's mean."""
    means_s = 60.0 * np.array(MEAN_SERVICE_MIN)[topic]
    return np.asarray(means_s * np.exp(_LOG_SIGMA * normals - _LOG_SIGMA**2 / 2))


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
