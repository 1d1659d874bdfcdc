"""Figures and legs as JSON and CSV, for other programs and spreadsheets. Pure: returns text.

Names are the dataclasses' own, in snake_case and with units; times are RFC 3339; shares are 0..1.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from broker.contract.codec import instant
from broker.rules.rows import LegRow
from broker.stats.figures import DayReport

DIGITS = 4
"""After the point: a tenth of a millisecond, a hundredth of a per cent."""
PARTS = ("per_topic", "per_half_hour", "histogram", "worst_topic", "worst_half_hour")
"""Of a report: not figures of the whole day, so not in its line of the CSV."""


def report_as_json(report: DayReport) -> str:
    """One object, as DayReport."""
    return _json(_plain(report))


def report_as_csv(report: DayReport) -> str:
    """A line for the day, one for each topic, one for each half hour; columns that do not apply are empty."""
    day = {name: value for name, value in _plain(report).items() if name not in PARTS}
    lines = [{"part": "day", **_flat(day)}]
    lines += [{"part": "topic", **_flat(_plain(topic))} for topic in report.per_topic]
    lines += [{"part": "half_hour", **_flat(_plain(half))} for half in report.per_half_hour]
    return _csv(list(dict.fromkeys(name for line in lines for name in line)), lines)


def legs_as_json(legs: Iterable[LegRow]) -> str:
    """One array of objects, as LegRow."""
    return _json([_plain(leg) for leg in legs])


def legs_as_csv(legs: Iterable[LegRow]) -> str:
    """A line for each leg, columns as LegRow."""
    return _csv([field.name for field in fields(LegRow)], [_plain(leg) for leg in legs])


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return instant(value) if value.tzinfo is UTC else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return round(value, DIGITS) if isinstance(value, float) else value


def _flat(plain: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested names joined: waits.p95_s as waits_p95_s."""
    found: dict[str, Any] = {}
    for name, value in plain.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}_")
        else:
            found[prefix + name] = value
    return found


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _csv(columns: Sequence[str], lines: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()
