"""What would have been told at the issue comes from before it, and is judged by what came after."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from broker.replay.columns import DayColumns, Layout, columns_of, layout_of
from broker.replay.estimates import Guess, guesses, had_to_wait
from broker.replay.known import Known
from broker.replay.memory import Memory
from broker.replay.recorded import Recording
from broker.replay.scene import office_scene
from broker.rules.play.loop import AWAY, IDLE
from broker.rules.routing.choice import FIRST_COME, Rule
from tests.broker.replay_logs import read

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
Row = tuple[float, float, float, str, str]
"""Issue, call and end in minutes after eight; topic and counter."""


def office(folder: Path, rows: list[Row], *, counters: bool) -> Recording:
    def at(minute: float) -> str:
        return (EIGHT + timedelta(minutes=minute)).isoformat()

    lines = ["issue,call,end,topic,counter" if counters else "issue,call,topic"]
    for issue, call, end, topic, counter in rows:
        more = f",{at(end)},{topic},{counter}" if counters else f",{topic}"
        lines.append(f"{at(issue)},{at(call)}{more}")
    return read(folder, "\n".join([*lines, ""]))


def asked(recording: Recording) -> tuple[list[DayColumns], Layout, list[dict[int, Guess]]]:
    layout = layout_of(recording)
    days = [columns_of(day, layout) for day in recording.days]
    targets_s = np.full(len(layout.topics), 1800.0)
    return days, layout, guesses(days, layout, Rule(FIRST_COME, 5.0), targets_s)


def queue_of(seed: int, count: int = 60) -> list[Row]:
    """Two topics, two counters for the first and one for the second, first come first served, filling up."""
    rng, free = np.random.default_rng(seed), {"1": 0.0, "2": 0.0, "3": 0.0}
    rows = list[Row]()
    for n in range(count):
        topic = "a" if n % 3 else "b"
        issue = n * 1.5
        counter = min(("1", "2") if topic == "a" else ("3",), key=lambda one: free[one])
        call = max(issue, free[counter])
        free[counter] = call + float(rng.uniform(7, 9))
        rows.append((issue, call, free[counter], topic, counter))
    return rows


@pytest.mark.parametrize("counters", [True, False], ids=["counters", "lines"])
def test_what_comes_after_an_issue_does_not_change_what_is_told_at_it(tmp_path: Path, counters: bool) -> None:
    rows = queue_of(1)
    turn = 70.0

    def later(minute: float) -> float:
        """From some minute on everything takes three times as long."""
        return minute if minute <= turn else turn + 3 * (minute - turn)

    days, _, was = asked(office(tmp_path, rows, counters=counters))
    slowed = [(i, later(c), later(e), t, k) for i, c, e, t, k in rows]
    _, _, then = asked(office(tmp_path, slowed, counters=counters))
    before = [leg for leg in was[0] if rows[leg][0] <= turn]
    assert len(before) > 10
    assert [then[0][leg] for leg in before] == [was[0][leg] for leg in before]
    assert days[0].entered_s[before[-1]] - days[0].entered_s[0] > 3600


@pytest.mark.parametrize("counters", [True, False], ids=["counters", "lines"])
def test_a_queue_that_grows_is_foretold_better_than_by_the_last_call(tmp_path: Path, counters: bool) -> None:
    days, _, told = asked(office(tmp_path, queue_of(2, 90), counters=counters))
    ours = [abs(guess.said.mid_s - days[0].wait_s[leg]) for leg, guess in told[0].items()]
    usual = [abs(guess.last_wait_s - days[0].wait_s[leg]) for leg, guess in told[0].items()]
    assert len(ours) > 50
    assert sum(ours) < 0.5 * sum(usual)


def test_a_day_begins_without_the_gain_of_the_day_before(tmp_path: Path) -> None:
    rows = queue_of(3)
    tomorrow = [(i + 1440, c + 1440, e + 1440, t, k) for i, c, e, t, k in rows]
    _, _, told = asked(office(tmp_path, rows + tomorrow, counters=True))
    gains = [[guess.said.mid_s - guess.simulated_s for guess in day.values()] for day in told]
    assert [day[0] for day in gains] == [0, 0]
    assert gains[0][-1] != 0


def test_a_counter_that_lets_somebody_wait_is_taken_to_be_away(tmp_path: Path) -> None:
    rows: list[Row] = [(0, 0, 10, "a", "1"), (12, 40, 50, "a", "1"), (20, 50, 60, "a", "1")]
    recording = office(tmp_path, rows, counters=True)
    layout = layout_of(recording)
    day = columns_of(recording.days[0], layout)
    known = Known(day, layout, Memory(len(layout.topics)))
    for happens, leg in ((known.issue, 0), (known.call, 0)):
        happens(leg)
    assert doing(known, 1) == IDLE
    known.issue(1)
    assert doing(known, 2) == AWAY  # since ten past; the one who came at twelve past still waits


def doing(known: Known, leg: int) -> int:
    """What counter 1 is doing when a leg is issued."""
    seen = office_scene(known, leg, Rule(FIRST_COME, 5.0), np.array([1800.0]))
    assert seen is not None
    return seen[0].posts[0].doing


def test_asked_are_those_who_waited_and_of_whose_topic_somebody_was_called(tmp_path: Path) -> None:
    rows: list[Row] = [
        (0, 0, 10, "a", "1"),
        (1, 10, 20, "a", "1"),
        (2, 20, 30, "b", "1"),  # nobody of b was called before
        (12, 30, 40, "a", "1"),
        (50, 50.5, 60, "a", "1"),  # called within a minute
        (55, 60, 70, "b", "1"),
    ]
    days, _, told = asked(office(tmp_path, rows, counters=True))
    assert had_to_wait(days[0]).tolist() == [False, True, True, True, False, True]
    assert {leg: guess.last_wait_s / 60 for leg, guess in told[0].items()} == {1: 0, 3: 9, 5: 18}


def test_one_counter_with_one_ahead_is_told_the_rest_of_a_service_and_one_more(tmp_path: Path) -> None:
    """Fifty visits of ten minutes each: the 51st comes five minutes after a call, with one more waiting."""
    rows: list[Row] = [(10.0 * n - 5 if n else 0, 10.0 * n, 10.0 * n + 10, "a", "1") for n in range(50)]
    rows += [(501, 510, 520, "a", "1"), (505, 520, 530, "a", "1")]
    rows[-3] = (485, 500, 510, "a", "1")
    _, _, told = asked(office(tmp_path, rows, counters=True))
    last = told[0][51].said
    assert 12 < last.mid_s / 60 < 18
    assert last.low_s < last.mid_s < last.high_s
