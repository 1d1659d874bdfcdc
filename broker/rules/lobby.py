"""The state as the routing rule sees it: who waits, which counters are open, why one came before others."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from broker.contract.estimates import TopicLearned
from broker.contract.office import Topic
from broker.contract.terms import CounterState, Stopped, Why
from broker.rules.routing import (
    APPOINTMENT_GRACE_S,
    Desk,
    Load,
    Lobby,
    Waiting,
    next_for,
    next_unweighted,
    oldest_for,
)
from broker.rules.state import Leg, Seat, State, Ticket
from broker.rules.ticket import AT_A_COUNTER

APPOINTED_LEG = 1
"""An appointment is for one matter: what comes up at the counter goes its own way."""

FORGOTTEN_SERVICE_S = 900.0
"""Service to expect of a topic that is not configured any more."""


def lobby(state: State, now: datetime) -> Lobby:
    """Everything the rule looks at, now."""
    office = state.configured
    targets_s = {topic.id: topic.wait_target_s for topic in office.topics}
    at_counters = {seat.ticket_id for seat in state.seats.values()}
    return Lobby(
        now_s=now.timestamp(),
        waiting=[
            _waiting(state, state.tickets[ticket_id], n, now, targets_s)
            for ticket_id, n in state.waiting
            if ticket_id not in at_counters
        ],
        desks=[desk(state, number) for number in state.seats],
        loads=_loads(state),
        rule=office.routing.rule,
        priority_weight=office.routing.priority_weight,
    )


def _loads(state: State) -> dict[str, Load]:
    """What topics bring, by the office's history, else as configured; also one that is configured no more."""
    waiting = {state.tickets[ticket_id].leg(n).topic for ticket_id, n in state.waiting}
    forgotten = dict.fromkeys(waiting, Load(share=0.0, mean_service_s=FORGOTTEN_SERVICE_S))
    topics = state.configured.topics
    believed = sum(topic.share for topic in topics if topic.id in state.learned)
    found = sum(state.learned[topic.id].share for topic in topics if topic.id in state.learned)
    scale = found / believed if found and believed else 1.0
    return {**forgotten, **{topic.id: _load(topic, state.learned.get(topic.id), scale) for topic in topics}}


def _load(topic: Topic, learned: TopicLearned | None, scale: float) -> Load:
    """`scale` brings a configured share beside learned ones."""
    return Load(
        share=learned.share if learned else topic.share * scale,
        mean_service_s=learned.mean_service_s if learned else topic.service_target_s,
        target_s=topic.wait_target_s,
    )


def at_a_counter(ticket: Ticket) -> bool:
    """Whether a leg of this visit is called or being served: its other legs cannot be called meanwhile."""
    return any(leg.state in AT_A_COUNTER for leg in ticket.legs)


def desk(state: State, number: int) -> Desk:
    """One counter as the rule sees it."""
    configured, seat = state.configured.counter(number), state.seats[number]
    return Desk(
        number=number,
        topics=state.topics_of(number),
        languages=state.languages_of(number),
        level=configured.level if configured else 1,
        duty=bool(configured and configured.duty),
        open=_may_call(state, seat),
    )


def _may_call(state: State, seat: Seat) -> bool:
    """Signed in, not on a break, not about to close; where calling is suspended, nobody is kept for it."""
    configured = state.configured.counter(seat.number)
    stopped = state.stopped(configured.hall if configured else "", Stopped.CALLING)
    return seat.open and not seat.closing and stopped is None


def next_leg(state: State, counter: int, now: datetime) -> tuple[Waiting, Why, bool] | None:
    """Whom *next* calls at a counter, why, and whether that is out of order; None: nobody."""
    here, all_legs = desk(state, counter), lobby(state, now)
    chosen = next_for(here, all_legs)
    if chosen is None:
        return None
    return chosen, why(state, chosen, here, all_legs), out_of_order(state, chosen, here, all_legs)


def offers(state: State, seen: Lobby) -> dict[int, Waiting]:
    """Whom each free counter sees as next, in that order: one visitor at one counter.

    The one idle longest comes first; who still writes up the last visit after all that are idle.
    """
    free = [
        (seat.state is CounterState.WRAP_UP, seat.since, seat.number)
        for seat in state.seats.values()
        if not seat.ticket_id and _may_call(state, seat)
    ]
    offered: dict[int, Waiting] = {}
    for *_, number in sorted(free):
        chosen = next_for(desk(state, number), seen, offered.values())
        if chosen is not None:
            offered[number] = chosen
    return offered


