"""Visitors who have to wait ask how long: the simulation's answer, the usual practice's, and what came true.

The simulation is asked before anything is corrected: what it says of a day does not depend on other days, so
days can be asked on all processors.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bench.lobby_sim.moment import Moments
from bench.lobby_sim.world import Day
from bench.office_sim.days import FURTHER, stream
from bench.office_sim.scenario import TOPICS
from broker.rules.estimate.correction import Spread, kind_of
from broker.rules.estimate.forward import Newcomer, Scene, draws, spread_of, waits_of

PROMPT_S = 1e-6
"""Who is called so soon did not have to wait."""
CHANCE = FURTHER + 200
"""The first of a day's streams for the simulation's own chance: one a visitor."""

Knowing = Callable[[Scene, Day], Scene]
"""What is told to an estimate beyond what it could know: only to see how little is left to gain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """At the issue of one ticket."""

    topic: int
    priority: bool
    asked_s: float
    called_s: float
    """Its true end."""
    simulated: Spread
    last_called_s: float | None
    """The usual practice's answer: the wait of the last called leg of the topic (LES), or of any topic while
    there is none; None: nobody was called yet."""
    last_called_alike_s: float | None
    """The same, of topic and class: the wiser board that tells priority visitors apart."""

    @property
    def wait_s(self) -> float:
        """What came true."""
        return self.called_s - self.asked_s

    @property
    def kind(self) -> str:
        """As the product names it."""
        return kind_of(TOPICS[self.topic], priority=self.priority)


def asked(day: Day, every: int, knowing: Knowing | None = None) -> Iterator[Asked]:
    """One of so many who had to wait, in the order they came; days begin with another one each."""
    moments, waits_s = Moments(day), day.result.called_s - day.people.issued_s
    for leg in np.flatnonzero(waits_s > PROMPT_S)[day.nth % every :: every].tolist():
        asked_s, newcomer = float(day.people.issued_s[leg]), newcomer_of(day, leg)
        scene = moments.scene(asked_s)
        if knowing is not None:
            scene = knowing(scene, day)
        drawn = draws(scene, stream(day.seed, day.nth, CHANCE + leg))
        yield Asked(
            topic=newcomer.topic,
            priority=newcomer.priority,
            asked_s=asked_s,
            called_s=float(day.result.called_s[leg]),
            simulated=spread_of(waits_of(scene, drawn, newcomer)),
            last_called_s=_last_called_s(day, asked_s, newcomer, alike=False),
            last_called_alike_s=_last_called_s(day, asked_s, newcomer, alike=True),
        )


def newcomer_of(day: Day, leg: int) -> Newcomer:
    """As whom this visitor came."""
    assert day.people.heavy_from_s is not None
    return Newcomer(
        topic=int(day.people.topic[leg]), priority=bool(np.isfinite(day.people.heavy_from_s[leg]))
    )


def _last_called_s(day: Day, now_s: float, newcomer: Newcomer, *, alike: bool) -> float | None:
    """Of the topic, or alike in class too; of anybody while there is none."""
    people, called_s = day.people, day.result.called_s
    assert people.heavy_from_s is not None
    called = called_s < now_s
    own = called & (people.topic == newcomer.topic)
    if alike:
        own &= np.isfinite(people.heavy_from_s) == newcomer.priority
    legs = np.flatnonzero(own if own.any() else called)
    if not len(legs):
        return None
    last = legs[np.argmax(called_s[legs])]
    return float(called_s[last] - people.issued_s[last])
