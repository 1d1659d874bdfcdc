"""A cell of an outside log as a moment, a duration or a word. Pure: no file, no clock.

What cannot be read raises Unreadable, which says why in words for whoever wrote the mapping.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker.replay.mapping import EPOCH_MS, EPOCH_S, EXCEL, ISO

EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001  it counts local days
EARLIEST, LATEST = 1990, 2100
"""Years that a log can be of: a column of milliseconds read as seconds is noticed by its year."""
OVERNIGHT = timedelta(hours=12)
"""A time of day earlier than the one before it is of the next day, if that is not longer away than this."""
PARTS = {"mm:ss": (60, 1), "hh:mm": (3600, 60), "hh:mm:ss": (3600, 60, 1)}
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600}
_DATED = re.compile(r"%[dDjcxF]")


class Unreadable(Exception):
    """A cell that is not written as the mapping says."""


def moment(
    cell: str, formats: Sequence[str], decimal: str, zone: ZoneInfo, day: date | None, after: datetime | None
) -> datetime:
    """A cell as UTC.

    `day` is the day of a time that names none. `after` is what happened before it in the same row: a time
    without a day of its own may have passed midnight since.
    """
    for form in formats:
        read = _read(cell, form, decimal)
        if read is None:
            continue
        if isinstance(read, time):
            return _of_day(read, zone, day, after)
        return _plausible(_utc(read, zone, after), cell)
    raise Unreadable(f'"{cell}" is not written like {" or ".join(formats)}')


def overnight(found: datetime, after: datetime | None) -> datetime:
    """The same a day later if it would otherwise be before what happened before it."""
    if after is not None and found < after <= found + timedelta(days=1) <= after + OVERNIGHT:
        return found + timedelta(days=1)
    return found


def _read(cell: str, form: str, decimal: str) -> datetime | time | None:
    """None: it is not written so."""
    try:
        if form == ISO:
            return _iso(cell)
        if form in (EPOCH_S, EPOCH_MS):
            seconds = number(cell, decimal) / (1000 if form == EPOCH_MS else 1)
            return datetime.fromtimestamp(seconds, UTC)
        if form == EXCEL:
            return _excel(number(cell, decimal))
        found = datetime.strptime(_plain_halves(cell), form)  # noqa: DTZ007  %z may be in it, else the zone is added
        return found if _DATED.search(form) else found.time()
    except (ValueError, OverflowError, OSError):
        return None


def _iso(cell: str) -> datetime | time:
    if ":" not in cell and "T" not in cell:
        raise ValueError(cell)
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return time.fromisoformat(cell)


def _excel(days: float) -> datetime | time:
    """A fraction alone is a time of day."""
    moment = EXCEL_BEGINS + timedelta(seconds=round(days * 86_400))
    return moment if days >= 1 else moment.time()


def _plain_halves(cell: str) -> str:
    """`8:05 p.m.` as strptime knows it."""
    return re.sub(r"(?i)\b([ap])\.?\s?m\b\.?", r"\1m", cell)


def _of_day(read: time, zone: ZoneInfo, day: date | None, after: datetime | None) -> datetime:
    if day is None:
        raise Unreadable(f'"{read}" is a time without a day; [times] date can name it')
    found = _utc(datetime.combine(day, read), zone, after)
    return overnight(found, after)


def _utc(read: datetime, zone: ZoneInfo, after: datetime | None) -> datetime:
    """Of an hour that an autumn night has twice the first, unless something was before it."""
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    first = read.replace(tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != read:
        raise Unreadable(f'"{read}" did not exist: the clocks were put forward')
    second = read.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return second if after is not None and first < after <= second else first


def _plausible(found: datetime, cell: str) -> datetime:
    if not EARLIEST <= found.year <= LATEST:
        raise Unreadable(f'"{cell}" would be in the year {found.year}')
    return found


def duration_s(cell: str, formats: Sequence[str], decimal: str) -> float:
    """A cell as seconds."""
    for form in formats:
        try:
            seconds = number(cell, decimal) * UNITS[form] if form in UNITS else _clock_s(cell, PARTS[form])
        except ValueError:
            continue
        return seconds
    raise Unreadable(f'"{cell}" is not written like {" or ".join(formats)}')


def _clock_s(cell: str, weights: Sequence[int]) -> float:
    """`75:30` is 75 minutes and a half where minutes and seconds are meant."""
    parts = cell.split(":")
    if len(parts) != len(weights) or not all(re.fullmatch(r"\d+", part) for part in parts):
        raise ValueError(cell)
    return float(sum(int(part) * weight for part, weight in zip(parts, weights, strict=True)))


def number(cell: str, decimal: str) -> float:
    """A number as people and programs write it; the other mark, or a space, may set thousands apart."""
    apart = r"[, ]" if decimal == "." else r"[. ]"
    plain = re.sub(rf"(?<=\d){apart}(?=\d{{3}}(?!\d))", "", cell).replace(decimal, ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?", plain):
        raise ValueError(cell)
    return float(plain)


def label(cell: str) -> str:
    """A counter or number; a spreadsheet makes 3.0 of 3 where some cells are empty."""
    return re.sub(r"^(\d+)\.0$", r"\1", cell)
