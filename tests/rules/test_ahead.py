"""The next hours on lobbies fit for pencil and paper, and their bands against a world of another make."""

import heapq
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf

import numpy as np
import pytest

from broker.contract.estimates import Ahead, Band
from broker.rules.estimate.ahead import ahead
from broker.rules.estimate.forward import Coming, Post, Queue, Scene, draws
from broker.rules.play.loop import AWAY, BUSY, NoShow
from broker.rules.play.stage import Counter, House, topics
from broker.rules.routing.choice import FIRST_COME, Rule
from tests.rules.history import lognormal_s

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NOW_S = NOW.timestamp()
HOUR_S, MINUTE_S = 3600.0, 60.0
NOTHING = Band(low=0.0, mid=0.0, high=0.0)


def queue(*entered_min: float) -> Queue:
    """Ordinary visitors for the one topic; minutes from now, so below zero."""
    entered_s, count = NOW_S + np.array(entered_min, float) * MINUTE_S, len(entered_min)
    return Queue(
        issued_s=entered_s,
        entered_s=entered_s,
        topic=np.zeros(count, np.int64),
        heavy_from_s=np.full(count, inf),
        held_until_s=np.full(count, -inf),
        wish=np.full(count, -1),
        to_desk=np.full(count, -1),
        to_level=np.zeros(count, np.int64),
        barred=[],
    )


def lobby(
    *posts: Post,
    waiting: Queue | None = None,
    an_hour: float = 0.0,
    service_min: float = 10.0,
    sigma: float = 0.05,
) -> Scene:
    """Everybody comes for the one topic, which every counter serves; after 30 minutes a call is late."""
    service_s = service_min * MINUTE_S
    return Scene(
        now_s=NOW_S,
        house=House(
            topics=topics([service_s], [1.0]),
            counters=[Counter(topics=[0]) for _ in posts],
            no_show=NoShow(0.0, 0.0, 60.0),
        ),
        rule=Rule(FIRST_COME, 5.0),
        posts=posts,
        queue=waiting or queue(),
        coming=Coming(
            edges_s=np.array([NOW_S - 4 * HOUR_S, NOW_S + 8 * HOUR_S]),
            expected=np.array([0.0, 12 * an_hour]),
            share=np.array([1.0]),
            priority_share=0.0,
            surprise=0.01,
        ),
        work_mean_s=np.array([service_s]),
        work_sigma=np.array([sigma]),
    )


def look(scene: Scene, seed: int = 1) -> tuple[Ahead, Ahead]:
    drawn = draws(scene, np.random.default_rng(seed), ahead_s=2 * HOUR_S)
    first, second = ahead(scene, drawn, NOW)
    return first, second


def test_where_nobody_waits_and_nobody_comes_nothing_is_ahead() -> None:
    for nth, one in enumerate(look(lobby(Post(since_s=NOW_S))), 1):
        assert one.at == NOW + timedelta(hours=nth)
        assert (one.waiting, one.oldest_s, one.over_share) == (NOTHING, NOTHING, NOTHING)


def test_a_queue_that_nobody_joins_is_worked_off_at_the_counters_pace() -> None:
    nine = lobby(Post(since_s=NOW_S), waiting=queue(*[-1.0] * 9), service_min=9.5, sigma=0.001)
    first, second = look(nine)
    assert (first.waiting.mid, second.waiting.mid) == (
        2.0,
        0.0,
    )  # calls after 0, 9.5, 19, 28.5, 38, 47.5, 57 ..
    assert first.oldest_s.mid == 61 * MINUTE_S
    assert first.over_share.mid == pytest.approx(3 / 7, abs=1e-3)  # the first four waited up to 29.5 minutes
    assert second.over_share.mid == pytest.approx(5 / 9, abs=1e-3)


def test_where_everybody_is_away_for_good_whoever_waits_still_waits() -> None:
    one, two = look(lobby(Post(doing=AWAY), waiting=queue(-20.0, -5.0)))
    assert (one.waiting.low, one.waiting.high) == (two.waiting.low, two.waiting.high) == (2.0, 2.0)
    assert (one.oldest_s.mid, two.oldest_s.mid) == (80 * MINUTE_S, 140 * MINUTE_S)
    assert one.over_share == NOTHING  # nobody was called


