"""Each counter's days as they were: when it opened, took its longest break and closed.

A break begins when the visitor of that moment is done. It was due at some time of that visit, as likely early
as late, so the middle of the visit counts as its begin. Seconds are those from midnight, as the office's
clocks show them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from operator import attrgetter
from zoneinfo import ZoneInfo

from broker.contract.terms import CounterState
from broker.rules.rows import CounterRow

PROMPT_S = 120.0
"""Who leaves so soon after a visit was about to leave during it."""
_GONE = (CounterState.CLOSED, CounterState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A stretch without anybody there, between two with somebody."""

    begins_s: float
    lasts_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One counter's day."""

    opens_s: float
    closes_s: float
    longest: Break | None
    """None: it took none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entered:
    at_s: float
    state: CounterState


def shifts(counters: Iterable[CounterRow], zone: ZoneInfo) -> dict[int, dict[date, Shift]]:
    """Counter number to the days it was there."""
    entered = defaultdict[tuple[int, date], list[_Entered]](list)
    for row in sorted(counters, key=attrgetter("seq")):
        shown = row.at.astimezone(zone).replace(tzinfo=None) - datetime.combine(row.day, time())
        entered[row.counter, row.day].append(_Entered(at_s=shown.total_seconds(), state=row.state))
    found = defaultdict[int, dict[date, Shift]](dict)
    for (number, day), states in entered.items():
        there = [n for n, one in enumerate(states) if one.state not in _GONE]
        if there:
            found[number][day] = _shift(states, there)
    return dict(found)


def _shift(states: Sequence[_Entered], there: Sequence[int]) -> Shift:
    """`there`: which of the states have somebody there."""
    breaks = [_break(states, last, back) for last, back in pairwise(there) if back - last > 1]
    return Shift(
        opens_s=states[there[0]].at_s,
        closes_s=states[min(there[-1] + 1, len(states) - 1)].at_s,
        longest=max(breaks, key=attrgetter("lasts_s"), default=None),
    )


def _break(states: Sequence[_Entered], last: int, back: int) -> Break:
    """Between two states with somebody there."""
    left_s = states[last + 1].at_s
    return Break(begins_s=_due_s(states[: last + 1], left_s), lasts_s=states[back].at_s - left_s)


def _due_s(before: Sequence[_Entered], left_s: float) -> float:
    """The middle of the visit that the break waited for; else the leaving itself."""
    if before[-1].state is CounterState.OPEN and left_s - before[-1].at_s > PROMPT_S:
        return left_s
    for entered in reversed(before):
        if entered.state in _GONE:
            break
        if entered.state is CounterState.CALLING:
            return (entered.at_s + left_s) / 2
    return left_s
