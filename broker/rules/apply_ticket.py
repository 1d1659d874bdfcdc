"""What each ticket event does to the state; see apply.py. Every step goes through the table in ticket.py."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from broker.contract import events as e
from broker.contract.boards import Alert
from broker.contract.codec import kind_of
from broker.contract.numbering import OFFLINE, split
from broker.contract.terms import CounterState, LegState, Printed, Why
from broker.rules.estimate.correction import Spread, learned
from broker.rules.estimate.correction import kind_of as kind_of_leg
from broker.rules.state import CallMade, Done, Leg, State, Ticket
from broker.rules.ticket import after

CALLS_KEPT = 30
"""How many calls the state remembers; a lobby screen shows six of them."""


# -- issue


def _issued(state: State, recorded: e.Recorded, event: e.TicketIssued) -> None:
    leg = Leg(
        n=1,
        topic=event.topic,
        state=LegState.WAITING,
        since=event.issued_at,
        entered_at=event.issued_at,
        expected=event.expected,
    )
    state.tickets[event.ticket_id] = Ticket(
        id=event.ticket_id,
        number=event.number,
        language=event.language,
        spoken_language=event.spoken_language,
        hall=event.hall,
        issued_at=event.issued_at,
        priority=event.priority,
        priority_from=event.issued_at if event.priority else None,
        legs=(leg,),
        walk_in=event.walk_in,
        appointment=event.appointment,
        due_at=event.due_at,
        for_counter=event.for_counter,
        touched_seq=recorded.seq,
    )
    state.numbers[event.number] = event.ticket_id
    state.waiting[event.ticket_id, 1] = None
    _count(state, event.number)


def _count(state: State, number: str) -> None:
    letter, figure = split(number)
    if figure not in OFFLINE:
        state.figures[letter] = max(figure, state.figures.get(letter, 0))


def _print_confirmed(state: State, recorded: e.Recorded, event: e.PrintConfirmed) -> None:
    ticket = state.tickets[event.ticket_id]
    state.tickets[ticket.id] = replace(ticket, printed=event.printed)
    for seq in [s for s, a in state.alerts.items() if (a.kind, a.where) == ("not_printed", ticket.number)]:
        del state.alerts[seq]
    if event.printed is not Printed.YES:
        state.alerts[recorded.seq] = Alert(
            seq=recorded.seq, kind="not_printed", where=ticket.number, at=recorded.at
        )


def _renumbered(state: State, recorded: e.Recorded, event: e.TicketRenumbered) -> None:
    ticket = state.tickets[event.ticket_id]
    state.tickets[ticket.id] = replace(ticket, number=event.number, touched_seq=recorded.seq)
    state.numbers.pop(event.was, None)
    state.numbers[event.number] = event.ticket_id
    _count(state, event.number)


# -- the call


def _called(state: State, recorded: e.Recorded, event: e.TicketCalled) -> None:
    leg = _step(state, recorded, event, "call", why=event.why, out_of_order=event.out_of_order)
    _learn(state, recorded, event)
    waited = ((recorded.seq, leg.waited_s), *state.last_waits.get(leg.topic, ()))
    state.last_waits[leg.topic] = waited[:3]
    state.calls_made += 1
    _now_calling(state, recorded, event)


def _learn(state: State, recorded: e.Recorded, event: e.TicketCalled) -> None:
    """The first call of a leg shows whether its visitor was told the truth."""
    ticket = state.tickets[event.ticket_id]
    leg = ticket.leg(event.leg)
    told = leg.expected
    if told is None or told.simulated_s is None or leg.called_at is not None:
        return
    state.correction = learned(
        state.correction,
        kind_of_leg(leg.topic, priority=ticket.priority),
        told.simulated_s,
        Spread(low_s=told.low_s, mid_s=told.mid_s, high_s=told.high_s),
        (recorded.at - leg.entered_at).total_seconds(),
    )


def _resumed(state: State, recorded: e.Recorded, event: e.TicketResumed) -> None:
    _step(state, recorded, event, "resume", why=Why.RESUMED, out_of_order=True, parked_until=None)
    _now_calling(state, recorded, event)


def _now_calling(state: State, recorded: e.Recorded, event: e.TicketCalled | e.TicketResumed) -> None:
    ticket = state.tickets[event.ticket_id]
    leg = ticket.leg(event.leg)
    leg = replace(
        leg,
        counter=event.counter,
        called_at=leg.called_at or recorded.at,
        last_call_at=recorded.at,
        call_seq=recorded.seq,
        confirmed_at=None,
        recalls=0,
        behind_until=None,
    )
    state.tickets[ticket.id] = ticket.with_leg(leg)
    _seat(state, recorded, event.counter, CounterState.CALLING, ticket.id, event.leg)
    _show_call(state, recorded, event.ticket_id, event.leg, event.counter)


def _show_call(state: State, recorded: e.Recorded, ticket_id: str, leg: int, counter: int) -> None:
    call = CallMade(seq=recorded.seq, ticket_id=ticket_id, leg=leg, counter=counter, at=recorded.at)
    others = (c for c in state.calls if (c.ticket_id, c.leg) != (ticket_id, leg))
    state.calls = (call, *others)[:CALLS_KEPT]


def _recalled(state: State, recorded: e.Recorded, event: e.TicketRecalled) -> None:
    ticket = state.tickets[event.ticket_id]
    leg = ticket.leg(event.leg)
    after(leg.state, "recall", ticket.number)
    leg = replace(
        leg,
        recalls=leg.recalls + 1,
        call_seq=recorded.seq,
        last_call_at=recorded.at,
        confirmed_at=None,
    )
    state.tickets[ticket.id] = ticket.with_leg(leg)
    _show_call(state, recorded, event.ticket_id, event.leg, event.counter)


def _confirmed(state: State, recorded: e.Recorded, event: e.CallConfirmed) -> None:
    ticket = state.tickets[event.ticket_id]
    leg = replace(ticket.leg(event.leg), confirmed_at=recorded.at)
    state.tickets[ticket.id] = ticket.with_leg(leg)


# -- at the counter


def _started(state: State, recorded: e.Recorded, event: e.ServiceStarted) -> None:
    ticket = state.tickets[event.ticket_id]
    first = ticket.leg(event.leg).serving_at or recorded.at
    _step(state, recorded, event, "serve", serving_at=first)
    _seat(state, recorded, event.counter, CounterState.SERVING, event.ticket_id, event.leg)


def _finished(state: State, recorded: e.Recorded, event: e.LegFinished) -> None:
    verb = "day_end" if event.closed_by_rule else "finish"
    leg = _step(state, recorded, event, verb, ended_at=recorded.at)
    if event.closed_by_rule:
        ticket = state.tickets[event.ticket_id]
        state.tickets[ticket.id] = ticket.with_leg(replace(leg, estimated=True))
    topic = state.configured.topic(leg.topic)
    wrap_up = topic is not None and topic.wrap_up
    _free(state, recorded, event.counter, CounterState.WRAP_UP if wrap_up else CounterState.OPEN)


def _no_show(state: State, recorded: e.Recorded, event: e.NoShowMarked) -> None:
    _step(state, recorded, event, "no_show", ended_at=recorded.at)
    _free(state, recorded, event.counter)


def _put_back(state: State, recorded: e.Recorded, event: e.TicketPutBack) -> None:
    calling = state.configured.calling
    _step(
        state,
        recorded,
        event,
        "put_back",
        behind_calls=state.calls_made + calling.put_back_calls,
        behind_until=recorded.at + timedelta(seconds=calling.put_back_s),
    )
    _free(state, recorded, event.counter)


def _recused(state: State, recorded: e.Recorded, event: e.TicketRecused) -> None:
    barred = state.tickets[event.ticket_id].leg(event.leg).barred | {event.counter}
    _step(state, recorded, event, "recuse", barred=barred)
    _free(state, recorded, event.counter)


def _parked(state: State, recorded: e.Recorded, event: e.TicketParked) -> None:
    _step(state, recorded, event, "park", parked_until=event.until, note=event.reason)
    _free(state, recorded, event.counter)


def _transferred(state: State, recorded: e.Recorded, event: e.LegTransferred) -> None:
    _step(state, recorded, event, "transfer", ended_at=recorded.at)
    further = Leg(
        n=event.next_leg,
        topic=event.topic,
        state=LegState.WAITING,
        since=recorded.at,
        entered_at=recorded.at,
        to_counter=event.to_counter,
        to_level=event.to_level,
        note=event.note,
    )
    _add_leg(state, event.ticket_id, further)
    _free(state, recorded, event.counter)


def _topic_added(state: State, recorded: e.Recorded, event: e.TopicAdded) -> None:
    _remember(state, recorded, state.tickets[event.ticket_id])
    further = Leg(
        n=event.leg,
        topic=event.topic,
        state=LegState.WAITING,
        since=recorded.at,
        entered_at=recorded.at,
    )
    _add_leg(state, event.ticket_id, further)
    ticket = state.tickets[event.ticket_id]
    state.tickets[ticket.id] = replace(ticket, touched_seq=recorded.seq)


def _add_leg(state: State, ticket_id: str, leg: Leg) -> None:
    state.tickets[ticket_id] = state.tickets[ticket_id].with_leg(leg)
    state.waiting[ticket_id, leg.n] = None


# -- the other ends


def _reinstated(state: State, recorded: e.Recorded, event: e.TicketReinstated) -> None:
    _step(state, recorded, event, "reinstate", ended_at=None, reinstated=True)


def _cancelled(state: State, recorded: e.Recorded, event: e.TicketCancelled) -> None:
    _step(state, recorded, event, "cancel", ended_at=recorded.at)


def _unserved(state: State, recorded: e.Recorded, event: e.LegUnserved) -> None:
    leg = state.tickets[event.ticket_id].leg(event.leg)
    _step(state, recorded, event, "day_end", ended_at=recorded.at)
    if leg.state is LegState.CALLED:
        _free(state, recorded, leg.counter)


def _priority_changed(state: State, recorded: e.Recorded, event: e.PriorityChanged) -> None:
    ticket = state.tickets[event.ticket_id]
    heavy_from = recorded.at if event.priority else None
    state.tickets[ticket.id] = replace(
        ticket, priority=event.priority, priority_from=heavy_from, touched_seq=recorded.seq
    )


def _classified(state: State, recorded: e.Recorded, event: e.LegClassified) -> None:
    seat = state.seats[event.counter]
    if seat.state is CounterState.WRAP_UP and seat.last_ticket_id == event.ticket_id:
        _free(state, recorded, event.counter)


def _rated(state: State, _: e.Recorded, event: e.VisitRated) -> None:
    state.tickets[event.ticket_id] = replace(state.tickets[event.ticket_id], stars=event.stars)


# -- undo


def _undone(state: State, _: e.Recorded, event: e.ActionUndone) -> None:
    done = state.seats[event.counter].done
    assert done is not None, "decide offered this undo"
    now = state.tickets[done.ticket.id]
    for leg in now.legs:
        state.waiting.pop((now.id, leg.n), None)
    state.tickets[now.id] = replace(done.ticket, printed=now.printed, stars=now.stars)
    for leg in done.ticket.legs:
        if leg.state is LegState.WAITING:
            state.waiting[now.id, leg.n] = None
    state.seats[event.counter] = replace(done.seat, closing=state.seats[event.counter].closing)
    if done.kind in ("ticket_called", "ticket_resumed"):
        _forget_call(state, done)


def _forget_call(state: State, done: Done) -> None:
    state.calls = tuple(
        call for call in state.calls if call.ticket_id != done.ticket.id or call.seq < done.seq
    )
    state.calls_made -= done.kind == "ticket_called"
    for topic, waits in state.last_waits.items():
        state.last_waits[topic] = tuple(wait for wait in waits if wait[0] != done.seq)


# -- steps shared by all


def _step(state: State, recorded: e.Recorded, event: e.TicketEvent, verb: str, **changes: Any) -> Leg:
    """The leg takes one step of the table; what stood before is kept for an undo at its counter."""
    ticket = state.tickets[event.ticket_id]
    _remember(state, recorded, ticket)
    leg = ticket.leg(event.leg)
    leg = replace(leg.enter(after(leg.state, verb, ticket.number), recorded.at), **changes)
    state.tickets[ticket.id] = replace(ticket.with_leg(leg), touched_seq=recorded.seq)
    if leg.state is LegState.WAITING:
        state.waiting[ticket.id, leg.n] = None
    else:
        state.waiting.pop((ticket.id, leg.n), None)
    return leg


def _remember(state: State, recorded: e.Recorded, ticket: Ticket) -> None:
    counter = getattr(recorded.event, "counter", 0)
    if counter in state.seats:
        seat = state.seats[counter]
        done = Done(
            seq=recorded.seq,
            kind=kind_of(recorded.event),
            at=recorded.at,
            ticket=ticket,
            seat=replace(seat, done=None),
        )
        state.seats[counter] = replace(seat, done=done)


def _seat(
    state: State, recorded: e.Recorded, counter: int, doing: CounterState, ticket_id: str, leg: int
) -> None:
    state.seats[counter] = replace(
        state.seats[counter],
        state=doing,
        since=recorded.at,
        ticket_id=ticket_id,
        leg=leg,
        touched_seq=recorded.seq,
    )


def _free(state: State, recorded: e.Recorded, counter: int, doing: CounterState = CounterState.OPEN) -> None:
    last = state.seats[counter].ticket_id
    _seat(state, recorded, counter, doing, "", 0)
    state.seats[counter] = replace(state.seats[counter], last_ticket_id=last)


HANDLERS: dict[type[e.Event], Callable[[State, e.Recorded, Any], None]] = {
    e.TicketIssued: _issued,
    e.PrintConfirmed: _print_confirmed,
    e.TicketRenumbered: _renumbered,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.CallConfirmed: _confirmed,
    e.ServiceStarted: _started,
    e.LegFinished: _finished,
    e.NoShowMarked: _no_show,
    e.TicketReinstated: _reinstated,
    e.TicketPutBack: _put_back,
    e.TicketRecused: _recused,
    e.TicketParked: _parked,
    e.TicketResumed: _resumed,
    e.LegTransferred: _transferred,
    e.TopicAdded: _topic_added,
    e.TicketCancelled: _cancelled,
    e.LegUnserved: _unserved,
    e.PriorityChanged: _priority_changed,
    e.LegClassified: _classified,
    e.VisitRated: _rated,
    e.ActionUndone: _undone,
}
