"""The printer's port, and the door to network printers: the only place that knows python-escpos.

Three things can be known about a paper: it is there, it is not, nobody can say. A printer answers for itself
or not at all, so nothing here waits long, nothing raises, and *yes* is said only when the printer itself,
asked after the ticket, said that it is well. It knows no ticket and no queue; it gets dots.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from PIL import Image

from broker.contract.terms import Printed

ANSWER_S = 0.7
"""A printer that has not answered by then is mute. It is asked twice, so a ticket waits 1.4 s."""
CONNECT_S = 1.0
SEND_S = 5.0
"""A slow mechanism takes the dots as it prints them: 150 mm at 50 mm/s, less what its memory holds."""
STRIPE_DOTS = 256
"""Height of one raster command; cheap printers choke on a whole ticket in one."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """How the printer is, by its own word."""

    kind: str
    """ok, fault or unknown."""
    reason: str = ""
    """What to tell staff: with ok a warning, with fault and unknown the cause."""


class Printer(Protocol):
    """Anything that puts dots on paper. Neither call raises, and neither lasts longer than a few seconds."""

    def print(self, slip: Image.Image) -> Printed:
        """One ticket, and what is known of its paper. Its number is in `slip.info["number"]`, for filing."""

    def status(self) -> PrinterStatus:
        """How the printer is now."""


class NoPrinter:
    """A kiosk that has none: the number stands on the screen."""

    def print(self, slip: Image.Image) -> Printed:
        return Printed.NO

    def status(self) -> PrinterStatus:
        return PrinterStatus(kind="fault", reason="This kiosk has no printer.")


class NetworkPrinter:
    """An ESC/POS printer on TCP, usually port 9100. Every call has its own connection: printers keep few."""

    def __init__(self, host: str, port: int, width_dots: int) -> None:
        self.host, self.port, self.width_dots = host, port, width_dots

    def print(self, slip: Image.Image) -> Printed:
        sent = False
        try:
            with self._connected() as wire:
                before = _ask(wire)
                if before.kind == "fault":
                    _log.warning("printer_fault", reason=before.reason)
                    return Printed.NO
                sent = True
                _send(wire, slip)
                after = before if before.kind == "unknown" else _ask(wire)
        except _Gone as trouble:
            _log.warning("printer_gone", reason=str(trouble), ticket_sent=sent)
            return Printed.UNKNOWN if sent else Printed.NO
        if after.kind != "ok":
            _log.warning("printer_unproven", kind=after.kind, reason=after.reason)
        return Printed.YES if after.kind == "ok" else Printed.UNKNOWN

    def status(self) -> PrinterStatus:
        try:
            with self._connected() as wire:
                return _ask(wire)
        except _Gone as trouble:
            return PrinterStatus(kind="fault" if trouble.unreachable else "unknown", reason=str(trouble))

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """An open connection in python-escpos; every error of its and of the socket's comes out as _Gone."""
        wire, errors = self._wire()
        try:
            wire.open()
        except errors as error:
            raise _Gone(f"No printer answers at {self.host}:{self.port}.", unreachable=True) from error
        try:
            yield wire
        except errors as error:
            raise _Gone(f"The connection to the printer broke: {error or type(error).__name__}.") from error
        finally:
            with suppress(*errors):
                wire.close()

    def _wire(self) -> tuple[Any, tuple[type[Exception], ...]]:
        """Imported late: it takes a third of a second and configures the root logger."""
        from escpos.exceptions import Error  # noqa: PLC0415 - see above
        from escpos.printer import Network  # noqa: PLC0415

        logging.getLogger("escpos").setLevel(logging.WARNING)
        wire = Network(self.host, port=self.port, timeout=CONNECT_S)
        media = {**wire.profile.profile_data["media"], "width": {"mm": "Unknown", "pixels": self.width_dots}}
        wire.profile.profile_data = {**wire.profile.profile_data, "media": media}
        return wire, (Error, OSError)


class _Gone(Exception):
    """The printer is not there, or not there any more."""

    def __init__(self, reason: str, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.unreachable = unreachable


def _send(wire: Any, slip: Image.Image) -> None:
    """The whole ticket. A printer that does not take it in time breaks the connection."""
    wire.device.settimeout(SEND_S)
    wire.hw("INIT")
    wire.image(slip, impl="bitImageRaster", fragment_height=STRIPE_DOTS)
    wire.cut()


# -- what it says of itself: DLE EOT n. Every valid answer has the bits 0xx1xx10.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    n: int
    faults: tuple[tuple[int, str], ...]
    """Bits, any of which means that fault."""


_ONLINE = _Question(n=1, faults=((0x08, "The printer is offline."),))
_PAPER = _Question(n=4, faults=((0x60, "The printer has no paper."),))
_CAUSE = _Question(
    n=2,
    faults=((0x04, "The printer's cover is open."), (0x20, "The printer has no paper.")),
)
_ERROR = _Question(
    n=3,
    faults=(
        (0x08, "The printer's cutter is jammed."),
        (0x20, "The printer is broken."),
        (0x40, "The printer is hot."),
    ),
)
_NEAR_END = 0x0C
_MUTE = PrinterStatus(kind="unknown", reason="The printer does not say how it is.")


def _ask(wire: Any) -> PrinterStatus:
    """Well when it is online and has paper; when it is not, the nearest cause it gives."""
    online = _answer(wire, _ONLINE)
    paper = None if online is None else _answer(wire, _PAPER)
    if online is None or paper is None:
        return _MUTE
    fault = _fault(_PAPER, paper)
    if not fault and _fault(_ONLINE, online):
        fault = _why(wire) or _fault(_ONLINE, online)
    if fault:
        return PrinterStatus(kind="fault", reason=fault)
    return PrinterStatus(kind="ok", reason="The paper is nearly used up." if paper & _NEAR_END else "")


def _why(wire: Any) -> str:
    for question in (_CAUSE, _ERROR):
        answer = _answer(wire, question)
        fault = "" if answer is None else _fault(question, answer)
        if fault:
            return fault
    return ""


def _fault(question: _Question, answer: int) -> str:
    return next((reason for bits, reason in question.faults if answer & bits), "")


def _answer(wire: Any, question: _Question) -> int | None:
    """Asked twice, the second answer is believed: some printers answer each question with the one before."""
    request = b"\x10\x04" + bytes([question.n])
    answers = [_once(wire, request) for _ in range(2)]
    return answers[-1]


def _once(wire: Any, request: bytes) -> int | None:
    _drain(wire.device)
    wire.device.settimeout(ANSWER_S)
    try:
        heard: bytes = wire.query_status(request)
    except TimeoutError:
        return None
    if not heard:
        raise ConnectionResetError("it closed the connection")
    return heard[-1] if heard[-1] & 0x93 == 0x12 else None


def _drain(device: socket.socket) -> None:
    """What it said unasked, or too late."""
    device.settimeout(0)
    with suppress(BlockingIOError):
        while True:
            if not device.recv(64):
                raise ConnectionResetError("it closed the connection")
