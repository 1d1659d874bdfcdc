"""A realistic day: counters differ, some days are busier, and what the office has learned is a little wrong.

What is true and what the office knows stay apart: an estimate may be given nothing but `Known`.
"""

from dataclasses import dataclass, replace
from math import log

import numpy as np

from bench.office_sim.days import FURTHER, people, stream
from bench.office_sim.scenario import DEFAULT, HOURLY_WEIGHTS, MEAN_SERVICE_MIN, SERVICE_CV, SHARE, Scenario
from broker.rules.estimate.forward import Scene
from broker.rules.play.loop import Result
from broker.rules.play.stage import Floats, House, People, play_day

SPEEDS, VOLUME, LEARNED = FURTHER + 100, FURTHER + 101, FURTHER + 102
"""Streams of a day beside those of `office_sim`."""

SPEED_SPREAD = 0.10
"""Of the logarithm of a counter's speed."""
VOLUME_SPREAD = 0.05
"""Of the logarithm of a day's expected visits, beside the chance of who comes."""
LEARNED_SPREAD = 0.10
"""Of the logarithm of a topic's learned mean service about the true one."""

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the office would know in the morning."""

    house: House
    """With learned means and counters of usual speed."""
    work_sigma: Floats
    edges_s: Floats
    expected: Floats
    """Visits from the first edge until each, on a usual day."""
    priority_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What came true."""

    house: House
    people: People
    result: Result
    known: Known
    seed: int
    nth: int


def day(scenario: Scenario, load: float, seed: int, nth: int) -> Day:
    """Played to its end, by the rule with learned means, as the office would."""
    usual = scenario.house()
    off = _about_one(LEARNED_SPREAD, len(SHARE), stream(seed, nth, LEARNED))
    known = replace(usual, topics=usual.topics._replace(mean_s=usual.topics.mean_s * off))
    paces = _about_one(SPEED_SPREAD, len(usual.counters), stream(seed, nth, SPEEDS))
    crew = [replace(one, speed=float(1 / pace)) for one, pace in zip(usual.counters, paces, strict=True)]
    house = replace(known, counters=crew)
    volume = float(_about_one(VOLUME_SPREAD, 1, stream(seed, nth, VOLUME))[0])
    visitors = people(scenario, load * volume, seed, nth)
    return Day(
        house=house,
        people=visitors,
        result=play_day(house, visitors, DEFAULT),
        known=_known(known, scenario, load),
        seed=seed,
        nth=nth,
    )


def the_truth(scene: Scene, day: Day) -> Scene:
    """A scene with what nobody can know: the topics' true means and the counters' true speeds."""
    crew = [
        replace(one, speed=true.speed)
        for one, true in zip(scene.house.counters, day.house.counters, strict=True)
    ]
    return replace(
        scene, house=replace(scene.house, counters=crew), work_mean_s=60 * np.array(MEAN_SERVICE_MIN)
    )


def _about_one(spread: float, count: int, rng: np.random.Generator) -> Floats:
    """Lognormal with a mean of 1."""
    return np.asarray(np.exp(spread * rng.standard_normal(count) - spread**2 / 2))


def _known(house: House, scenario: Scenario, load: float) -> Known:
    weights = np.array(HOURLY_WEIGHTS)
    hours = np.concatenate(([0.0], np.cumsum(weights / weights.sum())))
    return Known(
        house=house,
        work_sigma=np.full(len(SHARE), np.sqrt(log(1 + SERVICE_CV**2))),
        edges_s=np.arange(len(hours), dtype=np.float64) * HOUR_S,
        expected=scenario.visits(load) * hours,
        priority_share=scenario.flagged,
    )
