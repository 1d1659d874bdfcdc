"""What a counter does with a ticket."""

from datetime import datetime, timedelta

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.terms import CounterState, LegState, Stopped, Why
from broker.rules.decide.decision import (
    Decision,
    Handler,
    leg_in_hand,
    my_leg,
    my_seat,
    seat_of,
    step,
    ticket_of,
    topic_of,
)
from broker.rules.decide.visitor import next_number
from broker.rules.estimate.told import estimate
from broker.rules.lobby import at_a_counter, next_leg
from broker.rules.state import Leg, Seat, State, Ticket


def call_next(state: State, command: c.CallNext, now: datetime) -> Decision:
    """Whoever the rule says; `nobody_waiting` when there is nobody this counter may call."""
    seat = free_seat(state, command.counter, command.actor)
    found = next_leg(state, seat.number, now)
    if found is None:
        raise Refused("nobody_waiting", "Nobody is waiting for this counter.")
    waiting, why, out_of_order = found
    ticket = state.tickets[waiting.ticket_id]
    return _call(ticket, waiting.leg, seat.number, why, out_of_order)


def call_chosen(state: State, command: c.CallChosen, now: datetime) -> Decision:
    """This one, with a reason; in order only if it was next anyway."""
    seat = free_seat(state, command.counter, command.actor)
    ticket = ticket_of(state, command.ticket_id)
    leg = next((x for x in ticket.legs if x.state is LegState.WAITING), leg_in_hand(ticket))
    step(ticket, leg, "call")
    if at_a_counter(ticket):
        raise Refused("not_now", f"{ticket.number} is at another counter.")
    if seat.number in leg.barred:
        raise Refused("barred", f"Counter {seat.number} has passed {ticket.number} on before.")
    found = next_leg(state, seat.number, now)
    in_order = found is not None and found[0].ticket_id == ticket.id and not found[2]
    decision = _call(ticket, leg.n, seat.number, Why.CHOSEN, not in_order)
    return Decision(events=decision.events, result=decision.result, reason=command.reason)


def free_seat(state: State, counter: int, actor: str) -> Seat:
    """A counter that may call now; raises Refused with what stands in the way."""
    seat = my_seat(state, counter, actor)
    if seat.ticket_id:
        raise Refused("busy", f"Finish {state.tickets[seat.ticket_id].number} first.")
    if seat.state is CounterState.PAUSED:
        raise Refused("paused", "The counter is on a break.")
    configured = state.configured.counter(counter)
    suspension = state.stopped(configured.hall if configured else "", Stopped.CALLING)
    if suspension is not None:
        raise Refused("suspended", f"Calling is suspended: {suspension.reason}")
    return seat


def _call(ticket: Ticket, n: int, counter: int, why: Why, out_of_order: bool) -> Decision:
    event = e.TicketCalled(
        ticket_id=ticket.id,
        leg=n,
        number=ticket.number,
        topic=ticket.leg(n).topic,
        counter=counter,
        why=why,
        out_of_order=out_of_order,
    )
    return Decision(events=(event,), result={"ticket_id": ticket.id, "number": ticket.number})


def recall(state: State, command: c.Recall, _: datetime) -> Decision:
    """As often as the office allows."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "recall")
    if leg.recalls >= state.configured.calling.recall_limit:
        raise Refused("recall_limit", f"{ticket.number} has been called again {leg.recalls} times.")
    event = e.TicketRecalled(ticket_id=ticket.id, leg=leg.n, counter=command.counter)
    return Decision(events=(event,))


def serve(state: State, command: c.Serve, _: datetime) -> Decision:
    """The visitor is here."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "serve")
    event = e.ServiceStarted(ticket_id=ticket.id, leg=leg.n, counter=command.counter)
    return Decision(events=(event,))


def finish(state: State, command: c.Finish, _: datetime) -> Decision:
    """Served; a counter that wished to close closes."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "finish")
    event = e.LegFinished(ticket_id=ticket.id, leg=leg.n, counter=command.counter)
    return _and_close(state, command.counter, event)


def mark_no_show(state: State, command: c.MarkNoShow, now: datetime) -> Decision:
    """Not before the visitor had time to come."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "no_show")
    wait = no_show_wait(state, leg, now)
    if wait > timedelta():
        raise Refused("too_early", f"Wait {int(wait.total_seconds()) + 1} s more.")
    event = e.NoShowMarked(ticket_id=ticket.id, leg=leg.n, counter=command.counter)
    return _and_close(state, command.counter, event)


