"""Sets up the demonstration's office: its configuration, free ports and a folder of its own."""

import fcntl
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broker.config import (
    Device,
    Mqtt,
    OfficeFile,
    Panel,
    PrinterChoice,
    Web,
    device_text,
    load_office,
    office_text,
)
from broker.contract.errors import Misconfigured
from broker.contract.office import WEEKDAYS, Counter, Hours, Office
from broker.contract.office import Device as KnownDevice

SHIPPED = Path(__file__).with_name("office.toml")
STAFF_DEVICE = "demo-staff"
HOST = "127.0.0.1"
MARK = ".talonas-demo"
"""Says that what lies in a folder is a demonstration's, and may make way for the next."""
OURS = ("office.toml", "talonas.db*", "report.json", "compare.*", "logs/*.log", "tickets/*.png")


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """Where one demonstration lives."""

    folder: Path
    file: OfficeFile

    @property
    def office(self) -> Office:
        """The configuration all its programs share."""
        return self.file.office

    @property
    def office_toml(self) -> Path:
        """What broker and web server read."""
        return self.folder / "office.toml"

    @property
    def tickets(self) -> Path:
        """Where paper falls, as pictures."""
        return self.folder / "tickets"

    @property
    def report(self) -> Path:
        """The day's figures."""
        return self.folder / "report.json"

    @property
    def web_url(self) -> str:
        """The counters' pages."""
        return f"http://{self.file.web.host}:{self.file.web.port}/"

    def device_toml(self, device_id: str) -> Path:
        """What one screen reads."""
        return self.folder / f"{device_id}.toml"

    def devices(self, kind: str) -> list[KnownDevice]:
        """The office's devices of a kind."""
        return [device for device in self.office.devices if device.kind == kind]


@contextmanager
def occupied(folder: Path, office: Office) -> Iterator[None]:
    """The folder is ours until the end: a second demonstration would sweep away the first one's log.

    The kernel lets go of it also when we are killed.
    """
    _refuse_without_devices(office)
    _left(folder, office)
    _make(folder)
    with (folder / MARK).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = f"Another demonstration runs in {folder}. Name another folder with --out."
            raise Misconfigured(said) from None
        yield


def move_in(base: OfficeFile, folder: Path) -> Premises:
    """Make the folder ready and write every program's configuration into it."""
    _refuse_without_devices(base.office)
    folder = folder.absolute()
    _sweep(folder, base.office)
    mqtt_port, web_port = _free_ports(2)
    web = Web(host=HOST, port=web_port)
    office = replace(base.office, public_url=base.office.public_url or f"http://{HOST}:{web_port}")
    file = OfficeFile(
        office=_with_staff(office),
        mqtt=Mqtt(server=_own_server(base.mqtt.server), host=HOST, port=mqtt_port),
        log_path=folder / "talonas.db",
        web=web,
    )
    premises = Premises(folder=folder, file=file)
    premises.office_toml.write_text(office_text(file), encoding="utf-8")
    for device in (*premises.devices("kiosk"), *premises.devices("display")):
        text = device_text(_device(premises, device))
        premises.device_toml(device.id).write_text(text, encoding="utf-8")
    return premises


def _own_server(kind: str) -> str:
    """A demonstration never joins the MQTT server of a real office."""
    return "auto" if kind == "none" else kind


def _refuse_without_devices(office: Office) -> None:
    kinds = {device.kind for device in office.devices}
    missing = [kind for kind in ("kiosk", "counter") if kind not in kinds]
    if missing:
        raise Misconfigured(f'A demonstration needs one of [[devices]] with kind = "{missing[0]}".')


def _sweep(folder: Path, office: Office) -> None:
    left = _left(folder, office)
    _make(folder)
    for path in left:
        path.unlink()


def _left(folder: Path, office: Office) -> list[Path]:
    """What an earlier demonstration left; nothing else makes way: a real office's log might lie here."""
    screens = tuple(f"{device.id}.toml" for device in office.devices)
    left = [path for pattern in (*OURS, *screens) for path in folder.glob(pattern)]
    if left and not (folder / MARK).exists():
        raise Misconfigured(f"{left[0]} is not a demonstration's. Name another folder with --out.")
    return left


def _make(folder: Path) -> None:
    try:
        for name in ("logs", "tickets"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError as error:
        raise Misconfigured(
            f"{folder} cannot be used: {error.strerror}. Name a folder with --out."
        ) from error


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind((HOST, 0))
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _with_staff(office: Office) -> Office:
    if office.device(STAFF_DEVICE):
        return office
    return replace(office, devices=(*office.devices, KnownDevice(id=STAFF_DEVICE, kind="keypad")))


def _device(premises: Premises, device: KnownDevice) -> Device:
    return Device(
        device_id=device.id,
        office=premises.office.id,
        hall=device.hall,
        mqtt_host=premises.file.mqtt.host,
        mqtt_port=premises.file.mqtt.port,
        panel=Panel(windowed=True),
        printer=PrinterChoice(kind="png", folder=premises.tickets),
    )


# -- which office, and when


def base_office(config: Path | None, counters: int | None) -> OfficeFile:
    """The shipped office, or your own, with so many counters."""
    base = load_office(config or SHIPPED)
    if counters is None:
        return base
    return replace(base, office=with_counters(base.office, counters))


def with_counters(office: Office, count: int) -> Office:
    """The first so many counters; further ones do what the others do, in turn."""
    known = office.counters
    further = (
        replace(known[n % len(known)], number=max(c.number for c in known) + 1 + n - len(known), duty=False)
        for n in range(len(known), count)
    )
    return replace(office, counters=_someone_for_everything(office, (*known[:count], *further)))


def _someone_for_everything(office: Office, counters: Sequence[Counter]) -> tuple[Counter, ...]:
    """A small office has nobody it could send a visitor on to: the last counter then serves what is left."""
    served = {skill for counter in counters for skill in counter.skills}
    left = tuple(topic.id for topic in office.topics if topic.id not in served)
    *others, last = counters
    return (*others, replace(last, skills=last.skills + left))


def next_opening(office: Office, today: date) -> datetime:
    """When the office opens next, from today on; at eight where no hours are published."""
    hours = office.hours or tuple(Hours(weekday=day, opens="08:00", closes="17:00") for day in WEEKDAYS)
    week = [today + timedelta(days=n) for n in range(7)]
    opens = [(day, span.opens) for day in week for span in hours if span.weekday == WEEKDAYS[day.weekday()]]
    day, at = min(opens)
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(office.time_zone)).astimezone(UTC)
