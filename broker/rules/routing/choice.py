"""The rule itself, on columns of figures: who of those waiting does a counter call next?

    score(leg) = weighted wait in minutes * 30 / target + BETA * minutes to clear its topic

Written once, in the part of Python that Numba compiles. The broker runs these functions as they stand, on
lists; `broker/rules/play/compiled.py` compiles the same ones for whoever plays thousands of days. So nothing
here may know of tickets, files or clocks: legs, topics, desks and languages are numbers, times are seconds.
"""

from math import inf
from typing import Any, NamedTuple

BETA = 0.5
PRESSURE_CAP_MIN = 60.0
LEAST_CAPACITY = 0.05
USUAL_TARGET_S = 1800.0

PRESSURE, FIRST_COME, STRICT_PRIORITY, TOPIC_ORDER = range(4)
"""The rules an office can choose, in the order of `broker.contract.office.RULES`."""


Column = Any
"""One figure a leg, topic, desk or queue: a list in the broker, a NumPy array in a simulation."""


class Legs(NamedTuple):
    """Every leg there is, one entry each."""

    issued_s: Column
    """Of the visit: never reset."""
    rank: Column
    """Order among equal issue times: the lower number first."""
    topic: Column
    heavy_from_s: Column
    """From when its wait weighs more; inf: an ordinary leg. Finite is the priority class."""
    held_until_s: Column
    """Before this time it is called only when nothing else waits; -inf: no such time."""
    wish: Column
    """The spoken language it would like; -1: any."""
    to_desk: Column
    """Meant for this desk while that is open; -1: for any."""
    to_level: Column
    barred: Column
    """For each desk whether it may not have this leg: one row a leg."""


class Topics(NamedTuple):
    """One entry a topic."""

    target_s: Column
    mean_s: Column
    """Usual service."""
    share: Column
    """Of arrivals, on any scale."""


class Desks(NamedTuple):
    """One entry a counter."""

    place: Column
    """For each topic its place in this counter's own order, -1 if it cannot serve it: one row a desk."""
    speaks: Column
    """For each language whether it is spoken there: one row a desk."""
    level: Column
    duty: Column
    open: Column
    """Signed in and not on a break."""


class Queues(NamedTuple):
    """Who waits: queue 2 * topic holds the ordinary legs, 2 * topic + 1 the priority class."""

    legs: Column
    """One row a queue: its legs from `first` to before `after`, by issue time and rank."""
    first: Column
    after: Column
    odd: Column
    """How many of a queue were moved by hand: meant for a desk or level, or barred from a desk."""


class Rule(NamedTuple):
    """Which rule, and its weight."""

    kind: int
    weight: float
    """What a minute of a priority visitor's wait counts."""


def capacities(topics: Topics, desks: Desks, capacity: Any) -> None:
    """Counters' worth of capacity for each topic: open counters shared out by the work their topics bring."""
    for topic in range(len(capacity)):
        capacity[topic] = 0.0
    for desk in range(len(desks.open)):
        total = work_at(desk, topics, desks) if desks.open[desk] else 0.0
        if total > 0.0:
            place = desks.place[desk]
            for topic in range(len(capacity)):
                if place[topic] >= 0:
                    capacity[topic] += topics.share[topic] * topics.mean_s[topic] / total
    for topic in range(len(capacity)):
        capacity[topic] = max(LEAST_CAPACITY, capacity[topic])


def work_at(desk: int, topics: Topics, desks: Desks) -> float:
    """What the topics of a counter bring together."""
    total, place = 0.0, desks.place[desk]
    for topic in range(len(topics.share)):
        if place[topic] >= 0:
            total += topics.share[topic] * topics.mean_s[topic]
    return total


def minutes_to_clear(waiting: int, mean_s: float, capacity: float) -> float:
    """The pressure on a topic with so many waiting, capped."""
    return min(PRESSURE_CAP_MIN, waiting * mean_s / 60.0 / capacity)


def weighted_wait_s(now_s: float, issued_s: float, heavy_from_s: float, weight: float) -> float:
    """A wait, the part since it became priority counted `weight` times."""
    heavy_s = max(0.0, now_s - max(heavy_from_s, issued_s))
    return now_s - issued_s - heavy_s + weight * heavy_s


def able(leg: int, desk: int, legs: Legs, desks: Desks) -> bool:
    """By skill and level, and without having passed it on."""
    return bool(
        desks.place[desk][legs.topic[leg]] >= 0
        and desks.level[desk] >= legs.to_level[leg]
        and not legs.barred[leg][desk]
    )


