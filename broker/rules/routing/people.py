"""The lobby as the office speaks of it, and the rule asked about it.

Turns waiting legs and counters into the columns of `choice.py` once for a moment; whoever asks for a counter
then asks the rule itself.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from operator import attrgetter, eq

from broker.contract.office import RULES
from broker.rules.routing.choice import (
    FIRST_COME,
    PRESSURE,
    Desks,
    Legs,
    Queues,
    Rule,
    Topics,
    capacities,
    choose,
    head_of,
    may_call,
    minutes_to_clear,
    value_of,
)

APPOINTMENT_GRACE_S = 15 * 60


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
    def order(self) -> tuple[float, int, str]:
        """Order inside a topic and class: the visit's issue time, then the lower number."""
        return (self.issued_s, len(self.number), self.number)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """Everything the rule looks at, at one moment."""

    now_s: float
    waiting: Sequence[Waiting]
    desks: Sequence[Desk]
    """Every counter, open or not."""
    loads: Mapping[str, Load]
    """Every topic that somebody waits for, and the others."""
    rule: str = "pressure"
    priority_weight: float = 5.0
    columns: Columns = field(init=False, repr=False, compare=False)
    """Worked out once, however many counters ask."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", _columns(self))

    @property
    def chosen_rule(self) -> Rule:
        """As `choice` takes it."""
        return Rule(kind=RULES.index(self.rule), weight=self.priority_weight)


def next_for(desk: Desk, lobby: Lobby, apart_from: Collection[Waiting] = ()) -> Waiting | None:
    """The leg this counter calls next, or None when nobody waits whom it may call.

    `apart_from` are legs already offered to another counter; they still press on their topic.
    """
    return _next(desk, lobby, lobby.chosen_rule, apart_from)


def next_unweighted(desk: Desk, lobby: Lobby, apart_from: Collection[Waiting] = ()) -> Waiting | None:
    """Whom the default rule would name if a priority visitor's minutes counted once."""
    return _next(desk, lobby, Rule(kind=PRESSURE, weight=1.0), apart_from)


def nearest_target(desk: Desk, lobby: Lobby, apart_from: Collection[Waiting] = ()) -> Waiting | None:
    """Whom it would name if pressure counted nothing either: the one who has waited most of its target."""
    return _next(desk, lobby, Rule(kind=PRESSURE, weight=1.0), apart_from, pressed=False)


def oldest_for(desk: Desk, lobby: Lobby, apart_from: Collection[Waiting] = ()) -> Waiting | None:
    """Whom this counter would call by issue time alone."""
    return _next(desk, lobby, Rule(kind=FIRST_COME, weight=1.0), apart_from)


def _next(
    desk: Desk, lobby: Lobby, rule: Rule, apart_from: Collection[Waiting], *, pressed: bool = True
) -> Waiting | None:
    seen = lobby.columns
    chosen = choose(
        seen.desk_of[desk.number],
        lobby.now_s,
        seen.legs,
        _without(seen, apart_from) if apart_from else seen.queues,
        seen.topics,
        seen.desks,
        seen.pressure_min if pressed else [0.0] * len(seen.topic_ids),
        rule,
    )
    return seen.people[chosen] if chosen >= 0 else None


def eligible(leg: Waiting, desk: Desk, lobby: Lobby) -> bool:
    """Whether this counter may call this leg at all."""
    seen = lobby.columns
    place = seen.people.index(leg)
    return may_call(place, seen.desk_of[desk.number], lobby.now_s, seen.legs, seen.topics, seen.desks)


def head(leg: Waiting, desk: Desk, lobby: Lobby) -> Waiting | None:
    """The oldest leg of this one's topic and class that a counter may call, held back like it or not."""
    seen = lobby.columns
    found = head_of(
        2 * seen.topic_ids.index(leg.topic) + leg.priority,
        seen.desk_of[desk.number],
        lobby.now_s,
        leg.held_back,
        seen.legs,
        seen.queues,
        seen.topics,
        seen.desks,
    )
    return seen.people[found] if found >= 0 else None


def nobodys(lobby: Lobby) -> list[Waiting]:
    """Those whom no open counter may call, the oldest first: they wait until one opens or learns.

    A wish for a language leaves nobody without a counter, so legs moved alike are asked about once.
    """
    found: list[Waiting] = []
    callable_: dict[Hashable, bool] = {}
    for n, leg in enumerate(lobby.columns.people):
        alike = (leg.topic, leg.to_counter, leg.to_level, leg.barred)
        if alike not in callable_:
            callable_[alike] = _callable_somewhere(n, lobby)
        if not callable_[alike]:
            found.append(leg)
    return found


def _callable_somewhere(leg: int, lobby: Lobby) -> bool:
    seen = lobby.columns
    return any(
        seen.desks.open[desk] and may_call(leg, desk, lobby.now_s, seen.legs, seen.topics, seen.desks)
        for desk in range(len(lobby.desks))
    )


def pressures(lobby: Lobby) -> dict[str, float]:
    """Minutes to clear each topic, at most an hour."""
    return dict(zip(lobby.columns.topic_ids, lobby.columns.pressure_min, strict=True))


def value(leg: Waiting, desk: Desk, lobby: Lobby) -> float:
    """What the office's rule says of a leg at a counter: the greatest is called."""
    seen = lobby.columns
    return value_of(
        seen.people.index(leg),
        seen.desk_of[desk.number],
        lobby.now_s,
        seen.legs,
        seen.topics,
        seen.desks,
        seen.pressure_min,
        lobby.chosen_rule,
    )


# -- into columns


def _columns(lobby: Lobby) -> Columns:
    people = _in_order(lobby.waiting)
    topic_ids = tuple(lobby.loads)
    topic_of = {topic_id: n for n, topic_id in enumerate(topic_ids)}
    desk_of = {desk.number: n for n, desk in enumerate(lobby.desks)}
    spoken = {leg.spoken_language for leg in people} | {s for desk in lobby.desks for s in desk.languages}
    language_of = {language: n for n, language in enumerate(sorted(spoken - {""}))}
    legs = _legs(people, topic_of, desk_of, language_of)
    topics = Topics(
        target_s=[load.target_s for load in lobby.loads.values()],
        mean_s=[load.mean_service_s for load in lobby.loads.values()],
        share=[load.share for load in lobby.loads.values()],
    )
    desks = _desks(lobby.desks, topic_of, language_of)
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


def _without(seen: Columns, apart_from: Collection[Waiting]) -> Queues:
    apart = {(leg.ticket_id, leg.leg) for leg in apart_from}
    gone = {n for n, leg in enumerate(seen.people) if (leg.ticket_id, leg.leg) in apart}
    rows = [[leg for leg in row if leg not in gone] for row in seen.queues.legs]
    return seen.queues._replace(legs=rows, after=[len(row) for row in rows])
