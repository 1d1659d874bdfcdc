"""The kiosk with its screen: joins the window to the ticket's way. Only wiring stands here.

What comes from the connection's or the printer's thread is handed to the window as news; the window never
waits.
"""

import signal
from concurrent.futures import Future
from time import monotonic

from broker import program
from broker.config import Device
from broker.contract.boards import Reply
from broker.contract.commands import CallAPerson
from broker.look.scene import Panel
from broker.look.window import prepare
from kiosk import presenter
from kiosk.issuing import Hopes, Issuing, Listeners, Wish
from kiosk.presenter import AskPerson, AskTicket, Effect
from kiosk.scenes import Setting
from kiosk.words import all_languages


def run(device: Device) -> int:
    """Until somebody ends it; returns the exit code."""
    setting = setting_of(device)
    prepare(setting.panel, windowed=device.panel.windowed, touched=True)
    from kiosk.window import KioskApp, Office  # noqa: PLC0415 - Kivy's window opens here

    issuing = Issuing(
        device,
        Listeners(
            board=lambda _: app.look_now(),
            connected=lambda _: app.look_now(),
            printer=lambda status: app.hear(
                lambda state, _: presenter.printer_said(state, down=status.kind == "fault")
            ),
        ),
    )

    def connected() -> bool:
        return issuing.link.connected and not issuing.office_time.stale(monotonic())

    def do(effect: Effect) -> None:
        match effect:
            case AskTicket():
                wish = Wish(topic=effect.topic, language=effect.language, priority=effect.priority)
                issuing.take(wish, hopes)
            case AskPerson():
                command = CallAPerson(
                    id=issuing.link.new_id(), device=device.device_id, language=effect.language
                )
                issuing.link.ask(command).add_done_callback(person_called)

    def person_called(answer: "Future[Reply]") -> None:
        if answer.exception() is None and answer.result().accepted:
            app.hear(presenter.person_called)

    hopes = Hopes(
        given=lambda ticket: app.hear(lambda state, at_s: presenter.given(state, ticket, at_s)),
        refused=lambda _: app.hear(presenter.refused),
        printed=lambda ticket, fate: app.hear(
            lambda state, at_s: presenter.printed(state, ticket.id, fate, at_s)
        ),
    )
    app = KioskApp(
        setting=setting,
        office=Office(board=lambda: issuing.board, now=issuing.now, connected=connected, do=do),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.end())
    issuing.start()
    try:
        app.run()
    finally:
        issuing.stop()
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
