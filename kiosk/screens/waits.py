"""Waiting times and hours as a visitor reads them, said no more exactly than they are known."""

from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.contract.estimates import Estimate
from broker.look.minutes import range_min, single_min
from broker.look.words import Words

LONG_MIN = 60
"""From here on a figure would promise too much."""


def wait_sayings(said: Words, topic: TopicRow) -> tuple[str, ...]:
    """How many wait and how long it takes, from the fullest way to say it to the shortest."""
    waiting = said.say("waiting", n=topic.waiting) if topic.waiting else said.say("nobody_waiting")
    if topic.estimate is None:
        return (waiting,)
    full, short = time_sayings(said, topic.estimate)
    return f"{waiting} · {full}", f"{waiting} · {short}", waiting


def time_sayings(said: Words, estimate: Estimate) -> tuple[str, str]:
    """The expected wait with its word of caution, and shorter where a sign can stand for the word."""
    if estimate.low_s >= LONG_MIN * 60:
        return said.say("wait_long"), said.say("wait_long")
    if estimate.roughly or estimate.low_s == estimate.high_s:
        minutes = single_min(estimate.high_s)
        return said.say("wait_roughly", minutes=minutes), said.say("wait_roughly_short", minutes=minutes)
    low, high = range_min(estimate.low_s, estimate.high_s)
    if low == 0:
        return said.say("wait_up_to", minutes=high), said.say("wait_up_to", minutes=high)
    return said.say("wait_range", low=low, high=high), said.say("wait_range_short", low=low, high=high)


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
