"""How long a visitor kept a counter, as far as a log shows it.

With a recorded end: until then, and for as long afterwards as the counter took its time while people waited.
Without one: until the counter's next call, if people waited for that; else as long as is usual.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan

from broker.replay.columns import DayColumns
from broker.replay.crowd import Crowd, Stretch

PAUSE_S = 300.0
"""A counter takes its time; one that leaves people waiting for longer is away."""
LONG_S, LONG_TIMES = 1200.0, 4.0
"""Without recorded ends, a visitor who would keep a counter longer than both this and so many times the usual
kept it the usual time, and then it was away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One visitor at a counter."""

    kept_s: float
    away: Stretch | None = None
    """When the counter was away after it."""
    shown: bool = True
    """The log shows how long it was; else it is as long as is usual."""


def stay(
    day: DayColumns, leg: int, next_call_s: float, crowd: Crowd, spells: Sequence[Stretch], usual_s: float
) -> Stay:
    """Of a leg that was called; `next_call_s` is its counter's, inf if there is none.

    `crowd` are those whom the counter could serve, `spells` when it is known to have been away.
    """
    called_s, ended_s = float(day.called_s[leg]), float(day.ended_s[leg])
    if isnan(ended_s):
        return _without_end(called_s, next_call_s, crowd, usual_s)
    free_s = min(ended_s, next_call_s)
    if next_call_s == inf:
        return Stay(kept_s=free_s - called_s)
    back_s = max([free_s, *(to_s for _, to_s in spells if to_s <= next_call_s)])
    waited = crowd.stretches(back_s, next_call_s)
    if sum(to_s - from_s for from_s, to_s in waited) > PAUSE_S:
        return Stay(kept_s=free_s - called_s, away=(back_s, next_call_s))
    took_its_time = waited == [(free_s, next_call_s)]
    return Stay(kept_s=(next_call_s if took_its_time else free_s) - called_s)


def _without_end(called_s: float, next_call_s: float, crowd: Crowd, usual_s: float) -> Stay:
    """It cannot have been free while people waited."""
    least_s = min(usual_s, next_call_s - called_s)
    waited = crowd.stretches(called_s, next_call_s) if next_call_s < inf else []
    kept_s = max(least_s, waited[-1][1] - called_s) if waited else least_s
    if kept_s > long_s(usual_s):
        return Stay(kept_s=least_s, away=(called_s + least_s, called_s + kept_s), shown=False)
    return Stay(kept_s=kept_s, shown=bool(waited) and waited[-1][1] == next_call_s)


def long_s(usual_s: float) -> float:
    """Nobody is believed to keep a counter longer without a recorded end."""
    return max(LONG_S, LONG_TIMES * usual_s)
