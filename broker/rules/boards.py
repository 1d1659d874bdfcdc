"""Every board from the state: what kiosk, lobby and counter pages draw themselves from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from broker.contract import commands as c
from broker.contract.boards import (
    CounterBoard,
    DeskTicket,
    KioskBoard,
    LobbyBoard,
    LobbyCall,
    NextUp,
    OutlookBoard,
    QueueRow,
    TopicRow,
    UndoOffer,
)
from broker.contract.codec import kind_of
from broker.contract.errors import Refused
from broker.contract.estimates import Estimate, WaitingLeg
from broker.contract.office import Office, Topic
from broker.contract.terms import LegState, Stopped
from broker.rules.breaks import break_due
from broker.rules.decide import desk as verbs
from broker.rules.decide.decision import Handler
from broker.rules.estimate.told import estimate, estimate_of_leg
from broker.rules.hours import is_open, opens_at
from broker.rules.lobby import desk, lobby, offers, why
from broker.rules.routing import Lobby, Waiting, next_for
from broker.rules.state import Leg, Seat, State, Ticket

CALLS_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What all boards of one moment share, computed once."""

    state: State
    now: datetime
    lobby: Lobby
    queues: Mapping[str, tuple[tuple[Ticket, Leg], ...]]
    """Topic to its waiting legs, oldest visit first."""
    offers: Mapping[int, Waiting]
    """Idle counters to whom they see as next."""
    shown: Mapping[tuple[str, bool], Estimate | None]
    """(topic id, priority) to what a visitor who comes now may expect."""
    rows: tuple[QueueRow, ...]
    """Every topic's queue, as a counter sees it that does not serve the topic."""


def moment(state: State, now: datetime) -> Moment:
    """The state as all boards see it, now."""
    queues: dict[str, list[tuple[Ticket, Leg]]] = {t.id: [] for t in state.configured.topics}
    for ticket_id, n in state.waiting:
        ticket = state.tickets[ticket_id]
        queues.setdefault(ticket.leg(n).topic, []).append((ticket, ticket.leg(n)))
    seen = lobby(state, now)
    ordered = {k: tuple(sorted(q, key=lambda x: x[0].issued_at)) for k, q in queues.items()}
    return Moment(
        state=state,
        now=now,
        lobby=seen,
        offers=offers(state, seen),
        queues=ordered,
        shown={
            (topic.id, priority): estimate(state, topic.id, now, priority=priority)
            for topic in state.configured.topics
            for priority in (False, True)
        },
        rows=tuple(_queue_row(topic, ordered[topic.id], now) for topic in state.configured.topics),
    )


def kiosk_board(at: Moment) -> KioskBoard:
    """The same for every kiosk."""
    office = at.state.configured
    stopped = {hall.id: at.state.stopped(hall.id, Stopped.ISSUING) for hall in office.halls}
    return KioskBoard(
        seq=at.state.seq,
        at=at.now,
        office=office.name,
        time_zone=office.time_zone,
        languages=office.languages,
        public_url=office.public_url,
        halls={hall.id: hall.names for hall in office.halls},
        topics=topic_rows(at),
        suspended={hall: found for hall, found in stopped.items() if found},
    )


def topic_rows(at: Moment) -> tuple[TopicRow, ...]:
    """Topics in the office's order; letters are landmarks and never move."""
    return tuple(_topic_row(at, topic) for topic in at.state.configured.topics)


def _topic_row(at: Moment, topic: Topic) -> TopicRow:
    office = at.state.configured
    open_now = is_open(office, topic, at.now)
    return TopicRow(
        id=topic.id,
        letter=topic.letter,
        names=topic.names,
        bring=topic.bring,
        waiting=len(at.queues.get(topic.id, ())),
        estimate=at.shown[topic.id, False],
        priority_estimate=at.shown[topic.id, True],
        open=open_now,
        opens_at=None if open_now else opens_at(office, topic, at.now),
    )


def lobby_board(at: Moment, hall: str) -> LobbyBoard:
    """A call shows in its counter's hall and in the hall where the ticket was issued."""
    office = at.state.configured
    calls = [
        _lobby_call(at.state, call.ticket_id, call.leg, call.counter, call.at, call.seq)
        for call in at.state.calls
        if hall in (_hall_of(office, call.counter), at.state.tickets[call.ticket_id].hall)
    ]
    return LobbyBoard(
        seq=at.state.seq,
        at=at.now,
        office=office.name,
        time_zone=office.time_zone,
        hall=hall,
        hall_names=_hall_names(office, hall),
        languages=office.languages,
        calls=_shown(calls),
        topics=topic_rows(at),
        notices=office.notices,
        suspended=at.state.stopped(hall, Stopped.CALLING, Stopped.ISSUING),
    )


