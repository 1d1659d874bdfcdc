"""The office as people meet it: windows at kiosk and lobby, paper, and a counter's page in Chromium.

What stands on glass and paper is read by Debian's tesseract and zbar, which know nothing of our layout.
"""

import io
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page, expect, sync_playwright

from broker.config import Panel, PrinterChoice, load_device
from broker.contract import codec, topics
from broker.contract.boards import KioskBoard
from broker.contract.terms import Printed
from broker.look.tokens import LIGHT
from kiosk import presenter, scenes
from kiosk.app import setting_of
from tests.counter.programs import CHROMIUM
from tests.display.window.walls import Wall
from tests.office.house import PATIENCE_S, TOPICS, House, Program, open_house, wait_until
from tests.office.outside import tool

KIOSK_PANEL = Panel(width_px=1280, height_px=800, diagonal_in=10.1)
LOBBY_PANEL = Panel(width_px=1920, height_px=1080, diagonal_in=55.0)
AMBER = tuple(bytes.fromhex(LIGHT["call"]))
IN_NUMBERS = "0123456789" + "".join(topic.letter for topic in TOPICS)
BETWEEN_TOUCHES_S = 0.6
"""A second touch sooner than that is taken for a double strike."""


class Glass:
    """What one screen shows to a reader who knows nothing of it."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall

    def wait_for(self, *patterns: str) -> None:
        """Until all of them are read there, from one of two distances."""
        self._wait(patterns, self.wall.picture)

    def _wait(self, patterns: Sequence[str], part: Callable[[], Image.Image]) -> None:
        give_up_at = time.monotonic() + PATIENCE_S
        text = ""
        while missing := [pattern for pattern in patterns if not re.search(pattern, text)]:
            assert time.monotonic() < give_up_at, f"cannot be read: {missing}; what is read: {text}"
            picture = part()
            text = " | ".join(read(picture.reduce(far)) for far in (1, 2))


class Lobby(Glass):
    """The lobby screen, whose newest call stands in an amber block."""

    def wait_for_call(self, number: str, counter: int) -> None:
        """Number, arrow, counter: letters as high as a hand are read apart from the rest of the page."""
        self._wait([rf"\b{number} ?{counter}\b"], self._newest_call)

    def _newest_call(self) -> Image.Image:
        """Under its heading; a blank while nothing is amber."""
        picture = self.wall.picture()
        amber = Image.new("RGB", picture.size, AMBER)
        other = ImageChops.difference(picture, amber).convert("L")
        block = other.point(lambda level: 255 * (level == 0)).getbbox()
        if block is None:
            return Image.new("L", (100, 100))
        left, top, right, bottom = block
        return picture.crop((left, top + (bottom - top) // 4, right, bottom)).reduce(2)


def read(picture: Image.Image) -> str:
    """Its words as tesseract finds them, once as words and once as this office's ticket numbers."""
    png = io.BytesIO()
    picture.convert("L").save(png, "PNG")
    words = [tool("tesseract"), "-", "-", "--psm", "11"]
    as_numbers = ["-c", f"tessedit_char_whitelist={IN_NUMBERS}"]
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # the office needs the processors too
    found = [
        subprocess.run(
            [*words, *how], input=png.getvalue(), capture_output=True, env=one_thread, check=True
        ).stdout.decode()
        for how in ([], as_numbers)
    ]
    return " | ".join(" ".join(text.split()) for text in found)


