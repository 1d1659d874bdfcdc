"""The head's pages: one day's figures together, with their tables, downloads and definitions.

Figures come from broker/stats and are shown, never computed here. By topic and office only: with one clerk
at a counter, a counter's figure would be a clerk's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from broker.contract.errors import LogTrouble
from broker.stats import (
    DEFINITIONS,
    DayReport,
    LogReader,
    day_report,
    report_as_csv,
    report_as_json,
)
from broker.stats.local import local_day, now_by_log
from counter import charts
from counter.figures import clock, short_minutes
from counter.live import LiveOffice
from counter.pages import Pages

WIDE, NARROW = 560, 300
"""Widths of a chart in CSS pixels: beside another on a screen, and on a telephone of 360."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day's report and its neighbours that have figures."""

    report: DayReport
    before: date | None
    after: date | None


class HeadPages:
    """Today and any earlier day."""

    def __init__(self, log_path: Path, live: LiveOffice, pages: Pages) -> None:
        self._log_path, self._live, self._pages = log_path, live, pages

    def routes(self) -> list[BaseRoute]:
        """Everything under /head."""
        return [
            Route("/head", self.day),
            Route("/head/definitions", self.definitions),
            Route("/head.json", self.as_json),
            Route("/head.csv", self.as_csv),
        ]

    async def day(self, request: Request) -> Response:
        """One day: the newest, or the one asked for."""
        try:
            day = await self._read(_asked(request))
        except LogTrouble as trouble:
            return self._pages.html(request, "trouble.html", {"reason": str(trouble)}, status=503)
        page = "day.html" if day.report.legs.entered else "day_empty.html"
        drawings = _drawings(day.report) if day.report.legs.entered else {}
        return self._pages.html(request, page, {"day": day, "report": day.report, **drawings})

    async def definitions(self, request: Request) -> Response:
        """What each figure means."""
        return self._pages.html(request, "definitions.html", {"definitions": DEFINITIONS})

    async def as_json(self, request: Request) -> Response:
        """The same figures for programs."""
        return await self._download(request, "application/json", report_as_json)

    async def as_csv(self, request: Request) -> Response:
        """The same figures for spreadsheets."""
        return await self._download(request, "text/csv", report_as_csv)

    async def _download(self, request: Request, kind: str, form: Callable[[DayReport], str]) -> Response:
        try:
            report = (await self._read(_asked(request))).report
        except LogTrouble as trouble:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE) from trouble
        name = f"{report.day.isoformat()}.{kind.rpartition('/')[2]}"
        return Response(
            form(report),
            media_type=kind,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _read(self, asked: date | None) -> Day:
        async with await LogReader.open(self._log_path) as reader:
            days, now = await reader.days(), await self._now(reader)
            today = local_day(await reader.office(), now)
            # a day to come has no figures, and before the calendar's first there is no midnight to begin at
            if asked and not date.min < asked <= today:
                raise HTTPException(HTTPStatus.BAD_REQUEST)
            chosen = asked or max(days, default=None)
            if chosen is None:
                raise LogTrouble("The log has no day yet.")
            return Day(
                report=await day_report(reader, chosen, now),
                before=max((day for day in days if day < chosen), default=None),
                after=min((day for day in days if day > chosen), default=None),
            )

    async def _now(self, reader: LogReader) -> datetime:
        """Office time as the broker tells it; while it is silent the same as in `talonas report`."""
        newest, told = await reader.last_event(), self._live.now()
        if not self._live.live() or told is None:
            return now_by_log(newest, datetime.now(UTC))
        return max(told, newest.at) if newest else told


def _asked(request: Request) -> date | None:
    text = request.query_params.get("day")
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


# -- charts


def _drawings(report: DayReport) -> dict[str, object]:
    """Each chart twice, for it is drawn at the size at which it is read."""
    widths = (("wide", WIDE), ("narrow", NARROW))
    return {
        "histograms": [(name, _drawn(_histogram(report, width))) for name, width in widths],
        "half_hours": [(name, _drawn(_half_hours(report, width))) for name, width in widths],
        "bins": _bins(report),
    }


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - charts.py escapes the texts it draws


def _bins(report: DayReport) -> list[tuple[int, int, int]]:
    """The histogram as its table: from minute, to minute, legs."""
    width, counts = charts.bins(report.histogram)
    return [(i * width, (i + 1) * width, count) for i, count in enumerate(counts)]


def _histogram(report: DayReport, width: int) -> str:
    waits = report.waits
    beyond = sum(report.histogram[charts.TARGET_MIN :])
    marks = (("half", waits.median_s), ("90 %", waits.p90_s))
    return charts.wait_histogram(
        report.histogram,
        [
            charts.Marker(minutes=seconds / 60, text=f"{name}: {short_minutes(seconds)} min or less")
            for name, seconds in marks
            if seconds is not None
        ],
        label="How many waited how long, in minutes. The table below has the figures.",
        over=f"{beyond} of {waits.n}" if beyond else "",
        width=width,
    )


def _half_hours(report: DayReport, width: int) -> str:
    return charts.arrivals_over_waits(
        [
            charts.Slot(
                clock=clock(half.starts_at),
                arrivals=half.arrivals,
                median_min=_in_minutes(half.waits.median_s),
                p90_min=_in_minutes(half.waits.p90_s),
            )
            for half in report.per_half_hour
        ],
        label="Arrivals and waits by half hour. The table below has the figures.",
        width=width,
    )


def _in_minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60
