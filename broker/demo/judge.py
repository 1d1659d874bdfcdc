"""Looks at what a demonstration left behind, log and paper, and writes report, comparison and verdict."""

import asyncio
import json
import math
from pathlib import Path
from typing import Any

from broker.contract.events import Recorded
from broker.demo.compare import issue_lags_s, numbers_match, waiting_points, write_table
from broker.demo.office import Premises
from broker.demo.paper import Papers, read_papers
from broker.demo.plan import Plan
from broker.demo.recorded import RecordedDay
from broker.demo.verdict import Touched, issue_instants, verdict
from broker.eventlog import LogReader
from broker.stats.day import day_figures
from broker.stats.export import report_as_json


async def judge(
    premises: Premises, plan: Plan, kiosk_log: Path, replayed: RecordedDay | None
) -> dict[str, Any]:
    """The figures; while the broker still runs, because a log without its writer is harder to read."""
    papers = await asyncio.to_thread(read_papers, premises.tickets)
    async with await LogReader.open(premises.file.log_path) as reader:
        recorded = await _events(reader)
        legs, counters = await reader.legs(plan.day, plan.day), await reader.counter_rows(plan.day, plan.day)
    figures = day_figures(premises.office, plan.day, legs, counters, recorded[-1].at)
    premises.report.write_text(report_as_json(figures), encoding="utf-8")
    kiosk_said = await asyncio.to_thread(kiosk_log.read_text, "utf-8", "replace")
    touched = Touched(wanted=len(plan.touches), refused=refusals(kiosk_said))
    said = verdict(recorded, figures, papers, touched, premises.report)
    if replayed:
        points = waiting_points(replayed, legs)
        write_table(points, premises.folder / "compare.csv")
        from broker.demo.picture import draw  # noqa: PLC0415 - a second to load, for a replay only

        draw(replayed.day, replayed.topics, points, premises.folder / "compare.png")
        said |= _replay_figures(replayed, recorded, papers)
    return said


def refusals(kiosk_said: str) -> int:
    """How many touches the office refused, as the kiosk says: a refusal leaves no event."""
    return sum('"touch_refused"' in line and _is_refusal(line) for line in kiosk_said.splitlines())


def _is_refusal(line: str) -> bool:
    try:
        said = json.loads(line)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("event") == "touch_refused"


async def _events(reader: LogReader) -> list[Recorded]:
    found: list[Recorded] = []
    while batch := await reader.events(found[-1].seq if found else 0):
        found += batch
    return found


def _replay_figures(replayed: RecordedDay, recorded: list[Recorded], papers: Papers) -> dict[str, Any]:
    lags_s = issue_lags_s(replayed, issue_instants(recorded))
    rank = math.ceil(0.95 * len(lags_s)) - 1
    return {
        "numbers_match": numbers_match(replayed, papers),
        "issue_lag_p95_s": round(lags_s[rank], 3) if lags_s else None,
        "issue_lag_worst_s": round(lags_s[-1], 3) if lags_s else None,
    }
