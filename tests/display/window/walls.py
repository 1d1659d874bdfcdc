"""A wall to hang a lobby screen on: an X server whose pixels stand in a file, the real command, and a reader.

The reader is Debian's tesseract, which knows nothing of our fonts or layout.
"""

import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from PIL import Image

COMMAND = Path(sys.executable).parent / "talonas-display"
PATIENCE_S = 20.0
ON_TICKETS = "0123456789ADEFGJKLMNRSTUVWZ"
"""Letters we propose avoid I, O and Q, so that nobody has to guess; neither has the reader."""


class Wall:
    """An X server of 1920 x 1080 without a screen; `with` takes it down and everything that hangs on it."""

    def __init__(self, folder: Path, *, width_px: int = 1920, height_px: int = 1080) -> None:
        self._folder, self.width_px, self.height_px = folder, width_px, height_px
        read, write = os.pipe()
        screen = f"{width_px}x{height_px}x24"
        self._server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(write),
                "-screen",
                "0",
                screen,
                "-fbdir",
                str(folder),
                "-nolisten",
                "tcp",
            ],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as told:
            self.display = f":{told.readline().strip()}"
        self._hung: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.take_down()

    def take_down(self) -> None:
        """Everything that hangs here, and the wall."""
        for process in [*self._hung, self._server]:
            if process.poll() is None:
                process.kill()
            process.wait(10)

    def hang(self, *words: str | Path, piped: bool = False) -> subprocess.Popen[bytes]:
        """Start a program that opens its window here; its log goes to a file of the folder.

        `piped`: the test speaks with it over standard input and output.
        """
        log = (self._folder / f"log-{len(self._hung)}").open("wb")
        environment = {
            **os.environ, "DISPLAY": self.display, "SDL_VIDEODRIVER": "x11",
            "KIVY_HOME": str(self._folder / "kivy"),
        }  # fmt: skip
        pipe = subprocess.PIPE if piped else None
        process = subprocess.Popen(words, env=environment, stdin=pipe, stdout=pipe or log, stderr=log)
        log.close()
        self._hung.append(process)
        return process

    def pull(self, puppet: subprocess.Popen[bytes], line: str) -> list[str]:
        """A line to a program with strings; what it said until its window had drawn."""
        assert puppet.stdin is not None
        assert puppet.stdout is not None
        puppet.stdin.write(f"{line}\n".encode())
        puppet.stdin.flush()
        answers: list[str] = []
        while (answer := puppet.stdout.readline().decode().strip()) != "drawn":
            assert answer, self.log()
            answers.append(answer)
        return answers

    def press(self, key: str) -> None:
        """A key of a keyboard that somebody plugged in."""
        subprocess.run(["xdotool", "key", key], env={**os.environ, "DISPLAY": self.display}, check=True)

    def log(self) -> str:
        """What the last program said."""
        return (self._folder / f"log-{len(self._hung) - 1}").read_text()

    def picture(self) -> Image.Image:
        """What is on the wall at this moment."""
        return read_xwd((self._folder / "Xvfb_screen0").read_bytes())


def read_xwd(dump: bytes) -> Image.Image:
    """The X server's own dump format: a big-endian header, a colour map, rows of B, G, R and nothing."""
    words = struct.unpack(">25I", dump[:100])
    header, width, height, bytes_per_line, colours = words[0], words[4], words[5], words[12], words[19]
    pixels = dump[header + 12 * colours :]
    return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", bytes_per_line, 1)


def read_words(picture: Image.Image, folder: Path, *, only: str = "") -> str:
    """What an independent reader makes of the picture: its words, one blank between two.

    `only`: it is one line of these letters.
    """
    path = folder / "read.png"
    step_back = 4 if only else 1  # a reader made for pages does not know letters as high as a hand
    picture.convert("L").reduce(step_back).save(path)
    how = ["--psm", "7", "-c", f"tessedit_char_whitelist={only}"] if only else ["--psm", "11"]
    read = subprocess.run(["tesseract", path, "-", *how], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", read.stdout).strip()


def eventually(condition: Callable[[], bool], *, within_s: float = PATIENCE_S) -> bool:
    """Whether it came true in time."""
    until = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True
