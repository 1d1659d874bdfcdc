"""A whole log played again, day by day: each leg beside what would have become of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isnan

from broker.replay.columns import DayColumns, Layout, columns_of, layout_of
from broker.replay.estimates import Guess, guesses
from broker.replay.play import Played, Usual, by_rule, own_order, usual_of
from broker.replay.presence import Presence, presence, usual_s
from broker.replay.recorded import RecordedLeg, Recording
from broker.rules.routing.choice import FIRST_COME, PRESSURE, STRICT_PRIORITY, TOPIC_ORDER, Rule

KINDS = {
    "pressure": PRESSURE,
    "first_come": FIRST_COME,
    "strict_priority": STRICT_PRIORITY,
    "topic_order": TOPIC_ORDER,
}
"""The names of `broker.contract.office.RULES` to what the rule's own file calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAgain:
    """One leg as it was, and as it would have been."""

    day: date
    leg: RecordedLeg
    wait_s: float
    """Recorded."""
    own_wait_s: float
    """Played in the log's own order."""
    rule_wait_s: float
    rule_called_at: datetime | None
    """None: it would have given up, as it did."""
    rule_counter: str
    """Empty: none, or the log names no counters."""
    guess: Guess | None
    """None: it did not have to wait, or there was nothing to go by yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A log under a rule."""

    recording: Recording
    rule: str
    lines: bool
    """The log names no counters: each topic is a line of its own."""
    legs: tuple[LegAgain, ...]
    left_out: tuple[tuple[date, RecordedLeg], ...]
    """Of which nobody knows when their waiting ended, or at which counter."""
    cut: int
    """Services recorded beyond the next call of their counter."""
    overtime_s: float
    """How much longer all counters together would have stayed."""
    nearest_rule: str
    """The office's own rule, else the one whose play comes nearest to the log: estimates are made by it."""


def replay(recording: Recording, rule: str) -> Replay:
    """Each recorded day apart; what is usual comes from all of them."""
    layout = layout_of(recording)
    columns = [columns_of(day, layout) for day in recording.days] if layout.counters else []
    days = [day for day in columns if day.legs]
    if not days:
        return _nothing(recording, rule)
    usual_stays_s = usual_s(days, layout)
    present = [presence(day, layout, usual_stays_s) for day in days]
    usual = usual_of(recording, layout, days, present)
    plays = {name: _played(name, recording, layout, days, present, usual) for name in KINDS}
    own = [own_order(day, layout, one, usual) for day, one in zip(days, present, strict=True)]
    nearest = recording.rule or min(plays, key=lambda name: _distance_s(days, plays[name]))
    told = guesses(days, layout, Rule(KINDS[nearest], recording.weight), usual.target_s)
    legs = [leg for each in zip(days, own, plays[rule], told, strict=True) for leg in _legs(layout, *each)]
    return Replay(
        recording=recording,
        rule=rule,
        lines=layout.lines,
        legs=tuple(legs),
        left_out=_all_but(recording, [leg.leg for leg in legs]),
        cut=sum(one.cut for one in present),
        overtime_s=sum(one.overtime_s for one in plays[rule]),
        nearest_rule=nearest,
    )


def _nothing(recording: Recording, rule: str) -> Replay:
    """Of a log in which nobody was called."""
    return Replay(
        recording=recording,
        rule=rule,
        lines=True,
        legs=(),
        left_out=_all_but(recording, ()),
        cut=0,
        overtime_s=0.0,
        nearest_rule=recording.rule or rule,
    )


def _all_but(recording: Recording, played: Iterable[RecordedLeg]) -> tuple[tuple[date, RecordedLeg], ...]:
    known = {id(leg) for leg in played}
    return tuple((day.day, leg) for day in recording.days for leg in day.legs if id(leg) not in known)


def _played(
    rule: str,
    recording: Recording,
    layout: Layout,
    days: Sequence[DayColumns],
    present: Sequence[Presence],
    usual: Usual,
) -> list[Played]:
    choice = Rule(KINDS[rule], recording.weight)
    return [by_rule(day, layout, one, usual, choice) for day, one in zip(days, present, strict=True)]


def _distance_s(days: Sequence[DayColumns], played: Sequence[Played]) -> float:
    """By how much the waits of all legs differ from the recorded ones."""
    return sum(float(abs(play.wait_s - day.wait_s).sum()) for day, play in zip(days, played, strict=True))


def _legs(
    layout: Layout, day: DayColumns, own: Played, ruled: Played, told: Mapping[int, Guess]
) -> list[LegAgain]:
    found = list[LegAgain]()
    for n, leg in enumerate(day.legs):
        called_s, counter = float(ruled.called_s[n]), int(ruled.counter[n])
        named = counter >= 0 and not layout.lines
        found.append(
            LegAgain(
                day=day.day.day,
                leg=leg,
                wait_s=float(day.wait_s[n]),
                own_wait_s=float(own.wait_s[n]),
                rule_wait_s=float(ruled.wait_s[n]),
                rule_called_at=None if isnan(called_s) else day.day.begins_at + timedelta(seconds=called_s),
                rule_counter=layout.counters[counter] if named else "",
                guess=told.get(n),
            )
        )
    return found
