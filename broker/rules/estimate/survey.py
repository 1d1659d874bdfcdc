"""One look at the lobby: what everybody who waits, and whoever comes now, may expect, and the hours ahead."""

from datetime import datetime

import numpy as np

from broker.rules.estimate.ahead import HORIZONS_S, ahead
from broker.rules.estimate.correction import Spread, kind_of
from broker.rules.estimate.forward import Draws, Newcomer, Scene, draws, waits_of, waits_of_all
from broker.rules.estimate.outlook import Outlook
from broker.rules.estimate.scene import scene_of
from broker.rules.estimate.snapshot import Snapshot
from broker.rules.habits import Habits
from broker.rules.play.loop import AWAY
from broker.rules.play.stage import Floats
from broker.rules.seasons import Season


def survey(now: Snapshot, habits: Habits, season: Season) -> Outlook:
    """The whole outlook. With no counter open there is none: nobody can say when one will be."""
    scene = scene_of(now, habits, season)
    if all(post.doing == AWAY and not np.isfinite(post.back_s) for post in scene.posts):
        return Outlook(at=now.at)
    drawn = draws(scene, _chance(now.at), ahead_s=max(HORIZONS_S))
    return Outlook(
        at=now.at,
        newcomers=_newcomers(now, scene, drawn),
        legs=_legs(now, scene, drawn),
        ahead=ahead(scene, drawn, now.at),
    )


def _chance(at: datetime) -> np.random.Generator:
    """The same moment has the same chance, so that what was said can be found again."""
    return np.random.default_rng(round(at.timestamp() * 1000))


def _newcomers(now: Snapshot, scene: Scene, drawn: Draws) -> dict[str, Spread]:
    return {
        kind_of(topic, priority=priority): _spread(
            waits_of(scene, drawn, Newcomer(topic=n, priority=priority))
        )
        for n, topic in enumerate(now.loads)
        for priority in (False, True)
    }


def _legs(now: Snapshot, scene: Scene, drawn: Draws) -> dict[str, Spread]:
    if not now.waiting:
        return {}
    waits_s = waits_of_all(scene, drawn)
    return {leg.key: _spread(waits_s[:, n]) for n, leg in enumerate(now.waiting)}


def _spread(waits_s: Floats) -> Spread:
    low_s, mid_s, high_s = (round(float(wait_s), 1) for wait_s in np.quantile(waits_s, (0.1, 0.5, 0.9)))
    return Spread(low_s=low_s, mid_s=mid_s, high_s=high_s)
