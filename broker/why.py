"""`talonas why A012 B034`: why the one was called before the other, in one sentence, from the log.

Reads and prints; what is said and that it is true is the business of `broker/rules/routing/why.py`.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

from broker.config import load_office
from broker.contract.events import DayOpened, OfficeConfigured, Recorded
from broker.eventlog import LogReader
from broker.program import OK
from broker.rules.routing.why import why_before


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which two, and when."""
    parser.add_argument("first", metavar="NUMBER", type=str.upper, help="the one that was called")
    parser.add_argument("second", metavar="NUMBER", type=str.upper, help="the one that still waited")
    parser.add_argument(
        "--day",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the office's local day; without it the newest in the log",
    )
    parser.add_argument("--log", type=Path, metavar="PATH", help="the log; without it the one of --config")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-23") from None


def run(args: argparse.Namespace) -> int:
    """Print the sentence; that there was no such ticket is one too."""
    path: Path = args.log or load_office(args.config).log_path
    records = asyncio.run(_records(path, args.day))
    sys.stdout.write(why_before(records, args.first, args.second) + "\n")
    return OK


async def _records(path: Path, day: date | None) -> list[Recorded]:
    """What happened on a day, after what the office was configured as when it opened."""
    async with await LogReader.open(path) as reader:
        wanted = day or max(await reader.days(), default=date.max)
        configured, records, opened = list[Recorded](), list[Recorded](), date.min
        async for one in _all(reader):
            opened = one.event.day if isinstance(one.event, DayOpened) else opened
            if opened > wanted:
                break
            if opened == wanted:
                records.append(one)
            elif isinstance(one.event, OfficeConfigured):
                configured = [one]
        return [*configured, *records]


async def _all(reader: LogReader) -> AsyncIterator[Recorded]:
    seq = 0
    while page := await reader.events(seq):
        for one in page:
            yield one
        seq = page[-1].seq
