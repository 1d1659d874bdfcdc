"""The simulated office: its event loop on days fit for pencil and paper, and the benchmarks that use it."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from bench import costs, order, routing
from bench.office_sim.changes import CHANGES, Side, flagged
from bench.office_sim.days import people
from bench.office_sim.promises import kept
from bench.office_sim.scenario import BURST, DEFAULT, FLAGGED, HOURLY_WEIGHTS, LAND, SHARE, SMALL, V
from bench.office_sim.waits import Waits, figures_of
from broker import program
from broker.rules.play import loop
from broker.rules.play.loop import NoShow, Result
from broker.rules.play.stage import (
    Absence,
    Counter,
    House,
    People,
    lobby_of,
    no_result,
    play_day,
    posts_at_dawn,
    scratch_of,
    topics,
)
from broker.rules.routing.choice import FIRST_COME, TOPIC_ORDER, Rule

IN_ORDER = Rule(FIRST_COME, 5.0)
ALWAYS_THERE = NoShow(0.0, 0.0, 60.0)
BOTH = Counter(topics=(0, 1))


def house(*counters: Counter, no_show: NoShow = ALWAYS_THERE, languages: int = 0) -> House:
    """Two topics of 60 s, as frequent as each other."""
    two = topics([60.0, 60.0], [1.0, 1.0])
    return House(topics=two, counters=counters, no_show=no_show, languages=languages)


def came(*issued_s: float, topic: tuple[int, ...] = (), work_s: float = 60.0, **more: list[float]) -> People:
    """All for topic 0 unless it is said; columns of `more` are whole numbers where they name something."""
    count = len(issued_s)
    named = {"wish", "then"}
    return People(
        issued_s=np.array(issued_s, float),
        topic=np.array(topic or (0,) * count),
        work_s=np.full(count, work_s),
        chance=np.full(count, 0.5),
        **{key: np.array(column, int if key in named else float) for key, column in more.items()},
    )


def calls(result: Result) -> list[tuple[float, int]]:
    """When each leg was called, and where."""
    return [(float(at), int(desk)) for at, desk in zip(result.called_s, result.desk, strict=True)]


def test_a_free_counter_calls_at_once_and_whoever_finds_none_waits_for_the_first() -> None:
    result = play_day(house(BOTH, BOTH), came(0, 10, 20, 30), IN_ORDER)
    assert calls(result) == [(0, 0), (10, 1), (60, 0), (70, 1)]
    assert result.ended_s.tolist() == [60, 70, 120, 130]
    assert result.entered_s.tolist() == [0, 10, 20, 30]


def test_of_two_idle_counters_the_one_idle_longest_calls() -> None:
    assert calls(play_day(house(BOTH, BOTH), came(0, 0, 70, 200, 300), IN_ORDER)) == [
        (0, 0),
        (0, 1),
        (70, 0),
        (200, 1),
        (300, 0),
    ]


def test_a_counter_without_the_skill_leaves_the_leg_waiting() -> None:
    only_0, only_1 = Counter(topics=(0,)), Counter(topics=(1,))
    result = play_day(house(only_0, only_1), came(0, 1, 2, topic=(0, 0, 1)), IN_ORDER)
    assert calls(result) == [(0, 0), (60, 0), (2, 1)]


def test_a_fast_counter_needs_less_time() -> None:
    assert play_day(house(Counter(topics=(0,), speed=1.5)), came(0), IN_ORDER).ended_s.tolist() == [40]


@pytest.mark.parametrize(("whole", "back_s"), [(True, 160.0), (False, 130.0)])
def test_a_break_begins_when_the_visitor_is_done_and_lasts_its_time_or_ends_as_planned(
    whole: bool, back_s: float
) -> None:
    """Planned 30 to 130; the visitor of that moment is done at 60."""
    resting = Counter(topics=(0,), absences=[Absence(from_s=30, to_s=130, whole=whole)])
    assert calls(play_day(house(resting), came(0, 40), IN_ORDER)) == [(0, 0), (back_s, 0)]


def test_an_idle_counter_leaves_on_time() -> None:
    resting = Counter(topics=(0,), absences=[Absence(from_s=30, to_s=130)])
    assert calls(play_day(house(resting), came(31), IN_ORDER)) == [(130, 0)]


def test_nobody_comes_more_often_after_a_long_wait_and_that_costs_the_counter_its_minute() -> None:
    """Chance 0.5 lies between what it takes at once, 0.4, and after half an hour, 0.6; half way it is 0.5."""
    crowd = came(0, 1, 2, work_s=901.0)
    result = play_day(house(BOTH, no_show=NoShow(0.4, 0.6, 60.0)), crowd, IN_ORDER)
    assert calls(result) == [(0, 0), (901, 0), (1802, 0)]
    np.testing.assert_equal(result.ended_s, [901, 1802, nan])
    np.testing.assert_equal(
        play_day(house(BOTH, no_show=NoShow(0.6, 0.6, 60.0)), crowd, IN_ORDER).called_s, [0, 60, 120]
    )


def test_a_second_leg_enters_when_the_first_has_ended_and_keeps_the_issue_time() -> None:
    """Leg 3 belongs to the visit of leg 0: it waits from 60, in front of whoever came at 10 and 20."""
    visits = came(0, 10, 20, 0, enters_s=[0, 10, 20, inf], then=[3, -1, -1, -1])
    result = play_day(house(BOTH), visits, IN_ORDER)
    assert calls(result) == [(0, 0), (120, 0), (180, 0), (60, 0)]
    assert result.entered_s.tolist() == [0, 10, 20, 60]


def test_whoever_gives_up_is_not_called() -> None:
    result = play_day(house(BOTH), came(0, 10, 20, leaves_s=[inf, 50, inf]), IN_ORDER)
    np.testing.assert_equal(result.called_s, [0, nan, 60])


def test_before_its_time_a_leg_is_called_only_when_nothing_else_waits() -> None:
    held = came(0, 10, 20, 150, 155, held_until_s=[-inf, 400, -inf, 200, -inf])
    assert calls(play_day(house(BOTH), held, IN_ORDER)) == [(0, 0), (120, 0), (60, 0), (240, 0), (180, 0)]


def test_a_wished_language_is_waited_for_until_half_the_target_and_no_longer() -> None:
    """The speaker is busy until 2000; half of 30 minutes is 900 s, counted from the issue at 10."""
    speaker, other = Counter(topics=(1,), languages=(0,)), Counter(topics=(0, 1))
    wishing = came(0, 10, topic=(1, 1), work_s=2000.0, wish=[-1, 0])
    assert calls(play_day(house(speaker, other, languages=1), wishing, IN_ORDER)) == [(0, 0), (910, 1)]


def test_a_play_stops_when_it_is_told_to() -> None:
    result = play_day(house(BOTH), came(0, 10), IN_ORDER, stop_s=60.0)
    np.testing.assert_equal(result.called_s, [0, nan])


@pytest.mark.parametrize("kind", range(4))
def test_the_compiled_day_is_the_interpreted_day(kind: int) -> None:
    office, visitors, rule = SMALL.house(), people(SMALL, 0.92, 3, 1), Rule(kind, 5.0)
    compiled = play_day(office, visitors, rule)
    lobby, result = lobby_of(office, visitors, rule), no_result(len(visitors.issued_s))
    scratch = scratch_of(len(office.topics.share), len(visitors.issued_s))
    loop.play(lobby, posts_at_dawn(office, lobby), 0.0, inf, (-1, -1), scratch, result)
    for column, other in zip(compiled, result, strict=True):
        np.testing.assert_array_equal(column, other)
    assert len(set(result.desk.tolist())) == 5


def test_a_day_has_its_people_whatever_was_drawn_before() -> None:
    first = people(V, 0.92, 1, 7)
    people(V, 0.92, 1, 6)
    again = people(V, 0.92, 1, 7)
    assert first.issued_s.tolist() == again.issued_s.tolist()
    assert first.work_s.tolist() == again.work_s.tolist()
    assert first.issued_s[0] not in {people(V, 0.92, 2, 7).issued_s[0], people(V, 0.92, 1, 6).issued_s[0]}


def test_days_are_spread_out_and_each_is_still_drawn_as_the_scenario_says() -> None:
    """Two that mirror each other make two usual days; over many, hours vary as Poisson's and work as told."""
    days = [people(V, 0.92, 1, day) for day in range(600)]
    visits = np.array([len(day.issued_s) for day in days])
    assert visits.mean() == pytest.approx(615, abs=0.5)
    assert visits.std() == pytest.approx(np.sqrt(615), rel=0.05)
    assert np.abs(visits[::2] + visits[1::2] - 2 * 615).max() <= 6
    hours = np.array([np.histogram(day.issued_s, bins=8, range=(0, 8 * 3600))[0] for day in days])
    assert hours.mean(axis=0) == pytest.approx(615 / 8 * np.array(HOURLY_WEIGHTS), rel=0.02)
    assert hours.var(axis=0) == pytest.approx(hours.mean(axis=0), rel=0.2)
    assert np.corrcoef(hours[:, 0], hours[:, 1])[0, 1] == pytest.approx(0, abs=0.12)
    topic = np.concatenate([day.topic for day in days])
    assert np.bincount(topic) / len(topic) == pytest.approx(np.array(SHARE), abs=0.002)
    work_min = np.concatenate([day.work_s for day in days]) / 60
    assert work_min.mean() == pytest.approx(15, rel=0.005)
    of_land = work_min[topic == LAND]
    assert of_land.std() / of_land.mean() == pytest.approx(0.8, rel=0.03)