def any_able(leg: int, legs: Legs, desks: Desks) -> bool:
    """Whether some open counter is able."""
    for desk in range(len(desks.open)):  # noqa: SIM110 - Numba compiles no any()
        if desks.open[desk] and able(leg, desk, legs, desks):
            return True
    return False


def kept_for_a_speaker(leg: int, desk: int, now_s: float, legs: Legs, topics: Topics, desks: Desks) -> bool:
    """A wished language is preferred until half the target, then anyone serves."""
    wish = legs.wish[leg]
    if wish < 0 or desks.speaks[desk][wish]:
        return False
    if now_s - legs.issued_s[leg] >= topics.target_s[legs.topic[leg]] / 2:
        return False
    for other in range(len(desks.open)):
        if desks.open[other] and desks.speaks[other][wish] and able(leg, other, legs, desks):
            return True
    return False


def may_call(leg: int, desk: int, now_s: float, legs: Legs, topics: Topics, desks: Desks) -> bool:
    """Whether this counter may call this leg at all."""
    if legs.barred[leg][desk]:
        return False
    target = legs.to_desk[leg]
    if target == desk:
        return True
    if target >= 0 and desks.open[target] and not legs.barred[leg][target]:
        return False
    if not able(leg, desk, legs, desks):
        return bool(desks.duty[desk]) and not any_able(leg, legs, desks)
    return not kept_for_a_speaker(leg, desk, now_s, legs, topics, desks)


def head_of(
    queue: int, desk: int, now_s: float, held: bool, legs: Legs, queues: Queues, topics: Topics, desks: Desks
) -> int:
    """The oldest leg of a topic and class that this counter may call, held back or not; -1: none.

    Looks no further than it must: almost always the first leg is the one, and where a counter lacks the skill
    the first leg stands for all but those that were moved by hand.
    """
    first = queues.legs[queue][queues.first[queue]]
    unskilled = desks.place[desk][queue // 2] < 0
    if unskilled and queues.odd[queue] == 0 and (not desks.duty[desk] or any_able(first, legs, desks)):
        return -1
    only_sent_here = unskilled and not desks.duty[desk]
    for place in range(queues.first[queue], queues.after[queue]):
        leg = queues.legs[queue][place]
        if only_sent_here and legs.to_desk[leg] != desk:
            continue
        if (now_s < legs.held_until_s[leg]) == held and may_call(leg, desk, now_s, legs, topics, desks):
            return int(leg)
    return -1


def value_of(
    leg: int,
    desk: int,
    now_s: float,
    legs: Legs,
    topics: Topics,
    desks: Desks,
    pressure_min: Column,
    rule: Rule,
) -> float:
    """What the office's rule says of a leg at a desk: the greatest is called."""
    topic = legs.topic[leg]
    if rule.kind == PRESSURE:
        wait_s = weighted_wait_s(now_s, legs.issued_s[leg], legs.heavy_from_s[leg], rule.weight)
        return float(wait_s / 60.0 * (USUAL_TARGET_S / topics.target_s[topic]) + BETA * pressure_min[topic])
    if rule.kind == STRICT_PRIORITY:
        return 1.0 if legs.heavy_from_s[leg] < inf else 0.0
    if rule.kind == TOPIC_ORDER:
        place = desks.place[desk][topic]
        return -float(place) if place >= 0 else -float(len(topics.target_s))
    return 0.0


def choose(
    desk: int,
    now_s: float,
    legs: Legs,
    queues: Queues,
    topics: Topics,
    desks: Desks,
    pressure_min: Column,
    rule: Rule,
) -> int:
    """The leg this counter calls next, or -1 when nobody waits whom it may call.

    The greatest value among the oldest leg of each topic and class; ties to the earlier issue, then the lower
    number. One that is held back only when nothing else is there.
    """
    for held in (False, True):
        best, best_value = -1, -inf
        for queue in range(len(queues.first)):
            if queues.first[queue] == queues.after[queue]:
                continue
            leg = head_of(queue, desk, now_s, held, legs, queues, topics, desks)
            if leg < 0:
                continue
            value = value_of(leg, desk, now_s, legs, topics, desks, pressure_min, rule)
            if best < 0 or value > best_value or (value == best_value and earlier(leg, best, legs)):
                best, best_value = leg, value
        if best >= 0:
            return best
    return -1


def earlier(leg: int, other: int, legs: Legs) -> bool:
    """By issue time, then the lower number."""
    if legs.issued_s[leg] != legs.issued_s[other]:
        return bool(legs.issued_s[leg] < legs.issued_s[other])
    return bool(legs.rank[leg] < legs.rank[other])
