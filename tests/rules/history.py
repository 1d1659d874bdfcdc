"""A past that is known: rows of the log for an office whose habits were chosen, and those chosen habits.

Everybody is served by any counter, first come first. Seeded; local times of Vilnius; rows as the broker makes
them.
"""

import heapq
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker.contract.office import WEEKDAYS, Counter, Hall, Hours, Office, Topic
from broker.contract.terms import CounterState, LegState, Outcome
from broker.rules.rows import CounterRow, LegRow
from broker.rules.rows import leg_row as row_of
from broker.rules.state import Leg, Ticket
from broker.rules.ticket import OUTCOMES

ZONE = ZoneInfo("Europe/Vilnius")
MONDAY = date(2026, 9, 7)
OPENS, CLOSES = 16, 32
"""Half hours: 08:00 to 16:00."""

STATES: dict[Outcome | None, LegState] = {outcome: state for state, outcome in OUTCOMES.items()}
STATES[None] = LegState.SERVING

MEANS_MIN = {
    "work": 14.0,
    "housing": 17.0,
    "everyday": 10.0,
    "land": 22.0,
    "compensation": 16.0,
    "documents": 9.0,
    "social": 20.0,
    "environment": 12.0,
    "personal": 14.0,
}
SHARES = dict(zip(MEANS_MIN, (23, 19, 12, 10, 9, 8, 7, 3, 4), strict=True))


def office_of(counters: int = 22, weekdays: tuple[str, ...] = WEEKDAYS[:5]) -> Office:
    """The reference scenario's topics, configured without knowing better."""
    return Office(
        id="vilnius",
        name="Vilniaus skyrius",
        time_zone=ZONE.key,
        languages=("lt",),
        halls=(Hall(id="hall-1", names={"lt": "1 salė"}),),
        topics=tuple(Topic(id=topic, letter=topic[0].upper(), names={}) for topic in MEANS_MIN),
        counters=tuple(
            Counter(number=n, hall="hall-1", skills=tuple(MEANS_MIN)) for n in range(1, counters + 1)
        ),
        devices=(),
        hours=tuple(Hours(weekday=name, opens="08:00", closes="16:00") for name in weekdays),
    )


