"""What a decision is made of, and the guards that all of them share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from broker.contract.errors import Refused
from broker.contract.events import Event
from broker.contract.office import Topic
from broker.contract.terms import CounterState
from broker.rules.state import Leg, Seat, State, Ticket
from broker.rules.ticket import AT_A_COUNTER, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happens, what the sender is told, and what is kept apart from the events."""

    events: tuple[Event, ...]
    result: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    reason: str = ""
    """For the audit."""
    follow_id: str = ""
    """For the follow page."""


Handler = Callable[[State, Any, datetime], Decision]


def topic_of(state: State, topic_id: str) -> Topic:
    """A topic of this office; raises Refused."""
    topic = state.configured.topic(topic_id)
    if topic is None:
        raise Refused("unknown_topic", f"There is no topic {topic_id!r} in this office.")
    return topic


def ticket_of(state: State, ticket_id: str) -> Ticket:
    """A ticket of today; raises Refused."""
    ticket = state.tickets.get(ticket_id)
    if ticket is None:
        raise Refused("unknown_ticket", "There is no such ticket today.")
    return ticket


def seat_of(state: State, counter: int) -> Seat:
    """A counter of this office; raises Refused."""
    seat = state.seats.get(counter)
    if seat is None or state.configured.counter(counter) is None:
        raise Refused("unknown_counter", f"There is no counter {counter} in this office.")
    return seat


def my_seat(state: State, counter: int, actor: str) -> Seat:
    """A counter that this actor is signed in at; raises Refused."""
    seat = seat_of(state, counter)
    if seat.state is CounterState.CLOSED:
        raise Refused("counter_closed", f"Counter {counter} is closed. Sign in first.")
    if seat.seat != actor:
        raise Refused("not_your_seat", f"Somebody else is signed in at counter {counter}.")
    return seat


def my_leg(state: State, counter: int, actor: str, ticket_id: str) -> tuple[Ticket, Leg]:
    """The ticket that this actor's counter calls or serves; raises Refused when it is another one."""
    seat = my_seat(state, counter, actor)
    ticket = ticket_of(state, ticket_id)
    if seat.ticket_id != ticket_id:
        raise Refused("not_at_this_counter", f"{ticket.number} is not at counter {counter}.")
    return ticket, ticket.leg(seat.leg)


def step(ticket: Ticket, leg: Leg, verb: str) -> None:
    """Refuse what the table does not know."""
    after(leg.state, verb, ticket.number)


def leg_in_hand(ticket: Ticket) -> Leg:
    """The leg a verb without a counter means: the one at a counter, else the last."""
    return next((leg for leg in ticket.legs if leg.state in AT_A_COUNTER), ticket.legs[-1])
