"""Many ask at the same instant: no number twice, nobody called twice, nobody skipped."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from broker.contract import events as e
from broker.contract.terms import Outcome
from broker.link import Link
from tests.office.house import House, office, open_house
from tests.office.people import (
    Clerk,
    assert_the_day_is_whole,
    facts,
    numbers,
    outcomes,
    run_of,
    take_ticket,
)

T = TypeVar("T")

ROUNDS = 200
COUNTERS = 32
QUEUE = 1000
KEYPADS = ("keypad-1", "keypad-2", "keypad-3", "keypad-4")


def all_at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Every work in a thread of its own, begun at the same instant."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], T]) -> T:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works))


@pytest.mark.parametrize("server", ["mosquitto", "embedded"])
def test_two_kiosks_asking_at_the_same_instant_never_get_the_same_number(server: str, tmp_path: Path) -> None:
    with open_house(tmp_path, server) as house:
        house.broker()
        with house.link("kiosk-1") as first, house.link("kiosk-2") as second:
            together = threading.Barrier(2)

            def ask(link: Link) -> list[str]:
                given = []
                for _ in range(ROUNDS):
                    together.wait()
                    given.append(str(take_ticket(link).result["number"]))
                return given

            one, two = all_at_once([partial(ask, first), partial(ask, second)])
        assert sorted([*one, *two]) == run_of("A", 2 * ROUNDS)
        assert numbers(assert_the_day_is_whole(house)) == run_of("A", 2 * ROUNDS)


def fill_the_lobby(house: House) -> None:
    """A thousand visitors, every tenth with priority, for three topics in turn."""
    topics = [topic.id for topic in house.office.topics]
    with house.link("kiosk-1") as kiosk, ThreadPoolExecutor(40) as visitors:
        wishes = [(topics[n % len(topics)], n % 10 == 0) for n in range(QUEUE)]
        replies = list(visitors.map(lambda wish: take_ticket(kiosk, wish[0], priority=wish[1]), wishes))
    assert {reply.accepted for reply in replies} == {True}


def press_until_empty(clerk: Clerk) -> str:
    """Why there was nobody more."""
    while (reply := clerk.serve_one()).accepted:
        pass
    return reply.code


@pytest.mark.parametrize("server", ["mosquitto", "embedded"])
def test_thirty_two_counters_empty_one_queue_and_call_everybody_once(server: str, tmp_path: Path) -> None:
    with open_house(tmp_path, server, office(counters=COUNTERS)) as house, ExitStack() as connections:
        house.broker()
        fill_the_lobby(house)
        links = [connections.enter_context(house.link(device)) for device in KEYPADS]
        clerks = [Clerk(links[n % len(links)], n + 1) for n in range(COUNTERS)]
        all_at_once([clerk.sign_in for clerk in clerks])
        ends = all_at_once([partial(press_until_empty, clerk) for clerk in clerks])
        assert set(ends) == {"nobody_waiting"}
        records = assert_the_day_is_whole(house)
        told = sorted(number for clerk in clerks for number in clerk.called)
        assert told == sorted(numbers(records))
        assert len(told) == QUEUE
        assert called_out_of_turn(records) == []
        assert outcomes(house.legs(records[-1].day)) == {Outcome.SERVED: QUEUE}
        assert all(clerk.called for clerk in clerks)


def called_out_of_turn(records: list[e.Recorded]) -> list[str]:
    """Visitors called before somebody of the same topic and class who had come earlier."""
    issued = facts(records, e.TicketIssued)
    classes = {one.ticket_id: (one.topic, one.priority) for one in issued}
    wrong: list[str] = []
    for one_class in set(classes.values()):
        came = [one.number for one in issued if classes[one.ticket_id] == one_class]
        called = [one.number for one in facts(records, e.TicketCalled) if classes[one.ticket_id] == one_class]
        wrong += [number for number, due in zip(called, came, strict=True) if number != due]
    return wrong
