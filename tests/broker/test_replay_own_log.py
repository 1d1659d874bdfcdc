"""Our own log as a recording: legs, breaks and rules as the office had them, and visits of several legs."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broker.contract import commands as c
from broker.replay.again import replay
from broker.replay.own_log import read_own_log
from broker.replay.recorded import RecordedDay, RecordedLeg, Recording
from tests.broker.test_report import a_morning, written
from tests.rules.world import START, World

DAY = date(2026, 3, 2)
TURN = datetime(2026, 3, 2, 3, tzinfo=UTC)


def minute(at: datetime) -> float:
    """After the office's eight o'clock."""
    return (at - START).total_seconds() / 60


def test_a_leg_keeps_its_counter_for_the_walk_and_the_service(tmp_path: Path) -> None:
    recording = asyncio.run(read_own_log(written(a_morning(), tmp_path / "talonas.db")))
    assert [
        (leg.number, leg.topic, leg.priority, leg.counter, leg.came, leg.wait_s, kept_s(leg))
        for leg in recording.legs
    ] == [
        ("A001", "pension", False, "1", True, 300, 930),
        ("D001", "sickness", True, "2", True, 1930, 80),
        ("D001", "pension", True, "", True, None, None),
        ("D002", "sickness", False, "2", False, 0, 60),
        ("A002", "pension", False, "", True, None, None),
    ]
    assert recording.legs[1].visit == recording.legs[2].visit
    assert (recording.rule, recording.weight, recording.target_s("pension")) == ("pressure", 5.0, 1800)


def kept_s(leg: RecordedLeg) -> float | None:
    return (leg.ended_at - leg.called_at).total_seconds() if leg.ended_at and leg.called_at else None


def test_closed_counters_and_breaks_are_known(tmp_path: Path) -> None:
    world = World()
    world.wait(600)
    world.open(1)
    world.issue("pension")
    world.wait(1200)
    world.do(c.PauseCounter, counter=1, reason="break")
    world.wait(1800)
    world.do(c.ResumeCounter, counter=1)
    world.wait(3600)
    world.do(c.CloseCounter, counter=1)
    (day,) = asyncio.run(read_own_log(written(world, tmp_path / "talonas.db"))).days
    assert [(minute(spell.from_at), minute(spell.to_at)) for spell in day.away["1"]] == [
        (-300, 10),
        (30, 60),
        (120, 1140),
    ]


def leg(visit: str, topic: str, counter: str, *minutes: float, priority: bool = False) -> RecordedLeg:
    """Issued, entered, called and ended so many minutes after the turn of the day."""
    issued_at, entered_at, called_at, ended_at = (TURN + timedelta(minutes=minute) for minute in minutes)
    return RecordedLeg(
        line=0,
        visit=visit,
        number=visit,
        topic=topic,
        priority=priority,
        issued_at=issued_at,
        entered_at=entered_at,
        called_at=called_at,
        ended_at=ended_at,
        left_at=None,
        counter=counter,
    )


def recorded(*legs: RecordedLeg, rule: str = "") -> Recording:
    day = RecordedDay(day=DAY, begins_at=TURN, ends_at=TURN + timedelta(days=1), legs=legs)
    return Recording(days=(day,), zone=ZoneInfo("UTC"), rows=len(legs), rule=rule)


VISITS = (
    leg("A1", "a", "1", 300, 300, 300, 310),
    leg("A2", "a", "1", 301, 301, 310, 320),
    leg("A3", "a", "1", 302, 302, 320, 330, priority=True),
    leg("A3", "b", "2", 302, 330, 345, 350, priority=True),
    leg("B1", "b", "2", 330, 330, 330, 345),
)
"""A3 goes on to counter 2, where B1 is before it."""


def test_a_later_leg_waits_from_the_end_of_the_one_before_wherever_that_is(tmp_path: Path) -> None:
    played = replay(recorded(*VISITS), "strict_priority")
    assert [(one.leg.number, one.rule_wait_s / 60) for one in played.legs] == [
        ("A1", 0),
        ("A2", 19),
        ("A3", 8),
        ("A3", 10),  # from 320 on, when its first leg is done, to 330, when counter 2 is there
        ("B1", 5),
    ]


def test_a_leg_that_was_given_up_holds_up_no_later_one(tmp_path: Path) -> None:
    """A visit of three legs: the second was cancelled while it waited, the third was added later."""
    given_up = replace(
        leg("A1", "b", "", 300, 310, 310, 310),
        called_at=None,
        ended_at=None,
        left_at=TURN + timedelta(minutes=312),
    )
    legs = (*VISITS[:1], given_up, leg("A1", "b", "2", 300, 340, 345, 350), VISITS[4])
    played = replay(recorded(*legs), "first_come")
    assert [one.rule_wait_s / 60 for one in played.legs] == [0, 2, 5, 0]


@pytest.mark.parametrize("rule", ["", "topic_order"])
def test_the_office_s_own_rule_is_taken_where_the_log_says_it(rule: str) -> None:
    assert replay(recorded(*VISITS, rule=rule), "pressure").nearest_rule == (rule or "first_come")
