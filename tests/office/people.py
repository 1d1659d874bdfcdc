"""Visitors and staff of the whole-office tests: a few commands over a real connection, and their answers.

They repeat a command under its own id until it is answered, so that they go on across a broker's death.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.boards import Reply
from broker.contract.numbering import split
from broker.contract.terms import Outcome
from broker.link import Link
from broker.rules.rows import LegRow, apply_with_rows
from broker.rules.state import State
from tests.office.house import PATIENCE_S, House

AGAIN_S = 0.5


def take_ticket(link: Link, topic: str = "pension", **more: Any) -> Reply:
    """A visitor's touch, and the broker's answer."""
    command = c.TakeTicket(id=link.new_id(), device=link.device, topic=topic, language="lv", **more)
    return link.ask(command, again_every_s=AGAIN_S).result(PATIENCE_S)


class Clerk:
    """One member of staff at one counter."""

    def __init__(self, link: Link, counter: int) -> None:
        self.link, self.counter = link, counter
        self.called: list[str] = []
        """Numbers of the visitors it called, in order."""

    def press(self, verb: Callable[..., c.Command], **more: Any) -> Reply:
        """One of the page's buttons."""
        command = verb(
            id=self.link.new_id(),
            device=self.link.device,
            actor=f"seat-{self.counter}",
            counter=self.counter,
            **more,
        )
        return self.link.ask(command, again_every_s=AGAIN_S).result(PATIENCE_S)

    def sign_in(self) -> None:
        assert self.press(c.OpenCounter).accepted

    def serve_one(self) -> Reply:
        """Next, start, finish; the answer to *next*."""
        called = self.press(c.CallNext)
        if called.accepted:
            self.called.append(str(called.result["number"]))
            ticket_id = called.result["ticket_id"]
            assert self.press(c.Serve, ticket_id=ticket_id).accepted
            assert self.press(c.Finish, ticket_id=ticket_id).accepted
        return called


# -- what the log says of all of them


def facts(records: Iterable[e.Recorded], kind: type[e.Event]) -> list[Any]:
    """The events of one kind, in the log's order."""
    return [recorded.event for recorded in records if type(recorded.event) is kind]


def numbers(records: Iterable[e.Recorded]) -> list[str]:
    """Every number issued, in order."""
    return [issued.number for issued in facts(records, e.TicketIssued)]


def more_than_once(things: Iterable[str]) -> list[str]:
    return [thing for thing, times in Counter(things).items() if times > 1]


def run_of(letter: str, count: int) -> list[str]:
    """A001, A002 and so on, over the kiosks' own block 901..999."""
    figures = (n for n in itertools.count(1) if not 901 <= n <= 999)
    return [f"{letter}{n:03}" for n in itertools.islice(figures, count)]


def gaps(found: Sequence[str]) -> list[str]:
    """Numbers that are missing from, or too many in, a run without gaps; by letter."""
    wrong: list[str] = []
    for letter in {split(number)[0] for number in found}:
        of_letter = [number for number in found if split(number)[0] == letter]
        wrong += sorted(set(of_letter) ^ set(run_of(letter, len(of_letter))))
    return wrong


def rebuilt_legs(records: Iterable[e.Recorded], day: date) -> list[LegRow]:
    """The legs table, made again from the events alone."""
    state = State()
    legs: dict[tuple[str, int], LegRow] = {}
    for recorded in records:
        rows = apply_with_rows(state, recorded)
        legs |= {(row.ticket_id, row.leg): row for row in rows.legs if row.day == day}
    return sorted(legs.values(), key=lambda row: (row.issued_at, row.ticket_id, row.leg))


def assert_the_day_is_whole(house: House) -> list[e.Recorded]:
    """The log has no gap, no number twice, nobody at two counters, and its legs are those of its events."""
    records = house.records()
    assert [recorded.seq for recorded in records] == list(range(1, len(records) + 1))
    assert more_than_once(numbers(records)) == []
    assert gaps(numbers(records)) == []
    assert more_than_once(called.ticket_id for called in facts(records, e.TicketCalled)) == []
    day = records[-1].day
    assert house.legs(day) == rebuilt_legs(records, day)
    return records


def outcomes(legs: Iterable[LegRow]) -> Counter[Outcome | None]:
    return Counter(leg.outcome for leg in legs)
