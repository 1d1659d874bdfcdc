"""The kiosk's manners: what a touch does and does not, when it waits, and what it goes back to."""

from dataclasses import replace

import pytest

from broker.contract.boards import KioskBoard, Reply
from broker.contract.codec import instant
from broker.contract.estimates import Estimate
from broker.contract.terms import Printed, Stopped
from kiosk.presenter import (
    AskPerson,
    AskTicket,
    Effect,
    KioskState,
    Obstacle,
    Screen,
    given,
    linked,
    obstacle,
    person_called,
    person_not_called,
    press,
    printed,
    printer_said,
    refused,
    slide,
    tick,
    ticket_from,
    touch,
)
from tests.kiosk.offices import BOARD, CLOSED, NOW, SUSPENDED
from tests.kiosk.states import TICKET

READY = KioskState(connected=True)


def strike(state: KioskState, action: str, machine_s: float) -> tuple[KioskState, tuple[Effect, ...]]:
    """A finger down and up on one place."""
    return touch(press(state, action, machine_s), action, machine_s)


def way(*touches: tuple[float, str], start: KioskState = READY) -> tuple[KioskState, list[Effect]]:
    """One touch after another; the state at the end and all that was asked for."""
    state, asked = start, list[Effect]()
    for machine_s, action in touches:
        state, effects = strike(tick(state, machine_s), action, machine_s)
        asked += effects
    return state, asked


# -- the way to a ticket


def test_language_then_topic_asks_for_one_ticket_in_that_language() -> None:
    state, asked = way((1, "language:ru"), (3, "topic:a"))
    assert asked == [AskTicket(topic="a", language="ru", priority=False)]
    assert state.screen is Screen.ASKING


def test_help_goes_with_the_ticket_and_is_gone_for_the_next_visitor() -> None:
    state, asked = way((1, "language:lt"), (2, "help"), (3, "topic:a"))
    assert asked == [AskTicket(topic="a", language="lt", priority=True)]
    state = printed(given(state, TICKET, 4), TICKET.id, Printed.YES, 5)
    state, asked = way((6, "done"), (8, "language:lt"), (9, "topic:a"), start=state)
    assert asked == [AskTicket(topic="a", language="lt", priority=False)]


def test_help_pressed_twice_is_taken_back() -> None:
    _, asked = way((1, "language:lt"), (2, "help"), (3, "help"), (4, "topic:a"))
    assert asked == [AskTicket(topic="a", language="lt", priority=False)]


@pytest.mark.parametrize(("answer", "priority"), [("answer:no", False), ("answer:yes", True)])
def test_where_there_is_no_help_button_help_is_asked_for_after_the_topic(answer: str, priority: bool) -> None:
    small = replace(READY, asks_help=True)
    state, asked = way((1, "language:lt"), (2, "topic:d"), start=small)
    assert (state.screen, asked) == (Screen.HELP, [])
    state, asked = way((3, answer), start=state)
    assert (state.screen, asked) == (
        Screen.ASKING,
        [AskTicket(topic="d", language="lt", priority=priority)],
    )


def test_more_turns_the_page_and_another_language_begins_at_the_first() -> None:
    state, _ = way((1, "language:lt"), (2, "more"), (3, "more"))
    assert state.page == 2
    state, _ = way((4, "language"), (5, "language:en"), start=state)
    assert (state.page, state.language, state.screen) == (0, "en", Screen.TOPICS)


def test_the_paper_is_told_and_finish_leads_back_to_the_first_page() -> None:
    state, _ = way((1, "language:lt"), (3, "topic:a"))
    state = given(state, TICKET, 3.2)
    assert state.screen is Screen.PRINTING
    state = printed(state, TICKET.id, Printed.YES, 5)
    assert (state.screen, state.proven) == (Screen.TICKET, True)
    state, _ = way((8, "done"), start=state)
    assert (state.screen, state.language, state.ticket) == (Screen.LANGUAGE, "", None)


@pytest.mark.parametrize(
    ("fate", "screen", "proven"),
    [
        (Printed.YES, Screen.TICKET, True),
        (Printed.UNKNOWN, Screen.TICKET, False),
        (Printed.NO, Screen.TROUBLE, False),
    ],
)
def test_what_became_of_the_paper_decides_the_screen(fate: Printed, screen: Screen, proven: bool) -> None:
    state = printed(given(READY, TICKET, 1), TICKET.id, fate, 2)
    assert (state.screen, state.proven) == (screen, proven)


