"""Who is expected at the counters, and who will go: the scene of an office that keeps its usual hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import inf

import pytest

from broker.contract import codec
from broker.contract import commands as c
from broker.contract.estimates import PlannedBreak
from broker.rules.estimate.forward import Post
from broker.rules.estimate.scene import scene_of
from broker.rules.estimate.snapshot import Snapshot, snapshot
from broker.rules.estimate.survey import survey
from broker.rules.habits import Habits
from broker.rules.play.loop import AWAY, BUSY, IDLE
from broker.rules.play.stage import Absence
from broker.rules.seasons import Season
from tests.contract import samples
from tests.rules.history import ZONE, days_from, local
from tests.rules.shifts import OFFICE, USUAL, Entered, habits_of, shift
from tests.rules.world import START, World

EQUIPPED = replace(
    OFFICE,
    devices=samples.OFFICE.devices,
    hours=tuple(replace(hours, opens="07:30") for hours in OFFICE.hours),
)
"""The doors open before the counters."""
TODAY = START.astimezone(ZONE).date()


def crew(hours: list[Entered] = USUAL) -> Habits:
    """All 22 counters kept these hours in the four weeks before today."""
    days = [day for day in days_from(TODAY - timedelta(days=28), 20) if day < TODAY]
    alike = [(n, clock, state) for n in range(1, 23) for _, clock, state in hours]
    return habits_of([(day, alike) for day in days])


def office_at(moment: str, *opened: int) -> World:
    """Today's office at a local time; these counters opened an hour before it."""
    world = World(EQUIPPED)
    world.now = local(TODAY, moment) - timedelta(hours=1)
    world.open(*opened)
    world.now = local(TODAY, moment)
    return world


def seen(world: World) -> Snapshot:
    """As the forecaster gets it, through the pipe."""
    return codec.decode(Snapshot, codec.encode(snapshot(world.state, world.now)))


def stands(world: World, habits: Habits, counter: int = 1) -> tuple[Post, list[Absence]]:
    scene = scene_of(seen(world), habits, Season())
    return scene.posts[counter - 1], list(scene.house.counters[counter - 1].absences)


def moment_s(clock: str) -> float:
    return local(TODAY, clock).timestamp()


def usual_lunch() -> list[Absence]:
    return [Absence(from_s=moment_s("12:00"), to_s=moment_s("12:45"))]


@pytest.mark.parametrize(
    ("now", "comes"),
    [("07:30", "08:00"), ("07:58", "08:00"), ("08:01", "08:04"), ("08:20", "08:40"), ("08:59", "09:58")],
)
def test_a_counter_not_yet_opened_is_expected_at_its_hour_then_soon(now: str, comes: str) -> None:
    post, breaks = stands(office_at(now), crew())
    assert post == Post(doing=AWAY, back_s=moment_s(comes))
    assert breaks == usual_lunch()


def test_an_hour_late_is_not_today() -> None:
    post, _ = stands(office_at("09:00"), crew())
    assert post.back_s == inf


def test_who_usually_has_left_again_is_not_expected_any_more() -> None:
    early = crew(shift("07:30", closes="08:00"))
    assert stands(office_at("07:50"), early)[0].back_s == moment_s("08:10")
    assert stands(office_at("08:00"), early)[0].back_s == inf


def test_without_history_a_closed_counter_stays_closed() -> None:
    post, breaks = stands(office_at("07:58"), habits_of([]))
    assert (post.back_s, breaks) == (inf, [])


def test_a_counter_that_closed_again_stays_closed() -> None:
    world = office_at("08:10", 1)
    world.do(c.CloseCounter, counter=1)
    world.wait(120)
    assert stands(world, crew())[0] == Post(doing=AWAY, back_s=inf)


def test_a_counter_without_a_plan_will_take_its_usual_break() -> None:
    post, breaks = stands(office_at("10:30", 1), crew())
    assert (post.doing, breaks) == (IDLE, usual_lunch())


def test_a_planned_break_wins_over_the_usual_one() -> None:
    world = office_at("10:30", 1)
    plan = (PlannedBreak(counter=1, begins="13:00", ends="13:45"),)
    world.do(c.PlanBreaks, breaks=plan)
    _, breaks = stands(world, crew())
    assert breaks == [Absence(from_s=moment_s("13:00"), to_s=moment_s("13:45"))]


