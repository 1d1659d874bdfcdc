"""The estimate: lobbies fit for pencil and paper, textbook queues, and how the estimator corrects itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import heapify, heapreplace
from math import erfc, exp, inf, log, sqrt

import numpy as np
import pytest

from broker.rules.estimate.correction import ALL, Correction, Spread, corrected, kind_of, learned
from broker.rules.estimate.forward import (
    Coming,
    Newcomer,
    Post,
    Queue,
    Scene,
    draws,
    spread_of,
    waits_of,
    waits_of_all,
)
from broker.rules.play.loop import AWAY, BUSY, IDLE, NoShow
from broker.rules.play.stage import Absence, Counter, Floats, House, topics
from broker.rules.routing.choice import FIRST_COME, PRESSURE, STRICT_PRIORITY, Rule

NOW_S = 36_000.0
MEAN_S = 600.0
STEADY = 1e-4
"""Spread of services that all last as long as the mean."""
CV = 0.8
SIGMA = sqrt(log(1 + CV**2))
ORDINARY, PRIORITY = Newcomer(topic=0), Newcomer(topic=0, priority=True)


def busy(since_s: float = 60.0) -> Post:
    """For so long already."""
    return Post(doing=BUSY, since_s=NOW_S - since_s)


def lobby(
    *posts: Post,
    waiting_min: Sequence[float] = (),
    sigma: float = STEADY,
    kind: int = FIRST_COME,
    breaks_s: tuple[float, float] | None = None,
    coming: Coming | None = None,
) -> Scene:
    """One topic; people who have waited so long; every counter has a break of so many seconds from now."""
    count = len(waiting_min)
    issued_s = NOW_S - 60.0 * np.array(waiting_min, float)
    absences = [Absence(from_s=NOW_S + breaks_s[0], to_s=NOW_S + breaks_s[1])] if breaks_s else []
    return Scene(
        now_s=NOW_S,
        house=House(
            topics=topics([MEAN_S], [1.0]),
            counters=[Counter(topics=(0,), absences=absences) for _ in posts],
            no_show=NoShow(0.0, 0.0, 60.0),
        ),
        rule=Rule(kind, 5.0),
        posts=posts,
        queue=Queue(
            issued_s=issued_s,
            entered_s=issued_s,
            topic=np.zeros(count, np.int64),
            heavy_from_s=np.full(count, inf),
            held_until_s=np.full(count, -inf),
            wish=np.full(count, -1),
            to_desk=np.full(count, -1),
            to_level=np.zeros(count, np.int64),
            barred=(),
        ),
        coming=coming or comes(0.0),
        work_mean_s=np.array([MEAN_S]),
        work_sigma=np.array([sigma]),
    )


def comes(an_hour: float, **more: float) -> Coming:
    """Evenly, for the next four hours."""
    edges_s = np.array([NOW_S - 3600, NOW_S + 4 * 3600])
    expected = np.array([0.0, 5 * an_hour])
    return Coming(
        edges_s=edges_s,
        expected=expected,
        share=np.ones(1),
        priority_share=more.pop("priority_share", 0.0),
        **more,
    )


def waits(scene: Scene, newcomer: Newcomer = ORDINARY, *, seed: int = 1, runs: int = 50) -> Floats:
    return waits_of(scene, draws(scene, np.random.default_rng(seed), runs), newcomer)


def all_alike(found: Floats) -> float:
    """Where nothing is left to chance."""
    assert np.ptp(found) < 0.01 * max(1.0, float(found.max()))
    return float(found.mean())


def test_nobody_waits_in_an_idle_office() -> None:
    assert waits(lobby(Post(doing=IDLE), busy())).tolist() == [0.0] * 50


def test_at_one_counter_everybody_ahead_is_served_first() -> None:
    scene = lobby(busy(60), waiting_min=(9, 6, 3))
    assert all_alike(waits(scene)) == pytest.approx(540 + 3 * 600, rel=0.002)


def test_everybody_who_waits_is_told_their_own_time() -> None:
    scene = lobby(busy(60), busy(360), waiting_min=(9, 6, 3))
    found = waits_of_all(scene, draws(scene, np.random.default_rng(1), 50))
    assert [all_alike(column) for column in found.T] == pytest.approx([240, 540, 840], rel=0.002)
    assert all_alike(waits(scene)) == pytest.approx(1140, rel=0.002)


def test_a_counter_on_a_break_helps_from_when_it_is_back() -> None:
    away = Post(doing=AWAY, back_s=NOW_S + 1200)
    assert all_alike(waits(lobby(away, waiting_min=(9, 6)))) == pytest.approx(1200 + 2 * 600, rel=0.002)
    assert all_alike(waits(lobby(away, busy(60)))) == pytest.approx(540, rel=0.002)


def test_a_planned_break_begins_when_the_visitor_is_done_and_lasts_its_whole_time() -> None:
    scene = lobby(busy(60), breaks_s=(300, 300 + 2700))
    assert all_alike(waits(scene)) == pytest.approx(540 + 2700, rel=0.002)


def test_nobody_is_promised_a_call_beyond_the_horizon() -> None:
    gone = Post(doing=AWAY, back_s=inf)
    scene = replace(lobby(gone, waiting_min=(9,)), horizon_s=7200.0)
    assert all_alike(waits(scene)) == 7200.0


def test_a_minute_of_a_priority_visitor_counts_five() -> None:
    """Calls after 10, 20 ... minutes: 50 against the others' 70 after 10, 100 to 80 after 20."""
    scene = lobby(busy(0.0), waiting_min=(60, 60, 60, 60), kind=PRESSURE)
    assert all_alike(waits(scene, PRIORITY)) == pytest.approx(1200, rel=0.002)
    assert all_alike(waits(scene, ORDINARY)) == pytest.approx(5 * 600, rel=0.002)


