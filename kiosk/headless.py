"""The kiosk without a screen: one touch a line in, one JSON line a ticket out, real paper. Never loads Kivy.

    TOPIC [LANGUAGE] [priority]        for example: pension lt priority

Empty lines and lines that begin with # are passed over; a line that cannot be followed is said on stderr, and
the next one gets its turn. Touches are sent in their order without waiting for paper. At the end of the input
all answers and papers are waited for. The public of the demonstration, tests and benchmarks live on this.
"""

import json
import threading
from collections.abc import Iterable
from typing import TextIO

import structlog

from broker.config import Device
from broker.contract.boards import KioskBoard, Reply
from broker.contract.errors import Malformed
from broker.contract.terms import Printed
from kiosk.issuing import Hopes, Issuing, Listeners, Wish
from kiosk.presenter import Ticket
from kiosk.printer import PrinterStatus

AT_ONCE = 64
"""Tickets that may wait for the broker's answer at one time."""

_log = structlog.get_logger(__name__)


def read_touch(line: str, board: KioskBoard, own_language: str) -> Wish | None:
    """What the line chose, None for nothing; raises Malformed with what could have been chosen."""
    words = line.split()
    if not words or words[0].startswith("#"):
        return None
    topic, *rest = words
    priority = "priority" in rest
    languages = [word for word in rest if word != "priority"]
    if topic not in (row.id for row in board.topics):
        raise Malformed(
            f"There is no topic {topic!r}; there are {', '.join(row.id for row in board.topics)}."
        )
    if len(languages) > 1:
        raise Malformed(f"{line.strip()!r} has too many words; a touch is TOPIC [LANGUAGE] [priority].")
    language = languages[0] if languages else own_language or board.languages[0]
    if language not in board.languages:
        raise Malformed(f"There is no language {language!r}; there are {', '.join(board.languages)}.")
    return Wish(topic=topic, language=language, priority=priority)


def run(device: Device, touches: Iterable[str], out: TextIO) -> int:
    """Until the touches end; returns the exit code."""
    return _Headless(device, out).run(touches)


class _Headless:
    def __init__(self, device: Device, out: TextIO) -> None:
        self._out = out
        self._writing = threading.Lock()
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._news = threading.Condition()
        self._issuing = Issuing(
            device,
            Listeners(board=lambda _: self._wake(), connected=lambda _: None, printer=_say_printer),
        )

    def run(self, touches: Iterable[str]) -> int:
        self._issuing.start()
        try:
            self._wait_for_the_office()
            for number, line in enumerate(touches, 1):
                self._touch(number, line)
            self._issuing.settle()
        finally:
            self._issuing.stop()
        return 0

    def _wait_for_the_office(self) -> None:
        """Its board and its time; for ever, because the broker may start later than we do."""
        _log.info("waiting_for_the_office", office=self._issuing.device.office)
        with self._news:
            while self._issuing.board is None or self._issuing.now() is None:
                self._news.wait(0.1)

    def _wake(self) -> None:
        with self._news:
            self._news.notify_all()

    def _touch(self, number: int, line: str) -> None:
        board = self._issuing.board
        assert board is not None
        try:
            wish = read_touch(line, board, self._issuing.device.language)
        except Malformed as error:
            _log.error("touch_not_followed", touch=number, reason=str(error))
            return
        if wish is not None:
            self._room.acquire()
            self._issuing.take(wish, self._hopes(number, wish))

    def _hopes(self, number: int, wish: Wish) -> Hopes:
        return Hopes(
            given=lambda _: self._room.release(),
            refused=lambda reply: self._refused(number, wish, reply),
            printed=lambda ticket, fate: self._printed(number, ticket, fate),
        )

    def _refused(self, number: int, wish: Wish, reply: Reply) -> None:
        self._room.release()
        _log.error("touch_refused", touch=number, topic=wish.topic, code=reply.code, reason=reply.reason)
        self._write(touch=number, ticket_id=reply.id, topic=wish.topic, refused=reply.code)

    def _printed(self, number: int, ticket: Ticket, fate: Printed) -> None:
        self._write(
            touch=number,
            ticket_id=ticket.id,
            number=ticket.number,
            topic=ticket.topic,
            printed=fate.value,
            people_ahead=ticket.people_ahead,
        )

    def _write(self, **line: object) -> None:
        with self._writing:
            self._out.write(json.dumps(line) + "\n")
            self._out.flush()


def _say_printer(status: PrinterStatus) -> None:
    _log.info("printer", status=status.kind, reason=status.reason)