def lively(visits_a_day: float) -> tuple[float, ...]:
    """Half hours of a day with a full morning and a quiet afternoon, as in the reference scenario."""
    hourly = (1.15, 1.25, 1.20, 1.05, 0.90, 0.90, 0.85, 0.70)
    return tuple(
        visits_a_day * hourly[(half - OPENS) // 2] / 16 if OPENS <= half < CLOSES else 0.0
        for half in range(48)
    )


@dataclass(kw_only=True)
class Truth:
    """The habits that the rows are made from."""

    mean_s: Mapping[str, float] = field(default_factory=lambda: {t: m * 60 for t, m in MEANS_MIN.items()})
    cv: float = 0.8
    shares: Mapping[str, float] = field(default_factory=lambda: dict(SHARES))
    arrivals: Mapping[str, tuple[float, ...]] = field(
        default_factory=lambda: dict.fromkeys(WEEKDAYS[:5], lively(600))
    )
    at_once: float = 0.03
    late: float = 0.08
    cost_s: float = 60.0
    walk_s: float = 0.0
    pause_s: float = 0.0
    priority: float = 0.1
    counters: int = 22
    break_s: float = 2700.0
    speeds: Mapping[int, float] = field(default_factory=dict)

    @property
    def sigma(self) -> float:
        return math.sqrt(math.log(1 + self.cv**2))


@dataclass
class Rows:
    """What the log would hold."""

    legs: list[LegRow] = field(default_factory=list)
    counters: list[CounterRow] = field(default_factory=list)


def days_from(first: date, count: int) -> list[date]:
    """So many working days."""
    return [day for n in range(count * 2) if (day := first + timedelta(days=n)).weekday() < 5][:count]


def history(truth: Truth, days: list[date], seed: int) -> Rows:
    """The rows of these days."""
    rows, chance = Rows(), random.Random(seed)
    for day in days:
        _Day(truth, day, chance, rows).pass_()
    return rows


def local(day: date, clock: str) -> datetime:
    """A local time of a day, in UTC."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


class _Day:
    """One day at the counters; breaks in four waves from eleven on."""

    def __init__(self, truth: Truth, day: date, chance: random.Random, rows: Rows) -> None:
        self._truth, self._day, self._chance, self._rows = truth, day, chance, rows
        self._midnight = datetime.combine(day, time(0), ZONE)
        self._breaks = {n: 39600.0 + 2700 * (n % 4) for n in range(1, truth.counters + 1)}
        self._free = [(0.0, n) for n in range(1, truth.counters + 1)]

    def pass_(self) -> None:
        for n, arrival_s in enumerate(sorted(self._arrivals_s())):
            self._visit(f"{self._day}-{n}", arrival_s)
        for _, number in self._free:
            self._state(number, CounterState.CLOSED, 86000.0)

    def _arrivals_s(self) -> Iterator[float]:
        for half, expected in enumerate(self._truth.arrivals.get(WEEKDAYS[self._day.weekday()], ())):
            for _ in range(poisson(expected, self._chance)):
                yield (half + self._chance.random()) * 1800

    def _visit(self, ticket_id: str, entered_s: float) -> None:
        truth, chance = self._truth, self._chance
        number, called_s = self._next_call(entered_s)
        waited_s = called_s - entered_s
        missed = chance.random() < truth.at_once + (truth.late - truth.at_once) * min(1.0, waited_s / 1800)
        walked_s = truth.cost_s if missed else chance.uniform(0.5, 1.5) * truth.walk_s
        topic = chance.choices(list(truth.shares), list(truth.shares.values()))[0]
        work_s = lognormal_s(truth.mean_s[topic], truth.sigma, chance)
        served_s = 0.0 if missed else work_s / truth.speeds.get(number, 1.0)
        ended_s = called_s + walked_s + served_s
        self._state(number, CounterState.CALLING, called_s)
        if not missed:
            self._state(number, CounterState.SERVING, called_s + walked_s)
        self._state(number, CounterState.OPEN, ended_s)
        heapq.heappush(self._free, (ended_s + chance.uniform(0.5, 1.5) * truth.pause_s, number))
        self._rows.legs.append(
            leg_row(
                ticket_id,
                day=self._day,
                topic=topic,
                counter=number,
                priority=chance.random() < truth.priority,
                entered_at=self._at(entered_s),
                waited_s=waited_s,
                walked_s=walked_s,
                served_s=served_s,
                outcome=Outcome.NO_SHOW if missed else Outcome.SERVED,
            )
        )

    def _next_call(self, entered_s: float) -> tuple[int, float]:
        """Which counter calls and when, after the breaks that are due."""
        while True:
            free_s, number = heapq.heappop(self._free)
            called_s = max(free_s, entered_s)
            if called_s < self._breaks.get(number, math.inf):
                return number, called_s
            begins_s = max(free_s, self._breaks.pop(number))
            self._state(number, CounterState.PAUSED, begins_s)
            self._state(number, CounterState.OPEN, begins_s + self._truth.break_s)
            heapq.heappush(self._free, (begins_s + self._truth.break_s, number))

    def _state(self, counter: int, state: CounterState, at_s: float) -> None:
        seq = len(self._rows.counters) + 1
        self._rows.counters.append(
            CounterRow(seq=seq, day=self._day, at=self._at(at_s), counter=counter, state=state)
        )

    def _at(self, of_day_s: float) -> datetime:
        return (self._midnight + timedelta(seconds=of_day_s)).astimezone(UTC)


def leg_row(
    ticket_id: str,
    *,
    day: date,
    topic: str = "work",
    counter: int = 1,
    priority: bool = False,
    entered_at: datetime | None = None,
    waited_s: float = 0.0,
    walked_s: float = 0.0,
    served_s: float = 0.0,
    outcome: Outcome | None = Outcome.SERVED,
    estimated: bool = False,
) -> LegRow:
    """A leg that was called once and came, or did not."""
    entered_at = entered_at or local(day, "09:00")
    called_at = entered_at + timedelta(seconds=waited_s)
    serving_at = called_at + timedelta(seconds=walked_s)
    ended_at = serving_at + timedelta(seconds=served_s)
    leg = Leg(
        n=1,
        topic=topic,
        state=STATES[outcome],
        since=ended_at,
        entered_at=entered_at,
        counter=counter,
        waited_s=waited_s,
        walked_s=walked_s,
        served_s=served_s,
        called_at=called_at,
        serving_at=None if outcome is Outcome.NO_SHOW else serving_at,
        ended_at=ended_at,
        estimated=estimated,
    )
    ticket = Ticket(
        id=ticket_id,
        number="W001",
        language="lt",
        spoken_language="",
        hall="hall-1",
        issued_at=entered_at,
        priority=priority,
        priority_from=None,
        legs=(leg,),
    )
    return row_of(ticket, leg, day)


def lognormal_s(mean_s: float, sigma: float, chance: random.Random) -> float:
    """A duration of that mean."""
    return chance.lognormvariate(math.log(mean_s) - sigma**2 / 2, sigma)


def poisson(mean: float, chance: random.Random) -> int:
    """How many of rare independent things happen: exponential steps up to the mean."""
    count, passed = 0, chance.expovariate(1.0)
    while passed < mean:
        count += 1
        passed += chance.expovariate(1.0)
    return count
