"""What an office's own log has taught about it: what estimates, forecasts and advice are made from.

Plain figures, no method; `learn.py` makes them. Speeds of counters are speeds of people: they are used in
simulations only, stay in the memory of the process that learned them, and are written or shown nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
class Habits:
    """The whole office."""

    topics: Mapping[str, TopicHabits]
    arrivals: Mapping[str, tuple[float, ...]]
    """Weekday (mon..sun) to the expected number of visits in each of HALF_HOURS local half hours, before any
    peak of the calendar."""
    no_show_at_once: float
    """Share of called legs that do not come, without a wait ..."""
    no_show_late: float
    """... and after half an hour of it; between them a straight line."""
    no_show_cost_s: float
    """How long a counter waits for nobody."""
    priority_share: float
    turnover_s: float
    """What a visit takes beyond its service: the walk, the wrap-up, the moment before the next."""
    break_s: float
    """How long a break usually lasts."""
    days: int
    """So many days were learned from."""
    speeds: Mapping[int, float] = field(default_factory=dict, repr=False)
    """Counter number to work done in a second, 1 is usual; a counter that is not there is usual."""
