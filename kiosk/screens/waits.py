"""Waiting times and hours as a visitor reads them, said no more exactly than they are known."""

from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import Estimate, TopicRow
from broker.look.minutes import range_min, single_min
from kiosk.screens.page import Say

LONG_MIN = 60
"""From here on a figure would promise too much."""


def wait_sayings(say: Say, topic: TopicRow) -> tuple[str, ...]:
    """How many wait and how long it takes, from the fullest way to say it to the shortest."""
    waiting = say("waiting", n=topic.waiting) if topic.waiting else say("nobody_waiting")
    if topic.estimate is None:
        return (waiting,)
    full, short = time_sayings(say, topic.estimate)
    return f"{waiting} · {full}", f"{waiting} · {short}", waiting


def time_sayings(say: Say, estimate: Estimate) -> tuple[str, str]:
    """The expected wait with its word of caution, and shorter where a sign can stand for the word."""
    if estimate.low_s >= LONG_MIN * 60:
        return say("wait_long"), say("wait_long")
    if estimate.roughly or estimate.low_s == estimate.high_s:
        minutes = single_min(estimate.high_s)
        return say("wait_roughly", minutes=minutes), say("wait_roughly_short", minutes=minutes)
    low, high = range_min(estimate.low_s, estimate.high_s)
    if low == 0:
        return say("wait_up_to", minutes=high), say("wait_up_to", minutes=high)
    return say("wait_range", low=low, high=high), say("wait_range_short", low=low, high=high)


def opening_sayings(say: Say, opens_at: datetime | None, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """That a topic is closed and when it opens; another day's opening names the day."""
    if opens_at is None:
        return (say("closed"),)
    opening = opens_at.astimezone(zone)
    time = time_of_day(opening)
    if opening.date() != now.astimezone(zone).date():
        time = f"{say('weekdays').split()[opening.weekday()]}\u00a0{time}"
    return say("closed_until", time=time), say("opens", time=time), say("closed")


def time_of_day(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02}"
