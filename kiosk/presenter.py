"""The kiosk's manners: which screen stands, what a touch does, and when it goes back to the first page.

Pure: a state and what happened in, the next state and what to do (`effects`) out. Machine time comes in as
monotonic seconds. No window, no connection and no printer is known here; `scenes` draws the state.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from broker.contract.boards import KioskBoard, Reply
from broker.contract.estimates import Estimate
from broker.contract.terms import Printed, Stopped

DOUBLE_STRIKE_S = 0.5
BETWEEN_TICKETS_S = 2.0
IDLE_S = 45.0
MORE_TIME_S = 20.0
TICKET_S = 20.0
TROUBLE_S = 30.0
PERSON_S = 20.0
SLOW_S = 5.0
"""After so long *one moment* owes an explanation."""
NEVER_S = float("-inf")


class Screen(StrEnum):
    """What stands on the glass, by what the visitor is about."""

    LANGUAGE = "language"
    TOPICS = "topics"
    HELP = "help"
    ASKING = "asking"
    PRINTING = "printing"
    TICKET = "ticket"
    TROUBLE = "trouble"
    REFUSED = "refused"
    MORE_TIME = "more_time"


class Obstacle(StrEnum):
    """Why nothing can be chosen; it stands before the screens on which one chooses."""

    STARTING = "starting"
    NO_CONNECTION = "no_connection"
    SUSPENDED = "suspended"
    CLOSED = "closed"


CHOOSING = (Screen.LANGUAGE, Screen.TOPICS, Screen.HELP, Screen.REFUSED, Screen.MORE_TIME)
LEFT_ALONE = (Screen.TOPICS, Screen.HELP, Screen.REFUSED)
"""Screens that ask *more time?* when nobody touches them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the broker gave the visitor."""

    id: str
    number: str
    topic: str
    people_ahead: int
    estimate: Estimate | None
    issued_at: datetime
    follow: str
    """The address of the follow page with the number; empty: the office has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTicket:
    """Effect: get a ticket from the broker."""

    topic: str
    language: str
    priority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPerson:
    """Effect: call a person to this kiosk."""

    language: str


Effect = AskTicket | AskPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskState:
    """All the kiosk remembers between two touches."""

    screen: Screen = Screen.LANGUAGE
    language: str = ""
    """Chosen by the visitor; empty: nobody has."""
    page: int = 0
    topic: str = ""
    help_wanted: bool = False
    asks_help: bool = False
    """On panels without a help button, help is asked for after the topic."""
    pressed: str | None = None
    """The action under the finger."""
    ticket: Ticket | None = None
    proven: bool = False
    """Whether the printer itself said that the paper is there."""
    person_coming: bool = False
    person_unheard: bool = False
    """Nobody has answered the call for a person."""
    slow: bool = False
    connected: bool = False
    printer_down: bool = False
    touched_s: float = NEVER_S
    since_s: float = NEVER_S
    """Since when this screen stands."""
    struck_s: float = NEVER_S
    """The last touch that did something."""
    asked_s: float = NEVER_S
    person_s: float = NEVER_S
    before: Screen = Screen.LANGUAGE
    """Where *more time* leads back to."""


# -- fingers


def press(state: KioskState, action: str | None, machine_s: float) -> KioskState:
    """A finger comes down on an action, or beside all of them."""
    return replace(state, pressed=action, touched_s=machine_s)


def slide(state: KioskState, action: str | None) -> KioskState:
    """The finger moves: leaving the action gives the touch up, and coming back does not renew it."""
    return state if action == state.pressed else replace(state, pressed=None)


def touch(state: KioskState, action: str, machine_s: float) -> tuple[KioskState, tuple[Effect, ...]]:
    """The finger lifts where it came down; a second strike right after the first does nothing."""
    lifted = replace(state, pressed=None, touched_s=machine_s)
    if machine_s - state.struck_s < DOUBLE_STRIKE_S:
        return lifted, ()
    struck = replace(lifted, struck_s=machine_s)
    verb, _, what = action.partition(":")
    match verb:
        case "topic":
            return _choose(replace(struck, topic=what), machine_s)
        case "answer":
            return _ask_ticket(replace(struck, help_wanted=what == "yes"), machine_s)
        case "person":
            return struck, (AskPerson(language=state.language),)
        case _:
            return _turn(struck, verb, what, machine_s), ()


def _turn(state: KioskState, verb: str, what: str, machine_s: float) -> KioskState:
    """Touches that only show something else."""
    match verb:
        case "language" if what:
            return _go(replace(state, language=what, page=0), Screen.TOPICS, machine_s)
        case "language":
            return _go(state, Screen.LANGUAGE, machine_s)
        case "more":
            return replace(state, page=state.page + 1)
        case "help":
            return replace(state, help_wanted=not state.help_wanted)
        case "go_on":
            return _go(state, state.before, machine_s)
        case "back":
            return _go(state, Screen.TOPICS, machine_s)
        case _:
            return _rest(state, machine_s)


