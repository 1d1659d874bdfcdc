"""From an office played by hand to the scene that is played forward, and what one look at it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf

import numpy as np
import pytest

from broker.contract import codec
from broker.contract import commands as c
from broker.contract.estimates import PlannedBreak
from broker.contract.office import WEEKDAYS, Hall, Office
from broker.contract.terms import Stopped
from broker.rules.decide.head import configure
from broker.rules.estimate.forward import Post, Scene
from broker.rules.estimate.outlook import Outlook
from broker.rules.estimate.scene import scene_of
from broker.rules.estimate.snapshot import Snapshot, snapshot
from broker.rules.estimate.survey import survey
from broker.rules.habits import HALF_HOURS, Habits, TopicHabits
from broker.rules.play.loop import AWAY, BUSY, IDLE
from broker.rules.play.stage import Absence
from broker.rules.seasons import Season
from tests.contract.samples import OFFICE
from tests.rules.world import World

ANY_DAY = Season()
ALWAYS = TopicHabits(mean_service_s=570.0, log_sigma=0.01, share=1 / 3, observations=100)
HABITS = Habits(
    topics={topic.id: ALWAYS for topic in OFFICE.topics},
    arrivals=dict.fromkeys(WEEKDAYS, (0.0,) * HALF_HOURS),
    no_show_at_once=0.0,
    no_show_late=0.0,
    no_show_cost_s=60.0,
    priority_share=0.1,
    turnover_s=30.0,
    break_s=2400.0,
    days=20,
)
"""Nobody comes any more, everybody comes when called, and every visit keeps a counter ten minutes."""


def seen(world: World) -> Snapshot:
    """As the forecaster gets it, through the pipe."""
    return codec.decode(Snapshot, codec.encode(snapshot(world.state, world.now)))


def scene(world: World, habits: Habits = HABITS) -> Scene:
    return scene_of(seen(world), habits, ANY_DAY)


def look(world: World, habits: Habits = HABITS) -> Outlook:
    return survey(seen(world), habits, ANY_DAY)


def place(world: World, topic: str) -> int:
    """Of a topic in the scene."""
    return list(seen(world).loads).index(topic)


def mid_min(outlook: Outlook, kind: str) -> float:
    return outlook.newcomers[kind].mid_s / 60


# -- who waits


def test_who_waits_stands_in_the_scene_with_all_that_the_rule_weighs() -> None:
    world = World()
    came_s = world.now.timestamp()
    world.issue("sickness")
    world.wait(60.0)
    world.issue("pension", priority=True)
    world.wait(60.0)
    queue = scene(world).queue
    assert queue.topic.tolist() == [place(world, "sickness"), place(world, "pension")]
    assert queue.issued_s.tolist() == queue.entered_s.tolist() == [came_s, came_s + 60.0]
    assert queue.heavy_from_s.tolist() == [inf, came_s + 60.0]
    assert queue.held_until_s.tolist() == [-inf, -inf]
    assert (queue.wish.tolist(), queue.to_desk.tolist()) == ([-1, -1], [-1, -1])
    assert queue.to_level.tolist() == [0, 0]
    assert not np.any(queue.barred)


def test_a_wish_a_desk_a_level_and_who_said_not_me_are_kept() -> None:
    world = World()
    world.open(1, 3)
    recused = world.issue("pension", spoken_language="ru")
    world.call(1)
    world.do(c.Recuse, counter=1, ticket_id=recused.id)
    moved = world.issue("pension")
    for ticket in (world.call(3), world.call(1)):
        here = ticket.leg(1).counter
        onward = {"topic": "sickness", "to_counter": 2} if ticket.id == moved.id else {"to_level": 2}
        world.do(c.Transfer, counter=here, ticket_id=ticket.id, **onward)
    queue = scene(world).queue
    assert [leg.seen.ticket_id for leg in seen(world).waiting] == [recused.id, moved.id]
    assert queue.topic.tolist() == [place(world, "pension"), place(world, "sickness")]
    assert queue.wish.tolist() == [["en", "lt", "ru"].index("ru"), -1]
    assert (queue.to_desk.tolist(), queue.to_level.tolist()) == ([-1, 1], [2, 0])
    assert queue.barred == [[True, False, False], [False, False, False]]


def test_who_was_put_back_is_held_until_the_office_says_so() -> None:
    world = World()
    world.open(1)
    ticket = world.issue()
    world.call(1)
    world.do(c.PutBack, counter=1, ticket_id=ticket.id)
    held_until_s = world.now.timestamp() + OFFICE.calling.put_back_s
    assert scene(world).queue.held_until_s.tolist() == [held_until_s]


def test_the_further_topic_of_a_visit_at_a_counter_cannot_be_called_yet() -> None:
    world = World()
    world.open(1)
    ticket = world.issue()
    world.call(1)
    world.do(c.Serve, counter=1, ticket_id=ticket.id)
    world.do(c.AddTopic, counter=1, ticket_id=ticket.id, topic="sickness")
    assert seen(world).waiting == ()
    assert seen(world).came == 2
    world.do(c.Finish, counter=1, ticket_id=ticket.id)
    assert [leg.key for leg in seen(world).waiting] == [f"{ticket.id}/2"]


# -- what the counters do


def test_counters_stand_idle_serve_pause_or_are_closed() -> None:
    world = World()
    world.open(1, 2)
    opened_s = world.now.timestamp()
    world.issue("sickness")
    world.wait(50.0)
    world.call(2)
    world.wait(100.0)
    assert scene(world).posts == [
        Post(doing=IDLE, since_s=opened_s),
        Post(doing=BUSY, since_s=opened_s + 50.0, topic=place(world, "sickness")),
        Post(doing=AWAY, back_s=inf),
    ]


def test_a_pause_lasts_as_long_as_breaks_usually_do_and_whoever_stays_longer_comes_any_minute() -> None:
    world = World()
    world.open(1)
    world.do(c.PauseCounter, counter=1, reason="")
    paused_s = world.now.timestamp()
    assert scene(world).posts[0] == Post(doing=AWAY, back_s=paused_s + 2400.0)
    world.wait(2399.0)
    assert scene(world).posts[0] == Post(doing=AWAY, back_s=paused_s + 2399.0 + 60.0)


def test_a_counter_that_closes_after_its_visitor_calls_nobody_else() -> None:
    world = World()
    world.open(1)
    ticket = world.issue()
    world.call(1)
    world.do(c.Serve, counter=1, ticket_id=ticket.id)
    world.do(c.CloseCounter, counter=1)
    world.issue()
    world.wait(10.0)
    (absence,) = scene(world).house.counters[0].absences
    assert absence == Absence(from_s=world.now.timestamp(), to_s=inf, whole=False)
    assert look(world) == Outlook(at=world.now)


def test_what_a_visit_takes_is_its_service_and_the_turnover() -> None:
    assert scene(World()).work_mean_s.tolist() == [600.0] * 3


def test_a_topic_that_has_left_the_configuration_while_somebody_is_served_or_waits_for_it() -> None:
    world = World()
    world.open(1, 2)
    world.issue("sickness")
    world.call(1)
    for topic in ("other", "pension"):
        world.wait(1.0)
        world.issue(topic)
    kept = tuple(topic for topic in OFFICE.topics if topic.id == "pension")
    world.happen(*configure(world.state, replace(OFFICE, topics=kept)))
    told = look(world)
    assert told.newcomers["pension"].mid_s > 0
    assert set(told.legs) == {leg.key for leg in seen(world).waiting}


# -- planned breaks

NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""In Vilnius."""
FROM_NOON = (NOON.timestamp(), NOON.timestamp() + 2700.0)


