"""A month of the reference office in the realistic world; it begins with no history and learns every night.

Counters differ in speed, the same all month; some days are busier. The rule weighs topics with what the
office had learned by that morning; before the first day that is what was configured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.lobby_sim.world import SPEED_SPREAD, SPEEDS, VOLUME, VOLUME_SPREAD, Day, Known
from bench.month_sim.log import OFFICE, OPENS, counter_rows, date_of, leg_rows
from bench.office_sim.days import FURTHER, people, stream
from bench.office_sim.scenario import DEFAULT, V
from broker.contract.estimates import PlannedBreak
from broker.rules.advise.history import History
from broker.rules.habits import Habits
from broker.rules.learn import learn
from broker.rules.play.stage import Absence, Floats, House, play_day, topics
from broker.rules.rows import CounterRow, LegRow

Plan = Mapping[int, PlannedBreak]

OWN = FURTHER + 300
"""A stream that gives each day a seed of its own: the simulator spreads the days of one seed out, but those
of a month are as lumpy as chance makes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """One working day, and what the office knew in the morning."""

    day: Day
    habits: Habits


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Days in a row, and what the log holds of them."""

    days: Sequence[Lived]
    legs: Sequence[LegRow]
    counters: Sequence[CounterRow]

    @property
    def over_share(self) -> float:
        """Of all visitors those who waited longer than their target."""
        return sum(leg.waited_s > 1800 for leg in self.legs) / len(self.legs)

    def history(self) -> History:
        """As the adviser reads it; nobody has planned any breaks."""
        skills = {counter.number: counter.skills for counter in OFFICE.counters}
        return History(office=OFFICE, legs=self.legs, counters=self.counters, breaks={}, skills=skills)


def month(
    load: float, seed: int, nths: Sequence[int], plan: Plan | None = None, before: Month | None = None
) -> Month:
    """The same people come, whatever the plan of breaks; without one they are taken as ever.

    After a month `before` the office knows what that one taught, and learns no more.
    """
    days, legs, counters = list[Lived](), list[LegRow](), list[CounterRow]()
    known = learn(OFFICE, before.legs, before.counters, {}) if before else None
    for nth in nths:
        habits = known or learn(OFFICE, legs, counters, {})
        day = _day(load, seed, nth, habits, plan or {})
        days.append(Lived(day=day, habits=habits))
        legs += leg_rows(date_of(nth), day.people, day.result)
        counters += counter_rows(date_of(nth), day.house, day.result)
    return Month(days=days, legs=legs, counters=counters)


def _day(load: float, seed: int, nth: int, habits: Habits, plan: Plan) -> Day:
    volume = float(_about_one(VOLUME_SPREAD, 1, stream(seed, nth, VOLUME))[0])
    visitors = people(V, load * volume, int(stream(seed, nth, OWN).integers(2**31)), 0)
    house = _house(seed, habits, plan)
    return Day(
        house=house,
        people=visitors,
        result=play_day(house, visitors, DEFAULT),
        known=_known(house, habits),
        seed=seed,
        nth=nth,
    )


def _house(seed: int, habits: Habits, plan: Plan) -> House:
    usual = V.house()
    paces = _about_one(SPEED_SPREAD, len(usual.counters), stream(seed, 0, SPEEDS))
    crew = [
        replace(counter, speed=float(1 / pace), absences=_absences(counter.absences, plan.get(number)))
        for number, (counter, pace) in enumerate(zip(usual.counters, paces, strict=True), 1)
    ]
    learned = [habits.topics[topic.id] for topic in OFFICE.topics]
    believed = topics([topic.mean_service_s for topic in learned], [topic.share for topic in learned])
    return replace(usual, counters=crew, topics=believed)


def _absences(usual: Sequence[Absence], planned: PlannedBreak | None) -> Sequence[Absence]:
    if planned is None:
        return usual
    return [Absence(from_s=_of_day_s(planned.begins), to_s=_of_day_s(planned.ends))]


def _of_day_s(clock: str) -> float:
    """From the opening of the doors."""
    hour, minute = clock.split(":")
    return 3600.0 * (int(hour) - OPENS.hour) + 60.0 * int(minute)


def _about_one(spread: float, count: int, rng: np.random.Generator) -> Floats:
    """Lognormal with a mean of 1."""
    return np.asarray(np.exp(spread * rng.standard_normal(count) - spread**2 / 2))


def _known(house: House, habits: Habits) -> Known:
    """Scenes are made from `habits` alone; of this the bench's own scene is made, which nobody asks."""
    return Known(
        house=house,
        work_sigma=np.zeros(len(OFFICE.topics)),
        edges_s=np.array([0.0, 1.0]),
        expected=np.array([0.0, 1.0]),
        priority_share=habits.priority_share,
    )
