"""`talonas-display`: the lobby screen of one hall as a program. Opens the doors, joins them to the window.

It waits for the MQTT server and the broker for ever, and says on the screen that it does.
"""

import signal
from pathlib import Path
from queue import SimpleQueue

from broker import program
from broker.config import Device, load_device
from broker.config import Panel as PanelSetting
from broker.contract.commands import ConfirmCall
from broker.contract.errors import Misconfigured
from broker.link import Link
from broker.look.scene import Panel
from broker.look.window import prepare
from display.door import Hear, hearing, subscriptions
from display.glass import Place
from display.sizes import USUAL_PANEL
from display.sound import find_sound

NAME = "talonas-display"
CONFIRM_AGAIN_S = 2.0


def main() -> int:
    """Entry point of the command."""
    return program.run(_command)


def _command() -> int:
    args = program.parser(NAME, "The lobby screen: newest call, last calls, waiting times.").parse_args()
    program.start_logging(NAME)
    if args.config is None:
        raise Misconfigured("Say which screen this is: --config device.toml")
    return _show(_device(args.config))


def _device(path: Path) -> Device:
    device = load_device(path)
    if not device.hall:
        raise Misconfigured(f"{path}: hall is missing. A lobby screen needs to know in which hall it hangs.")
    return device


def _show(device: Device) -> int:
    panel = _panel(device.panel)
    prepare(panel, windowed=device.panel.windowed, touched=False)
    from display.app import DisplayApp  # Kivy's window opens here

    inbox: SimpleQueue[Hear] = SimpleQueue()

    def hear(topic: str, payload: bytes, retained: bool) -> None:
        inbox.put(hearing(device.office, topic, payload, retained=retained))
        app.look_now()

    def confirm(call_seq: int) -> None:
        command = ConfirmCall(id=link.new_id(), device=device.device_id, call_seq=call_seq)
        link.ask(command, again_every_s=CONFIRM_AGAIN_S)

    link = Link(
        device.office, device.device_id, device.mqtt_host, device.mqtt_port, on_message=hear,
        subscriptions=subscriptions(device.office, device.hall),
    )  # fmt: skip
    app = DisplayApp(place=_place(device, panel), inbox=inbox, sound=find_sound(), confirm=confirm)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.end())
    link.start()
    try:
        app.run()
    finally:
        link.stop()
    return program.OK


def _panel(setting: PanelSetting) -> Panel:
    """The file's default panel is a kiosk's; a lobby screen that says nothing is the usual one."""
    if (setting.width_px, setting.height_px, setting.diagonal_in) == _KIOSK:
        return USUAL_PANEL
    return Panel(width_px=setting.width_px, height_px=setting.height_px, diagonal_in=setting.diagonal_in)


_KIOSK = (PanelSetting().width_px, PanelSetting().height_px, PanelSetting().diagonal_in)


def _place(device: Device, panel: Panel) -> Place:
    return Place(
        panel=panel,
        distance_m=device.distance_m,
        palette="dark" if device.theme == "dark" else "light",
        language=device.language,
    )
