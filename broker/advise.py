"""`talonas advise`: what the head could change, tried on the office's own recent days.

Reads the log while the office runs and prints; what is tried and how it is judged is the business of
`broker/rules/advise/`. It suggests: only --accept says anything to the broker, and only a plan of breaks.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from broker.clock import OfficeClock
from broker.config import OfficeFile, load_office
from broker.contract.boards import Reply
from broker.contract.commands import PlanBreaks
from broker.contract.errors import Misconfigured, NoAnswer, NotConnected
from broker.contract.estimates import PlannedBreak
from broker.contract.events import BreaksPlanned, DayOpened, Event, SkillsGranted
from broker.eventlog import EVENTS_AT_ONCE, LogReader
from broker.link import Link
from broker.program import FAILED, OK
from broker.rules.advise.history import History
from broker.stats.local import local_day, now_by_log

if TYPE_CHECKING:
    from broker.rules.advise.advice import Advice

DAYS = 20
PATIENCE_S = 10.0
"""For the broker's answer (machine time) ..."""
AGAIN_S = 2.0
"""... and so often it is asked, under one id."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which days, and what to do with a suggestion."""
    parser.add_argument(
        "--days", type=_days, default=DAYS, metavar="N", help=f"so many working days (default: {DAYS})"
    )
    parser.add_argument("--json", action="store_true", help="as one JSON object: minutes, shares 0..1")
    parser.add_argument(
        "--accept", type=int, metavar="K", help="tell the broker to plan the breaks of suggestion K"
    )


def _days(text: str) -> int:
    days = int(text) if text.isdecimal() else 0
    if not 1 <= days <= 250:
        raise argparse.ArgumentTypeError("so many days are from 1 to 250")
    return days


def run(args: argparse.Namespace) -> int:
    """Print the advice; that there is no day yet is a sentence, not an error."""
    file = load_office(args.config)
    history = asyncio.run(_history(file.log_path, args.days))
    advice = _advice(history) if history.legs else None
    if advice is None:
        sys.stdout.write("null\n" if args.json else "The log holds no whole day yet.\n")
        return OK
    from broker.rules.advise.told import as_plain, as_text  # noqa: PLC0415 - as below

    reply = _accepted(advice, args.accept, file) if args.accept is not None else None
    if args.json:
        plain = as_plain(advice, history.office)
        plain["accepted"] = reply and {"n": args.accept, "accepted": reply.accepted, "reason": reply.reason}
        sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(as_text(advice, history.office) + (_answer(args.accept, reply) if reply else ""))
    return OK if reply is None or reply.accepted else FAILED


def _advice(history: History) -> "Advice | None":
    from broker.rules.advise.advice import advise  # noqa: PLC0415 - compiles for ten seconds

    return advise(history)


# -- the log


async def _history(path: Path, days: int) -> History:
    """The last days that are over."""
    async with await LogReader.open(path) as reader:
        last, office = await reader.last_event(), await reader.office()
        today = local_day(office, now_by_log(last, OfficeClock().now()))
        over = [day for day in await reader.visits_per_day() if day < today][-days:]
        since = await _since_opening(reader, last.seq if last else 0)
        skills = {counter.number: counter.skills for counter in office.counters}
        return History(
            office=office,
            legs=await reader.legs(over[0], over[-1]) if over else (),
            counters=await reader.counter_rows(over[0], over[-1]) if over else (),
            breaks=_breaks(since),
            skills={number: _granted(since).get(number, own) for number, own in skills.items()},
        )


async def _since_opening(reader: LogReader, last_seq: int) -> list[Event]:
    """What the last day opened with, and everything after."""
    found, before = list[Event](), last_seq
    while before > 0 and not any(isinstance(event, DayOpened) for event in found):
        before = max(0, before - EVENTS_AT_ONCE)
        found = [one.event for one in await reader.events(before)] + found
    opened = max((n for n, event in enumerate(found) if isinstance(event, DayOpened)), default=0)
    return found[opened:]


def _breaks(since: Sequence[Event]) -> dict[int, PlannedBreak]:
    """The plan in force."""
    plans = [event.breaks for event in since if isinstance(event, DayOpened | BreaksPlanned)]
    return {planned.counter: planned for planned in plans[-1]} if plans else {}


def _granted(since: Sequence[Event]) -> dict[int, tuple[str, ...]]:
    """Topics, by counter, where the head has changed them."""
    grants = list[SkillsGranted]()
    for event in since:
        grants += event.skills if isinstance(event, DayOpened) else ()
        grants += (event,) if isinstance(event, SkillsGranted) else ()
    return {grant.counter: grant.topics for grant in grants}


# -- the broker


def _accepted(advice: "Advice", n: int, file: OfficeFile) -> Reply:
    """What the broker says to a suggested plan of breaks."""
    plan = _plan(advice, n)
    device = next((device.id for device in file.office.devices if device.kind == "counter"), None)
    if device is None:
        raise Misconfigured("The office has no device of the kind counter, and nobody else plans breaks.")
    link = Link(file.office.id, device, file.mqtt.host, file.mqtt.port, guest=True)
    link.start()
    try:
        command = PlanBreaks(
            id=link.new_id(), device=device, breaks=plan, reason=f"suggestion {n} of talonas advise"
        )
        return link.ask(command, again_every_s=AGAIN_S).result(PATIENCE_S)
    except TimeoutError:
        if not link.connected:
            raise NotConnected("No connection to the office's server. Nothing was planned.") from None
        raise NoAnswer("The broker did not answer; whether the breaks are planned is not known.") from None
    finally:
        link.stop()


def _plan(advice: "Advice", n: int) -> tuple[PlannedBreak, ...]:
    if not 1 <= n <= len(advice.suggestions):
        raise Misconfigured(f"There are suggestions 1 to {len(advice.suggestions)}, there is no {n}.")
    plan = advice.suggestions[n - 1].change.breaks
    if plan is None:
        raise Misconfigured(f"Suggestion {n} is no plan of breaks; everything else is done by people.")
    return plan


def _answer(n: int, reply: Reply) -> str:
    if reply.accepted:
        return f"\nSuggestion {n} is planned: every counter is told when its break is near.\n"
    return f"\nThe broker refused suggestion {n}: {reply.reason}\n"
