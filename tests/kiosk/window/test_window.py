"""The real window: real pointer presses on real pixels, and what an independent reader reads off it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from broker.config import Device, Panel, device_text
from broker.look.measure import extent
from broker.look.scene import Box
from broker.look.tokens import LIGHT
from kiosk.presenter import KioskState, Screen
from kiosk.scenes import draw
from tests.display.window.walls import PATIENCE_S, Wall, eventually, read_words
from tests.kiosk.offices import BOARD, FIFTEEN_INCH, NOW
from tests.kiosk.states import TICKET, setting_for

PANEL = FIFTEEN_INCH
COMMAND = Path(sys.executable).parent / "talonas-kiosk"
INK, DEEP, GROUND = (
    tuple(int(LIGHT[name][part : part + 2], 16) for part in (0, 2, 4)) for name in ("ink", "deep", "ground")
)
AT_REST = KioskState(connected=True)
AT_TOPICS = replace(AT_REST, screen=Screen.TOPICS, language="en")
WITH_TICKET = replace(AT_TOPICS, screen=Screen.TROUBLE, ticket=TICKET)


class Kiosk:
    """A kiosk's window whose office and clock the test holds, and the finger of a visitor."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall
        size = (str(PANEL.width_px), str(PANEL.height_px), str(PANEL.diagonal_in))
        self.process = wall.hang(sys.executable, "-m", "tests.kiosk.window.puppet", *size, piped=True)
        self.say("board on")
        self._machine_s = 0.0

    def say(self, line: str) -> list[str]:
        """A line to the puppet; what the kiosk asked for since the last one."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()
        answers: list[str] = []
        while (answer := self.process.stdout.readline().decode().strip()) != "drawn":
            assert answer, self.wall.log()
            answers.append(answer)
        return answers

    def later(self, by_s: float = 1.0) -> None:
        """Time goes by."""
        self._machine_s += by_s
        self.say(f"clock {self._machine_s}")

    def pointer(self, *words: str | int) -> list[str]:
        """Xdotool's words; what the kiosk asked for then."""
        self._xdotool(*words)
        self._xdotool("getmouselocation")  # answered only after the pointer's events are on their way
        return self.say("look")

    def strike(self, place: tuple[int, int]) -> list[str]:
        """A finger down and up."""
        return self.pointer("mousemove", *place, "click", 1)

    def strike_that_asks(self, place: tuple[int, int]) -> list[str]:
        """A finger down and up, and what the kiosk asked for as soon as it asked."""
        asked = self.strike(place)
        until_s = time.monotonic() + PATIENCE_S
        while not asked and time.monotonic() < until_s:
            asked = self.say("look")
        return asked

    def _xdotool(self, *words: str | int) -> None:
        environment = {**os.environ, "DISPLAY": self.wall.display}
        subprocess.run(["xdotool", *map(str, words)], env=environment, check=True, stdout=subprocess.DEVNULL)

    def pixel(self, place: tuple[int, int]) -> object:
        return self.wall.picture().getpixel(place)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    with Wall(tmp_path, width_px=PANEL.width_px, height_px=PANEL.height_px) as wall:
        yield Kiosk(wall)


def place_of(action: str, state: KioskState) -> tuple[int, int]:
    """A pixel near the right end of a target, where no letter stands."""
    area = box_of(action, state).area
    right_mm, low_mm = area.right_mm - 4, area.bottom_mm - 4
    return round(right_mm * PANEL.px_per_mm), round(low_mm * PANEL.px_per_mm)


def box_of(action: str, state: KioskState) -> Box:
    scene = draw(state, BOARD, setting_for(PANEL, language="en"), NOW)
    return next(box for box in scene.targets if box.action == action)


def number_in(picture: Image.Image) -> Image.Image:
    """The number with a little ground round it."""
    scene = draw(WITH_TICKET, BOARD, setting_for(PANEL, language="en"), NOW)
    area = extent(scene, next(item for item in scene.items if item.name == "number")).inset(-5)
    edges_mm = (max(0.0, area.x_mm), area.y_mm, area.right_mm, area.bottom_mm)
    left, top, right, bottom = (round(edge_mm * PANEL.px_per_mm) for edge_mm in edges_mm)
    return picture.crop((left, top, right, bottom))


def unread(expected: tuple[str, ...], picture: Image.Image, folder: Path) -> list[str]:
    """Which of these sayings the reader finds from neither of two distances.

    Blanks do not count: it sets them by its own taste.
    """
    found = " | ".join(read_words(seen, folder) for seen in (picture, picture.reduce(2)))
    plain = found.replace("—", "-").replace("–", "-").replace(" ", "")
    return [saying for saying in expected if saying.replace(" ", "") not in plain]


# -- what stands there


def test_tesseract_reads_the_languages_and_the_topics(kiosk: Kiosk, tmp_path: Path) -> None:
    languages = ("Choose your language", "English", "Take a ticket", "Polski", "Call a person", "9:18")
    assert unread(languages, kiosk.wall.picture(), tmp_path) == []
    kiosk.later()
    kiosk.strike(place_of("language:en", AT_REST))
    topics = ("What have you come for?", "Pension", "Waiting: 7", "20 min (15-25)", "self-employed", "13:00")
    assert unread(topics, kiosk.wall.picture(), tmp_path) == []