def test_who_comes_later_may_still_go_first() -> None:
    """Two priority visitors an hour at six calls an hour: a third fewer calls are left for others."""
    coming = comes(2.0, priority_share=1.0, surprise=0.01)
    alone = lobby(busy(60), waiting_min=range(11, 0, -1), kind=STRICT_PRIORITY)
    found = waits(replace(alone, coming=coming), runs=400)
    assert found.mean() == pytest.approx(np.mean(waits(alone)) / (1 - 2 / 6), rel=0.05)


def test_no_shows_make_a_queue_shorter() -> None:
    scene = lobby(busy(60), waiting_min=(40,) * 20)
    absent = replace(scene, house=replace(scene.house, no_show=NoShow(0.0, 0.5, 60.0)))
    assert waits(absent, runs=400).mean() == pytest.approx(540 + 20 * (0.5 * 600 + 0.5 * 60), rel=0.03)


def test_today_is_expected_to_go_on_as_it_began_as_far_as_that_shows() -> None:
    """A hundred came where fifty had been expected. Days usually differ by a tenth, which weighs like 100."""
    scene = lobby(busy(), waiting_min=(0,) * 60)
    for came, expected, factor in ((50.0, 50.0, 1.0), (100.0, 50.0, 200 / 150)):
        coming = comes(40.0, came=came, came_expected=expected)
        drawn = draws(replace(scene, coming=coming), np.random.default_rng(1), 400)
        comes_s = drawn.lobby.course.enters_s[:, 61:]
        within = (comes_s > NOW_S) & (comes_s <= NOW_S + 3600)
        assert within.sum(axis=1).mean() == pytest.approx(40 * factor, rel=0.03)


@pytest.mark.parametrize("elapsed_s", [1.0, 300.0, 1200.0, 3600.0, 10_000.0])
def test_what_is_left_of_a_visit_is_the_rest_of_the_lognormal(elapsed_s: float) -> None:
    """By Bayes on a fine grid: what is known of a visit is that it is not over yet."""
    mu = log(MEAN_S) - SIGMA**2 / 2
    total_s = elapsed_s + np.concatenate(([0.0], np.geomspace(0.1, 1e6, 200_000)))
    beyond = np.array([0.5 * erfc((log(lasts_s) - mu) / SIGMA / sqrt(2)) for lasts_s in total_s.tolist()])
    left = np.interp([0.1, 0.5, 0.9], 1 - beyond / beyond[0], total_s - elapsed_s)
    found = np.quantile(waits(lobby(busy(elapsed_s), sigma=SIGMA), runs=20_000), (0.1, 0.5, 0.9))
    assert found == pytest.approx(left, rel=0.04, abs=2.0)


def test_a_fast_counter_is_free_sooner() -> None:
    scene = lobby(busy(60), waiting_min=(9, 6))
    fast = replace(scene.house, counters=[replace(scene.house.counters[0], speed=1.5)])
    assert all_alike(waits(replace(scene, house=fast))) == pytest.approx(400 - 60 + 2 * 400, rel=0.002)


