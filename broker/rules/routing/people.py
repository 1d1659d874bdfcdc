"""The rule asked about the lobby: whom does this counter call next, may it call that one, who weighs what.

Whoever asks for several counters at one moment asks the same `Lobby`; its figures are worked out once.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from broker.contract.office import RULES
from broker.rules.routing.choice import (
    FIRST_COME,
    PRESSURE,
    Queues,
    Rule,
    choose,
    head_of,
    may_call,
    value_of,
)
from broker.rules.routing.columns import Columns, Desk, Load, Waiting, columns

APPOINTMENT_GRACE_S = 15 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the default rule makes of one leg, in minutes."""

    waited_min: float
    """Since its issue, each minute worth as much more as its target is shorter than usual."""
    unweighted_min: float
    """With half the minutes to clear its topic."""
    score_min: float
    """With the weight of its priority: the whole figure."""


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
        object.__setattr__(self, "columns", columns(self.waiting, self.desks, self.loads))

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
        seen.pressure_min if pressed else _no_pressure(seen),
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
    return _value(leg, desk, lobby, lobby.chosen_rule)


def weighed(leg: Waiting, desk: Desk, lobby: Lobby) -> Weighed:
    """What the default rule's figure of a leg is made of."""
    plain = Rule(kind=PRESSURE, weight=1.0)
    return Weighed(
        waited_min=_value(leg, desk, lobby, plain, pressed=False),
        unweighted_min=_value(leg, desk, lobby, plain),
        score_min=_value(leg, desk, lobby, Rule(kind=PRESSURE, weight=lobby.priority_weight)),
    )


def _value(leg: Waiting, desk: Desk, lobby: Lobby, rule: Rule, *, pressed: bool = True) -> float:
    seen = lobby.columns
    return value_of(
        seen.people.index(leg),
        seen.desk_of[desk.number],
        lobby.now_s,
        seen.legs,
        seen.topics,
        seen.desks,
        seen.pressure_min if pressed else _no_pressure(seen),
        rule,
    )


def _no_pressure(seen: Columns) -> list[float]:
    return [0.0] * len(seen.topic_ids)


def _without(seen: Columns, apart_from: Collection[Waiting]) -> Queues:
    apart = {(leg.ticket_id, leg.leg) for leg in apart_from}
    gone = {n for n, leg in enumerate(seen.people) if (leg.ticket_id, leg.leg) in apart}
    rows = [[leg for leg in row if leg not in gone] for row in seen.queues.legs]
    return seen.queues._replace(legs=rows, after=[len(row) for row in rows])
