"""What every counter did on a played day, stretch by stretch, as its own log would tell."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from broker.rules.play.loop import AWAY, BUSY, IDLE, NoShow, Result
from broker.rules.play.stage import Absence, Counter, House


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Of one counter; it ends where its next one begins."""

    from_s: float
    doing: int
    leg: int = -1
    """Whom it called."""
    to_s: float = inf
    """Of an absence: its end, known from its begin."""


Diary = list[Stretch]
"""One counter's, in order."""


def diaries(house: House, result: Result) -> list[Diary]:
    """One a counter."""
    return [
        list(_stretches(counter, _visits(desk, house.no_show, result)))
        for desk, counter in enumerate(house.counters)
    ]


def at(diary: Diary, now_s: float) -> tuple[Stretch, int]:
    """What the counter is doing, and how many of its absences have begun."""
    begun = diary[: bisect_right(diary, now_s, key=lambda stretch: stretch.from_s)]
    return begun[-1], sum(stretch.doing == AWAY for stretch in begun)


def _stretches(counter: Counter, visits: list[tuple[float, float, int]]) -> Iterator[Stretch]:
    """An absence that is due waits for the visitor of that moment."""
    absences = sorted(counter.absences, key=lambda absence: absence.from_s)
    yield Stretch(from_s=0.0, doing=IDLE)
    free_s = 0.0
    for called_s, freed_s, leg in [*visits, (inf, inf, -1)]:
        while absences and max(absences[0].from_s, free_s) < called_s:
            away = _absence(absences.pop(0), free_s)
            yield away
            free_s = away.to_s
            yield Stretch(from_s=free_s, doing=IDLE)
        if leg >= 0:
            yield Stretch(from_s=called_s, doing=BUSY, leg=leg)
            yield Stretch(from_s=freed_s, doing=IDLE)
            free_s = freed_s


def _absence(planned: Absence, free_s: float) -> Stretch:
    from_s = max(planned.from_s, free_s)
    lasts_s = planned.to_s - planned.from_s if planned.whole else 0.0
    return Stretch(from_s=from_s, doing=AWAY, to_s=max(planned.to_s, from_s + lasts_s))


def _visits(desk: int, no_show: NoShow, result: Result) -> list[tuple[float, float, int]]:
    """Called, free again, who; who did not come kept the counter as long as a no-show does."""
    own = np.flatnonzero(result.desk == desk)
    return sorted(
        (float(called_s), float(called_s + no_show.cost_s if isnan(ended_s) else ended_s), int(leg))
        for called_s, ended_s, leg in zip(result.called_s[own], result.ended_s[own], own, strict=True)
    )
