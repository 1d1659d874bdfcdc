"""What the reference scenario leaves out, added to its days one thing at a time.

Each change gives a day twice, without it and with it: the same visitors, the same work, as far as possible
the same chances. How much of each there is in an office is not known; the shares here are ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import inf, log, sqrt

import numpy as np
import numpy.typing as npt

from bench.office_sim.days import FURTHER, people, services_s, stream
from bench.office_sim.scenario import (
    DOCUMENTS,
    FLAGGED,
    HOUSING,
    LAND,
    PERSONAL,
    SHARE,
    TARGET_MIN,
    V,
)
from broker.rules.play.stage import Floats, House, Ints, People

Mask = npt.NDArray[np.bool_]

TARGETS_MIN = {DOCUMENTS: 15.0, PERSONAL: 15.0, HOUSING: 60.0, LAND: 60.0}
"""The two quickest matters of many counters are promised half the wait, the two longest twice."""

APPOINTMENTS = 0.20
EARLY_MIN, EARLY_SPREAD_MIN = 5.0, 10.0
"""Before the agreed time, normal."""
GRACE_S = 900.0

TRANSFERRED = 0.08

WISHING = 0.10
SPEAKERS = (0, 1, 6, 11, 14, 20)
"""Counters, at least one for each topic."""

PATIENCE_MIN, PATIENCE_CV = 45.0, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A day to be played."""

    house: House
    people: People
    visit: Ints
    """Of each leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A day without a change and with it."""

    before: Side
    after: Side
    who: Mapping[str, Mask]
    """The groups that it touches differently; an entry a visit."""
    target_min: Floats
    """What each visit is held against, on both sides."""
    agreed_s: Floats
    """No wait is counted before it; an entry a visit, -inf: nothing was agreed."""


def unequal_targets(load: float, seed: int, day: int) -> Case:
    """Some topics are promised less than 30 minutes, some more."""
    side = _usual(load, seed, day)
    targets_min = np.array([TARGETS_MIN.get(topic, TARGET_MIN) for topic in range(len(SHARE))])
    house = replace(side.house, topics=side.house.topics._replace(target_s=60.0 * targets_min))
    target_min, ordinary = targets_min[side.people.topic], ~flagged(side.people)
    who = {f"ordinary, target {one:.0f}": ordinary & (target_min == one) for one in (15.0, 30.0, 60.0)}
    case = _case(side, replace(side, house=house), who | {"priority": ~ordinary})
    return replace(case, target_min=target_min)


def appointments(load: float, seed: int, day: int) -> Case:
    """Some of those who walked in without priority have agreed on a time about when they come."""
    side = _usual(load, seed, day)
    rng, issued_s, count = stream(seed, day, FURTHER), side.people.issued_s, len(side.visit)
    ordinary, heavy_from_s = ~flagged(side.people), _given(side.people.heavy_from_s)
    agreed = ordinary & (rng.random(count) < APPOINTMENTS / (1 - V.flagged))
    agreed_s = issued_s + 60.0 * rng.normal(EARLY_MIN, EARLY_SPREAD_MIN, count)
    kept = agreed & (issued_s <= agreed_s + GRACE_S)
    with_them = replace(
        side.people,
        heavy_from_s=np.where(kept, np.maximum(agreed_s, issued_s), heavy_from_s),
        held_until_s=np.where(kept & (agreed_s > issued_s), agreed_s, -inf),
    )
    who = {"appointment": agreed, "ordinary": ordinary & ~agreed, "priority": ~ordinary}
    case = _case(side, replace(side, people=with_them), who)
    return replace(case, agreed_s=np.where(agreed, agreed_s, -inf))


def transfers(load: float, seed: int, day: int) -> Case:
    """Some visits need a second topic. Without it, the first counter does the same work to the end."""
    side = _usual(load, seed, day)
    rng, first, count = stream(seed, day, FURTHER), side.people, len(side.visit)
    sent = rng.random(count) < TRANSFERRED
    topic = np.array([_another(topic, rng) for topic in first.topic[sent]], np.int64)
    first_s, second_s = first.work_s.copy(), services_s(topic, rng) / 2
    first_s[sent] /= 2
    whole_s = first_s.copy()
    whole_s[sent] += second_s
    ordinary = ~flagged(first)
    case = _case(
        replace(side, people=replace(first, work_s=whole_s)),
        _two_legs(replace(side, people=replace(first, work_s=first_s)), sent, topic, second_s),
        {"transferred": sent, "ordinary": ordinary & ~sent, "priority": ~ordinary & ~sent},
    )
    return replace(case, target_min=np.full(count, TARGET_MIN))


