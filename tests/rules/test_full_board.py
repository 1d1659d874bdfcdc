"""More calls than a lobby screen has room for."""

from dataclasses import replace

from broker.contract import commands as c
from broker.rules.boards import lobby_board, moment
from tests.contract.samples import OFFICE
from tests.rules.world import World


def test_of_eight_calls_in_one_second_those_on_the_way_stay_on_the_board() -> None:
    eight = tuple(replace(OFFICE.counters[0], number=number, duty=True) for number in range(1, 9))
    world = World(replace(OFFICE, counters=eight))
    world.open(*range(1, 9))
    for _ in range(8):
        world.issue()
    for counter in range(1, 9):
        world.call(counter)
    for counter in (6, 8):
        world.do(c.Serve, counter=counter, ticket_id=world.state.seats[counter].ticket_id)
    shown = [call.counter for call in lobby_board(moment(world.state, world.now), "hall-1").calls]
    assert shown == [7, 5, 4, 3, 2, 1]
