"""`talonas demo`: its options, and one demonstration from the first program's start to the last word."""

import argparse
import asyncio
import contextlib
import json
import logging
import signal
import sys
import tempfile
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from broker.contract.errors import Misconfigured, TalonasError
from broker.demo.day import Day
from broker.demo.house import House, has_screen
from broker.demo.judge import judge
from broker.demo.office import base_office, move_in, occupied
from broker.demo.plan import Plan, plan_visitors
from broker.demo.processes import Programs
from broker.demo.recorded import RecordedDay, read_day
from broker.demo.replay import plan_replay
from broker.demo.screen import Screen, summary
from broker.demo.verdict import complaint
from broker.program import OK
from broker.public import VISITORS_A_DAY

SPEED = 120.0
FASTEST = 1000.0
"""Beyond, the programs would have to start before the day turns."""


class NotAllWellError(TalonasError):
    """The office ran, and somebody was not seen off as promised."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without any, one ordinary day."""
    a_day = round(VISITORS_A_DAY)
    add = parser.add_argument
    add("--headless", action="store_true", help="open no windows, also where there is a screen")
    add("--visitors", type=int, metavar="N", help=f"so many visitors (default: a day's, {a_day})")
    add("--counters", type=int, metavar="N", help="so many counters (default: as configured, 5)")
    add("--speed", type=float, default=SPEED, metavar="X", help=f"office seconds a second ({SPEED:.0f})")
    add("--seed", type=int, default=7, metavar="S", help="another seed, other visitors (7)")
    add("--out", type=Path, metavar="DIR", help="where tickets, log and report go (a temporary folder)")
    add("--json", action="store_true", help="say at the end what happened as one JSON object")
    add("--replay", type=Path, metavar="CSV", help="a recorded day's tickets, issued as they were then")
    add("--snapshots", type=Path, metavar="CSV", help="... and what its lobby said every five minutes")


def run(args: argparse.Namespace) -> int:
    """Until everybody has been seen off, or Ctrl-C."""
    _refuse_nonsense(args)
    replayed = read_day(args.replay, args.snapshots) if args.replay else None
    plan = plan_replay(replayed, args.seed) if replayed else _plan(args)
    # The connection's own news would tear the live picture; its troubles are said.
    logging.getLogger("broker.link").setLevel(logging.WARNING)
    asyncio.run(_until_told(_play(args, plan, replayed)))
    return OK


async def _until_told(play: Coroutine[Any, Any, None]) -> None:
    """Ctrl-C and SIGTERM end it in order, also where a shell started it in the background."""
    task = asyncio.ensure_future(play)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _refuse_nonsense(args: argparse.Namespace) -> None:
    if bool(args.replay) != bool(args.snapshots):
        raise Misconfigured("--replay and --snapshots belong together.")
    if args.replay and (args.visitors is not None or args.counters is not None or args.config):
        raise Misconfigured("A recorded day brings its own visitors, counters and office.")
    if not 0 < args.speed <= FASTEST:
        raise Misconfigured(f"--speed must be more than 0 and at most {FASTEST:.0f}.")
    if (args.visitors or 0) < 0 or (args.counters is not None and args.counters < 1):
        raise Misconfigured("--visitors must be at least 0, --counters at least 1.")


def _plan(args: argparse.Namespace) -> Plan:
    visitors = round(VISITORS_A_DAY) if args.visitors is None else args.visitors
    today = datetime.now().astimezone().date()
    return plan_visitors(base_office(args.config, args.counters), visitors, args.seed, today)


async def _play(args: argparse.Namespace, plan: Plan, replayed: RecordedDay | None) -> None:
    folder = args.out or Path(tempfile.mkdtemp(prefix="talonas-demo-"))
    with occupied(folder, plan.base.office), Programs(folder.absolute() / "logs") as programs:
        premises = move_in(plan.base, folder)
        house = House(premises, programs)
        day = Day(premises, plan, house, args.speed)
        with Screen(premises, day.lobby, day.clock) as screen:
            await house.open_broker(plan.opens_at, args.speed)
            touches = house.open_screens(windows=has_screen() and not args.headless)
            day.wire.start()
            try:
                await house.ready(day.wire)
                await _course(day, touches, screen)
                said = await judge(premises, plan, house.kiosk_log, replayed)
            finally:
                await day.wire.stop()
        sys.stdout.write((json.dumps(said) if args.json else summary(said, premises)) + "\n")
        sys.stdout.flush()
        if wrong := complaint(said):
            raise NotAllWellError(f"{wrong} Logs: {programs.logs}")
        if _stays(args):
            sys.stdout.write("The pages stay open; Ctrl-C ends everything.\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


async def _course(day: Day, touches: Any, screen: Screen) -> None:
    try:
        await day.course(touches, screen.look)
    except* TalonasError as group:
        raise group.exceptions[0] from None


def _stays(args: argparse.Namespace) -> bool:
    """A person who just looks may go on looking at the pages; whoever asked for a number wants it to end."""
    asked = args.json or args.replay or args.visitors is not None
    return sys.stdout.isatty() and not asked
