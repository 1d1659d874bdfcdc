"""A ticket's life, verb by verb."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.office import Hours
from broker.contract.terms import CounterState, LegState, Outcome, Printed, Stopped, Why
from broker.rules.apply import fold
from broker.rules.boards import counter_board, moment
from broker.rules.decide import decide
from broker.rules.decide.head import configure
from broker.rules.rows import leg_row
from broker.rules.ticket import TRANSITIONS, after
from tests.contract.samples import OFFICE
from tests.rules.world import START, World


@pytest.fixture
def world() -> World:
    return World()


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_every_missing_step_of_the_table_is_refused_with_a_sentence() -> None:
    verbs = {verb for _, verb in TRANSITIONS}
    missing = [(s, v) for s in LegState for v in verbs if (s, v) not in TRANSITIONS]
    for state, verb in missing:
        with refused("not_now") as caught:
            after(state, verb, "A012")
        assert caught.value.reason.startswith("A012 ")


def test_a_visit_is_waiting_walking_and_serving_to_the_second(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.wait(600)
    assert world.call(1).id == ticket.id
    world.wait(20)
    world.do(c.Serve, counter=1, ticket_id=ticket.id)
    world.wait(900)
    world.do(c.Finish, counter=1, ticket_id=ticket.id)
    row = leg_row(world.ticket(ticket), world.ticket(ticket).leg(1), START.date())
    assert (row.waited_s, row.walked_s, row.served_s, row.outcome) == (600, 20, 900, Outcome.SERVED)
    assert world.state.seats[1].state is CounterState.OPEN


def test_numbers_run_by_letter_from_001_and_step_over_the_offline_blocks(world: World) -> None:
    assert [world.issue().number for _ in range(3)] == ["A001", "A002", "A003"]
    assert world.issue("sickness").number == "D001"
    world.state.figures["A"] = 899
    assert [world.issue().number for _ in range(3)] == ["A900", "A1001", "A1002"]


def test_a_topic_may_begin_its_day_at_another_number() -> None:
    topics = (replace(OFFICE.topics[0], first_number=2), *OFFICE.topics[1:])
    assert World(replace(OFFICE, topics=topics)).issue().number == "A002"


def test_the_same_command_is_the_same_ticket(world: World) -> None:
    ticket = world.issue()
    again = c.TakeTicket(id=ticket.id, device="kiosk-1", topic="pension", language="lt")
    with refused("already_issued"):
        decide(world.state, again, world.now)


def test_an_offline_number_counts_from_its_own_time_and_only_from_its_own_block(world: World) -> None:
    world.wait(600)
    ticket = world.issue(number="A905", taken_at=START)
    assert (ticket.number, ticket.issued_at) == ("A905", START)
    for number, code in (("A905", "number_taken"), ("A940", "not_your_number"), ("D905", "not_your_number")):
        with refused(code):
            world.issue(number=number, taken_at=START)
    assert world.issue().number == "A001"


def test_the_paper_wins_a_renumbering(world: World) -> None:
    first, second = world.issue(), world.issue()
    world.do(c.Renumber, "kiosk-1", ticket_id=first.id, number="A903")
    assert world.ticket(first).number == "A903"
    with refused("number_taken"):
        world.do(c.Renumber, "kiosk-1", ticket_id=second.id, number="A903")


def test_paper_that_did_not_come_is_an_alert_until_it_does(world: World) -> None:
    ticket = world.issue()
    world.do(c.ConfirmPrint, "kiosk-1", ticket_id=ticket.id, printed=Printed.NO)
    assert [(a.kind, a.where) for a in world.state.alerts.values()] == [("not_printed", "A001")]
    world.do(c.ConfirmPrint, "kiosk-1", ticket_id=ticket.id, printed=Printed.YES)
    assert world.state.alerts == {}


def test_a_counter_holds_one_ticket(world: World) -> None:
    world.open(1)
    world.issue()
    world.issue()
    world.call(1)
    with refused("busy"):
        world.call(1)


def test_nobody_acts_from_another_seat(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    for command in (c.CallNext, c.PauseCounter, c.CloseCounter):
        with refused("not_your_seat"):
            world.do(command, counter=1, actor="seat-9")
    world.call(1)
    with refused("not_your_seat"):
        world.do(c.Finish, counter=1, ticket_id=ticket.id, actor="seat-9")


def test_two_people_cannot_sign_in_at_one_counter_but_one_may_take_over(world: World) -> None:
    world.open(1)
    with refused("seat_taken"):
        world.do(c.OpenCounter, counter=1, actor="seat-9")
    ticket = world.issue()
    world.call(1)
    world.do(c.TakeOverSeat, counter=1, actor="seat-9")
    world.do(c.Serve, counter=1, ticket_id=ticket.id, actor="seat-9")
    with refused("not_your_seat"):
        world.do(c.Finish, counter=1, ticket_id=ticket.id)
    with refused("second_seat"):
        world.do(c.OpenCounter, counter=2, actor="seat-9")


def test_a_no_show_waits_for_the_lobby_to_have_said_it(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    call_seq = world.state.seq + 1
    world.call(1)
    with refused("too_early"):
        world.do(c.MarkNoShow, counter=1, ticket_id=ticket.id)
    world.wait(5)
    world.do(c.ConfirmCall, "lobby-1", call_seq=call_seq)
    world.wait(29)
    with refused("too_early"):
        world.do(c.MarkNoShow, counter=1, ticket_id=ticket.id)
    world.wait(1)
    world.do(c.MarkNoShow, counter=1, ticket_id=ticket.id)
    assert world.ticket(ticket).leg(1).state is LegState.NO_SHOW


def test_a_recall_starts_the_no_show_clock_again_and_has_a_limit(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.call(1)
    for _ in range(3):
        world.do(c.Recall, counter=1, ticket_id=ticket.id)
    assert world.ticket(ticket).leg(1).confirmed_at is None
    with refused("recall_limit"):
        world.do(c.Recall, counter=1, ticket_id=ticket.id)


def test_reinstated_keeps_its_issue_time_and_adds_its_further_waiting(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.wait(100)
    world.call(1)
    world.wait(60)
    world.do(c.MarkNoShow, counter=1, ticket_id=ticket.id)
    world.wait(500)
    world.do(c.Reinstate, ticket_id=ticket.id)
    world.wait(50)
    world.call(1)
    leg = world.ticket(ticket).leg(1)
    assert (leg.waited_s, leg.walked_s, world.ticket(ticket).issued_at) == (150, 60, START)
    assert leg.out_of_order


def test_put_back_comes_after_two_others_or_when_nobody_else_waits(world: World) -> None:
    world.open(1)
    first, *others = [world.issue() for _ in range(4)]
    world.call(1)
    world.do(c.PutBack, counter=1, ticket_id=first.id)
    order = []
    for _ in range(4):
        order.append(world.call(1).number)
        world.do(c.Serve, counter=1, ticket_id=world.state.seats[1].ticket_id)
        world.do(c.Finish, counter=1, ticket_id=world.state.seats[1].ticket_id)
    assert order == ["A002", "A003", "A001", "A004"]
    lonely = world.issue()
    world.call(1)
    world.do(c.PutBack, counter=1, ticket_id=lonely.id)
    assert world.call(1).number == lonely.number
    assert len(others) == 3


def test_not_me_never_comes_back_to_that_counter(world: World) -> None:
    world.open(1, 3)
    ticket = world.issue()
    world.call(1)
    world.do(c.Recuse, counter=1, ticket_id=ticket.id, reason="my neighbour")
    with refused("nobody_waiting"):
        world.call(1)
    with refused("barred"):
        world.do(c.CallChosen, counter=1, ticket_id=ticket.id, reason="try")
    assert world.call(3).id == ticket.id


def test_parked_time_is_its_own_and_resuming_is_a_call(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.call(1)
    world.do(c.Serve, counter=1, ticket_id=ticket.id)
    world.wait(100)
    until = world.now + timedelta(minutes=10)
    world.do(c.Park, counter=1, ticket_id=ticket.id, reason="a paper", until=until)
    world.wait(300)
    world.do(c.ResumeTicket, counter=1, ticket_id=ticket.id)
    leg = world.ticket(ticket).leg(1)
    assert (leg.served_s, leg.parked_s, leg.state, leg.why) == (100, 300, LegState.CALLED, Why.RESUMED)


def test_a_transfer_keeps_the_number_and_the_issue_time(world: World) -> None:
    world.open(1, 2)
    ticket = world.issue()
    world.wait(600)
    world.call(1)
    world.do(c.Transfer, counter=1, ticket_id=ticket.id, topic="other", note="papers are here")
    now = world.ticket(ticket)
    assert [leg.state for leg in now.legs] == [LegState.TRANSFERRED, LegState.WAITING]
    assert (now.number, now.issued_at, now.leg(2).topic) == ("A001", START, "other")
    assert world.call(2).id == ticket.id


def test_a_transfer_to_a_counter_waits_for_that_counter(world: World) -> None:
    world.open(1, 2, 3)
    ticket = world.issue()
    world.call(1)
    world.do(c.Transfer, counter=1, ticket_id=ticket.id, to_counter=2)
    for other in (1, 3):
        with refused("nobody_waiting"):
            world.call(other)
    assert world.call(2).id == ticket.id


def test_a_further_topic_is_not_called_while_its_visitor_sits_elsewhere(world: World) -> None:
    world.open(1, 2)
    ticket = world.issue()
    world.call(1)
    world.do(c.Serve, counter=1, ticket_id=ticket.id)
    world.do(c.AddTopic, counter=1, ticket_id=ticket.id, topic="other")
    with refused("nobody_waiting"):
        world.call(2)
    world.do(c.Finish, counter=1, ticket_id=ticket.id)
    assert world.call(2).id == ticket.id


def test_who_leaves_is_cancelled_and_cannot_be_called(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.do(c.CancelTicket, ticket_id=ticket.id)
    with refused("nobody_waiting"):
        world.call(1)
    with refused("not_now"):
        world.do(c.CallChosen, counter=1, ticket_id=ticket.id, reason="come back")


def test_a_wrap_up_never_blocks_the_next_call(world: World) -> None:
    world.open(2)
    first, second = world.issue("other"), world.issue("other")
    world.call(2)
    world.do(c.Serve, counter=2, ticket_id=first.id)
    world.do(c.Finish, counter=2, ticket_id=first.id)
    assert world.state.seats[2].state is CounterState.WRAP_UP
    assert world.call(2).id == second.id
    world.do(c.Classify, counter=2, ticket_id=first.id, leg=1, topic="other", outcome="settled")


def test_closing_waits_for_the_current_visitor(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.call(1)
    world.do(c.CloseCounter, counter=1)
    world.do(c.Serve, counter=1, ticket_id=ticket.id)
    world.do(c.Finish, counter=1, ticket_id=ticket.id)
    assert world.state.seats[1].state is CounterState.CLOSED


def test_a_suspension_stops_issuing_and_calling_and_numbers_stand(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.do(c.Suspend, stopped=Stopped.BOTH, reason="fire alarm")
    with refused("suspended"):
        world.issue()
    with refused("suspended"):
        world.call(1)
    world.do(c.Lift)
    assert world.call(1).id == ticket.id


def test_an_appointment_goes_to_its_officer_and_weighs_from_its_time(world: World) -> None:
    world.open(1, 3)
    due = world.now + timedelta(minutes=10)
    world.do(c.SetAppointment, appointment="17", at=due, topic="pension", counter=3)
    ordinary = world.issue()
    world.do(c.CheckIn, "kiosk-1", appointment="17", language="lt")
    with refused("checked_in"):
        world.do(c.CheckIn, "kiosk-1", appointment="17", language="lt")
    world.wait(60)
    assert world.call(3).id == ordinary.id
    world.do(c.Serve, counter=3, ticket_id=ordinary.id)
    world.wait(720)
    world.do(c.Finish, counter=3, ticket_id=ordinary.id)
    world.issue()
    called = world.call(3)
    assert (called.appointment, called.leg(1).why) == ("17", Why.APPOINTMENT)


def test_an_expired_press_is_refused_and_a_ticket_never_expires(world: World) -> None:
    world.open(1)
    late = world.now - timedelta(seconds=1)
    assert world.issue(expires_at=late).number == "A001"
    with refused("expired"):
        world.do(c.CallNext, counter=1, expires_at=late)


def test_an_unknown_device_is_refused(world: World) -> None:
    with refused("unknown_device"):
        world.do(c.TakeTicket, "kiosk-99", topic="pension", language="lt")


def test_published_hours_close_a_topic_after_a_grace() -> None:
    office = replace(OFFICE, hours=(Hours(weekday="mon", opens="08:00", closes="09:00"),))
    world = World(office)  # 8:00 in Vilnius
    world.wait(3600 + 119)
    world.issue()
    world.wait(2)
    with refused("closed"):
        world.issue()


def test_the_day_turns_with_an_end_for_everybody(world: World) -> None:
    world.open(1, 2)
    waiting, called, serving = world.issue(), world.issue("other"), world.issue("sickness")
    world.call(2)
    world.do(c.CallChosen, counter=1, ticket_id=serving.id, reason="unwell")
    world.do(c.Serve, counter=1, ticket_id=serving.id)
    world.wait(24 * 3600)
    before = fold(world.log)
    events = world.turn_day()
    kinds = [type(event) for event in events]
    assert kinds[-2:] == [e.DayClosed, e.DayOpened]
    assert kinds.count(e.LegUnserved) == 2
    closed = [leg for rows in world.rows[-len(events) :] for leg in rows.legs]
    outcomes = {row.ticket_id: (row.outcome, row.estimated) for row in closed}
    assert outcomes == {
        waiting.id: (Outcome.UNSERVED, False),
        called.id: (Outcome.UNSERVED, False),
        serving.id: (Outcome.SERVED, True),
    }
    assert before.tickets.keys() == outcomes.keys()
    assert world.issue().number == "A001"


def test_a_clock_set_back_does_not_begin_a_day_again(world: World) -> None:
    world.issue()
    world.wait(-24 * 3600)
    assert world.turn_day() == ()


def test_a_topic_and_a_counter_that_leave_the_configuration_lose_nobody(world: World) -> None:
    world.open(1, 2, 3)
    waiting, held = world.issue("sickness"), world.issue("other")
    world.call(2)
    smaller = replace(OFFICE, topics=OFFICE.topics[:1], counters=(OFFICE.counters[0], OFFICE.counters[2]))
    world.happen(*configure(world.state, smaller))
    now = moment(world.state, world.now)
    assert [counter_board(now, n).counter for n in (1, 3)] == [1, 3]
    assert {world.call(n).id for n in (1, 3)} == {waiting.id, held.id}


def test_a_clock_step_marks_what_was_running_and_spares_what_was_over(world: World) -> None:
    world.open(1)
    over, running = world.issue(), world.issue()
    world.call(1)
    world.do(c.Serve, counter=1, ticket_id=over.id)
    world.do(c.Finish, counter=1, ticket_id=over.id)
    world.happen(e.ClockStepped(by_s=3600.0))
    assert [world.ticket(t).leg(1).estimated for t in (over, running)] == [False, True]


def test_calling_a_person_stays_until_somebody_goes(world: World) -> None:
    world.do(c.CallAPerson, "kiosk-1")
    seq = next(iter(world.state.alerts))
    world.do(c.Acknowledge, seq=seq)
    assert world.state.alerts == {}
    with refused("not_now"):
        world.do(c.Acknowledge, seq=seq)


def test_undo_is_refused_too_late_or_when_the_ticket_moved_on(world: World) -> None:
    world.open(1, 3)
    ticket = world.issue()
    world.call(1)
    call_seq = world.state.seq
    world.wait(10.5)
    with refused("too_late"):
        world.do(c.Undo, counter=1, seq=call_seq)
    world.do(c.PutBack, counter=1, ticket_id=ticket.id)
    put_back_seq = world.state.seq
    world.call(3)
    with refused("moved_on"):
        world.do(c.Undo, counter=1, seq=put_back_seq)


def test_two_undone_calls_leave_no_trace_in_what_the_rules_look_at(world: World) -> None:
    world.open(1, 3)
    world.issue()
    world.wait(100)
    world.issue()
    seqs = []
    for counter in (1, 3):
        world.call(counter)
        seqs.append(world.state.seq)
    for counter, seq in zip((1, 3), seqs, strict=True):
        world.do(c.Undo, counter=counter, seq=seq)
    assert (world.state.calls_made, world.state.last_waits["pension"], world.state.calls) == (0, (), ())


def test_an_undo_does_not_forget_that_the_counter_wishes_to_close(world: World) -> None:
    world.open(1)
    world.issue()
    world.call(1)
    seq = world.state.seq
    world.do(c.CloseCounter, counter=1)
    world.do(c.Undo, counter=1, seq=seq)
    assert world.state.seats[1].closing


def test_a_no_show_waits_as_long_after_a_recall(world: World) -> None:
    world.open(1)
    ticket = world.issue()
    world.call(1)
    world.wait(59)
    world.do(c.Recall, counter=1, ticket_id=ticket.id)
    world.wait(2)
    with refused("too_early"):
        world.do(c.MarkNoShow, counter=1, ticket_id=ticket.id)


@pytest.mark.parametrize("number", ["A0001", "A1", "A999999999", "Z001", "A"])
def test_what_no_kiosk_prints_is_not_taken_for_a_number(world: World, number: str) -> None:
    ticket = world.issue()
    with refused("not_a_number"):
        world.do(c.Renumber, "kiosk-1", ticket_id=ticket.id, number=number)


@pytest.mark.parametrize("number", ["A002", "A1001", "A99999"])
def test_only_a_kiosk_that_was_alone_renumbers(world: World, number: str) -> None:
    ticket = world.issue()
    with refused("not_your_number"):
        world.do(c.Renumber, "kiosk-1", ticket_id=ticket.id, number=number)


def test_an_offline_ticket_with_an_impossible_time_counts_from_now(world: World) -> None:
    for number, taken_at in (("A901", START + timedelta(days=2000)), ("A902", START - timedelta(days=3))):
        assert world.issue(number=number, taken_at=taken_at).issued_at == world.now


def test_a_second_suspension_adds_to_the_first(world: World) -> None:
    world.do(c.Suspend, stopped=Stopped.ISSUING, reason="no paper")
    world.do(c.Suspend, stopped=Stopped.CALLING, reason="fire alarm")
    with refused("suspended"):
        world.issue()


def test_who_was_passed_on_goes_to_the_duty_counter_when_nobody_else_can(world: World) -> None:
    world.open(2, 3)
    ticket = world.issue("other")
    world.call(2)
    world.do(c.Recuse, counter=2, ticket_id=ticket.id)
    assert world.call(3).id == ticket.id


def test_a_level_nobody_has_open_goes_to_the_duty_counter_and_one_nobody_has_is_refused(world: World) -> None:
    world.open(1, 3)
    ticket = world.issue()
    world.call(1)
    with refused("unknown_level"):
        world.do(c.Transfer, counter=1, ticket_id=ticket.id, to_level=9)
    world.do(c.Transfer, counter=1, ticket_id=ticket.id, to_level=2)
    with refused("nobody_waiting"):
        world.call(1)
    assert world.call(3).id == ticket.id
