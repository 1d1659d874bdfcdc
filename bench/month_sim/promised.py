"""The first advice of a month: what it promised, what came when it was followed, and what came later."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.month_sim.days import Month, month
from broker.contract.estimates import PlannedBreak
from broker.rules.advise.advice import advise
from broker.rules.advise.plans import minutes, present_plan
from broker.rules.advise.recent import recent


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Shares of visitors that wait over 30 minutes, 0..1."""

    advice: str
    later: bool
    """It takes breaks later."""
    recorded: float
    """By the log of the month."""
    before: float
    """The same days played as they were."""
    promised: float
    promised_low: float
    promised_high: float
    came: float
    """The month again with the same visitors."""
    met: bool
    """What came lies between low and high."""
    next_without: float
    """The month after that, which no advice had seen ..."""
    next_with: float
    """... and with the advice still followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An advice and the month in which it was followed."""

    promise: Promise
    again: Month


def followed(lived: Month, load: float, seed: int, days: int) -> Followed | None:
    """None: nothing was advised first."""
    advice = advise(lived.history())
    first = advice.first if advice else None
    if first is None or first.change.breaks is None:
        return None
    plan = {one.counter: one for one in first.change.breaks}
    again, coming = month(load, seed, range(days), plan), range(days, 2 * days)
    low, high = (first.before.over_share + bound for bound in (first.effect.low, first.effect.high))
    return Followed(
        promise=Promise(
            advice=first.text,
            later=_mean_begin(first.change.breaks) > _mean_begin(_present(lived)),
            recorded=lived.over_share,
            before=first.before.over_share,
            promised=first.after.over_share,
            promised_low=max(0.0, low),
            promised_high=high,
            came=again.over_share,
            met=low <= again.over_share <= high,
            next_without=month(load, seed, coming, None, lived).over_share,
            next_with=month(load, seed, coming, plan, lived).over_share,
        ),
        again=again,
    )


def _present(lived: Month) -> Sequence[PlannedBreak]:
    seen = recent(lived.history())
    return present_plan(seen.office, seen.breaks, seen.waves)


def _mean_begin(plan: Sequence[PlannedBreak]) -> float:
    return fmean(minutes(one.begins) for one in plan)
