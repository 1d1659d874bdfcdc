"""How long people waited on simulated days, and the figures that rules are compared by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.office_sim.scenario import TARGET_MIN
from broker.rules.play.loop import Result
from broker.rules.play.stage import Floats, Ints, People


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Of one day; an entry a visitor. Who does not come when called counts with the wait until then."""

    wait_min: Floats
    topic: Ints
    priority: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Over all waits of all days together, apart from `worst_day_min`."""

    mean_min: float
    p95_min: float
    over_target_pct: float
    worst_day_min: float
    """The longest wait of a day, in the mean over the days."""
    worst_topic_pct: float
    """Over target: of the topic where that is the most."""
    priority_p95_min: float


def waits_of(people: People, result: Result) -> Waits:
    """Of a day that was played to its end."""
    wait_min = (result.called_s - people.issued_s) / 60.0
    if np.isnan(wait_min).any():
        raise ValueError("somebody was never called")
    assert people.heavy_from_s is not None
    return Waits(wait_min=wait_min, topic=people.topic, priority=np.isfinite(people.heavy_from_s))


def figures_of(days: Sequence[Waits]) -> Figures:
    """The comparison's row."""
    wait_min = np.concatenate([day.wait_min for day in days])
    topic = np.concatenate([day.topic for day in days])
    priority = np.concatenate([day.priority for day in days])
    late = wait_min > TARGET_MIN
    return Figures(
        mean_min=float(wait_min.mean()),
        p95_min=float(np.percentile(wait_min, 95)),
        over_target_pct=100 * float(late.mean()),
        worst_day_min=float(np.mean([day.wait_min.max() for day in days])),
        worst_topic_pct=100 * max(float(late[topic == one].mean()) for one in np.unique(topic)),
        priority_p95_min=float(np.percentile(wait_min[priority], 95)),
    )
