"""The office's rules for planned breaks: what a plan must keep to, and which break is near. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

from broker.contract.boards import BreakDue
from broker.contract.estimates import PlannedBreak
from broker.contract.office import Office

TOLD_BEFORE = timedelta(minutes=10)
"""A counter hears of its break so long before it."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
"""Local times are compared as they are written."""


def at_once(office: Office) -> int:
    """How many counters may be on a planned break at the same time."""
    return office.breaks.at_once or ceil(len(office.counters) / 4)


def trouble_with(plan: Sequence[PlannedBreak], office: Office) -> str:
    """Why the office's rules do not allow a plan, fit to show; empty when they do."""
    troubles = (_trouble_with_one(planned, office) for planned in plan)
    trouble = next(filter(None, troubles), "")
    return trouble or _trouble_together(plan, office)


def _trouble_with_one(planned: PlannedBreak, office: Office) -> str:
    rules = office.breaks
    if office.counter(planned.counter) is None:
        return f"There is no counter {planned.counter} in this office."
    if not (_CLOCK.fullmatch(planned.begins) and _CLOCK.fullmatch(planned.ends)):
        return f"{planned.begins}-{planned.ends} is no span of time such as 12:00-12:45."
    if planned.begins >= planned.ends:
        return f"The break of counter {planned.counter} must begin before it ends."
    if planned.begins < rules.earliest or planned.ends > rules.latest:
        return f"The break of counter {planned.counter} must lie within {rules.earliest}-{rules.latest}."
    return ""


def _trouble_together(plan: Sequence[PlannedBreak], office: Office) -> str:
    twice = [number for number, times in Counter(p.counter for p in plan).items() if times > 1]
    if twice:
        return f"Counter {twice[0]} has two breaks in this plan."
    most = max((_away(plan, planned.begins) for planned in plan), default=0)
    if most > at_once(office):
        return f"{most} counters would be on a break at once; {at_once(office)} are allowed."
    for first, then in pairwise(_in_order(plan, office)):
        if first.begins > then.begins:
            return f"Counter {first.counter} must not go after counter {then.counter}."
    return ""


def _in_order(plan: Sequence[PlannedBreak], office: Office) -> list[PlannedBreak]:
    """As the office's order has it; without one any order will do."""
    places = {number: place for place, number in enumerate(office.breaks.order)}
    if not places:
        return []
    return sorted(plan, key=lambda planned: (places.get(planned.counter, len(places)), planned.counter))


def _away(plan: Sequence[PlannedBreak], moment: str) -> int:
    """Half-open: who comes back at this minute is there."""
    return sum(planned.begins <= moment < planned.ends for planned in plan)


def break_due(planned: PlannedBreak | None, office: Office, now: datetime) -> BreakDue | None:
    """A counter's break today, from a little before it until it is over."""
    if planned is None:
        return None
    begins_at, ends_at = span_of(planned, office, now)
    return (
        BreakDue(begins_at=begins_at, ends_at=ends_at) if begins_at - TOLD_BEFORE <= now < ends_at else None
    )


def span_of(planned: PlannedBreak, office: Office, now: datetime) -> tuple[datetime, datetime]:
    """Its two ends on the local day of `now`."""
    zone = ZoneInfo(office.time_zone)
    today = now.astimezone(zone).date()
    begins, ends = (
        datetime.combine(today, time.fromisoformat(clock), zone) for clock in (planned.begins, planned.ends)
    )
    return begins.astimezone(now.tzinfo), ends.astimezone(now.tzinfo)
