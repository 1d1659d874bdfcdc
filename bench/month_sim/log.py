"""The reference office as a configuration, and the rows its log would hold of a played day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from math import isfinite, isnan
from zoneinfo import ZoneInfo

from bench.lobby_sim.diary import diaries
from bench.office_sim.scenario import TOPICS, V_COUNTERS
from broker.contract.office import WEEKDAYS, Counter, Hall, Hours, Office, Topic
from broker.contract.terms import CounterState, LegState, Outcome, Printed
from broker.rules.play.loop import AWAY, BUSY, Result
from broker.rules.play.stage import House, People
from broker.rules.rows import CounterRow, LegRow

ZONE = ZoneInfo("Europe/Vilnius")
FIRST_DAY = date(2026, 9, 7)
"""A Monday; no clock is changed in the month that follows."""
OPENS = time(8)
DOORS_S = 8 * 3600.0
HALL = "hall"

OFFICE = Office(
    id="v",
    name="The reference office",
    time_zone=ZONE.key,
    languages=("en",),
    halls=(Hall(id=HALL, names={"en": "Hall"}),),
    topics=tuple(Topic(id=name, letter=name[:2].upper(), names={"en": name}) for name in TOPICS),
    counters=tuple(
        Counter(number=n, hall=HALL, skills=tuple(TOPICS[topic] for topic in topics))
        for n, topics in enumerate(V_COUNTERS, 1)
    ),
    devices=(),
    hours=tuple(Hours(weekday=name, opens="08:00", closes="16:00") for name in WEEKDAYS[:5]),
)
"""As a new office configures itself: every topic alike, 15 minutes of service."""


def date_of(nth: int) -> date:
    """Of the nth working day."""
    return FIRST_DAY + timedelta(days=nth // 5 * 7 + nth % 5)


def at(day: date, of_day_s: float) -> datetime:
    """A second of a simulated day, to the millisecond as the log keeps it."""
    moment = datetime.combine(day, OPENS, ZONE).astimezone(UTC) + timedelta(seconds=of_day_s)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def leg_rows(day: date, people: People, result: Result) -> list[LegRow]:
    """Of a day played to its end: one leg a visit."""
    return [_leg_row(day, n, people, result) for n in range(len(people.issued_s))]


def _leg_row(day: date, n: int, people: People, result: Result) -> LegRow:
    assert people.heavy_from_s is not None
    entered_at, called_at = at(day, people.issued_s[n]), at(day, result.called_s[n])
    missed = isnan(result.ended_s[n])
    ended_at = called_at + timedelta(minutes=1) if missed else at(day, result.ended_s[n])
    lasted_s = (ended_at - called_at).total_seconds()
    topic = OFFICE.topics[people.topic[n]]
    return LegRow(
        ticket_id=f"{day}-{n}",
        leg=1,
        day=day,
        number=f"{topic.letter}{n:03}",
        topic=topic.id,
        hall=HALL,
        language="en",
        priority=isfinite(people.heavy_from_s[n]),
        printed=Printed.YES,
        issued_at=entered_at,
        entered_at=entered_at,
        state=LegState.NO_SHOW if missed else LegState.DONE,
        since=ended_at,
        called_at=called_at,
        serving_at=None if missed else called_at,
        ended_at=ended_at,
        counter=OFFICE.counters[result.desk[n]].number,
        waited_s=(called_at - entered_at).total_seconds(),
        walked_s=lasted_s if missed else 0.0,
        served_s=0.0 if missed else lasted_s,
        parked_s=0.0,
        recalls=0,
        outcome=Outcome.NO_SHOW if missed else Outcome.SERVED,
        estimated=False,
        out_of_order=False,
        forecast_low_s=None,
        forecast_mid_s=None,
        forecast_high_s=None,
        forecast_roughly=None,
    )


def counter_rows(day: date, house: House, result: Result) -> list[CounterRow]:
    """Every counter from its opening to the end of its last visit after the doors have closed."""
    seq = count(1)
    return [
        CounterRow(seq=next(seq), day=day, at=at(day, from_s), counter=counter.number, state=state)
        for counter, diary in zip(OFFICE.counters, diaries(house, result), strict=True)
        for from_s, state in _states([(stretch.from_s, stretch.doing) for stretch in diary])
    ]


def _states(diary: list[tuple[float, int]]) -> Iterator[tuple[float, CounterState]]:
    for from_s, doing in diary:
        yield from_s, CounterState.CALLING if doing == BUSY else _AT_REST[doing == AWAY]
    yield max(DOORS_S, diary[-1][0]), CounterState.CLOSED


_AT_REST = {True: CounterState.PAUSED, False: CounterState.OPEN}
