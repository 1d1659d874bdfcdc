"""What a recorded log says, whoever wrote it: legs, days, and the rows that could not be followed. Plain.

Times are UTC. A leg is one topic of a visit; most outside logs have one row a visit and no word for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

USUAL_TARGET_S = 1800.0
USUAL_WEIGHT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLeg:
    """One leg as it was."""

    line: int
    """Of the file, where it begins; 0: it comes from an office's own log."""
    visit: str
    """What the legs of one visit share."""
    number: str
    topic: str
    priority: bool
    issued_at: datetime
    """Of the visit."""
    entered_at: datetime
    """When this leg began to wait."""
    called_at: datetime | None
    """None: never."""
    ended_at: datetime | None
    """When the counter was done with it; None: not recorded."""
    left_at: datetime | None
    """When a visitor who was never called gave up; None: nobody gave up, or nobody knows when."""
    counter: str
    """Empty: not recorded."""
    came: bool = True
    """False: called, and nobody came."""

    @property
    def until(self) -> datetime | None:
        """When the waiting was over; None: nobody knows."""
        return self.called_at or self.left_at

    @property
    def wait_s(self) -> float | None:
        """How long it lasted."""
        return (self.until - self.entered_at).total_seconds() if self.until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """From one moment to another."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDay:
    """One local day."""

    day: date
    begins_at: datetime
    """The turn of the day: second 0 of a play."""
    ends_at: datetime
    legs: tuple[RecordedLeg, ...]
    """By when they began to wait."""
    away: Mapping[str, tuple[Spell, ...]] = field(default_factory=dict)
    """Counter to when it was closed or on a break, where the log says so."""

    def second(self, moment: datetime) -> float:
        """A moment as a second of this day."""
        return (moment - self.begins_at).total_seconds()

    @property
    def lasts_s(self) -> float:
        """A day or an hour more or less, where clocks are changed."""
        return self.second(self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that contradicts itself or cannot be read."""

    line: int
    reason: str
    detail: str = ""
    """What stood there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A whole log."""

    days: tuple[RecordedDay, ...]
    zone: ZoneInfo
    rows: int
    """Read, those that were refused counted in."""
    refused: tuple[Refused, ...] = ()
    precision_s: float = 0.0
    """Its times are no better than this."""
    targets_s: Mapping[str, float] = field(default_factory=dict)
    """Topic to its wait target; one that is not there has the usual target."""
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Counter to the order of its topics, where somebody configured one."""
    rule: str = ""
    """The office's own, where the log says so."""
    weight: float = USUAL_WEIGHT
    """What a minute of a priority visitor's wait counts."""

    def target_s(self, topic: str) -> float:
        """How long a leg of this topic should wait at most."""
        return self.targets_s.get(topic, USUAL_TARGET_S)

    @property
    def legs(self) -> list[RecordedLeg]:
        """Of all days."""
        return [leg for day in self.days for leg in day.legs]
