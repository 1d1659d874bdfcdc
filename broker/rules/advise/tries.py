"""Everything that is tried, in groups: of each group the best is worth a suggestion."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor, inf
from statistics import median

from broker.rules.advise.plans import clock, dealt_plans, moved_plans, present_plan
from broker.rules.advise.recent import Recent
from broker.rules.advise.rests import seconds
from broker.rules.advise.ways import Skill, Span, Way

WEIGHTS = range(3, 9)
"""Of priority, as far as the office may set it."""
WINDOW_H = 2
MOVE, DEAL, WEIGH, LEARN, SPARE, ADD = range(6)
"""What a change asks of people, the least first: another time of the break, another wave, patience, a topic
to learn, to do without somebody, to be one more."""
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ways that answer one question."""

    kind: str
    """breaks, more, fewer, skill or weight."""
    asks: int
    """From MOVE to ADD."""
    ways: tuple[Way, ...]


def groups(recent: Recent) -> list[Group]:
    """None of them is empty."""
    plan = present_plan(recent.office, recent.breaks, recent.waves)
    moved = [Way(breaks=new) for new in moved_plans(plan, recent.office)]
    dealt = [Way(breaks=new) for new in dealt_plans(plan, recent.office) if new != plan]
    found = [
        _group("breaks", MOVE, moved),
        _group("breaks", DEAL, (way for way in dealt if way not in moved)),
        _group("weight", WEIGH, _weights(recent)),
        *(_group("skill", LEARN, _skills(recent, topic.id)) for topic in recent.office.topics),
        *(_group("fewer", SPARE, _fewer(recent, half)) for half in _windows(recent)),
        *(_group("more", ADD, _more(recent, half)) for half in _windows(recent)),
    ]
    return [group for group in found if group.ways]


def _group(kind: str, asks: int, ways: Iterable[Way]) -> Group:
    return Group(kind=kind, asks=asks, ways=tuple(ways))


def _windows(recent: Recent) -> list[list[tuple[str, str]]]:
    """Two hours each, from every full hour; those of the first half of the day and those of the second."""
    enters_s = [day.visitors.people.issued_s for day in recent.days]
    opens = floor(median(float(one.min()) for one in enters_s) / _HOUR_S)
    closes = max(opens + WINDOW_H, ceil(median(float(one.max()) for one in enters_s) / _HOUR_S))
    starts = range(opens, min(closes, 24) - WINDOW_H + 1)
    early = [hour for hour in starts if hour + WINDOW_H / 2 <= (opens + closes) / 2]
    late = [hour for hour in starts if hour not in early]
    return [[(clock(60 * hour), _end(hour)) for hour in half] for half in (early, late)]


def _end(hour: int) -> str:
    return clock(min(24 * 60 - 1, 60 * (hour + WINDOW_H)))


def _more(recent: Recent, windows: Iterable[tuple[str, str]]) -> Iterator[Way]:
    """Of counters with the same topics one that is never there then, if there is one."""
    for begins, ends in windows:
        for alike in _alike(recent):
            spans = [_span(recent, n, begins, ends) for n in alike]
            yield Way(more=next((span for span in spans if is_spare(recent, span)), spans[0]))


def is_spare(recent: Recent, span: Span) -> bool:
    """A counter that stood empty all that time on all days."""
    place = [counter.number for counter in recent.office.counters].index(span.counter)
    return all(day.seats[place].never_there(seconds(span.begins), seconds(span.ends)) for day in recent.days)


def _fewer(recent: Recent, windows: Iterable[tuple[str, str]]) -> Iterator[Way]:
    """Of counters with the same topics one that is there then, and whose break is at another time."""
    for begins, ends in windows:
        for alike in _alike(recent):
            there = [n for n in alike if _busy_there(recent, n, seconds(begins), seconds(ends))]
            if there:
                yield Way(fewer=_span(recent, there[0], begins, ends))


def _busy_there(recent: Recent, place: int, from_s: float, to_s: float) -> bool:
    number = recent.office.counters[place].number
    if number in recent.breaks:
        planned = recent.breaks[number]
        if seconds(planned.begins) < to_s and from_s < seconds(planned.ends):
            return False
    rests = [day.seats[place].rest for day in recent.days]
    if any(rest and rest.from_s < to_s and from_s < rest.to_s for rest in rests):
        return False
    return all(day.seats[place].there(from_s, to_s) for day in recent.days)


def _alike(recent: Recent) -> list[list[int]]:
    """Places of the counters that have the same topics."""
    found: dict[frozenset[int], list[int]] = {}
    for n, skills in enumerate(recent.skills):
        if skills:
            found.setdefault(frozenset(skills), []).append(n)
    return list(found.values())


def _span(recent: Recent, place: int, begins: str, ends: str) -> Span:
    return Span(counter=recent.office.counters[place].number, begins=begins, ends=ends)


def _skills(recent: Recent, topic: str) -> Iterator[Way]:
    """Every counter that was ever there and lacks it."""
    place = [one.id for one in recent.office.topics].index(topic)
    for n, counter in enumerate(recent.office.counters):
        used = any(not day.seats[n].never_there(0.0, inf) for day in recent.days)
        if used and place not in recent.skills[n]:
            yield Way(skill=Skill(counter=counter.number, topic=topic))


def _weights(recent: Recent) -> Iterator[Way]:
    routing = recent.office.routing
    if routing.rule == "pressure":
        for weight in WEIGHTS:
            if weight != routing.priority_weight:
                yield Way(priority_weight=float(weight))
