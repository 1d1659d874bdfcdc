"""Published hours: whether a topic is open, and when it opens next. Never closed for want of staff."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker.contract.office import WEEKDAYS, Hours, Office, Topic

LOOK_AHEAD_DAYS = 8


def local_day(office: Office, now: datetime) -> date:
    """The office's day: it turns at `day_turn`, local time."""
    local = now.astimezone(ZoneInfo(office.time_zone))
    turned = local.time() >= time.fromisoformat(office.day_turn)
    return local.date() if turned else local.date() - timedelta(days=1)


def day_end(office: Office, day: date) -> datetime:
    """When the office's day turns into the next."""
    return _instant(day + timedelta(days=1), office.day_turn, ZoneInfo(office.time_zone))


def is_open(office: Office, topic: Topic, now: datetime) -> bool:
    """Whether published hours, if there are any, cover this moment."""
    hours = topic.hours or office.hours
    if not hours:
        return True
    today = now.astimezone(ZoneInfo(office.time_zone)).date()
    return any(start <= now < end for start, end in _spans(office, hours, today))


def opens_at(office: Office, topic: Topic, now: datetime) -> datetime | None:
    """The next published opening after now, or None when it is always open or never."""
    hours = topic.hours or office.hours
    today = now.astimezone(ZoneInfo(office.time_zone)).date()
    for days in range(LOOK_AHEAD_DAYS):
        starts = [s for s, _ in _spans(office, hours, today + timedelta(days=days)) if s > now]
        if starts:
            return min(starts)
    return None


def _spans(office: Office, hours: Sequence[Hours], day: date) -> list[tuple[datetime, datetime]]:
    zone = ZoneInfo(office.time_zone)
    weekday = WEEKDAYS[day.weekday()]
    return [
        (_instant(day, span.opens, zone), _instant(day, span.closes, zone))
        for span in hours
        if span.weekday == weekday
    ]


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)
