"""All that can have happened. Past names; one class a kind; the log's row and the wire's message at once.

An event says what happened to the queue and nothing about persons: who did it stands in the audit table,
follow ids in a table of their own, because those may be deleted and events may not. A note or reason
that staff type (transfer, parking, a break) does stand here, for the colleague: no personal data in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from broker.contract.estimates import Ahead, Estimate, PlannedBreak, TopicLearned
from broker.contract.office import Office
from broker.contract.terms import Printed, Stopped, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; when, and as the how-manieth, says the Recorded around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    """Something that happened to one leg of a visit."""

    ticket_id: str
    leg: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One event in its place in the log."""

    seq: int
    """Gap-free from 1 within an epoch."""
    epoch: str
    """A new log is a new epoch."""
    day: date
    """The office's day it belongs to."""
    at: datetime
    """Office time, UTC; what all figures are computed from."""
    wall_at: datetime
    """The machine's own clock, UTC."""
    boottime_s: float
    """CLOCK_BOOTTIME of the broker's machine."""
    boot_id: str
    synchronised: bool
    """Whether the machine's clock was synchronised."""
    cause: str
    """The id of the command that caused it; empty for the broker's own doing."""
    event: Event


# -- the office


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeConfigured(Event):
    """From now on this is the office."""

    office: Office


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened(Event):
    """A new day: numbers start again. Carries what outlives a day."""

    day: date
    appointments: tuple["AppointmentSet", ...] = ()
    skills: tuple["SkillsGranted", ...] = ()
    """What the head granted beyond the configuration."""
    learned: tuple[TopicLearned, ...] = ()
    """What the office's history said last."""
    estimate_widths: Mapping[str, float] = field(default_factory=dict)
    """The estimator's widths, by kind of leg."""
    breaks: tuple[PlannedBreak, ...] = ()
    """The break plan that holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Event):
    """The day turned; every leg has its end."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStepped(Event):
    """The machine's clock jumped by more than 2 s against its own uptime."""

    by_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeSuspended(Event):
    """Issuing or calling stopped, in one hall or (empty) in all."""

    hall: str
    stopped: Stopped
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionLifted(Event):
    """... and goes on."""

    hall: str


# -- what is expected


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametersLearned(Event):
    """What the office's own history says now; the rule weighs topics with it from here on."""

    topics: tuple[TopicLearned, ...]
    days: int
    """So many days were learned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastMade(Event):
    """What was expected of the next hours at this moment; what came stands in the log beside it."""

    ahead: tuple[Ahead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreaksPlanned(Event):
    """From now on these are the planned breaks, every day; none: there is no plan."""

    breaks: tuple[PlannedBreak, ...]


# -- the ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued(TicketEvent):
    """A number was given; the first leg waits."""

    number: str
    topic: str
    language: str
    spoken_language: str
    priority: bool
    hall: str
    """Where it was issued."""
    issued_at: datetime
    """Office time from which its wait counts."""
    walk_in: bool = False
    offline: bool = False
    """The number came from a kiosk's offline block."""
    companion_of: str = ""
    appointment: str = ""
    due_at: datetime | None = None
    """The agreed time of its appointment."""
    for_counter: int = 0
    """The named officer's counter."""
    expected: Estimate | None = None
    """What its paper or screen says of the wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintConfirmed(TicketEvent):
    """What became of the paper."""

    printed: Printed


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRenumbered(TicketEvent):
    """The paper's number replaced the log's."""

    number: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(TicketEvent):
    """A counter called this leg."""

    number: str
    topic: str
    counter: int
    why: Why
    out_of_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled(TicketEvent):
    """The same call once more."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallConfirmed(TicketEvent):
    """A lobby screen showed and spoke it: the no-show clock runs."""

    call_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted(TicketEvent):
    """The visitor sat down."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFinished(TicketEvent):
    """Served."""

    counter: int
    closed_by_rule: bool = False
    """Nobody pressed finish: the day's turn did; its service time is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowMarked(TicketEvent):
    """Nobody came."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReinstated(TicketEvent):
    """Came after all, and waits again with the old issue time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPutBack(TicketEvent):
    """Back in the queue, for a while behind others."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecused(TicketEvent):
    """Back in the queue, barred from this counter."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketParked(TicketEvent):
    """Aside until a time."""

    counter: int
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed(TicketEvent):
    """Called again after parking."""

    counter: int
    number: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTransferred(TicketEvent):
    """This leg ended, leg `next_leg` waits."""

    counter: int
    next_leg: int
    topic: str
    """Of the next leg."""
    to_counter: int
    to_level: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAdded(TicketEvent):
    """A further leg waits: `leg` is its number."""

    counter: int
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled(TicketEvent):
    """Left before a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegUnserved(TicketEvent):
    """The day ended first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged(TicketEvent):
    """Weighs from now."""

    priority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegClassified(TicketEvent):
    """What it really was."""

    counter: int
    topic: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRated(TicketEvent):
    """1 (worst) to 5."""

    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUndone(Event):
    """The event of that seq is taken back; it leaves the statistics."""

    undone_seq: int
    counter: int


# -- appointments


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentSet(Event):
    """Agreed or changed."""

    appointment: str
    due_at: datetime
    topic: str
    counter: int
    changed: bool = False
    """It replaced another time: whoever keeps the contact must be told."""


# -- the counter


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterEvent(Event):
    """Something that happened at one counter."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened(CounterEvent):
    """Signed in and ready."""

    seat: str
    """Opaque; who may act there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTakenOver(CounterEvent):
    """Another seat acts there now, with the open ticket."""

    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused(CounterEvent):
    """A break."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterResumed(CounterEvent):
    """Back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosing(CounterEvent):
    """Closes when its visitor is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed(CounterEvent):
    """Signed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsGranted(CounterEvent):
    """What it can serve from now on."""

    topics: tuple[str, ...]
    languages: tuple[str, ...]


# -- people asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCalled(Event):
    """Somebody at this kiosk asks for a person."""

    kiosk: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(CounterEvent):
    """A colleague's quiet alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAcknowledged(Event):
    """Somebody is going."""

    alert_seq: int


EVENTS: tuple[type[Event], ...] = tuple(
    thing
    for thing in list(globals().values())
    if isinstance(thing, type)
    and issubclass(thing, Event)
    and thing not in (Event, TicketEvent, CounterEvent)
)
