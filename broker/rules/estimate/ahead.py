"""What the next hours bring: how many will wait, how long the oldest, and what share beyond the target.

The same plays as the estimates, stopped later. Bands are what eight of ten plays lie within.
"""

from datetime import datetime, timedelta

import numpy as np

from broker.contract.estimates import Ahead, Band
from broker.rules.estimate.forward import Draws, Scene, played, without_newcomer
from broker.rules.play.loop import Result
from broker.rules.play.stage import Floats

HORIZONS_S = (3600.0, 7200.0)


def ahead(scene: Scene, drawn: Draws, at: datetime) -> tuple[Ahead, ...]:
    """For each of HORIZONS_S; `drawn` must hold arrivals for as long, `at` is the scene's moment."""
    stop_s = scene.now_s + max(HORIZONS_S)
    lobby = without_newcomer(drawn)
    result = played(lobby, drawn.posts, scene.now_s, stop_s, (0, 0))
    targets_s = np.asarray(lobby.topics.target_s)[lobby.legs.topic]
    return tuple(
        _standing(result, targets_s, scene.now_s, horizon_s, at + timedelta(seconds=horizon_s))
        for horizon_s in HORIZONS_S
    )


def _standing(result: Result, targets_s: Floats, now_s: float, horizon_s: float, at: datetime) -> Ahead:
    then_s = now_s + horizon_s
    called = result.called_s <= then_s  # never: nan, which is neither before nor after
    waits = (result.entered_s <= then_s) & ~called
    oldest_s = np.where(waits, then_s - result.entered_s, 0.0).max(axis=1, initial=0.0)
    over = called & (result.called_s - result.entered_s > targets_s)
    share = over.sum(axis=1) / np.maximum(1, called.sum(axis=1))
    return Ahead(
        at=at,
        waiting=_band(waits.sum(axis=1), 0),
        oldest_s=_band(oldest_s, 0),
        over_share=_band(share, 4),
    )


def _band(values: Floats, decimals: int) -> Band:
    low, mid, high = (round(float(value), decimals) for value in np.quantile(values, (0.1, 0.5, 0.9)))
    return Band(low=low, mid=mid, high=high)