def at_noon(minutes: float) -> World:
    """Counter 1 has its break from 12:00 to 12:45; so many minutes from noon it opens."""
    world = World()
    world.do(c.PlanBreaks, breaks=(PlannedBreak(counter=1, begins="12:00", ends="12:45"),))
    world.now = NOON + timedelta(minutes=minutes)
    world.open(1)
    return world


def test_a_planned_break_lies_ahead() -> None:
    assert scene(at_noon(-60)).house.counters[0].absences == [Absence(from_s=FROM_NOON[0], to_s=FROM_NOON[1])]


def test_a_visitor_who_was_there_before_the_break_is_served_and_then_it_begins() -> None:
    world = at_noon(-60)
    world.wait(3500.0)
    world.issue()
    world.call(1)
    world.wait(600.0)
    assert scene(world).posts[0].doing == BUSY
    assert scene(world).house.counters[0].absences == [Absence(from_s=FROM_NOON[0], to_s=FROM_NOON[1])]
    newcomer_min = mid_min(look(world), "pension")
    assert newcomer_min == pytest.approx(45, abs=1)  # the visitor's rest, then the whole break


@pytest.mark.parametrize(
    ("paused_min", "now_min", "back_min"),
    [
        (-9, -5, 45),  # a little early: it ends as planned
        (0, 20, 45),
        (12, 20, 57),  # late: it lasts its whole time
        (12, 50, 57),
        (-30, 5, 45),  # it was another pause, and the break has begun meanwhile
        (-30, -20, 10),  # another pause: as long as they usually are
        (50, 55, 90),  # a second one, after the break
    ],
)
def test_who_pauses_round_the_plan_is_on_that_break(
    paused_min: float, now_min: float, back_min: float
) -> None:
    world = at_noon(-60)
    world.now = NOON + timedelta(minutes=paused_min)
    world.do(c.PauseCounter, counter=1, reason="")
    world.now = NOON + timedelta(minutes=now_min)
    post = scene(world).posts[0]
    assert (post.doing, (post.back_s - FROM_NOON[0]) / 60) == (AWAY, back_min)


