"""When each counter was there, and how long each visitor kept it: what a log shows of it, no more.

A counter is there from its first call of the day to its last end. It was away where somebody whom it could
have served waited and it called nobody for longer than a counter takes its time: from the visitor before to
its next call. Where counters tell when they were closed or on a break (our own log), that stands.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import fmean, median

import numpy as np

from broker.replay.columns import DayColumns, Layout
from broker.replay.crowd import Crowd, Stretch
from broker.replay.stays import PAUSE_S, long_s, stay
from broker.rules.play.stage import Absence, Floats

GUESSED_S = 900.0
"""For a visit of which the log shows nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One day."""

    work_s: Floats
    """Of each leg: how long it keeps a counter. Of one never called: as long as is usual."""
    absences: tuple[tuple[Absence, ...], ...]
    """Of each counter, without its going home."""
    home_s: Floats
    """When each counter goes home; inf: it stays while anybody waits."""
    cut: int
    """Services that were recorded to last beyond the next call of their counter; they end there."""


def usual_s(days: Sequence[DayColumns], layout: Layout) -> Floats:
    """For each topic how long a visitor usually keeps a counter: the mean of what the log shows."""
    seen = defaultdict[int, list[float]](list)
    for day in days:
        for counter, skills in enumerate(layout.skills):
            crowd = Crowd(day, skills)
            for leg, after in pairwise(calls_of(day, counter)):
                shown = stay(day, leg, float(day.called_s[after]), crowd, (), inf)
                if shown.shown:
                    seen[int(day.topic[leg])].append(shown.kept_s)
    everything = [kept_s for own in seen.values() for kept_s in own]
    usual = _believable_mean(everything) if everything else GUESSED_S
    means = [_believable_mean(seen[n]) if seen[n] else usual for n in range(len(layout.topics))]
    return np.array(means, np.float64)


def _believable_mean(kept_s: Sequence[float]) -> float:
    """Without what was a break rather than a visit."""
    limit_s = long_s(median(kept_s))
    return fmean(one for one in kept_s if one <= limit_s)


def calls_of(day: DayColumns, counter: int) -> list[int]:
    """The legs a counter called, in that order."""
    mine = np.flatnonzero(day.counter == counter)
    return [int(leg) for leg in mine[np.lexsort((day.entered_s[mine], day.called_s[mine]))]]


def presence(day: DayColumns, layout: Layout, usual: Floats) -> Presence:
    """One day of all counters."""
    work_s, absences, home_s, cut = usual[day.topic], list[tuple[Absence, ...]](), list[float](), 0
    for counter in range(len(layout.counters)):
        calls, spells = calls_of(day, counter), known_away(day, layout.counters[counter])
        crowd, stays = Crowd(day, layout.skills[counter]), list[Stretch]()
        away = list(spells) or [(-inf, float(day.called_s[calls[0]]) if calls else inf)]
        for leg, after in pairwise([*calls, -1]):
            next_call_s = float(day.called_s[after]) if after >= 0 else inf
            kept = stay(day, leg, next_call_s, crowd, spells, float(usual[day.topic[leg]]))
            work_s[leg] = kept.kept_s
            stays.append((float(day.called_s[leg]), float(day.called_s[leg]) + kept.kept_s))
            away += [kept.away] if kept.away else []
            cut += bool(day.ended_s[leg] > next_call_s)
        closes_s = _closes_s(day, spells, stays)
        if spells:
            away += _idle_at_the_ends(crowd, spells, stays, closes_s)
        apart = _apart([(from_s, min(to_s, closes_s)) for from_s, to_s in away])
        absences.append(tuple(_as_planned(stretch, stays) for stretch in apart))
        home_s.append(inf if layout.lines else closes_s)
    return Presence(work_s=work_s, absences=tuple(absences), home_s=np.array(home_s), cut=cut)


def known_away(day: DayColumns, counter: str) -> list[Stretch]:
    """When the log says that a counter was closed or on a break."""
    spells = day.day.away.get(counter, ())
    return [(day.day.second(spell.from_at), day.day.second(spell.to_at)) for spell in spells]


def _closes_s(day: DayColumns, spells: Sequence[Stretch], stays: Sequence[Stretch]) -> float:
    if spells and spells[-1][1] >= day.day.lasts_s:
        return spells[-1][0]
    return max((ended_s for _, ended_s in stays), default=0.0)


def _idle_at_the_ends(
    crowd: Crowd, spells: Sequence[Stretch], stays: Sequence[Stretch], closes_s: float
) -> list[Stretch]:
    """A counter that was open before its first call, or after its last, and let people wait."""
    first_s, last_s = (stays[0][0], stays[-1][1]) if stays else (closes_s, closes_s)
    ends = [(spells[0][1], first_s), (last_s, closes_s)]
    return [
        (from_s, to_s)
        for from_s, to_s in ends
        if sum(until_s - since_s for since_s, until_s in crowd.stretches(from_s, to_s)) > PAUSE_S
    ]


def _apart(stretches: Sequence[Stretch]) -> list[Stretch]:
    """In order, those that touch as one."""
    joined = list[Stretch]()
    for from_s, to_s in sorted(stretches):
        if joined and from_s <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(to_s, joined[-1][1]))
        elif to_s > from_s:
            joined.append((max(0.0, from_s), to_s))
    return joined


def _as_planned(stretch: Stretch, stays: Sequence[Stretch]) -> Absence:
    """An absence that began when a visitor was done was due sooner: say in the middle of that visit.

    In a play it begins when the visitor of that moment is done, so it would come late again.
    """
    from_s, to_s = stretch
    before = [(ended_s - called_s) / 2 for called_s, ended_s in stays if 0.0 <= from_s - ended_s <= PAUSE_S]
    sooner_s = before[-1] if before else 0.0
    return Absence(from_s=from_s - sooner_s, to_s=to_s - sooner_s)
