"""A recorded day played again: in the log's own order, which shows how far to trust a play, and by a rule.

The same visitors come at the same moments and keep a counter as long as they did, whichever it is; counters
are there when they were (presence.py). Who gave up does so at the same moment if not called before. A counter
goes home when it did, later only while somebody waits whom none of those who stay could serve.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from broker.replay.columns import DayColumns, Layout
from broker.replay.presence import Presence
from broker.replay.recorded import Recording
from broker.rules.play.loop import NoShow, Result
from broker.rules.play.stage import Absence, Counter, Floats, House, Ints, People, play_day, topics
from broker.rules.routing.choice import FIRST_COME, Rule

SURELY = NoShow(at_once=0.0, late=0.0, cost_s=0.0)
"""The log says how long a counter waited for one who did not come: that is its work."""
ALWAYS = 1.0
TRIES = 20
"""So often counters are asked to stay longer; then all of them stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What would have become of each leg of a day."""

    called_s: Floats
    """nan: it had given up."""
    wait_s: Floats
    counter: Ints
    """-1: none."""
    overtime_s: float = 0.0
    """How much longer than recorded counters stayed, in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What topics usually bring, from the whole log: a rule looks at it."""

    mean_s: Floats
    share: Floats
    target_s: Floats


def usual_of(
    recording: Recording, layout: Layout, days: Sequence[DayColumns], present: Sequence[Presence]
) -> Usual:
    """Means and shares of each topic."""
    topic = np.concatenate([day.topic for day in days])
    work_s = np.concatenate([one.work_s for one in present])
    count = np.bincount(topic, minlength=len(layout.topics))
    total_s = np.bincount(topic, work_s, minlength=len(layout.topics))
    return Usual(
        mean_s=total_s / np.maximum(count, 1),
        share=count / max(1, len(topic)),
        target_s=np.array([recording.target_s(topic) for topic in layout.topics], np.float64),
    )


def own_order(day: DayColumns, layout: Layout, present: Presence, usual: Usual) -> Played:
    """Whoever is free calls whom the office called first, of those it could serve.

    Where this is far from the record, counters were not there when the log makes us believe it.
    """
    called = replace(_people(day, present), issued_s=day.until_s)
    return _played(day, layout, present, usual, called, Rule(FIRST_COME, 1.0))


def by_rule(day: DayColumns, layout: Layout, present: Presence, usual: Usual, rule: Rule) -> Played:
    """Whoever is free calls whom the rule says."""
    return _played(day, layout, present, usual, _people(day, present), rule)


def _played(
    day: DayColumns, layout: Layout, present: Presence, usual: Usual, people: People, rule: Rule
) -> Played:
    home_s = present.home_s.copy()
    for _ in range(TRIES):
        result = play_day(_house(layout, present, usual, home_s), people, rule)
        forgotten = np.flatnonzero(
            np.isfinite(result.entered_s) & np.isnan(result.called_s) & np.isinf(day.left_s)
        )
        if not len(forgotten):
            break
        _ask_to_stay(forgotten, day, layout, present, home_s)
    else:
        result = play_day(_house(layout, present, usual, np.full(len(home_s), inf)), people, rule)
    until_s = np.where(np.isnan(result.called_s), day.left_s, result.called_s)
    return Played(
        called_s=result.called_s,
        wait_s=np.maximum(0.0, until_s - result.entered_s),
        counter=result.desk,
        overtime_s=_overtime_s(result, present),
    )


def _house(layout: Layout, present: Presence, usual: Usual, home_s: Floats) -> House:
    counters = [
        Counter(topics=skills, absences=[*absences, Absence(from_s=float(home), to_s=inf)])
        for skills, absences, home in zip(layout.skills, present.absences, home_s, strict=True)
    ]
    columns = topics(usual.mean_s.tolist(), usual.share.tolist(), usual.target_s.tolist())
    return House(topics=columns, counters=counters, no_show=SURELY)


def _people(day: DayColumns, present: Presence) -> People:
    """A later leg of a visit waits once the one before it is done."""
    enters_s, then, last = day.entered_s.copy(), np.full(len(day.legs), -1), dict[str, int]()
    for n, leg in enumerate(day.legs):
        if leg.visit in last:
            then[last.pop(leg.visit)], enters_s[n] = n, inf
        if leg.called_at:
            last[leg.visit] = n
    return People(
        issued_s=day.issued_s,
        enters_s=enters_s,
        topic=day.topic,
        work_s=present.work_s,
        chance=np.full(len(day.legs), ALWAYS),
        heavy_from_s=np.where([leg.priority for leg in day.legs], day.issued_s, inf),
        leaves_s=day.left_s,
        then=then,
    )


def _ask_to_stay(forgotten: Ints, day: DayColumns, layout: Layout, present: Presence, home_s: Floats) -> None:
    """For each topic of which somebody was left, the one that stays longest of those who can serve it."""
    for topic in np.unique(day.topic[forgotten]):
        able = [n for n, skills in enumerate(layout.skills) if topic in skills]
        longest = max(able, key=lambda n: home_s[n])
        home_s[longest] += present.work_s[forgotten][day.topic[forgotten] == topic].sum()


def _overtime_s(result: Result, present: Presence) -> float:
    """How much later than recorded counters are done, in all."""
    overtime_s = 0.0
    for counter, home_s in enumerate(present.home_s):
        ended_s = result.ended_s[result.desk == counter]
        overtime_s += max(0.0, float(np.max(ended_s, initial=0.0)) - float(home_s))
    return overtime_s
