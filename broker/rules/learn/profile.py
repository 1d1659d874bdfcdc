"""The usual arrivals of each weekday's half hours, fitted to counted days: level * shape * open part.

Levels of weekdays and the shape of the day are fitted in turn. What is assumed counts as so many arrivals or
days: a flat shape as 10 arrivals in each half hour (right if half hours differ by some 30 %), a weekday like
all others as one day, and at the end the product as 100 arrivals in each half hour of a weekday against what
was counted there (right if the shapes of weekdays differ by some 10 %). So a busy office follows its own
figures within weeks, and a small one does not take noise for a pattern. Arrivals outside the open hours keep
their own mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from broker.contract.office import WEEKDAYS
from broker.rules.habits import HALF_HOURS
from broker.rules.learn.memory import Weights
from broker.rules.learn.opening import Day, OpenParts, weekday

FLAT_ARRIVALS = 10.0
LEVEL_DAYS = 1.0
PRODUCT_ARRIVALS = 100.0
ROUNDS = 5

Profile = Mapping[str, tuple[float, ...]]
"""Weekday to the arrivals of each half hour."""


@dataclass(slots=True)
class _Weekday:
    """What was counted on one weekday; old days count less."""

    parts: Sequence[float]
    days: float = 0.0
    arrivals: Day = field(default_factory=lambda: [0.0] * HALF_HOURS)
    level: float = 1.0

    def open_arrivals(self, half: int) -> float:
        return self.arrivals[half] if self.parts[half] else 0.0


def fitted(counts: Mapping[date, Day], weight: Weights, parts: OpenParts) -> Profile | None:
    """None where there is nothing to fit to."""
    seen = {name: _Weekday(parts[name]) for name in WEEKDAYS}
    for day, halves in counts.items():
        own = seen[weekday(day)]
        own.days += weight[day]
        own.arrivals = [a + weight[day] * new for a, new in zip(own.arrivals, halves, strict=True)]
    shape = _shape_and_levels(list(seen.values()))
    if shape is None:
        return None
    return {
        name: tuple(_expected(own, shape, half) for half in range(HALF_HOURS)) for name, own in seen.items()
    }


def _shape_and_levels(week: Sequence[_Weekday]) -> list[float] | None:
    """The shape; the levels are set."""
    arrivals = [sum(own.open_arrivals(half) for own in week) for half in range(HALF_HOURS)]
    if not any(arrivals):
        return None
    flat = sum(arrivals) / sum(own.days * sum(own.parts) for own in week)
    shape = [flat] * HALF_HOURS
    for _ in range(ROUNDS):
        for own in week:
            own.level = _level(own, shape)
        for half, count in enumerate(arrivals):
            open_days = sum(own.days * own.level * own.parts[half] for own in week)
            shape[half] = (count + FLAT_ARRIVALS) / (open_days + FLAT_ARRIVALS / flat)
    return shape


def _level(own: _Weekday, shape: Sequence[float]) -> float:
    usual = sum(part * arrivals for part, arrivals in zip(own.parts, shape, strict=True))
    counted = sum(own.open_arrivals(half) for half in range(HALF_HOURS))
    return (counted / usual + LEVEL_DAYS) / (own.days + LEVEL_DAYS) if usual else 1.0


def _expected(own: _Weekday, shape: Sequence[float], half: int) -> float:
    product = own.level * shape[half] * own.parts[half]
    if not product:
        return own.arrivals[half] / own.days if own.days else 0.0
    return (own.arrivals[half] + PRODUCT_ARRIVALS) / (own.days + PRODUCT_ARRIVALS / product)
