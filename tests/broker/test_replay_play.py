"""Small days played again, every minute reckoned by hand; and a big made one whose truth is known."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from broker.replay.again import KINDS, LegAgain, Replay, replay
from broker.replay.columns import columns_of, layout_of
from broker.replay.figures import findings
from broker.replay.presence import Presence, presence, usual_s
from broker.replay.recorded import Recording
from broker.rules.play.loop import NoShow
from broker.rules.play.stage import Absence, Counter, House, People, play_day, topics
from broker.rules.routing.choice import PRESSURE, Rule
from tests.broker.replay_logs import read

HEAD = "issue,call,end,topic,counter,priority,number,outcome\n"
MAPPING = """
    [columns]
    issue = "issue"
    call = "call"
    end = "end"
    topic = "topic"
    counter = "counter"
    priority = "priority"
    number = "number"
    outcome = "outcome"
    [times]
    format = "%H:%M"
    date = "2026-03-02"
"""


def log(folder: Path, *rows: str) -> Recording:
    """Rows of local times, one day."""
    return read(folder, HEAD + "".join(f"{row}\n" for row in rows), MAPPING)


def minutes(played: Replay) -> list[float]:
    """What each leg would have waited, by when they came."""
    return [leg.rule_wait_s / 60 for leg in played.legs]


def first_day(recording: Recording) -> Presence:
    layout = layout_of(recording)
    days = [columns_of(day, layout) for day in recording.days]
    return presence(days[0], layout, usual_s(days, layout))


def stays_min(recording: Recording) -> list[float]:
    return [float(stay) / 60 for stay in first_day(recording).work_s]


def clock(absence: Absence) -> tuple[str, str]:
    """Local times of an absence; days begin at 03:00."""
    return _hh_mm(absence.from_s), _hh_mm(absence.to_s)


def _hh_mm(second: float) -> str:
    minute = round(second / 60) + 180
    return f"{minute // 60:02d}:{minute % 60:02d}"


# -- what a log shows of its counters


def test_a_visitor_keeps_the_counter_to_the_end_and_while_it_takes_its_time(tmp_path: Path) -> None:
    recording = log(
        tmp_path,
        "08:00,08:00,08:10,a,1,,A1,",  # the next one waits already: the two minutes until 08:12 belong to it
        "08:05,08:12,08:20,a,1,,A2,",  # nobody waits when it ends
        "08:30,08:30,08:40,a,1,,A3,",
    )
    assert stays_min(recording) == [12, 8, 10]


def test_without_ends_a_visitor_keeps_the_counter_until_the_call_for_which_people_waited(
    tmp_path: Path,
) -> None:
    recording = log(
        tmp_path,
        "08:00,08:00,,a,1,,A1,",  # A2 waits for its counter: 12 minutes
        "08:05,08:12,,a,1,,A2,",  # A3 waits from 08:14 on: 8 minutes
        "08:14,08:20,,a,1,,A3,",  # nobody waits afterwards: the usual 10
        "09:00,09:00,,a,1,,A4,",  # the last: the usual 10
    )
    assert stays_min(recording) == [12, 8, 10, 10]


def test_without_ends_a_wait_that_is_absurd_for_the_topic_was_a_break(tmp_path: Path) -> None:
    recording = log(
        tmp_path,
        "08:00,08:00,,a,1,,A1,",
        "08:00,08:10,,a,1,,A2,",
        "08:00,08:20,,a,1,,A3,",
        "08:00,08:30,,a,1,,A4,",  # the next call is an hour later, though A5 waits
        "08:00,09:30,,a,1,,A5,",
    )
    assert stays_min(recording) == [10, 10, 10, 10, 10]
    opening, pause = first_day(recording).absences[0]
    assert clock(opening) == ("03:00", "08:00")
    assert clock(pause) == ("08:35", "09:25")  # due in the middle of A4's visit, and fifty minutes long


def test_a_counter_that_lets_people_wait_was_away_and_one_that_had_nobody_was_not(tmp_path: Path) -> None:
    recording = log(
        tmp_path,
        "08:00,08:00,08:10,a,1,,A1,",
        "08:20,08:20,08:30,a,1,,A2,",  # nobody waited between 08:10 and 08:20
        "08:15,08:50,09:00,b,2,,B1,",  # counter 2 opens at 08:50
        "08:40,09:10,09:20,a,1,,A3,",  # A3 waits half an hour for counter 1
    )
    first, second = first_day(recording).absences
    assert [clock(one) for one in first] == [("03:00", "08:00"), ("08:25", "09:05")]
    assert [clock(one) for one in second] == [("03:00", "08:50")]
    assert [_hh_mm(home) for home in first_day(recording).home_s] == ["09:20", "09:00"]


def test_a_service_beyond_the_next_call_of_its_counter_ends_there_and_is_told(tmp_path: Path) -> None:
    recording = log(
        tmp_path,
        "08:00,08:00,08:30,a,1,,A1,",
        "08:05,08:10,08:20,a,1,,A2,",
    )
    assert stays_min(recording) == [10, 10]
    assert replay(recording, "first_come").cut == 1


# -- rules


THREE = (
    "08:00,08:00,08:10,a,1,,A1,",
    "08:01,08:10,08:20,a,1,,A2,",
    "08:02,08:20,08:30,a,1,1,A3,",
)
"""A3 has priority, and was called last."""


def test_in_its_own_order_a_day_is_what_it_was(tmp_path: Path) -> None:
    played = replay(log(tmp_path, *THREE), "first_come")
    assert [leg.own_wait_s / 60 for leg in played.legs] == [0, 9, 18]
    assert minutes(played) == [0, 9, 18]
    assert played.nearest_rule == "first_come"


@pytest.mark.parametrize("rule", ["pressure", "strict_priority"])
def test_a_priority_visitor_is_called_before_and_the_other_waits_for_both(tmp_path: Path, rule: str) -> None:
    played = replay(log(tmp_path, *THREE), rule)
    assert minutes(played) == [0, 19, 8]
    assert [f"{leg.rule_called_at:%H:%M}" for leg in played.legs] == ["08:00", "08:20", "08:10"]


def test_counters_serve_what_they_served_somewhere_in_the_log(tmp_path: Path) -> None:
    """Counter 2 served b an hour later, so it could have helped at 08:10."""
    recording = log(
        tmp_path,
        "08:00,08:00,08:30,b,1,,B1,",
        "08:00,08:00,08:10,a,2,,A1,",
        "08:05,08:30,08:40,b,1,,B2,",
        "09:00,09:00,09:10,b,1,,B3,",
        "09:00,09:00,09:10,b,2,,B4,",
        "09:10,09:10,09:15,b,1,,B5,",
    )
    played = replay(recording, "first_come")
    assert [leg.rule_counter for leg in played.legs if leg.leg.number == "B2"] == [
        "1"
    ]  # 2 was away: B2 waited
    prompt = log(
        tmp_path,
        "08:00,08:00,08:30,b,1,,B1,",
        "08:00,08:00,08:29,a,2,,A1,",
        "08:05,08:30,08:40,b,1,,B2,",
        "08:06,08:30,08:40,b,2,,B3,",
    )
    played = replay(prompt, "first_come")
    assert {leg.leg.number: leg.rule_counter for leg in played.legs} == {
        "A1": "2",
        "B1": "1",
        "B2": "1",
        "B3": "2",
    }


def test_who_gave_up_leaves_at_the_same_moment_unless_called_before(tmp_path: Path) -> None:
    rows = (
        "08:00,08:00,08:10,a,1,,A1,",
        "08:01,08:10,08:20,a,1,,A2,",
        "08:02,,08:15,a,,1,A3,cancelled",
        "08:03,08:20,08:30,a,1,,A4,",
    )
    played = replay(log(tmp_path, *rows), "first_come")
    assert minutes(played) == [0, 9, 13, 17]
    assert played.legs[2].rule_called_at is None
    earlier = replay(log(tmp_path, *rows), "strict_priority")
    assert minutes(earlier) == [0, 19, 8, 27]  # served at 08:10, as long as is usual: ten minutes


def test_a_no_show_costs_its_counter_what_it_did(tmp_path: Path) -> None:
    rows = (
        "08:00,08:00,08:10,a,1,,A1,",
        "08:01,08:10,08:12,a,1,,A2,no-show",
        "08:02,08:12,08:22,a,1,1,A3,",
    )
    assert minutes(replay(log(tmp_path, *rows), "strict_priority")) == [0, 19, 8]


def test_a_counter_stays_longer_for_those_whom_nobody_else_could_serve(tmp_path: Path) -> None:
    """Counter 1 calls the priority visitor at 08:10 and would go home at 08:20, with B1 still there."""
    rows = (
        "08:00,08:00,08:10,a,1,,A1,",
        "08:01,08:10,08:20,b,1,,B1,",
        "08:02,08:20,08:30,a,2,1,A2,",
        "08:40,09:00,09:10,a,2,,A3,",
    )
    played = replay(log(tmp_path, *rows), "strict_priority")
    # after B1 counter 1 goes home; counter 2 was away from 08:30 to 09:00, due five minutes sooner
    assert minutes(played) == [0, 19, 8, 15]
    assert played.overtime_s == 600


def test_a_counter_goes_home_when_another_can_serve_who_is_left(tmp_path: Path) -> None:
    rows = (
        "08:00,08:00,08:10,a,1,,A1,",
        "08:01,08:10,08:20,a,1,,A2,",
        "08:02,08:30,08:40,a,2,1,A3,",
    )
    played = replay(log(tmp_path, *rows), "strict_priority")
    assert minutes(played) == [0, 29, 8]
    assert played.overtime_s == 0


def test_legs_nobody_can_play_are_left_out_and_counted(tmp_path: Path) -> None:
    recording = log(
        tmp_path,
        "08:00,08:00,08:10,a,1,,A1,",
        "08:01,08:10,08:20,a,1,,A2,",
        "08:02,,,a,,,A3,",  # never called, and nobody knows when they left
        "08:03,08:20,,a,,,A4,",  # called nobody knows where
    )
    played = replay(recording, "pressure")
    assert [leg.leg.number for leg in played.legs] == ["A1", "A2"]
    assert [leg.number for _, leg in played.left_out] == ["A3", "A4"]


def test_days_are_played_apart(tmp_path: Path) -> None:
    rows = "issue,call,end,topic,counter\n"
    for day in (2, 3):
        rows += f"2026-03-0{day} 08:00,2026-03-0{day} 08:00,2026-03-0{day} 08:10,a,1\n"
        rows += f"2026-03-0{day} 08:05,2026-03-0{day} 08:10,2026-03-0{day} 08:20,a,1\n"
    played = replay(read(tmp_path, rows), "pressure")
    assert [(leg.day.day, leg.rule_wait_s) for leg in played.legs] == [(2, 0), (2, 300), (3, 0), (3, 300)]


# -- logs without counters


def test_without_counters_a_topic_is_a_line_and_no_rule_moves_anybody_between_topics(tmp_path: Path) -> None:
    rows = "issue,call,topic\n" + "".join(
        f"2026-03-02 {issue},2026-03-02 {call},{topic}\n"
        for issue, call, topic in (
            ("08:00", "08:02", "a"),
            ("08:01", "08:06", "a"),
            ("08:02", "08:14", "a"),
            ("08:03", "08:40", "b"),
            ("08:04", "09:10", "b"),
        )
    )
    recording = read(tmp_path, rows)
    for rule in ("pressure", "first_come", "strict_priority", "topic_order"):
        played = replay(recording, rule)
        assert played.lines is True
        assert minutes(played) == [2, 5, 12, 37, 66]
        assert findings(played, played.legs).moved == 0


def test_inside_a_line_a_rule_may_change_the_order(tmp_path: Path) -> None:
    rows = (
        "issue,call,topic,priority\n"
        "2026-03-02 08:00,2026-03-02 08:00,a,\n"
        "2026-03-02 08:01,2026-03-02 08:10,a,\n"
        "2026-03-02 08:02,2026-03-02 08:20,a,1\n"
    )
    played = replay(read(tmp_path, rows), "strict_priority")
    assert minutes(played) == [0, 19, 8]


# -- a made office whose truth is known


def made_office() -> House:
    """Eight counters, three topics, lunch in two waves."""
    skills = [(0, 1), (0, 1), (0, 1), (0, 2), (0, 2), (1, 2), (1, 2), (0, 1, 2)]
    counters = [
        Counter(
            topics=own, absences=[Absence(from_s=(3 + n % 2) * 3600.0, to_s=(3 + n % 2) * 3600.0 + 2700.0)]
        )
        for n, own in enumerate(skills)
    ]
    usual = topics([720.0, 900.0, 1200.0], [0.4, 0.35, 0.25])
    return House(topics=usual, counters=counters, no_show=NoShow(at_once=0.0, late=0.0, cost_s=60.0))


def made_people(rng: np.random.Generator) -> People:
    count = 220
    issued_s = np.sort(rng.uniform(0, 8 * 3600.0, count))
    topic = rng.choice(3, count, p=[0.4, 0.35, 0.25])
    mean_s = np.array([720.0, 900.0, 1200.0])[topic]
    return People(
        issued_s=issued_s,
        topic=topic,
        work_s=mean_s * np.exp(0.7 * rng.standard_normal(count) - 0.245),
        chance=np.ones(count),
        heavy_from_s=np.where(rng.random(count) < 0.1, issued_s, np.inf),
    )


def at_second(day: int, second: float) -> str:
    opens = datetime(2026, 3, day, 8)  # noqa: DTZ001  a log without a zone
    return (opens + timedelta(seconds=second)).isoformat(sep=" ", timespec="milliseconds")


def log_of(days: list[People], office: House, rule: Rule) -> str:
    """What such an office would have written, at eight o'clock as second 0."""
    rows = ["issue,call,end,topic,counter,priority"]
    for day, people in enumerate(days, 2):
        result = play_day(office, people, rule)
        for n in range(len(people.issued_s)):
            moments = (people.issued_s[n], result.called_s[n], result.ended_s[n])
            times = ",".join(
                f"{np.datetime64(f'2026-03-{day:02d}T08:00') + np.timedelta64(round(s * 1000), 'ms')}"
                for s in moments
            )
            assert people.heavy_from_s is not None
            rows.append(
                f"{times},{people.topic[n]},{result.desk[n] + 1},{int(np.isfinite(people.heavy_from_s[n]))}"
            )
    return "\n".join([*rows, ""])


def mean_min(legs: tuple[LegAgain, ...]) -> float:
    return sum(leg.rule_wait_s for leg in legs) / len(legs) / 60


@pytest.mark.parametrize("recorded_under", ["first_come", "topic_order"])
def test_what_would_have_been_is_near_what_was_when_the_same_people_met_that_rule(
    tmp_path: Path, recorded_under: str
) -> None:
    """Twelve days recorded under one rule, replayed under another, which the same people really met."""
    rng, office = np.random.default_rng(4), made_office()
    days = [made_people(rng) for _ in range(12)]
    recording = read(tmp_path, log_of(days, office, Rule(KINDS[recorded_under], 5.0)))
    played = replay(recording, "pressure")
    found = findings(played, played.legs)
    truly = [play_day(office, people, Rule(PRESSURE, 5.0)).called_s - people.issued_s for people in days]
    truth_min = float(np.concatenate(truly).mean()) / 60
    assert mean_min(played.legs) == pytest.approx(truth_min, rel=0.05)
    assert found.trust is not None
    assert abs(found.trust.share_off) < 0.02
    assert played.nearest_rule == recorded_under
