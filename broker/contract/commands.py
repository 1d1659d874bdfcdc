"""All that the broker can be asked. Imperative names; one class a kind, on the wire its name in snake_case.

A sender makes the id; the same id again gets the same answer and has no second effect. `device` comes from
the MQTT topic, never from the payload. No field holds personal data; `actor` is opaque.
"""

from dataclasses import dataclass
from datetime import datetime

from broker.contract.estimates import PlannedBreak
from broker.contract.terms import Printed, Stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What every command carries."""

    id: str
    """UUIDv7 made by the sender."""
    device: str
    """Who sent it; part of the MQTT topic."""
    sent_at: datetime | None = None
    """Office time at the sender, as far as it knows."""
    expires_at: datetime | None = None
    """Office time after which it is refused, not executed; None: never."""
    actor: str = ""
    """Opaque: the seat or session it was done from; kept in the audit and as an open counter's seat."""


# -- the visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket(Command):
    """Give me a number for a topic. Its id becomes the ticket's id; it never expires."""

    topic: str
    language: str
    spoken_language: str = ""
    """A language one would like to be served in; empty: any."""
    priority: bool = False
    follow_id: str = ""
    """128 random bits minted by the kiosk for the follow page; kept apart from the events, for the day."""
    number: str = ""
    """A number already printed from the kiosk's offline block."""
    taken_at: datetime | None = None
    """Office time of the touch, when it was taken offline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPrint(Command):
    """What became of a ticket's paper."""

    ticket_id: str
    printed: Printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumber(Command):
    """The paper bears another number than the log: the paper wins."""

    ticket_id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Command):
    """I have an appointment and I am here."""

    appointment: str
    language: str
    follow_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTicket(Command):
    """The visitor left before the call, or before a parked leg was resumed."""

    ticket_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAPerson(Command):
    """Somebody at this kiosk asks for a person."""

    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Command):
    """One touch after the service, 1 (worst) to 5."""

    ticket_id: str
    stars: int


# -- the screen


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCall(Command):
    """A lobby screen has shown and spoken the call: the no-show clock starts."""

    call_seq: int
    """The seq of the call or recall, as on the board."""


# -- the counter's seat


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCounter(Command):
    """Sign in at a counter and open it; `actor` becomes its seat."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverSeat(Command):
    """Take over a counter that somebody left signed in, with its open ticket."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseCounter(Command):
    """A break, with a reason."""

    counter: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCounter(Command):
    """Back from a break."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCounter(Command):
    """Close, or close as soon as the current visitor is done."""

    counter: int


# -- the counter's ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext(Command):
    """Whoever the rules say is next."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChosen(Command):
    """This one, out of order; the reason goes to the audit."""

    counter: int
    ticket_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Command):
    """Call the same visitor once more."""

    counter: int
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve(Command):
    """The visitor is here: service starts."""

    counter: int
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Command):
    """The visitor has been served."""

    counter: int
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkNoShow(Command):
    """Called, shown, waited for, and nobody came."""

    counter: int
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinstate(Command):
    """Somebody marked as no-show has come after all; any counter, issue time kept."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack(Command):
    """Back to the queue for a while, for example to fetch a paper."""

    counter: int
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse(Command):
    """Not me: back to the queue, and never again to this counter."""

    counter: int
    ticket_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Park(Command):
    """Aside for a reason until a time; parked time is its own figure."""

    counter: int
    ticket_id: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeTicket(Command):
    """Call a parked ticket again."""

    counter: int
    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """This leg ends here, the next waits: for a topic, and if set for one counter or a level."""

    counter: int
    ticket_id: str
    topic: str = ""
    """Empty: the same topic (then a counter or a level is named)."""
    to_counter: int = 0
    to_level: int = 0
    note: str = ""
    """For the colleague; no personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTopic(Command):
    """The visitor has a further matter: one more leg on the same number."""

    counter: int
    ticket_id: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriority(Command):
    """Give or take priority; it weighs from this moment."""

    ticket_id: str
    priority: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify(Command):
    """What it really was, after a visit; ends the wrap-up."""

    counter: int
    ticket_id: str
    leg: int
    topic: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn(Command):
    """A visitor without paper, entered by staff. Its id becomes the ticket's id."""

    counter: int
    topic: str
    language: str
    priority: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCompanion(Command):
    """A second ticket, same issue time, for a person who came along. Its id becomes that ticket's id."""

    ticket_id: str
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Command):
    """Take back what this counter just did, within the office's undo time."""

    counter: int
    seq: int
    """The seq of the event to undo, as offered on the counter's board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlarm(Command):
    """A quiet alarm to every other counter."""

    counter: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """I am going: the alert of that seq is taken care of."""

    seq: int


# -- the head


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantSkills(Command):
    """What a counter can serve from now on."""

    counter: int
    topics: tuple[str, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAppointment(Command):
    """Agree, or change, an appointment; without personal data."""

    appointment: str
    """Its number on the card."""
    at: datetime
    topic: str
    counter: int = 0
    """The named officer's counter; 0: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBreaks(Command):
    """From now on these are the planned breaks, every day, in place of all before; none: no plan."""

    breaks: tuple[PlannedBreak, ...]
    reason: str = ""
    """For the audit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend(Command):
    """Stop issuing or calling: alarm, strike, case system down."""

    hall: str = ""
    """Empty: every hall."""
    stopped: Stopped = Stopped.BOTH
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift(Command):
    """End a suspension; numbers and issue times stand."""

    hall: str = ""


COMMANDS: tuple[type[Command], ...] = tuple(
    thing
    for thing in list(globals().values())
    if isinstance(thing, type) and issubclass(thing, Command) and thing is not Command
)
