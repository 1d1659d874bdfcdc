"""Announcements: one at a time, in order, never for what is over, and a blink that ends."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.contract.boards import LobbyCall
from broker.contract.terms import LegState
from display.announcer import CHIME_S, FLASH_S, PAUSE_S, Announcer, Chime, Confirm, Step
from tests.display.lobbies import call


def made(call_seq: int, state: LegState = LegState.CALLED, number: str = "") -> LobbyCall:
    """A call like any other; its visitor's number is its own unless it is said."""
    return replace(call(number or f"A{call_seq:03}", 4, 42), call_seq=call_seq, state=state)


def listening(since: int = 10) -> Announcer:
    """A screen that has been up for a while."""
    return Announcer(since=since)


def played(announcer: Announcer, until_s: float, *, from_s: float = 0.0) -> list[tuple[float, Step]]:
    """Everything it does, asked eight times a second."""
    moments = [from_s + n / 8 for n in range(int((until_s - from_s) * 8) + 1)]
    return [(at_s, step) for at_s in moments for step in announcer.step(at_s)]


def test_a_new_call_chimes_at_once_and_is_confirmed_when_the_chime_has_ended() -> None:
    announcer = listening()
    announcer.hear([made(11)], 0.0)
    assert announcer.step(0.0) == (Chime(),)
    assert announcer.step(CHIME_S - 0.01) == ()
    assert announcer.step(CHIME_S) == (Confirm(call_seq=11),)
    assert played(announcer, 10.0, from_s=CHIME_S) == []


def test_two_calls_at_once_are_announced_in_the_order_they_were_made() -> None:
    announcer = listening()
    announcer.hear([made(12), made(11)], 0.0)
    steps = played(announcer, 10.0)
    assert [step for _, step in steps] == [Chime(), Confirm(call_seq=11), Chime(), Confirm(call_seq=12)]


def test_the_first_board_after_a_start_confirms_what_is_still_called_and_chimes_nothing() -> None:
    announcer = Announcer()
    announcer.hear([made(12), made(11, LegState.SERVING)], 0.0)
    assert [step for _, step in played(announcer, 10.0)] == [Confirm(call_seq=12)]
    assert announcer.inverted(0.1) is False


def test_the_same_board_again_says_nothing_new() -> None:
    announcer = listening()
    announcer.hear([made(11)], 0.0)
    played(announcer, 5.0)
    announcer.hear([made(11)], 5.0)
    assert played(announcer, 10.0, from_s=5.0) == []
    assert announcer.inverted(5.1) is False


def test_a_recall_is_announced_like_a_call() -> None:
    announcer = listening()
    announcer.hear([made(11)], 0.0)
    played(announcer, 5.0)
    announcer.hear([made(15)], 5.0)
    steps = [step for _, step in played(announcer, 10.0, from_s=5.0)]
    assert steps == [Chime(), Confirm(call_seq=15)]


def test_a_call_that_is_over_before_its_turn_is_not_announced() -> None:
    announcer = listening()
    announcer.hear([made(12), made(11)], 0.0)
    announcer.step(0.0)
    announcer.hear([made(12, LegState.SERVING), made(11)], 0.5)
    assert [step for _, step in played(announcer, 10.0, from_s=0.5)] == [Confirm(call_seq=11)]


def test_after_an_outage_only_those_who_are_still_awaited_are_announced() -> None:
    announcer = listening()
    announcer.hear([made(30), made(25, LegState.NO_SHOW), made(20, LegState.SERVING), made(11)], 0.0)
    confirmed = [step.call_seq for _, step in played(announcer, 10.0) if isinstance(step, Confirm)]
    assert confirmed == [11, 30]


def test_of_eight_calls_in_one_second_each_is_announced_though_the_board_shows_six() -> None:
    announcer = listening()
    for newest in range(11, 19):
        announcer.hear([made(seq) for seq in range(newest, max(10, newest - 6), -1)], 0.0)
    confirmed = [step.call_seq for _, step in played(announcer, 30.0) if isinstance(step, Confirm)]
    assert confirmed == [11, 12, 13, 14, 15, 16, 17, 18]


def test_a_call_that_a_full_board_had_no_room_for_is_announced_when_there_is_room() -> None:
    announcer = listening()
    announcer.hear([made(seq) for seq in range(18, 12, -1)], 0.0)
    played(announcer, 20.0)
    announcer.hear([made(18), made(17, LegState.SERVING), made(12), made(11)], 20.0)
    confirmed = [
        step.call_seq for _, step in played(announcer, 40.0, from_s=20.0) if isinstance(step, Confirm)
    ]
    assert confirmed == [11, 12]


def test_a_queued_call_that_was_recalled_on_a_full_board_is_announced_once() -> None:
    announcer = listening()
    announcer.hear([made(seq) for seq in range(16, 10, -1)], 0.0)
    recalled = made(20, number="A011")
    announcer.hear([recalled, *(made(seq) for seq in range(16, 11, -1))], 0.0)
    confirmed = [step.call_seq for _, step in played(announcer, 30.0) if isinstance(step, Confirm)]
    assert confirmed == [12, 13, 14, 15, 16, 20]


def test_a_new_log_is_like_a_new_start() -> None:
    announcer = listening(since=900)
    announcer.hear([made(901)], 0.0)
    announcer.forget()
    announcer.hear([made(3)], 0.0)
    assert [step for _, step in played(announcer, 10.0)] == [Confirm(call_seq=3)]


def test_when_calling_goes_on_it_chimes_once_and_confirms_nothing() -> None:
    announcer = listening()
    announcer.calling_goes_on()
    announcer.hear([], 0.0)
    assert [step for _, step in played(announcer, 10.0)] == [Chime()]


@pytest.mark.parametrize(
    ("after_s", "inverted"), [(0.0, True), (0.4, True), (0.5, False), (0.9, False), (1.0, True), (3.4, True)]
)
def test_a_new_call_blinks_once_a_second(after_s: float, inverted: bool) -> None:
    announcer = listening()
    announcer.hear([made(11)], 100.0)
    assert announcer.inverted(100.0 + after_s) is inverted


def test_the_blinking_ends_at_rest_and_within_what_the_standard_allows() -> None:
    announcer = listening()
    announcer.hear([made(11)], 0.0)
    assert FLASH_S <= 5.0
    assert [announcer.inverted(FLASH_S + n / 10) for n in range(-4, 50)] == [False] * 54


@given(
    st.lists(
        st.tuples(st.floats(0.0, 3.0), st.lists(st.sampled_from(list(LegState)), max_size=6)), max_size=12
    )
)
def test_whatever_comes_announcements_never_overlap_and_no_call_is_announced_twice(
    boards: list[tuple[float, list[LegState]]],
) -> None:
    announcer, now_s, seq = listening(), 0.0, 10
    steps: list[tuple[float, Step]] = []
    for pause_s, states in boards:
        fresh = [made(seq + n + 1, state) for n, state in enumerate(states)]
        seq += len(states)
        announcer.hear(list(reversed(fresh)), now_s)
        steps += played(announcer, now_s + pause_s, from_s=now_s)
        now_s += pause_s
    steps += played(announcer, now_s + 60.0, from_s=now_s)
    chimes = [at_s for at_s, step in steps if isinstance(step, Chime)]
    confirmed = [step.call_seq for _, step in steps if isinstance(step, Confirm)]
    assert [b - a for a, b in pairwise(chimes) if b - a < CHIME_S + PAUSE_S] == []
    assert sorted(set(confirmed)) == confirmed
    assert len(chimes) == len(confirmed)
