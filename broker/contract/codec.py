"""Messages to bytes and back: JSON in UTF-8, one flat object with `v`, the contract's major version.

Times are RFC 3339 in UTC with milliseconds. Unknown fields pass unread; unknown kinds and unreadable fields
are refused with the field's name. The same plain form serves the log's rows.
"""

import json
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from broker.contract.commands import COMMANDS, Command
from broker.contract.errors import Malformed, UnknownKind
from broker.contract.events import EVENTS, Event, Recorded
from broker.contract.topics import MAJOR

T = TypeVar("T")
Plain = dict[str, Any]
LONGEST_ID = 64
"""Of a command; a UUID has 36 characters."""


def kind_of(message: object) -> str:
    """The kind on the wire: the class's name in snake_case."""
    cls = message if isinstance(message, type) else type(message)
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


COMMAND_KINDS = {kind_of(cls): cls for cls in COMMANDS}
EVENT_KINDS = {kind_of(cls): cls for cls in EVENTS}


# -- whole messages


def encode(message: object) -> bytes:
    """Any board, reply, info, heartbeat or health."""
    return _dump({"v": MAJOR, **to_plain(message)})


def decode(cls: type[T], payload: bytes) -> T:
    """The reverse of encode; raises Malformed."""
    return from_plain(cls, _load(payload))


def encode_command(command: Command) -> bytes:
    """A command's payload; its kind and device stand in the topic."""
    plain = to_plain(command)
    del plain["device"]
    return _dump({"v": MAJOR, **plain})


def decode_command(device: str, kind: str, payload: bytes) -> Command:
    """A command as received; raises UnknownKind or Malformed."""
    cls = COMMAND_KINDS.get(kind)
    if cls is None:
        raise UnknownKind(f"There is no command {kind!r}.")
    command = from_plain(cls, {**_load(payload), "device": device})
    if not 0 < len(command.id) <= LONGEST_ID:
        raise Malformed(f"id must have 1 to {LONGEST_ID} characters.")
    return command


def encode_event(recorded: Recorded) -> bytes:
    """An event with its place in the log, as published."""
    plain = to_plain(recorded)
    event = plain.pop("event")
    return _dump({"v": MAJOR, "kind": kind_of(recorded.event), **plain, **event})


def decode_event(payload: bytes) -> Recorded:
    """The reverse of encode_event; raises UnknownKind or Malformed."""
    plain = _load(payload)
    event = event_from_plain(str(plain.get("kind", "")), plain)
    return from_plain(Recorded, {**plain, "event": event})


def event_from_plain(kind: str, plain: Plain) -> Event:
    """An event of the log from its kind and plain fields."""
    cls = EVENT_KINDS.get(kind)
    if cls is None:
        raise UnknownKind(f"There is no event {kind!r}.")
    return from_plain(cls, plain)


# -- plain forms


def to_plain(value: Any) -> Any:
    """Dataclasses, mappings and tuples as JSON can hold them."""
    if is_dataclass(value):
        cls: Any = type(value)
        return {name: to_plain(getattr(value, name)) for name in _field_names(cls)}
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def from_plain(cls: type[T], plain: Any, where: str = "") -> T:
    """A dataclass from its plain form; raises Malformed with the place."""
    if not isinstance(plain, Mapping):
        raise Malformed(f"{where or kind_of(cls)} must be an object.")
    found = {}
    shape: Any = cls
    for name, hint, required in _shape(shape):
        if name in plain:
            found[name] = _read(hint, plain[name], f"{where}.{name}" if where else name)
        elif required:
            raise Malformed(f"{where + '.' if where else ''}{name} is missing.")
    return cls(**found)


def instant(moment: datetime) -> str:
    """RFC 3339, UTC, milliseconds: 2026-11-23T07:18:03.412Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(hint), value, where)
    if origin in (tuple, frozenset):
        return origin(_read_items(get_args(hint)[0], value, where))
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(hint)[1], value, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return value if isinstance(value, hint) else from_plain(hint, value, where)
    return _read_scalar(hint, value, where)


def _read_union(options: tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and type(None) in options:
        return None
    for option in options:
        if option is not type(None) and _fits(option, value):
            return _read(option, value, where)
    raise Malformed(f"{where} cannot be {value!r}.")


def _fits(option: Any, value: Any) -> bool:
    if option in (str, int, float, bool):
        return type(value) is option
    return True


def _read_items(hint: Any, value: Any, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise Malformed(f"{where} must be a list.")
    return [_read(hint, item, f"{where}[{n}]") for n, item in enumerate(value)]


def _read_mapping(hint: Any, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Malformed(f"{where} must be an object.")
    return {_text(key, where): _read(hint, item, f"{where}.{key}") for key, item in value.items()}


def _read_scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is str and isinstance(value, str):
        return _text(value, where)
    if isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool):
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        return _read_text(hint, value, where)
    raise Malformed(f"{where} must be {_words(hint)}, not {value!r}.")


def _text(value: str, where: str) -> str:
    """JSON can spell what no file, screen or paper can hold: half a character, and the end of a text."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Malformed(f"{where} holds half a character.") from error
    if "\0" in value:
        raise Malformed(f"{where} holds a NUL character.")
    return value


def _read_text(hint: Any, value: str, where: str) -> Any:
    try:
        if hint is datetime:
            return _moment(value)
        if hint is date:
            return date.fromisoformat(value)
        if issubclass(hint, StrEnum):
            return hint(value)
    except (ValueError, OverflowError):
        pass
    raise Malformed(f"{where} must be {_words(hint)}, not {value!r}.")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)


def _words(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(hint)
    names: dict[Any, str] = {
        str: "text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        datetime: "a time such as 2026-11-23T07:18:03.412Z",
        date: "a date such as 2026-11-23",
    }
    return names[hint]


@cache
def _shape(cls: Any) -> tuple[tuple[str, Any, bool], ...]:
    hints = get_type_hints(cls)
    return tuple(
        (f.name, hints[f.name], f.default is MISSING and f.default_factory is MISSING) for f in fields(cls)
    )


@cache
def _field_names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def _dump(plain: Plain) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _load(payload: bytes) -> Plain:
    try:
        plain = json.loads(payload, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("The message is not JSON in UTF-8.") from error
    if not isinstance(plain, dict):
        raise Malformed("The message must be an object.")
    if plain.get("v", MAJOR) != MAJOR:
        raise Malformed(f"Version {plain['v']!r} is not spoken here; this is version {MAJOR}.")
    return plain
