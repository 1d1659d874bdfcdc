"""The simulated month: its log tells its days exactly, and what it prints."""

import json
import sys
from dataclasses import replace

import numpy as np
import pytest

from bench import month as command
from bench.lobby_sim.diary import at, diaries
from bench.month_sim.days import Lived, month
from bench.month_sim.foreseen import Truth, truth
from bench.month_sim.log import OFFICE, counter_rows, date_of, leg_rows
from bench.month_sim.moments import Moments
from bench.office_sim.days import people
from bench.office_sim.scenario import DEFAULT, V
from broker import program
from broker.contract.estimates import PlannedBreak
from broker.contract.office import Routing
from broker.contract.terms import CounterState
from broker.rules.advise.history import History
from broker.rules.advise.recent import recent
from broker.rules.advise.rests import Wave
from broker.rules.advise.ways import AS_IT_WAS, played, recorded
from broker.rules.play.stage import play_day
from broker.rules.routing.choice import FIRST_COME

DAYS = 12


@pytest.fixture(scope="module")
def first_come() -> History:
    """Days of the reference office at 92 % under a rule that nothing learned can sway."""
    house, legs, counters = V.house(), [], []
    for nth in range(DAYS):
        visitors = people(V, 0.92, 4, nth)
        result = play_day(house, visitors, DEFAULT._replace(kind=FIRST_COME))
        legs += leg_rows(date_of(nth), visitors, result)
        counters += counter_rows(date_of(nth), house, result)
    office = replace(OFFICE, routing=Routing(rule="first_come"))
    skills = {counter.number: counter.skills for counter in office.counters}
    return History(office=office, legs=legs, counters=counters, breaks={}, skills=skills)


def test_the_waves_of_the_reference_office_are_read_from_its_log(first_come: History) -> None:
    assert recent(first_come).waves == {
        n: Wave(begins_min=11 * 60 + 45 * ((n - 1) % 4), regular=True) for n in range(1, 23)
    }


def test_days_read_from_the_log_and_played_again_are_the_days_that_were(first_come: History) -> None:
    """All but a few visitors wait as long as recorded: a log cuts off microseconds, and somebody is first."""
    seen = recent(first_come)
    assert seen.between_s == 0
    was, again = recorded(seen), played(seen, AS_IT_WAS)
    off_s = np.abs(
        np.concatenate([day.wait_s for day in was]) - np.concatenate([day.wait_s for day in again])
    )
    assert np.mean(off_s > 0.1) < 0.01
    assert off_s.mean() < 1


@pytest.fixture(scope="module")
def lived() -> Lived:
    """The second day of a month."""
    return month(0.92, 1, range(2)).days[1]


def test_the_broker_s_view_of_a_moment_is_how_the_day_stood(lived: Lived) -> None:
    now_s = 4.2 * 3600
    seen, result = Moments(lived).snapshot(now_s), lived.day.result
    waits = (lived.day.people.issued_s < now_s) & (result.called_s > now_s)
    assert len(seen.waiting) == waits.sum() > 0
    assert [leg.seen.issued_s for leg in seen.waiting] == sorted(leg.seen.issued_s for leg in seen.waiting)
    assert seen.came == (lived.day.people.issued_s < now_s).sum()
    busy = [(result.called_s <= now_s) & (result.ended_s > now_s) & (result.desk == n) for n in range(22)]
    for seat, legs in zip(seen.seats, busy, strict=True):
        topics = [OFFICE.topics[topic].id for topic in lived.day.people.topic[legs]]
        assert [seat.topic] == (topics or [""])
    away = [
        n for n, diary in enumerate(diaries(lived.day.house, result), 1) if at(diary, now_s)[0].to_s < 1e9
    ]
    assert [seat.desk.number for seat in seen.seats if seat.state is CounterState.PAUSED] == away


def test_what_came_is_counted_from_the_whole_day(lived: Lived) -> None:
    """By hand on three visitors: called at once, after 31 minutes, and an hour after the moment."""
    day = lived.day
    issued_s, called_s = np.array([0.0, 100.0, 3000.0]), np.array([0.0, 1960.0, 7200.0])
    three = replace(
        day,
        people=replace(day.people, issued_s=issued_s),
        result=day.result._replace(called_s=called_s),
    )
    came = truth(replace(lived, day=three), 0.0, 3600.0)
    assert came == Truth(waiting=1.0, oldest_s=600.0, over_share=1.0)


def test_the_same_people_come_to_a_month_with_other_breaks() -> None:
    plan = {n: PlannedBreak(counter=n, begins="13:00", ends="13:45") for n in (1, 2)}
    usual, other = month(0.85, 7, range(2)), month(0.85, 7, range(2), plan)
    for one, two in zip(usual.days, other.days, strict=True):
        assert one.day.people.issued_s.tolist() == two.day.people.issued_s.tolist()
    begins = [counter.absences[0].from_s for counter in other.days[0].day.house.counters[:3]]
    assert begins == [5 * 3600, 5 * 3600, 4.5 * 3600]


def test_the_command_prints_days_forecasts_and_the_promise_and_fails_where_none_is_made(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days tell nothing from chance, so nothing is advised."""
    monkeypatch.setattr(sys, "argv", ["month", "--json", "--days", "2", "--load", "0.85"])
    assert command.main() == program.FAILED
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("day") for line in lines[:3]] == [1, 2, "all"]
    assert {"load", "estimates", "mae_min", "error_pct_of_les", "bias_min", "coverage_pct"} <= lines[0].keys()
    assert [(line["forecast"], line["ahead_min"]) for line in lines[3:9]] == [
        (figure, minutes) for minutes in (60, 120) for figure in ("waiting", "oldest", "over_share")
    ]
    assert lines[9] == {"load": 0.85, "advice": None, "met": False}