def why(state: State, chosen: Waiting, here: Desk, seen: Lobby, offered: Collection[Waiting] = ()) -> Why:
    """The reason in two words: true of this choice at this moment.

    The plainest one that holds: where nobody whom this counter may call came earlier there is nothing to
    explain. `offered` are those shown as next at counters that have been idle for longer.
    """
    if by_appointment(state.tickets[chosen.ticket_id], chosen.leg):
        return Why.APPOINTMENT
    if oldest_for(here, seen, offered) == chosen:
        return Why.LONGEST_WAIT
    weightless = seen.rule == "pressure" and next_unweighted(here, seen, offered) == chosen
    return Why.PRIORITY if chosen.priority and not weightless else Why.UNDER_PRESSURE


def out_of_order(state: State, chosen: Waiting, here: Desk, all_legs: Lobby) -> bool:
    """Whether it would not have been next without somebody's intervention.

    Definition in the glossary: priority, targeted transfer, walk-in, same-day appointment, reinstated.
    """
    ticket = state.tickets[chosen.ticket_id]
    appointed = by_appointment(ticket, chosen.leg)
    if ticket.walk_in or appointed or ticket.leg(chosen.leg).reinstated:
        return True
    if not chosen.priority and not chosen.to_counter:
        return False
    plain = replace(chosen, priority_from_s=None, to_counter=0)
    others = [plain if leg is chosen else leg for leg in all_legs.waiting]
    return next_for(here, replace(all_legs, waiting=others)) != plain


def _waiting(state: State, ticket: Ticket, n: int, now: datetime, targets_s: Mapping[str, int]) -> Waiting:
    leg = ticket.leg(n)
    heavy_from = _priority_from(ticket, n, now)
    return Waiting(
        ticket_id=ticket.id,
        leg=n,
        number=ticket.number,
        topic=leg.topic,
        target_s=targets_s.get(leg.topic, 1800),
        issued_s=ticket.issued_at.timestamp(),
        priority_from_s=heavy_from.timestamp() if heavy_from else None,
        spoken_language=ticket.spoken_language,
        to_counter=leg.to_counter or (ticket.for_counter if n == APPOINTED_LEG else 0),
        to_level=leg.to_level,
        barred=_barred(ticket),
        held_back=_held_back(state, ticket, leg, now),
    )


def _barred(ticket: Ticket) -> frozenset[int]:
    """Counters that said *not me* of this visitor, whatever the topic was then."""
    if len(ticket.legs) == 1:
        return ticket.legs[0].barred
    return frozenset().union(*(leg.barred for leg in ticket.legs))


def by_appointment(ticket: Ticket, n: int) -> bool:
    """Whether this is the leg that was agreed; who checks in after the grace is an ordinary visitor."""
    if ticket.due_at is None or n != APPOINTED_LEG:
        return False
    return ticket.issued_at - ticket.due_at <= timedelta(seconds=APPOINTMENT_GRACE_S)


def _priority_from(ticket: Ticket, n: int, now: datetime) -> datetime | None:
    """An appointment weighs from the later of its agreed time and its check-in; a further topic as well.

    A further topic that comes up before that time is an ordinary one until then.
    """
    if ticket.due_at is None or not by_appointment(ticket, APPOINTED_LEG):
        return ticket.priority_from
    heavy_from = max(ticket.due_at, ticket.issued_at)
    if n != APPOINTED_LEG and now < heavy_from:
        return ticket.priority_from
    return min(heavy_from, ticket.priority_from) if ticket.priority_from else heavy_from


def _held_back(state: State, ticket: Ticket, leg: Leg, now: datetime) -> bool:
    """An appointment before its time; whoever was put back, until two other calls or a set time."""
    if ticket.due_at is not None and leg.n == APPOINTED_LEG and now < ticket.due_at:
        return True
    if leg.behind_until is None:
        return False
    return state.calls_made < leg.behind_calls and now < leg.behind_until
