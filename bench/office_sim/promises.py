"""What the default rule promises, checked on a played day: from who came, who was called when and where.

Written apart from the rule and the play, so that it can find either wrong: it must never ask them anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from broker.rules.play.loop import NoShow, Result
from broker.rules.play.stage import Counter, Floats, House, Ints, People

BOUND_MIN = 30.0
"""No ordinary leg issued so long after another is called before it by a counter that could serve both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was found."""

    overtakings: int
    """Pairs: an ordinary leg called while another waits that was issued earlier and could be served there."""
    longest_min: float
    """Between their issues."""
    violations: int
    """Longer than BOUND_MIN."""
    idle_violations: int
    """Pairs: a counter stands idle while a leg waits that it could serve."""
    fifo_violations: int
    """Pairs: called before an earlier issue of the same topic and class."""


def kept(house: House, people: People, result: Result) -> Kept:
    """A day of legs that none but skills send to a counter, with equal targets."""
    assert people.heavy_from_s is not None
    flagged = np.isfinite(people.heavy_from_s)
    waits_at = waiting_at_calls(result)
    earlier = people.issued_s[None, :] < people.issued_s[:, None]
    ordinary = ~flagged[:, None] & ~flagged[None, :]
    overtaken = waits_at & earlier & ordinary & _could(house, people.topic, result)
    gaps_min = (people.issued_s[:, None] - people.issued_s[None, :])[overtaken] / 60.0
    alike = (people.topic[:, None] == people.topic[None, :]) & (flagged[:, None] == flagged[None, :])
    return Kept(
        overtakings=len(gaps_min),
        longest_min=float(gaps_min.max(initial=0.0)),
        violations=int((gaps_min > BOUND_MIN).sum()),
        idle_violations=sum(1 for _ in idle_beside_waiting(house, people.topic, result)),
        fifo_violations=int((waits_at & earlier & alike).sum()),
    )


def waiting_at_calls(result: Result) -> npt.NDArray[np.bool_]:
    """A row a called leg, a column a leg: whether that one waited when this one was called, and went on.

    Who is called at the same moment at another counter does not wait.
    """
    called_s = result.called_s[:, None]
    waits = (result.entered_s[None, :] <= called_s) & ~(result.called_s[None, :] <= called_s)
    return np.asarray(waits & ~np.isnan(called_s))


def _could(house: House, topic: Ints, result: Result) -> npt.NDArray[np.bool_]:
    """A row a called leg, a column a leg: whether the counter of the one has the skill for the other."""
    return np.asarray(_skills(house)[result.desk][:, topic])


def _skills(house: House) -> npt.NDArray[np.bool_]:
    able = np.zeros((len(house.counters), len(house.topics.share)), np.bool_)
    for desk, counter in enumerate(house.counters):
        able[desk, list(counter.topics)] = True
    return able


def idle_beside_waiting(house: House, topic: Ints, result: Result) -> Iterator[tuple[int, int]]:
    """Counter and leg that would have suited each other, for some time and not only at a moment."""
    until_s = np.where(np.isnan(result.called_s), inf, result.called_s)
    for desk, able in enumerate(_skills(house)):
        suited = np.flatnonzero(able[topic])
        for from_s, to_s in idle_stretches_s(house.counters[desk], desk, house.no_show, result):
            together = np.maximum(result.entered_s[suited], from_s) < np.minimum(until_s[suited], to_s)
            yield from ((desk, int(leg)) for leg in suited[together])


def idle_stretches_s(
    counter: Counter, desk: int, no_show: NoShow, result: Result
) -> Iterator[tuple[float, float]]:
    """From free to called or absent; an absence that is due waits for the visitor of that moment."""
    absences = sorted(counter.absences, key=lambda absence: absence.from_s)
    free_s = 0.0
    for called_s, freed_s in [*_busy_s(desk, no_show, result), (inf, inf)]:
        while absences and max(absences[0].from_s, free_s) < called_s:
            absence = absences.pop(0)
            left_s = max(absence.from_s, free_s)
            yield free_s, left_s
            lasts_s = absence.to_s - absence.from_s if absence.whole else 0.0
            free_s = max(absence.to_s, left_s + lasts_s)
        yield free_s, called_s
        free_s = freed_s


def _busy_s(desk: int, no_show: NoShow, result: Result) -> Sequence[tuple[float, float]]:
    """Called and free again, in order; who did not come kept the counter as long as a no-show does."""
    here = np.flatnonzero(result.desk == desk)
    called_s: Floats = result.called_s[here]
    ended_s = np.where(np.isnan(result.ended_s[here]), called_s + no_show.cost_s, result.ended_s[here])
    return sorted(zip(called_s.tolist(), ended_s.tolist(), strict=True))
