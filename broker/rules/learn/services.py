"""How long services take: each topic's mean and spread.

The mean is arithmetic, recent days counting more, mixed with the topic's service target while there are fewer
than 30 observations (memory.py says how); the spread is the standard deviation of the logarithms, mixed in
the same way with that of a coefficient of variation of 0.8. Counted is every leg that sat at a counter and
was served or transferred from there. Left out is what is `estimated`; what is absurdly long (three robust
standard deviations of the logarithms above the topic's median, at least eight times it) counts as that limit:
somebody forgot to finish. That takes 0.2 % off the mean of honest lognormal services.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log, sqrt
from statistics import median

from broker.contract.office import Topic
from broker.contract.terms import Outcome
from broker.rules.learn.memory import Weights, own_part
from broker.rules.rows import LegRow

USUAL_SIGMA = sqrt(log(1 + 0.8**2))
"""Of services with a coefficient of variation of 0.8: assumed, ours."""
LEAST_SIGMA = 0.1
"""Also where all services are the same: a lognormal needs some spread."""
LEAST_S = 1.0
"""A shorter service is a misclick; a logarithm needs something."""
SIGMAS = 3.0
QUARTILE_SIGMAS = 1.349
"""From the first to the third quartile of a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One stay at a counter."""

    topic: str
    counter: int
    day: date
    lasted_s: float


def services(legs: Iterable[LegRow]) -> list[Service]:
    """All that can be defended, the absurdly long ones cut to their topic's limit."""
    found = [
        Service(topic=leg.topic, counter=leg.counter, day=leg.day, lasted_s=max(LEAST_S, leg.served_s))
        for leg in legs
        if leg.serving_at and leg.outcome in (Outcome.SERVED, Outcome.TRANSFERRED) and not leg.estimated
    ]
    limits = {topic: limit_s([s.lasted_s for s in own]) for topic, own in _by_topic(found).items()}
    return [replace(s, lasted_s=limits[s.topic]) if s.lasted_s > limits[s.topic] else s for s in found]


def limit_s(durations_s: Iterable[float]) -> float:
    """The longest that is believed."""
    in_order = sorted(durations_s)
    low_s, high_s = in_order[len(in_order) // 4], in_order[len(in_order) * 3 // 4]
    sigma = max(USUAL_SIGMA, log(high_s / low_s) / QUARTILE_SIGMAS)
    return median(in_order) * exp(SIGMAS * sigma)


def _by_topic(found: Iterable[Service]) -> Mapping[str, list[Service]]:
    by_topic = defaultdict[str, list[Service]](list)
    for service in found:
        by_topic[service.topic].append(service)
    return by_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualService:
    """Of one topic."""

    mean_s: float
    log_sigma: float
    observations: int


def usual_services(
    topics: Iterable[Topic], found: Iterable[Service], weight: Weights
) -> dict[str, UsualService]:
    """Topic id to its usual service; the target where nothing was seen."""
    by_topic = _by_topic(found)
    return {topic.id: _usual(topic, by_topic.get(topic.id, []), weight) for topic in topics}


def _usual(topic: Topic, own: Sequence[Service], weight: Weights) -> UsualService:
    mean_s, variance = float(topic.service_target_s), USUAL_SIGMA**2
    part = own_part(len(own))
    if own:
        counts = [weight[service.day] for service in own]
        mean_s += part * (_mean([s.lasted_s for s in own], counts) - mean_s)
    if len(own) > 1:
        variance += part * (_variance([log(s.lasted_s) for s in own], counts) - variance)
    return UsualService(mean_s=mean_s, log_sigma=max(LEAST_SIGMA, sqrt(variance)), observations=len(own))


def _mean(values: Sequence[float], counts: Sequence[float]) -> float:
    return sum(value * count for value, count in zip(values, counts, strict=True)) / sum(counts)


def _variance(values: Sequence[float], counts: Sequence[float]) -> float:
    middle = _mean(values, counts)
    return _mean([(value - middle) ** 2 for value in values], counts) * len(values) / (len(values) - 1)
