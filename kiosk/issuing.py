"""A ticket's way at the kiosk, from what was chosen to what became of the paper; with a screen or without.

It asks the broker under one id until it is answered, has the paper printed and confirms its fate. It shows
nothing, and decides nothing about the queue. Callbacks come in the connection's thread or in the printer's:
hand over, return.
"""

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from broker.config import Device
from broker.contract import codec, topics
from broker.contract.boards import Heartbeat, Info, KioskBoard, Reply
from broker.contract.commands import CancelTicket, ConfirmPrint, TakeTicket
from broker.contract.office_time import OfficeTime
from broker.contract.terms import Printed
from broker.link import Link
from kiosk.presenter import Ticket, ticket_from
from kiosk.print_desk import PrintDesk, printer_for
from kiosk.printer import PrinterStatus
from kiosk.slip import Paper, draw
from kiosk.ticket_text import slip_text

AGAIN_EVERY_S = 2.0
"""A ticket that was asked for is asked for again under the same id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a finger chose."""

    topic: str
    language: str
    priority: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hopes:
    """Who wants to know how it went: `given` and then `printed`, or `refused`, or `given_up`."""

    given: Callable[[Ticket], None]
    refused: Callable[[Reply], None]
    printed: Callable[[Ticket, Printed], None]
    given_up: Callable[[], None] = lambda: None
    """Nobody answered within the wish's patience."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """Who wants to know what the kiosk hears."""

    board: Callable[[KioskBoard], None]
    connected: Callable[[bool], None]
    printer: Callable[[PrinterStatus], None]


class Issuing:
    """One kiosk's connection, printer and knowledge of the office."""

    def __init__(self, device: Device, listeners: Listeners) -> None:
        self.device = device
        self.board: KioskBoard | None = None
        self.office_time = OfficeTime()
        self._listeners = listeners
        self._paper = Paper(width_dots=device.printer.width_dots)
        self._desk = PrintDesk(printer_for(device.printer), when_status=listeners.printer)
        office = device.office
        self._topics = (topics.info(office), topics.heartbeat(office), topics.kiosk_board(office))
        self._open = 0
        self._settled = threading.Condition()
        self.link = Link(
            office,
            device.device_id,
            device.mqtt_host,
            device.mqtt_port,
            on_message=self._hear,
            on_state=listeners.connected,
            subscriptions=self._topics,
        )

    def start(self) -> None:
        self._desk.start()
        self.link.start()

    def settle(self) -> None:
        """Wait until every ticket asked for is refused, or printed and the broker knows of its paper."""
        with self._settled:
            self._settled.wait_for(lambda: not self._open)

    def stop(self) -> None:
        """Tickets that wait for the printer are printed first; answers are not waited for."""
        self._desk.stop()
        self.link.stop()

    def now(self) -> datetime | None:
        """Office time, None before the broker was heard."""
        return self.office_time.now(time.monotonic())

    def take(self, wish: Wish, hopes: Hopes, *, patience_s: float | None = None) -> str:
        """Ask for a ticket; returns its id at once. Never before the board and the time are known.

        Without an answer within `patience_s` the wish is taken back; without that it is asked for ever.
        """
        command = TakeTicket(
            id=self.link.new_id(),
            device=self.device.device_id,
            sent_at=self.now(),
            topic=wish.topic,
            language=wish.language,
            priority=wish.priority,
            follow_id=secrets.token_urlsafe(16),
        )
        self._count(1)
        answer = self.link.ask(command, again_every_s=AGAIN_EVERY_S)
        answer.add_done_callback(lambda done: self._answered(command, done, hopes))
        if patience_s is not None:
            when_over(answer, patience_s, lambda: self._give_up(command, hopes))
        return command.id

    def _give_up(self, command: TakeTicket, hopes: Hopes) -> None:
        """Nobody stands there any more when the broker is back: a ticket it may have given is cancelled."""
        cancel = CancelTicket(
            id=self.link.new_id(),
            device=self.device.device_id,
            sent_at=self.now(),
            ticket_id=command.id,
            reason="given up at the kiosk",
        )
        self.link.ask(cancel, again_every_s=AGAIN_EVERY_S)
        hopes.given_up()

    def _answered(self, command: TakeTicket, answer: "Future[Reply]", hopes: Hopes) -> None:
        if answer.cancelled() or answer.exception() is not None:
            self._count(-1)
            return
        reply, board = answer.result(), self.board
        if not reply.accepted:
            try:
                hopes.refused(reply)
            finally:
                self._count(-1)
            return
        assert board is not None
        follow_page = f"{board.public_url.rstrip('/')}/t/{command.follow_id}" if board.public_url else ""
        ticket = ticket_from(reply, topic=command.topic, follow_page=follow_page)
        hopes.given(ticket)
        self._desk.print(
            lambda: self._slip(ticket, command.language, board),
            lambda fate: self._printed(ticket, fate, hopes),
        )

    def _slip(self, ticket: Ticket, language: str, board: KioskBoard) -> Image.Image:
        return draw(slip_text(ticket, language=language, hall=self.device.hall, board=board), self._paper)

    def _printed(self, ticket: Ticket, fate: Printed, hopes: Hopes) -> None:
        command = ConfirmPrint(
            id=self.link.new_id(),
            device=self.device.device_id,
            sent_at=self.now(),
            ticket_id=ticket.id,
            printed=fate,
        )
        confirmed = self.link.ask(command, again_every_s=AGAIN_EVERY_S)
        try:
            hopes.printed(ticket, fate)
        finally:
            confirmed.add_done_callback(lambda _: self._count(-1))

    def _count(self, step: int) -> None:
        with self._settled:
            self._open += step
            self._settled.notify_all()

    def _hear(self, topic: str, payload: bytes, _retained: bool) -> None:
        """A message that cannot be read raises, and the link says so in the log."""
        info, heartbeat, _ = self._topics
        if topic == info:
            self.office_time.speed = codec.decode(Info, payload).speed
        elif topic == heartbeat:
            self.office_time.hear(codec.decode(Heartbeat, payload).at, time.monotonic())
        else:
            self.board = codec.decode(KioskBoard, payload)
            self._listeners.board(self.board)


def when_over(answer: "Future[Reply]", patience_s: float, give_up: Callable[[], None]) -> None:
    """End the asking when there is no answer in time, and only then call `give_up`."""

    def too_late() -> None:
        if answer.cancel():
            give_up()

    timer = threading.Timer(patience_s, too_late)
    timer.daemon = True
    timer.start()
    answer.add_done_callback(lambda _: timer.cancel())
