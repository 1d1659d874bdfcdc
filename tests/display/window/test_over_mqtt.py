"""`talonas-display` as a process over a real MQTT server, read off the glass by tesseract."""

import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.contract import codec, topics
from broker.contract.boards import Heartbeat, LobbyBoard
from broker.contract.commands import ConfirmCall
from broker.link import Link
from tests.display.lobbies import NOW, board
from tests.display.window.test_window import AMBER, IN_BLOCK, INK, left_of_arrow, right_of_arrow
from tests.display.window.walls import COMMAND, ON_TICKETS, PATIENCE_S, Wall, eventually, read_words
from tests.twins.links import Heard, Server

OFFICE, HALL, DEVICE = "vilnius", "hall-1", "lobby-1"


class Office:
    """An MQTT server, somebody who says what the broker would, a wall, and an `aplay` that counts."""

    def __init__(self, kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        for name in ("mqtt", "wall", "bin"):
            (folder / name).mkdir()
        self.server = Server(kind, folder / "mqtt")
        self.wall = Wall(folder / "wall")
        self.heard = Heard()
        listens_to = (topics.commands(OFFICE), topics.availability(OFFICE, DEVICE))
        self.broker = Link(
            OFFICE,
            "broker",
            self.server.host,
            self.server.port,
            on_message=self.heard.message,
            subscriptions=listens_to,
        )
        self.broker.start()
        assert eventually(lambda: self.broker.connected)
        player = folder / "bin" / "aplay"
        player.write_text(f"#!/bin/sh\ncat > /dev/null\necho >> {folder}/chimes\n")
        player.chmod(0o755)
        monkeypatch.setenv("PATH", str(player.parent), prepend=":")
        self.file = folder / "device.toml"
        self.file.write_text(
            f'device_id = "{DEVICE}"\noffice = "{OFFICE}"\nhall = "{HALL}"\nmqtt_port = {self.server.port}\n'
            "[panel]\nwidth_px = 1920\nheight_px = 1080\ndiagonal_in = 55.0\n"
        )

    def end(self) -> None:
        """Nothing is left."""
        self.wall.take_down()
        self.broker.stop()
        self.server.stop()

    def shows(self, shown: LobbyBoard) -> None:
        """The broker publishes a board."""
        topic = topics.lobby_board(OFFICE, HALL)
        assert self.broker.publish(topic, codec.encode(shown), retain=True)

    def beats(self) -> None:
        """The broker's heartbeat."""
        assert self.broker.publish(topics.heartbeat(OFFICE), codec.encode(Heartbeat(seq=142, at=NOW)), qos=0)

    def reads(self) -> tuple[str, str]:
        """Number and counter, as tesseract reads them off one picture with amber; the broker is heard."""
        self.beats()
        until_s = time.monotonic() + PATIENCE_S
        while (picture := self.wall.picture()).getpixel(IN_BLOCK) != AMBER:
            assert time.monotonic() < until_s, self.wall.log()
            time.sleep(0.1)
        sides = (left_of_arrow(picture), right_of_arrow(picture))
        number, counter = (read_words(side, self.folder, only=ON_TICKETS) for side in sides)
        return number, counter

    def chimes(self) -> int:
        """How often the loudspeaker sounded."""
        counted = self.folder / "chimes"
        return len(counted.read_text().splitlines()) if counted.exists() else 0

    def confirmed(self) -> list[int]:
        """Calls the screen said it has shown, each once."""
        commands = [
            codec.decode_command(DEVICE, "confirm_call", payload)
            for topic, payload, _ in self.heard.messages
            if topic == topics.command(OFFICE, DEVICE, "confirm_call")
        ]
        by_id = {command.id: command for command in commands if isinstance(command, ConfirmCall)}
        return [command.call_seq for command in by_id.values()]


@pytest.fixture(params=["mosquitto", "embedded"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Each test runs once on either MQTT server."""
    opened = Office(request.param, tmp_path, monkeypatch)
    yield opened
    opened.end()


def test_one_retained_board_draws_the_screen_also_after_kill_9(office: Office) -> None:
    office.shows(board())
    first = office.wall.hang(COMMAND, "--config", office.file)
    assert office.reads() == ("A047", "4")
    before = office.wall.picture().tobytes()
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    assert eventually(lambda: office.wall.picture().getpixel(IN_BLOCK) != AMBER)
    office.wall.hang(COMMAND, "--config", office.file)
    assert office.reads() == ("A047", "4")
    assert eventually(lambda: office.wall.picture().tobytes() == before)
    assert office.chimes() == 0


def test_a_new_call_is_shown_chimed_and_confirmed(office: Office) -> None:
    office.shows(board())
    screen = office.wall.hang(COMMAND, "--config", office.file)
    assert office.reads() == ("A047", "4")
    newest = replace(board().calls[0], number="G015", counter=12, call_seq=150)
    office.shows(replace(board(), seq=150, calls=(newest, *board().calls[:5])))
    assert eventually(lambda: office.confirmed() == [142, 150])
    assert eventually(lambda: office.reads() == ("G015", "12"))
    assert eventually(lambda: office.chimes() == 1)
    screen.send_signal(signal.SIGTERM)
    assert screen.wait(PATIENCE_S) == 0
    assert eventually(lambda: office.heard.messages[-1][1] == topics.OFFLINE)


def test_it_comes_back_by_itself_when_the_mqtt_server_was_killed(office: Office) -> None:
    office.shows(board())
    office.wall.hang(COMMAND, "--config", office.file)
    assert office.reads() == ("A047", "4")
    office.server.kill()
    office.server.start()
    assert eventually(lambda: office.broker.connected)
    newest = replace(board().calls[0], number="D777", counter=7, call_seq=150)
    office.shows(replace(board(), seq=150, calls=(newest,)))
    assert eventually(lambda: office.confirmed()[-1] == 150)
    assert eventually(lambda: office.reads() == ("D777", "7"))


@pytest.mark.parametrize("office", ["mosquitto"], indirect=True)
def test_it_says_that_it_has_not_heard_from_the_broker_for_15_s_and_stops_saying_so(office: Office) -> None:
    office.shows(board())
    office.wall.hang(COMMAND, "--config", office.file)
    assert office.reads() == ("A047", "4")
    office.beats()
    began_s = time.monotonic()
    in_band = (1900, 160)
    assert eventually(lambda: office.wall.picture().getpixel(in_band) == INK, within_s=30.0)
    assert time.monotonic() - began_s > 14.5
    assert "neatnaujintas nuo 9:42" in read_words(office.wall.picture(), office.folder)
    office.beats()
    assert eventually(lambda: office.wall.picture().getpixel(in_band) != INK)
    assert office.reads() == ("A047", "4")
