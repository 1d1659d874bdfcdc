"""Days of counters made by hand: when they opened, took breaks and closed, as rows of the log."""

from datetime import date

from broker.contract.terms import CounterState
from broker.rules.habits import Habits, Presence
from broker.rules.learn import learn
from broker.rules.rows import CounterRow
from tests.rules.history import MONDAY, days_from, local, office_of

OFFICE = office_of(counters=22)
Entered = tuple[int, str, CounterState]
Days = list[tuple[date, list[Entered]]]


def at(clock: str) -> float:
    """Seconds from midnight."""
    hours, minutes = clock.split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes)


def shift(
    opens: str = "08:00",
    *breaks: tuple[str, str],
    closes: str = "17:00",
    visit: str = "",
    counter: int = 1,
) -> list[Entered]:
    """A counter's day; `visit`: when the visitor was called who is there at the first break."""
    states = [(counter, opens, CounterState.OPEN)]
    states += [(counter, visit, CounterState.CALLING)] if visit else []
    for begins, ends in breaks:
        states += [(counter, begins, CounterState.PAUSED), (counter, ends, CounterState.OPEN)]
    return [*states, (counter, closes, CounterState.CLOSED)]


LUNCH = ("12:00", "12:45")
USUAL = shift("08:00", LUNCH)


def rows(days: Days) -> list[CounterRow]:
    """In the order of these days."""
    moved = [(day, *one) for day, states in days for one in states]
    return [
        CounterRow(seq=n, day=day, at=local(day, clock), counter=counter, state=state)
        for n, (day, counter, clock, state) in enumerate(moved, 1)
    ]


def habits_of(days: Days) -> Habits:
    """What such days teach."""
    return learn(OFFICE, [], rows(days), {})


def hours_of(days: Days) -> dict[int, dict[str, Presence]]:
    """Of each counter that is expected."""
    return {number: dict(week) for number, week in habits_of(days).presence.items()}


def every(states: list[Entered], count: int = 20, first: date = MONDAY) -> Days:
    """The same on so many working days."""
    return [(day, states) for day in days_from(first, count)]
