"""When each counter is usually there, by weekday: its first opening, its long break, its last close.

It usually comes on a weekday if it was there on half of those days or more; it is expected at all if it came
lately, on half of the days that it usually comes on. Its hours are medians. A person's hours change faster
than an office does: a day counts half as much as one five days later. Where the last four of a weekday agree
with one another but not with the other days, that weekday has hours of its own. A long break is expected
where most days have one at about the same time.

A counter's hours are a person's: for simulations only, never to be shown, logged or sent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from zoneinfo import ZoneInfo

from broker.contract.office import WEEKDAYS, Office
from broker.rules.habits import Presence
from broker.rules.learn.memory import Weights, weights
from broker.rules.learn.opening import weekday
from broker.rules.learn.shifts import Shift, shifts
from broker.rules.rows import CounterRow

FASTER = 4
"""So many times as fast as the office's habits, hours are forgotten."""
MOST = 0.5
"""Of days, by what they count."""
ENOUGH_SUCH = 3
"""Days of one weekday, to be judged by themselves."""
WEEK = 5
"""After so many days the office is not expected to work on a weekday that it has not worked on."""
LAST_SUCH = 4
"""Of one weekday, that tell whether it has hours of its own."""
LEAST_BREAKS = 3
SHORTEST = 0.5
"""Of the length that the office has set for its breaks: what is shorter is no long one."""
NEAR_S = 1200.0
"""About the same time of day."""
REGULAR = 0.6
"""Of the days, so near to the usual time: were it half, two of ten who go when it suits look regular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    """A time of day."""

    at_s: float
    regular: bool
    """Enough days are near it."""


_Days = Mapping[date, Shift]


def presence(office: Office, counters: Iterable[CounterRow]) -> dict[int, dict[str, Presence]]:
    """Counter number to weekday to its usual hours; without those that are not expected."""
    were = shifts(counters, ZoneInfo(office.time_zone))
    worked = {day for days in were.values() for day in days}
    weight, shortest_s = weights(worked), SHORTEST * office.breaks.minutes * 60.0
    weeks = {
        counter.number: _week(were[counter.number], worked, weight, shortest_s)
        for counter in office.counters
        if counter.number in were
    }
    return {number: week for number, week in weeks.items() if week}


def _week(days: _Days, worked: Collection[date], weight: Weights, shortest_s: float) -> dict[str, Presence]:
    """Of one counter; `worked` are the days that any counter was there."""
    known = [day for day in worked if day >= min(days)]
    names = [name for name in _working(worked) if _share(days, _alike(known, name), weight) >= MOST]
    soon_forgotten = {day: counts**FASTER for day, counts in weight.items()}
    usual_days = [day for day in known if weekday(day) in names]
    if _share(days, usual_days, soon_forgotten) < MOST:
        return {}
    return {name: _usual_day(days, name, soon_forgotten, shortest_s) for name in names}


def _working(worked: Collection[date]) -> Sequence[str]:
    seen = {weekday(day) for day in worked}
    return WEEKDAYS if len(worked) < WEEK else [name for name in WEEKDAYS if name in seen]


def _share(found: Collection[date], days: Iterable[date], weight: Weights) -> float:
    """Of these days, how many are among the found; 0 of none."""
    everything = among = 0.0
    for day in days:
        everything += weight[day]
        among += weight[day] * (day in found)
    return among / everything if everything else 0.0


def _alike(days: Collection[date], name: str) -> Collection[date]:
    """Those of a weekday, where there are enough; else all."""
    such = [day for day in days if weekday(day) == name]
    return such if len(such) >= ENOUGH_SUCH else days


def _usual_day(days: _Days, name: str, weight: Weights, shortest_s: float) -> Presence:
    return Presence(
        opens_s=_usual({day: own.opens_s for day, own in days.items()}, name, weight).at_s,
        closes_s=_usual({day: own.closes_s for day, own in days.items()}, name, weight).at_s,
        break_s=_usual_break(days, name, weight, shortest_s),
    )


def _usual_break(days: _Days, name: str, weight: Weights, shortest_s: float) -> tuple[float, float] | None:
    """From when to when; None: no day's long break tells when the next one will be."""
    longest = {day: own.longest for day, own in days.items()}
    breaks = {day: one for day, one in longest.items() if one is not None and one.lasts_s >= shortest_s}
    if len(breaks) < LEAST_BREAKS or _share(breaks, _alike(days, name), weight) < MOST:
        return None
    begins = _usual({day: one.begins_s for day, one in breaks.items()}, name, weight)
    lasts_s = _median({day: one.lasts_s for day, one in breaks.items()}, weight)
    return (begins.at_s, begins.at_s + lasts_s) if begins.regular else None


def _usual(times_s: Mapping[date, float], name: str, weight: Weights) -> _Usual:
    """On a weekday: its own time if it has one, else that of all days."""
    every_s = _median(times_s, weight)
    near = [day for day, at_s in times_s.items() if abs(at_s - every_s) <= NEAR_S]
    regular = _share(near, times_s, weight) >= REGULAR
    last = [times_s[day] for day in sorted(times_s) if weekday(day) == name][-LAST_SUCH:]
    own_s = median(last) if last else every_s
    its_own = len(last) == LAST_SUCH and all(abs(at_s - own_s) <= NEAR_S for at_s in last)
    if its_own and not (regular and abs(own_s - every_s) <= NEAR_S):
        return _Usual(at_s=own_s, regular=True)
    return _Usual(at_s=every_s, regular=regular)


def _median(values: Mapping[date, float], weight: Weights) -> float:
    """Half of what the days count lies on either side; recent days count more."""
    half, passed = sum(weight[day] for day in values) / 2, 0.0
    in_order = sorted(values, key=lambda day: values[day])
    for day in in_order:
        passed += weight[day]
        if passed >= half:
            return values[day]
    return values[in_order[-1]]
