"""What a button asks for: a form's fields in, one command of the contract out. Pure.

Must never send anything, nor know the web or a clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from broker.contract import commands as c
from broker.contract.errors import Malformed

NOTE_LENGTH = 120
"""The longest note to a colleague, in characters."""
FIGURE_LENGTH = 15
"""No event and no counter has more digits, and Python refuses to read thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One press of a button: who, where, when."""

    id: str
    device: str
    actor: str
    counter: int
    at: datetime
    """Office time."""
    lasts: timedelta
    """Office time after which it must not be done any more."""


Fields = Mapping[str, str]
_Make = Callable[[Press, Fields], c.Command]


def command_for(press: Press, verb: str, fields: Fields) -> c.Command:
    """The command that a button's form means; raises Malformed."""
    make = _COMMANDS.get(verb)
    if make is None:
        raise Malformed(f"There is no button {verb!r}.")
    return make(press, fields)


class _Common(TypedDict):
    id: str
    device: str
    actor: str
    sent_at: datetime
    expires_at: datetime


def _common(press: Press) -> _Common:
    return {
        "id": press.id,
        "device": press.device,
        "actor": press.actor,
        "sent_at": press.at,
        "expires_at": press.at + press.lasts,
    }


def _at_counter(cls: Callable[..., c.Command]) -> _Make:
    return lambda press, _fields: cls(**_common(press), counter=press.counter)


def _about_ticket(cls: Callable[..., c.Command]) -> _Make:
    def make(press: Press, fields: Fields) -> c.Command:
        return cls(**_common(press), counter=press.counter, ticket_id=_text(fields, "ticket_id"))

    return make


def _transfer(press: Press, fields: Fields) -> c.Command:
    return c.Transfer(
        **_common(press),
        counter=press.counter,
        ticket_id=_text(fields, "ticket_id"),
        topic=fields.get("topic", ""),
        to_counter=_figure(fields, "to_counter") if fields.get("to_counter") else 0,
        note=" ".join(fields.get("note", "").split())[:NOTE_LENGTH],
    )


def _pause(press: Press, fields: Fields) -> c.Command:
    reason = fields.get("reason", "")[:NOTE_LENGTH]
    return c.PauseCounter(**_common(press), counter=press.counter, reason=reason)


def _acknowledge(press: Press, fields: Fields) -> c.Command:
    return c.Acknowledge(**_common(press), seq=_figure(fields, "seq"))


def _undo_command(press: Press, fields: Fields) -> c.Command:
    return c.Undo(**_common(press), counter=press.counter, seq=_figure(fields, "seq"))


def _text(fields: Fields, name: str) -> str:
    if not fields.get(name):
        raise Malformed(f"{name} is missing.")
    return fields[name]


def _figure(fields: Fields, name: str) -> int:
    text = _text(fields, name)
    if not (text.isascii() and text.isdigit() and len(text) <= FIGURE_LENGTH):
        raise Malformed(f"{name} must be a whole number.")
    return int(text)


_COMMANDS: Mapping[str, _Make] = {
    "open_counter": _at_counter(c.OpenCounter),
    "take_over_seat": _at_counter(c.TakeOverSeat),
    "resume_counter": _at_counter(c.ResumeCounter),
    "close_counter": _at_counter(c.CloseCounter),
    "call_next": _at_counter(c.CallNext),
    "recall": _about_ticket(c.Recall),
    "serve": _about_ticket(c.Serve),
    "finish": _about_ticket(c.Finish),
    "mark_no_show": _about_ticket(c.MarkNoShow),
    "pause_counter": _pause,
    "transfer": _transfer,
    "acknowledge": _acknowledge,
    "undo": _undo_command,
}
