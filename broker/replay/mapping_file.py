"""Reads a mapping file strictly: whatever is not understood is refused with its place and a likely cure."""

import tomllib
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from broker.config.shape import Problems, meant, read
from broker.contract.errors import Misconfigured
from broker.replay.mapping import (
    DURATION_WORDS,
    DURATIONS,
    INSTANTS,
    TIME_WORDS,
    FileForm,
    Mapping,
    Times,
)


def load_mapping(path: Path) -> Mapping:
    """The mapping; raises Misconfigured with everything that is wrong with it."""
    problems = Problems()
    sections = {f.name: f"[{f.name}]" for f in fields(Mapping)}
    mapping = read(Mapping, _written_out(_toml(path)), "", problems, sections)
    if mapping is not None:
        _check(mapping, problems)
    if mapping is None or problems.lines:
        raise Misconfigured("\n  ".join([f"{path} cannot be followed:", *problems.lines]))
    return mapping


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not TOML: {error}.") from error


def _written_out(table: Table[str, Any]) -> dict[str, Any]:
    """One text where several may stand is a list of one; a day without quotes is a text."""
    plain = {name: dict(part) if isinstance(part, dict) else part for name, part in table.items()}
    for name in ("columns", "formats", "words"):
        if isinstance(plain.get(name), dict):
            plain[name] = {key: _listed(value) for key, value in plain[name].items()}
    times = plain.get("times")
    if isinstance(times, dict):
        plain["times"] = {
            key: _listed(value) if key == "format" else _dated(value) for key, value in times.items()
        }
    return plain


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _dated(value: Any) -> Any:
    return value.isoformat() if type(value) is date else value


# -- what must hold


def _check(mapping: Mapping, problems: Problems) -> None:
    _check_form(mapping.file, problems)
    _check_columns(mapping, problems)
    _check_times(mapping.times, problems)
    for role in (*INSTANTS, *DURATIONS):
        own, known = getattr(mapping.formats, role), TIME_WORDS if role in INSTANTS else DURATION_WORDS
        _check_formats(own, known, f"[formats] {role}", problems)
        if own and not getattr(mapping.columns, role):
            problems.add(f"[formats] {role}", f"[columns] names no column for {role}.")


def _check_form(form: FileForm, problems: Problems) -> None:
    for name, value, least in (
        ("delimiter", form.delimiter, 0),
        ("quote", form.quote, 0),
        ("decimal", form.decimal, 1),
    ):
        if not least <= len(value) <= 1:
            problems.add(f"[file] {name}", f"must be one character, not {value!r}.")
    if form.decimal not in (".", ","):
        problems.add("[file] decimal", 'must be "." or ",".')
    if form.header_line < 0:
        problems.add("[file] header_line", "must be 1 or more, or 0 for none.")
    try:
        "".encode(form.encoding or "utf-8")
    except (LookupError, ValueError):
        problems.add(
            "[file] encoding", f'"{form.encoding}" is not known, such as "utf-8", "utf-16" or "cp1257".'
        )


def _check_columns(mapping: Mapping, problems: Problems) -> None:
    columns = mapping.columns
    if not columns.issue and not (columns.wait and (columns.call or columns.service_start)):
        problems.add("[columns] issue", "is missing; without it a call and a wait must be there.")
    if not columns.topic:
        problems.add("[columns] topic", "is missing.")


def _check_times(times: Times, problems: Problems) -> None:
    try:
        ZoneInfo(times.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(times.zone, available_timezones(), n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ', such as "Europe/Vilnius".'
        problems.add("[times] zone", f'"{times.zone}" is no time zone{hint}')
    for name, reader, such in (("date", date, "2020-01-20"), ("day_turn", time, "03:00")):
        value = getattr(times, name)
        try:
            if value:
                reader.fromisoformat(value)
        except ValueError:
            problems.add(f"[times] {name}", f'"{value}" is none, such as "{such}".')
    _check_formats(times.format, TIME_WORDS, "[times] format", problems)
    _check_formats((times.durations,), DURATION_WORDS, "[times] durations", problems)
    if not 0 <= times.precision_min <= 60:
        problems.add("[times] precision_min", "must be from 0 to 60.")


def _check_formats(formats: Sequence[str], known: Sequence[str], place: str, problems: Problems) -> None:
    for form in formats:
        if form in known:
            continue
        if known is DURATION_WORDS or "%" not in form:
            problems.add(place, f'"{form}" is not known{meant(form, known)}')
        elif wrong := _wrong_letters(form):
            problems.add(place, f'"{form}": {wrong}.')


def _wrong_letters(form: str) -> str:
    """What strptime has against a format; empty: nothing."""
    try:
        datetime.strptime("", form)  # noqa: DTZ007  only its letters are tried
    except ValueError as error:
        return "" if "does not match" in str(error) else str(error)
    return ""
