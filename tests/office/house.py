"""A whole office as real processes: writes its files, starts the commands, keeps their logs, ends them.

Every program's log lines are kept and can be waited for; a program that ends by itself fails the waiting test
with its last words. Nothing here checks anything else, and no program outlives the test, whatever happens.
"""

import asyncio
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from broker.config import Device, Mqtt, OfficeFile, Panel, PrinterChoice, Web, device_text, office_text
from broker.contract.events import Recorded
from broker.contract.office import Counter, Hall, Office, Topic
from broker.contract.office import Device as KnownDevice
from broker.eventlog import LogReader
from broker.link import Link
from broker.mqtt import MqttServer, free_port
from broker.rules.rows import LegRow

T = TypeVar("T")

PATIENCE_S = 30.0
"""What takes longer on two shared processors will not come at all."""
HOST = "127.0.0.1"
BIN = Path(sys.executable).parent
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

HALL = "hall-1"
TOPICS = (
    Topic(id="pension", letter="A", names={"lv": "Pensija", "en": "Pension", "ru": "Пенсия"}),
    Topic(
        id="sickness",
        letter="D",
        names={"lv": "Slimības pabalsts", "en": "Sickness benefit", "ru": "Пособие по болезни"},
    ),
    Topic(
        id="family",
        letter="F",
        names={"lv": "Ģimenes pabalsti", "en": "Family benefits", "ru": "Семейные пособия"},
    ),
)


def office(counters: int = 3) -> Office:
    """An office that is always open; every counter serves every topic."""
    skills = tuple(topic.id for topic in TOPICS)
    return Office(
        id="riga-1",
        name="Rīgas nodaļa",
        time_zone="Europe/Riga",
        languages=("lv", "en", "ru"),
        halls=(Hall(id=HALL, names={"lv": "1. zāle", "en": "Hall 1", "ru": "Зал 1"}),),
        topics=TOPICS,
        counters=tuple(
            Counter(number=n, hall=HALL, skills=skills, languages=("lv", "en"))
            for n in range(1, counters + 1)
        ),
        devices=(
            KnownDevice(id="kiosk-1", kind="kiosk", hall=HALL, offline_from=901, offline_to=930),
            KnownDevice(id="kiosk-2", kind="kiosk", hall=HALL, offline_from=931, offline_to=960),
            KnownDevice(id="lobby-1", kind="display", hall=HALL),
            KnownDevice(id="counter-web", kind="counter"),
            *(KnownDevice(id=f"keypad-{n}", kind="keypad") for n in range(1, 5)),
        ),
        public_url="https://queue.example",
    )


# -- one program


class Program:
    """One of the commands as a process, with its log lines on disk."""

    def __init__(self, name: str, command: list[str], folder: Path, extra: Mapping[str, str]) -> None:
        self.name, self.log, self.out = name, folder / f"{name}.log", folder / f"{name}.out"
        starter = os.getpid()

        def end_with_the_test() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != starter:
                os._exit(1)

        self.started_s = time.monotonic()
        with self.log.open("wb") as said, self.out.open("wb") as printed:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                bufsize=0,
                stdout=printed,
                stderr=said,
                env={**os.environ, **extra},
                start_new_session=True,
                preexec_fn=end_with_the_test,  # noqa: PLW1509 - calls nothing that could wait for a lock
            )

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def lines(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        return list(_json_lines(self.log))

    def said(self, event: str) -> list[dict[str, Any]]:
        """Its log lines of that name so far."""
        return [line for line in self.lines() if line["event"] == event]

    def printed(self) -> list[dict[str, Any]]:
        """What it wrote to its output, a JSON object a line."""
        return list(_json_lines(self.out))

    def wait_for(self, event: str, count: int = 1) -> dict[str, Any]:
        """The count-th log line of that name, as soon as it is there."""
        wait_until(lambda: len(self.said(event)) >= count, f"{self.name} says {event}", self)
        return self.said(event)[count - 1]

    def tell(self, line: str) -> None:
        """A line to its input."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    def kill(self) -> None:
        """SIGKILL: nothing in it runs any more."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def last_words(self) -> str:
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-25:])


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8", "replace").splitlines():
        if line.startswith("{") and line.endswith("}"):
            yield json.loads(line)


