"""What an office's own log has taught about it: the shapes that estimates, forecasts and advice start from.

Plain figures, no method; `broker/rules/learn/` makes them. Speeds of counters are speeds of people: they are
used in simulations only, stay in the memory of the process that learned them, and are written or shown
nowhere. The same holds for when a counter is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

HALF_HOURS = 48
"""Of a local day; the first begins at midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHabits:
    """One topic."""

    mean_service_s: float
    """Of the office's own history, shrunk to the service target while there are few observations."""
    log_sigma: float
    """Spread of the logarithm of services (a lognormal's sigma)."""
    share: float
    """Of all arrivals; the shares of all topics add up to 1."""
    observations: int
    """Services that the mean comes from; 0: nothing but what was configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day unlike its weekday, left out of the usual profile: closed, or much fewer or more visits."""

    day: date
    arrivals: float
    """What came, divided by what the calendar expected of the day; 0: closed."""
    usual: float
    """What comes on such a weekday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """When a counter is usually there: seconds from midnight, as the office's clocks show them."""

    opens_s: float
    closes_s: float
    break_s: tuple[float, float] | None = None
    """From when to when its long break is; None: there is no telling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The whole office."""

    topics: Mapping[str, TopicHabits]
    arrivals: Mapping[str, tuple[float, ...]]
    """Weekday (mon..sun) to the arrivals expected in each of HALF_HOURS local half hours, before any peak of
    the calendar. Legs that enter the queue: a visit with a second topic arrives twice, as its work does."""
    special_days: tuple[SpecialDay, ...] = ()
    """Of the days learned from, oldest first."""
    surprise: float = 0.1
    """How far a day's number of arrivals usually is from the expected beyond chance, as a share of it."""
    no_show_at_once: float
    """Share of called legs that do not come, without a wait ..."""
    no_show_late: float
    """... and after half an hour of it; between them a straight line."""
    no_show_cost_s: float
    """How long a counter waits for nobody."""
    priority_share: float
    turnover_s: float
    """What a visit takes of a counter beyond its service: the walk, the wrap-up, the moment before the next
    call."""
    break_s: float
    """How long a break usually lasts."""
    days: int
    """So many days were learned from; 0: everything here is configured or guessed."""
    speeds: Mapping[int, float] = field(default_factory=dict, repr=False)
    """Counter number to work done in a second, 1 is usual; a counter that is not there is usual."""
    presence: Mapping[int, Mapping[str, Presence]] = field(default_factory=dict, repr=False)
    """Counter number to weekday (mon..sun) to its usual hours; where one is missing nobody is expected."""