def no_show_wait(state: State, leg: Leg, now: datetime) -> timedelta:
    """How long until a no-show may be marked.

    From the moment a screen confirmed the call; where no screen does, twice as long from the call itself.
    """
    after = timedelta(seconds=state.configured.calling.no_show_after_s)
    if leg.confirmed_at is not None:
        return leg.confirmed_at + after - now
    called_at = leg.last_call_at or leg.since
    return called_at + 2 * after - now


def put_back(state: State, command: c.PutBack, _: datetime) -> Decision:
    """Behind a few others."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "put_back")
    event = e.TicketPutBack(ticket_id=ticket.id, leg=leg.n, counter=command.counter)
    return _and_close(state, command.counter, event)


def recuse(state: State, command: c.Recuse, _: datetime) -> Decision:
    """Not me."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "recuse")
    event = e.TicketRecused(ticket_id=ticket.id, leg=leg.n, counter=command.counter)
    return _and_close(state, command.counter, event, command.reason)


def park(state: State, command: c.Park, now: datetime) -> Decision:
    """Aside until a time to come."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "park")
    if command.until <= now:
        raise Refused("in_the_past", "The time to resume has passed.")
    event = e.TicketParked(
        ticket_id=ticket.id,
        leg=leg.n,
        counter=command.counter,
        reason=command.reason,
        until=command.until,
    )
    return _and_close(state, command.counter, event)


def resume_ticket(state: State, command: c.ResumeTicket, _: datetime) -> Decision:
    """Call somebody parked."""
    seat = free_seat(state, command.counter, command.actor)
    ticket = ticket_of(state, command.ticket_id)
    leg = next((x for x in ticket.legs if x.state is LegState.PARKED), leg_in_hand(ticket))
    step(ticket, leg, "resume")
    if at_a_counter(ticket):
        raise Refused("not_now", f"{ticket.number} is at another counter.")
    event = e.TicketResumed(
        ticket_id=ticket.id, leg=leg.n, counter=seat.number, number=ticket.number, topic=leg.topic
    )
    return Decision(events=(event,), result={"ticket_id": ticket.id, "number": ticket.number})


def transfer(state: State, command: c.Transfer, _: datetime) -> Decision:
    """To a topic, a counter or a level; the visit's issue time stands."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "transfer")
    if not (command.topic or command.to_counter or command.to_level):
        raise Refused("nowhere", "Say where to: a topic, a counter or a level.")
    topic = topic_of(state, command.topic or leg.topic)
    if command.to_counter:
        seat_of(state, command.to_counter)
    if command.to_level > max(counter.level for counter in state.configured.counters):
        raise Refused("unknown_level", f"No counter of this office has level {command.to_level}.")
    event = e.LegTransferred(
        ticket_id=ticket.id,
        leg=leg.n,
        counter=command.counter,
        next_leg=len(ticket.legs) + 1,
        topic=topic.id,
        to_counter=command.to_counter,
        to_level=command.to_level,
        note=command.note,
    )
    return _and_close(state, command.counter, event)


def add_topic(state: State, command: c.AddTopic, _: datetime) -> Decision:
    """One more leg on the same number."""
    ticket, leg = my_leg(state, command.counter, command.actor, command.ticket_id)
    step(ticket, leg, "add_topic")
    topic = topic_of(state, command.topic)
    event = e.TopicAdded(
        ticket_id=ticket.id, leg=len(ticket.legs) + 1, counter=command.counter, topic=topic.id
    )
    return Decision(events=(event,))


