"""What visitors are told of their wait: the forecaster's word, what their ticket says, or the last call."""

from dataclasses import replace
from datetime import timedelta

from broker.contract import commands as c
from broker.contract.estimates import Estimate
from broker.contract.office import Hall
from broker.contract.terms import Stopped
from broker.rules.apply import fold
from broker.rules.boards import kiosk_board, moment, outlook_board
from broker.rules.estimate.correction import Correction, Spread
from broker.rules.estimate.outlook import Outlook
from broker.rules.estimate.told import estimate, estimate_of_leg
from broker.rules.state import Ticket
from tests.contract.samples import OFFICE
from tests.rules.world import World

TEN_TO_THIRTY = Spread(low_s=600.0, mid_s=1200.0, high_s=1800.0)
FIVE_TO_FIFTEEN = Spread(low_s=300.0, mid_s=600.0, high_s=900.0)


def foreseen(world: World, *waiting: Ticket) -> None:
    """The forecaster says the same of everybody: ten to thirty minutes, half of it with priority."""
    topics = [topic.id for topic in world.state.configured.topics]
    ordinary = dict.fromkeys(topics, TEN_TO_THIRTY)
    world.state.outlook = Outlook(
        at=world.now,
        newcomers=ordinary | {f"{topic}!": FIVE_TO_FIFTEEN for topic in topics},
        legs={f"{ticket.id}/1": TEN_TO_THIRTY for ticket in waiting},
    )


def waited(world: World, seconds: float, topic: str = "pension") -> Ticket:
    """A visitor who is called at counter 1 after so long."""
    world.issue(topic)
    world.wait(seconds)
    return world.call(1)


def range_of(said: Estimate | None) -> tuple[float, float, float, bool]:
    assert said is not None
    return said.low_s, said.mid_s, said.high_s, said.roughly


# -- who comes now


def test_before_anybody_was_called_and_without_a_forecast_nothing_is_told() -> None:
    world = World()
    world.issue()
    assert estimate(world.state, "pension", world.now) is None


def test_without_a_forecast_the_last_called_visitor_of_the_topic_says_it_roughly() -> None:
    world = World()
    world.open(1)
    waited(world, 420.0)
    assert range_of(estimate(world.state, "pension", world.now)) == (420.0, 420.0, 420.0, True)
    assert estimate(world.state, "sickness", world.now) is None


def test_the_forecast_is_told_to_each_class_its_own() -> None:
    world = World()
    foreseen(world)
    assert range_of(estimate(world.state, "pension", world.now)) == (600.0, 1200.0, 1800.0, False)
    priority = estimate(world.state, "pension", world.now, priority=True)
    assert range_of(priority) == (300.0, 600.0, 900.0, False)
    (row, *_) = kiosk_board(moment(world.state, world.now)).topics
    assert (range_of(row.estimate)[1], range_of(row.priority_estimate)[1]) == (1200.0, 600.0)


def test_a_topic_of_which_the_forecast_says_nothing_falls_back_to_its_last_call() -> None:
    world = World()
    world.open(1)
    waited(world, 420.0)
    foreseen(world)
    assert world.state.outlook
    others = {kind: own for kind, own in world.state.outlook.newcomers.items() if kind != "pension"}
    world.state.outlook = replace(world.state.outlook, newcomers=others)
    assert range_of(estimate(world.state, "pension", world.now)) == (420.0, 420.0, 420.0, True)


def test_what_is_told_is_corrected_and_keeps_what_was_simulated() -> None:
    world = World()
    foreseen(world)
    world.state.correction = Correction(widths={"pension": 2.0})
    told = estimate(world.state, "pension", world.now)
    assert range_of(told) == (0.0, 1200.0, 2400.0, False)
    assert told is not None
    assert told.simulated_s == 1200.0


def test_the_ticket_says_the_range_of_its_visitors_class() -> None:
    world = World()
    foreseen(world)
    ordinary = world.do(c.TakeTicket, "kiosk-1", topic="pension", language="lt").result
    priority = world.do(c.TakeTicket, "kiosk-1", topic="pension", language="lt", priority=True).result
    names = ("estimate_low_s", "estimate_mid_s", "estimate_high_s", "roughly")
    assert [ordinary[name] for name in names] == [600.0, 1200.0, 1800.0, False]
    assert [priority[name] for name in names] == [300.0, 600.0, 900.0, False]
    rows = [row for rows in world.rows for row in rows.legs]
    assert [row.forecast_mid_s for row in rows] == [1200.0, 600.0]


