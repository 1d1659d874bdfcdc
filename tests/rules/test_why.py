"""Why A before B: the sentence of every case, on days played by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.office import Office, Routing
from broker.contract.terms import Printed, Why
from broker.rules.decide.head import configure
from broker.rules.routing.why import why_before
from broker.rules.state import Ticket
from tests.contract.samples import OFFICE
from tests.rules.truth import Day
from tests.rules.world import World

MINUTE = 60


@pytest.fixture
def world() -> World:
    """From 08:00 on, in Vilnius."""
    return World()


def told(world: World, first: str, second: str) -> str:
    """The sentence; that it is true is checked on the way."""
    text = why_before(world.log, first, second)
    Day.of(world.log).check(text, first, second)
    return text


def minutes(world: World, n: float) -> None:
    world.wait(n * MINUTE)


def end(world: World, counter: int) -> None:
    """Serve and finish whoever is at a counter."""
    ticket_id = world.state.seats[counter].ticket_id
    world.do(c.Serve, counter=counter, ticket_id=ticket_id)
    world.do(c.Finish, counter=counter, ticket_id=ticket_id)


def act(world: World, verb: type[c.Command], counter: int, ticket: Ticket, **fields: Any) -> None:
    world.do(verb, counter=counter, ticket_id=ticket.id, **fields)


# -- both waited, and the counter could have called either


def test_the_earlier_issue(world: World) -> None:
    world.open(1)
    world.issue()
    minutes(world, 5)
    world.issue()
    world.call(1)
    assert told(world, "A001", "A002") == (
        "A001 was called to counter 1 at 08:05 before A002: A001 was issued earlier, at 08:00, A002 at 08:05."
    )


def test_times_are_said_as_exactly_as_tells_them_apart(world: World) -> None:
    world.open(1)
    world.issue()
    world.wait(0.02)
    world.issue()
    world.call(1)
    assert "at 08:00:00.000, A002 at 08:00:00.020." in told(world, "A001", "A002")


def test_the_number_decides_between_two_of_one_moment(world: World) -> None:
    world.open(1)
    first = world.issue()
    world.do(c.AddCompanion, ticket_id=first.id, topic="pension")
    world.call(1)
    assert told(world, "A001", "A002").endswith(
        "both were issued at the same moment, at 08:00, and then the number decides."
    )


def test_priority_with_what_it_counted(world: World) -> None:
    """20 minutes against 5 times 12; half of the 45 to clear on top: 2 wait, 2 * 15 / (2/3)."""
    world.open(1)
    world.issue()
    minutes(world, 8)
    world.issue(priority=True)
    minutes(world, 12)
    world.call(1)
    assert told(world, "A002", "A001") == (
        "A002 was called to counter 1 at 08:20 before A001: "
        "A001 was issued 20 minutes before this call and A002 12 minutes, but A002 has had priority for "
        "12 minutes, which count 5 times, so that A002 counted 82 minutes in all and A001 42."
    )


def test_a_long_wait_outweighs_priority(world: World) -> None:
    world.open(1)
    world.issue()
    minutes(world, 60)
    world.issue(priority=True)
    minutes(world, 10)
    world.call(1)
    assert told(world, "A001", "A002").endswith(
        "A001 was issued earlier, at 08:00, A002 at 09:00, which outweighs that A002 has had priority for "
        "10 minutes, which count 5 times, so that A001 counted 92 minutes in all and A002 72."
    )


def test_pressure_with_the_minutes_to_clear(world: World) -> None:
    """Counter 1 is 2/3 of a counter for pension, 1/3 for sickness: 15 / (2/3) and 15 / (1/3) min to clear."""
    world.open(1)
    world.issue("pension")
    minutes(world, 5)
    world.issue("sickness")
    world.call(1)
    assert told(world, "D001", "A001") == (
        "D001 was called to counter 1 at 08:05 before A001: "
        "A001 was issued 5 minutes before this call and D001 less than a minute, but D Sickness benefit "
        "was under more pressure, 45 minutes to clear against 22 for A Pension."
    )


def test_pressure_at_its_cap_is_an_hour_or_more(world: World) -> None:
    world.open(1)
    world.issue("pension")
    minutes(world, 5)
    for _ in range(3):
        world.issue("sickness")
    world.call(1)
    assert "60 or more minutes to clear against 22 for A Pension" in told(world, "D001", "A001")


def test_the_nearer_target(world: World) -> None:
    """Pension 20 of 30 minutes, sickness 10 of 10: two thirds against the whole."""
    topics = (OFFICE.topics[0], replace(OFFICE.topics[1], wait_target_s=600), OFFICE.topics[2])
    world = World(replace(OFFICE, topics=topics))
    world.open(1)
    world.issue("pension")
    minutes(world, 10)
    world.issue("sickness")
    minutes(world, 10)
    world.call(1)
    assert told(world, "D001", "A001").endswith(
        "but D001 is to wait 10 minutes at most and A001 30 minutes: 100 % of that had passed against 67 %."
    )


def test_one_behind_another_of_its_own_topic(world: World) -> None:
    """Flagged all along, but behind one of the same class who came earlier and was flagged a moment ago."""
    world.open(1)
    world.issue("sickness")
    minutes(world, 1)
    early = world.issue("pension")
    minutes(world, 1)
    world.issue("pension", priority=True)
    minutes(world, 58)
    world.do(c.SetPriority, ticket_id=early.id, priority=True)
    world.call(1)
    assert told(world, "D001", "A002").endswith(
        "A002 comes after A001, which was issued earlier for the same topic; "
        "D001 was issued earlier, at 08:00, A001 at 08:01."
    )


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("first_come", "A001 was issued earlier, at 08:00, D001 at 08:05"),
        ("strict_priority", "D001 has priority, which goes first in this office"),
        ("topic_order", "counter 1 serves A Pension before D Sickness benefit"),
    ],
)
def test_the_other_rules_have_their_own_reason(rule: str, reason: str) -> None:
    world = World(replace(OFFICE, routing=Routing(rule=rule)))
    world.open(1)
    world.issue("pension")
    minutes(world, 5)
    world.issue("sickness", priority=True)
    called = world.call(1).number
    other = {"A001": "D001", "D001": "A001"}[called]
    assert told(world, called, other).endswith(f" before {other}: {reason}.")


# -- the counter could not call the other one


def languages(*spoken: tuple[str, ...]) -> Office:
    counters = tuple(replace(n, languages=s) for n, s in zip(OFFICE.counters, spoken, strict=True))
    return replace(OFFICE, counters=counters)


def test_a_topic_the_counter_does_not_serve(world: World) -> None:
    world.open(1, 3)
    world.issue("sickness")
    world.issue("pension")
    world.call(3)
    assert told(world, "A001", "D001").endswith(
        "before D001: counter 3 does not serve D Sickness benefit while another open counter does."
    )
    world.do(c.Undo, counter=3, seq=world.state.seq)
    world.open(2)
    world.call(2)
    assert told(world, "D001", "A001").endswith("before A001: counter 2 does not serve A Pension.")


def passed_on(world: World) -> None:
    visitor = world.call(1)
    act(world, c.Recuse, 1, visitor, reason="Jonas is my cousin")


def sent_to_counter(world: World) -> None:
    act(world, c.Transfer, 1, world.call(1), to_counter=2)


def sent_to_level(world: World) -> None:
    act(world, c.Transfer, 1, world.call(1), to_level=2)


def put_back(world: World) -> None:
    act(world, c.PutBack, 1, world.call(1))


@pytest.mark.parametrize(
    ("away", "reason"),
    [
        (passed_on, "D001 does not go to counter 1 again, which passed it on"),
        (sent_to_counter, "D001 was sent to counter 2"),
        (sent_to_level, "D001 was sent to level 2, and counter 1 is of level 1"),
        (put_back, "D001 had been put back at 08:00 to let others go first"),
    ],
)
def test_what_staff_did_with_the_other_one(world: World, away: Callable[[World], None], reason: str) -> None:
    world.open(1, 2)
    world.issue("sickness")
    away(world)
    minutes(world, 1)
    world.issue("sickness")
    world.call(1)
    assert told(world, "D002", "D001") == (
        f"D002 was called to counter 1 at 08:01 while D001, first called at 08:00, waited again: {reason}."
    )


def test_a_wish_for_a_language() -> None:
    world = World(languages(("lt",), ("lt", "ru"), ()))
    world.open(1, 2)
    world.issue("sickness", spoken_language="ru")
    world.issue("sickness")
    world.call(1)
    assert told(world, "D002", "D001").endswith(
        "D001 asked to be served in 'ru' and is kept for a counter that speaks it until 08:15."
    )


def by_appointment(world: World, in_min: int, counter: int = 0) -> None:
    due_at = world.now + timedelta(minutes=in_min)
    world.do(c.SetAppointment, appointment="17", at=due_at, topic="pension", counter=counter)
    world.do(c.CheckIn, "kiosk-1", appointment="17", language="lt")


def test_an_appointment_before_its_time_and_at_another_counter(world: World) -> None:
    world.open(1, 3)
    by_appointment(world, in_min=10)
    minutes(world, 1)
    world.issue()
    world.call(1)
    assert told(world, "A002", "A001").endswith(
        "A001 has its appointment at 08:10, and before that it is called when nobody else waits."
    )
    other = World()
    other.open(1, 3)
    by_appointment(other, in_min=0, counter=3)
    other.issue()
    other.call(1)
    assert told(other, "A002", "A001").endswith("before A001: A001 has its appointment at counter 3.")


def test_the_weight_of_an_appointment(world: World) -> None:
    world.open(1)
    world.issue()
    minutes(world, 5)
    by_appointment(world, in_min=0)
    minutes(world, 5)
    world.call(1)
    assert "A002 has had the weight of its appointment for 5 minutes, which count 5 times" in told(
        world, "A002", "A001"
    )


# -- the rule was not asked


def test_one_chosen_by_hand_without_the_words_of_whoever_chose(world: World) -> None:
    world.open(1)
    world.issue()
    act(world, c.CallChosen, 1, world.issue(), reason="Jonas fainted")
    assert told(world, "A002", "A001").endswith("before A001: counter 1 chose A002 by hand, out of order.")


def test_one_chosen_by_hand_that_was_next_anyway(world: World) -> None:
    world.open(1)
    first = world.issue()
    minutes(world, 1)
    world.issue()
    act(world, c.CallChosen, 1, first, reason="")
    assert told(world, "A001", "A002").endswith("A001 was issued earlier, at 08:00, A002 at 08:01.")


def park(world: World, counter: int, ticket: Ticket) -> None:
    until = world.now + timedelta(minutes=10)
    act(world, c.Park, counter, ticket, reason="Ona fetches a paper", until=until)


def test_one_back_from_parking(world: World) -> None:
    world.open(1)
    first = world.issue()
    park(world, 1, world.call(1))
    world.issue()
    minutes(world, 3)
    act(world, c.ResumeTicket, 1, first)
    assert told(world, "A001", "A002").endswith(
        "A001 was called back from parking to counter 1 at 08:03 before A002: "
        "A001 had been called before that and parked."
    )


def test_a_call_that_the_rule_of_today_would_not_make_keeps_the_reason_it_had(world: World) -> None:
    world.open(1)
    world.issue()
    second = world.issue()
    call = e.TicketCalled(
        ticket_id=second.id, number="A002", topic="pension", counter=1, why=Why.UNDER_PRESSURE
    )
    world.happen(call)
    text = why_before(world.log, "A002", "A001")
    assert text.endswith("before A001: the reason kept in the log is under pressure.")


# -- the other one did not wait


def test_one_that_came_later(world: World) -> None:
    world.open(1)
    world.issue()
    world.call(1)
    minutes(world, 7)
    world.issue()
    assert (
        told(world, "A001", "A002")
        == "A001 was called to counter 1 at 08:00: A002 was issued later, at 08:07."
    )


def test_one_whose_kiosk_was_offline(world: World) -> None:
    world.open(1)
    minutes(world, 10)
    world.issue()
    world.call(1)
    minutes(world, 5)
    world.issue(number="A905", taken_at=world.now - timedelta(minutes=14))
    assert told(world, "A001", "A905") == (
        "A001 was called to counter 1 at 08:10: A905, whose time of issue is 08:01, was not in the queue yet."
    )


def test_one_that_had_left(world: World) -> None:
    world.open(1)
    world.do(c.CancelTicket, ticket_id=world.issue().id)
    world.issue()
    world.call(1)
    assert told(world, "A002", "A001") == "A002 was called to counter 1 at 08:00: A001 had left."


def no_show(world: World, counter: int, ticket: Ticket) -> None:
    minutes(world, 1)
    act(world, c.MarkNoShow, counter, ticket)


def finish(world: World, counter: int, ticket: Ticket) -> None:
    end(world, counter)


def stay(world: World, counter: int, ticket: Ticket) -> None:
    """Still there."""


@pytest.mark.parametrize(
    ("then", "where"),
    [
        (park, "A001 was parked"),
        (no_show, "A001 had not come when it was called"),
        (finish, "A001 had been served"),
        (stay, "A001 was at counter 1"),
    ],
)
def test_the_other_way_round_is_said_and_why(
    world: World, then: Callable[[World, int, Ticket], None], where: str
) -> None:
    world.open(1, 3)
    world.issue()
    minutes(world, 1)
    world.issue()
    then(world, 1, world.call(1))
    minutes(world, 4)
    at = f"{world.now + timedelta(hours=2):%H:%M}"
    world.call(3)
    assert told(world, "A002", "A001") == (
        "A001 was called first, to counter 1 at 08:01: A001 was issued earlier, at 08:00, A002 at 08:01; "
        f"A002 was called to counter 3 at {at}, when {where}."
    )


# -- nobody was called, and nobody there


def test_one_that_was_never_called(world: World) -> None:
    world.open(1)
    world.issue()
    minutes(world, 1)
    world.issue()
    world.call(1)
    assert told(world, "A002", "A001").endswith(
        "A001 was issued earlier, at 08:00, A002 at 08:01; A002 has not been called yet."
    )


def test_neither_was_called(world: World) -> None:
    world.issue()
    world.do(c.CancelTicket, ticket_id=world.issue().id)
    assert told(world, "A001", "A002") == (
        "Neither was called: A001 has not been called yet, and A002 left before it was called."
    )
    world.wait(24 * 3600)
    day = list(world.log)
    world.turn_day()
    closed = world.log[: len(world.log) - 1]
    assert len(closed) > len(day)
    assert "A001 was not called before the day ended" in why_before(closed, "A001", "A002")


def test_a_call_that_was_taken_back_was_none(world: World) -> None:
    world.open(1)
    world.issue()
    world.issue()
    world.call(1)
    world.do(c.Undo, counter=1, seq=world.state.seq)
    assert told(world, "A001", "A002").startswith("Neither was called")


def test_an_unknown_number_and_one_ticket(world: World) -> None:
    world.issue()
    assert why_before(world.log, "A001", "Z099") == "There was no ticket Z099 on this day."
    assert why_before(world.log, "Z9", "Z099") == "There was no ticket Z9 and no ticket Z099 on this day."
    assert why_before(world.log, "A001", "A001") == "A001 is one ticket."


def test_a_ticket_is_asked_for_by_the_number_on_its_paper(world: World) -> None:
    world.open(1)
    first = world.issue()
    minutes(world, 1)
    world.issue()
    world.call(1)
    world.do(c.Renumber, "kiosk-1", ticket_id=first.id, number="A903")
    world.do(c.ConfirmPrint, "kiosk-1", ticket_id=first.id, printed=Printed.YES)
    text = why_before(world.log, "A903", "A002")
    assert text.endswith("A903 was issued earlier, at 08:00, A002 at 08:01.")


def test_a_topic_that_is_configured_no_more_is_named_by_its_id(world: World) -> None:
    world.open(1)
    world.issue("sickness")
    world.issue("pension")
    fewer = tuple(replace(one, skills=("pension",)) for one in OFFICE.counters)
    world.happen(*configure(world.state, replace(OFFICE, topics=OFFICE.topics[:1], counters=fewer)))
    world.call(1)
    text = why_before(world.log, "A001", "D001")
    assert text.endswith("counter 1 does not serve sickness.")