def _shown(calls: Sequence[LobbyCall]) -> tuple[LobbyCall, ...]:
    """Newest first; where there are too many, whoever is still on the way stays before who has arrived."""
    kept = sorted(calls, key=lambda call: call.state is not LegState.CALLED)[:CALLS_SHOWN]
    return tuple(call for call in calls if call in kept)


def _lobby_call(state: State, ticket_id: str, n: int, counter: int, at: datetime, seq: int) -> LobbyCall:
    ticket = state.tickets[ticket_id]
    leg = ticket.leg(n)
    return LobbyCall(
        call_seq=seq,
        number=ticket.number,
        topic=leg.topic,
        counter=counter,
        at=at,
        language=ticket.language,
        recalls=leg.recalls,
        state=leg.state,
    )


def counter_board(at: Moment, number: int) -> CounterBoard:
    """Everything one counter's page shows."""
    state, office, seat = at.state, at.state.configured, at.state.seats[number]
    hall = _hall_of(office, number)
    return CounterBoard(
        seq=state.seq,
        at=at.now,
        office=office.name,
        time_zone=office.time_zone,
        languages=office.languages,
        counter=number,
        hall=hall,
        hall_names=_hall_names(office, hall),
        state=seat.state,
        closing=seat.closing,
        seat=seat.seat,
        since=seat.since,
        reason=seat.reason,
        ticket=_desk_ticket(at, seat),
        next=_next_up(at, number),
        queue=_queue(at, number),
        verbs=_verbs(at, seat),
        undo=_undo_offer(at, seat),
        alerts=tuple(a for a in state.alerts.values() if (a.kind, a.where) != ("alarm_raised", str(number))),
        suspended=state.stopped(hall, Stopped.CALLING, Stopped.ISSUING),
        break_due=break_due(state.breaks.get(number), office, at.now),
        no_show_after_s=office.calling.no_show_after_s,
        recall_limit=office.calling.recall_limit,
    )


def outlook_board(at: Moment) -> OutlookBoard:
    """What everybody who waits may expect, and what the next hours bring."""
    ordered = sorted(at.state.waiting, key=lambda key: (at.state.tickets[key[0]].issued_at, key))
    legs = [(at.state.tickets[ticket_id], n) for ticket_id, n in ordered]
    rows = [(ticket, n, estimate_of_leg(at.state, ticket.id, n, at.now)) for ticket, n in legs]
    return OutlookBoard(
        seq=at.state.seq,
        at=at.now,
        waiting=tuple(
            WaitingLeg(
                ticket_id=ticket.id,
                leg=n,
                number=ticket.number,
                topic=ticket.leg(n).topic,
                estimate=expected,
            )
            for ticket, n, expected in rows
            if expected is not None
        ),
        ahead=at.state.outlook.ahead if at.state.outlook else (),
    )


def _desk_ticket(at: Moment, seat: Seat) -> DeskTicket | None:
    if not seat.ticket_id:
        return None
    ticket = at.state.tickets[seat.ticket_id]
    leg = ticket.leg(seat.leg)
    return DeskTicket(
        ticket_id=ticket.id,
        leg=leg.n,
        number=ticket.number,
        topic=leg.topic,
        state=leg.state,
        issued_at=ticket.issued_at,
        waited_s=round(leg.waited_s, 1),
        target_s=_target_s(at.state, leg.topic),
        called_at=leg.last_call_at or leg.since,
        call_seq=leg.call_seq,
        confirmed_at=leg.confirmed_at,
        serving_at=leg.since if leg.state is LegState.SERVING else None,
        recalls=leg.recalls,
        language=ticket.language,
        spoken_language=ticket.spoken_language,
        priority=ticket.priority,
        printed=ticket.printed,
        why=leg.why,
        note=leg.note,
        topics_waiting=tuple(x.topic for x in ticket.legs if x.state is LegState.WAITING),
    )