def test_an_unprinted_ticket_is_read_by_tesseract_and_its_code_by_zbar(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.say("given")
    kiosk.say("printed no")
    picture = kiosk.wall.picture()
    sayings = ("The ticket was not printed.", "Your number is valid.", "9:33-9:43", "noted it")
    assert unread(sayings, picture, tmp_path) == []
    assert read_words(number_in(picture), tmp_path, only="0123456789ADEFGKLN") == "A047"
    picture.save(tmp_path / "screen.png")
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(tmp_path / "screen.png")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout.strip() == TICKET.follow


# -- what a finger does


def test_a_press_shows_at_once_and_acts_on_release(kiosk: Kiosk) -> None:
    place = place_of("language:pl", AT_REST)
    kiosk.later()
    kiosk.pointer("mousemove", *place, "mousedown", 1)
    assert eventually(lambda: kiosk.pixel(place) == INK)
    kiosk.pointer("mouseup", 1)
    assert eventually(lambda: kiosk.pixel(place_of("language", replace(AT_TOPICS, language="pl"))) == GROUND)


def test_language_and_topic_ask_for_one_ticket(kiosk: Kiosk) -> None:
    kiosk.later()
    assert kiosk.strike(place_of("language:en", AT_REST)) == []
    kiosk.later()
    assert kiosk.strike_that_asks(place_of("topic:d", AT_TOPICS)) == ["ticket d en False"]


def test_sliding_off_gives_the_touch_up(kiosk: Kiosk) -> None:
    place = place_of("language:en", AT_REST)
    kiosk.later()
    before = kiosk.wall.picture().tobytes()
    kiosk.pointer("mousemove", *place, "mousedown", 1)
    kiosk.pointer("mousemove", place[0], 5)
    kiosk.pointer("mousemove", *place, "mouseup", 1)
    assert kiosk.wall.picture().tobytes() == before


def test_a_double_strike_chooses_once(kiosk: Kiosk) -> None:
    place = place_of("language:en", AT_REST)
    kiosk.later()
    topic_there = draw(AT_TOPICS, BOARD, setting_for(PANEL, language="en"), NOW).action_at(
        place[0] / PANEL.px_per_mm, place[1] / PANEL.px_per_mm
    )
    assert topic_there == "topic:a"
    asked = kiosk.pointer("mousemove", *place, "click", "--repeat", 3, "--delay", 40, 1)
    assert asked == []
    kiosk.later()
    assert kiosk.strike_that_asks(place) == ["ticket a en False"]


def test_a_wheel_and_another_button_choose_nothing(kiosk: Kiosk) -> None:
    place = place_of("language:en", AT_REST)
    kiosk.later()
    before = kiosk.wall.picture().tobytes()
    for button in (2, 3, 4, 5):
        kiosk.pointer("mousemove", *place, "click", button)
        kiosk.later()
    kiosk.pointer("mousemove", 5, 5)
    assert kiosk.wall.picture().tobytes() == before


def test_a_person_is_called_and_the_button_says_so(kiosk: Kiosk) -> None:
    kiosk.later()
    assert kiosk.strike_that_asks(place_of("person", AT_REST)) == ["person"]


def test_a_ticket_ends_with_finish_on_the_first_page(kiosk: Kiosk) -> None:
    kiosk.later()
    first = kiosk.wall.picture().tobytes()
    kiosk.say("given")
    kiosk.say("printed no")
    kiosk.later()
    kiosk.strike(place_of("noted", WITH_TICKET))
    kiosk.pointer("mousemove", 5, 5)
    assert kiosk.wall.picture().tobytes() == first


# -- what gets out of it, and what it survives


def test_no_key_closes_the_window_or_opens_another(kiosk: Kiosk) -> None:
    before = kiosk.wall.picture().tobytes()
    for key in ("Escape", "F1", "F11", "F12", "ctrl+q", "alt+F4", "Return", "Tab", "ctrl+e"):
        kiosk.wall.press(key)
    kiosk.say("look")
    assert kiosk.process.poll() is None
    assert kiosk.wall.picture().tobytes() == before


def test_a_lost_connection_is_said_and_its_return_shows_the_same_page_again(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    before = kiosk.wall.picture().tobytes()
    kiosk.say("link off")
    assert unread(("No connection.",), kiosk.wall.picture(), tmp_path) == []
    kiosk.say("link on")
    assert kiosk.wall.picture().tobytes() == before


def test_the_command_without_an_office_says_so_and_ends_when_it_is_told(tmp_path: Path) -> None:
    config = tmp_path / "device.toml"
    device = Device(
        device_id="kiosk-1",
        office="vilnius",
        mqtt_port=9,
        language="en",
        panel=Panel(width_px=1920, height_px=1080, diagonal_in=15.6),
    )
    config.write_text(device_text(device), encoding="utf-8")
    with Wall(tmp_path) as wall:
        process = wall.hang(COMMAND, "--config", config)
        assert eventually(lambda: unread(("No connection.",), wall.picture(), tmp_path) == [])
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
