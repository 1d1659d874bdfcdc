"""Which command a button's form means."""

from datetime import timedelta
from typing import Any

import pytest

from broker.contract import commands as c
from broker.contract.errors import Malformed
from counter.press import NOTE_LENGTH, Press, command_for
from tests.counter.boards import NOW

PRESS = Press(
    id="0197a1c2-7b3e-7c4d-9a51-0d2f6c8b4e99",
    device="counter-web",
    actor="my-seat",
    counter=4,
    at=NOW,
    lasts=timedelta(seconds=10),
)
COMMON: dict[str, Any] = {
    "id": PRESS.id,
    "device": "counter-web",
    "actor": "my-seat",
    "sent_at": NOW,
    "expires_at": NOW + timedelta(seconds=10),
}
TICKET: dict[str, Any] = {"ticket_id": "0197a1c2-7b3e-7c4d-9a51-0d2f6c8b4e11"}
MINE: dict[str, Any] = {**COMMON, "counter": 4}


@pytest.mark.parametrize(
    ("verb", "fields", "command"),
    [
        ("open_counter", {}, c.OpenCounter(**MINE)),
        ("take_over_seat", {}, c.TakeOverSeat(**MINE)),
        ("pause_counter", {"reason": "Lunch"}, c.PauseCounter(**MINE, reason="Lunch")),
        ("resume_counter", {}, c.ResumeCounter(**MINE)),
        ("close_counter", {}, c.CloseCounter(**MINE)),
        ("call_next", {}, c.CallNext(**MINE)),
        ("recall", TICKET, c.Recall(**MINE, **TICKET)),
        ("serve", TICKET, c.Serve(**MINE, **TICKET)),
        ("finish", TICKET, c.Finish(**MINE, **TICKET)),
        ("mark_no_show", TICKET, c.MarkNoShow(**MINE, **TICKET)),
        ("acknowledge", {"seq": "7"}, c.Acknowledge(**COMMON, seq=7)),
        ("undo", {"seq": "39"}, c.Undo(**MINE, seq=39)),
        (
            "transfer",
            {**TICKET, "topic": "land", "to_counter": "12", "note": " plan \n of the house "},
            c.Transfer(**MINE, **TICKET, topic="land", to_counter=12, note="plan of the house"),
        ),
        ("transfer", {**TICKET, "to_counter": ""}, c.Transfer(**MINE, **TICKET)),
    ],
)
def test_each_button_means_one_command_that_expires(
    verb: str, fields: dict[str, str], command: c.Command
) -> None:
    assert command_for(PRESS, verb, fields) == command


@pytest.mark.parametrize(
    ("verb", "fields", "reason"),
    [
        ("delete_everything", {}, "There is no button 'delete_everything'."),
        ("finish", {}, "ticket_id is missing."),
        ("undo", {"seq": "last"}, "seq must be a whole number."),
        ("undo", {"seq": "³"}, "seq must be a whole number."),
        ("undo", {"seq": "9" * 5000}, "seq must be a whole number."),
        ("transfer", {**TICKET, "to_counter": "-1"}, "to_counter must be a whole number."),
    ],
)
def test_a_form_that_cannot_be_followed_is_refused_with_the_field(
    verb: str, fields: dict[str, str], reason: str
) -> None:
    with pytest.raises(Malformed) as refused:
        command_for(PRESS, verb, fields)
    assert str(refused.value) == reason


def test_a_note_is_cut_where_the_field_ends() -> None:
    command = command_for(PRESS, "transfer", {**TICKET, "note": "x" * 500})
    assert isinstance(command, c.Transfer)
    assert len(command.note) == NOTE_LENGTH
