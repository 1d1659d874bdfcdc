"""One look at the lobby: what everybody who waits, and whoever comes now, may expect, and the hours ahead."""

from collections.abc import Mapping
from datetime import datetime
from math import isfinite

import numpy as np

from broker.rules.estimate.ahead import HORIZONS_S, ahead
from broker.rules.estimate.correction import Spread, kind_of
from broker.rules.estimate.forward import (
    Draws,
    Newcomer,
    Post,
    Scene,
    draws,
    spread_of,
    waits_of,
    waits_of_all,
)
from broker.rules.estimate.outlook import Outlook
from broker.rules.estimate.scene import scene_of
from broker.rules.estimate.snapshot import SeatNow, Snapshot
from broker.rules.habits import Habits
from broker.rules.play.loop import AWAY
from broker.rules.play.stage import Floats
from broker.rules.seasons import Season


def survey(now: Snapshot, habits: Habits, season: Season) -> Outlook:
    """The whole outlook. While no counter will call there is none: nobody can say when one will."""
    scene = scene_of(now, habits, season)
    if not any(_calls_on(seat, post) for seat, post in zip(now.seats, scene.posts, strict=True)):
        return Outlook(at=now.at)
    drawn = draws(scene, _chance(now.at), ahead_s=max(HORIZONS_S))
    return Outlook(
        at=now.at,
        newcomers=_newcomers(now, scene, drawn),
        legs=_legs(now, scene, drawn),
        ahead=ahead(scene, drawn, now.at),
    )


def _calls_on(seat: SeatNow, post: Post) -> bool:
    """It is there and does not close after its visitor, or it is expected."""
    return isfinite(post.back_s) if post.doing == AWAY else seat.desk.open


def _chance(at: datetime) -> np.random.Generator:
    """The same moment has the same chance, so that what was said can be found again."""
    return np.random.default_rng(round(at.timestamp() * 1000))


def _newcomers(now: Snapshot, scene: Scene, drawn: Draws) -> dict[str, Spread]:
    waits_s = {
        kind_of(topic, priority=priority): waits_of(scene, drawn, Newcomer(topic=n, priority=priority))
        for n, topic in enumerate(now.loads)
        for priority in (False, True)
    }
    return _spreads(waits_s, scene)


def _legs(now: Snapshot, scene: Scene, drawn: Draws) -> dict[str, Spread]:
    if not now.waiting:
        return {}
    waits_s = waits_of_all(scene, drawn)
    return _spreads({leg.key: waits_s[:, n] for n, leg in enumerate(now.waiting)}, scene)


def _spreads(waits_s: Mapping[str, Floats], scene: Scene) -> dict[str, Spread]:
    """Of those that are called in most plays: about others the plays know nothing but that it takes long."""
    spreads = {name: spread_of(own) for name, own in waits_s.items()}
    return {name: _rounded(spread) for name, spread in spreads.items() if spread.mid_s < scene.horizon_s}


def _rounded(spread: Spread) -> Spread:
    """More digits are noise, and travel every minute."""
    return Spread(low_s=round(spread.low_s, 1), mid_s=round(spread.mid_s, 1), high_s=round(spread.high_s, 1))
