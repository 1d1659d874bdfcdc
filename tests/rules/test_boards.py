"""What the boards say of a moment."""

from broker.contract import commands as c
from broker.contract.terms import CounterState, Printed, Why
from broker.rules.boards import Moment, counter_board, figures, kiosk_board, lobby_board, moment
from tests.rules.world import World


def now(world: World) -> Moment:
    return moment(world.state, world.now)


def test_one_visitor_is_offered_to_the_counter_idle_longest_and_to_no_other() -> None:
    world = World()
    world.open(3)
    world.wait(60)
    world.open(1)
    world.issue()
    shown = {n: counter_board(now(world), n).next for n in (1, 3)}
    assert shown[3] is not None
    assert (shown[1], shown[3].number) == (None, "A001")
    second = world.issue()
    nexts = [counter_board(now(world), n).next for n in (3, 1)]
    assert [up.number for up in nexts if up] == ["A001", second.number]


def test_a_counter_that_is_not_offered_anybody_may_still_press_next() -> None:
    world = World()
    world.open(3)
    world.wait(60)
    world.open(1)
    ticket = world.issue()
    assert counter_board(now(world), 1).verbs["call_next"] == ""
    assert world.call(1).id == ticket.id


def test_the_lobby_shows_the_newest_call_first_and_a_recall_as_new() -> None:
    world = World()
    world.open(1, 3)
    first, second = world.issue(), world.issue()
    world.call(1)
    world.call(3)
    calls = lobby_board(now(world), "hall-1").calls
    assert [(call.number, call.counter) for call in calls] == [(second.number, 3), (first.number, 1)]
    world.do(c.Recall, counter=1, ticket_id=first.id)
    again = lobby_board(now(world), "hall-1").calls
    assert [(call.number, call.recalls) for call in again] == [(first.number, 1), (second.number, 0)]
    assert again[0].call_seq > calls[0].call_seq


def test_an_undone_call_leaves_the_lobby() -> None:
    world = World()
    world.open(1)
    world.issue()
    world.call(1)
    offer = counter_board(now(world), 1).undo
    assert offer is not None
    world.do(c.Undo, counter=1, seq=offer.seq)
    assert lobby_board(now(world), "hall-1").calls == ()


def test_the_counter_sees_its_visitor_and_why_a_key_cannot_be_pressed() -> None:
    world = World()
    world.open(1)
    ticket = world.issue(priority=True)
    world.wait(600)
    world.call(1)
    board = counter_board(now(world), 1)
    assert board.ticket is not None
    assert (board.ticket.number, board.ticket.waited_s, board.ticket.why) == ("A001", 600, Why.LONGEST_WAIT)
    assert (board.verbs["serve"], board.verbs["finish"]) == ("", "A001 has been called.")
    assert board.verbs["call_next"] == "Finish A001 first."
    assert board.state is CounterState.CALLING
    assert ticket.priority


def test_the_kiosk_shows_who_waits_and_the_last_wait_roughly() -> None:
    world = World()
    world.open(1)
    world.issue()
    world.wait(300)
    world.issue()
    world.call(1)
    row = kiosk_board(now(world)).topics[0]
    assert row.estimate is not None
    assert (row.waiting, row.estimate.low_s, row.estimate.roughly) == (1, 300, True)
    assert kiosk_board(now(world)).topics[1].estimate is None


def test_plain_figures_say_what_the_boards_say() -> None:
    world = World()
    world.issue()
    world.wait(90)
    found = figures(now(world))
    assert (found["pension", "waiting"], found["pension", "longest_wait_s"]) == (1, 90)
    assert found["pension", "estimate_s"] is None


def test_paper_that_did_not_come_out_is_on_every_counter() -> None:
    world = World()
    ticket = world.issue()
    world.do(c.ConfirmPrint, "kiosk-1", ticket_id=ticket.id, printed=Printed.UNKNOWN)
    alerts = [(a.kind, a.where) for n in (1, 2, 3) for a in counter_board(now(world), n).alerts]
    assert alerts == [("not_printed", "A001")] * 3
