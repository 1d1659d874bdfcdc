"""The shape of office.toml and device.toml, and the two functions that read them.

A branch's words (topics, counters ...) are contract.office; here stands what only its machines need to know.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from broker.config.checks import check_id, check_known, check_office, check_port
from broker.config.shape import Problems, inside, meant, read
from broker.contract.errors import Misconfigured
from broker.contract.office import Office

MQTT_SERVERS = ("auto", "mosquitto", "embedded", "none")
PRINTERS = ("network", "png", "none")
THEMES = ("light", "dark")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mqtt:
    """The MQTT server of this branch."""

    server: str = "auto"
    """auto (Mosquitto where it is installed, else the embedded one), mosquitto, embedded, or none:
    somebody else runs it."""
    host: str = "127.0.0.1"
    """Where it listens; this machine alone unless you say otherwise."""
    port: int = 1883


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """The log: the one file to back up."""

    path: Path = Path("talonas.db")
    """Relative to the folder of office.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The pages for counters and the branch head."""

    host: str = "127.0.0.1"
    """Where they are offered; this machine alone unless you say otherwise."""
    port: int = 8080
    """0: any free one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFile:
    """All of office.toml."""

    office: Office
    mqtt: Mqtt
    log_path: Path
    """Absolute."""
    web: Web


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The screen's glass, so that sizes are true millimetres."""

    width_px: int = 1280
    height_px: int = 800
    diagonal_in: float = 10.1
    windowed: bool = False
    """true: a window, for trying things out; false: the whole screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChoice:
    """Where paper comes out."""

    kind: str = "none"
    """network (an ESC/POS printer over TCP), png (drawn into a folder) or none."""
    host: str = ""
    """Of a network printer."""
    port: int = 9100
    width_dots: int = 576
    """Printable dots across: 384 for 58 mm paper, 512 or 576 for 80 mm."""
    folder: Path = Path("tickets")
    """Where pictures go; relative to the folder of device.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One screen's own facts; everything else comes by its board."""

    device_id: str
    """As in office.toml under [[devices]]."""
    office: str
    """The office's id."""
    hall: str = ""
    """The hall it stands in."""
    mqtt_host: str = "127.0.0.1"
    mqtt_port: int = 1883
    language: str = ""
    """The language it returns to when nobody is there; empty: the office's first."""
    theme: str = "light"
    """light or dark."""
    distance_m: float = 0.0
    """From the glass to the farthest reader; 0: what is usual for its kind of screen."""
    panel: Panel = Panel()
    printer: PrinterChoice = PrinterChoice()


TABLES = {"mqtt": Mqtt, "log": LogFile, "web": Web}
"""Sections of office.toml beside the office's own."""

LISTS = ("halls", "topics", "counters", "devices", "peaks")
SECTIONS = {name: f"[[{name}]]" for name in LISTS} | {
    name: f"[{name}]" for name in ("routing", "breaks", "calling")
}
"""Parts of the office that are sections of the file; the rest stands under [office], opening in [hours]."""


def load_office(path: Path) -> OfficeFile:
    """office.toml; raises Misconfigured with everything that is wrong with it."""
    table = _toml(path)
    problems = Problems()
    known = ["office", "hours", *SECTIONS, *TABLES]
    for name in table:
        if name not in known:
            problems.add("", f"There is no section [{name}]{meant(name, known)}")
    office = read(Office, _office_table(table, problems), "[office]", problems, SECTIONS)
    mqtt = read(Mqtt, table.get("mqtt", {}), "[mqtt]", problems)
    log = read(LogFile, table.get("log", {}), "[log]", problems)
    web = read(Web, table.get("web", {}), "[web]", problems)
    if office is not None:
        check_office(office, problems)
    if mqtt is not None:
        check_known(mqtt.server, MQTT_SERVERS, "[mqtt] server", problems)
        check_port(mqtt.port, "[mqtt] port", problems)
    if web is not None:
        check_port(web.port, "[web] port", problems, any_free=True)
    return OfficeFile(
        office=_sure(office, path, problems),
        mqtt=_sure(mqtt, path, problems),
        log_path=path.parent.absolute() / _sure(log, path, problems).path,
        web=_sure(web, path, problems),
    )


def load_device(path: Path) -> Device:
    """device.toml; raises Misconfigured with everything that is wrong with it."""
    problems = Problems()
    device = read(Device, _toml(path), "", problems)
    if device is not None:
        _check_device(device, problems)
    device = _sure(device, path, problems)
    folder = path.parent.absolute() / device.printer.folder
    return replace(device, printer=replace(device.printer, folder=folder))


def _check_device(device: Device, problems: Problems) -> None:
    check_id(device.device_id, "device_id", problems)
    check_id(device.office, "office", problems)
    check_known(device.theme, THEMES, "theme", problems)
    check_known(device.printer.kind, PRINTERS, "printer, kind", problems)
    check_port(device.mqtt_port, "mqtt_port", problems)
    check_port(device.printer.port, "printer, port", problems)
    if device.distance_m < 0:
        problems.add("distance_m", "must not be less than 0.")
    if device.printer.kind == "network" and not device.printer.host:
        problems.add("printer, host", "a network printer needs its address.")
    if min(device.panel.width_px, device.panel.height_px, device.panel.diagonal_in) <= 0:
        problems.add("panel", "width_px, height_px and diagonal_in must be more than 0.")


def _office_table(table: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    """The office as its dataclass wants it: sections gathered, hours written out."""
    plain = dict(table["office"]) if isinstance(table.get("office", {}), dict) else {}
    for name in ("hours", *SECTIONS):
        if name in plain:
            problems.add("[office]", f'"{name}" stands as a section of its own, not under [office].')
    plain |= {name: [] for name in LISTS}
    plain |= {name: table[name] for name in SECTIONS if name in table}
    if "hours" in table:
        plain["hours"] = _hours(table["hours"], "[hours]", problems)
    if isinstance(plain["topics"], list):
        plain["topics"] = [_topic(topic, n, problems) for n, topic in enumerate(plain["topics"], 1)]
    return plain


def _topic(topic: Any, n: int, problems: Problems) -> Any:
    if not isinstance(topic, dict) or "hours" not in topic:
        return topic
    return topic | {"hours": _hours(topic["hours"], f"[[topics]] no. {n}, hours", problems)}


def _hours(table: Any, place: str, problems: Problems) -> list[dict[str, str]]:
    """`mon = ["08:00-12:00", "13:00-17:00"]` as one entry a span."""
    if not isinstance(table, dict):
        problems.add(place, 'must be weekdays with spans, such as mon = ["08:00-17:00"].')
        return []
    found = []
    for weekday, spans in table.items():
        for span in spans if isinstance(spans, list) else [spans]:
            opens, dash, closes = str(span).partition("-")
            if not dash:
                problems.add(inside(place, weekday), f'{span!r} must be a span such as "08:00-17:00".')
                continue
            found.append({"weekday": weekday, "opens": opens.strip(), "closes": closes.strip()})
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not TOML: {error}.") from error


def _sure(thing: T | None, path: Path, problems: Problems) -> T:
    if problems.lines or thing is None:
        raise Misconfigured("\n  ".join([f"{path} cannot be followed:", *problems.lines]))
    return thing