def test_a_break_waits_for_the_visitor_of_its_moment() -> None:
    world = office_at("11:50", 1)
    world.issue("work")
    world.call(1)
    world.now = local(TODAY, "12:40")
    post, breaks = stands(world, crew())
    assert (post.doing, breaks) == (BUSY, usual_lunch())


def test_who_did_not_go_for_half_a_break_does_not_go_any_more() -> None:
    assert stands(office_at("12:22", 1), crew())[1] == usual_lunch()
    assert stands(office_at("12:23", 1), crew())[1] == []


def test_who_is_on_the_usual_break_comes_back_after_its_length_and_takes_no_other() -> None:
    world = office_at("12:10", 1)
    world.do(c.PauseCounter, counter=1, reason="")
    world.wait(600)
    post, breaks = stands(world, crew(shift("08:00", ("12:00", "12:30"))))
    assert (post.back_s, breaks) == (moment_s("12:40"), [])


def test_a_pause_in_the_morning_is_not_the_usual_break() -> None:
    world, habits = office_at("10:00", 1), crew()
    world.do(c.PauseCounter, counter=1, reason="")
    post, breaks = stands(world, habits)
    assert (post.back_s, breaks) == (moment_s("10:00") + habits.break_s, usual_lunch())


def test_who_goes_a_little_early_takes_the_usual_break() -> None:
    world = office_at("11:50", 1)
    world.do(c.PauseCounter, counter=1, reason="")
    world.wait(300)
    post, breaks = stands(world, crew())
    assert (post.back_s, breaks) == (moment_s("12:35"), [])


def test_a_pause_in_the_afternoon_is_followed_by_no_lunch() -> None:
    world = office_at("15:00", 1)
    world.do(c.PauseCounter, counter=1, reason="")
    assert stands(world, crew())[1] == []


def test_the_clock_on_the_wall_counts_on_the_night_the_clocks_change() -> None:
    """08:00 on the Sunday that summer time ends is 06:00 UTC, on the Saturday before it was 05:00."""
    week = crew()
    sunday = date(2026, 10, 25)
    presence = {1: {"sun": week.presence[1]["mon"], "sat": week.presence[1]["mon"]}}
    now = seen(office_at("07:00"))
    for day, hour in ((sunday - timedelta(days=1), 5), (sunday, 6)):
        then = replace(now, day=day, at=local(day, "07:00"))
        then = replace(then, seats=tuple(replace(s, since_s=then.at.timestamp()) for s in then.seats))
        scene = scene_of(then, replace(week, presence=presence), Season())
        assert scene.posts[0].back_s == datetime.combine(day, time(hour), UTC).timestamp()


def waiting_at_the_door(*opened: int) -> World:
    """07:55, and twenty-four people have come."""
    world = office_at("07:55", *opened)
    for n in range(24):
        world.issue(OFFICE.topics[n % 9].id)
        world.wait(1)
    return world


def test_before_everybody_has_signed_in_the_estimate_is_that_of_the_full_crew() -> None:
    habits = crew()
    two, full = waiting_at_the_door(1, 2), waiting_at_the_door(*range(1, 23))
    expected = survey(seen(two), habits, Season()).newcomers["work"]
    complete = survey(seen(full), habits, Season()).newcomers["work"]
    as_it_stands = survey(seen(two), replace(habits, presence={}), Season()).newcomers.get("work")
    assert expected.mid_s == pytest.approx(complete.mid_s, abs=300)
    assert as_it_stands is None or as_it_stands.mid_s > complete.mid_s + 3600, "hours, if that can be said"


def test_before_the_doors_open_there_is_an_estimate_where_the_crew_is_known() -> None:
    world, habits = waiting_at_the_door(), crew()
    assert survey(seen(world), replace(habits, presence={}), Season()).newcomers == {}
    opening_s = moment_s("08:00") - world.now.timestamp()
    first = survey(seen(world), habits, Season()).legs
    assert len(first) == 24
    assert min(spread.mid_s for spread in first.values()) == pytest.approx(opening_s, abs=1)
