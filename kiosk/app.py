"""The kiosk with its screen: joins the window to the ticket's way. Only wiring stands here.

What comes from the connection's or the printer's thread is handed to the window as news; the window never
waits.
"""

import signal
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic

from broker import program
from broker.config import Device
from broker.contract.boards import Reply
from broker.contract.commands import CallAPerson
from broker.contract.office_time import STALE_AFTER_S
from broker.contract.terms import Printed
from broker.look.scene import Panel
from broker.look.window import prepare
from kiosk import presenter
from kiosk.issuing import AGAIN_EVERY_S, Hopes, Issuing, Listeners, Wish, when_over
from kiosk.presenter import AskPerson, AskTicket, Effect, KioskState, Ticket
from kiosk.printer import PrinterStatus
from kiosk.scenes import Setting
from kiosk.words import all_languages

TICKET_PATIENCE_S = 30.0
"""So long *one moment* is believed; then the visitor is sent to the staff."""
PERSON_PATIENCE_S = 10.0
"""After so long nobody believes any more that somebody has heard."""

News = Callable[[KioskState, float], KioskState]


def run(device: Device) -> int:
    """Until somebody ends it; returns the exit code."""
    setting = setting_of(device)
    prepare(setting.panel, windowed=device.panel.windowed, touched=True)
    from kiosk.window import KioskApp, Office  # noqa: PLC0415 - Kivy's window opens here

    way = Way(device)
    office = Office(board=lambda: way.issuing.board, now=way.issuing.now, connected=way.connected, do=way.do)
    app = KioskApp(setting=setting, office=office)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.end())
    way.start(app.hear)
    try:
        app.run()
    finally:
        way.issuing.stop()
    return program.OK


def setting_of(device: Device) -> Setting:
    """What the device's own file says about its screen."""
    return Setting(
        panel=Panel(
            width_px=device.panel.width_px,
            height_px=device.panel.height_px,
            diagonal_in=device.panel.diagonal_in,
        ),
        catalogue=all_languages(),
        hall=device.hall,
        language=device.language,
        palette="dark" if device.theme == "dark" else "light",
    )


class Way:
    """What the window wishes goes to the broker and the printer; what they answer comes back as news."""

    def __init__(
        self,
        device: Device,
        *,
        ticket_patience_s: float = TICKET_PATIENCE_S,
        person_patience_s: float = PERSON_PATIENCE_S,
    ) -> None:
        self._device, self._started_s = device, monotonic()
        self._ticket_patience_s, self._person_patience_s = ticket_patience_s, person_patience_s
        self._hear: Callable[[News], None]
        self.issuing = Issuing(
            device,
            Listeners(board=self._look_again, connected=self._look_again, printer=self._when_printer),
        )
        self._hopes = Hopes(
            given=self._given, refused=self._refused, printed=self._printed, given_up=self._given_up
        )

    def start(self, hear: Callable[[News], None]) -> None:
        """`hear` gets all news, from whatever thread."""
        self._hear = hear
        self.issuing.start()

    def connected(self) -> bool:
        """The broker is there, not only the MQTT server; at the start it is given time to be heard."""
        if self.issuing.now() is None:
            silent = monotonic() - self._started_s > STALE_AFTER_S
        else:
            silent = self.issuing.office_time.stale(monotonic())
        return self.issuing.link.connected and not silent

    def do(self, effect: Effect) -> None:
        match effect:
            case AskTicket():
                wish = Wish(topic=effect.topic, language=effect.language, priority=effect.priority)
                self.issuing.take(wish, self._hopes, patience_s=self._ticket_patience_s)
            case AskPerson():
                self._ask_person(effect.language)

    def _ask_person(self, language: str) -> None:
        link = self.issuing.link
        command = CallAPerson(id=link.new_id(), device=self._device.device_id, language=language)
        answer = link.ask(command, again_every_s=AGAIN_EVERY_S)
        answer.add_done_callback(self._person_asked)
        when_over(answer, self._person_patience_s, lambda: None)

    def _look_again(self, _: object) -> None:
        """A new board or another state of the connection: the window looks at both by itself."""
        self._hear(lambda state, _: state)

    def _given(self, ticket: Ticket) -> None:
        self._hear(lambda state, at_s: presenter.given(state, ticket, at_s))

    def _refused(self, _: Reply) -> None:
        self._hear(presenter.refused)

    def _given_up(self) -> None:
        """There is no ticket; while there is no connection either, that is what stands there."""
        self._hear(presenter.refused)

    def _printed(self, ticket: Ticket, fate: Printed) -> None:
        self._hear(lambda state, at_s: presenter.printed(state, ticket.id, fate, at_s))

    def _person_asked(self, answer: "Future[Reply]") -> None:
        heard = not answer.cancelled() and answer.exception() is None and answer.result().accepted
        self._hear(presenter.person_called if heard else presenter.person_not_called)

    def _when_printer(self, status: PrinterStatus) -> None:
        self._hear(lambda state, _: presenter.printer_said(state, down=status.kind == "fault"))
