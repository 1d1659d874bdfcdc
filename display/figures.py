"""Times and waits as a visitor reads them: pure functions from the board's figures to text."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.contract.estimates import Estimate
from broker.look.minutes import range_min, single_min
from broker.look.words import Words

RANGE_SIGN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What stands at the right end of a topic's row."""

    kind: str = ""
    """Empty: a range; else a key of the words: roughly, up_to, no_queue, people_waiting, closed, from."""
    figure: str = ""
    """Minutes, a number of people or a time of day."""


def clock(at: datetime, zone: ZoneInfo) -> str:
    """9:42, as on the paper."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02d}"


def wait_of(topic: TopicRow, now: datetime, zone: ZoneInfo, words: Words) -> Wait:
    """The one thing to say about a topic: closed, how long, or else how many."""
    if not topic.open:
        if topic.opens_at is None:
            return Wait(kind="closed")
        return Wait(kind="from", figure=opening(topic.opens_at, now, zone, words))
    if topic.estimate is not None:
        return _estimated(topic.estimate)
    if topic.waiting:
        return Wait(kind="people_waiting", figure=str(topic.waiting))
    return Wait(kind="no_queue")


def opening(opens_at: datetime, now: datetime, zone: ZoneInfo, words: Words) -> str:
    """A time of day, with the day of the week when it is not today."""
    local, time = opens_at.astimezone(zone), clock(opens_at, zone)
    if local.date() == now.astimezone(zone).date():
        return time
    return f"{words.say('weekdays').split(' ')[local.weekday()]} {time}"


def _estimated(estimate: Estimate) -> Wait:
    if estimate.roughly or estimate.low_s == estimate.high_s:
        return Wait(kind="roughly", figure=str(single_min(estimate.high_s)))
    low, high = range_min(estimate.low_s, estimate.high_s)
    return Wait(figure=f"{low}{RANGE_SIGN}{high}") if low else Wait(kind="up_to", figure=str(high))
