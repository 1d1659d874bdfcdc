"""The comparison of estimates: that it peeks at nothing, teaches in time, and counts as it says."""

import json
import sys
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import estimates
from bench.lobby_sim.asked import Asked, asked
from bench.lobby_sim.diary import Stretch, at, diaries
from bench.lobby_sim.judged import by_kind, judgeable, judged
from bench.lobby_sim.moment import Moments
from bench.lobby_sim.told import Told, told
from bench.lobby_sim.world import Day, day, the_truth
from bench.office_sim.scenario import SMALL, V
from broker import program
from broker.rules.estimate.correction import Spread
from broker.rules.estimate.forward import Scene
from broker.rules.play.loop import AWAY, BUSY, IDLE, NoShow, Result
from broker.rules.play.stage import Absence, Counter, House, People, topics

LUNCH = Absence(from_s=1000.0, to_s=1300.0)


def test_a_diary_tells_visits_no_shows_and_a_break_that_waited_for_the_visitor() -> None:
    house = House(
        topics=topics([60.0], [1.0]),
        counters=[Counter(topics=(0,), absences=[LUNCH])],
        no_show=NoShow(0.0, 0.0, 45.0),
    )
    result = Result(
        called_s=np.array([100.0, 400.0, 900.0, np.nan]),
        desk=np.array([0, 0, 0, -1]),
        ended_s=np.array([300.0, np.nan, 1200.0, np.nan]),
        entered_s=np.array([100.0, 350.0, 800.0, 1400.0]),
    )
    (diary,) = diaries(house, result)
    assert [(stretch.from_s, stretch.doing, stretch.leg) for stretch in diary if stretch.doing != IDLE] == [
        (100.0, BUSY, 0),
        (400.0, BUSY, 1),
        (900.0, BUSY, 2),
        (1200.0, AWAY, -1),
    ]
    assert at(diary, 444.0) == (Stretch(from_s=400.0, doing=BUSY, leg=1), 0)
    assert at(diary, 445.0) == (Stretch(from_s=445.0, doing=IDLE), 0)
    assert at(diary, 1499.0) == (Stretch(from_s=1200.0, doing=AWAY, to_s=1500.0), 1)
    assert at(diary, 1500.0) == (Stretch(from_s=1500.0, doing=IDLE), 1)


@pytest.fixture(scope="module")
def small_day() -> Day:
    """Five counters: seconds to play and to ask."""
    return day(SMALL, 0.92, seed=1, nth=0)


def test_a_moment_shows_nothing_of_what_comes_after(small_day: Day) -> None:
    """Whatever happens from then on may happen otherwise, and nobody else come."""
    now_s = 4 * 3600.0
    people, result, came = small_day.people, small_day.result, small_day.people.issued_s < now_s
    otherwise = replace(
        small_day,
        people=People(
            issued_s=people.issued_s[came],
            topic=people.topic[came],
            work_s=2 * people.work_s[came],
            chance=people.chance[came],
            heavy_from_s=np.asarray(people.heavy_from_s)[came],
        ),
        result=Result(
            called_s=np.where(result.called_s > now_s, result.called_s + 500, result.called_s)[came],
            desk=result.desk[came],
            ended_s=np.where(result.ended_s > now_s, result.ended_s + 500, result.ended_s)[came],
            entered_s=result.entered_s[came],
        ),
        house=replace(small_day.house, counters=[replace(c, speed=2.0) for c in small_day.house.counters]),
    )
    assert plain(Moments(otherwise).scene(now_s)) == plain(Moments(small_day).scene(now_s))
    assert plain(Moments(otherwise).scene(now_s + 3000)) != plain(Moments(small_day).scene(now_s + 3000))


def test_a_break_that_has_begun_is_not_to_come_again(small_day: Day) -> None:
    """Lunch is from 11:00 to 14:00, and an hour later everybody has had it."""
    moments = Moments(small_day)
    to_come = [
        [len(counter.absences) for counter in moments.scene(hour * 3600.0).house.counters] for hour in (1, 7)
    ]
    assert to_come == [[1] * 5, [0] * 5]


def plain(scene: Scene) -> str:
    """All its figures."""
    with np.printoptions(threshold=sys.maxsize, floatmode="unique"):
        return repr(scene)


def test_an_office_knows_neither_true_speeds_nor_true_means(small_day: Day) -> None:
    scene = Moments(small_day).scene(4 * 3600.0)
    usual_s = SMALL.house().topics.mean_s
    assert [counter.speed for counter in scene.house.counters] == [1.0] * 5
    assert 0.05 < np.std(np.log(scene.work_mean_s / usual_s)) < 0.2
    true = the_truth(scene, small_day)
    assert [c.speed for c in true.house.counters] == [c.speed for c in small_day.house.counters]
    assert true.work_mean_s == pytest.approx(usual_s)


