"""The office's rules for planned breaks: what a plan must keep to, and which break is near. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from broker.contract.boards import BreakDue
from broker.contract.estimates import PlannedBreak
from broker.contract.office import Office

TOLD_BEFORE = timedelta(minutes=10)
"""A counter hears of its break so long before it."""


def at_once(office: Office) -> int:
    """How many counters may be on a planned break at the same time."""
    return office.breaks.at_once or ceil(len(office.counters) / 4)


def trouble_with(plan: Sequence[PlannedBreak], office: Office) -> str:
    """Why the office's rules do not allow a plan, fit to show; empty when they do."""
    for planned in plan:
        trouble = _trouble_with_one(planned, office)
        if trouble:
            return trouble
    twice = [number for number, times in Counter(p.counter for p in plan).items() if times > 1]
    if twice:
        return f"Counter {twice[0]} has two breaks in this plan."
    most = max((_away(plan, planned.begins) for planned in plan), default=0)
    if most > at_once(office):
        return f"{most} counters would be on a break at once; {at_once(office)} are allowed."
    return ""


def _trouble_with_one(planned: PlannedBreak, office: Office) -> str:
    rules = office.breaks
    if office.counter(planned.counter) is None:
        return f"There is no counter {planned.counter} in this office."
    try:
        begins, ends = time.fromisoformat(planned.begins), time.fromisoformat(planned.ends)
    except ValueError:
        return f"{planned.begins}-{planned.ends} is no span of time."
    earliest, latest = time.fromisoformat(rules.earliest), time.fromisoformat(rules.latest)
    if begins >= ends:
        return f"The break of counter {planned.counter} must begin before it ends."
    if begins < earliest or ends > latest:
        return f"The break of counter {planned.counter} must lie within {rules.earliest}-{rules.latest}."
    return ""


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
