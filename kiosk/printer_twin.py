"""The printers' twin: paper as pictures. It ships with the product, and a person can drive it by hand.

`PngPrinter` is a printer that draws into a folder. `PaperMachine` is the other side of the wire: a TCP server
that speaks as much ESC/POS as our door does, draws what it is sent, and misbehaves as printers do:

    python -m kiosk.printer_twin --port 9100 --out DIR [--trouble paper-out]

While it runs, a trouble's name typed on its standard input begins that trouble; an empty line ends it.
"""

import argparse
import contextlib
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from PIL import Image

from broker.contract.terms import Printed
from kiosk.printer import PrinterStatus

DOTS_PER_INCH = 203
POLL_S = 0.05
LINE_DOTS = 30
"""ESC/POS's usual line feed."""


class PngPrinter:
    """A printer whose paper is `{number}.png` in a folder. A number that comes twice makes two."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def print(self, slip: Image.Image) -> Printed:
        try:
            file_picture(slip, self.folder, str(slip.info.get("number", "ticket")))
        except OSError:
            return Printed.NO
        return Printed.YES

    def status(self) -> PrinterStatus:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return PrinterStatus(kind="fault", reason=f"{self.folder} cannot be used: {error.strerror}.")
        return PrinterStatus(kind="ok")


def file_picture(picture: Image.Image, folder: Path, name: str) -> Path:
    """Whole or not at all, and never over another paper: a name in use gets -2, -3 ..."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".part") as part:
        picture.save(part, format="PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
        part.flush()
        Path(part.name).chmod(0o644)
        for path in _names(folder, name):
            with contextlib.suppress(FileExistsError):
                os.link(part.name, path)
                return path
    raise AssertionError("names never end")


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / f"{name}.png"
    n = 2
    while True:
        yield folder / f"{name}-{n}.png"
        n += 1


# -- what comes over the wire

KNOWN = (b"\x10\x04", b"\x1b@", b"\x1bd", b"\x1dv0", b"\x1dV")
"""How the commands begin that it follows: DLE EOT, ESC @, ESC d, GS v 0, GS V."""


@dataclass(slots=True)
class Tray:
    """Reads ESC/POS as it comes, in pieces of any size, and keeps the paper that hangs out of the printer."""

    width_dots: int = 576
    pending: bytearray = field(default_factory=bytearray)
    rows: list[Image.Image] = field(default_factory=list)

    def feed(self, data: bytes) -> Iterator[int | Image.Image]:
        """For each status question its n; for each cut the paper that falls."""
        self.pending += data
        while True:
            taken, outcome = self._one()
            if not taken:
                return
            del self.pending[:taken]
            if outcome is not None:
                yield outcome

    def _one(self) -> tuple[int, int | Image.Image | None]:
        """Length and outcome of the command at the front; (0, None) when it has not come whole."""
        head = bytes(self.pending[:3])
        if head[:2] == b"\x10\x04":
            return (3, head[2]) if len(head) == 3 else (0, None)
        if head[:2] == b"\x1b@":
            return 2, None
        if head[:2] == b"\x1bd":
            return self._lines()
        if head == b"\x1dv0":
            return self._raster()
        if head[:2] == b"\x1dV":
            return self._cut()
        return self._unknown(head)

    def _unknown(self, head: bytes) -> tuple[int, None]:
        """A byte it does not know is passed over; one that may begin a command waits for the rest of it."""
        may_begin = any(command.startswith(head) for command in KNOWN)
        return (0 if may_begin else 1), None

    def _raster(self) -> tuple[int, None]:
        """GS v 0 m xL xH yL yH, then y rows of x bytes; a set bit is a black dot."""
        if len(self.pending) < 8:
            return 0, None
        across = self.pending[4] + 256 * self.pending[5]
        down = self.pending[6] + 256 * self.pending[7]
        size = 8 + across * down
        if len(self.pending) < size:
            return 0, None
        if across and down:
            dots = bytes(self.pending[8:size])
            self.rows.append(Image.frombytes("1", (across * 8, down), dots, "raw", "1;I"))
        return size, None

    def _cut(self) -> tuple[int, Image.Image | None]:
        """GS V m, and for the modes that feed first one more byte."""
        if len(self.pending) < 3:
            return 0, None
        size = 4 if self.pending[2] in (65, 66, 97, 98, 103, 104) else 3
        return (size, self._fallen()) if len(self.pending) >= size else (0, None)

    def _lines(self) -> tuple[int, None]:
        """ESC d n: n empty lines."""
        if len(self.pending) < 3:
            return 0, None
        if self.pending[2]:
            self.rows.append(Image.new("1", (self.width_dots, self.pending[2] * LINE_DOTS), 1))
        return 3, None

    def _fallen(self) -> Image.Image | None:
        """What was fed since the last cut; None when that is nothing."""
        if not self.rows:
            return None
        paper = Image.new("1", (self.width_dots, sum(row.height for row in self.rows)), 1)
        y = 0
        for row in self.rows:
            paper.paste(row, (0, y))
            y += row.height
        self.rows = []
        return paper


class Trouble(StrEnum):
    """The ways in which printers misbehave."""

    NONE = "none"
    REFUSE = "refuse"
    """No connection can be made."""
    HANG = "hang"
    """Connections are made, and then nothing is read or answered."""
    CLOSES = "closes"
    """It closes the connection, politely, after the first bytes."""
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    LATE = "late"
    """Each status question is answered with the answer to the one before."""
    MUTE = "mute"
    """Prints, and never says how it is."""
    ZEROS = "zeros"
    """Answers every status question with a zero."""


STATUS = {
    Trouble.PAPER_OUT: {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x7E},
    Trouble.COVER_OPEN: {1: 0x1A, 2: 0x16, 3: 0x12, 4: 0x12},
}
"""Answers to DLE EOT n; 0x12, all is well, where nothing else is said."""
WELL = 0x12


class PaperMachine:
    """A printer on 127.0.0.1; port 0 takes a free one. Every cut makes a numbered picture in the folder."""

    def __init__(
        self, folder: Path, *, port: int = 0, width_dots: int = 576, trouble: Trouble = Trouble.NONE
    ) -> None:
        self.folder, self.width_dots, self.trouble = folder, width_dots, trouble
        self._cuts = 0
        self._late: bytes = b""
        self._filing = threading.Lock()
        self._ended = threading.Event()
        self._socket, self._listens = _bound(port), False
        self.port: int = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, daemon=True)]

    def start(self) -> None:
        self._threads[0].start()
        self.misbehave(self.trouble)

    def stop(self) -> None:
        self._ended.set()
        for thread in list(self._threads):
            thread.join()
        self._socket.close()

    def misbehave(self, trouble: Trouble) -> None:
        """From now on; open connections too."""
        self.trouble = trouble
        while self._listens == (trouble == Trouble.REFUSE) and not self._ended.wait(0.005):
            pass

    def _serve(self) -> None:
        while not self._ended.is_set():
            if self._listens == (self.trouble == Trouble.REFUSE):
                self._open_or_shut()
            if not self._listens:
                self._ended.wait(POLL_S)
                continue
            with contextlib.suppress(TimeoutError):
                connection, _ = self._socket.accept()
                thread = threading.Thread(target=self._talk, args=[connection], daemon=True)
                self._threads.append(thread)
                thread.start()

    def _open_or_shut(self) -> None:
        """A port that is bound and not listened at refuses every connection."""
        if self._listens:
            self._socket.close()
            self._socket = _bound(self.port)
        else:
            self._socket.listen()
        self._listens = not self._listens

    def _talk(self, connection: socket.socket) -> None:
        tray = Tray(self.width_dots)
        with connection, contextlib.suppress(ConnectionError):
            connection.settimeout(POLL_S)
            while not self._ended.is_set():
                if self.trouble == Trouble.HANG:
                    self._ended.wait(POLL_S)
                    continue
                try:
                    data = connection.recv(65536)
                except TimeoutError:
                    continue
                if not data or self.trouble == Trouble.CLOSES:
                    return
                for outcome in tray.feed(data):
                    self._act(connection, outcome)

    def _act(self, connection: socket.socket, outcome: int | Image.Image) -> None:
        if isinstance(outcome, int):
            connection.sendall(self._answer(outcome))
        elif self.trouble not in STATUS:
            with self._filing:
                self._cuts += 1
                file_picture(outcome, self.folder, f"{self._cuts:04d}")

    def _answer(self, n: int) -> bytes:
        answer = bytes([STATUS.get(self.trouble, {}).get(n, WELL)])
        if self.trouble == Trouble.LATE:
            self._late, answer = answer, self._late
        if self.trouble == Trouble.ZEROS:
            return b"\0"
        return b"" if self.trouble == Trouble.MUTE else answer


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    bound.settimeout(POLL_S)
    return bound


def main() -> int:
    """A printer to try things out with."""
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.printer_twin", description="A network printer whose paper is pictures."
    )
    parser.add_argument("--port", type=int, default=9100, help="where to listen on 127.0.0.1; 0: a free port")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--width-dots", type=int, default=576, help="dots across the paper")
    parser.add_argument("--trouble", type=Trouble, choices=list(Trouble), default=Trouble.NONE)
    wanted = parser.parse_args()
    machine = PaperMachine(wanted.out, port=wanted.port, width_dots=wanted.width_dots, trouble=wanted.trouble)
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: sys.exit(0))
    machine.start()
    sys.stdout.write(f"127.0.0.1:{machine.port}\n")
    sys.stdout.flush()
    try:
        _listen_to_hands(machine)
    finally:
        machine.stop()
    return 0


def _listen_to_hands(machine: PaperMachine) -> None:
    for line in sys.stdin:
        try:
            machine.misbehave(Trouble(line.strip() or Trouble.NONE))
        except ValueError:
            sys.stderr.write(f"Troubles: {', '.join(Trouble)}\n")
    while True:
        signal.pause()


if __name__ == "__main__":
    sys.exit(main())
