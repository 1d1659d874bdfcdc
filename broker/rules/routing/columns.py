"""Waiting legs and counters as the office speaks of them, put into the columns of figures of `choice.py`.

Only translates; what is worked out once here serves however many counters ask at one moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from operator import attrgetter, eq

from broker.rules.routing.choice import Desks, Legs, Queues, Topics, capacities, minutes_to_clear


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One waiting leg as the rule sees it."""

    ticket_id: str
    leg: int
    number: str
    topic: str
    target_s: float
    issued_s: float
    priority_from_s: float | None = None
    """From when its wait weighs more; None: ordinary."""
    spoken_language: str = ""
    to_counter: int = 0
    to_level: int = 0
    barred: frozenset[int] = frozenset()
    held_back: bool = False
    """Put back a moment ago, or an appointment before its time: only when nothing else waits."""

    @property
    def priority(self) -> bool:
        """Its class."""
        return self.priority_from_s is not None

    @property
    def order(self) -> tuple[float, int, str, int]:
        """Order inside a topic and class: the visit's issue time, then the lower number, then the leg."""
        return (self.issued_s, len(self.number), self.number, self.leg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One counter as the rule sees it."""

    number: int
    topics: tuple[str, ...]
    """In its own order."""
    languages: tuple[str, ...] = ()
    level: int = 1
    duty: bool = False
    open: bool = True
    """Signed in, not on a break, not closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one topic usually brings."""

    share: float
    """Of arrivals; any common scale."""
    mean_service_s: float
    target_s: float = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The lobby in the rule's own figures: entry n of a column is leg, topic or desk n."""

    people: tuple[Waiting, ...]
    """By issue time, then number."""
    topic_ids: tuple[str, ...]
    desk_of: Mapping[int, int]
    """Counter number to its place."""
    legs: Legs
    topics: Topics
    desks: Desks
    queues: Queues
    pressure_min: Sequence[float]


def columns(waiting: Sequence[Waiting], counters: Sequence[Desk], loads: Mapping[str, Load]) -> Columns:
    """The figures of one moment."""
    people = _in_order(waiting)
    topic_ids = tuple(loads)
    topic_of = {topic_id: n for n, topic_id in enumerate(topic_ids)}
    desk_of = {desk.number: n for n, desk in enumerate(counters)}
    spoken = {leg.spoken_language for leg in people} | {s for desk in counters for s in desk.languages}
    language_of = {language: n for n, language in enumerate(sorted(spoken - {""}))}
    legs = _legs(people, topic_of, desk_of, language_of)
    topics = Topics(
        target_s=[load.target_s for load in loads.values()],
        mean_s=[load.mean_service_s for load in loads.values()],
        share=[load.share for load in loads.values()],
    )
    desks = _desks(counters, topic_of, language_of)
    queues = _queues(people, legs, len(topic_ids))
    return Columns(
        people=people,
        topic_ids=topic_ids,
        desk_of=desk_of,
        legs=legs,
        topics=topics,
        desks=desks,
        queues=queues,
        pressure_min=_pressure_min(queues, topics, desks),
    )


def _in_order(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """By issue time alone where that decides, which is almost always and four times as quick."""
    people = sorted(waiting, key=attrgetter("issued_s"))
    issued_s = [leg.issued_s for leg in people]
    if any(map(eq, issued_s, issued_s[1:])):
        people.sort(key=attrgetter("order"))
    return tuple(people)


def _legs(
    people: Sequence[Waiting],
    topic_of: Mapping[str, int],
    desk_of: Mapping[int, int],
    language_of: Mapping[str, int],
) -> Legs:
    barred = {barred: [n in barred for n in desk_of] for barred in {leg.barred for leg in people}}
    return Legs(
        issued_s=[leg.issued_s for leg in people],
        rank=range(len(people)),
        topic=[topic_of[leg.topic] for leg in people],
        heavy_from_s=[inf if leg.priority_from_s is None else leg.priority_from_s for leg in people],
        held_until_s=[inf if leg.held_back else -inf for leg in people],
        wish=[language_of.get(leg.spoken_language, -1) for leg in people],
        to_desk=[desk_of.get(leg.to_counter, -1) for leg in people],
        to_level=[leg.to_level for leg in people],
        barred=[barred[leg.barred] for leg in people],
    )


def _desks(desks: Sequence[Desk], topic_of: Mapping[str, int], language_of: Mapping[str, int]) -> Desks:
    return Desks(
        place=[_places(desk, topic_of) for desk in desks],
        speaks=[tuple(language in desk.languages for language in language_of) for desk in desks],
        level=[desk.level for desk in desks],
        duty=[desk.duty for desk in desks],
        open=[desk.open for desk in desks],
    )


def _places(desk: Desk, topic_of: Mapping[str, int]) -> list[int]:
    places = [-1] * len(topic_of)
    for place, topic in enumerate(desk.topics):
        if topic in topic_of:
            places[topic_of[topic]] = place
    return places


def _queues(people: Sequence[Waiting], legs: Legs, topics: int) -> Queues:
    rows: list[list[int]] = [[] for _ in range(2 * topics)]
    odd = [0] * len(rows)
    for n, leg in enumerate(people):
        queue = 2 * legs.topic[n] + (leg.priority_from_s is not None)
        rows[queue].append(n)
        if leg.barred or leg.to_counter or leg.to_level:
            odd[queue] += 1
    return Queues(legs=rows, first=[0] * len(rows), after=[len(row) for row in rows], odd=odd)


def _pressure_min(queues: Queues, topics: Topics, desks: Desks) -> list[float]:
    count = len(topics.share)
    capacity = [0.0] * count
    capacities(topics, desks, capacity)
    waiting = [queues.after[2 * n] + queues.after[2 * n + 1] for n in range(count)]
    return [minutes_to_clear(waiting[n], topics.mean_s[n], capacity[n]) for n in range(count)]