# -- what is said of it


def test_an_idle_counter_calls_at_once_and_each_who_waits_takes_ten_minutes() -> None:
    world = World()
    world.open(1, 2)
    assert mid_min(look(world), "pension") == 0
    world.issue("pension")
    world.call(1)
    world.issue("pension")
    world.wait(1.0)
    assert mid_min(look(world), "pension") == pytest.approx(20, abs=1)


def test_of_a_topic_that_nobody_can_serve_nothing_is_said() -> None:
    world = World()
    world.open(1)  # pension and sickness
    world.issue("other")
    told = look(world)
    assert set(told.newcomers) == {"pension", "pension!", "sickness", "sickness!"}
    assert told.legs == {}
    world.open(3)  # on duty: serves what nobody else can
    assert "other" in look(world).newcomers


def test_with_nobody_at_the_counters_nothing_is_said() -> None:
    world = World()
    world.issue()
    assert look(world) == Outlook(at=world.now)


def test_who_is_on_a_break_will_be_back() -> None:
    world = World()
    world.open(1)
    world.do(c.PauseCounter, counter=1, reason="")
    assert mid_min(look(world), "pension") == pytest.approx(40, abs=0.1)


def test_suspended_halls_call_nobody_and_the_others_go_on() -> None:
    world = World(two_halls())
    world.open(1, 2)
    world.do(c.Suspend, hall="hall-1", stopped=Stopped.CALLING, reason="fire drill")
    told = look(world)
    assert set(told.newcomers) == {"sickness", "sickness!", "other", "other!"}  # counter 2 stands in hall 2
    world.do(c.Suspend, hall="hall-2", stopped=Stopped.CALLING, reason="fire drill")
    assert look(world) == Outlook(at=world.now)
    world.do(c.Lift, hall="hall-1")
    assert "pension" in look(world).newcomers


def two_halls() -> Office:
    first, second, third = OFFICE.counters
    halls = (*OFFICE.halls, Hall(id="hall-2", names={}))
    return replace(OFFICE, halls=halls, counters=(first, replace(second, hall="hall-2"), third))


def test_the_same_moment_says_the_same() -> None:
    world = World()
    world.open(1)
    for _ in range(3):
        world.issue()
        world.wait(30.0)
    busy = replace(HABITS, arrivals=dict.fromkeys(WEEKDAYS, (5.0,) * HALF_HOURS), no_show_late=0.5)
    assert look(world, busy) == look(world, busy)
    before = look(world, busy)
    world.wait(1.0)
    assert look(world, busy) != before


def test_a_priority_visitor_waits_shorter_behind_the_same_people() -> None:
    world = World()
    world.open(1)
    for _ in range(4):
        world.issue()
        world.wait(200.0)
    told = look(world)
    assert mid_min(told, "pension!") < mid_min(told, "pension")


# -- who will come


def arriving(per_half_hour: float) -> Habits:
    return replace(HABITS, arrivals=dict.fromkeys(WEEKDAYS, (per_half_hour,) * HALF_HOURS))


def test_who_is_expected_follows_the_half_hours_of_the_local_day() -> None:
    world = World()
    world.now = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)  # 9:15 in Vilnius, half an hour's half
    coming = scene(world, arriving(4.0)).coming
    assert coming.edges_s[0] == datetime(2026, 11, 22, 22, 0, tzinfo=UTC).timestamp()
    assert (coming.expected[-1], coming.came_expected, coming.came) == (192.0, 18.5 * 4, 0)


def test_a_season_brings_more_of_some_topics() -> None:
    world = World()
    double = scene_of(seen(world), arriving(6.0), Season(topics={"pension": 2.0})).coming
    assert double.expected[-1] == pytest.approx(6.0 * HALF_HOURS * 4 / 3)
    assert double.share.tolist() == pytest.approx([0.5, 0.25, 0.25])


@pytest.mark.parametrize(
    ("eight", "day"),
    [
        (datetime(2027, 3, 28, 5, 0, tzinfo=UTC), "spring"),
        (datetime(2027, 10, 31, 6, 0, tzinfo=UTC), "autumn"),
    ],
)
def test_on_the_day_clocks_are_changed_eight_is_eight(eight: datetime, day: str) -> None:
    world = World()
    world.now = eight
    world.turn_day()
    assert scene(world, arriving(1.0)).coming.came_expected == 16.0, day
