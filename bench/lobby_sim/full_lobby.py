"""How long one estimate takes where many wait."""

from time import process_time

import numpy as np

from bench.lobby_sim.asked import newcomer_of
from bench.lobby_sim.moment import Moments
from bench.lobby_sim.world import day
from bench.office_sim.scenario import BURST
from broker.rules.estimate.forward import Newcomer, Scene, draws, spread_of, waits_of

WAITING = 60
LOAD = 0.85
TIMES = 21


def ms_per_estimate(seed: int) -> float:
    """From the lobby as it stands to the range of one newcomer, draws included: processor time, the median.

    The first is not counted: it may compile the play.
    """
    scene, newcomer = _full(seed)
    return float(np.median([_took_ms(scene, newcomer, time) for time in range(TIMES + 1)][1:]))


def _took_ms(scene: Scene, newcomer: Newcomer, time: int) -> float:
    begun_s = process_time()
    spread_of(waits_of(scene, draws(scene, np.random.default_rng(time)), newcomer))
    return 1000 * (process_time() - begun_s)


def _full(seed: int) -> tuple[Scene, Newcomer]:
    """The first visitor on the days with a burst who finds so many waiting."""
    nth = 0
    while True:
        played = day(BURST, LOAD, seed, nth)
        issued_s, called_s = played.people.issued_s, played.result.called_s
        for leg, now_s in enumerate(issued_s.tolist()):
            if ((issued_s < now_s) & (called_s > now_s)).sum() == WAITING:
                return Moments(played).scene(now_s), newcomer_of(played, leg)
        nth += 1