def test_more_come_than_can_be_served_so_the_queue_grows_by_the_difference() -> None:
    overloaded = lobby(Post(since_s=NOW_S), Post(since_s=NOW_S), an_hour=30.0)
    first, second = look(overloaded)  # two counters serve 12 an hour
    assert first.waiting.mid == pytest.approx(30 - 14, abs=2)
    assert second.waiting.mid == pytest.approx(60 - 26, abs=3)
    assert first.oldest_s.mid < second.oldest_s.mid
    assert first.over_share.mid < second.over_share.mid
    for band in (first.waiting, second.waiting, first.oldest_s, second.oldest_s, second.over_share):
        assert band.low < band.mid < band.high


def test_with_a_counter_more_less_is_ahead() -> None:
    posts = [Post(since_s=NOW_S)] * 3
    with_two, with_three = look(lobby(*posts[:2], an_hour=20.0))[1], look(lobby(*posts, an_hour=20.0))[1]
    assert with_three.waiting.mid < with_two.waiting.mid
    assert with_three.oldest_s.mid < with_two.oldest_s.mid


def test_no_figure_is_computed_from_infinity(recwarn: pytest.WarningsRecorder) -> None:
    look(lobby(Post(doing=AWAY), waiting=queue(-20.0), an_hour=5.0))
    assert [str(one.message) for one in recwarn] == []


# -- a world of another make

COUNTERS, AN_HOUR, SERVICE_MIN, SIGMA = 4, 22.0, 10.0, 0.7
"""Four counters, 92 % of the time busy."""


def day(seed: int) -> list[tuple[float, float, float]]:
    """(entered, called, ended) in seconds, first come first, from four hours before the forecast on."""
    chance = random.Random(seed)
    free_s = [-4 * HOUR_S] * COUNTERS
    entered_s, visits = -4 * HOUR_S, []
    while (entered_s := entered_s + chance.expovariate(AN_HOUR / HOUR_S)) < 8 * HOUR_S:
        called_s = max(entered_s, heapq.heappop(free_s))
        ended_s = called_s + lognormal_s(SERVICE_MIN * MINUTE_S, SIGMA, chance)
        heapq.heappush(free_s, ended_s)
        visits.append((entered_s, called_s, ended_s))
    return visits


def foreseen(visits: list[tuple[float, float, float]], seed: int) -> tuple[Ahead, Ahead]:
    """What can be known at 0 of such a day."""
    waiting = [entered / MINUTE_S for entered, called, _ in visits if entered <= 0 < called]
    busy = [Post(doing=BUSY, since_s=NOW_S + called) for _, called, ended in visits if called <= 0 < ended]
    idle = [Post(since_s=NOW_S)] * (COUNTERS - len(busy))
    came = sum(entered <= 0 for entered, _, _ in visits)
    scene = lobby(
        *busy, *idle, waiting=queue(*waiting), an_hour=AN_HOUR, service_min=SERVICE_MIN, sigma=SIGMA
    )
    usual = replace(scene.coming, came=came, came_expected=4 * AN_HOUR)
    return look(replace(scene, coming=usual), seed)


def came_true(visits: list[tuple[float, float, float]], then_s: float) -> tuple[float, float, float]:
    """Waiting, oldest and the share of late calls, counted from the visits."""
    waited_s = [then_s - entered for entered, called, _ in visits if entered <= then_s < called]
    called = [called - entered > 30 * MINUTE_S for entered, called, _ in visits if 0 < called <= then_s]
    return len(waited_s), max(waited_s, default=0.0), sum(called) / max(1, len(called))


def test_one_day_in_ten_is_worse_than_its_band_and_most_lie_within() -> None:
    """Within lie more than eight of ten: where the band begins at nobody, no day can be better."""
    days = 200
    within, worse = np.zeros((2, 3)), np.zeros((2, 3))
    for seed in range(days):
        visits = day(seed)
        for horizon, one in enumerate(foreseen(visits, seed)):
            truth = came_true(visits, (horizon + 1) * HOUR_S)
            bands = (one.waiting, one.oldest_s, one.over_share)
            within[horizon] += [
                band.low <= real <= band.high for band, real in zip(bands, truth, strict=True)
            ]
            worse[horizon] += [real > band.high for band, real in zip(bands, truth, strict=True)]
    assert np.all((worse / days > 0.02) & (worse / days < 0.18)), worse / days
    assert np.all((within / days > 0.76) & (within / days < 0.97)), within / days