def test_while_calling_is_suspended_everywhere_nobody_is_told_a_time() -> None:
    world = World(replace(OFFICE, halls=(*OFFICE.halls, Hall(id="hall-2", names={}))))
    ticket = world.issue()
    foreseen(world, ticket)
    for hall in ("hall-2", "hall-1"):
        assert estimate(world.state, "pension", world.now) is not None
        assert estimate_of_leg(world.state, ticket.id, 1, world.now) is not None
        world.do(c.Suspend, hall=hall, stopped=Stopped.CALLING, reason="fire drill")
    assert estimate(world.state, "pension", world.now) is None
    assert estimate_of_leg(world.state, ticket.id, 1, world.now) is None
    world.do(c.Lift, hall="hall-1")
    assert estimate(world.state, "pension", world.now) is not None


# -- who waits already


def test_what_is_left_of_a_wait_shrinks_as_time_passes_and_never_below_nothing() -> None:
    world = World()
    ticket = world.issue()
    foreseen(world, ticket)
    world.wait(900.0)
    left = estimate_of_leg(world.state, ticket.id, 1, world.now)
    assert range_of(left) == (0.0, 300.0, 900.0, False)


def test_a_priority_visitor_is_told_with_the_width_of_that_class() -> None:
    world = World()
    ticket = world.issue(priority=True)
    foreseen(world, ticket)
    world.state.correction = Correction(widths={"pension!": 0.5})
    assert range_of(estimate_of_leg(world.state, ticket.id, 1, world.now)) == (900.0, 1200.0, 1500.0, False)


def test_who_came_after_the_forecast_keeps_what_the_ticket_says() -> None:
    world = World()
    foreseen(world)
    world.wait(20.0)
    ticket = world.issue(priority=True)
    world.wait(30.0)
    left = estimate_of_leg(world.state, ticket.id, 1, world.now)
    assert range_of(left) == (270.0, 570.0, 870.0, False)


def test_without_a_forecast_who_waits_is_told_roughly_what_is_left_of_the_last_wait() -> None:
    world = World()
    world.open(1)
    waited(world, 420.0)
    ticket = world.issue()
    world.wait(120.0)
    assert range_of(estimate_of_leg(world.state, ticket.id, 1, world.now)) == (300.0, 300.0, 300.0, True)


def test_the_outlook_board_lists_everybody_who_waits_by_their_visits() -> None:
    world = World()
    tickets = []
    for topic in ("pension", "sickness", "pension"):
        tickets.append(world.issue(topic))
        world.wait(1.0)
    foreseen(world, *reversed(tickets))
    board = outlook_board(moment(world.state, world.now))
    assert [leg.number for leg in board.waiting] == ["A001", "D001", "A002"]
    assert {range_of(leg.estimate) for leg in board.waiting} == {(600.0, 1200.0, 1800.0, False)}


# -- what came of it


def test_a_call_teaches_and_a_restart_has_learned_as_much() -> None:
    world = World()
    foreseen(world)
    world.issue()
    world.open(1)
    world.wait(3600.0)  # told 10 to 30 minutes
    world.call(1)
    assert world.state.correction.gain > 0
    assert world.state.correction.width("pension") > 1
    assert fold(world.log).correction == world.state.correction


def test_what_was_told_roughly_teaches_nothing() -> None:
    world = World()
    world.open(1)
    first = waited(world, 420.0)
    world.issue()
    world.do(c.Serve, counter=1, ticket_id=first.id)
    world.do(c.Finish, counter=1, ticket_id=first.id)
    world.wait(3600.0)
    world.call(1)
    assert world.state.correction == Correction()


def test_the_next_day_keeps_the_widths_and_finds_its_own_pace() -> None:
    world = World()
    foreseen(world)
    world.issue()
    world.open(1)
    world.wait(3600.0)
    world.call(1)
    learned = world.state.correction
    world.now += timedelta(days=1)
    world.turn_day()
    assert world.state.correction == Correction(widths=learned.widths)
