"""Times and waits as a visitor reads them: pure functions from the board's figures to text."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.contract.estimates import Estimate
from broker.look.minutes import LONG_MIN, Saying, wait_min
from broker.look.words import Words

RANGE_SIGN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What stands at the right end of a topic's row."""

    kind: str = ""
    """Empty: a range; else a word's key: roughly, up_to, over, no_queue, people_waiting, closed, from."""
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
    wait = wait_min(estimate)
    match wait.saying:
        case Saying.ROUGHLY:
            return Wait(kind="roughly", figure=str(wait.mid))
        case Saying.LONG:
            return Wait(kind="over", figure=str(LONG_MIN))
        case Saying.WITHIN:
            return Wait(kind="up_to", figure=str(wait.high))
    return Wait(figure=f"{wait.low}{RANGE_SIGN}{wait.high}")