def test_more_flags_change_nothing_but_the_flags() -> None:
    few, many = people(V, 0.92, 1, 7), people(FLAGGED, 0.92, 1, 7)
    assert few.work_s.tolist() == many.work_s.tolist()
    assert bool((flagged(few) <= flagged(many)).all())
    assert 30 < flagged(few).sum() < 100 < flagged(many).sum() < 260


def test_the_visits_of_the_study_are_those_of_the_load() -> None:
    given = {load: V.visits(load) for load in (0.75, 0.85, 0.92, 0.97)}
    assert given == {0.75: 501, 0.85: 569, 0.92: 615, 0.97: 648}
    between = [V.visits(load + 1e-9) for load in given]
    assert between == pytest.approx(list(given.values()), abs=1.1)
    assert SMALL.visits(0.92) == pytest.approx(V.visits(0.92 + 1e-9) * 5 / 22)


def test_the_figures_of_two_days_by_hand() -> None:
    """Ten waits over both days; of topic 1 two of four are late, and a priority visitor waited 31 minutes."""
    monday = Waits(
        wait_min=np.array([0.0, 10, 20, 30, 40]),
        topic=np.array([0, 0, 0, 1, 1]),
        priority=np.array([True, False, False, False, False]),
    )
    tuesday = Waits(
        wait_min=np.array([31.0, 0, 0, 0, 9]),
        topic=np.array([1, 0, 0, 0, 1]),
        priority=np.array([True, False, False, False, False]),
    )
    figures = figures_of([monday, tuesday])
    assert (figures.mean_min, figures.over_target_pct, figures.worst_day_min) == (14.0, 20.0, 35.5)
    assert figures.worst_topic_pct == 50.0
    assert figures.p95_min == pytest.approx(40 - 0.45 * 9)
    assert figures.priority_p95_min == pytest.approx(0.95 * 31)


