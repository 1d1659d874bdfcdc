"""Which local half hours of a weekday are open: as published, or where nothing is published, as lived.

Published is what the office's and its topics' hours cover together, a half hour that is covered in part for
that part. Where some topic has no hours at all, open is every half hour between the first and the last that
ever saw an arrival, on every weekday; a weekday that went by without one is closed. With no history either,
always.
"""

from collections.abc import Mapping
from datetime import date
from itertools import chain

from broker.contract.office import WEEKDAYS, Office
from broker.rules.habits import HALF_HOURS

Day = list[float]
"""Arrivals in each half hour."""
OpenParts = Mapping[str, tuple[float, ...]]
"""Weekday to the part of each half hour that is open, 0..1."""

HALF_HOUR_MIN = 30


def weekday(day: date) -> str:
    """mon..sun."""
    return WEEKDAYS[day.weekday()]


def open_parts(office: Office, counts: Mapping[date, Day]) -> OpenParts:
    """As published, else as lived."""
    if office.topics and all(topic.hours or office.hours for topic in office.topics):
        return {name: _published(office, name) for name in WEEKDAYS}
    return _lived(counts)


def _published(office: Office, name: str) -> tuple[float, ...]:
    hours = chain.from_iterable(topic.hours or office.hours for topic in office.topics)
    spans = {(_minute(span.opens), _minute(span.closes)) for span in hours if span.weekday == name}
    return tuple(
        sum(any(opens <= minute < closes for opens, closes in spans) for minute in _minutes(half))
        / HALF_HOUR_MIN
        for half in range(HALF_HOURS)
    )


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


def _minutes(half: int) -> range:
    return range(half * HALF_HOUR_MIN, (half + 1) * HALF_HOUR_MIN)


def _lived(counts: Mapping[date, Day]) -> OpenParts:
    seen = [half for half in range(HALF_HOURS) if any(day[half] for day in counts.values())]
    first, last = (seen[0], seen[-1]) if seen else (0, HALF_HOURS - 1)
    in_use = tuple(1.0 if first <= half <= last else 0.0 for half in range(HALF_HOURS))
    never = (0.0,) * HALF_HOURS
    lived = {weekday(day) for day, halves in counts.items() if any(halves)}
    gone_by = {weekday(day) for day in counts}
    return {name: never if name in gone_by - lived else in_use for name in WEEKDAYS}
