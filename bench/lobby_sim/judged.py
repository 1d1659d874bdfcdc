"""The figures of a comparison: estimates as they were told, beside the usual practice for the same visitors.

Only visitors for whom the usual practice had an answer count, for both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.lobby_sim.told import Told
from bench.office_sim.scenario import TOPICS

ALL = "all"
CLASSES = {"ordinary": False, "priority": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Over all of them together."""

    estimates: int
    mae_min: float
    """What was told as the middle, mean absolute error."""
    error_pct_of_les: float
    """That, as a share of `les_mae_min`."""
    bias_min: float
    """Told less true: negative is told too little."""
    coverage_pct: float
    les_mae_min: float
    """The wait of the last called leg of the topic."""
    les_alike_mae_min: float
    """Of topic and class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Visitors of one topic, class or both; ALL: of any."""

    topic: str
    visitors: str


def judgeable(told: Iterable[Told]) -> list[Told]:
    """Somebody was called before."""
    return [one for one in told if one.asked.last_called_s is not None]


def judged(told: Sequence[Told]) -> Judged:
    """At least one, all of them judgeable."""
    wait_s = np.array([one.asked.wait_s for one in told])
    errors_s = np.array([one.said.mid_s for one in told]) - wait_s
    mae_min = float(np.abs(errors_s).mean()) / 60
    les_mae_min = _mae_min([one.asked.last_called_s for one in told], wait_s)
    return Judged(
        estimates=len(told),
        mae_min=mae_min,
        error_pct_of_les=100 * mae_min / les_mae_min,
        bias_min=float(errors_s.mean()) / 60,
        coverage_pct=100 * float(np.mean([one.within for one in told])),
        les_mae_min=les_mae_min,
        les_alike_mae_min=_mae_min([one.asked.last_called_alike_s for one in told], wait_s),
    )


def by_kind(told: Sequence[Told]) -> Iterator[tuple[Kind, Judged]]:
    """Each topic, each class, each topic and class, as far as somebody asked."""
    topics = dict(enumerate(TOPICS))
    kinds = [Kind(topic=topic, visitors=ALL) for topic in TOPICS]
    kinds += [Kind(topic=topic, visitors=visitors) for visitors in CLASSES for topic in (ALL, *TOPICS)]
    for kind in kinds:
        own = [
            one
            for one in told
            if kind.topic in {ALL, topics[one.asked.topic]}
            and (kind.visitors == ALL or CLASSES[kind.visitors] == one.asked.priority)
        ]
        if own:
            yield kind, judged(own)


def _mae_min(told_s: Sequence[float | None], wait_s: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(np.abs(np.array(told_s, float) - wait_s).mean()) / 60
