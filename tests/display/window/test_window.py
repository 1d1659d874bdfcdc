"""The real window: what an independent reader reads off its pixels, and that no key gets out of it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from broker.contract import topics
from broker.contract.boards import Heartbeat, LobbyCall
from broker.contract.codec import encode
from broker.look.tokens import LIGHT
from tests.display.lobbies import NOW, board
from tests.display.window.walls import ON_TICKETS, Wall, read_words

BOARD, HEARTBEAT = topics.lobby_board("vilnius", "hall-1"), topics.heartbeat("vilnius")
AMBER, INK = (tuple(int(LIGHT[name][part : part + 2], 16) for part in (0, 2, 4)) for name in ("call", "ink"))
IN_BLOCK = (500, 140)
"""A pixel of the newest call's block that no letter covers."""


class Puppet:
    """A window whose clock and messages the test holds."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall
        size = (str(wall.width_px), str(wall.height_px))
        self.process = wall.hang(sys.executable, "-m", "tests.display.window.puppet", *size, piped=True)
        self.clock(0.0)

    def clock(self, machine_s: float) -> list[str]:
        """It is so late; what the screen did."""
        return self._do(f"clock {machine_s}")

    def say(self, topic: str, payload: bytes) -> list[str]:
        """The broker says so."""
        return self._do(f"say {topic} {payload.decode()}")

    def keep(self, topic: str, payload: bytes) -> list[str]:
        """The MQTT server has kept this."""
        return self._do(f"keep {topic} {payload.decode()}")

    def pixel(self, place: tuple[int, int] = IN_BLOCK) -> object:
        """One pixel's colour."""
        return self.wall.picture().getpixel(place)

    def _do(self, line: str) -> list[str]:
        return self.wall.pull(self.process, line)


@pytest.fixture
def puppet(tmp_path: Path) -> Iterator[Puppet]:
    with Wall(tmp_path) as wall:
        yield Puppet(wall)


def test_tesseract_reads_number_and_counter_off_the_screen(puppet: Puppet, tmp_path: Path) -> None:
    puppet.keep(BOARD, encode(board()))
    picture = puppet.wall.picture()
    assert (puppet.pixel(), picture.size) == (AMBER, (1920, 1080))
    assert read_words(left_of_arrow(picture), tmp_path, only=ON_TICKETS) == "A047"
    assert read_words(right_of_arrow(picture), tmp_path, only=ON_TICKETS) == "4"


def test_tesseract_reads_the_whole_screen(puppet: Puppet, tmp_path: Path) -> None:
    puppet.keep(BOARD, encode(board()))
    puppet.say(HEARTBEAT, encode(Heartbeat(seq=142, at=NOW)))
    words = read_words(puppet.wall.picture(), tmp_path)
    expected = [
        "9:42",
        "D018",
        "A046",
        "F009",
        "G014",
        "E011",
        "15-25",
        "Pensija",
        "Vilniaus skyrius",
        "13:00",
    ]
    assert [word for word in expected if word not in words.replace("–", "-").replace("—", "-")] == []


def test_after_15_s_of_silence_it_says_so_and_amber_goes_and_it_recovers_by_itself(
    puppet: Puppet, tmp_path: Path
) -> None:
    puppet.keep(BOARD, encode(board()))
    puppet.say(HEARTBEAT, encode(Heartbeat(seq=142, at=NOW)))
    puppet.clock(15.0)
    live = puppet.wall.picture()
    assert colours(live) >= {AMBER}
    puppet.clock(15.1)
    stale = puppet.wall.picture()
    assert (AMBER in colours(stale), puppet.pixel((1900, 160))) == (False, INK)
    words = read_words(stale, tmp_path)
    assert [word for word in ("neatnaujintas nuo 9:42", "D018", "E011") if word not in words] == []
    assert "15" not in words
    puppet.say(HEARTBEAT, encode(Heartbeat(seq=142, at=NOW)))
    assert puppet.wall.picture().tobytes() == live.tobytes()


def test_a_new_call_blinks_chimes_and_is_confirmed(puppet: Puppet) -> None:
    assert puppet.say(BOARD, encode(board())) == ["confirm 142"]
    newer = replace(board(), seq=150, calls=(called("F010", 150), *board().calls[:5]))
    assert puppet.say(BOARD, encode(newer)) == ["chime"]
    seen = []
    for tenths in range(0, 45, 5):
        answers = puppet.clock(tenths / 10)
        seen.append((puppet.pixel(), answers))
    colours_seen, answers_seen = zip(*seen, strict=True)
    assert colours_seen == (INK, AMBER, INK, AMBER, INK, AMBER, INK, AMBER, AMBER)
    assert answers_seen == ([], [], [], ["confirm 150"], [], [], [], [], [])


def test_no_key_closes_the_window_or_opens_another(puppet: Puppet) -> None:
    puppet.keep(BOARD, encode(board()))
    before = puppet.wall.picture().tobytes()
    for key in ("Escape", "F1", "F11", "F12", "ctrl+q", "alt+F4", "Return"):
        puppet.wall.press(key)
    puppet.keep(BOARD, encode(board()))
    assert puppet.process.poll() is None
    assert puppet.wall.picture().tobytes() == before


def test_what_cannot_be_read_leaves_the_picture_and_one_line_in_the_log(puppet: Puppet) -> None:
    puppet.keep(BOARD, encode(board()))
    before = puppet.wall.picture().tobytes()
    puppet.say(BOARD, b'{"v":1}')
    assert puppet.wall.picture().tobytes() == before
    lines = [json.loads(line) for line in puppet.wall.log().splitlines()]
    assert [line["reason"] for line in lines if line["level"] == "warning"] == ["seq is missing."]


def test_a_panel_of_fewer_pixels_shows_the_same_in_the_same_millimetres(tmp_path: Path) -> None:
    with Wall(tmp_path, width_px=1280, height_px=720) as wall:
        puppet = Puppet(wall)
        puppet.keep(BOARD, encode(board()))
        picture = wall.picture()
        assert (picture.size, picture.getpixel((333, 93))) == ((1280, 720), AMBER)
        assert "panel_differs" not in wall.log()


def called(number: str, call_seq: int) -> LobbyCall:
    """A call nobody has answered yet."""
    return replace(board().calls[0], number=number, call_seq=call_seq, counter=1)


def block(picture: Image.Image) -> tuple[int, int, int, int]:
    """The amber block, found by its colour."""
    flat = picture.load()
    assert flat is not None
    xs = [x for x in range(0, picture.width, 2) if flat[x, IN_BLOCK[1]] == AMBER]
    ys = [y for y in range(picture.height) if flat[IN_BLOCK[0], y] == AMBER]
    return min(xs), min(ys), max(xs), max(ys)


def left_of_arrow(picture: Image.Image) -> Image.Image:
    left, top, right, bottom = block(picture)
    return picture.crop((left, top + (bottom - top) // 4, left + (right - left) * 58 // 100, bottom))


def right_of_arrow(picture: Image.Image) -> Image.Image:
    left, top, right, bottom = block(picture)
    return picture.crop((left + (right - left) * 72 // 100, top + (bottom - top) // 4, right, bottom))


def colours(picture: Image.Image) -> set[object]:
    """Every colour that fills a good part of the picture."""
    found = picture.getcolors(1 << 24)
    assert found is not None
    return {colour for count, colour in found if count > 2000}
