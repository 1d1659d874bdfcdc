"""`talonas report`: what a day was like, from the log; as a table for people, as JSON or CSV for programs.

Reads and prints; the figures, what they mean and how they are written come from broker/stats.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from broker.clock import OfficeClock
from broker.config import load_office
from broker.program import OK
from broker.stats import (
    LogReader,
    day_legs,
    day_report,
    day_table,
    legs_as_csv,
    legs_as_json,
    legs_table,
    report_as_csv,
    report_as_json,
)
from broker.stats.local import now_by_log, zone

T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What day, what of it, and how."""
    parser.add_argument(
        "--day",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the office's local day; without it the newest in the log",
    )
    parser.add_argument("--legs", action="store_true", help="list the legs instead of the figures")
    parser.add_argument("--log", type=Path, metavar="PATH", help="the log; without it the one of --config")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON: seconds, shares 0..1")
    form.add_argument("--csv", action="store_true", help="as CSV: seconds, shares 0..1")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if not date.min < day < date.max:  # a day lasts into the next, and its zone may begin it the day before
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-23")
    return day


def run(args: argparse.Namespace) -> int:
    """Print the report; an empty day is a sentence, not an error."""
    path: Path = args.log or load_office(args.config).log_path
    sys.stdout.write(asyncio.run(_report(path, args)))
    return OK


async def _report(path: Path, args: argparse.Namespace) -> str:
    async with await LogReader.open(path) as reader:
        now = now_by_log(await reader.last_event(), OfficeClock().now())
        day: date = args.day or max(await reader.days(), default=now.date())
        if args.legs:
            legs_as_table = partial(legs_table, day=day, local=zone(await reader.office()))
            form = _chosen(args, legs_as_json, legs_as_csv, legs_as_table)
            return form(await day_legs(reader, day, now))
        return _chosen(args, report_as_json, report_as_csv, day_table)(await day_report(reader, day, now))


def _chosen(
    args: argparse.Namespace,
    as_json: Callable[[T], str],
    as_csv: Callable[[T], str],
    as_table: Callable[[T], str],
) -> Callable[[T], str]:
    return as_json if args.json else as_csv if args.csv else as_table