def test_paper_of_an_earlier_ticket_disturbs_nobody() -> None:
    state = given(READY, TICKET, 1)
    assert printed(state, "another", Printed.NO, 2) == state


def test_a_refusal_is_said_and_leads_back_to_the_topics() -> None:
    state, _ = way((1, "language:lt"), (3, "topic:a"))
    state = refused(state, 4)
    assert state.screen is Screen.REFUSED
    assert way((6, "back"), start=state)[0].screen is Screen.TOPICS


# -- fingers


def test_nothing_happens_before_the_finger_lifts() -> None:
    state = press(READY, "language:lt", 1)
    assert (state.screen, state.pressed) == (Screen.LANGUAGE, "language:lt")


def test_sliding_off_gives_the_touch_up_for_good() -> None:
    state = press(READY, "language:lt", 1)
    assert slide(state, "language:lt").pressed == "language:lt"
    off = slide(state, None)
    assert slide(off, "language:lt").pressed is None


def test_a_second_strike_within_half_a_second_does_nothing_wherever_it_lands() -> None:
    state, asked = way((10.0, "language:lt"), (10.4, "topic:a"))
    assert (state.screen, asked) == (Screen.TOPICS, [])
    state, asked = way((10.5, "topic:a"), start=state)
    assert asked == [AskTicket(topic="a", language="lt", priority=False)]


def test_two_tickets_of_one_kiosk_are_two_seconds_apart() -> None:
    state, _ = way((10.0, "language:lt"), (11.0, "topic:a"))
    again = replace(refused(state, 11.2), screen=Screen.TOPICS)
    assert way((12.9, "topic:a"), start=again)[1] == []
    assert way((13.0, "topic:a"), start=again)[1] == [AskTicket(topic="a", language="lt", priority=False)]


# -- a person


def test_a_person_is_called_in_the_visitors_language_and_the_screen_says_so_for_a_while() -> None:
    state, asked = way((1, "language:ru"), (2, "person"))
    assert asked == [AskPerson(language="ru")]
    assert not state.person_coming
    state = person_called(state, 2.5)
    assert [tick(state, machine_s).person_coming for machine_s in (22.4, 22.5)] == [True, False]


def test_a_call_for_a_person_that_nobody_heard_is_said_for_a_while() -> None:
    state = person_not_called(READY, 2.5)
    assert [tick(state, machine_s).person_unheard for machine_s in (22.4, 22.5)] == [True, False]


def test_a_person_on_the_way_is_not_taken_back_by_a_second_call_that_nobody_heard() -> None:
    state = person_not_called(person_called(READY, 1), 2)
    assert (state.person_coming, state.person_unheard) == (True, False)


# -- time


def test_an_idle_kiosk_asks_after_45_s_and_goes_back_20_s_later() -> None:
    state, _ = way((10, "language:lt"), (11, "help"))
    assert tick(state, 55.9).screen is Screen.TOPICS
    asking = tick(state, 56.0)
    assert asking.screen is Screen.MORE_TIME
    assert tick(asking, 75.9).screen is Screen.MORE_TIME
    rested = tick(asking, 76.0)
    assert (rested.screen, rested.language, rested.help_wanted) == (Screen.LANGUAGE, "", False)


def test_more_time_is_given_as_often_as_it_is_asked_for_and_keeps_what_was_chosen() -> None:
    state, _ = way((0, "language:lt"), (1, "help"), (2, "more"))
    machine_s = 2.0
    for _ in range(12):
        machine_s += 50
        state = tick(state, machine_s)
        assert state.screen is Screen.MORE_TIME
        state, _ = strike(state, "go_on", machine_s + 5)
        machine_s += 5
    assert (state.screen, state.language, state.help_wanted, state.page) == (Screen.TOPICS, "lt", True, 1)


def test_a_finger_beside_every_button_is_still_a_sign_of_life() -> None:
    state, _ = way((0, "language:lt"))
    state = press(state, None, 40)
    assert tick(state, 84.9).screen is Screen.TOPICS
    assert tick(state, 85.0).screen is Screen.MORE_TIME


