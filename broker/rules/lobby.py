"""The state as the routing rule sees it: who waits, which counters are open, why one came before others."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from broker.contract.office import Topic
from broker.contract.terms import Why
from broker.rules.routing import APPOINTMENT_GRACE_S, Desk, Load, Lobby, Waiting, next_for, oldest_for
from broker.rules.state import Leg, State, Ticket
from broker.rules.ticket import AT_A_COUNTER

FORGOTTEN_SERVICE_S = 900.0
"""Service to expect of a topic that is not configured any more."""


def lobby(state: State, now: datetime) -> Lobby:
    """Everything the rule looks at, now."""
    office = state.configured
    targets_s = {topic.id: topic.wait_target_s for topic in office.topics}
    return Lobby(
        now_s=now.timestamp(),
        waiting=[
            _waiting(state, ticket, n, now, targets_s)
            for ticket, n in ((state.tickets[ticket_id], n) for ticket_id, n in state.waiting)
            if not at_a_counter(ticket)
        ],
        desks=[desk(state, number) for number in state.seats],
        loads=_loads(state),
        rule=office.routing.rule,
        priority_weight=office.routing.priority_weight,
    )


def _loads(state: State) -> dict[str, Load]:
    """Also of a topic that left the configuration while somebody waits for it."""
    waiting = {state.tickets[ticket_id].leg(n).topic for ticket_id, n in state.waiting}
    forgotten = dict.fromkeys(waiting, Load(share=0.0, mean_service_s=FORGOTTEN_SERVICE_S))
    known = {t.id: _load(t) for t in state.configured.topics}
    return {**forgotten, **known}


def _load(topic: Topic) -> Load:
    return Load(share=topic.share, mean_service_s=topic.service_target_s, target_s=topic.wait_target_s)


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
        open=seat.open and not seat.closing,
    )


def next_leg(state: State, counter: int, now: datetime) -> tuple[Waiting, Why, bool] | None:
    """Whom *next* calls at a counter, why, and whether that is out of order; None: nobody."""
    here, all_legs = desk(state, counter), lobby(state, now)
    chosen = next_for(here, all_legs)
    if chosen is None:
        return None
    return chosen, why(state, chosen, here, all_legs), out_of_order(state, chosen, here, all_legs)


def offers(state: State, seen: Lobby) -> dict[int, Waiting]:
    """Whom each idle counter sees as next: one visitor at one counter, the one idle longest first."""
    idle = [s for s in state.seats.values() if s.open and not s.ticket_id and not s.closing and s.since]
    offered: dict[int, Waiting] = {}
    for seat in sorted(idle, key=lambda s: (s.since, s.number)):
        chosen = next_for(desk(state, seat.number), seen, offered.values())
        if chosen is not None:
            offered[seat.number] = chosen
    return offered


def why(state: State, chosen: Waiting, here: Desk, all_legs: Lobby) -> Why:
    """The reason in two words: true of this choice at this moment."""
    if state.tickets[chosen.ticket_id].appointment:
        return Why.APPOINTMENT
    if oldest_for(here, all_legs) == chosen:
        return Why.LONGEST_WAIT
    return Why.PRIORITY if chosen.priority else Why.UNDER_PRESSURE


def out_of_order(state: State, chosen: Waiting, here: Desk, all_legs: Lobby) -> bool:
    """Whether it would not have been next without somebody's intervention.

    Definition in the glossary: priority, targeted transfer, walk-in, same-day appointment, reinstated.
    """
    ticket = state.tickets[chosen.ticket_id]
    if ticket.walk_in or ticket.appointment or ticket.leg(chosen.leg).reinstated:
        return True
    if not chosen.priority and not chosen.to_counter:
        return False
    plain = replace(chosen, priority_from_s=None, to_counter=0)
    others = [plain if leg is chosen else leg for leg in all_legs.waiting]
    return next_for(here, replace(all_legs, waiting=others)) != plain


def _waiting(state: State, ticket: Ticket, n: int, now: datetime, targets_s: Mapping[str, int]) -> Waiting:
    leg = ticket.leg(n)
    heavy_from = _priority_from(ticket, now)
    return Waiting(
        ticket_id=ticket.id,
        leg=n,
        number=ticket.number,
        topic=leg.topic,
        target_s=targets_s.get(leg.topic, 1800),
        issued_s=ticket.issued_at.timestamp(),
        priority_from_s=heavy_from.timestamp() if heavy_from else None,
        spoken_language=ticket.spoken_language,
        to_counter=leg.to_counter or ticket.for_counter,
        to_level=leg.to_level,
        barred=leg.barred,
        held_back=_held_back(state, ticket, leg, now),
    )


def _priority_from(ticket: Ticket, now: datetime) -> datetime | None:
    """An appointment weighs from its agreed time; who checks in after the grace is an ordinary visitor."""
    if ticket.due_at is None:
        return ticket.priority_from
    if ticket.issued_at - ticket.due_at > timedelta(seconds=APPOINTMENT_GRACE_S):
        return ticket.priority_from
    heavy_from = max(ticket.due_at, ticket.issued_at)
    return min(heavy_from, ticket.priority_from) if ticket.priority_from else heavy_from


def _held_back(state: State, ticket: Ticket, leg: Leg, now: datetime) -> bool:
    if ticket.due_at is not None and now < ticket.due_at:
        return True
    if leg.behind_until is None:
        return False
    return state.calls_made < leg.behind_calls and now < leg.behind_until
