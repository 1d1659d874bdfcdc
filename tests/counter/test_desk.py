"""What a counter's page shows, from the board alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.contract.boards import BreakDue, CounterBoard, Suspension, UndoOffer
from broker.contract.terms import CounterState, LegState, Stopped
from counter.desk import Block, Live, Mode
from tests.counter.boards import CALLED, IDLE, LIVE, NOW, PERSON_CALLED, SERVING, row, seen, with_ticket

CLOSED = replace(IDLE, state=CounterState.CLOSED, seat="")
NOT_LIVE = Live(ok=False, clock="9:41")


# -- who may do what


@pytest.mark.parametrize(
    ("board", "seat", "mode"),
    [(CLOSED, "my-seat", Mode.FREE), (IDLE, "my-seat", Mode.MINE), (IDLE, "other", Mode.TAKEN)],
)
def test_a_counter_is_free_mine_or_taken(board: CounterBoard, seat: str, mode: Mode) -> None:
    assert seen(board, seat=seat).mode == mode


def test_whoever_looks_at_a_taken_counter_is_told_which_number_is_there() -> None:
    assert seen(SERVING, seat="other").held == "A047"


# -- the three keys


def keys(board: CounterBoard, live: Live = LIVE) -> list[tuple[int, str, Block, bool]]:
    return [(k.digit, k.verb.kind, k.verb.block, k.filled) for k in seen(board, live=live).keys]


def test_the_keys_are_next_start_finish_whatever_the_counter_does() -> None:
    assert {tuple(kind for _, kind, _, _ in keys(board)) for board in (CLOSED, IDLE, CALLED, SERVING)} == {
        ("call_next", "serve", "finish")
    }


def test_an_idle_counter_can_only_call_next() -> None:
    assert keys(IDLE) == [
        (1, "call_next", Block.NO, True),
        (2, "serve", Block.NO_VISITOR, False),
        (3, "finish", Block.NO_VISITOR, False),
    ]


def test_a_called_visitor_can_only_be_started() -> None:
    assert keys(CALLED) == [
        (1, "call_next", Block.RULES, False),
        (2, "serve", Block.NO, True),
        (3, "finish", Block.RULES, False),
    ]


def test_a_visitor_being_served_can_only_be_finished() -> None:
    assert keys(SERVING) == [
        (1, "call_next", Block.RULES, False),
        (2, "serve", Block.RULES, False),
        (3, "finish", Block.NO, True),
    ]


def test_the_reason_beside_a_key_is_the_brokers_own() -> None:
    assert seen(SERVING).keys[0].verb.reason == "Finish A047 first."


def test_next_with_nobody_waiting_looks_unavailable_and_may_still_ask_the_broker() -> None:
    verb = seen(replace(IDLE, next=None)).keys[0].verb
    assert (verb.block, verb.can) == (Block.NOBODY, True)


def test_nothing_can_be_pressed_while_the_page_is_not_live() -> None:
    assert {block for _, _, block, _ in keys(SERVING, NOT_LIVE)} == {Block.NOT_LIVE}


def test_a_key_names_the_ticket_it_is_about() -> None:
    assert [key.verb.number for key in seen(IDLE).keys] == ["A048", "", ""]
    assert [key.verb.number for key in seen(CALLED).keys] == ["A048", "A047", "A047"]


# -- the other buttons


def test_a_break_has_to_wait_until_the_visitor_is_done() -> None:
    assert seen(SERVING).verbs["pause_counter"].block == Block.BUSY
    assert seen(IDLE).verbs["pause_counter"].block == Block.NO


def test_a_counter_that_closes_already_cannot_be_closed_again() -> None:
    assert seen(replace(SERVING, closing=True)).verbs["close_counter"].block == Block.CLOSING


def test_a_no_show_waits_from_the_moment_a_screen_confirmed_the_call() -> None:
    board = with_ticket(CALLED, confirmed_at=NOW - timedelta(seconds=12, milliseconds=500))
    page = seen(board)
    assert (page.no_show_in_s, page.verbs["mark_no_show"].block) == (18, Block.TOO_EARLY)


def test_a_no_show_waits_twice_as_long_when_no_screen_confirmed_the_call() -> None:
    assert seen(CALLED).no_show_in_s == 50
    assert seen(CALLED, now=NOW + timedelta(seconds=50)).verbs["mark_no_show"].block == Block.NO


def test_nobody_who_is_being_served_counts_down_to_a_no_show() -> None:
    assert seen(SERVING).no_show_in_s == 0


# -- my ticket


def test_the_ticket_shows_office_time_and_whole_minutes_that_have_passed() -> None:
    ticket = seen(SERVING).ticket
    assert ticket is not None
    assert (ticket.taken_at, ticket.called_at, ticket.waited_min, ticket.with_you_min) == (
        "9:18",
        "9:47",
        24,
        6,
    )


def test_the_visit_has_no_clock_before_it_starts() -> None:
    ticket = seen(CALLED).ticket
    assert ticket is not None
    assert (ticket.serving, ticket.with_you_min) == (False, None)


def test_topics_are_named_in_the_language_of_the_staff() -> None:
    ticket = seen(CALLED).ticket
    assert ticket is not None
    assert (ticket.topic, ticket.topics_waiting) == ("Pension", ("Other",))


def test_a_name_that_the_staffs_language_lacks_is_shown_in_the_offices_own() -> None:
    board = replace(IDLE, hall_names={"lt": "1 salė", "ru": "Зал 1"})
    assert seen(board).hall == "1 salė"


def test_a_wait_exactly_as_long_as_the_target_is_not_over_it() -> None:
    over = [seen(with_ticket(CALLED, waited_s=s)).ticket for s in (1800.0, 1800.1)]
    assert [ticket.over for ticket in over if ticket] == [False, True]


# -- the queue


def test_the_longest_wait_goes_on_between_two_boards() -> None:
    later = seen(IDLE, now=NOW + timedelta(seconds=61)).queue[0]
    assert (later.longest_min, later.over, later.share_of_target) == (30, True, 1.0)


def test_an_empty_queue_does_not_age() -> None:
    later = seen(IDLE, now=NOW + timedelta(hours=1)).queue[1]
    assert (later.waiting, later.longest_min, later.over, later.share_of_target) == (0, 0, False, 0.0)


def test_the_head_of_the_list_counts_people_and_those_over_target() -> None:
    board = replace(
        IDLE, queue=(row("a", "A", "A", 7, 29), row("f", "F", "F", 5, 34), row("g", "G", "G", 0, 0))
    )
    page = seen(board)
    assert (page.waiting, page.over, page.target_min) == (12, 1, 30)


def test_somebody_who_has_just_passed_the_target_is_counted_before_the_next_board() -> None:
    assert seen(IDLE, now=NOW + timedelta(seconds=61)).over == 1


def test_topics_with_different_targets_have_no_common_line() -> None:
    board = replace(IDLE, queue=(IDLE.queue[0], replace(IDLE.queue[1], target_s=600)))
    assert seen(board).target_min == 0


def test_a_transfer_offers_every_other_counter() -> None:
    assert seen(CALLED).counters == (1, 12)


# -- alerts and undo


def test_an_alert_is_dated_in_tens_of_seconds_and_then_in_minutes() -> None:
    board = replace(IDLE, alerts=(PERSON_CALLED,))
    ages = [seen(board, now=NOW + timedelta(seconds=s)).alerts[0].ago_s for s in (0, 3, 13, 80)]
    assert ages == [40, 50, 60, 120]


def test_people_come_before_paper() -> None:
    paper = replace(PERSON_CALLED, seq=5, kind="not_printed", where="A051")
    alarm = replace(PERSON_CALLED, seq=9, kind="alarm_raised", where="3")
    page = seen(replace(IDLE, alerts=(paper, PERSON_CALLED, alarm)))
    assert [(line.seq, line.person) for line in page.alerts] == [(7, True), (9, True), (5, False)]


def test_an_undo_counts_down_and_is_gone() -> None:
    offer = UndoOffer(seq=39, kind="leg_finished", number="A047", until=NOW + timedelta(seconds=7.4))
    board = replace(IDLE, undo=offer)
    left = [seen(board, now=NOW + timedelta(seconds=s)).undo for s in (0, 7, 8)]
    assert [line.left_s if line else None for line in left] == [8, 1, None]


def test_a_planned_break_is_told_in_local_time_until_it_is_over() -> None:
    due = BreakDue(begins_at=NOW + timedelta(minutes=12), ends_at=NOW + timedelta(minutes=57))
    board = replace(SERVING, break_due=due)
    assert (seen(board).planned_break, seen(SERVING).planned_break) == ("10:00–10:45", "")
    on_it, over = (seen(board, now=NOW + timedelta(minutes=minutes)) for minutes in (56.9, 57))
    assert (on_it.planned_break, over.planned_break) == ("10:00–10:45", "")
    assert seen(board).keys == seen(SERVING).keys


def test_a_suspension_says_why_and_since_when() -> None:
    stopped = Suspension(stopped=Stopped.CALLING, reason="Fire alarm", since=NOW - timedelta(minutes=3))
    page = seen(replace(IDLE, suspended=stopped))
    assert (page.suspended, page.suspended_since) == ("Fire alarm", "9:45")


def test_two_looks_within_a_second_are_equal_so_that_nothing_is_sent_twice() -> None:
    assert seen(SERVING) == seen(SERVING, now=NOW + timedelta(milliseconds=400))


def test_a_called_ticket_that_was_parked_elsewhere_is_still_called() -> None:
    board = with_ticket(CALLED, state=LegState.CALLED, serving_at=NOW - timedelta(minutes=40))
    ticket = seen(board).ticket
    assert ticket is not None
    assert ticket.with_you_min is None
