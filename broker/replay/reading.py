"""An outside log by its mapping: which column is which, and what all its rows come to.

A file of which nearly nothing can be followed is refused whole: then the mapping is wrong, or it is no log.
Nothing of it is used before all of it was read.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from broker.contract.errors import Misconfigured
from broker.replay.mapping import PLAIN, ROLES, Mapping
from broker.replay.recorded import RecordedDay, RecordedLeg, Recording, Refused
from broker.replay.rows import RowReader
from broker.replay.table import Written, read_table

MANY: Final = 20
"""Of fewer rows each is judged alone; of more, half must be readable."""
Found = dict[str, tuple[int, ...]]
"""Role to the places of its columns."""


def read_file(path: Path, mapping: Mapping = PLAIN) -> Recording:
    """The whole log; raises Misconfigured, with file and line, when it cannot be followed."""
    written = read_table(path, mapping.file)
    reader = RowReader(mapping, _columns(written, mapping))
    legs, refused = reader.legs(written.rows, written.header)
    _refuse_if_wrong(path, len(written.rows), refused)
    zone = ZoneInfo(mapping.times.zone)
    return Recording(
        days=days_of(legs, zone, time.fromisoformat(mapping.times.day_turn)),
        zone=zone,
        rows=len(written.rows),
        refused=tuple(refused),
        precision_s=mapping.times.precision_min * 60,
    )


def days_of(legs: Iterable[RecordedLeg], zone: ZoneInfo, turn: time) -> tuple[RecordedDay, ...]:
    """Each leg to the local day its visit began on."""
    before = timedelta(hours=turn.hour, minutes=turn.minute)
    found: dict[date, list[RecordedLeg]] = {}
    for leg in legs:
        local = leg.issued_at.astimezone(zone).replace(tzinfo=None)
        found.setdefault((local - before).date(), []).append(leg)
    return tuple(
        RecordedDay(
            day=day,
            begins_at=datetime.combine(day, turn, zone).astimezone(UTC),
            ends_at=datetime.combine(day + timedelta(days=1), turn, zone).astimezone(UTC),
            legs=tuple(sorted(found[day], key=lambda leg: (leg.entered_at, leg.line, leg.number))),
        )
        for day in sorted(found)
    )


# -- columns


def _columns(written: Written, mapping: Mapping) -> Found:
    """Raises Misconfigured when a column is not there, or there twice."""
    header, found, missing = written.header.cells, Found(), []
    for role in ROLES:
        names = getattr(mapping.columns, role)
        places = [_place(name, header, written) for name in names]
        if names and None not in places:
            found[role] = tuple(place for place in places if place is not None)
        elif mapping is not PLAIN or role in ("issue", "topic"):
            missing += [name for name, place in zip(names, places, strict=True) if place is None]
    if missing:
        said = ", ".join(f'"{name}"{_near(name, header)}' for name in missing)
        there = ", ".join(f'"{name}"' for name in header)
        hint = " A mapping file says which column is which." if mapping is PLAIN else ""
        raise Misconfigured(
            f"{written.path}, line {written.header.line or 1}: there is no column {said}; "
            f"there are {there}.{hint}"
        )
    return found


def _place(name: str, header: Sequence[str], written: Written) -> int | None:
    if name.startswith("#") and name[1:].isdigit() and name not in header:
        return int(name[1:]) - 1 if 1 <= int(name[1:]) <= len(header) else None
    plain = " ".join(name.split())
    exact = [place for place, column in enumerate(header) if column == plain]
    found = exact or [place for place, column in enumerate(header) if column.casefold() == plain.casefold()]
    if len(found) > 1:
        raise Misconfigured(
            f'{written.path}, line {written.header.line}: there are {len(found)} columns "{plain}"; '
            f'name the one that is meant by its place, such as "#{found[0] + 1}".'
        )
    return found[0] if found else None


def _near(name: str, header: Sequence[str]) -> str:
    folded = {column.casefold(): column for column in header}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return f' (did you mean "{folded[near[0]]}"?)' if near else ""


# -- the whole file


def _refuse_if_wrong(path: Path, rows: int, refused: Sequence[Refused]) -> None:
    """Nothing can be read, or of many rows not even half."""
    if not refused or (len(refused) < rows and (rows < MANY or len(refused) * 2 <= rows)):
        return
    reason, times = Counter(no.reason for no in refused).most_common(1)[0]
    first = next(no for no in refused if no.reason == reason)
    detail = f" ({first.detail})" if first.detail else ""
    raise Misconfigured(
        f"{path}, line {first.line}: {reason}{detail}. {len(refused)} of {rows} rows cannot be followed, "
        f"{times} of them for this reason: is it the right mapping?"
    )
