"""Boards: each a retained snapshot from which one kind of screen draws itself whole; and the other words.

A board carries `seq`, the last event it knows of: a screen ignores a board older than the one it shows. Texts
that the office wrote travel in all its languages; the screens' own sentences live with the screens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from broker.contract.estimates import Ahead, Estimate, WaitingLeg
from broker.contract.terms import CounterState, LegState, Printed, Stopped, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """What is stopped, why and since when."""

    stopped: Stopped
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """One topic as kiosk and lobby show it."""

    id: str
    letter: str
    names: Mapping[str, str]
    bring: Mapping[str, str]
    waiting: int
    estimate: Estimate | None
    """For an ordinary visitor who comes now; None while nothing is known."""
    priority_estimate: Estimate | None
    """For a priority visitor who comes now."""
    open: bool
    opens_at: datetime | None
    """When closed: the next published opening, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskBoard:
    """`board/kiosk`: everything a kiosk needs to offer tickets."""

    seq: int
    at: datetime
    office: str
    """Its name."""
    time_zone: str
    languages: tuple[str, ...]
    public_url: str
    halls: Mapping[str, Mapping[str, str]]
    """Hall id to language code to name."""
    topics: tuple[TopicRow, ...]
    suspended: Mapping[str, Suspension]
    """Hall id to what stops issuing there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyCall:
    """One call as a lobby screen shows it."""

    call_seq: int
    """The seq of the call or its last recall: a new one means chime and voice."""
    number: str
    topic: str
    counter: int
    at: datetime
    language: str
    """The ticket's, for the voice."""
    recalls: int
    state: LegState


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyBoard:
    """`board/lobby/{hall}`: one hall's screens."""

    seq: int
    at: datetime
    office: str
    time_zone: str
    hall: str
    hall_names: Mapping[str, str]
    languages: tuple[str, ...]
    calls: tuple[LobbyCall, ...]
    """Newest first, at most six."""
    topics: tuple[TopicRow, ...]
    notices: Mapping[str, str]
    suspended: Suspension | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTicket:
    """The ticket a counter holds."""

    ticket_id: str
    leg: int
    number: str
    topic: str
    """Topic id of this leg."""
    state: LegState
    issued_at: datetime
    waited_s: float
    target_s: int
    called_at: datetime
    call_seq: int
    confirmed_at: datetime | None
    """When the call was shown and spoken."""
    serving_at: datetime | None
    recalls: int
    language: str
    spoken_language: str
    priority: bool
    printed: Printed
    why: Why
    note: str
    topics_waiting: tuple[str, ...]
    """Further legs of the same visit, by topic id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextUp:
    """Whom *next* would call now."""

    number: str
    topic: str
    waited_s: float
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One topic's queue as a counter sees it."""

    id: str
    letter: str
    names: Mapping[str, str]
    waiting: int
    oldest_at: datetime | None
    """Issue time of the one who has waited longest."""
    longest_wait_s: float
    target_s: int
    over_target: int
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something staff should see: person_called, alarm or not_printed."""

    seq: int
    kind: str
    where: str
    """A kiosk's id, a counter's number, or the ticket's number."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakDue:
    """This counter's planned break today."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOffer:
    """What this counter may take back, and until when."""

    seq: int
    kind: str
    """The event's kind."""
    number: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterBoard:
    """`board/counter/{n}`: everything one counter's page shows."""

    seq: int
    at: datetime
    office: str
    time_zone: str
    languages: tuple[str, ...]
    counter: int
    hall: str
    hall_names: Mapping[str, str]
    state: CounterState
    closing: bool
    """Closes after this visitor."""
    seat: str
    since: datetime | None
    reason: str
    """Of a pause."""
    ticket: DeskTicket | None
    next: NextUp | None
    queue: tuple[QueueRow, ...]
    verbs: Mapping[str, str]
    """Command kind to why it cannot be done now; empty text: it can."""
    undo: UndoOffer | None
    alerts: tuple[Alert, ...]
    suspended: Suspension | None
    break_due: BreakDue | None
    """A planned break that is near or has begun, until it is over."""
    no_show_after_s: int
    recall_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookBoard:
    """`board/outlook`: what everybody who waits may expect, and what the next hours bring."""

    seq: int
    at: datetime
    waiting: tuple[WaitingLeg, ...]
    """By issue time of the visit."""
    ahead: tuple[Ahead, ...]
    """Nearest first; empty while no simulation can be had."""


# -- the rest of what the broker and the devices say


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """`info`, retained: which office this is."""

    office: str
    name: str
    time_zone: str
    languages: tuple[str, ...]
    version: str
    epoch: str
    speed: float
    """Office seconds a machine second; 1 outside demonstrations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """`heartbeat`, every 5 s: the broker is there."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`reply/{device}`: what became of a command."""

    id: str
    accepted: bool
    code: str = ""
    reason: str = ""
    """Both set when refused; the reason is fit to show."""
    result: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    """What the command asked for, for example the number of a ticket."""
    seq: int = 0
    """The last event it caused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`device/{id}/health`: how a device is."""

    at: datetime | None
    version: str
    printer: str = ""
    """ok, fault or unknown; empty: it has none."""
    printer_reason: str = ""
    temperature_c: float | None = None
    disk_free_pct: float | None = None


BOARDS = (KioskBoard, LobbyBoard, CounterBoard, OutlookBoard, Info, Heartbeat, Reply, Health)
"""Every message that is neither command nor event."""
