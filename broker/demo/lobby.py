"""What somebody sees who stands in the lobby: who waits, who is where, how many are done. Folded from events.

For the eye and for the simulated clerks; figures that count come from the log. An undo at a counter is not
followed. Pure.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from broker.contract import events as e
from broker.contract.terms import CounterState, LegState

PROMISE = timedelta(minutes=30)
ENDED = frozenset(
    (LegState.DONE, LegState.NO_SHOW, LegState.CANCELLED, LegState.UNSERVED, LegState.TRANSFERRED)
)


@dataclass(slots=True, kw_only=True)
class Waiting:
    """One leg that stands in a queue or was called from it."""

    number: str
    topic: str
    entered_at: datetime
    state: LegState = LegState.WAITING
    over: bool = False
    """Waited longer than promised."""


@dataclass(slots=True, kw_only=True)
class Place:
    """One counter."""

    state: CounterState = CounterState.CLOSED
    number: str = ""
    topic: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class Lobby:
    """Fed with every event, in order."""

    legs: dict[tuple[str, int], Waiting] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    queues: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    """Topic to the legs that wait for it."""
    issued: int = 0
    printed: int = 0

    def waiting(self, topic: str) -> int:
        """How many wait for a topic."""
        return len(self.queues.get(topic, ()))

    def place(self, counter: int) -> Place:
        """One counter; closed until something was heard of it."""
        return self.places.get(counter) or Place()

    def ended(self, state: LegState) -> int:
        """How many legs ended so."""
        return sum(leg.state is state for leg in self.legs.values())

    def waited_s(self, ticket_id: str, at: datetime) -> float:
        """How long ago a visitor came, as far as it was noticed."""
        first = self.legs.get((ticket_id, 1))
        return (at - first.entered_at).total_seconds() if first else 0.0

    def came_for(self, event: e.Event) -> str:
        """The topic of whoever this event put into a queue; empty: nobody."""
        match event:
            case e.TicketIssued() | e.TopicAdded() | e.LegTransferred():
                return event.topic
            case e.TicketReinstated() | e.TicketPutBack() | e.TicketRecused():
                leg = self.legs.get((event.ticket_id, event.leg))
                return leg.topic if leg else ""
        return ""

    def waits(self, ticket_id: str) -> bool:
        """Whether a visitor still stands in a queue."""
        return any(of == ticket_id for queue in self.queues.values() for of, _ in queue)

    @property
    def still_open(self) -> int:
        """Legs without an end."""
        return sum(leg.state not in ENDED for leg in self.legs.values())

    def over_share(self, now: datetime) -> float | None:
        """Share of legs that wait, or waited, longer than promised; None of nobody."""
        if not self.legs:
            return None
        late = sum(
            leg.over or (leg.state is LegState.WAITING and now - leg.entered_at > PROMISE)
            for leg in self.legs.values()
        )
        return late / len(self.legs)

    def see(self, recorded: e.Recorded) -> None:
        """One more event."""
        event = recorded.event
        match event:
            case e.TicketIssued():
                self.issued += 1
                self._enter(event.ticket_id, 1, event.number, event.topic, event.issued_at)
            case e.PrintConfirmed():
                self.printed += event.printed == "yes"
            case e.TopicAdded():
                self._enter(event.ticket_id, event.leg, "", event.topic, recorded.at)
            case e.LegTransferred():
                self._end(event, LegState.TRANSFERRED, recorded.at)
                self._enter(event.ticket_id, event.next_leg, "", event.topic, recorded.at)
            case e.CounterEvent():
                self._see_counter(event, recorded.at)
            case e.TicketEvent():
                self._see_ticket(event, recorded.at)

    def _see_ticket(self, event: e.TicketEvent, at: datetime) -> None:
        match event:
            case e.TicketCalled() | e.TicketResumed():
                self._call(event, at)
            case e.ServiceStarted():
                self._move(event, LegState.SERVING)
                self.places[event.counter] = replace(
                    self.place(event.counter), state=CounterState.SERVING, since=at
                )
            case e.TicketReinstated():
                self._move(event, LegState.WAITING)
            case e.TicketCancelled():
                self._move(event, LegState.CANCELLED)
            case e.LegUnserved():
                self._move(event, LegState.UNSERVED)
            case (
                e.LegFinished() | e.NoShowMarked() | e.TicketPutBack() | e.TicketRecused() | e.TicketParked()
            ):
                self._end(event, AFTERWARDS[type(event)], at)

    def _see_counter(self, event: e.CounterEvent, at: datetime) -> None:
        state = COUNTER_STATES.get(type(event))
        if state is not None:
            self.places[event.counter] = Place(state=state, since=at)

    def _enter(self, ticket_id: str, leg: int, number: str, topic: str, at: datetime) -> None:
        first = self.legs.get((ticket_id, 1))
        shown = number or (first.number if first else "")
        self.legs[ticket_id, leg] = Waiting(number=shown, topic=topic, entered_at=at)
        self.queues.setdefault(topic, set()).add((ticket_id, leg))

    def _call(self, event: e.TicketCalled | e.TicketResumed, at: datetime) -> None:
        leg = self.legs.get((event.ticket_id, event.leg))
        if leg is not None:
            leg.over = leg.over or at - leg.entered_at > PROMISE
        self._move(event, LegState.CALLED)
        place = Place(state=CounterState.CALLING, number=event.number, topic=event.topic, since=at)
        self.places[event.counter] = place

    def _move(self, event: e.TicketEvent, state: LegState) -> None:
        key = (event.ticket_id, event.leg)
        leg = self.legs.get(key)
        if leg is None:
            return
        leg.state = state
        queue = self.queues.setdefault(leg.topic, set())
        (queue.add if state is LegState.WAITING else queue.discard)(key)

    def _end(self, event: "Ending", state: LegState, at: datetime) -> None:
        self._move(event, state)
        self.places[event.counter] = Place(state=CounterState.OPEN, since=at)


Ending = (
    e.LegFinished | e.NoShowMarked | e.TicketPutBack | e.TicketRecused | e.TicketParked | e.LegTransferred
)
AFTERWARDS: dict[type[e.Event], LegState] = {
    e.LegFinished: LegState.DONE,
    e.NoShowMarked: LegState.NO_SHOW,
    e.TicketPutBack: LegState.WAITING,
    e.TicketRecused: LegState.WAITING,
    e.TicketParked: LegState.PARKED,
}
COUNTER_STATES: dict[type[e.Event], CounterState] = {
    e.CounterOpened: CounterState.OPEN,
    e.CounterResumed: CounterState.OPEN,
    e.CounterPaused: CounterState.PAUSED,
    e.CounterClosed: CounterState.CLOSED,
}
