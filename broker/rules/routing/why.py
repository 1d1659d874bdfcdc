"""Why one ticket was called before another: one sentence, from the day's events alone, fit to show to both.

Folds the log up to the call and asks the rule that made it, so the sentence says what weighed then. It names
numbers, topics, counters and minutes: never a person, and no reason that somebody typed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from broker.contract import events as e
from broker.contract.terms import LegState, Why
from broker.rules.apply import apply, fold
from broker.rules.lobby import desk, lobby
from broker.rules.routing.columns import Waiting
from broker.rules.routing.people import eligible, next_for, value
from broker.rules.routing.reasons import Scene, barrier, kept_back, outweighed
from broker.rules.routing.wording import clock, clocks
from broker.rules.state import State, Ticket
from broker.rules.ticket import AT_A_COUNTER

WHERE = {
    LegState.WAITING: "was waiting",
    LegState.PARKED: "was parked",
    LegState.NO_SHOW: "had not come when it was called",
    LegState.CANCELLED: "had left",
    LegState.DONE: "had been served",
}
"""What a visit away from the counters was doing: the first that holds for one of its legs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that nobody took back."""

    event: e.TicketCalled | e.TicketResumed
    scene: Scene

    @property
    def clock(self) -> str:
        """When."""
        return clock(self.scene.state, self.scene.at)

    @property
    def words(self) -> str:
        """Where and when."""
        called = "called back from parking" if isinstance(self.event, e.TicketResumed) else "called"
        return f"{called} to counter {self.event.counter} at {self.clock}"


def why_before(records: Sequence[e.Recorded], first: str, second: str) -> str:
    """Why `first` was called before `second`, or that it was not.

    `records` are one day's, and before them what configured its office.
    """
    day = fold(records)
    missing = [number for number in (first, second) if number not in day.numbers]
    if missing:
        return f"There was no ticket {' and no ticket '.join(missing)} on this day."
    if first == second:
        return f"{first} is one ticket."
    a, b = (day.tickets[day.numbers[number]] for number in (first, second))
    return f"{_told(a, b, list(_calls(records, (a, b))))}."


def _told(a: Ticket, b: Ticket, calls: Sequence[Call]) -> str:
    """The first call of `a` that passed `b` while it waited; if there is none, whoever was called first."""
    mine = [call for call in calls if call.event.ticket_id == a.id]
    passing = next((call for call in mine if _legs(b, call)), None)
    if passing is not None:
        return f"{a.number} was {passing.words} {_passing(b, passing, calls)}: {_because(passing, a, b)}"
    if not calls:
        return f"Neither was called: {_uncalled(a)}, and {_uncalled(b)}"
    if calls[0] in mine:
        return f"{a.number} was {calls[0].words}: {_because(calls[0], a, b)}"
    told = f"{b.number} was called first, to counter {calls[0].event.counter} at {calls[0].clock}"
    then = f"{a.number} was {mine[0].words}, when {_where(b, mine[0])}" if mine else _uncalled(a)
    return f"{told}: {_because(calls[0], b, a)}; {then}"


def _passing(passed: Ticket, passing: Call, calls: Sequence[Call]) -> str:
    before = calls[: calls.index(passing)]
    first = next((call for call in before if call.event.ticket_id == passed.id), None)
    return (
        f"while {passed.number}, first called at {first.clock}, waited again"
        if first
        else f"before {passed.number}"
    )


def _calls(records: Sequence[e.Recorded], tickets: Collection[Ticket]) -> Iterator[Call]:
    undone = {one.event.undone_seq for one in records if isinstance(one.event, e.ActionUndone)}
    numbers = {ticket.id: ticket.number for ticket in tickets}
    state = State()
    for one in records:
        match one.event:
            case (e.TicketCalled() | e.TicketResumed()) as event if event.ticket_id in numbers:
                if one.seq not in undone:
                    yield Call(event=event, scene=_scene(state, one.at, event.counter, numbers))
        apply(state, one)


def _scene(state: State, at: datetime, counter: int, numbers: Mapping[str, str]) -> Scene:
    """With the numbers that the two tickets bear now."""
    before = state.copy()
    for ticket_id, number in numbers.items():
        if ticket_id in before.tickets:
            before.tickets[ticket_id] = replace(before.tickets[ticket_id], number=number)
    return Scene(state=before, at=at, here=desk(before, counter), seen=lobby(before, at))


def _legs(ticket: Ticket, call: Call) -> list[Waiting]:
    """What waited of a visit, and could be called, just before a call."""
    return [leg for leg in call.scene.seen.waiting if leg.ticket_id == ticket.id]


def _because(call: Call, called: Ticket, passed: Ticket) -> str:
    """What stood between a call and another ticket."""
    event, scene, waiting = call.event, call.scene, _legs(passed, call)
    if not waiting:
        return _where(passed, call)
    if isinstance(event, e.TicketResumed):
        return f"{called.number} had been called before that and parked"
    if event.why is Why.CHOSEN and event.out_of_order:
        return f"counter {event.counter} chose {called.number} by hand, out of order"
    chosen = next_for(scene.here, scene.seen)
    if chosen is None or (chosen.ticket_id, chosen.leg) != (event.ticket_id, event.leg):
        return f"the reason kept in the log is {event.why.replace('_', ' ')}"
    open_to = [leg for leg in waiting if eligible(leg, scene.here, scene.seen)]
    if not open_to:
        return barrier(waiting[0], scene)
    ready = [leg for leg in open_to if chosen.held_back or not leg.held_back]
    if not ready:
        return kept_back(open_to[0], scene)
    return outweighed(chosen, max(ready, key=lambda leg: value(leg, scene.here, scene.seen)), scene)


def _where(ticket: Ticket, call: Call) -> str:
    """Where somebody was who did not wait, or had not come."""
    state, number = call.scene.state, ticket.number
    then = state.tickets.get(ticket.id)
    if then is None and ticket.issued_at <= call.scene.at:
        return f"{number}, whose time of issue is {clock(state, ticket.issued_at)}, was not in the queue yet"
    if then is None:
        return f"{number} was issued later, at {clocks(state, call.scene.at, ticket.issued_at)[1]}"
    at_counter = next((leg.counter for leg in then.legs if leg.state in AT_A_COUNTER), 0)
    if at_counter:
        return f"{number} was at counter {at_counter}"
    states = {leg.state for leg in then.legs}
    found = next(state for state in WHERE if state in states)
    return f"{number} {WHERE[found]}"


def _uncalled(ticket: Ticket) -> str:
    """How it stands with a ticket that was never called."""
    states = {leg.state for leg in ticket.legs}
    if LegState.CANCELLED in states:
        return f"{ticket.number} left before it was called"
    if LegState.UNSERVED in states:
        return f"{ticket.number} was not called before the day ended"
    return f"{ticket.number} has not been called yet"