def test_the_same_seed_gives_the_same_answer_and_another_seed_another() -> None:
    scene = lobby(busy(), busy(), waiting_min=(9, 6, 3), sigma=SIGMA, coming=comes(10.0))
    assert waits(scene).tolist() == waits(scene).tolist()
    assert waits(scene).tolist() != waits(scene, seed=2).tolist()


def test_asking_changes_nothing_that_was_drawn() -> None:
    scene = lobby(busy(), waiting_min=(9, 6, 3), sigma=SIGMA, coming=comes(10.0, priority_share=0.5))
    drawn = draws(scene, np.random.default_rng(1), 50)
    first = waits_of(scene, drawn, ORDINARY)
    waits_of_all(scene, drawn)
    waits_of(scene, drawn, PRIORITY)
    assert waits_of(scene, drawn, ORDINARY).tolist() == first.tolist()


def test_behind_a_long_queue_of_exponential_services_it_is_the_erlang_distribution() -> None:
    """91 ends of services at three counters: a gamma of 91 steps of 200 s.

    A lognormal of the same mean and variance has another shape, which is gone after so many.
    """
    scene = lobby(busy(0.0), busy(0.0), busy(0.0), waiting_min=(30,) * 90, sigma=sqrt(log(2.0)))
    steps, step_s = 91, MEAN_S / 3
    found = spread_of(waits(replace(scene, horizon_s=12 * 3600.0), runs=4000))
    assert found.mid_s == pytest.approx(steps * step_s * (1 - 1 / (9 * steps)) ** 3, rel=0.02)
    assert found.high_s - found.low_s == pytest.approx(2 * 1.2816 * sqrt(steps) * step_s, rel=0.05)


def test_in_a_stationary_queue_the_range_holds_for_four_of_five_and_the_mean_is_the_mean() -> None:
    """Three counters, 90 % busy: the queue is simulated here, without the product's event loop."""
    rng = np.random.default_rng(5)
    found = [
        (waits_of(scene, draws(scene, rng, 200), ORDINARY), wait_s) for scene, wait_s in stationary(rng, 2000)
    ]
    ranges = [spread_of(simulated_s) for simulated_s, _ in found]
    inside = [one.low_s <= wait_s <= one.high_s for one, (_, wait_s) in zip(ranges, found, strict=True)]
    assert 0.78 <= np.mean(inside) <= 0.82
    expected_s = np.mean([simulated_s.mean() for simulated_s, _ in found])
    assert expected_s == pytest.approx(np.mean([wait_s for _, wait_s in found]), rel=0.03)


def stationary(rng: np.random.Generator, asks: int, *, counters: int = 3) -> Iterator[tuple[Scene, float]]:
    """Lobbies that visitors find who have to wait, one in forty, and how long they waited."""
    now_s = 0.0
    free_s, ahead = [0.0] * counters, list[tuple[float, float, float]]()
    heapify(free_s)
    came = 0
    while asks:
        now_s, came = now_s + rng.exponential(MEAN_S / counters / 0.9), came + 1
        called_s = max(now_s, free_s[0])
        ended_s = called_s + MEAN_S * exp(SIGMA * rng.standard_normal() - SIGMA**2 / 2)
        heapreplace(free_s, ended_s)
        ahead = [visit for visit in ahead if visit[2] > now_s]
        if came > 4000 and came % 40 == 0 and called_s > now_s:
            asks -= 1
            serving = [busy(now_s - at_s) for _, at_s, _ in ahead if at_s <= now_s]
            queue = [(now_s - issued_s) / 60 for issued_s, at_s, _ in ahead if at_s > now_s]
            yield lobby(*serving, waiting_min=queue, sigma=SIGMA), called_s - now_s
        ahead.append((now_s, called_s, ended_s))


def test_the_range_of_a_few_runs_is_as_wide_as_it_says() -> None:
    """Plain quantiles of 20 runs would hold in 72 of a hundred cases."""
    rng = np.random.default_rng(1)
    runs, next_ones = rng.lognormal(6, 1, (4000, 20)), rng.lognormal(6, 1, 4000)
    ranges = [spread_of(one) for one in runs]
    inside = [one.low_s <= truth <= one.high_s for one, truth in zip(ranges, next_ones, strict=True)]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.02)


SIMULATED = Spread(low_s=300.0, mid_s=600.0, high_s=1080.0)


def test_without_experience_the_simulation_is_told_as_it_is() -> None:
    assert corrected(SIMULATED, Correction(), "a") == SIMULATED


