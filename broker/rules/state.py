"""The open day as the broker knows it: frozen records in dictionaries, all of it folded from events.

Only `apply` changes a State. `copy` is cheap (the records are shared), so a batch of commands works on a
draft that is adopted once its events are committed.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from broker.contract.boards import Alert, Suspension
from broker.contract.estimates import Estimate, PlannedBreak, TopicLearned
from broker.contract.events import AppointmentSet, SkillsGranted
from broker.contract.office import Office
from broker.contract.terms import CounterState, LegState, Printed, Why
from broker.rules.estimate.correction import Correction
from broker.rules.estimate.outlook import Outlook


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One topic of a visit. Sums are of finished stretches; the current one runs from `since`."""

    n: int
    topic: str
    state: LegState
    since: datetime
    entered_at: datetime
    counter: int = 0
    """Where it is, or was last called; 0: never."""
    waited_s: float = 0.0
    walked_s: float = 0.0
    served_s: float = 0.0
    parked_s: float = 0.0
    called_at: datetime | None = None
    """First call."""
    last_call_at: datetime | None = None
    serving_at: datetime | None = None
    ended_at: datetime | None = None
    call_seq: int = 0
    confirmed_at: datetime | None = None
    recalls: int = 0
    why: Why = Why.LONGEST_WAIT
    out_of_order: bool = False
    barred: frozenset[int] = frozenset()
    """Counters that said *not me*."""
    behind_calls: int = 0
    behind_until: datetime | None = None
    """Put back: not before the office's `behind_calls`-th call of the day, or this time."""
    to_counter: int = 0
    to_level: int = 0
    note: str = ""
    reinstated: bool = False
    parked_until: datetime | None = None
    estimated: bool = False
    expected: Estimate | None = None
    """What its visitor was told when it began to wait."""

    def enter(self, state: LegState, at: datetime) -> "Leg":
        """The leg in a new state from `at`, the stretch it leaves added up."""
        spent_s = max(0.0, (at - self.since).total_seconds())
        leg = replace(self, state=state, since=at)
        match self.state:
            case LegState.WAITING:
                return replace(leg, waited_s=self.waited_s + spent_s)
            case LegState.CALLED:
                return replace(leg, walked_s=self.walked_s + spent_s)
            case LegState.SERVING:
                return replace(leg, served_s=self.served_s + spent_s)
            case LegState.PARKED:
                return replace(leg, parked_s=self.parked_s + spent_s)
        return leg

    def waited_until_s(self, now: datetime) -> float:
        """All its waiting so far, the running stretch included."""
        running = (now - self.since).total_seconds() if self.state is LegState.WAITING else 0.0
        return self.waited_s + max(0.0, running)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One visit: a number and its legs."""

    id: str
    number: str
    language: str
    spoken_language: str
    hall: str
    issued_at: datetime
    priority: bool
    priority_from: datetime | None
    """From when its waiting weighs more; None for an ordinary ticket."""
    legs: tuple[Leg, ...]
    printed: Printed = Printed.UNKNOWN
    walk_in: bool = False
    appointment: str = ""
    due_at: datetime | None = None
    for_counter: int = 0
    stars: int = 0
    touched_seq: int = 0
    """The last event that moved it; an undo of an earlier one is refused."""

    def leg(self, n: int) -> Leg:
        """The n-th leg, counted from 1."""
        return self.legs[n - 1]

    def with_leg(self, leg: Leg) -> "Ticket":
        """The ticket with that leg replaced, or added when it is the next one."""
        return replace(self, legs=(*self.legs[: leg.n - 1], leg, *self.legs[leg.n :]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a counter did last, and how things stood before: what an undo restores."""

    seq: int
    kind: str
    at: datetime
    ticket: Ticket
    seat: "Seat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One counter today."""

    number: int
    state: CounterState = CounterState.CLOSED
    since: datetime | None = None
    seat: str = ""
    """Who may act there: the opaque actor that opened it."""
    reason: str = ""
    closing: bool = False
    ticket_id: str = ""
    leg: int = 0
    """The ticket it calls or serves; empty: none."""
    last_ticket_id: str = ""
    """Whom it finished last, for wrap-up."""
    touched_seq: int = 0
    done: Done | None = None

    @property
    def open(self) -> bool:
        """Signed in and not on a break."""
        return self.state not in (CounterState.CLOSED, CounterState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMade:
    """One call of the day, for the lobby's list."""

    seq: int
    ticket_id: str
    leg: int
    counter: int
    at: datetime


@dataclass(slots=True)
class State:
    """Everything `decide` may look at."""

    office: Office | None = None
    day: date | None = None
    seq: int = 0
    tickets: dict[str, Ticket] = field(default_factory=dict)
    seats: dict[int, Seat] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    """Letter to the last figure given."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Number to ticket id."""
    waiting: dict[tuple[str, int], None] = field(default_factory=dict)
    """(ticket id, leg) of every waiting leg, in the order they entered."""
    calls: tuple[CallMade, ...] = ()
    """The last calls, newest first."""
    calls_made: int = 0
    last_waits: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    """Topic to (seq, waited seconds) of its last called legs, newest first."""
    suspended: dict[str, Suspension] = field(default_factory=dict)
    appointments: dict[str, AppointmentSet] = field(default_factory=dict)
    skills: dict[int, SkillsGranted] = field(default_factory=dict)
    alerts: dict[int, Alert] = field(default_factory=dict)
    learned: dict[str, TopicLearned] = field(default_factory=dict)
    """What the office's history says, by topic."""
    breaks: dict[int, PlannedBreak] = field(default_factory=dict)
    """Counter to its planned break."""
    correction: Correction = field(default_factory=Correction)
    """What the estimator has learned from the calls of the day."""
    forecast_at: datetime | None = None
    """When the day's last forecast was written down."""
    outlook: Outlook | None = field(default=None, compare=False)
    """What the forecaster said last. No fact of the log: it is lent by the hub, and may be missing."""

    def copy(self) -> "State":
        """A draft that can be changed without changing this one."""
        return State(
            office=self.office,
            day=self.day,
            seq=self.seq,
            tickets=dict(self.tickets),
            seats=dict(self.seats),
            figures=dict(self.figures),
            numbers=dict(self.numbers),
            waiting=dict(self.waiting),
            calls=self.calls,
            calls_made=self.calls_made,
            last_waits=dict(self.last_waits),
            suspended=dict(self.suspended),
            appointments=dict(self.appointments),
            skills=dict(self.skills),
            alerts=dict(self.alerts),
            learned=dict(self.learned),
            breaks=dict(self.breaks),
            correction=self.correction,
            forecast_at=self.forecast_at,
            outlook=self.outlook,
        )

    @property
    def configured(self) -> Office:
        """The office; every state a command meets has one."""
        assert self.office is not None, "the log begins with OfficeConfigured"
        return self.office

    def topics_of(self, counter: int) -> tuple[str, ...]:
        """Topic ids a counter can serve today: granted by the head, else configured."""
        if counter in self.skills:
            return self.skills[counter].topics
        configured = self.configured.counter(counter)
        return configured.skills if configured else ()

    def languages_of(self, counter: int) -> tuple[str, ...]:
        """Languages spoken at a counter today."""
        if counter in self.skills:
            return self.skills[counter].languages
        configured = self.configured.counter(counter)
        return configured.languages if configured else ()

    def stopped(self, hall: str, *what: str) -> Suspension | None:
        """The suspension that stops one of `what` in a hall (empty: the office), if any."""
        for name in (hall, ""):
            found = self.suspended.get(name)
            if found is not None and found.stopped in (*what, "both"):
                return found
        return None
