"""The whole contract, walked: every message has a sample, and comes back from the wire as it was sent."""

import importlib
import json
import pkgutil
import subprocess
import sys
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

import broker.contract
from broker.contract import boards, codec, commands, events, topics
from broker.contract.errors import Malformed, UnknownKind
from tests.contract import samples


def all_message_classes() -> set[type]:
    """Every dataclass of the package that travels by itself."""
    found: set[type] = set(boards.BOARDS)
    for module_info in pkgutil.iter_modules(broker.contract.__path__, "broker.contract."):
        module = importlib.import_module(module_info.name)
        found |= {
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, commands.Command | events.Event)
        }
    bases = {commands.Command, events.Event, events.TicketEvent, events.CounterEvent}
    return found - bases


def test_every_message_of_the_package_has_a_sample() -> None:
    sampled = {*samples.COMMANDS, *samples.EVENTS, *samples.BOARDS}
    assert all_message_classes() - sampled == set()


def test_every_message_is_a_frozen_slotted_dataclass() -> None:
    loose = {
        cls.__name__
        for cls in all_message_classes()
        if not is_dataclass(cls) or not cls.__dataclass_params__.frozen or "__slots__" not in vars(cls)  # type: ignore[attr-defined]
    }
    assert loose == set()


@pytest.mark.parametrize("command", samples.COMMANDS.values(), ids=codec.kind_of)
def test_a_command_comes_back_as_it_was_sent(command: commands.Command) -> None:
    topic = topics.command("vilnius", command.device, codec.kind_of(command))
    device, kind = topics.sender_and_kind(topic)
    assert codec.decode_command(device, kind, codec.encode_command(command)) == command


@pytest.mark.parametrize("event", samples.EVENTS.values(), ids=codec.kind_of)
def test_an_event_comes_back_as_it_was_published(event: events.Event) -> None:
    row = samples.recorded(event)
    assert codec.decode_event(codec.encode_event(row)) == row


@pytest.mark.parametrize("event", samples.EVENTS.values(), ids=codec.kind_of)
def test_no_field_of_an_event_hides_a_field_of_its_place_in_the_log(event: events.Event) -> None:
    """An event travels flat beside seq and time; DayOpened's own day is the day of its row."""
    own = {f.name for f in fields(event)}
    place = {f.name for f in fields(events.Recorded)}
    assert own & place <= {"day"}


@pytest.mark.parametrize("board", samples.BOARDS.values(), ids=codec.kind_of)
def test_a_board_comes_back_as_it_was_published(board: object) -> None:
    assert codec.decode(type(board), codec.encode(board)) == board


@pytest.mark.parametrize("message", [*samples.COMMANDS.values(), *samples.BOARDS.values()], ids=codec.kind_of)
def test_unknown_fields_pass(message: object) -> None:
    plain = {**codec.to_plain(message), "tomorrow": {"a": [1]}}
    assert codec.from_plain(type(message), plain) == message


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(UnknownKind, match="take_tickets"):
        codec.decode_command("kiosk-1", "take_tickets", b"{}")


def test_another_major_version_is_refused() -> None:
    with pytest.raises(Malformed, match="Version 2 is not spoken here"):
        codec.decode(boards.Heartbeat, b'{"v":2,"seq":1,"at":"2026-11-23T07:18:03Z"}')


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"seq":NaN,"at":"2026-11-23T07:18:03Z"}', "not JSON"),
        (b"[1]", "must be an object"),
        (b'{"at":"2026-11-23T07:18:03Z"}', "seq is missing"),
        (b'{"seq":"1","at":"2026-11-23T07:18:03Z"}', "seq must be a whole number, not '1'"),
        (b'{"seq":true,"at":"2026-11-23T07:18:03Z"}', "seq must be a whole number"),
        (b'{"seq":1,"at":"yesterday"}', "at must be a time such as"),
        (b'{"seq":1,"at":"2026-11-23T07:18:03"}', "at must be a time such as"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_field(payload: bytes, complaint: str) -> None:
    with pytest.raises(Malformed, match=complaint):
        codec.decode(boards.Heartbeat, payload)


def test_a_place_deep_inside_is_named() -> None:
    plain = codec.to_plain(samples.BOARDS[boards.CounterBoard])
    plain["ticket"]["printed"] = "maybe"
    with pytest.raises(Malformed, match=r"ticket\.printed must be one of yes, no, unknown"):
        codec.from_plain(boards.CounterBoard, plain)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_any_json_is_either_read_or_refused(value: object) -> None:
    for kind in codec.COMMAND_KINDS:
        try:
            codec.decode_command("kiosk-1", kind, json.dumps(value).encode())
        except Malformed:
            continue


def test_importing_the_contract_drags_in_nothing_heavy() -> None:
    code = "import sys; import broker.contract.codec; print(','.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"asyncio", "sqlite3", "socket", "paho", "kivy", "logging", "random", "structlog"}
    assert heavy & set(done.stdout.strip().split(",")) == set()
