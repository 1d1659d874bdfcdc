"""Strict reading of a TOML table into a dataclass: every key must be known, every value of the field's type.

All problems of a file are gathered before anything is said. It knows nothing of what the values mean.
"""

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

WORDS: Mapping[Any, str] = {
    str: 'text in "quotes"',
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    Path: 'a path in "quotes"',
}


class Problems:
    """What is wrong with one file, in the order it was found."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, text: str) -> None:
        """One more problem; `place` is section and key, empty for the file as a whole."""
        self.lines.append(f"{place}: {text}" if place else text)


def meant(word: str, known: Sequence[str]) -> str:
    """`; did you mean "halls"?` when something known is near, else what there is."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; known are {', '.join(known)}." if known else "."


def read(
    cls: type[T], table: Any, place: str, problems: Problems, sections: Mapping[str, str] | None = None
) -> T | None:
    """The dataclass, or None after at least one problem was added.

    `sections` names the place of fields that stand in the file as sections of their own.
    """
    if not isinstance(table, Mapping):
        problems.add(place, "must be a table of keys and values.")
        return None
    before = len(problems.lines)
    shape = _shape(cls)
    for key in table:
        if key not in shape:
            problems.add(place, f'there is no setting "{key}"{meant(key, list(shape))}')
    found: dict[str, Any] = {}
    for name, (hint, required) in shape.items():
        where = (sections or {}).get(name) or inside(place, name)
        if name in table:
            found[name] = _value(hint, table[name], where, problems)
        elif required:
            problems.add(where, "is missing.")
    return cls(**found) if len(problems.lines) == before else None


def inside(place: str, key: str) -> str:
    """A key's place within a section: `[mqtt] port`."""
    if not place:
        return key
    return f"{place} {key}" if place.endswith("]") else f"{place}, {key}"


def _shape(cls: type) -> dict[str, tuple[Any, bool]]:
    hints = get_type_hints(cls)
    return {
        f.name: (hints[f.name], f.default is MISSING and f.default_factory is MISSING) for f in fields(cls)
    }


def _value(hint: Any, value: Any, place: str, problems: Problems) -> Any:
    origin = get_origin(hint)
    if origin is tuple:
        return _list(get_args(hint)[0], value, place, problems)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(get_args(hint)[1], value, place, problems)
    if is_dataclass(hint) and isinstance(hint, type):
        return read(hint, value, place, problems)
    return _scalar(hint, value, place, problems)


def _list(hint: Any, value: Any, place: str, problems: Problems) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        problems.add(place, "must be a list.")
        return ()
    return tuple(_value(hint, item, f"{place} no. {n}", problems) for n, item in enumerate(value, 1))


def _mapping(hint: Any, value: Any, place: str, problems: Problems) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        problems.add(place, 'must be a table such as { lt = "...", en = "..." }.')
        return {}
    return {key: _value(hint, item, inside(place, key), problems) for key, item in value.items()}


def _scalar(hint: Any, value: Any, place: str, problems: Problems) -> Any:
    if hint is float and type(value) in (int, float):
        return _number(value, place, problems)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if type(value) is not hint:
        problems.add(place, f"must be {WORDS[hint]}, not {value!r}.")
    return value


def _number(value: float, place: str, problems: Problems) -> float:
    """TOML knows nan, inf and whole numbers of any length; nothing here can be counted with them."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        problems.add(place, f"must be a number, not {number}.")
    return number
