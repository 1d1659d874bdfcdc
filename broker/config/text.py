"""The reverse of reading: both files as text, for programs that set up an office (demo, tests, benches).

What was written is read back equal; what has its usual value is left out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from broker.config.files import LISTS, SECTIONS, Device, OfficeFile
from broker.contract.office import Hours


def office_text(file: OfficeFile) -> str:
    """office.toml; its log is named by its absolute path."""
    office = file.office
    head = {k: v for k, v in _settings(office).items() if k not in ("hours", *SECTIONS)}
    parts = [_table("[office]", head)]
    if office.hours:
        parts.append(_table("[hours]", _spans(office.hours)))
    parts += [_table(f"[{name}]", _settings(getattr(office, name))) for name in ("routing", "calling")]
    parts += [_table("[mqtt]", _settings(file.mqtt)), _table("[log]", {"path": file.log_path})]
    parts.append(_table("[web]", _settings(file.web)))
    parts += [_table(f"[[{name}]]", _settings(thing)) for name in LISTS for thing in getattr(office, name)]
    return "\n".join(parts)


def device_text(device: Device) -> str:
    """device.toml."""
    head = {k: v for k, v in _settings(device).items() if k not in ("panel", "printer")}
    parts = [_table("", head), _table("[panel]", _settings(device.panel))]
    return "\n".join([*parts, _table("[printer]", _settings(device.printer))])


def _settings(thing: Any) -> dict[str, Any]:
    """The fields that do not have their usual value."""
    return {f.name: value for f in fields(thing) if (value := getattr(thing, f.name)) != _usual(f)}


def _usual(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _table(head: str, settings: Mapping[str, Any]) -> str:
    return "".join(f"{line}\n" for line in [*([head] if head else []), *map(_line, settings.items())])


def _line(setting: tuple[str, Any]) -> str:
    return f"{setting[0]} = {_value(setting[1])}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_line(item) for item in value.items())} }}"
    if isinstance(value, tuple | list):
        if value and all(isinstance(item, Hours) for item in value):
            return _value(_spans(value))
        return f"[{', '.join(map(_value, value))}]"
    if is_dataclass(value):
        return _value(_settings(value))
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def _spans(hours: Iterable[Hours]) -> dict[str, list[str]]:
    days = groupby(hours, key=lambda span: span.weekday)
    return {weekday: [f"{span.opens}-{span.closes}" for span in spans] for weekday, spans in days}
