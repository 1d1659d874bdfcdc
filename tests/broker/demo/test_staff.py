"""Simulated clerks: what they press, in which order, and when they give way."""

import asyncio
from collections.abc import Callable
from typing import Any

from broker.contract import commands as c
from broker.contract.boards import Reply
from broker.contract.office import Office
from broker.demo.lobby import Lobby
from broker.demo.office import base_office
from broker.demo.staff import Manners, Staff
from broker.demo.wire import FastClock
from broker.public import Nature
from tests.broker.demo.legs import NOON

OFFICE: Office = base_office(None, 2).office
SPEED = 360_000.0
"""A minute in a sixth of a millisecond."""


def said(code: str = "", **result: str) -> Reply:
    return Reply(id="id", accepted=not code, code=code, reason=code, result=result)


NOBODY = said("nobody_waiting")
CALLED = said(ticket_id="id of A001", number="A001")


class Counter:
    """Stands in for the broker: answers from a script, and remembers what was pressed."""

    def __init__(self, *calls: Reply, others: dict[type[c.Command], list[Reply]] | None = None) -> None:
        self.pressed: list[tuple[str, int]] = []
        self.when_idle: Callable[[], None] = lambda: None
        self._calls, self._others = list(calls), others or {}

    async def ask(self, kind: type[c.Command], actor: str = "", **fields: Any) -> Reply:
        assert actor == f"demo-{fields['counter']}"
        self.pressed.append((kind.__name__, fields["counter"]))
        if kind is not c.CallNext:
            scripted = self._others.get(kind)
            return scripted.pop(0) if scripted else said()
        if not self._calls:
            self.when_idle()
            return NOBODY
        return self._calls.pop(0)

    def verbs(self, counter: int = 1) -> list[str]:
        return [verb for verb, number in self.pressed if number == counter]


def clock() -> FastClock:
    fast = FastClock(SPEED)
    fast.hear(NOON)
    return fast


def staff_at(counter: Counter, *, comes: bool = True) -> Staff:
    nature = Nature(service_s=600, luck=1.0 if comes else 0.0, patience_s=None)
    return Staff(OFFICE, counter.ask, clock(), Lobby(), Manners(nature=lambda _: nature))


async def a_day(counter: Counter, *, comes: bool = True, open_counters: tuple[int, ...] = (1,)) -> None:
    staff = staff_at(counter, comes=comes)
    counter.when_idle = staff.go_home
    async with asyncio.timeout(10):
        await staff.work(lambda number: number in open_counters)


async def test_a_visitor_is_called_served_and_finished_and_then_the_next() -> None:
    counter = Counter(CALLED, CALLED)
    await a_day(counter)
    one = ["CallNext", "Serve", "Finish"]
    assert counter.verbs() == ["OpenCounter", *one, *one, "CallNext", "CloseCounter"]


async def test_who_does_not_come_is_called_again_and_marked_as_soon_as_it_is_allowed() -> None:
    counter = Counter(CALLED, others={c.MarkNoShow: [said("too_early"), said("too_early"), said()]})
    await a_day(counter, comes=False)
    in_vain = ["Recall", "MarkNoShow", "MarkNoShow", "MarkNoShow"]
    assert counter.verbs() == ["OpenCounter", "CallNext", *in_vain, "CallNext", "CloseCounter"]


async def test_a_press_that_came_too_late_is_pressed_anew() -> None:
    counter = Counter(said("expired"), CALLED, others={c.Finish: [said("expired"), said()]})
    await a_day(counter)
    pressed = ["CallNext", "CallNext", "Serve", "Finish", "Finish", "CallNext"]
    assert counter.verbs() == ["OpenCounter", *pressed, "CloseCounter"]


async def test_a_clerk_whose_seat_is_taken_sits_down_nowhere() -> None:
    counter = Counter(others={c.OpenCounter: [said("seat_taken")]})
    await a_day(counter, open_counters=(1, 2))
    assert counter.verbs(1) == ["OpenCounter"]
    assert counter.verbs(2) == ["OpenCounter", "CallNext", "CloseCounter"]


async def test_a_clerk_whose_seat_a_person_took_over_leaves_visitor_and_counter_to_them() -> None:
    counter = Counter(CALLED, others={c.Finish: [said("not_your_seat")]})
    await a_day(counter, open_counters=(1, 2))
    assert counter.verbs(1) == ["OpenCounter", "CallNext", "Serve", "Finish"]


async def test_a_counter_that_is_not_wanted_stays_closed() -> None:
    counter = Counter()
    await a_day(counter, open_counters=(1,))
    assert counter.verbs(2) == []


async def test_the_one_idle_longest_who_can_help_looks_up() -> None:
    staff = staff_at(Counter())
    one, two = staff.clerks
    one.idle_since, two.idle_since = clock().now(), NOON
    staff.notice(frozenset(("work",)))
    assert (one.attentive, two.attentive) == (True, False)
    staff.notice(frozenset(("work",)))
    assert (one.attentive, two.attentive) == (False, False)


async def test_nobody_looks_up_for_what_they_cannot_serve() -> None:
    staff = staff_at(Counter())
    one, two = staff.clerks
    one.idle_since = two.idle_since = NOON
    only_two = min(two.skills - one.skills)
    staff.notice(frozenset((only_two,)))
    assert (one.attentive, two.attentive) == (True, False)
