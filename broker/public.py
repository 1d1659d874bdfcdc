"""The simulated public: who comes when and for what, how long it takes, who leaves. Pure and seeded.

The same seed gives the same visitors, and every ticket number the same nature, whatever the machine's timing.
Arrivals, topics and their sizes come from the source documents; languages, priority, services, no-shows and
patience are ours, as said beside each figure.
"""

import math
import random
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from broker.contract.office import Office

VISITORS_A_DAY = 83.3
"""5 000 visitors in 60 receptions."""
DOORS_OPEN_H = 8
HOURLY_WEIGHTS = (1.15, 1.25, 1.20, 1.05, 0.90, 0.90, 0.85, 0.70)
"""How full each hour is, from the reference scenario of the simulation study."""
PRIORITY_SHARE = 0.10
OWN_LANGUAGE_SHARE = 0.7
"""The office's first language; the others share the rest."""
MEAN_SERVICE_S = 900.0
SERVICE_CV = 0.8
SERVICE_RATIO: Mapping[str, float] = {
    "work": 14,
    "housing": 17,
    "everyday": 10,
    "land": 22,
    "compensation": 16,
    "documents": 9,
    "social": 20,
    "environment": 12,
    "personal": 14,
}
"""How long topics take against each other; a topic that is not here takes the mean."""
NO_SHOW_AT_ONCE, NO_SHOW_LATE, LATE_S = 0.03, 0.08, 1800.0
"""3 % of those called at once do not come, rising to 8 % of those who waited half an hour."""
IMPATIENT_SHARE, PATIENCE_S = 0.03, (300.0, 1500.0)
"""Who leaves before the call, and after how long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One who comes to a kiosk."""

    at_s: float
    """Office seconds after the doors opened."""
    topic: str
    language: str
    priority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What cannot be seen of somebody who waits."""

    service_s: float
    luck: float
    """0..1: comes to the counter if this is at least the chance of a no-show."""
    patience_s: float | None
    """Leaves after so much waiting; None: never."""

    def comes(self, waited_s: float) -> bool:
        """Whether this visitor is there when called after so long."""
        return self.luck >= no_show_chance(waited_s)


def visitors(office: Office, count: int, seed: int) -> tuple[Visitor, ...]:
    """So many visitors in the order of their coming.

    They come at the office's usual rate, so 60 take about six hours; more than a day's worth share one day.
    """
    chance = random.Random(f"{seed} visitors")
    topics = [topic.id for topic in office.topics]
    shares = [topic.share for topic in office.topics]
    languages, weights = _languages(office.languages)
    return tuple(
        Visitor(
            at_s=at_s,
            topic=chance.choices(topics, shares)[0],
            language=chance.choices(languages, weights)[0],
            priority=chance.random() < PRIORITY_SHARE,
        )
        for at_s in arrival_times(count, chance)
    )


def arrival_times(count: int, chance: random.Random) -> list[float]:
    """Seconds after opening: given their number, Poisson arrivals are as many independent draws."""
    expected = list(accumulate(w * VISITORS_A_DAY / sum(HOURLY_WEIGHTS) for w in HOURLY_WEIGHTS))
    until = min(float(count), expected[-1])
    return sorted(_hour_when(chance.uniform(0, until), expected) * 3600 for _ in range(count))


def _hour_when(come: float, expected: Sequence[float]) -> float:
    """After how many hours so many are expected to have come."""
    hour = min(bisect(expected, come), len(expected) - 1)
    before = expected[hour - 1] if hour else 0.0
    return hour + (come - before) / (expected[hour] - before)


def _languages(languages: Sequence[str]) -> tuple[list[str], list[float]]:
    others = len(languages) - 1
    own = OWN_LANGUAGE_SHARE if others else 1.0
    return list(languages), [own] + [(1 - own) / others] * others


def nature(number: str, mean_s: float, cv: float, seed: int) -> Nature:
    """Of the visitor who holds that number."""
    chance = random.Random(f"{seed} {number}")
    impatient = chance.random() < IMPATIENT_SHARE
    patience_s = chance.uniform(*PATIENCE_S)
    return Nature(
        service_s=lognormal_s(mean_s, cv, chance),
        luck=chance.random(),
        patience_s=patience_s if impatient else None,
    )


def steady(number: str, mean_s: float, cv: float, seed: int) -> Nature:
    """Of one who surely waits and comes: recorded days say nothing of those who did not."""
    chance = random.Random(f"{seed} {number}")
    return Nature(service_s=lognormal_s(mean_s, cv, chance), luck=1.0, patience_s=None)


def lognormal_s(mean_s: float, cv: float, chance: random.Random) -> float:
    """A duration of that mean and coefficient of variation."""
    variance = math.log(1 + cv * cv)
    return chance.lognormvariate(math.log(mean_s) - variance / 2, math.sqrt(variance))


def no_show_chance(waited_s: float) -> float:
    """The longer the wait, the more have left."""
    return NO_SHOW_AT_ONCE + (NO_SHOW_LATE - NO_SHOW_AT_ONCE) * min(1.0, waited_s / LATE_S)


def mean_services_s(office: Office) -> dict[str, float]:
    """Topic to its mean service, such that a visitor's mean over the office's shares is 15 minutes."""
    usual = MEAN_SERVICE_S / 60
    ratios = {topic.id: SERVICE_RATIO.get(topic.id, usual) for topic in office.topics}
    shares = {topic.id: topic.share for topic in office.topics}
    mean = sum(ratios[topic] * shares[topic] for topic in ratios) / sum(shares.values())
    return {topic: MEAN_SERVICE_S * ratio / mean for topic, ratio in ratios.items()}
