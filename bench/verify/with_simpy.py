"""The whole of scenario V in a second event loop, written with SimPy: doors, breaks, no-shows, counters.

Shares nothing with `broker.rules.play` but the description of the office and its visitors. Who is next it
asks the way the office does, through `broker.rules.routing.next_for`.
"""

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import numpy as np
import simpy

from broker.contract.office import RULES
from broker.rules.play.stage import Counter, Floats, House, People
from broker.rules.routing import Desk, Load, Lobby, Waiting, next_for
from broker.rules.routing.choice import Rule

NO_SHOW_RISES_FOR_S = 1800.0
TICKS = 2.0**20
"""To a second."""

Steps = Generator[simpy.Event, Any, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who was called when and where."""

    leg: int
    at_s: float
    desk: int


@dataclass(slots=True, kw_only=True)
class Office:
    """One day while it is played."""

    house: House
    people: People
    rule: Rule
    env: simpy.Environment = field(default_factory=simpy.Environment)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    idle: dict[tuple[float, int], simpy.Event] = field(default_factory=dict)
    """Since when which desk, to what tells it whom to call."""
    bell: simpy.Event = field(init=False)
    """Rung when somebody came or a counter moved."""
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bell = self.env.event()


def on_whole_ticks(people: People) -> People:
    """The same visitors with times that floating point adds and subtracts without an error.

    So that what happens at one moment in one program does so in the other.
    """
    assert people.heavy_from_s is not None
    return replace(
        people,
        issued_s=_rounded(people.issued_s),
        work_s=_rounded(people.work_s),
        heavy_from_s=_rounded(people.heavy_from_s),
    )


def _rounded(times_s: Floats) -> Floats:
    return np.round(times_s * TICKS) / TICKS


def calls_of_day(house: House, people: People, rule: Rule) -> list[Call]:
    """Every call of a day, in their order."""
    office = Office(house=house, people=people, rule=rule)
    office.env.process(_doors(office))
    office.env.process(_calling(office))
    for desk, counter in enumerate(house.counters):
        office.env.process(_counter(office, desk, counter))
    office.env.run()
    return office.calls


def _doors(office: Office) -> Steps:
    """Visitors come, each with a ticket."""
    for leg in range(len(office.people.issued_s)):
        yield office.env.timeout(office.people.issued_s[leg] - office.env.now)
        office.waiting[leg] = _waiting(office.people, leg)
        _ring(office)


def _counter(office: Office, desk: int, counter: Counter) -> Steps:
    """Serves until a break is due, takes it whole, and serves on."""
    for absence in counter.absences:
        yield from _serving(office, desk, absence.from_s)
        office.absent.add(desk)
        _ring(office)
        yield office.env.timeout(absence.to_s - absence.from_s)
        office.absent.remove(desk)
    yield from _serving(office, desk, inf)


def _serving(office: Office, desk: int, until_s: float) -> Steps:
    """One visitor after the other."""
    while office.env.now < until_s:
        since, told = (office.env.now, desk), office.env.event()
        office.idle[since] = told
        _ring(office)
        due = office.env.timeout(until_s - office.env.now) if until_s < inf else office.env.event()
        happened = yield told | due
        office.idle.pop(since, None)
        if told in happened:
            yield office.env.timeout(_takes_s(office, happened[told]))


def _takes_s(office: Office, leg: int) -> float:
    """How long the counter is kept, by the visitor or by waiting for one."""
    no_show = office.house.no_show
    late = min(1.0, (office.env.now - office.people.issued_s[leg]) / NO_SHOW_RISES_FOR_S)
    missing = no_show.at_once + (no_show.late - no_show.at_once) * late
    return float(no_show.cost_s if office.people.chance[leg] < missing else office.people.work_s[leg])


def _ring(office: Office) -> None:
    if not office.bell.triggered:
        office.bell.succeed()


def _calling(office: Office) -> Steps:
    """Whenever something moved: counters that stand idle call whom they may."""
    while True:
        yield office.bell
        yield office.env.timeout(0)  # whoever moves at this very moment moves first
        office.bell = office.env.event()
        while office.waiting and _call_one(office):
            pass


def _call_one(office: Office) -> bool:
    """The one idle longest first; of those that have come back together the lower number."""
    lobby = _lobby(office)
    for since, desk in sorted(office.idle):
        chosen = next_for(lobby.desks[desk], lobby)
        if chosen:
            leg = int(chosen.ticket_id)
            del office.waiting[leg]
            office.calls.append(Call(leg=leg, at_s=office.env.now, desk=desk))
            office.idle.pop((since, desk)).succeed(leg)
            return True
    return False


# -- as the office's rule wants it


def _waiting(people: People, leg: int) -> Waiting:
    assert people.heavy_from_s is not None
    heavy_from_s = float(people.heavy_from_s[leg])
    return Waiting(
        ticket_id=str(leg),
        leg=0,
        number=str(leg),
        topic=str(people.topic[leg]),
        target_s=1800.0,
        issued_s=float(people.issued_s[leg]),
        priority_from_s=heavy_from_s if heavy_from_s < inf else None,
    )


def _lobby(office: Office) -> Lobby:
    columns = office.house.topics
    return Lobby(
        now_s=office.env.now,
        waiting=list(office.waiting.values()),
        desks=[
            Desk(number=1 + desk, topics=tuple(map(str, counter.topics)), open=desk not in office.absent)
            for desk, counter in enumerate(office.house.counters)
        ],
        loads={
            str(n): Load(share=float(columns.share[n]), mean_service_s=float(columns.mean_s[n]))
            for n in range(len(columns.share))
        },
        rule=RULES[office.rule.kind],
        priority_weight=office.rule.weight,
    )