def test_on_an_overfull_day_with_a_burst_the_default_rule_keeps_its_promises() -> None:
    office, visitors = BURST.house(), people(BURST, 1.10, 5, 0)
    found = kept(office, visitors, play_day(office, visitors, DEFAULT))
    assert found.overtakings > 100
    assert 10 < found.longest_min <= 30
    assert (found.violations, found.idle_violations, found.fifo_violations) == (0, 0, 0)


def test_the_check_sees_a_rule_that_overtakes_without_bound() -> None:
    office, visitors = V.house(), people(V, 0.97, 5, 0)
    found = kept(office, visitors, play_day(office, visitors, Rule(TOPIC_ORDER, 5.0)))
    assert found.violations > 100
    assert found.longest_min > 60
    assert (found.idle_violations, found.fifo_violations) == (0, 0)


def test_the_check_sees_a_counter_that_lets_a_leg_wait() -> None:
    """The second is called a minute late, once beside an idle counter and once beside one on its break."""
    away = Counter(topics=(0,), absences=[Absence(from_s=30, to_s=130)])
    for counter, idle in ((Counter(topics=(0,)), 1), (away, 0)):
        office, visitors = house(counter), came(0, 40, heavy_from_s=[inf, inf])
        late = play_day(office, visitors, IN_ORDER)
        late.called_s[1], late.ended_s[1] = 120, 180
        assert kept(office, visitors, late).idle_violations == idle


