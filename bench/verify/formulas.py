"""Which queues of the textbook are held against which formulas, how exactly, and in how many runs.

A figure may be off by four of its own standard errors, and never by more than 5 per cent. With some twenty
lines, four errors cry wolf in one of a thousand runs of the command; three would in one of twenty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import inf

from bench.verify import theory
from bench.verify.estimates import WITHIN_DRAWS_PCT, covered_pct, forward_ratio
from bench.verify.guesses import last_called_ratio
from bench.verify.lines import Check, Line, compared
from bench.verify.queues import (
    SERVICE_MIN,
    TARGET_MIN,
    Question,
    Queue,
    figures,
    late_pct,
    mean_wait_min,
    ordinary_wait_min,
    priority_wait_min,
)
from broker.rules.routing.choice import STRICT_PRIORITY, Rule

VISITS_AN_HOUR = 83.3 / 8
"""Of one reception, from the documents on serving citizens."""
RUNS = 1500
RUNS_ASKED = 40
"""Where the estimate is asked: in each of these it is asked a hundred times."""
ERRORS = 4.0
WITHIN_PCT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a formula says of a queue."""

    figure: str
    what: str
    theory: float
    asked: Question
    errors: float = ERRORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A queue, and what formulas say of it."""

    queue: Queue
    claims: tuple[Claim, ...]
    runs: int = RUNS

    @property
    def names(self) -> tuple[str, ...]:
        """Of its lines."""
        return tuple(f"{self.queue.name}-{claim.figure}" for claim in self.claims)


def checks() -> Iterator[Check]:
    """All of them."""
    for subject in subjects():
        yield Check(names=subject.names, measure=partial(measured, subject))


def subjects() -> Iterator[Subject]:
    """What is looked at."""
    for counters in (3, 4, 5):
        load = VISITS_AN_HOUR * SERVICE_MIN / 60 / counters
        yield _first_come(Queue(name=f"office-{counters}", counters=counters, load=load))
    yield _first_come(Queue(name="erlang-1", counters=1, load=0.8))
    yield _first_come(Queue(name="erlang-10", counters=10, load=0.9))
    strict = Rule(STRICT_PRIORITY, 5.0)
    yield _strict(Queue(name="strict-4", counters=4, load=0.85, priority_share=0.3, rule=strict))
    yield _accumulating(Queue(name="accumulating-1", counters=1, load=0.85, priority_share=0.3))
    yield _accumulating(Queue(name="accumulating-4", counters=4, load=0.85, priority_share=0.3))
    yield _usual_guess(Queue(name="last-called", counters=22, load=0.95))
    yield _as_good_as_can_be(Queue(name="forward", counters=22, load=0.95))
    yield _as_wide_as_told(Queue(name="interval", counters=22, load=0.92, lognormal=True))


def _first_come(queue: Queue) -> Subject:
    """All are alike, so the default rule is first come first served."""
    wait_min = theory.mean_wait(queue.counters, queue.load, SERVICE_MIN)
    late = 100 * theory.late_share(queue.counters, queue.load, SERVICE_MIN, TARGET_MIN)
    claims = (
        Claim(figure="wait", what="mean wait, min", theory=wait_min, asked=mean_wait_min),
        Claim(figure="late", what="over 30 min, %", theory=late, asked=late_pct),
    )
    return Subject(queue=queue, claims=claims)


def _strict(queue: Queue) -> Subject:
    heavy = queue.load * queue.priority_share
    first, second = theory.strict_priority_waits(queue.counters, [heavy, queue.load - heavy], SERVICE_MIN)
    return _both_classes(queue, "strict priority", ordinary=second, priority=first)


def _accumulating(queue: Queue) -> Subject:
    """With one topic the pressure is the same for all, so the default rule is accumulating priority."""
    heavy = queue.load * queue.priority_share
    ordinary, priority = theory.accumulating_waits(
        queue.counters, queue.load - heavy, heavy, queue.rule.weight, SERVICE_MIN
    )
    return _both_classes(
        queue, f"priority counts {queue.rule.weight:g}", ordinary=ordinary, priority=priority
    )


def _both_classes(queue: Queue, how: str, *, ordinary: float, priority: float) -> Subject:
    what = f"{queue.priority_share:.0%} with priority, {how}"
    claims = (
        Claim(
            figure="ordinary",
            what=f"{what}: ordinary mean wait, min",
            theory=ordinary,
            asked=ordinary_wait_min,
        ),
        Claim(
            figure="priority",
            what=f"{what}: priority mean wait, min",
            theory=priority,
            asked=priority_wait_min,
        ),
    )
    return Subject(queue=queue, claims=claims)


def _usual_guess(queue: Queue) -> Subject:
    last_called = theory.last_called_error(queue.counters, queue.load, SERVICE_MIN)
    ratio = last_called / theory.queue_length_error(queue.counters, queue.load, SERVICE_MIN)
    what = "squared error of the last called wait, by the queue length's"
    claim = Claim(figure="ratio", what=what, theory=ratio, asked=last_called_ratio)
    return Subject(queue=queue, claims=(claim,))


def _as_good_as_can_be(queue: Queue) -> Subject:
    """A median of 200 draws cannot quite reach the mean's squared error: some 2 per cent are its own."""
    what = "squared error of the estimate, by the queue length's"
    claim = Claim(figure="ratio", what=what, theory=1.0, asked=forward_ratio, errors=inf)
    return Subject(queue=queue, claims=(claim,), runs=RUNS_ASKED)


def _as_wide_as_told(queue: Queue) -> Subject:
    """Here all that the estimate supposes is true, so its interval must be right without correction."""
    what = "waits within the estimate's p10 to p90, %"
    claim = Claim(figure="coverage", what=what, theory=WITHIN_DRAWS_PCT, asked=covered_pct)
    return Subject(queue=queue, claims=(claim,), runs=RUNS_ASKED)


def measured(subject: Subject, seed: int) -> list[Line]:
    """Played, and held against what is claimed."""
    asked = [claim.asked for claim in subject.claims]
    found = figures(subject.queue, asked, runs=subject.runs, seed=seed)
    return [
        compared(
            name=name,
            what=f"{_kind(subject.queue)}, {claim.what}",
            theory=claim.theory,
            simulated=figure.value,
            tolerance=min(claim.errors * figure.standard_error, claim.theory * WITHIN_PCT / 100),
        )
        for name, claim, figure in zip(subject.names, subject.claims, found, strict=True)
    ]


def _kind(queue: Queue) -> str:
    return f"{'M/G' if queue.lognormal else 'M/M'}/{queue.counters} at {queue.load:.0%}"
