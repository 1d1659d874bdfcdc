"""The visitor's wishes: a ticket, its paper, an appointment, a person, a rating; and the lobby's echo."""

from datetime import datetime, timedelta

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.codec import instant
from broker.contract.errors import Refused
from broker.contract.numbering import OFFLINE, following, label, split
from broker.contract.office import Device, Topic
from broker.contract.terms import LegState, Stopped
from broker.rules.decide.decision import Decision, Handler, step, ticket_of, topic_of
from broker.rules.estimate.told import estimate
from broker.rules.hours import is_open
from broker.rules.state import State

LONGEST_OFFLINE = timedelta(hours=18)
"""A ticket that claims to be older was taken by a kiosk with a wrong clock."""

CLOSING_GRACE = timedelta(minutes=2)
"""Who began before closing finishes."""


def take_ticket(state: State, command: c.TakeTicket, now: datetime) -> Decision:
    """A number for a topic; whoever asks offline brings the number along."""
    topic = topic_of(state, command.topic)
    if command.id in state.tickets:
        raise Refused("already_issued", "This ticket has been issued.")
    device = state.configured.device(command.device)
    hall = device.hall if device else ""
    if not command.number:
        _refuse_closed(state, topic, hall, now)
    number = _offline_number(state, device, topic, command.number) or next_number(state, topic)
    issued = e.TicketIssued(
        ticket_id=command.id,
        number=number,
        topic=topic.id,
        language=command.language,
        spoken_language=command.spoken_language,
        priority=command.priority,
        hall=hall,
        issued_at=_taken_at(command, now),
        offline=bool(command.number),
        expected=None if command.number else estimate(state, topic.id, now, priority=command.priority),
    )
    return Decision(events=(issued,), result=_receipt(state, issued), follow_id=command.follow_id)


def _taken_at(command: c.TakeTicket, now: datetime) -> datetime:
    """The kiosk's own time of an offline ticket, as far as it can be true."""
    taken_at = command.taken_at if command.number else None
    return taken_at if taken_at and now - LONGEST_OFFLINE < taken_at <= now else now


def next_number(state: State, topic: Topic) -> str:
    """The number after the last one given for this topic's letter today."""
    return label(topic.letter, following(state.figures.get(topic.letter, topic.first_number - 1)))


def people_ahead(state: State, topic_id: str, priority: bool) -> int:
    """How many of the same topic wait before somebody who comes now."""
    return sum(
        state.tickets[ticket_id].leg(n).topic == topic_id
        and (not priority or state.tickets[ticket_id].priority)
        for ticket_id, n in state.waiting
    )


def _receipt(state: State, issued: e.TicketIssued) -> dict[str, str | int | float | bool | None]:
    expected = issued.expected
    return {
        "ticket_id": issued.ticket_id,
        "number": issued.number,
        "issued_at": instant(issued.issued_at),
        "people_ahead": people_ahead(state, issued.topic, issued.priority),
        "estimate_low_s": expected.low_s if expected else None,
        "estimate_mid_s": expected.mid_s if expected else None,
        "estimate_high_s": expected.high_s if expected else None,
        "roughly": expected.roughly if expected else None,
    }


def _refuse_closed(state: State, topic: Topic, hall: str, now: datetime) -> None:
    suspension = state.stopped(hall, Stopped.ISSUING)
    if suspension is not None:
        raise Refused("suspended", f"No tickets are issued now: {suspension.reason}")
    office = state.configured
    if not is_open(office, topic, now) and not is_open(office, topic, now - CLOSING_GRACE):
        raise Refused("closed", "This topic is closed now.")


def _offline_number(state: State, device: Device | None, topic: Topic, number: str) -> str:
    if not number:
        return ""
    letter, figure = _split(number)
    block = range(device.offline_from, device.offline_to + 1) if device else range(0)
    if letter != topic.letter or figure not in block:
        raise Refused("not_your_number", f"{number} is not of this kiosk's offline block.")
    if number in state.numbers:
        raise Refused("number_taken", f"{number} has been given today.")
    return number


def _split(number: str) -> tuple[str, int]:
    try:
        return split(number)
    except ValueError as error:
        raise Refused("not_a_number", str(error)) from error