def test_the_last_called_are_who_was_called_last_before_the_question(small_day: Day) -> None:
    """Found again by hand, visitor by visitor."""
    people, called_s = small_day.people, small_day.result.called_s
    assert people.heavy_from_s is not None
    for one in asked(small_day, 10):
        before = [leg for leg in range(len(called_s)) if called_s[leg] < one.asked_s]
        topic = [leg for leg in before if people.topic[leg] == one.topic]
        alike = [leg for leg in topic if np.isfinite(people.heavy_from_s[leg]) == one.priority]
        for found_s, legs in ((one.last_called_s, topic), (one.last_called_alike_s, alike)):
            last = max(legs or before, key=lambda leg: float(called_s[leg]), default=None)
            assert found_s == (None if last is None else called_s[last] - people.issued_s[last])


def one_asked(asked_s: float, wait_s: float, **more: Any) -> Asked:
    """Simulated: 10 minutes, 5 to 18."""
    usual: dict[str, Any] = {
        "topic": 0,
        "priority": False,
        "simulated": Spread(low_s=300.0, mid_s=600.0, high_s=1080.0),
        "last_called_s": 300.0,
        "last_called_alike_s": 480.0,
    }
    return Asked(asked_s=asked_s, called_s=asked_s + wait_s, **(usual | more))


def test_a_leg_teaches_from_its_call_on_and_the_next_day_begins_without_a_gain() -> None:
    first = [one_asked(0, 1500), one_asked(1499, 600), one_asked(1500, 1500)]
    one, two, three, four = told([first, [one_asked(0, 600)]], 1)
    assert one.said == two.said == first[0].simulated
    assert three.said.mid_s == pytest.approx(720 * (27 / 12) ** 0.003 - 120)
    assert four.said.mid_s == 600.0
    assert four.said.high_s > 1080.0


def test_each_of_a_sample_teaches_as_often_as_it_stands_for() -> None:
    *_, last = told([[one_asked(0, 1500), one_asked(2000, 600)]], 4)
    gain = log(27 / 12) * (1 - (1 - 0.003) ** 4)
    assert last.said.mid_s == pytest.approx(720 * np.exp(gain) - 120)


def test_figures_are_counted_over_the_same_visitors_for_both() -> None:
    """Waits of 10, 20 and 30 minutes; said 10 each time; the last called waited 5, of topic and class 8."""
    waits = [one_asked(1000 * n, 600.0 * (1 + n)) for n in range(3)]
    found = [Told(asked=one, said=one.simulated) for one in [*waits, one_asked(9, 9, last_called_s=None)]]
    figures = judged(judgeable(found))
    assert (figures.estimates, figures.mae_min, figures.bias_min) == pytest.approx((3, 10, -10))
    assert (figures.les_mae_min, figures.les_alike_mae_min) == pytest.approx((15, 12))
    assert (figures.error_pct_of_les, figures.coverage_pct) == pytest.approx((100 * 10 / 15, 100 / 3))


def test_kinds_are_topics_classes_and_both() -> None:
    legs = [one_asked(0, 600), one_asked(0, 600, topic=3, priority=True), one_asked(0, 600, topic=3)]
    found = {
        (kind.topic, kind.visitors): own.estimates
        for kind, own in by_kind([Told(asked=one, said=one.simulated) for one in legs])
    }
    assert found == {
        ("work", "all"): 1,
        ("land", "all"): 2,
        ("all", "ordinary"): 2,
        ("work", "ordinary"): 1,
        ("land", "ordinary"): 1,
        ("all", "priority"): 1,
        ("land", "priority"): 1,
    }


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    once, again, other = (judged(estimates.estimates(SMALL, 0.92, 1, seed)) for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_true_means_and_speeds_change_what_is_told() -> None:
    unknown, known = (estimates.estimates(SMALL, 0.92, 1, 1, knowing) for knowing in (None, the_truth))
    assert [one.asked.wait_s for one in unknown] == [one.asked.wait_s for one in known]
    assert [one.said for one in unknown] != [one.said for one in known]


def test_the_command_prints_a_line_for_each_load_and_kind_and_draws_pictures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(
        sys, "argv", ["estimates", "--days", "1", "--json", "--by-kind", "--pictures", str(tmp_path)]
    )
    assert estimates.main() == program.OK
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    loads = [line for line in lines if "topic" not in line]
    assert [(line["scenario"], line["load"]) for line in loads] == [
        (V.name, 0.75),
        (V.name, 0.85),
        (V.name, 0.92),
        (V.name, 0.97),
        ("V-burst", 0.85),
    ]
    for line in loads:
        assert 20 < line["error_pct_of_les"] < 90
        share_pct = 100 * line["mae_min"] / line["les_mae_min"]
        assert line["error_pct_of_les"] == pytest.approx(share_pct, abs=0.2)
        assert 0 < line["ms_per_estimate"] < 300
        kinds = [kind for kind in lines if "topic" in kind and kind["scenario"] == line["scenario"]]
        assert (
            sum(kind["estimates"] for kind in kinds if kind["load"] == line["load"]) == 3 * line["estimates"]
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "estimate-coverage.png",
        "estimate-outcome.png",
    ]
