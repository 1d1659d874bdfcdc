"""Who is expected at a counter that nobody is at, and who will go on a break, by plan or by habit. Pure.

Nothing here closes a counter: whoever holds a ticket when the office closes is served.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import inf
from zoneinfo import ZoneInfo

from broker.contract.office import WEEKDAYS
from broker.contract.terms import CounterState
from broker.rules.estimate.snapshot import SeatNow, Snapshot
from broker.rules.habits import Habits
from broker.rules.play.stage import Absence

COMING_S = 180.0
"""Who is a little late comes in a few minutes; who is late already, in as long again ..."""
LATE_S = 3600.0
"""... and who is so late does not come today."""
SAME_S = 1.0
"""The broker puts `since_s` to now where a counter has done nothing today."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a counter usually does on a day like today; seconds as in the snapshot."""

    opens_s: float
    closes_s: float
    break_s: Span | None


def usual_today(now: Snapshot, habits: Habits, number: int) -> Usual | None:
    """None: it is not expected."""
    there = habits.presence.get(number, {}).get(WEEKDAYS[now.day.weekday()])
    if there is None:
        return None
    break_s = there.break_s and (_moment_s(now, there.break_s[0]), _moment_s(now, there.break_s[1]))
    return Usual(
        opens_s=_moment_s(now, there.opens_s), closes_s=_moment_s(now, there.closes_s), break_s=break_s
    )


def _moment_s(now: Snapshot, clock_s: float) -> float:
    """When the office's clocks show that today."""
    shown = datetime.combine(now.day, time()) + timedelta(seconds=clock_s)
    return shown.replace(tzinfo=ZoneInfo(now.office.time_zone)).timestamp()


def comes_s(seat: SeatNow, usual: Usual | None, at_s: float) -> float:
    """When somebody is expected at a closed counter; inf: not today, or not again."""
    if usual is None or seat.since_s < at_s - SAME_S or at_s >= usual.closes_s:
        return inf
    late_s = at_s - usual.opens_s
    if late_s < 0:
        return usual.opens_s
    return at_s + max(COMING_S, late_s) if late_s < LATE_S else inf


def back_s(seat: SeatNow, usual: Usual | None, break_s: float) -> float:
    """When somebody on a break is expected back; `break_s` is how long breaks usually are."""
    if seat.back_s is not None:
        return seat.back_s
    if usual is not None and usual.break_s is not None and _near(seat.since_s, usual.break_s):
        return seat.since_s + usual.break_s[1] - usual.break_s[0]
    return seat.since_s + break_s


def breaks_ahead(seat: SeatNow, usual: Usual | None, at_s: float) -> Sequence[Absence]:
    """Planned ones, else the usual one, as far as they have not been taken."""
    spans = seat.breaks_s or ((usual.break_s,) if usual is not None and usual.break_s else ())
    return [Absence(from_s=span[0], to_s=span[1]) for span in spans if _to_come(seat, span, at_s)]


def _to_come(seat: SeatNow, span: Span, at_s: float) -> bool:
    """A break waits for the visitor who was there when it was due, and people go a little late."""
    if seat.state is CounterState.PAUSED:
        return at_s < span[0] and not _near(seat.since_s, span)
    visited = bool(seat.topic) and seat.since_s <= span[0]
    return visited or at_s < span[0] or _near(at_s, span)


def _near(moment_s: float, span: Span) -> bool:
    """To the begin, within half of its length."""
    return abs(moment_s - span[0]) < (span[1] - span[0]) / 2