def _choose(state: KioskState, machine_s: float) -> tuple[KioskState, tuple[Effect, ...]]:
    if state.asks_help:
        return _go(state, Screen.HELP, machine_s), ()
    return _ask_ticket(state, machine_s)


def _ask_ticket(state: KioskState, machine_s: float) -> tuple[KioskState, tuple[Effect, ...]]:
    if machine_s - state.asked_s < BETWEEN_TICKETS_S:
        return state, ()
    asking = _go(replace(state, asked_s=machine_s, slow=False), Screen.ASKING, machine_s)
    wish = AskTicket(topic=state.topic, language=state.language, priority=state.help_wanted)
    return asking, (wish,)


def _go(state: KioskState, screen: Screen, machine_s: float) -> KioskState:
    return replace(state, screen=screen, since_s=machine_s, pressed=None)


def _rest(state: KioskState, machine_s: float) -> KioskState:
    """Back to the first page, with nothing left of the last visitor."""
    rested = replace(state, language="", page=0, topic="", help_wanted=False, ticket=None, slow=False)
    return _go(rested, Screen.LANGUAGE, machine_s)


# -- time


def tick(state: KioskState, machine_s: float) -> KioskState:
    """What happens by itself; to be called about once a second."""
    if machine_s - state.person_s >= PERSON_S and (state.person_coming or state.person_unheard):
        state = replace(state, person_coming=False, person_unheard=False)
    stood_s = machine_s - state.since_s
    idle_s = machine_s - max(state.touched_s, state.since_s)
    match state.screen:
        case screen if screen in LEFT_ALONE and idle_s >= IDLE_S:
            return _go(replace(state, before=screen), Screen.MORE_TIME, machine_s)
        case Screen.MORE_TIME if stood_s >= MORE_TIME_S:
            return _rest(state, machine_s)
        case Screen.TICKET if stood_s >= TICKET_S:
            return _rest(state, machine_s)
        case Screen.TROUBLE if stood_s >= TROUBLE_S:
            return _rest(state, machine_s)
        case Screen.ASKING if stood_s >= SLOW_S and not state.slow:
            return replace(state, slow=True)
    return state


# -- what the broker and the printer say


def linked(state: KioskState, *, connected: bool) -> KioskState:
    return replace(state, connected=connected)


def printer_said(state: KioskState, *, down: bool) -> KioskState:
    return replace(state, printer_down=down)


def person_called(state: KioskState, machine_s: float) -> KioskState:
    """The broker knows of the call: all counters see it."""
    return replace(state, person_coming=True, person_unheard=False, person_s=machine_s)


def person_not_called(state: KioskState, machine_s: float) -> KioskState:
    """Nobody knows of the call: the visitor must not stand and wait for somebody."""
    return replace(state, person_unheard=not state.person_coming, person_s=machine_s)


def ticket_from(reply: Reply, *, topic: str, follow_page: str) -> Ticket:
    """The ticket in an accepted reply; `follow_page` is its address without the number."""
    result = reply.result
    number = str(result["number"])
    return Ticket(
        id=reply.id,
        number=number,
        topic=topic,
        people_ahead=int(result.get("people_ahead") or 0),
        estimate=_estimate_from(reply),
        issued_at=datetime.fromisoformat(str(result["issued_at"])),
        follow=f"{follow_page}#{number}" if follow_page else "",
    )


def _estimate_from(reply: Reply) -> Estimate | None:
    low, mid, high = (reply.result.get(f"estimate_{which}_s") for which in ("low", "mid", "high"))
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    middle = mid if isinstance(mid, int | float) else (low + high) / 2
    return Estimate(low_s=low, mid_s=middle, high_s=high, roughly=bool(reply.result.get("roughly")))


def given(state: KioskState, ticket: Ticket, machine_s: float) -> KioskState:
    """The broker has issued it; its paper is on the way."""
    return _go(replace(state, ticket=ticket), Screen.PRINTING, machine_s)


def refused(state: KioskState, machine_s: float) -> KioskState:
    return _go(state, Screen.REFUSED, machine_s)


def printed(state: KioskState, ticket_id: str, fate: Printed, machine_s: float) -> KioskState:
    """Nobody can say (*unknown*) counts as paper, with the advice to remember the number if there is none."""
    if state.ticket is None or state.ticket.id != ticket_id:
        return state
    screen = Screen.TROUBLE if fate is Printed.NO else Screen.TICKET
    return _go(replace(state, proven=fate is Printed.YES), screen, machine_s)


# -- what stands in the way


def obstacle(state: KioskState, board: KioskBoard | None, hall: str) -> Obstacle | None:
    """Why nothing can be chosen now, if so; a ticket on its way is not disturbed."""
    if state.screen not in CHOOSING:
        return None
    if not state.connected:
        return Obstacle.NO_CONNECTION
    if board is None:
        return Obstacle.STARTING
    suspension = board.suspended.get(hall)
    if suspension is not None and suspension.stopped is not Stopped.CALLING:
        return Obstacle.SUSPENDED
    if not any(topic.open for topic in board.topics):
        return Obstacle.CLOSED
    return None
