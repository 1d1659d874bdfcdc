"""The printer's own thread: tickets are printed in order, and trouble with the printer holds up nobody else.

Who asks for a paper is called back when its fate is known, in this thread. Between tickets the printer is
asked how it is, so that the next visitor can be told before choosing.
"""

import queue
import threading
from collections.abc import Callable

import structlog
from PIL import Image

from broker.config import PrinterChoice
from broker.contract.terms import Printed
from kiosk.printer import NetworkPrinter, NoPrinter, Printer, PrinterStatus

WATCH_EVERY_S = 5.0
"""A closed cover or new paper is noticed within this time."""

Draw = Callable[[], Image.Image]
"""Draws the ticket, in the printer's thread too: on a small machine that takes as long as ten frames."""
WhenPrinted = Callable[[Printed], None]
WhenStatus = Callable[[PrinterStatus], None]

_log = structlog.get_logger(__name__)


def printer_for(choice: PrinterChoice) -> Printer:
    """The printer that device.toml names."""
    if choice.kind == "network":
        return NetworkPrinter(choice.host, choice.port, choice.width_dots)
    if choice.kind == "png":
        from kiosk.printer_twin import PngPrinter  # noqa: PLC0415 - an installation has no use for the twin

        return PngPrinter(choice.folder)
    return NoPrinter()


class PrintDesk:
    """One printer and the tickets before it.

    `when_status` is called when the printer's state is first known and whenever it changes.
    """

    def __init__(
        self,
        printer: Printer,
        *,
        when_status: WhenStatus | None = None,
        watch_every_s: float = WATCH_EVERY_S,
    ) -> None:
        self._printer, self._when_status, self._watch_every_s = printer, when_status, watch_every_s
        self._waiting: queue.SimpleQueue[tuple[Draw, WhenPrinted] | None] = queue.SimpleQueue()
        self._last: PrinterStatus | None = None
        self._thread = threading.Thread(target=self._work, name="printer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Print what is waiting, then end."""
        self._waiting.put(None)
        self._thread.join()

    def print(self, draw: Draw, when_printed: WhenPrinted) -> None:
        """Queue a ticket; returns at once."""
        self._waiting.put((draw, when_printed))

    def _work(self) -> None:
        self._look()
        while True:
            try:
                job = self._waiting.get(timeout=self._watch_every_s)
            except queue.Empty:
                self._look()
                continue
            if job is None:
                return
            self._do(*job)

    def _do(self, draw: Draw, when_printed: WhenPrinted) -> None:
        printed = self._guarded_print(draw)
        try:
            when_printed(printed)
        except Exception:  # noqa: BLE001 - the next ticket gets its turn, whatever became of this one
            _log.exception("print_callback_failed")
        if printed != Printed.YES and self._waiting.empty():
            self._look()

    def _guarded_print(self, draw: Draw) -> Printed:
        try:
            return self._printer.print(draw())
        except Exception:  # noqa: BLE001 - as above, and what a printer has not said nobody knows
            _log.exception("printer_failed")
            return Printed.UNKNOWN

    def _look(self) -> None:
        if self._when_status is None:
            return
        try:
            status = self._printer.status()
            if status != self._last:
                self._last = status
                self._when_status(status)
        except Exception:  # noqa: BLE001 - as above
            _log.exception("printer_status_failed")
