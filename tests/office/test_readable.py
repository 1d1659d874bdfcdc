"""What anybody sees of the office with Mosquitto's own clients, and what it makes of strangers' messages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from broker.contract import events as e
from broker.contract import topics
from tests.office.house import House, house_beside_a_server, office, open_house, wait_until
from tests.office.outside import Listener, listening, send
from tests.office.people import Clerk, facts, numbers, take_ticket

ROOT = topics.root(office().id)
MESSAGES = Path(__file__).parents[2] / "docs" / "messages.md"

servers = pytest.mark.parametrize("server", ["mosquitto", "embedded"])


# -- a day as anybody can read it


def documented() -> list[str]:
    """Every topic in the first column of the page's table, as a pattern: {office} is any one level."""
    table = MESSAGES.read_text("utf-8").split("## Topics")[1].split("## ")[0]
    named = re.findall(r"`(talonas/[^`]+)`", table)
    return [re.sub(r"\\{\w+\\}", "[^/]+", re.escape(topic)) for topic in named]


def play_a_little(house: House, listener: Listener) -> None:
    """Paper for two visitors, one of whom is called and served."""
    kiosk = house.headless_kiosk()
    kiosk.tell("pension lv")
    kiosk.tell("sickness en priority")
    with house.link("keypad-1") as link:
        listener.wait_for(f"{ROOT}/event/print_confirmed", 2)
        clerk = Clerk(link, 1)
        clerk.sign_in()
        assert clerk.serve_one().accepted
        listener.wait_for(f"{ROOT}/event/leg_finished")
        listener.wait_for(f"{ROOT}/topic/.*/estimate_s")
        listener.wait_for(f"{ROOT}/heartbeat")
    listener.wait_for(f"{ROOT}/device/keypad-1/availability")


@servers
def test_everything_anybody_hears_is_documented_and_readable(server: str, tmp_path: Path) -> None:
    with open_house(tmp_path, server) as house:
        house.broker()
        with listening(house.mqtt_port, tmp_path / "heard", "talonas/#") as listener:
            play_a_little(house, listener)
        heard = listener.heard()
    known = documented()
    assert [topic for topic, _ in heard if not any(re.fullmatch(one, topic) for one in known)] == []
    assert [pair for pair in heard if not readable(*pair)] == []
    unheard = [one for one in known if not any(re.fullmatch(one, topic) for topic, _ in heard)]
    assert [one for one in unheard if not one.endswith("/health")] == []  # which no device tells yet


def readable(topic: str, payload: bytes) -> bool:
    """A plain number, a plain word, or one JSON object of this version of the contract."""
    if "/topic/" in topic:  # (null) is what mosquitto_sub makes of an empty message: no longer known
        return re.fullmatch(r"[0-9]+|\(null\)", payload.decode()) is not None
    if topic.endswith("/availability"):
        return payload in (b"online", b"offline")
    message = json.loads(payload.decode("utf-8"))
    return isinstance(message, dict) and message["v"] == topics.MAJOR


@servers
def test_plain_figures_say_how_many_wait_and_how_long(server: str, tmp_path: Path) -> None:
    with open_house(tmp_path, server) as house:
        house.broker()
        with house.link("kiosk-1") as kiosk:
            for topic in ("pension", "pension", "family"):
                assert take_ticket(kiosk, topic).accepted
        expected = {"pension": b"2", "sickness": b"0", "family": b"1"}
        with listening(house.mqtt_port, tmp_path / "heard", "talonas/#") as listener:
            wait_until(lambda: waiting(listener) == expected, "all figures are there")
            _, longest_wait_s = listener.wait_for(f"{ROOT}/topic/pension/longest_wait_s")
    assert 0 <= int(longest_wait_s) < 60


def waiting(listener: Listener) -> dict[str, bytes]:
    """The newest figure of each topic."""
    said = dict(listener.heard())
    return {topic.id: said.get(f"{ROOT}/topic/{topic.id}/waiting", b"") for topic in office().topics}


# -- strangers


def wish(**fields: Any) -> bytes:
    return json.dumps({"id": "w", "topic": "pension", "language": "lv", **fields}).encode()


