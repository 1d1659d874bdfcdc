"""How an office's state reaches the rule: appointments, put back, not me, offers, and why in two words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.estimates import TopicLearned
from broker.contract.office import Hall, Office, Routing
from broker.contract.terms import Stopped, Why
from broker.rules.lobby import lobby, next_leg, offers
from broker.rules.routing import Waiting, nobodys, pressures
from broker.rules.state import Ticket
from tests.contract.samples import OFFICE
from tests.rules.world import World

MINUTE = 60


@pytest.fixture
def world() -> World:
    return World()


def seen(world: World, ticket: Ticket) -> list[Waiting]:
    """What waits of a visit, as the rule sees it."""
    return [leg for leg in lobby(world.state, world.now).waiting if leg.ticket_id == ticket.id]


def next_at(world: World, counter: int) -> str | None:
    """Whom a counter would call now."""
    found = next_leg(world.state, counter, world.now)
    return found[0].number if found else None


def agree(world: World, in_min: float, counter: int = 0, topic: str = "pension") -> str:
    """An appointment so many minutes from now."""
    name = str(len(world.log))
    due_at = world.now + timedelta(minutes=in_min)
    world.do(c.SetAppointment, appointment=name, at=due_at, topic=topic, counter=counter)
    return name


def check_in(world: World, appointment: str) -> Ticket:
    done = world.do(c.CheckIn, "kiosk-1", appointment=appointment, language="lt")
    return world.state.tickets[str(done.result["ticket_id"])]


def serve(world: World, counter: int) -> Ticket:
    """Press next and begin."""
    ticket = world.call(counter)
    world.do(c.Serve, counter=counter, ticket_id=ticket.id)
    return ticket


# -- appointments


def test_before_its_time_an_appointment_is_called_only_when_nothing_else_waits(world: World) -> None:
    world.open(1)
    early = check_in(world, agree(world, in_min=10))
    world.wait(60)
    ordinary = world.issue("sickness")
    assert serve(world, 1).id == ordinary.id
    world.do(c.Finish, counter=1, ticket_id=ordinary.id)
    assert world.call(1).id == early.id


def test_from_the_agreed_time_its_minutes_weigh_as_priority(world: World) -> None:
    """Checked in 10 min early: at 3 min past the time 10 minutes weigh once and 3 five times."""
    world.open(1)
    ordinary = world.issue()
    world.wait(10 * MINUTE)
    visitor = check_in(world, agree(world, in_min=10))
    world.wait(9 * MINUTE)
    assert next_at(world, 1) == ordinary.number
    world.wait(4 * MINUTE)
    (leg,) = seen(world, visitor)
    assert leg.priority_from_s == (world.now - timedelta(minutes=3)).timestamp()
    assert next_at(world, 1) == visitor.number


def test_who_is_late_within_the_grace_weighs_from_the_check_in(world: World) -> None:
    world.open(1)
    ordinary = world.issue()
    appointment = agree(world, in_min=0)
    world.wait(15 * MINUTE)
    visitor = check_in(world, appointment)
    assert [leg.priority_from_s for leg in seen(world, visitor)] == [world.now.timestamp()]
    assert next_at(world, 1) == ordinary.number
    world.wait(4 * MINUTE)
    assert next_at(world, 1) == visitor.number


def test_who_is_later_than_the_grace_is_ordinary_from_the_check_in(world: World) -> None:
    appointment = agree(world, in_min=0)
    world.wait(15 * MINUTE + 1)
    visitor = check_in(world, appointment)
    (leg,) = seen(world, visitor)
    assert (leg.priority, leg.issued_s, leg.held_back) == (False, world.now.timestamp(), False)


def test_an_appointment_goes_first_to_its_officer_and_to_any_while_that_counter_is_away(
    world: World,
) -> None:
    world.open(1, 3)
    visitor = check_in(world, agree(world, in_min=0, counter=3))
    assert (next_at(world, 1), next_at(world, 3)) == (None, visitor.number)
    world.do(c.PauseCounter, counter=3, reason="lunch")
    assert next_at(world, 1) == visitor.number


def test_an_officer_who_says_not_me_frees_the_appointment_for_the_others(world: World) -> None:
    world.open(1, 3)
    visitor = check_in(world, agree(world, in_min=0, counter=3))
    world.call(3)
    world.do(c.Recuse, counter=3, ticket_id=visitor.id)
    assert (next_at(world, 1), next_at(world, 3)) == (visitor.number, None)


def test_a_further_matter_of_an_appointment_goes_its_own_way(world: World) -> None:
    """Called early because nobody else waits, then sent on: no longer held back nor for the officer."""
    world.open(2, 3)
    visitor = check_in(world, agree(world, in_min=20, counter=3))
    serve(world, 3)
    world.do(c.Transfer, counter=3, ticket_id=visitor.id, topic="other")
    (leg,) = seen(world, visitor)
    assert (leg.leg, leg.held_back, leg.to_counter, leg.priority) == (2, False, 0, False)
    assert next_at(world, 2) == visitor.number
    world.wait(20 * MINUTE)
    assert [leg.priority for leg in seen(world, visitor)] == [True]


# -- put back, not me, transfers, no-shows


def test_one_put_back_waits_for_two_other_calls_or_five_minutes(world: World) -> None:
    world.open(1, 3)
    first, *_ = [world.issue() for _ in range(4)]
    world.call(1)
    world.do(c.PutBack, counter=1, ticket_id=first.id)
    assert [leg.held_back for leg in seen(world, first)] == [True]
    world.wait(299)
    assert next_at(world, 1) == "A002"
    world.wait(1)
    assert next_at(world, 1) == first.number


def test_two_calls_of_others_end_a_put_back_wherever_they_are_made(world: World) -> None:
    world.open(1, 2, 3)
    first, *_ = [world.issue() for _ in range(4)]
    world.call(1)
    world.do(c.PutBack, counter=1, ticket_id=first.id)
    world.issue("other")
    world.call(2)
    world.call(3)
    assert next_at(world, 1) == first.number


def test_not_me_holds_for_the_whole_visit(world: World) -> None:
    world.open(1, 3)
    visitor = world.issue()
    world.call(1)
    world.do(c.Recuse, counter=1, ticket_id=visitor.id, reason="my neighbour")
    serve(world, 3)
    world.do(c.Transfer, counter=3, ticket_id=visitor.id, topic="sickness")
    assert next_at(world, 1) is None


def test_who_was_sent_to_a_counter_that_is_about_to_close_is_for_any_other(world: World) -> None:
    world.open(1, 2, 3)
    visitor = world.issue("sickness")
    world.issue("sickness")
    serve(world, 1)
    busy = serve(world, 2)
    world.do(c.Transfer, counter=1, ticket_id=visitor.id, topic="pension", to_counter=2)
    assert next_at(world, 1) is None
    world.do(c.CloseCounter, counter=2)
    assert (busy.id, next_at(world, 1)) != (visitor.id, None)
    assert next_at(world, 1) == visitor.number


def test_a_transfer_to_a_level_is_called_there_by_the_visit_s_issue_time(world: World) -> None:
    world.open(1, 2)
    visitor = world.issue("sickness")
    world.wait(600)
    other = world.issue("sickness")
    serve(world, 1)
    world.do(c.Transfer, counter=1, ticket_id=visitor.id, to_level=2)
    assert (next_at(world, 1), next_at(world, 2)) == (other.number, visitor.number)


def test_who_comes_after_all_has_the_old_place_at_any_counter(world: World) -> None:
    world.open(1, 3)
    visitor, other = world.issue(), world.issue()
    world.call(1)
    world.wait(60)
    world.do(c.MarkNoShow, counter=1, ticket_id=visitor.id)
    assert next_at(world, 3) == other.number
    world.do(c.Reinstate, ticket_id=visitor.id)
    assert (next_at(world, 1), next_at(world, 3)) == (visitor.number, visitor.number)


def test_a_visitor_at_a_counter_is_called_nowhere_else(world: World) -> None:
    world.open(1, 2)
    visitor = world.issue()
    serve(world, 1)
    world.do(c.AddTopic, counter=1, ticket_id=visitor.id, topic="other")
    assert seen(world, visitor) == []
    assert next_at(world, 2) is None


# -- what weighs


def test_a_flag_set_later_weighs_from_that_moment_and_one_taken_away_not_at_all(world: World) -> None:
    visitor = world.issue()
    world.wait(600)
    world.do(c.SetPriority, ticket_id=visitor.id, priority=True)
    assert [leg.priority_from_s for leg in seen(world, visitor)] == [world.now.timestamp()]
    world.do(c.SetPriority, ticket_id=visitor.id, priority=False)
    assert [leg.priority_from_s for leg in seen(world, visitor)] == [None]


def test_what_the_history_says_of_a_topic_counts_from_the_moment_it_is_known(world: World) -> None:
    """Pension 0.75 * 20 min against sickness 0.25 * 10: counter 1 is 6/7 and 1/7 of a counter for them."""
    world.open(1)
    world.issue("pension")
    world.issue("sickness")
    world.happen(
        e.ParametersLearned(
            days=30,
            topics=(
                TopicLearned(topic="pension", mean_service_s=1200, share=0.75, observations=900),
                TopicLearned(topic="sickness", mean_service_s=600, share=0.25, observations=300),
            ),
        )
    )
    found = pressures(lobby(world.state, world.now))
    assert (found["pension"], found["sickness"]) == pytest.approx((20 / (6 / 7), 60.0))


def test_a_topic_without_a_history_keeps_its_place_beside_those_with_one(world: World) -> None:
    """Configured 2 : 1 : 1; the first two were found to be half of that on the new scale, so is the third."""
    topics = (
        TopicLearned(topic="pension", mean_service_s=900, share=1.0, observations=900),
        TopicLearned(topic="sickness", mean_service_s=900, share=0.5, observations=300),
    )
    world.happen(e.ParametersLearned(days=30, topics=topics))
    shares = {name: load.share for name, load in lobby(world.state, world.now).loads.items()}
    assert shares == {"pension": 1.0, "sickness": 0.5, "other": 0.5}


# -- point 2: the boards


def test_a_new_ticket_is_offered_to_the_counter_idle_longest(world: World) -> None:
    world.open(3)
    world.wait(60)
    world.open(1)
    ticket = world.issue()
    shown = offers(world.state, lobby(world.state, world.now))
    assert {n: leg.number for n, leg in shown.items()} == {3: ticket.number}


def test_a_counter_that_writes_up_its_last_visit_comes_after_all_that_are_idle() -> None:
    topics = tuple(replace(topic, wrap_up=True) for topic in OFFICE.topics)
    world = World(replace(OFFICE, topics=topics))
    world.open(1, 3)
    first = world.issue()
    serve(world, 1)
    world.do(c.Finish, counter=1, ticket_id=first.id)
    world.wait(60)
    world.do(c.CloseCounter, counter=3)
    world.open(3)
    tickets = [world.issue(), world.issue()]
    shown = offers(world.state, lobby(world.state, world.now))
    assert [(n, leg.number) for n, leg in shown.items()] == [(3, tickets[0].number), (1, tickets[1].number)]


def counter_3_in_another_hall() -> World:
    halls = (*OFFICE.halls, Hall(id="hall-2", names={"lt": "2 salė"}))
    counters = tuple(replace(one, hall=f"hall-{1 + (one.number == 3)}") for one in OFFICE.counters)
    return World(replace(OFFICE, halls=halls, counters=counters))


def test_nobody_is_kept_for_a_counter_whose_hall_may_not_call() -> None:
    world = counter_3_in_another_hall()
    world.open(1, 3)
    visitor = check_in(world, agree(world, in_min=0, counter=3))
    assert next_at(world, 1) is None
    world.do(c.Suspend, hall="hall-2", stopped=Stopped.CALLING, reason="alarm")
    assert next_at(world, 1) == visitor.number
    world.do(c.Lift, hall="hall-2")
    assert next_at(world, 1) is None


def test_a_counter_whose_hall_may_not_call_keeps_no_visitor_from_the_others() -> None:
    world = counter_3_in_another_hall()
    world.open(3)
    world.wait(60)
    world.open(1)
    ticket = world.issue()
    world.do(c.Suspend, hall="hall-2", stopped=Stopped.CALLING, reason="alarm")
    shown = offers(world.state, lobby(world.state, world.now))
    assert {n: leg.number for n, leg in shown.items()} == {1: ticket.number}


# -- point 3: nobody serves it


def test_a_ticket_for_which_nobody_is_signed_in_is_issued_and_known(world: World) -> None:
    world.open(1)
    alone = world.issue("other")
    assert [leg.number for leg in nobodys(lobby(world.state, world.now))] == [alone.number]
    with pytest.raises(Refused, check=lambda error: error.code == "nobody_waiting"):
        world.call(1)
    world.do(c.GrantSkills, counter=1, topics=("pension", "other"))
    assert nobodys(lobby(world.state, world.now)) == []
    assert world.call(1).id == alone.id


# -- why, in two words


def ruled(rule: str) -> Office:
    return replace(OFFICE, routing=Routing(rule=rule))


def why_at(world: World, counter: int) -> tuple[str, Why]:
    found = next_leg(world.state, counter, world.now)
    assert found is not None
    return found[0].number, found[1]


def test_where_nobody_came_earlier_the_reason_is_the_longest_wait(world: World) -> None:
    world.open(1)
    flagged = world.issue(priority=True)
    world.wait(60)
    world.issue()
    assert why_at(world, 1) == (flagged.number, Why.LONGEST_WAIT)


def test_priority_is_the_reason_where_its_weight_tipped_the_scales(world: World) -> None:
    world.open(1)
    world.issue()
    world.wait(120)
    flagged = world.issue(priority=True)
    world.wait(120)
    assert why_at(world, 1) == (flagged.number, Why.PRIORITY)


def test_pressure_is_the_reason_also_of_a_priority_visitor_whom_it_alone_put_first(world: World) -> None:
    world.open(1)
    world.issue("pension")
    world.wait(60)
    crowd = [world.issue("sickness", priority=True) for _ in range(4)]
    assert why_at(world, 1) == (crowd[0].number, Why.UNDER_PRESSURE)


def test_an_appointment_is_named_one_unless_it_is_too_late(world: World) -> None:
    world.open(1)
    appointment = agree(world, in_min=-15)
    visitor = check_in(world, appointment)
    assert why_at(world, 1) == (visitor.number, Why.APPOINTMENT)
    late_world = World()
    late_world.open(1)
    late = check_in(late_world, agree(late_world, in_min=-16))
    assert why_at(late_world, 1) == (late.number, Why.LONGEST_WAIT)


def test_under_strict_priority_the_reason_is_the_flag_or_the_wait() -> None:
    world = World(ruled("strict_priority"))
    world.open(1)
    world.issue()
    world.wait(3600)
    flagged = world.issue(priority=True)
    assert why_at(world, 1) == (flagged.number, Why.PRIORITY)


# -- out of order


def test_a_further_matter_of_an_appointment_is_out_of_order_only_if_its_weight_put_it_first(
    world: World,
) -> None:
    world.open(2, 3)
    visitor = check_in(world, agree(world, in_min=0, counter=3))
    serve(world, 3)
    world.do(c.Transfer, counter=3, ticket_id=visitor.id, topic="other")
    found = next_leg(world.state, 2, world.now)
    assert found is not None
    assert (found[0].number, found[2]) == (visitor.number, False)
