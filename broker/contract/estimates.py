"""What is expected: waits, the next hours, what history says of a topic, and when breaks are planned."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """How long until a call, from the moment it is said."""

    low_s: float
    """One chance in ten that it is sooner."""
    mid_s: float
    """As likely sooner as later."""
    high_s: float
    """One chance in ten that it is later. All three are equal when only one figure is known."""
    roughly: bool
    """True: the wait of the last called visitor of the topic, no simulation behind it."""
    simulated_s: float | None = None
    """The middle before the estimator corrected itself; from it and the outcome it learns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A figure that nobody knows yet."""

    low: float
    """One chance in ten that it is less."""
    mid: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How the office will stand after a while."""

    at: datetime
    """The moment that is meant."""
    waiting: Band
    """Legs that will wait then."""
    oldest_s: Band
    """How long the longest of them will have waited."""
    over_share: Band
    """Of the legs that are called until then: those that waited longer than their topic's target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLeg:
    """One leg that waits, and when it may be called."""

    ticket_id: str
    leg: int
    number: str
    topic: str
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLearned:
    """What the office's own history says of a topic: what the rule weighs it with."""

    topic: str
    mean_service_s: float
    share: float
    """Of arrivals; all topics add up to 1."""
    observations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBreak:
    """One counter's break on every day, until another plan is made; local times "HH:MM"."""

    counter: int
    begins: str
    ends: str
