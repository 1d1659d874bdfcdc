"""A recorded day as columns of figures: seconds of the day, topics and counters by their places in a list.

A log that names no counters is made of lines: each topic is then served as by one counter of its own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf, nan

import numpy as np

from broker.replay.recorded import RecordedDay, RecordedLeg, Recording
from broker.rules.play.stage import Floats, Ints

LEAST_NAMED = 0.5
"""Of the called legs: with fewer counters named, who served whom is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What stays the same from day to day."""

    topics: tuple[str, ...]
    counters: tuple[str, ...]
    """A line bears its topic's name."""
    skills: tuple[tuple[int, ...], ...]
    """For each counter the topics it served anywhere in the log: as configured, else most frequent first."""
    lines: bool
    """The log names no counters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayColumns:
    """One entry a leg that can be played; by when they began to wait."""

    day: RecordedDay
    legs: tuple[RecordedLeg, ...]
    issued_s: Floats
    entered_s: Floats
    called_s: Floats
    """nan: never."""
    ended_s: Floats
    """nan: not known."""
    left_s: Floats
    """When one who was never called gave up; inf: called."""
    topic: Ints
    counter: Ints
    """-1: never called."""

    @property
    def until_s(self) -> Floats:
        """When the waiting was over."""
        return np.where(np.isnan(self.called_s), self.left_s, self.called_s)

    @property
    def wait_s(self) -> Floats:
        """How long it lasted."""
        return self.until_s - self.entered_s


def layout_of(recording: Recording) -> Layout:
    """Topics by name; counters by number where they have one."""
    called = [leg for leg in recording.legs if leg.called_at]
    lines = sum(bool(leg.counter) for leg in called) < LEAST_NAMED * len(called) or not called
    served = Counter(
        (leg.topic if lines else leg.counter, leg.topic) for leg in called if lines or leg.counter
    )
    topics = tuple(sorted({leg.topic for leg in recording.legs}))
    counters = tuple(sorted({counter for counter, _ in served}, key=_by_number))
    place = {topic: n for n, topic in enumerate(topics)}
    skills = []
    for counter in counters:
        own = [topic for at, topic in served if at == counter]
        order = recording.orders.get(counter, ())
        own.sort(
            key=lambda topic: (order.index(topic) if topic in order else len(order), -served[counter, topic])
        )
        skills.append(tuple(place[topic] for topic in own))
    return Layout(topics=topics, counters=counters, skills=tuple(skills), lines=lines)


def _by_number(counter: str) -> tuple[int, str]:
    return (int(counter) if counter.isdecimal() else 10**9, counter)


def can_be_played(leg: RecordedLeg, layout: Layout) -> bool:
    """Called at a counter that is named, or left at a time that is known."""
    return bool(leg.called_at and (layout.lines or leg.counter)) or leg.left_at is not None


def columns_of(day: RecordedDay, layout: Layout) -> DayColumns:
    """The legs that can be played."""
    legs = tuple(leg for leg in day.legs if can_be_played(leg, layout))
    topics = {topic: n for n, topic in enumerate(layout.topics)}
    counters = {counter: n for n, counter in enumerate(layout.counters)}
    at = [
        counters.get(leg.topic if layout.lines else leg.counter, -1) if leg.called_at else -1 for leg in legs
    ]
    return DayColumns(
        day=day,
        legs=legs,
        issued_s=_seconds(day, [leg.issued_at for leg in legs], nan),
        entered_s=_seconds(day, [leg.entered_at for leg in legs], nan),
        called_s=_seconds(day, [leg.called_at for leg in legs], nan),
        ended_s=_seconds(day, [leg.ended_at for leg in legs], nan),
        left_s=_seconds(day, [leg.left_at for leg in legs], inf),
        topic=np.array([topics[leg.topic] for leg in legs], np.int64),
        counter=np.array(at, np.int64),
    )


def _seconds(day: RecordedDay, moments: Sequence[datetime | None], otherwise: float) -> Floats:
    return np.array([otherwise if at is None else day.second(at) for at in moments], np.float64)
