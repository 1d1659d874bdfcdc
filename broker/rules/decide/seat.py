"""A counter's own state: sign in, take over, break, close."""

from datetime import datetime

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.terms import CounterState
from broker.rules.decide.decision import Decision, Handler, my_seat, seat_of
from broker.rules.state import Seat, State


def open_counter(state: State, command: c.OpenCounter, _: datetime) -> Decision:
    """One person at one counter, and one counter a person."""
    seat = seat_of(state, command.counter)
    _refuse_second_seat(state, command.actor, command.counter)
    if seat.state is CounterState.CLOSED:
        return Decision(events=(e.CounterOpened(counter=seat.number, seat=command.actor),))
    if seat.seat == command.actor:
        return Decision(events=())
    raise Refused("seat_taken", f"Somebody is signed in at counter {seat.number}.")


def take_over_seat(state: State, command: c.TakeOverSeat, _: datetime) -> Decision:
    """With whatever ticket is there."""
    seat = seat_of(state, command.counter)
    _refuse_second_seat(state, command.actor, command.counter)
    if seat.state is CounterState.CLOSED:
        raise Refused("counter_closed", f"Nobody is signed in at counter {seat.number}.")
    return Decision(events=(e.SeatTakenOver(counter=seat.number, seat=command.actor),))


def _refuse_second_seat(state: State, actor: str, counter: int) -> None:
    if not actor:
        raise Refused("no_seat", "A counter is opened from a seat.")
    elsewhere = [s.number for s in state.seats.values() if s.seat == actor and s.number != counter]
    if elsewhere:
        raise Refused("second_seat", f"You are signed in at counter {elsewhere[0]}. Close it first.")


def pause_counter(state: State, command: c.PauseCounter, _: datetime) -> Decision:
    """Only between two visitors."""
    seat = my_seat(state, command.counter, command.actor)
    _refuse_busy(state, seat)
    if seat.state is CounterState.PAUSED:
        raise Refused("not_now", "The counter is on a break.")
    return Decision(events=(e.CounterPaused(counter=seat.number, reason=command.reason),))


def resume_counter(state: State, command: c.ResumeCounter, _: datetime) -> Decision:
    """Back."""
    seat = my_seat(state, command.counter, command.actor)
    if seat.state is not CounterState.PAUSED:
        raise Refused("not_now", "The counter is not on a break.")
    return Decision(events=(e.CounterResumed(counter=seat.number),))


def close_counter(state: State, command: c.CloseCounter, _: datetime) -> Decision:
    """At once, or when the current visitor is done."""
    seat = my_seat(state, command.counter, command.actor)
    if not seat.ticket_id:
        return Decision(events=(e.CounterClosed(counter=seat.number),))
    if seat.closing:
        raise Refused("not_now", "The counter closes after this visitor.")
    return Decision(events=(e.CounterClosing(counter=seat.number),))


def _refuse_busy(state: State, seat: Seat) -> None:
    if seat.ticket_id:
        raise Refused("busy", f"Finish {state.tickets[seat.ticket_id].number} first.")


def raise_alarm(state: State, command: c.RaiseAlarm, _: datetime) -> Decision:
    """Quietly, to every other counter."""
    seat = my_seat(state, command.counter, command.actor)
    return Decision(events=(e.AlarmRaised(counter=seat.number),))


def acknowledge(state: State, command: c.Acknowledge, _: datetime) -> Decision:
    """Somebody is going."""
    if command.seq not in state.alerts:
        raise Refused("not_now", "Somebody has taken care of it.")
    return Decision(events=(e.AlertAcknowledged(alert_seq=command.seq),))


HANDLERS: dict[type[c.Command], Handler] = {
    c.OpenCounter: open_counter,
    c.TakeOverSeat: take_over_seat,
    c.PauseCounter: pause_counter,
    c.ResumeCounter: resume_counter,
    c.CloseCounter: close_counter,
    c.RaiseAlarm: raise_alarm,
    c.Acknowledge: acknowledge,
}
