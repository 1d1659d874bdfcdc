"""What a replay comes to: the figures of a log as it was, in its own order and under a rule. Pure arithmetic.

The definitions are those of broker/stats/figures.py; who gave up counts with the waiting until then.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from broker.replay.again import LegAgain, Replay
from broker.replay.estimates import Guess
from broker.replay.recorded import Recording
from broker.stats import Over, Spread
from broker.stats.spread import mean, over, share, spread

SAME_S = 1.0
"""Two waits that differ by less are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One way the days went."""

    waits: Spread
    over_target: Over
    worst_topic: str | None
    """With the greatest share over its target; None: nobody waited longer than that."""
    worst_topic_over: Over | None
    priority: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the log played in its own order is from what was recorded."""

    waits_off: Spread
    """Of each leg, in either direction."""
    share_off: float
    """Share over target, played less recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the estimator would have said, against what came of it."""

    n: int
    """Tickets that had to wait, of a topic of which somebody had been called before."""
    error_s: float | None
    """Mean distance of the estimate's middle from the wait."""
    bias_s: float | None
    """Mean of estimate less wait."""
    last_called_error_s: float | None
    """The same of the usual answer: the wait of the topic's last called leg (LES)."""
    last_called_bias_s: float | None
    inside_share: float | None
    """Called within the interval that should hold 80 of 100."""
    inside_as_known_share: float | None
    """... with the interval widened outward to full steps of the log's own precision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All figures of a replay, or of one of its days."""

    recorded: Figures
    own_order: Figures
    with_rule: Figures
    trust: Trust | None
    """None of nothing."""
    moved: int
    """Legs that the rule calls at another time than the log's own order would."""
    estimates: Told


def findings(replay: Replay, legs: Sequence[LegAgain]) -> Findings:
    """Of these legs of a replay."""
    recorded = _figures(replay.recording, legs, lambda leg: leg.wait_s)
    own = _figures(replay.recording, legs, lambda leg: leg.own_wait_s)
    return Findings(
        recorded=recorded,
        own_order=own,
        with_rule=_figures(replay.recording, legs, lambda leg: leg.rule_wait_s),
        trust=_trust(legs, recorded.over_target, own.over_target),
        moved=sum(abs(leg.rule_wait_s - leg.own_wait_s) >= SAME_S for leg in legs),
        estimates=_told(legs, replay.recording.precision_s),
    )


def _figures(recording: Recording, legs: Iterable[LegAgain], wait_s: Callable[[LegAgain], float]) -> Figures:
    judged = [(wait_s(leg), recording.target_s(leg.leg.topic)) for leg in legs]
    by_topic = defaultdict[str, list[tuple[float, float]]](list)
    for leg, one in zip(legs, judged, strict=True):
        by_topic[leg.leg.topic].append(one)
    late = {topic: of for topic, own in sorted(by_topic.items()) if (of := over(own)).count}
    worst = max(late, key=lambda topic: late[topic].share or 0.0, default=None)
    return Figures(
        waits=spread(wait for wait, _ in judged),
        over_target=over(judged),
        worst_topic=worst,
        worst_topic_over=late[worst] if worst is not None else None,
        priority=spread(wait_s(leg) for leg in legs if leg.leg.priority),
    )


def _trust(legs: Sequence[LegAgain], recorded: Over, own: Over) -> Trust | None:
    if recorded.share is None or own.share is None:
        return None
    return Trust(
        waits_off=spread(abs(leg.own_wait_s - leg.wait_s) for leg in legs),
        share_off=own.share - recorded.share,
    )


def _told(legs: Iterable[LegAgain], precision_s: float) -> Told:
    judged = [(leg.guess, leg.wait_s) for leg in legs if leg.guess]
    errors = [guess.said.mid_s - wait_s for guess, wait_s in judged]
    usual = [guess.last_wait_s - wait_s for guess, wait_s in judged]
    return Told(
        n=len(judged),
        error_s=mean([abs(error) for error in errors]),
        bias_s=mean(errors),
        last_called_error_s=mean([abs(error) for error in usual]),
        last_called_bias_s=mean(usual),
        inside_share=share(sum(_inside(guess, wait_s, 0.0) for guess, wait_s in judged), len(judged)),
        inside_as_known_share=share(
            sum(_inside(guess, wait_s, precision_s) for guess, wait_s in judged), len(judged)
        ),
    )


def _inside(guess: Guess, wait_s: float, step_s: float) -> bool:
    low_s, high_s = guess.said.low_s, guess.said.high_s
    if step_s:
        low_s, high_s = floor(low_s / step_s) * step_s, ceil(high_s / step_s) * step_s
    return low_s <= wait_s <= high_s