def confirm_print(state: State, command: c.ConfirmPrint, _: datetime) -> Decision:
    """What became of the paper."""
    ticket = ticket_of(state, command.ticket_id)
    return Decision(events=(e.PrintConfirmed(ticket_id=ticket.id, printed=command.printed),))


def renumber(state: State, command: c.Renumber, _: datetime) -> Decision:
    """The paper wins."""
    ticket = ticket_of(state, command.ticket_id)
    letter, figure = _split(command.number)
    if all(letter != topic.letter for topic in state.configured.topics):
        raise Refused("not_a_number", f"No topic of this office has the letter {letter}.")
    if figure not in OFFLINE:
        raise Refused("not_your_number", f"{command.number} is of no kiosk's offline block.")
    if state.numbers.get(command.number, ticket.id) != ticket.id:
        raise Refused("number_taken", f"{command.number} is another visitor's.")
    event = e.TicketRenumbered(ticket_id=ticket.id, number=command.number, was=ticket.number)
    return Decision(events=(event,))


def check_in(state: State, command: c.CheckIn, now: datetime) -> Decision:
    """A ticket for somebody with an appointment."""
    agreed = state.appointments.get(command.appointment)
    if agreed is None:
        raise Refused("unknown_appointment", "There is no appointment of that number today.")
    if any(ticket.appointment == command.appointment for ticket in state.tickets.values()):
        raise Refused("checked_in", "This appointment has been checked in.")
    topic = topic_of(state, agreed.topic)
    device = state.configured.device(command.device)
    issued = e.TicketIssued(
        ticket_id=command.id,
        number=next_number(state, topic),
        topic=topic.id,
        language=command.language,
        spoken_language="",
        priority=False,
        hall=device.hall if device else "",
        issued_at=now,
        appointment=agreed.appointment,
        due_at=agreed.due_at,
        for_counter=agreed.counter,
    )
    return Decision(events=(issued,), result=_receipt(state, issued), follow_id=command.follow_id)


def cancel_ticket(state: State, command: c.CancelTicket, _: datetime) -> Decision:
    """Every leg that still waits or is parked."""
    ticket = ticket_of(state, command.ticket_id)
    open_legs = [leg for leg in ticket.legs if leg.state in (LegState.WAITING, LegState.PARKED)]
    for leg in open_legs or ticket.legs[-1:]:
        step(ticket, leg, "cancel")
    gone = tuple(e.TicketCancelled(ticket_id=ticket.id, leg=leg.n) for leg in open_legs)
    return Decision(events=gone, reason=command.reason)


def call_a_person(_: State, command: c.CallAPerson, __: datetime) -> Decision:
    """To every counter, until somebody goes."""
    return Decision(events=(e.PersonCalled(kiosk=command.device, language=command.language),))


def rate(state: State, command: c.Rate, _: datetime) -> Decision:
    """Once a visit, after service."""
    ticket = ticket_of(state, command.ticket_id)
    if not 1 <= command.stars <= 5:
        raise Refused("not_a_rating", "A rating is 1 to 5.")
    if ticket.stars or not any(leg.state is LegState.DONE for leg in ticket.legs):
        raise Refused("not_now", "This visit cannot be rated.")
    return Decision(events=(e.VisitRated(ticket_id=ticket.id, stars=command.stars),))


def confirm_call(state: State, command: c.ConfirmCall, _: datetime) -> Decision:
    """The first screen that showed it counts; later ones say nothing new."""
    for ticket in state.tickets.values():
        for leg in ticket.legs:
            if leg.call_seq == command.call_seq and leg.state is LegState.CALLED:
                return _confirmed(ticket.id, leg.n, command.call_seq, bool(leg.confirmed_at))
    raise Refused("not_now", "That call is over.")


def _confirmed(ticket_id: str, leg: int, call_seq: int, already: bool) -> Decision:
    event = e.CallConfirmed(ticket_id=ticket_id, leg=leg, call_seq=call_seq)
    return Decision(events=() if already else (event,))


HANDLERS: dict[type[c.Command], Handler] = {
    c.TakeTicket: take_ticket,
    c.ConfirmPrint: confirm_print,
    c.Renumber: renumber,
    c.CheckIn: check_in,
    c.CancelTicket: cancel_ticket,
    c.CallAPerson: call_a_person,
    c.Rate: rate,
    c.ConfirmCall: confirm_call,
}
