"""What is going to happen in a demonstration: who touches the kiosk when, and how everybody behaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broker.config import OfficeFile
from broker.contract.numbering import split
from broker.demo.lobby import Lobby
from broker.demo.office import next_opening
from broker.demo.staff import Manners
from broker.public import SERVICE_CV, Nature, mean_services_s, nature, visitors

Wanted = Callable[[int, datetime, Lobby], bool]
"""Whether a counter should be open: its number, office time, and what its clerk sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One visitor at the kiosk."""

    at: datetime
    line: str
    """TOPIC LANGUAGE [priority], as the kiosk reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A day, before it happens."""

    base: OfficeFile
    opens_at: datetime
    touches: tuple[Touch, ...]
    manners: Manners
    wanted: Wanted
    changes: tuple[datetime, ...] = ()
    """When `wanted` may have another answer."""
    may_begin_late: bool = True
    """Visitors wait outside until the programs are up; otherwise the touches' instants hold."""

    @property
    def day(self) -> date:
        """The office's day."""
        return self.opens_at.astimezone(ZoneInfo(self.base.office.time_zone)).date()


def plan_visitors(base: OfficeFile, count: int, seed: int, today: date) -> Plan:
    """So many visitors from the next opening on; all counters open until the last has been served."""
    opens_at = next_opening(base.office, today)
    return Plan(
        base=base,
        opens_at=opens_at,
        touches=tuple(
            Touch(
                at=opens_at + timedelta(seconds=visitor.at_s),
                line=f"{visitor.topic} {visitor.language}{' priority' if visitor.priority else ''}",
            )
            for visitor in visitors(base.office, count, seed)
        ),
        manners=Manners(nature=_natures(base, seed)),
        wanted=_always,
    )


def _always(counter: int, now: datetime, lobby: Lobby) -> bool:
    return True


def _natures(base: OfficeFile, seed: int) -> Callable[[str], Nature]:
    means_s = mean_services_s(base.office)
    by_letter = {topic.letter: means_s[topic.id] for topic in base.office.topics}

    def of(number: str) -> Nature:
        return nature(number, by_letter[split(number)[0]], SERVICE_CV, seed)

    return of