@pytest.mark.parametrize(("fate", "stays_s"), [(Printed.YES, 20.0), (Printed.NO, 30.0)])
def test_a_ticket_left_standing_gives_way_to_the_next_visitor(fate: Printed, stays_s: float) -> None:
    state = printed(given(READY, TICKET, 1), TICKET.id, fate, 2)
    before, after = tick(state, 2 + stays_s - 0.1), tick(state, 2 + stays_s)
    assert (before.screen is state.screen, after.screen) == (True, Screen.LANGUAGE)


def test_one_moment_stays_until_the_answer_and_explains_itself_after_five_seconds() -> None:
    state, _ = way((0, "language:lt"), (1, "topic:a"))
    assert [tick(state, machine_s).slow for machine_s in (5.9, 6.0)] == [False, True]
    assert tick(state, 3600).screen is Screen.ASKING


def test_the_first_page_stays_for_ever() -> None:
    assert tick(READY, 10_000) == READY


# -- what stands in the way


@pytest.mark.parametrize(
    ("connected", "board", "expected"),
    [
        (True, BOARD, None),
        (False, BOARD, Obstacle.NO_CONNECTION),
        (False, None, Obstacle.NO_CONNECTION),
        (True, None, Obstacle.STARTING),
        (True, SUSPENDED, Obstacle.SUSPENDED),
        (True, CLOSED, Obstacle.CLOSED),
        (True, replace(BOARD, topics=()), Obstacle.CLOSED),
    ],
)
def test_nobody_chooses_what_cannot_be_had(
    connected: bool, board: KioskBoard | None, expected: Obstacle | None
) -> None:
    assert obstacle(linked(READY, connected=connected), board, "hall-1") is expected


def test_a_suspension_of_calling_or_of_another_hall_stops_no_ticket() -> None:
    calling = replace(SUSPENDED.suspended["hall-1"], stopped=Stopped.CALLING)
    assert obstacle(READY, replace(BOARD, suspended={"hall-1": calling}), "hall-1") is None
    assert obstacle(READY, SUSPENDED, "hall-2") is None


@pytest.mark.parametrize("screen", [Screen.ASKING, Screen.PRINTING, Screen.TICKET, Screen.TROUBLE])
def test_a_ticket_on_its_way_is_not_disturbed_by_a_lost_connection(screen: Screen) -> None:
    assert obstacle(replace(READY, connected=False, screen=screen), SUSPENDED, "hall-1") is None


def test_the_printer_is_remembered_for_the_next_visitor() -> None:
    state = printer_said(READY, down=True)
    assert (state.printer_down, printer_said(state, down=False).printer_down) == (True, False)


# -- what the broker answers


def test_a_ticket_is_read_from_the_reply() -> None:
    reply = Reply(
        id=TICKET.id,
        accepted=True,
        result={
            "ticket_id": TICKET.id,
            "number": "A047",
            "issued_at": instant(NOW),
            "people_ahead": 7,
            "estimate_low_s": 900,
            "estimate_high_s": 1500,
            "roughly": False,
        },
    )
    page = TICKET.follow.removesuffix("#A047")
    assert ticket_from(reply, topic="a", follow_page=page) == TICKET


def test_a_reply_without_estimate_and_an_office_without_address_make_a_plainer_ticket() -> None:
    result: dict[str, str | int | None] = {
        "number": "D001",
        "issued_at": instant(NOW),
        "people_ahead": 0,
        "estimate_low_s": None,
    }
    reply = Reply(id="x", accepted=True, result=result)
    ticket = ticket_from(reply, topic="d", follow_page="")
    assert (ticket.estimate, ticket.follow, ticket.people_ahead) == (None, "", 0)


def test_a_rough_estimate_stays_marked_as_rough() -> None:
    reply = Reply(
        id="x",
        accepted=True,
        result={
            "number": "D001",
            "issued_at": instant(NOW),
            "estimate_low_s": 600.0,
            "estimate_high_s": 600.0,
            "roughly": True,
        },
    )
    ticket = ticket_from(reply, topic="d", follow_page="")
    assert ticket.estimate == Estimate(low_s=600.0, mid_s=600.0, high_s=600.0, roughly=True)
