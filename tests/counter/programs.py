"""An office of real programs for the counter's tests: broker with its MQTT server, and the web server.

Every counter has a topic of its own, so that tests can share one office. Nothing here checks anything.
"""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import httpx

from broker.config import Mqtt, OfficeFile, Web, office_text
from broker.contract.boards import Reply
from broker.contract.commands import CallAPerson, Command, ConfirmPrint, PlanBreaks, TakeTicket
from broker.contract.estimates import PlannedBreak
from broker.contract.office import Calling, Counter, Device, Hall, Office, Topic
from broker.contract.terms import Printed
from broker.link import Link

PATIENCE_S = 20.0
COUNTERS = range(1, 15)
LETTERS = "ADEFGKLMNRSTUV"


def topic(counter: int) -> str:
    """What only that counter serves."""
    return f"topic-{counter}"


def _office() -> Office:
    return Office(
        id="test",
        name="Vilniaus skyrius",
        time_zone="Europe/Vilnius",
        languages=("lt", "en"),
        halls=(Hall(id="hall-1", names={"lt": "1 salė", "en": "Hall 1"}),),
        topics=tuple(
            Topic(id=topic(n), letter=LETTERS[n - 1], names={"lt": f"Tema {n}", "en": f"Topic {n}"})
            for n in COUNTERS
        ),
        counters=tuple(Counter(number=n, hall="hall-1", skills=(topic(n),)) for n in COUNTERS),
        devices=(
            Device(id="kiosk-1", kind="kiosk", hall="hall-1", offline_from=901, offline_to=950),
            Device(id="counter-web", kind="counter"),
        ),
        calling=Calling(no_show_after_s=1),
        public_url="https://eile.example",
    )


class Running:
    """One of our commands as a process, with its log lines."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stderr=subprocess.PIPE, text=True
        )
        self._lines: Queue[dict[str, Any]] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for text in lines:
                self._lines.put(json.loads(text) if text.startswith("{") else {"event": text.strip()})
        self._lines.put({"event": "ended"})

    def wait_for(self, event: str) -> dict[str, Any]:
        """The next log line with that event."""
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1]["event"] not in (event, "ended"):
            heard.append(self._lines.get(timeout=PATIENCE_S))
        assert heard[-1]["event"] == event, heard
        return heard[-1]

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return code


class RunningOffice:
    """Broker, MQTT server, web server, and a kiosk's hand."""

    def __init__(self, folder: Path, *of_the_broker: str) -> None:
        self._config = folder / "office.toml"
        file = OfficeFile(
            office=_office(),
            mqtt=Mqtt(port=_free_port()),
            log_path=folder / "talonas.db",
            web=Web(port=0),
        )
        self._config.write_text(office_text(file), "utf-8")
        self.broker = Running("broker", "run", "--config", str(self._config), *of_the_broker)
        self.broker.wait_for("connected")
        self.web = Running("counter", "--config", str(self._config))
        self.url: str = self.web.wait_for("listening")["url"].rstrip("/")
        self._until_live()
        self._kiosk = Link("test", "kiosk-1", "127.0.0.1", file.mqtt.port)
        self._kiosk.start()

    def _until_live(self) -> None:
        """The first heartbeat comes within five seconds; before it nothing can be pressed."""
        until_s = time.monotonic() + PATIENCE_S
        while "Live," not in httpx.get(f"{self.url}/").text:
            assert time.monotonic() < until_s
            time.sleep(0.1)

    def take(self, counter: int, language: str = "lt", spoken_language: str = "") -> str:
        """A ticket for that counter's topic; returns its number."""
        command = TakeTicket(
            id=self._kiosk.new_id(),
            device="kiosk-1",
            topic=topic(counter),
            language=language,
            spoken_language=spoken_language,
        )
        return str(self._ask(command).result["number"])

    def take_unprinted(self, counter: int) -> str:
        """A ticket whose paper did not come."""
        command = TakeTicket(id=self._kiosk.new_id(), device="kiosk-1", topic=topic(counter), language="lt")
        number = str(self._ask(command).result["number"])
        told = ConfirmPrint(
            id=self._kiosk.new_id(), device="kiosk-1", ticket_id=command.id, printed=Printed.NO
        )
        self._ask(told)
        return number

    def call_a_person(self) -> None:
        self._ask(CallAPerson(id=self._kiosk.new_id(), device="kiosk-1", language="lt"))

    def plan_breaks(self, *breaks: PlannedBreak) -> None:
        self._ask(PlanBreaks(id=self._kiosk.new_id(), device="kiosk-1", breaks=breaks))

    def report(self, *options: str) -> str:
        """What `talonas report` prints."""
        words = [sys.executable, "-m", "broker", "report", "--config", str(self._config), *options]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout

    def stop(self) -> None:
        self._kiosk.stop()
        self.web.stop()
        self.broker.stop()

    def _ask(self, command: Command) -> Reply:
        reply = self._kiosk.ask(command, again_every_s=1.0).result(PATIENCE_S)
        assert reply.accepted, reply.reason
        return reply


@contextmanager
def running_office(folder: Path, *of_the_broker: str) -> Iterator[RunningOffice]:
    """An office that ends with the block; further arguments are those of its broker."""
    office = RunningOffice(folder, *of_the_broker)
    try:
        yield office
    finally:
        office.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


CHROMIUM: Sequence[str] = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
