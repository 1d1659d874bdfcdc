"""What a counter's day has beside services: the turnover from one visit to the next, and breaks.

The turnover is the median walk (time called of those who came) and the median pause from the end of one visit
to the next call. Pauses count only where the next visitor already waited when the one before ended and the
counter was there all the time: then nothing but the turnover kept them apart. Each is mixed with 10 assumed
ones (20 s and 10 s, ours). A break is what a counter is paused for; the median of those of five minutes and
more that ended on their day, mixed with five of the length the office has set for its breaks.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from operator import itemgetter
from statistics import median

from broker.contract.office import Breaks
from broker.contract.terms import CounterState
from broker.rules.learn.memory import mixed
from broker.rules.rows import CounterRow, LegRow

WALK_S, PAUSE_S, ASSUMED_TURNOVERS = 20.0, 10.0, 10
SHORTEST_BREAK_S, ASSUMED_BREAKS = 300.0, 5
SAME_S = 1.0
"""Sums of stretches and differences of times agree so far where a leg was called once and served once."""

Seat = tuple[date, int]
"""A day at a counter."""


def turnover_s(legs: Iterable[LegRow], counters: Iterable[CounterRow]) -> float:
    """What a visit takes of a counter beyond its service."""
    legs = [leg for leg in legs if leg.called_at and leg.ended_at and not leg.estimated]
    walks_s = [leg.walked_s for leg in legs if leg.serving_at and _called_once(leg)]
    pauses_s = _pauses_s(legs, _times_away(counters))
    return _usual_s(walks_s, WALK_S, ASSUMED_TURNOVERS) + _usual_s(pauses_s, PAUSE_S, ASSUMED_TURNOVERS)


def break_s(counters: Iterable[CounterRow], breaks: Breaks) -> float:
    """How long a break usually lasts."""
    lasted_s = [
        (back.at - row.at).total_seconds()
        for own in _by_seat(counters).values()
        for row, back in pairwise(own)
        if row.state is CounterState.PAUSED and back.state is not CounterState.CLOSED
    ]
    return _usual_s([s for s in lasted_s if s >= SHORTEST_BREAK_S], breaks.minutes * 60.0, ASSUMED_BREAKS)


def _usual_s(seen_s: Sequence[float], assumed_s: float, assumed: int) -> float:
    return mixed(median(seen_s) if seen_s else 0.0, len(seen_s), assumed_s, assumed)


def _called_once(leg: LegRow) -> bool:
    """Neither put back nor parked nor reinstated, so that its first call was its last."""
    assert leg.called_at, "only legs that were called are looked at"
    return not leg.parked_s and abs((leg.called_at - leg.entered_at).total_seconds() - leg.waited_s) < SAME_S


def _pauses_s(legs: Iterable[LegRow], away: Mapping[Seat, Sequence[datetime]]) -> list[float]:
    """From each end to the next call at that counter, while somebody waited for it."""
    ends = defaultdict[Seat, list[tuple[datetime, LegRow]]](list)
    for leg in legs:
        if leg.ended_at:
            ends[leg.day, leg.counter].append((leg.ended_at, leg))
    pauses = (
        _pause_s(ended_at, leg, away.get(seat, ()))
        for seat, own in ends.items()
        for (ended_at, _), (_, leg) in pairwise(sorted(own, key=itemgetter(0)))
    )
    return [pause_s for pause_s in pauses if pause_s is not None]


def _pause_s(ended_at: datetime, following: LegRow, away: Sequence[datetime]) -> float | None:
    """None where something else than a turnover lay between: nobody waited, a break, another call before."""
    called_at = following.called_at
    if called_at is None or not following.entered_at <= ended_at <= called_at:
        return None
    if not _called_once(following) or _between(away, ended_at, called_at):
        return None
    return (called_at - ended_at).total_seconds()


def _between(moments: Sequence[datetime], begin: datetime, end: datetime) -> bool:
    first = bisect_left(moments, begin)
    return first < len(moments) and moments[first] <= end


def _times_away(counters: Iterable[CounterRow]) -> dict[Seat, list[datetime]]:
    gone = (CounterState.PAUSED, CounterState.CLOSED)
    return {
        seat: sorted(row.at for row in own if row.state in gone) for seat, own in _by_seat(counters).items()
    }


def _by_seat(counters: Iterable[CounterRow]) -> Mapping[Seat, list[CounterRow]]:
    by_seat = defaultdict[Seat, list[CounterRow]](list)
    for row in sorted(counters, key=lambda row: row.seq):
        by_seat[row.day, row.counter].append(row)
    return by_seat