TOO_LONG = wish(language="x" * 70_000)
STRANGE: dict[str, tuple[str, bytes, str, str]] = {
    "broken JSON": ("kiosk-1/take_ticket", b'{"id": "w", "topic":', "malformed", "not JSON"),
    "no message": ("kiosk-1/take_ticket", b"", "malformed", "not JSON"),
    "not UTF-8": ("kiosk-1/take_ticket", b'{"id": "\xff\xfe"}', "malformed", "not JSON"),
    "no object": ("kiosk-1/take_ticket", b'["w"]', "malformed", "must be an object"),
    "a number": ("kiosk-1/take_ticket", b"7", "malformed", "must be an object"),
    "without end": ("kiosk-1/take_ticket", b"[" * 60_000, "malformed", "not JSON"),
    "oversized": ("kiosk-1/take_ticket", TOO_LONG, "malformed", "too long"),
    "a field missing": (
        "kiosk-1/take_ticket",
        b'{"id": "w", "topic": "pension"}',
        "malformed",
        "language is",
    ),
    "text for a number": ("keypad-1/call_next", b'{"id": "w", "counter": "1"}', "malformed", "whole number"),
    "a number for text": ("kiosk-1/take_ticket", wish(language=7), "malformed", "language must be text"),
    "an endless number": (
        "keypad-1/call_next",
        b'{"id": "w", "counter": 1e999}',
        "malformed",
        "whole number",
    ),
    "a list for an id": ("kiosk-1/take_ticket", wish(id=["w"]), "malformed", "id must be text"),
    "an empty id": ("kiosk-1/take_ticket", wish(id=""), "malformed", "1 to 64 characters"),
    "half a character": ("kiosk-1/take_ticket", wish(id="\ud800"), "malformed", "half a character"),
    "half a language": ("kiosk-1/take_ticket", wish(language="\ud800"), "malformed", "half a character"),
    "a NUL in the id": ("kiosk-1/take_ticket", wish(id="w\0w"), "malformed", "NUL"),
    "no such time": ("kiosk-1/take_ticket", wish(sent_at="yesterday"), "malformed", "sent_at must be a time"),
    "beyond the calendar": (
        "kiosk-1/take_ticket",
        wish(sent_at="9999-12-31T23:59:59-14:00"),
        "malformed",
        "sent_at must be a time",
    ),
    "another version": ("kiosk-1/take_ticket", wish(v=2), "malformed", "Version 2 is not spoken"),
    "an unknown kind": ("kiosk-1/make_coffee", wish(), "unknown_kind", "no command 'make_coffee'"),
    "an unknown device": ("kiosk-9/take_ticket", wish(id="d9"), "unknown_device", "does not belong"),
    "a level too many": ("kiosk-1/take_ticket/now", wish(), "unknown_kind", "'take_ticket/now'"),
    "a level too few": ("kiosk-1", wish(), "unknown_kind", "no command ''"),
    "no device": ("/take_ticket", wish(id="d0"), "unknown_device", "does not belong"),
    "an unknown topic": ("kiosk-1/take_ticket", wish(id="t9", topic="visas"), "unknown_topic", "'visas'"),
    "an old press": (
        "keypad-1/call_next",
        b'{"id": "old", "counter": 1, "expires_at": "2020-01-01T00:00:00.000Z"}',
        "expired",
        "too late",
    ),
}


@servers
def test_what_makes_no_sense_is_refused_with_a_reason_and_a_log_line_and_the_office_goes_on(
    server: str, tmp_path: Path
) -> None:
    answered, expected = {}, {}
    with open_house(tmp_path, server) as house:
        broker = house.broker()
        with listening(house.mqtt_port, tmp_path / "heard", f"{ROOT}/reply/#", f"{ROOT}/info") as listener:
            for nth, (name, (under, payload, code, words)) in enumerate(STRANGE.items(), 1):
                send(house.mqtt_port, f"{ROOT}/cmd/{under}", payload)
                answer = listener.wait_for(f"{ROOT}/reply/.*", nth)
                device = under.partition("/")[0]
                answered[name] = gist(*answer, words)
                expected[name] = (f"{ROOT}/reply/{device}", False, code, words)
        assert answered == expected
        with house.link("kiosk-1") as kiosk:
            assert take_ticket(kiosk).result["number"] == "A001"
        assert len(broker.said("unreadable") + broker.said("refused")) == len(STRANGE)
        assert [line for line in broker.lines() if line["level"] not in ("info", "warning")] == []
        assert numbers(house.records()) == ["A001"]


def gist(topic: str, payload: bytes, words: str) -> tuple[str, bool, str, str]:
    """Who was answered what; the whole reason if the words are not in it."""
    reply = json.loads(payload)
    reason = reply["reason"]
    return topic, reply["accepted"], reply["code"], words if words in reason else reason


@servers
def test_a_retained_command_is_done_when_it_is_sent_and_never_again(server: str, tmp_path: Path) -> None:
    """As often as the broker connects, the MQTT server tells it of a retained command; it is of the past."""
    topic = f"{ROOT}/cmd/kiosk-1/take_ticket"
    with house_beside_a_server(tmp_path, server) as house:
        send(house.mqtt_port, topic, wish(id="before the broker came"), retained=True)
        first = house.broker()
        first.wait_for("retained_command_passed_over")
        send(house.mqtt_port, topic, wish(id="while it was there"), retained=True)
        wait_until(lambda: numbers(house.records()), "the ticket is in the log", first)
        first.kill()
        house.broker().wait_for("retained_command_passed_over")
        with house.link("kiosk-1") as kiosk:
            assert take_ticket(kiosk).result["number"] == "A002"
        assert [issued.ticket_id for issued in facts(house.records(), e.TicketIssued)][:1] == [
            "while it was there"
        ]
        assert numbers(house.records()) == ["A001", "A002"]


@servers
def test_what_is_said_beside_the_contract_disturbs_nobody(server: str, tmp_path: Path) -> None:
    with open_house(tmp_path, server) as house:
        broker = house.broker()
        for topic in ("talonas", "talonas/1", f"{ROOT}/coffee", f"{ROOT}/reply/kiosk-1", f"{ROOT}/heartbeat"):
            send(house.mqtt_port, topic, b"\xff nothing of ours")
        with house.link("kiosk-1") as kiosk:
            assert take_ticket(kiosk).result["number"] == "A001"
        assert [line for line in broker.lines() if line["level"] != "info"] == []