class KioskFront:
    """The kiosk's glass and a visitor's finger, which finds its way by the screens' own pure pictures."""

    def __init__(self, glass: Glass, setting: scenes.Setting, board: KioskBoard) -> None:
        self.glass, self._setting, self._board = glass, setting, board
        self._believed = replace(scenes.new_state(setting), connected=True)

    def touch(self, action: str) -> None:
        """A pointer's press and release in the middle of what the visitor means."""
        time.sleep(BETWEEN_TOUCHES_S)
        environment = {**os.environ, "DISPLAY": self.glass.wall.display}
        x_px, y_px = self._middle_of(action)
        words = [tool("xdotool"), "mousemove", str(x_px), str(y_px), "click", "1"]
        subprocess.run(words, env=environment, check=True)
        self._believed, _ = presenter.touch(self._believed, action, time.monotonic())

    def _middle_of(self, action: str) -> tuple[int, int]:
        scene = scenes.draw(self._believed, self._board, self._setting, datetime.now(UTC))
        area = {box.action: box.area for box in scene.targets}[action]
        scale = self._setting.panel.px_per_mm
        return round((area.x_mm + area.width_mm / 2) * scale), round(area.middle_mm * scale)

    def got(self, number: str, topic: str, fate: Printed) -> None:
        """What the visitor sees there, so that the next touch finds its place."""
        ticket = presenter.Ticket(
            id=number,
            number=number,
            topic=topic,
            people_ahead=0,
            estimate=None,
            issued_at=datetime.now(UTC),
            follow=f"{self._board.public_url}/t/{'x' * 22}#{number}",
        )
        given = presenter.given(self._believed, ticket, time.monotonic())
        self._believed = presenter.printed(given, number, fate, time.monotonic())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Everything that takes part."""

    house: House
    broker: Program
    printer: Program
    papers: Path
    kiosk: KioskFront
    lobby: Lobby
    page: Page


@contextmanager
def open_stage(folder: Path, server: str) -> Iterator[Stage]:
    """All programs of an office, their windows open, somebody signed in at counter 2."""
    with ExitStack() as stack:
        kiosk_wall = stack.enter_context(_wall(folder / "kiosk-wall", KIOSK_PANEL))
        lobby_wall = stack.enter_context(_wall(folder / "lobby-wall", LOBBY_PANEL))
        house = stack.enter_context(open_house(folder, server))
        broker = house.broker()
        printer, choice = _printer(house, folder / "papers")
        kiosk_file = house.device_toml("kiosk-1", panel=KIOSK_PANEL, printer=choice, language="en")
        lobby_file = house.device_toml("lobby-1", panel=LOBBY_PANEL, language="en")
        web = house.web()
        kiosk = house.window("talonas-kiosk", kiosk_file, kiosk_wall.display)
        display = house.window("talonas-display", lobby_file, lobby_wall.display)
        web.wait_for("listening")
        for window in (kiosk, display):
            window.wait_for("mqtt_connected")
        yield Stage(
            house=house,
            broker=broker,
            printer=printer,
            papers=folder / "papers",
            kiosk=KioskFront(Glass(kiosk_wall), setting_of(load_device(kiosk_file)), _board(house)),
            lobby=Lobby(lobby_wall),
            page=stack.enter_context(_signed_in(house, counter=2)),
        )


def _wall(folder: Path, panel: Panel) -> Wall:
    tool("Xvfb")
    folder.mkdir()
    return Wall(folder, width_px=panel.width_px, height_px=panel.height_px)


def _printer(house: House, papers: Path) -> tuple[Program, PrinterChoice]:
    """A network printer that draws its paper; told a trouble's name, it has that trouble."""
    program = house.start("python", "-m", "kiosk.printer_twin", "--port", "0", "--out", papers)
    wait_until(lambda: program.out.read_text().endswith("\n"), "the printer listens", program)
    host, _, port = program.out.read_text().strip().partition(":")
    return program, PrinterChoice(kind="network", host=host, port=int(port))


def _board(house: House) -> KioskBoard:
    """What the kiosk itself goes by."""
    heard: list[bytes] = []
    topic = topics.kiosk_board(house.office.id)
    with house.link("keypad-4", on_message=lambda *said: heard.append(said[1]), subscriptions=[topic]):
        wait_until(lambda: heard, "the kiosk's board")
    return codec.decode(KioskBoard, heard[0])


@contextmanager
def _signed_in(house: House, counter: int) -> Iterator[Page]:
    """A counter's page in a browser of its own, live; what its scripts complain of fails the test."""
    complaints: list[str] = []
    with sync_playwright() as playwright, _patient():
        browser = playwright.chromium.launch(executable_path=tool("chromium"), args=list(CHROMIUM))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{house.web_url}/counter/{counter}")
        expect(page.locator("#part-bar")).to_contain_text("Live")
        page.get_by_role("button", name=f"Open counter {counter}").click()
        expect(page.locator("#part-bar")).to_contain_text("Open")
        yield page
        browser.close()
    assert complaints == []


@contextmanager
def _patient() -> Iterator[None]:
    """What is expected of a page may take as long as everything else here."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    try:
        yield
    finally:
        expect.set_options(timeout=None)


# -- paper


def read_code(paper: Path) -> str:
    """What zbar reads from its QR code."""
    words = [tool("zbarimg"), "--quiet", "--raw", str(paper)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
