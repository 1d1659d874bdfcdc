"""Programs that are not ours and judge what ours do: Mosquitto's clients, and Debian's readers of pictures.

A missing one fails the test with the line that installs it; it never skips.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.office.house import HOST, wait_until

PACKAGES = {
    "mosquitto_sub": "mosquitto-clients",
    "mosquitto_pub": "mosquitto-clients",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "tesseract": "tesseract-ocr",
    "zbarimg": "zbar-tools",
    "chromium": "chromium",
}


def tool(name: str) -> str:
    """Where Debian put it."""
    found = shutil.which(name)
    assert found, f"{name} is missing: sudo apt-get install {PACKAGES[name]}"
    return found


class Listener:
    """`mosquitto_sub -v`: what anybody on this machine can read, a line a message."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def heard(self) -> list[tuple[str, bytes]]:
        """Topic and payload of every message so far."""
        *lines, _unfinished = self._out.read_bytes().split(b"\n")
        pairs = (line.partition(b" ") for line in lines)
        return [(topic.decode(), payload) for topic, _, payload in pairs]

    def wait_for(self, pattern: str, nth: int = 1) -> tuple[str, bytes]:
        """The nth message whose topic matches wholly."""

        def found() -> list[tuple[str, bytes]]:
            return [(topic, payload) for topic, payload in self.heard() if re.fullmatch(pattern, topic)]

        wait_until(lambda: len(found()) >= nth, f"mosquitto_sub hears {pattern}, {nth} times")
        return found()[nth - 1]


@contextmanager
def listening(port: int, out: Path, *patterns: str) -> Iterator[Listener]:
    """Subscribed until the block ends, once the office's retained `info` has come."""
    wanted = [word for pattern in patterns for word in ("-t", pattern)]
    command = [tool("mosquitto_sub"), "-h", HOST, "-p", str(port), "-q", "1", "-v", *wanted]
    with out.open("wb") as heard:
        process = subprocess.Popen(command, stdout=heard)
    try:
        listener = Listener(out)
        listener.wait_for(".*/info")
        yield listener
    finally:
        process.terminate()
        process.wait()


def send(port: int, topic: str, payload: bytes, *, retained: bool = False) -> None:
    """A message of a stranger's, delivered to the server when this returns."""
    flags = ["-s" if payload else "-n", *(["-r"] if retained else [])]
    command = [tool("mosquitto_pub"), "-h", HOST, "-p", str(port), "-q", "1", "-t", topic, *flags]
    subprocess.run(command, input=payload, check=True, timeout=10)