def _another(topic: int, rng: np.random.Generator) -> int:
    shares = np.array(SHARE)
    shares[topic] = 0.0
    return int(rng.choice(len(SHARE), p=shares / shares.sum()))


def _two_legs(side: Side, sent: Mask, topic: Ints, work_s: Floats) -> Side:
    """The second legs come after all first ones, and begin where those end; who is sent on is there."""
    first, more, heavy_from_s = side.people, int(sent.sum()), _given(side.people.heavy_from_s)
    then = np.full(len(sent), -1)
    then[sent] = len(sent) + np.arange(more)
    both = People(
        issued_s=np.concatenate((first.issued_s, first.issued_s[sent])),
        topic=np.concatenate((first.topic, topic)),
        work_s=np.concatenate((first.work_s, work_s)),
        chance=np.concatenate((first.chance, np.ones(more))),
        enters_s=np.concatenate((first.issued_s, np.full(more, inf))),
        heavy_from_s=np.concatenate((heavy_from_s, heavy_from_s[sent])),
        then=np.concatenate((then, np.full(more, -1))),
    )
    return replace(side, people=both, visit=np.concatenate((side.visit, side.visit[sent])))


def languages(load: float, seed: int, day: int) -> Case:
    """Some would like a language that few counters speak."""
    side = _usual(load, seed, day)
    wishing = stream(seed, day, FURTHER).random(len(side.visit)) < WISHING
    counters = [
        replace(counter, languages=(0,) if seat in SPEAKERS else ())
        for seat, counter in enumerate(side.house.counters)
    ]
    house = replace(side.house, counters=counters, languages=1)
    with_them = replace(side.people, wish=np.where(wishing, 0, -1))
    ordinary = ~flagged(side.people)
    who = {"wish": wishing, "ordinary": ordinary & ~wishing, "priority": ~ordinary & ~wishing}
    return _case(replace(side, house=house), replace(side, house=house, people=with_them), who)


def leaving(load: float, seed: int, day: int) -> Case:
    """People who give up; without it, they all stay."""
    side = _usual(load, seed, day)
    sigma = sqrt(log(1 + PATIENCE_CV**2))
    drawn = stream(seed, day, FURTHER).standard_normal(len(side.visit))
    patience_s = 60.0 * PATIENCE_MIN * np.exp(sigma * drawn - sigma**2 / 2)
    with_them = replace(side.people, leaves_s=side.people.issued_s + patience_s)
    return _case(side, replace(side, people=with_them), _by_class(side.people))


def more_priority(load: float, seed: int, day: int) -> Case:
    """Three times as many flag themselves."""
    side = _usual(load, seed, day)
    with_them = people(FLAGGED, load, seed, day)
    new = flagged(with_them) & ~flagged(side.people)
    who = {
        "flags as well": new,
        "ordinary": ~flagged(with_them),
        "priority": flagged(side.people),
    }
    return _case(side, replace(side, people=with_them), who)


CHANGES: Mapping[str, Callable[[float, int, int], Case]] = {
    "unequal-targets": unequal_targets,
    "appointments": appointments,
    "transfers": transfers,
    "languages": languages,
    "leaving": leaving,
    "more-priority": more_priority,
}


def _usual(load: float, seed: int, day: int) -> Side:
    visitors = people(V, load, seed, day)
    return Side(house=V.house(), people=visitors, visit=np.arange(len(visitors.issued_s)))


def _case(before: Side, after: Side, who: Mapping[str, Mask]) -> Case:
    """With the usual target, and nothing agreed."""
    count = len(before.visit)
    return Case(
        before=before,
        after=after,
        who=who,
        target_min=np.full(count, TARGET_MIN),
        agreed_s=np.full(count, -inf),
    )


def flagged(visitors: People) -> Mask:
    """Of priority."""
    return np.isfinite(_given(visitors.heavy_from_s))


def _by_class(visitors: People) -> Mapping[str, Mask]:
    return {"ordinary": ~flagged(visitors), "priority": flagged(visitors)}


def _given(column: Floats | None) -> Floats:
    """Every day of ours says who is of priority."""
    assert column is not None
    return column