def wait_until(
    condition: Callable[[], object], what: str, *needed: Program, within_s: float = PATIENCE_S
) -> None:
    """Fails with `what` when it does not come true in time, or when a program that it needs has ended."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        for program in needed:
            assert program.running, f"{program.name} ended before: {what}\n{program.last_words()}"
        assert time.monotonic() < give_up_at, f"did not happen within {within_s} s: {what}"
        time.sleep(0.02)


# -- the house


class House:
    """One office in a folder of its own. `server` as in office.toml; with "none", `mqtt_port` says whose."""

    def __init__(self, folder: Path, server: str, plan: Office, mqtt_port: int = 0) -> None:
        self.folder, self.office = folder, plan
        self.file = OfficeFile(
            office=plan,
            mqtt=Mqtt(server=server, host=HOST, port=mqtt_port or free_port()),
            log_path=folder / "talonas.db",
            web=Web(host=HOST, port=free_port()),
        )
        self.programs: list[Program] = []
        self.config = folder / "office.toml"
        self.config.write_text(office_text(self.file), encoding="utf-8")

    @property
    def mqtt_port(self) -> int:
        return self.file.mqtt.port

    @property
    def web_url(self) -> str:
        return f"http://{HOST}:{self.file.web.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for program in reversed(self.programs):
            program.process.terminate()
        for program in reversed(self.programs):
            _end(program.process)
            print(f"--- {program.name}\n{program.last_words()}")

    def start(self, command: str, *arguments: str | Path, extra: Mapping[str, str] | None = None) -> Program:
        """One of the project's commands; returns at once."""
        name = f"{command}-{len(self.programs) + 1}"
        argv = [str(BIN / command), *map(str, arguments)]
        program = Program(name, argv, self.folder, extra or {})
        self.programs.append(program)
        return program

    # -- the four programs

    def broker(self) -> Program:
        """Serving and connected."""
        program = self.start("talonas", "run", "--config", self.config)
        program.wait_for("serving")
        program.wait_for("connected")
        return program

    def web(self) -> Program:
        """The counters' pages, soon."""
        return self.start("talonas-counter", "--config", self.config)

    def headless_kiosk(self, device: str = "kiosk-1") -> Program:
        """Tell it a line for each touch; it prints a line for each paper."""
        path = self.device_toml(device, printer=PrinterChoice(kind="png", folder=self.folder / "tickets"))
        program = self.start("talonas-kiosk", "--config", path, "--headless", "--touches", "-")
        program.wait_for("mqtt_connected")
        return program

    def window(self, command: str, device: Path, display: str) -> Program:
        """A program with a window, on that X display, soon."""
        extra = {"DISPLAY": display, "KIVY_HOME": str(self.folder / command), "SDL_AUDIODRIVER": "dummy"}
        return self.start(command, "--config", device, extra=extra)

    def device_toml(
        self,
        device: str,
        *,
        panel: Panel | None = None,
        printer: PrinterChoice | None = None,
        language: str = "",
    ) -> Path:
        """What one screen reads."""
        known = self.office.device(device)
        assert known is not None
        path = self.folder / f"{device}.toml"
        facts = Device(
            device_id=device,
            office=self.office.id,
            hall=known.hall,
            mqtt_host=HOST,
            mqtt_port=self.mqtt_port,
            language=language,
            panel=panel or Panel(),
            printer=printer or PrinterChoice(),
        )
        path.write_text(device_text(facts), encoding="utf-8")
        return path

    # -- beside the programs

    @contextmanager
    def link(self, device: str, **more: Any) -> Iterator[Link]:
        """A connection of one device, as a program of its own would have it."""
        link = Link(self.office.id, device, HOST, self.mqtt_port, **more)
        link.start()
        try:
            wait_until(lambda: link.connected, f"{device} is connected")
            yield link
        finally:
            link.stop()

    def records(self) -> list[Recorded]:
        """The whole log."""
        return self._read(_all_events)

    def legs(self, day: date) -> list[LegRow]:
        """The legs table of a day."""
        return self._read(lambda reader: reader.legs(day, day))

    def _read(self, ask: Callable[[LogReader], Awaitable[T]]) -> T:
        async def read() -> T:
            async with await LogReader.open(self.file.log_path) as reader:
                return await ask(reader)

        with ThreadPoolExecutor(1) as thread:  # playwright keeps a loop of its own running in the main one
            return thread.submit(asyncio.run, read()).result()

    def talonas(self, *arguments: str) -> str:
        """What a subcommand that ends by itself prints."""
        command = [str(BIN / "talonas"), *arguments, "--config", str(self.config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


async def _all_events(reader: LogReader) -> list[Recorded]:
    found: list[Recorded] = []
    while more := await reader.events(found[-1].seq if found else 0):
        found += more
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    stdin: IO[bytes] | None = process.stdin
    if stdin is not None:
        stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def open_house(folder: Path, server: str, plan: Office | None = None) -> Iterator[House]:
    """A house whose broker starts the MQTT server and ends it."""
    with House(folder, server, plan or office()) as house:
        yield house


@contextmanager
def house_beside_a_server(folder: Path, server: str, plan: Office | None = None) -> Iterator[House]:
    """A house whose MQTT server is a process of somebody else's, as in an installation."""
    with ExitStack() as stack:
        mqtt = stack.enter_context(MqttServer.start(server, folder=folder / "mqtt"))
        yield stack.enter_context(House(folder, "none", plan or office(), mqtt.port))
