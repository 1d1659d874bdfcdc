"""The kiosk without a screen, as the real command, against a broker that answers by a script."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from broker.config import Device, PrinterChoice, device_text
from broker.contract import codec, topics
from broker.contract.boards import Heartbeat, Info, KioskBoard, Reply, TopicRow
from broker.contract.commands import Command, ConfirmPrint, TakeTicket
from broker.contract.errors import Malformed
from broker.contract.terms import Printed
from broker.link import Link
from kiosk.headless import read_touch
from kiosk.issuing import Wish
from kiosk.printer_twin import PaperMachine, Trouble
from tests.twins.links import Server

OFFICE, KIOSK = "vilnius", "kiosk-1"
AT = datetime(2026, 11, 23, 7, 18, tzinfo=UTC)
PATIENCE_S = 20
ADDRESS = "http://192.168.1.10:8080"


def topic(id: str, letter: str, name: str) -> TopicRow:
    return TopicRow(
        id=id,
        letter=letter,
        names={"lt": name},
        bring={},
        waiting=0,
        estimate=None,
        priority_estimate=None,
        open=True,
        opens_at=None,
    )


BOARD = KioskBoard(
    seq=1,
    at=AT,
    office="Vilniaus skyrius",
    time_zone="Europe/Vilnius",
    languages=("lt", "ru"),
    public_url=ADDRESS,
    halls={"h1": {"lt": "1 salė"}},
    topics=(topic("pension", "A", "Pensija"), topic("work", "D", "Darbas"), topic("shut", "E", "Uždaryta")),
    suspended={},
)


class Script:
    """A broker that gives A001, A002 and so on, refuses the topic `shut`, and can be deaf at first."""

    def __init__(self, server: Server, deaf_for: int = 0) -> None:
        self.heard: list[Command] = []
        self._deaf_for = deaf_for
        self._given: dict[str, str] = {}
        self.link = Link(
            OFFICE,
            "broker",
            server.host,
            server.port,
            on_message=self._hear,
            on_state=self._say_all,
            subscriptions=(topics.commands(OFFICE), topics.availability(OFFICE, KIOSK)),
        )

    def tickets(self) -> list[TakeTicket]:
        return [command for command in self.heard if isinstance(command, TakeTicket)]

    def prints(self) -> dict[str, Printed]:
        """By ticket id."""
        return {c.ticket_id: c.printed for c in self.heard if isinstance(c, ConfirmPrint)}

    def _say_all(self, connected: bool) -> None:
        if connected:
            info = Info(
                office=OFFICE,
                name="V",
                time_zone="Europe/Vilnius",
                languages=("lt",),
                version="1",
                epoch="e",
                speed=1.0,
            )
            self.link.publish(topics.info(OFFICE), codec.encode(info), retain=True)
            self.link.publish(topics.kiosk_board(OFFICE), codec.encode(BOARD), retain=True)

    def _hear(self, name: str, payload: bytes, retained: bool) -> None:
        if payload == topics.ONLINE:
            self.link.publish(topics.heartbeat(OFFICE), codec.encode(Heartbeat(seq=1, at=AT)))
        if "/cmd/" not in name:
            return
        command = codec.decode_command(*topics.sender_and_kind(name), payload)
        self.heard.append(command)
        if self._deaf_for:
            self._deaf_for -= 1
            return
        self.link.publish(topics.reply(OFFICE, KIOSK), codec.encode(self._reply(command)))

    def _reply(self, command: Command) -> Reply:
        if not isinstance(command, TakeTicket):
            return Reply(id=command.id, accepted=True)
        if command.topic == "shut":
            return Reply(id=command.id, accepted=False, code="closed", reason="This topic is closed now.")
        letter = next(row.letter for row in BOARD.topics if row.id == command.topic)
        ahead = sum(number.startswith(letter) for number in self._given.values())
        number = self._given.setdefault(command.id, f"{letter}{ahead + 1:03}")
        result: dict[str, str | int] = {
            "number": number,
            "issued_at": codec.instant(AT),
            "people_ahead": ahead,
        }
        return Reply(id=command.id, accepted=True, result=result)


@dataclass(frozen=True)
class Kiosk:
    """Runs the command on some touches."""

    script: Script
    device: Path

    def touch(self, *touches: str) -> "Outcome":
        done = subprocess.run(
            [*COMMAND, "--config", str(self.device), "--headless", "--touches", "-"],
            input="\n".join(touches),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        return Outcome(
            code=done.returncode,
            lines=[json.loads(line) for line in done.stdout.splitlines()],
            log=[json.loads(line) for line in done.stderr.splitlines()],
        )


@dataclass(frozen=True)
class Outcome:
    code: int
    lines: list[dict[str, Any]]
    log: list[dict[str, Any]]

    def by_touch(self) -> list[dict[str, Any]]:
        return sorted(self.lines, key=lambda line: int(line["touch"]))


COMMAND = [sys.executable, "-m", "kiosk"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server("mosquitto", tmp_path_factory.mktemp("mqtt"))
    yield started
    started.stop()


@pytest.fixture
def script(server: Server) -> Iterator[Script]:
    yield from scripted(server)


@pytest.fixture
def deaf_script(server: Server) -> Iterator[Script]:
    yield from scripted(server, deaf_for=1)


def scripted(server: Server, deaf_for: int = 0) -> Iterator[Script]:
    script = Script(server, deaf_for)
    script.link.start()
    yield script
    script.link.stop()


def kiosk_for(script: Script, folder: Path, printer: PrinterChoice) -> Kiosk:
    device = Device(
        device_id=KIOSK,
        office=OFFICE,
        hall="h1",
        mqtt_host=script.link.host,
        mqtt_port=script.link.port,
        printer=printer,
    )
    path = folder / "device.toml"
    path.write_text(device_text(device))
    return Kiosk(script, path)


@pytest.fixture
def kiosk(script: Script, tmp_path: Path) -> Kiosk:
    return kiosk_for(script, tmp_path, PNG)


PNG = PrinterChoice(kind="png", folder=Path("tickets"))


# -- the whole command


def test_every_touch_becomes_a_ticket_on_paper_and_one_line(kiosk: Kiosk, tmp_path: Path) -> None:
    outcome = kiosk.touch("pension lt priority", "", "# a comment", "work", "pension ru")
    ids = [take.id for take in kiosk.script.tickets()]
    assert outcome.code == 0
    assert outcome.by_touch() == [
        line(1, ids[0], "A001", "pension", 0),
        line(4, ids[1], "D001", "work", 0),
        line(5, ids[2], "A002", "pension", 1),
    ]
    assert [(take.topic, take.language, take.priority) for take in kiosk.script.tickets()] == [
        ("pension", "lt", True),
        ("work", "lt", False),
        ("pension", "ru", False),
    ]
    assert kiosk.script.prints() == dict.fromkeys(ids, Printed.YES)
    assert sorted(path.name for path in (tmp_path / "tickets").iterdir()) == [
        "A001.png",
        "A002.png",
        "D001.png",
    ]


def line(
    touch: int, ticket_id: str, number: str, topic: str, people_ahead: int, printed: str = "yes"
) -> dict[str, Any]:
    return {
        "touch": touch,
        "ticket_id": ticket_id,
        "number": number,
        "topic": topic,
        "printed": printed,
        "people_ahead": people_ahead,
    }


def test_the_code_on_the_paper_leads_to_the_follow_id_that_was_sent(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.touch("pension")
    (take,) = kiosk.script.tickets()
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "tickets" / "A001.png").convert("L"))
    assert code.text == f"{ADDRESS}/t/{take.follow_id}#A001"


def test_every_ticket_has_a_follow_id_of_its_own_of_128_bits(kiosk: Kiosk) -> None:
    kiosk.touch(*["work"] * 10)
    follow_ids = {take.follow_id for take in kiosk.script.tickets()}
    assert (len(follow_ids), {len(one) for one in follow_ids}) == (10, {22})


def test_what_cannot_be_followed_is_said_and_the_next_touch_gets_its_turn(kiosk: Kiosk) -> None:
    outcome = kiosk.touch("fishing", "pension de", "pension lt ru", "work")
    assert outcome.code == 0
    assert [one["number"] for one in outcome.lines] == ["D001"]
    assert [(one["touch"], one["reason"]) for one in outcome.log if one["event"] == "touch_not_followed"] == [
        (1, "There is no topic 'fishing'; there are pension, work, shut."),
        (2, "There is no language 'de'; there are lt, ru."),
        (3, "'pension lt ru' has too many words; a touch is TOPIC [LANGUAGE] [priority]."),
    ]


def test_a_refusal_is_one_line_too(kiosk: Kiosk) -> None:
    outcome = kiosk.touch("shut", "work")
    (refused, _) = kiosk.script.tickets()
    assert outcome.by_touch()[0] == {
        "touch": 1,
        "ticket_id": refused.id,
        "topic": "shut",
        "refused": "closed",
    }
    assert [one["number"] for one in outcome.by_touch()[1:]] == ["D001"]


def test_a_ticket_that_nobody_answers_is_asked_for_again_under_the_same_id(
    deaf_script: Script, tmp_path: Path
) -> None:
    outcome = kiosk_for(deaf_script, tmp_path, PNG).touch("pension")
    first, second = deaf_script.tickets()
    assert (first.id == second.id, first.follow_id == second.follow_id) == (True, True)
    assert outcome.lines == [line(1, first.id, "A001", "pension", 0)]


def test_a_printer_in_trouble_holds_up_no_ticket_and_is_confirmed_as_it_is(
    script: Script, tmp_path: Path
) -> None:
    machine = PaperMachine(tmp_path / "paper", trouble=Trouble.HANG)
    machine.start()
    choice = PrinterChoice(kind="network", host="127.0.0.1", port=machine.port)
    outcome = kiosk_for(script, tmp_path, choice).touch("pension", "work", "pension")
    machine.stop()
    assert [type(command) for command in script.heard] == [TakeTicket] * 3 + [ConfirmPrint] * 3
    assert [one["printed"] for one in outcome.lines] == ["unknown"] * 3
    assert list(script.prints().values()) == [Printed.UNKNOWN] * 3


def test_a_kiosk_without_a_printer_still_gives_numbers(script: Script, tmp_path: Path) -> None:
    outcome = kiosk_for(script, tmp_path, PrinterChoice()).touch("work")
    assert [(one["number"], one["printed"]) for one in outcome.lines] == [("D001", "no")]
    assert list(script.prints().values()) == [Printed.NO]


def test_touches_are_answered_as_they_come_and_sigterm_ends_it(kiosk: Kiosk) -> None:
    with subprocess.Popen(
        [*COMMAND, "--config", str(kiosk.device), "--headless", "--touches", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        overdue = threading.Timer(PATIENCE_S, process.kill)
        overdue.start()
        numbers = []
        for _ in range(2):
            process.stdin.write("work\n")
            process.stdin.flush()
            numbers.append(json.loads(process.stdout.readline())["number"])
        process.send_signal(signal.SIGTERM)
        assert (numbers, process.wait(PATIENCE_S)) == (["D001", "D002"], 0)
        overdue.cancel()


def test_the_headless_kiosk_never_loads_kivy(kiosk: Kiosk, tmp_path: Path) -> None:
    touches = tmp_path / "touches.txt"
    touches.write_text("pension\n")
    asking = (
        "import sys; from kiosk.cli import main; code = main();"
        "print([name for name in sys.modules if name.partition('.')[0] == 'kivy'], code)"
    )
    options = ["--config", str(kiosk.device), "--headless", "--touches", str(touches)]
    done = subprocess.run(
        [sys.executable, "-c", asking, *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    ticket, loaded = done.stdout.splitlines()
    assert (json.loads(ticket)["number"], loaded) == ("A001", "[] 0")


@pytest.mark.parametrize("options", [[], ["--headless"], ["--touches", "-"]])
def test_options_that_make_no_sense_are_told_and_exit_2(options: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
        cwd=Path.cwd(),
        env=os.environ,
    )
    assert (done.returncode, done.stdout) == (2, "")


# -- one line


@pytest.mark.parametrize(
    ("touch", "wish"),
    [
        ("pension", Wish(topic="pension", language="lt")),
        ("pension ru", Wish(topic="pension", language="ru")),
        ("pension priority", Wish(topic="pension", language="lt", priority=True)),
        ("  work ru priority \n", Wish(topic="work", language="ru", priority=True)),
        ("\n", None),
        ("# pension", None),
    ],
)
def test_a_touch_is_a_topic_and_may_say_language_and_priority(touch: str, wish: Wish | None) -> None:
    assert read_touch(touch, BOARD, "") == wish


def test_a_touch_without_a_language_speaks_the_kiosks_own() -> None:
    assert read_touch("work", BOARD, "ru") == Wish(topic="work", language="ru")


def test_an_unknown_topic_is_refused_with_those_there_are() -> None:
    with pytest.raises(Malformed, match=r"There is no topic 'fishing'; there are pension, work, shut\."):
        read_touch("fishing", BOARD, "")