def classify(state: State, command: c.Classify, _: datetime) -> Decision:
    """What it really was."""
    my_seat(state, command.counter, command.actor)
    ticket = ticket_of(state, command.ticket_id)
    topic = topic_of(state, command.topic)
    if not 1 <= command.leg <= len(ticket.legs) or ticket.leg(command.leg).counter != command.counter:
        raise Refused("not_yours", f"{ticket.number} was not served at counter {command.counter}.")
    event = e.LegClassified(
        ticket_id=ticket.id,
        leg=command.leg,
        counter=command.counter,
        topic=topic.id,
        outcome=command.outcome,
    )
    return Decision(events=(event,))


def reinstate(state: State, command: c.Reinstate, _: datetime) -> Decision:
    """Came after all."""
    ticket = ticket_of(state, command.ticket_id)
    leg = next((x for x in ticket.legs if x.state is LegState.NO_SHOW), leg_in_hand(ticket))
    step(ticket, leg, "reinstate")
    return Decision(events=(e.TicketReinstated(ticket_id=ticket.id, leg=leg.n),))


def set_priority(state: State, command: c.SetPriority, _: datetime) -> Decision:
    """For what still waits."""
    ticket = ticket_of(state, command.ticket_id)
    if ticket.priority == command.priority:
        return Decision(events=())
    event = e.PriorityChanged(ticket_id=ticket.id, priority=command.priority)
    return Decision(events=(event,), reason=command.reason)


def walk_in(state: State, command: c.WalkIn, now: datetime) -> Decision:
    """Entered by staff; issued in the counter's hall."""
    my_seat(state, command.counter, command.actor)
    topic = topic_of(state, command.topic)
    configured = state.configured.counter(command.counter)
    event = e.TicketIssued(
        ticket_id=command.id,
        number=next_number(state, topic),
        topic=topic.id,
        language=command.language,
        spoken_language="",
        priority=command.priority,
        hall=configured.hall if configured else "",
        issued_at=now,
        walk_in=True,
        expected=estimate(state, topic.id, now, priority=command.priority),
    )
    result = {"ticket_id": event.ticket_id, "number": event.number}
    return Decision(events=(event,), result=result, reason=command.reason)


def add_companion(state: State, command: c.AddCompanion, _: datetime) -> Decision:
    """Somebody who came along: the same issue time, a number of its own."""
    first = ticket_of(state, command.ticket_id)
    topic = topic_of(state, command.topic)
    event = e.TicketIssued(
        ticket_id=command.id,
        number=next_number(state, topic),
        topic=topic.id,
        language=first.language,
        spoken_language=first.spoken_language,
        priority=False,
        hall=first.hall,
        issued_at=first.issued_at,
        companion_of=first.id,
    )
    result = {"ticket_id": event.ticket_id, "number": event.number}
    return Decision(events=(event,), result=result)


def undo(state: State, command: c.Undo, now: datetime) -> Decision:
    """Take back this counter's last act, while nobody has moved on."""
    seat = my_seat(state, command.counter, command.actor)
    done = seat.done
    if done is None or done.seq != command.seq:
        raise Refused("moved_on", "The counter has moved on.")
    if state.tickets[done.ticket.id].touched_seq != done.seq:
        raise Refused("moved_on", f"{done.ticket.number} has moved on.")
    if now > done.at + timedelta(seconds=state.configured.calling.undo_s):
        raise Refused("too_late", "The time to undo has passed.")
    return Decision(events=(e.ActionUndone(undone_seq=done.seq, counter=seat.number),))


def _and_close(state: State, counter: int, event: e.Event, reason: str = "") -> Decision:
    closing = state.seats[counter].closing
    events = (event, e.CounterClosed(counter=counter)) if closing else (event,)
    return Decision(events=events, reason=reason)


HANDLERS: dict[type[c.Command], Handler] = {
    c.CallNext: call_next,
    c.CallChosen: call_chosen,
    c.Recall: recall,
    c.Serve: serve,
    c.Finish: finish,
    c.MarkNoShow: mark_no_show,
    c.PutBack: put_back,
    c.Recuse: recuse,
    c.Park: park,
    c.ResumeTicket: resume_ticket,
    c.Transfer: transfer,
    c.AddTopic: add_topic,
    c.Classify: classify,
    c.Reinstate: reinstate,
    c.SetPriority: set_priority,
    c.WalkIn: walk_in,
    c.AddCompanion: add_companion,
    c.Undo: undo,
}
