"""What each command leads to: events, or a Refused with a reason fit to show. Changes nothing."""

from datetime import datetime, timedelta

from broker.contract.commands import Command, TakeTicket
from broker.contract.errors import Refused
from broker.rules.decide import desk, head, seat, visitor
from broker.rules.decide.decision import Decision, Handler
from broker.rules.state import State

HANDLERS: dict[type[Command], Handler] = {
    **visitor.HANDLERS,
    **seat.HANDLERS,
    **desk.HANDLERS,
    **head.HANDLERS,
}

LATE = timedelta(milliseconds=1)


def decide(state: State, command: Command, now: datetime) -> Decision:
    """The events that follow from a command at office time `now`; raises Refused."""
    if state.configured.device(command.device) is None:
        raise Refused("unknown_device", f"The device {command.device!r} does not belong to this office.")
    if _expired(command, now):
        raise Refused("expired", "It arrived too late and was not done.")
    return HANDLERS[type(command)](state, command, now)


def _expired(command: Command, now: datetime) -> bool:
    """A visitor's wish for a ticket never expires."""
    if command.expires_at is None or isinstance(command, TakeTicket):
        return False
    return now - command.expires_at >= LATE


__all__ = ["Decision", "decide"]
