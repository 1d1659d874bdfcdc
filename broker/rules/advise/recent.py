"""The office's own recent days, ready to be played: who came, and when each counter was there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from statistics import fmean

import numpy as np

from broker.contract.estimates import PlannedBreak
from broker.contract.office import Breaks, Office
from broker.rules.advise.history import DayRows, History, day_rows
from broker.rules.advise.presence import Away, aways
from broker.rules.advise.rests import Wave, rest_of, wave_of
from broker.rules.advise.visitors import DRAWS, Usual, Visitors, visitors_of
from broker.rules.habits import Habits
from broker.rules.learn import learn
from broker.rules.play.stage import Absence, Floats

LONGEST_BETWEEN_S = 300.0
"""A counter that lets somebody wait longer than this between two visits was not there, whatever it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatDay:
    """One counter on one day. Seconds from midnight."""

    absences: tuple[Absence, ...]
    """Without its break."""
    rest: Away | None
    """Its break."""

    def there(self, from_s: float, to_s: float) -> bool:
        """All that time, but for its break."""
        return all(absence.to_s <= from_s or to_s <= absence.from_s for absence in self.absences)

    def never_there(self, from_s: float, to_s: float) -> bool:
        """At no time between these."""
        return any(absence.from_s <= from_s and to_s <= absence.to_s for absence in self.absences)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentDay:
    """One recorded day."""

    day: date
    visitors: Visitors
    seats: tuple[SeatDay, ...]
    """In the order of the office's counters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The days, and what they have in common."""

    office: Office
    habits: Habits
    skills: tuple[tuple[int, ...], ...]
    """Of each counter: topics by their places, in its own order."""
    between_s: float
    """From one visit to the next while somebody waits."""
    waves: Mapping[int, Wave]
    """When each counter that takes a break usually goes."""
    breaks: Mapping[int, PlannedBreak]
    """The plan in force."""
    days: tuple[RecentDay, ...]


def recent(history: History) -> Recent:
    """The days of a history. Legs of topics, and counters, that are configured no more are left out."""
    office = history.office
    topic_ids = tuple(topic.id for topic in office.topics)
    rows = list(day_rows(history))
    habits = learn(office, history.legs, history.counters, {})
    usual = Usual(
        habits=habits,
        topic_ids=topic_ids,
        desks={counter.number: n for n, counter in enumerate(office.counters)},
        able=frozenset(
            (counter.number, topic)
            for counter in office.counters
            for topic in (topic_ids if counter.duty else history.skills[counter.number])
        ),
        between_s=_between_s(rows),
    )
    days = tuple(_day(one, usual, office) for one in rows)
    return Recent(
        office=office,
        habits=habits,
        skills=tuple(
            tuple(topic_ids.index(topic) for topic in history.skills[counter.number] if topic in topic_ids)
            for counter in office.counters
        ),
        between_s=usual.between_s,
        waves=_waves(office, days),
        breaks=history.breaks,
        days=days,
    )


def _between_s(rows: Iterable[DayRows]) -> float:
    """The mean, because what a counter can do in a day depends on it."""
    found_s = [to_s - from_s for day in rows for n in day.states for from_s, to_s in day.betweens(n)]
    short_s = [between_s for between_s in found_s if between_s <= LONGEST_BETWEEN_S]
    return fmean(short_s) if short_s else 0.0


def _waves(office: Office, days: Sequence[RecentDay]) -> dict[int, Wave]:
    found = {}
    for n, counter in enumerate(office.counters):
        wave = wave_of([day.seats[n].rest for day in days])
        if wave is not None:
            found[counter.number] = wave
    return found


def _day(rows: DayRows, usual: Usual, office: Office) -> RecentDay:
    last_s = max(rows.second(leg.entered_at) for leg in rows.legs)
    return RecentDay(
        day=rows.day,
        visitors=visitors_of(rows, usual),
        seats=tuple(_seat(rows, number, last_s, office.breaks) for number in usual.desks),
    )


def _seat(rows: DayRows, number: int, last_s: float, breaks: Breaks) -> SeatDay:
    """After the last visitor came a counter stays as long as anybody waits whom it can serve."""
    gone = aways(rows.states.get(number, ()))
    rest = rest_of(gone, breaks)
    other = [
        Absence(from_s=away.middle_s, to_s=away.to_s, whole=False)
        for away in gone
        if away is not rest and not (away.to_s == inf and away.from_s >= last_s)
    ]
    unsaid = [
        Absence(from_s=from_s, to_s=to_s, whole=False)
        for from_s, to_s in rows.betweens(number)
        if to_s - from_s > LONGEST_BETWEEN_S
    ]
    return SeatDay(absences=(*other, *unsaid), rest=rest)


def dealt_anew(seen: Recent, nth: int) -> Recent:
    """The same days, their services dealt anew among all visitors of a topic: as likely, with other luck."""
    people = [day.visitors.people for day in seen.days]
    topic = np.concatenate([one.topic for one in people])
    work_s = np.concatenate([one.work_s for one in people])
    rng = np.random.default_rng([DRAWS, nth])
    for each in np.unique(topic):
        work_s[topic == each] = rng.permutation(work_s[topic == each])
    shares = np.split(work_s, np.cumsum([len(one.work_s) for one in people])[:-1])
    days = (_with_work(day, share) for day, share in zip(seen.days, shares, strict=True))
    return replace(seen, days=tuple(days))


def _with_work(day: RecentDay, work_s: Floats) -> RecentDay:
    people = replace(day.visitors.people, work_s=work_s)
    return replace(day, visitors=replace(day.visitors, people=people))