def test_the_check_sees_two_of_a_topic_that_changed_places() -> None:
    office, visitors = house(BOTH), came(0, 10, 20, 30, heavy_from_s=[inf, inf, inf, inf])
    wrong = play_day(office, visitors, IN_ORDER)
    assert kept(office, visitors, wrong).fifo_violations == 0
    wrong.called_s[[1, 3]] = wrong.called_s[[3, 1]]
    assert kept(office, visitors, wrong).fifo_violations == 3


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_keeps_the_work_and_every_visit_is_in_one_group(change: str) -> None:
    case = CHANGES[change](0.92, 1, 0)
    together = np.sum(list(case.who.values()), axis=0)
    assert set(together.tolist()) == {1}
    assert case.after.people.work_s.sum() == pytest.approx(case.before.people.work_s.sum())
    assert set(case.after.visit.tolist()) == set(range(len(together)))


def test_the_wait_of_a_visit_is_the_sum_of_its_legs_waits() -> None:
    """Called at 0, sent on at 60, called again at 120: a minute; the other waited from 5 to 60."""
    case = CHANGES["transfers"](0.92, 1, 0)
    visits = came(0, 5, 0, enters_s=[0, 5, inf], then=[2, -1, -1])
    side = Side(house=house(BOTH), people=visits, visit=np.array([0, 1, 0]))
    two = replace(case, target_min=np.full(2, 1.0), agreed_s=np.full(2, -inf))
    result = Result(
        called_s=np.array([0.0, 60, 120]),
        desk=np.array([0, 0, 0]),
        ended_s=np.array([60.0, 120, 180]),
        entered_s=np.array([0.0, 5, 60]),
    )
    seen = costs.seen(two, side, result)
    assert seen.wait_min.tolist() == pytest.approx([1, 55 / 60])
    assert seen.late.tolist() == [False, False]


@pytest.mark.parametrize(
    ("command", "words", "lines", "keys"),
    [
        (routing.main, ["--days", "2", "--scenario", "small"], 4, list(routing.Row.__dataclass_fields__)),
        (order.main, ["--days", "1", "--seed", "4"], 3, list(order.Found.__dataclass_fields__)),
        (costs.main, ["--days", "1"], 2 * 18, list(costs.Row.__dataclass_fields__)),
    ],
    ids=["routing", "order", "costs"],
)
def test_a_benchmark_prints_one_object_a_line(
    command: Callable[[], int],
    words: list[str],
    lines: int,
    keys: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "--json", *words])
    monkeypatch.setattr(program, "start_logging", lambda _: None)
    assert command() == program.OK
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(one) for one in told] == [keys] * lines
