"""One way to run the office: the recent days played in it, with the same visitors and the same chances."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import inf

import numpy as np
import numpy.typing as npt

from broker.contract.estimates import PlannedBreak
from broker.contract.office import RULES
from broker.rules.advise.presence import Away
from broker.rules.advise.recent import Recent, RecentDay, SeatDay
from broker.rules.advise.rests import Wave, allows, seconds
from broker.rules.play.loop import NoShow
from broker.rules.play.stage import Absence, Counter, Floats, House, Ints, play_day, topics
from broker.rules.routing.choice import Rule, Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some time at one counter, every day; local "HH:MM"."""

    counter: int
    begins: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One topic that a counter could serve as well."""

    counter: int
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is other than it was; None: nothing."""

    breaks: tuple[PlannedBreak, ...] | None = None
    """Of those counters that took a break that day; as long as it was."""
    more: Span | None = None
    """One more counter with the topics of that one."""
    fewer: Span | None = None
    """That one is away."""
    skill: Skill | None = None
    priority_weight: float | None = None

    def over(self, other: "Way") -> "Way":
        """The other one, but for what this one says."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(other, **{name: said for name, said in mine.items() if said is not None})


AS_IT_WAS = Way()


def as_planned(recent: Recent) -> Way:
    """Days as they would be now: with the plan in force, where there is one."""
    return Way(breaks=tuple(recent.breaks.values())) if recent.breaks else AS_IT_WAS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waits:
    """Of one day, an entry a leg; who still waited at the end waited until then."""

    wait_s: Floats
    """nan: never there, because the visit's leg before did not end."""
    target_s: Floats
    topic: Ints
    priority: npt.NDArray[np.bool_]


def recorded(recent: Recent) -> list[Waits]:
    """What the log says."""
    target_s = np.asarray(_topics(recent).target_s)
    return [_waits(day, day.visitors.waited_s, target_s) for day in recent.days]


def played(recent: Recent, way: Way) -> list[Waits]:
    """What would have been."""
    frame = _topics(recent)
    kind = RULES.index(recent.office.routing.rule)
    rule = Rule(kind, way.priority_weight or recent.office.routing.priority_weight)
    target_s, found = np.asarray(frame.target_s), []
    for day in recent.days:
        result = play_day(_house(recent, day, way, frame), day.visitors.people, rule)
        gone_s = np.minimum(_leaves_s(day), np.fmax(day.visitors.until_s, result.entered_s))
        until_s = np.where(np.isnan(result.called_s), gone_s, result.called_s)
        found.append(_waits(day, until_s - result.entered_s, target_s))
    return found


def _leaves_s(day: RecentDay) -> Floats:
    leaves_s = day.visitors.people.leaves_s
    assert leaves_s is not None
    return leaves_s


def _waits(day: RecentDay, wait_s: Floats, target_s: Floats) -> Waits:
    topic = day.visitors.people.topic
    return Waits(wait_s=wait_s, target_s=target_s[topic], topic=topic, priority=day.visitors.priority)


def _topics(recent: Recent) -> Topics:
    habits = [recent.habits.topics[topic.id] for topic in recent.office.topics]
    return topics(
        [topic.mean_service_s for topic in habits],
        [topic.share for topic in habits],
        [topic.wait_target_s for topic in recent.office.topics],
    )


def _house(recent: Recent, day: RecentDay, way: Way, frame: Topics) -> House:
    planned = {one.counter: seconds(one.begins) for one in way.breaks or ()}
    counters = [
        Counter(
            topics=_skills(recent, n, way.skill),
            duty=counter.duty,
            absences=_absences(
                day.seats[n],
                planned.get(counter.number),
                recent.waves.get(counter.number),
                way.fewer if way.fewer and way.fewer.counter == counter.number else None,
            ),
        )
        for n, counter in enumerate(recent.office.counters)
    ]
    if way.more:
        counters.append(_one_more(recent, way.more))
    cost_s = recent.habits.no_show_cost_s + recent.between_s
    no_show = NoShow(recent.habits.no_show_at_once, recent.habits.no_show_late, cost_s)
    return House(topics=frame, counters=counters, no_show=no_show)


def _skills(recent: Recent, n: int, skill: Skill | None) -> tuple[int, ...]:
    own = recent.skills[n]
    if skill is None or skill.counter != recent.office.counters[n].number:
        return own
    return (*own, [topic.id for topic in recent.office.topics].index(skill.topic))


def _one_more(recent: Recent, more: Span) -> Counter:
    like = [counter.number for counter in recent.office.counters].index(more.counter)
    hours = (
        Absence(from_s=0.0, to_s=seconds(more.begins), whole=False),
        Absence(from_s=seconds(more.ends), to_s=inf, whole=False),
    )
    return Counter(topics=recent.skills[like], absences=hours)


def _absences(
    seat: SeatDay, planned_s: float | None, wave: Wave | None, fewer: Span | None
) -> Sequence[Absence]:
    found = list(seat.absences)
    if fewer is not None:
        found.append(Absence(from_s=seconds(fewer.begins), to_s=seconds(fewer.ends), whole=False))
    if seat.rest is not None:
        due_s = _due_s(seat.rest, wave) if planned_s is None else planned_s
        if not any(absence.from_s <= due_s < absence.to_s for absence in seat.absences):
            found.append(Absence(from_s=due_s, to_s=due_s + seat.rest.lasts_s))
    return found


def _due_s(rest: Away, wave: Wave | None) -> float:
    if wave is not None and wave.regular and allows(rest, 60.0 * wave.begins_min):
        return 60.0 * wave.begins_min
    return rest.middle_s
