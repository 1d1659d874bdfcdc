"""Waiting times and hours as a visitor reads them, said no more exactly than they are known."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.contract.estimates import Estimate
from broker.look.minutes import LONG_MIN, Saying, wait_min
from broker.look.words import Words


def wait_sayings(
    said: Words, topic: TopicRow, now: datetime, zone: ZoneInfo, *, priority: bool = False
) -> tuple[str, ...]:
    """How many wait and how long it takes, from the fullest way to say it to the shortest: the time alone."""
    waiting = said.say("waiting", n=topic.waiting) if topic.waiting else said.say("nobody_waiting")
    estimate = topic.priority_estimate if priority else topic.estimate
    if estimate is None:
        return (waiting,)
    times = time_sayings(said, estimate, now, zone)
    return (*(f"{waiting} · {time}" for time in times), times[-1])


def time_sayings(said: Words, estimate: Estimate, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """The expected wait with its word of caution, and shorter where a sign can stand for the word."""
    wait = wait_min(estimate)
    low, mid, high = wait.low, wait.mid, wait.high
    span = said.say("wait_range_short", low=low, high=high)
    match wait.saying:
        case Saying.ROUGHLY:
            return said.say("wait_roughly", minutes=mid), said.say("wait_roughly_short", minutes=mid)
        case Saying.LONG:
            by = time_of_day((now + timedelta(minutes=high)).astimezone(zone))
            long, short = said.say("wait_long"), said.say("wait_long_short", minutes=LONG_MIN)
            return f"{long}, {said.say('call_late', time=by)}", long, short
        case Saying.WITHIN:
            return said.say("wait_up_to", minutes=high), span
    return said.say("wait_range", low=low, mid=mid, high=high), span


def opening_sayings(said: Words, opens_at: datetime | None, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """That a topic is closed and when it opens; another day's opening names the day."""
    if opens_at is None:
        return (said.say("closed"),)
    opening = opens_at.astimezone(zone)
    when = {"time": time_of_day(opening)}
    if opening.date() == now.astimezone(zone).date():
        return said.say("closed_until", **when), said.say("opens", **when), said.say("closed")
    when["day"] = said.say("weekdays").split()[opening.weekday()]
    return said.say("closed_until_day", **when), said.say("opens_day", **when), said.say("closed")


def time_of_day(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02}"