def _next_up(at: Moment, number: int) -> NextUp | None:
    here, seat = desk(at.state, number), at.state.seats[number]
    busy = bool(seat.ticket_id)
    chosen = next_for(here, at.lobby) if busy else at.offers.get(number)
    if chosen is None:
        return None
    leg = at.state.tickets[chosen.ticket_id].leg(chosen.leg)
    return NextUp(
        number=chosen.number,
        topic=chosen.topic,
        waited_s=round(leg.waited_until_s(at.now), 1),
        why=why(at.state, chosen, here, at.lobby),
    )


def _queue(at: Moment, number: int) -> tuple[QueueRow, ...]:
    mine = at.state.topics_of(number)
    return tuple(replace(row, mine=True) if row.id in mine else row for row in at.rows)


def _queue_row(topic: Topic, queue: tuple[tuple[Ticket, Leg], ...], now: datetime) -> QueueRow:
    waits = [leg.waited_until_s(now) for _, leg in queue]
    return QueueRow(
        id=topic.id,
        letter=topic.letter,
        names=topic.names,
        waiting=len(queue),
        oldest_at=queue[0][0].issued_at if queue else None,
        longest_wait_s=round(max(waits, default=0.0), 1),
        target_s=topic.wait_target_s,
        over_target=sum(wait > topic.wait_target_s for wait in waits),
        mine=False,
    )


_TICKET_VERBS: dict[type[c.Command], Handler] = {
    c.Recall: verbs.recall,
    c.Serve: verbs.serve,
    c.Finish: verbs.finish,
    c.MarkNoShow: verbs.mark_no_show,
    c.PutBack: verbs.put_back,
    c.Recuse: verbs.recuse,
    c.Park: verbs.park,
    c.Transfer: verbs.transfer,
    c.AddTopic: verbs.add_topic,
}


def _verbs(at: Moment, seat: Seat) -> dict[str, str]:
    """Each verb tried on the rules themselves: the reason a press would be refused with, or nothing."""
    reasons = {kind_of(c.CallNext): _why_no_call(at, seat)}
    for command, handler in _TICKET_VERBS.items():
        reasons[kind_of(command)] = _why_not(at, seat, command, handler)
    return reasons


def _why_no_call(at: Moment, seat: Seat) -> str:
    try:
        verbs.free_seat(at.state, seat.number, seat.seat)
    except Refused as refused:
        return refused.reason
    return ""


def _why_not(at: Moment, seat: Seat, command: type[c.Command], handler: Handler) -> str:
    if not seat.ticket_id:
        return "No visitor is at this counter."
    fields: dict[str, Any] = {
        "counter": seat.number,
        "ticket_id": seat.ticket_id,
        "topic": at.state.tickets[seat.ticket_id].leg(seat.leg).topic,
        "until": at.now + timedelta(minutes=1),
        "reason": "",
    }
    known = {name: value for name, value in fields.items() if name in command.__dataclass_fields__}
    try:
        handler(at.state, command(id="", device="", actor=seat.seat, **known), at.now)
    except Refused as refused:
        return "" if refused.code == "too_early" else refused.reason
    return ""


def _undo_offer(at: Moment, seat: Seat) -> UndoOffer | None:
    done = seat.done
    if done is None or at.state.tickets[done.ticket.id].touched_seq != done.seq:
        return None
    until = done.at + timedelta(seconds=at.state.configured.calling.undo_s)
    if at.now > until:
        return None
    return UndoOffer(seq=done.seq, kind=done.kind, number=done.ticket.number, until=until)


def _target_s(state: State, topic_id: str) -> int:
    topic = state.configured.topic(topic_id)
    return topic.wait_target_s if topic else 1800


def _hall_of(office: Office, counter: int) -> str:
    configured = office.counter(counter)
    return configured.hall if configured else ""


def _hall_names(office: Office, hall: str) -> Mapping[str, str]:
    return next((known.names for known in office.halls if known.id == hall), {})


def figures(at: Moment) -> dict[tuple[str, str], float | None]:
    """(topic id, figure) to the plain number any tool can read; None: not known."""
    found: dict[tuple[str, str], float | None] = {}
    for topic in at.state.configured.topics:
        queue = at.queues.get(topic.id, ())
        found[topic.id, "waiting"] = len(queue)
        waits = [leg.waited_until_s(at.now) for _, leg in queue]
        found[topic.id, "longest_wait_s"] = round(max(waits, default=0.0))
        expected = at.shown[topic.id, False]
        found[topic.id, "estimate_s"] = round(expected.mid_s) if expected else None
    return found
