"""A replay as JSON for programs and as CSV for the analyst. Pure: returns text.

Like `talonas report`: durations in seconds (`_s`), shares 0..1, a figure of nothing is null or empty. Times
bear the local offset of the log's zone.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from typing import Any

from broker.replay.again import LegAgain, Replay
from broker.replay.figures import findings
from broker.replay.recorded import RecordedLeg
from broker.replay.verdict import sentence

DIGITS = 4
COLUMNS = (
    "day",
    "line",
    "number",
    "topic",
    "priority",
    "issued_at",
    "called_at",
    "counter",
    "wait_s",
    "own_order_wait_s",
    "rule_called_at",
    "rule_counter",
    "rule_wait_s",
    "estimate_low_s",
    "estimate_mid_s",
    "estimate_high_s",
    "last_called_wait_s",
)


def as_json(replay: Replay, name: str) -> str:
    """One object: what was read, the sentence, the figures of all days and of each."""
    recording, found = replay.recording, findings(replay, replay.legs)
    days = [
        {"day": day, **_plain(asdict(findings(replay, tuple(legs))))}
        for day, legs in groupby(replay.legs, key=lambda leg: leg.day)
    ]
    whole = {
        "log": name,
        "rule": replay.rule,
        "rows": {
            "read": recording.rows,
            "refused": len(recording.refused),
            "reasons": [asdict(no) for no in recording.refused],
        },
        "legs": {"played": len(replay.legs), "left_out": len(replay.left_out)},
        "counters_named": not replay.lines,
        "nearest_rule": replay.nearest_rule,
        "sentence": sentence(replay, found),
        **asdict(found),
        "overtime_s": replay.overtime_s,
        "services_cut": replay.cut,
        "days": days,
    }
    return json.dumps(_plain(whole), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return round(value, DIGITS) if isinstance(value, float) else value


def as_csv(replay: Replay) -> str:
    """A line for each ticket that could be followed, by issue; of those left out it says less."""
    played = [(leg.leg.issued_at, leg.leg.line, _line(replay, leg.day, leg.leg, leg)) for leg in replay.legs]
    others = [(leg.issued_at, leg.line, _line(replay, day, leg, None)) for day, leg in replay.left_out]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(line for _, _, line in sorted(played + others, key=lambda one: one[:2]))
    return text.getvalue()


def _line(replay: Replay, day: date, leg: RecordedLeg, again: LegAgain | None) -> dict[str, Any]:
    def local(moment: datetime | None) -> str:
        return moment.astimezone(replay.recording.zone).isoformat(timespec="seconds") if moment else ""

    line: dict[str, Any] = {
        "day": day,
        "line": leg.line or "",
        "number": leg.number,
        "topic": leg.topic,
        "priority": int(leg.priority),
        "issued_at": local(leg.issued_at),
        "called_at": local(leg.called_at),
        "counter": leg.counter,
    }
    return line | (_would_be(again, local(again.rule_called_at)) if again else {})


def _would_be(again: LegAgain, called_at: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "wait_s": round(again.wait_s, 1),
        "own_order_wait_s": round(again.own_wait_s, 1),
        "rule_called_at": called_at,
        "rule_counter": again.rule_counter,
        "rule_wait_s": round(again.rule_wait_s, 1),
    }
    if again.guess is None:
        return line
    return line | {
        "estimate_low_s": round(again.guess.said.low_s, 1),
        "estimate_mid_s": round(again.guess.said.mid_s, 1),
        "estimate_high_s": round(again.guess.said.high_s, 1),
        "last_called_wait_s": round(again.guess.last_wait_s, 1),
    }