def test_a_gain_stretches_all_three_and_a_width_moves_the_ends_about_the_middle() -> None:
    """With a gain of log 1.5: (300 + 120) * 1.5 - 120 = 510, 960, 1680; then twice and half as wide."""
    stretched = Correction(gain=log(1.5))
    assert said(SIMULATED, stretched) == pytest.approx((510, 960, 1680))
    assert said(SIMULATED, replace(stretched, widths={"a": 2.0})) == pytest.approx((60, 960, 2400))
    assert said(SIMULATED, replace(stretched, widths={"a": 0.5})) == pytest.approx((735, 960, 1320))


def test_no_wait_is_told_below_nothing() -> None:
    short = Spread(low_s=0.0, mid_s=30.0, high_s=90.0)
    assert said(short, Correction(gain=-1.0)) == (0, 0, 0)
    assert said(short, Correction(widths={"a": 3.0})) == (0, 30, 210)


def said(simulated: Spread, correction: Correction) -> tuple[float, float, float]:
    """Of kind a: low, middle, high."""
    found = corrected(simulated, correction, "a")
    return found.low_s, found.mid_s, found.high_s


def test_the_gain_is_a_running_mean_of_what_was_missed() -> None:
    """Called after 25 minutes instead of 10: log 27/12, of which 0.003 counts; a second one moves it on."""
    once = learned(Correction(), "a", 600.0, SIMULATED, 1500.0)
    assert once.gain == pytest.approx(0.003 * log(27 / 12))
    twice = learned(once, "b!", 600.0, SIMULATED, 480.0)
    assert twice.gain == pytest.approx(once.gain + 0.003 * (log(10 / 12) - once.gain))
    assert twice.tomorrow() == replace(twice, gain=0.0)


def test_a_miss_widens_by_a_sixtieth_and_a_hit_narrows_by_a_quarter_of_that() -> None:
    """Both what all legs need and what this kind needs: a kind never seen moves with all others."""
    missed = learned(Correction(), "a", 600.0, SIMULATED, 1500.0)
    assert missed.widths == {ALL: pytest.approx(exp(0.016)), "a": pytest.approx(exp(0.016))}
    assert missed.width("a") == pytest.approx(exp(0.032))
    assert missed.width("b") == pytest.approx(exp(0.016))
    hit = learned(missed, "a", 600.0, SIMULATED, 1080.0)
    assert hit.width("a") == pytest.approx(exp(0.032 - 0.008))


@pytest.mark.parametrize(("actual_s", "width"), [(1e6, 3.0), (600.0, 0.5)])
def test_a_range_is_never_more_than_three_times_as_wide_as_simulated_nor_less_than_half(
    actual_s: float, width: float
) -> None:
    correction = Correction()
    for _ in range(400):
        correction = learned(correction, "a", 600.0, SIMULATED, actual_s)
    assert (correction.width("a"), correction.width("b")) == (width, width)


def test_ranges_that_are_simulated_too_narrow_or_too_wide_come_to_hold_for_four_of_five() -> None:
    """Waits are normal about 30 minutes. One kind is simulated half as wide as is true, one twice as wide."""
    rng, correction, inside = np.random.default_rng(1), Correction(), []
    for nth in range(6000):
        kind, factor = (("a", 0.5), ("b", 2.0))[nth % 2]
        half_s = factor * 1.2816 * 300
        simulated = Spread(low_s=1800 - half_s, mid_s=1800.0, high_s=1800 + half_s)
        actual_s, told = 1800 + 300 * rng.standard_normal(), corrected(simulated, correction, kind)
        correction = learned(correction, kind, 1800.0, told, actual_s)
        inside.append(told.low_s <= actual_s <= told.high_s)
    assert correction.width("a") == pytest.approx(2.0, rel=0.2)
    assert correction.width("b") == pytest.approx(0.5, rel=0.2)
    assert [0.78 <= np.mean(inside[2000 + first :: 2]) <= 0.82 for first in (0, 1)] == [True, True]


def test_a_slow_day_is_noticed_by_the_gain() -> None:
    """Everything takes a quarter longer than simulated: after 500 calls three quarters of that are told."""
    correction = Correction()
    for _ in range(500):
        correction = learned(correction, "a", 600.0, SIMULATED, 780.0)
    told_s = corrected(SIMULATED, correction, "a").mid_s
    assert 600 + 0.75 * 180 < told_s < 780


def test_ordinary_and_priority_legs_of_a_topic_are_different_kinds() -> None:
    assert kind_of("a", priority=True) != kind_of("a", priority=False)
