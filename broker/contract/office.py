"""One branch as configured: halls, topics, counters, devices and the rules it chose.

`broker/config.py` reads it from office.toml; the log carries it whole in `OfficeConfigured`, so that a log
replays by itself. Times of day are local "HH:MM"; durations are seconds; ids match [a-z0-9-]{1,32}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

RULES = ("pressure", "first_come", "strict_priority", "topic_order")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Published opening on one weekday; several spans a day are several entries."""

    weekday: str
    """One of WEEKDAYS."""
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A waiting area with its own lobby screens."""

    id: str
    names: Mapping[str, str]
    """Language code to name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a visitor can come for."""

    id: str
    letter: str
    """Capital letters that begin its numbers; unique in the office."""
    names: Mapping[str, str]
    """Language code to name, at most 30 characters each."""
    bring: Mapping[str, str] = field(default_factory=dict)
    """Language code to what the visitor should have ready; printed on the ticket."""
    wait_target_s: int = 1800
    service_target_s: int = 900
    share: float = 1.0
    """Weight among the arrivals, until the office's own history says better."""
    first_number: int = 1
    wrap_up: bool = False
    """The counter stays in wrap-up after a visit until it is classified or the next is called."""
    hours: tuple[Hours, ...] = ()
    """Published hours of this topic; empty means the office's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A numbered place where one member of staff serves."""

    number: int
    hall: str
    skills: tuple[str, ...]
    """Topic ids it can serve; its order is the topic order where the office sets that rule."""
    languages: tuple[str, ...] = ()
    """Languages spoken there."""
    level: int = 1
    duty: bool = False
    """Serves a topic for which no counter is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A machine that may speak to the broker; any other is refused."""

    id: str
    kind: str
    """kiosk, display, counter (the web server) or keypad."""
    hall: str = ""
    offline_from: int = 0
    offline_to: int = 0
    """A kiosk's own block of figures within 901..999 (both ends included); 0 means none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Who is called next: broker/rules/routing.py."""

    rule: str = "pressure"
    """One of RULES; topic_order follows the order of each counter's skills."""
    priority_weight: float = 5.0
    """3..8; one minute of a priority visitor's wait counts as so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """Days that are known to be unlike others: a reporting deadline, an illness."""

    name: str
    first: str
    """ISO date, local."""
    last: str
    """Included."""
    factor: float = 1.0
    """Arrivals as against usual."""
    topics: tuple[str, ...] = ()
    """Whose arrivals; empty: all."""
    counters_away: int = 0
    """So many counters fewer than usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """What a break plan must keep to; the adviser proposes nothing else."""

    earliest: str = "11:00"
    """Local time; no planned break begins before."""
    latest: str = "15:00"
    """Every planned break has ended by then."""
    minutes: int = 45
    at_once: int = 0
    """Counters on a planned break at the same time, at most; 0: a quarter of them, rounded up."""
    order: tuple[int, ...] = ()
    """Counter numbers in the order they go; those not named follow by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """What happens round a call."""

    recall_limit: int = 3
    no_show_after_s: int = 30
    """Counted from the moment the call was shown and spoken."""
    undo_s: int = 10
    put_back_calls: int = 2
    """A ticket put back is not called again before so many other calls, unless nobody else waits."""
    put_back_s: int = 300
    """... or before so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The whole configuration of one branch."""

    id: str
    name: str
    time_zone: str
    """IANA name."""
    languages: tuple[str, ...]
    """Codes in the order they are offered; the first is the office's own."""
    halls: tuple[Hall, ...]
    topics: tuple[Topic, ...]
    counters: tuple[Counter, ...]
    devices: tuple[Device, ...]
    hours: tuple[Hours, ...] = ()
    """Published hours; none at all means always open."""
    day_turn: str = "03:00"
    public_url: str = ""
    """Where the follow page is reached from a visitor's phone; empty: no QR on tickets."""
    goal_over_share: float = 0.02
    """Share of visitors over their wait target that the office allows itself."""
    notices: Mapping[str, str] = field(default_factory=dict)
    """Language code to the line under the lobby's calls."""
    routing: Routing = Routing()
    breaks: Breaks = Breaks()
    peaks: tuple[Peak, ...] = ()
    calling: Calling = Calling()

    def topic(self, topic_id: str) -> Topic | None:
        """The topic of that id, or None."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def counter(self, number: int) -> Counter | None:
        """The counter of that number, or None."""
        return next((counter for counter in self.counters if counter.number == number), None)

    def device(self, device_id: str) -> Device | None:
        """The device of that id, or None."""
        return next((device for device in self.devices if device.id == device_id), None)
