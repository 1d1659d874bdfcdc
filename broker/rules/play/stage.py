"""The arrays that one play needs, from plain figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan

import numpy as np
import numpy.typing as npt

from broker.rules.play.compiled import play
from broker.rules.play.loop import IDLE, Course, Crew, Lobby, NoShow, Posts, Result, Scratch
from broker.rules.routing.choice import Desks, Legs, Queues, Rule, Topics

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A break, a late opening or an early end of one counter. Seconds of the day."""

    from_s: float
    """It begins as soon as the visitor of that moment is done."""
    to_s: float
    whole: bool = True
    """It lasts as long as planned also when it began late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One counter of a play."""

    topics: Sequence[int]
    """In its own order."""
    languages: Sequence[int] = ()
    level: int = 1
    duty: bool = False
    speed: float = 1.0
    absences: Sequence[Absence] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The legs of a play, a column each; only the first four must be given. Seconds of the day."""

    issued_s: Floats
    topic: Ints
    work_s: Floats
    chance: Floats
    enters_s: Floats | None = None
    heavy_from_s: Floats | None = None
    held_until_s: Floats | None = None
    wish: Ints | None = None
    to_desk: Ints | None = None
    to_level: Ints | None = None
    then: Ints | None = None
    leaves_s: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What stays the same from day to day."""

    topics: Topics
    counters: Sequence[Counter]
    no_show: NoShow
    languages: int = 0


def topics(
    mean_s: Sequence[float], share: Sequence[float], target_s: Sequence[float] | float = 1800.0
) -> Topics:
    """Columns of topics."""
    count = len(mean_s)
    return Topics(
        target_s=np.broadcast_to(np.asarray(target_s, float), count).copy(),
        mean_s=np.asarray(mean_s, float),
        share=np.asarray(share, float),
    )


def play_day(house: House, people: People, rule: Rule, *, stop_s: float = inf) -> Result:
    """A day from second 0, every counter idle then unless an absence says otherwise."""
    lobby = lobby_of(house, people, rule)
    result = no_result(len(people.issued_s))
    posts = posts_at_dawn(house, lobby)
    play(lobby, posts, 0.0, stop_s, (0, 0), scratch_of(len(house.topics.share), len(people.issued_s)), result)
    return result


def lobby_of(house: House, people: People, rule: Rule) -> Lobby:
    """Everybody and everything of a play."""
    n, seats = len(people.issued_s), len(house.counters)
    legs = Legs(
        issued_s=people.issued_s,
        rank=np.arange(n),
        topic=people.topic,
        heavy_from_s=_or_all(people.heavy_from_s, n, inf),
        held_until_s=_or_all(people.held_until_s, n, -inf),
        wish=_or_every(people.wish, n, -1),
        to_desk=_or_every(people.to_desk, n, -1),
        to_level=_or_every(people.to_level, n, 0),
        barred=np.zeros((n, seats), np.bool_),
    )
    enters_s = people.issued_s if people.enters_s is None else people.enters_s
    leaves_s = _or_all(people.leaves_s, n, inf)
    order = np.argsort(enters_s, kind="stable")
    course = Course(
        enters_s=enters_s,
        arrivals=order[np.isfinite(enters_s[order])],
        then=_or_every(people.then, n, -1),
        work_s=people.work_s,
        chance=people.chance,
        leaves_s=leaves_s,
        alarms_s=_alarms_s(legs, leaves_s, house.topics),
    )
    return Lobby(
        legs=legs,
        course=course,
        topics=house.topics,
        desks=desks_of(house.counters, len(house.topics.share), house.languages),
        crew=crew_of(house.counters),
        no_show=house.no_show,
        rule=rule,
    )


def _or_all(column: Floats | None, n: int, value: float) -> Floats:
    return np.full(n, value) if column is None else column


def _or_every(column: Ints | None, n: int, value: int) -> Ints:
    return np.full(n, value) if column is None else column


def _alarms_s(legs: Legs, leaves_s: Floats, topics: Topics) -> Floats:
    """When a wish lapses, an appointment comes due or somebody gives up."""
    targets_s = np.asarray(topics.target_s)[legs.topic]
    lapses_s = (np.asarray(legs.issued_s) + targets_s / 2)[np.asarray(legs.wish) >= 0]
    held_s = np.asarray(legs.held_until_s)
    return np.sort(np.concatenate((lapses_s, held_s[np.isfinite(held_s)], leaves_s[np.isfinite(leaves_s)])))


def desks_of(counters: Sequence[Counter], topics: int, languages: int) -> Desks:
    """Who can serve what."""
    place = np.full((len(counters), topics), -1)
    speaks = np.zeros((len(counters), max(1, languages)), np.bool_)
    for desk, counter in enumerate(counters):
        place[desk, list(counter.topics)] = np.arange(len(counter.topics))
        speaks[desk, list(counter.languages)] = True
    return Desks(
        place=place,
        speaks=speaks,
        level=np.array([counter.level for counter in counters]),
        duty=np.array([counter.duty for counter in counters]),
        open=np.ones(len(counters), np.bool_),
    )


def crew_of(counters: Sequence[Counter]) -> Crew:
    """Speeds and absences."""
    longest = 1 + max(len(counter.absences) for counter in counters)
    due_s, lasts_s, back_s = (np.full((len(counters), longest), value) for value in (inf, 0.0, inf))
    for desk, counter in enumerate(counters):
        for nth, absence in enumerate(sorted(counter.absences, key=lambda a: a.from_s)):
            due_s[desk, nth], back_s[desk, nth] = absence.from_s, absence.to_s
            lasts_s[desk, nth] = absence.to_s - absence.from_s if absence.whole else 0.0
    speed = np.array([counter.speed for counter in counters])
    return Crew(speed=speed, due_s=due_s, lasts_s=lasts_s, back_s=back_s)


def posts_at_dawn(house: House, lobby: Lobby) -> Posts:
    """Everybody is there, idle until the first absence."""
    seats = len(house.counters)
    return Posts(
        doing=np.full(seats, IDLE),
        until_s=np.asarray(lobby.crew.due_s)[:, 0].copy(),
        idle_since_s=np.zeros(seats),
        leg=np.full(seats, -1),
        absence=np.zeros(seats, np.int64),
    )


def scratch_of(topics: int, legs: int) -> Scratch:
    """Empty queues."""
    queues = Queues(
        legs=np.zeros((2 * topics, legs), np.int64),
        first=np.zeros(2 * topics, np.int64),
        after=np.zeros(2 * topics, np.int64),
        odd=np.zeros(2 * topics, np.int64),
    )
    return Scratch(
        queues=queues,
        crowd=np.zeros(topics, np.int64),
        capacity=np.zeros(topics),
        pressure_min=np.zeros(topics),
    )


def no_result(legs: int) -> Result:
    """Nothing has become of anybody yet."""
    return Result(
        called_s=np.full(legs, nan),
        desk=np.full(legs, -1),
        ended_s=np.full(legs, nan),
        entered_s=np.full(legs, nan),
    )
