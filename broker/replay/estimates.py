"""What our estimator would have told each visitor at the issue of the ticket, and what came of it.

Asked of everybody who had to wait and of whose topic somebody had been called that day, so that the usual
answer (the wait of the last called leg, LES) is there to compare with. The estimator corrects itself as it
does in an office: by every call, after the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broker.replay.columns import DayColumns, Layout
from broker.replay.crowd import PROMPT_S
from broker.replay.known import Known
from broker.replay.memory import Memory
from broker.replay.scene import line_scene, office_scene
from broker.rules.estimate.correction import Correction, Spread, corrected, kind_of, learned
from broker.rules.estimate.forward import draws, waits_of
from broker.rules.play.stage import Floats
from broker.rules.routing.choice import Rule

SEED = 1
MOST = 10_000
"""In a log of more such legs every second, third ... is judged, evenly."""
CALL, LEAVE, ISSUE, AT_ONCE = range(4)
"""At one moment in this order: who comes then knows of a call, unless it is their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What would have been told at an issue."""

    said: Spread
    last_wait_s: float
    """LES."""
    simulated_s: float


def guesses(
    days: Sequence[DayColumns], layout: Layout, rule: Rule, targets_s: Floats
) -> list[dict[int, Guess]]:
    """Of each day, by leg."""
    memory, correction, rng, found = Memory(len(layout.topics)), Correction(), np.random.default_rng(SEED), []
    every = 1 + sum(int(had_to_wait(day).sum()) for day in days) // MOST
    for day in days:
        known, told = Known(day, layout, memory), dict[int, Guess]()
        asked = set(np.flatnonzero(had_to_wait(day))[::every].tolist())
        for what, leg in _course(day):
            if what == ISSUE:
                guess = _guess(known, leg, rule, targets_s, correction, rng) if leg in asked else None
                told |= {leg: guess} if guess else {}
                known.issue(leg)
            elif what == LEAVE:
                known.leave(leg)
            else:
                known.call(leg)
                if leg in told:
                    kind = _kind(day, leg, layout)
                    correction = learned(
                        correction, kind, told[leg].simulated_s, told[leg].said, float(day.wait_s[leg])
                    )
        memory.day_over(known.came_s, day.day.lasts_s)
        correction = correction.tomorrow()
        found.append(told)
    return found


def had_to_wait(day: DayColumns) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Who was called, and not at once."""
    with np.errstate(invalid="ignore"):
        waited: np.ndarray[tuple[int], np.dtype[np.bool_]] = day.called_s - day.entered_s > PROMPT_S
    return waited


def _course(day: DayColumns) -> list[tuple[int, int]]:
    """What happens, and to whom."""
    events = list[tuple[float, int, int, int]]()
    for leg in range(len(day.legs)):
        entered_s, until_s = float(day.entered_s[leg]), float(day.until_s[leg])
        ends = CALL if day.counter[leg] >= 0 else LEAVE
        events.append((entered_s, ISSUE, ISSUE, leg))
        events.append((until_s, ends if until_s > entered_s else AT_ONCE, ends, leg))
    return [(what, leg) for _, _, what, leg in sorted(events)]


def _guess(
    known: Known, leg: int, rule: Rule, targets_s: Floats, correction: Correction, rng: np.random.Generator
) -> Guess | None:
    """None while there is nothing to go by."""
    day, topic = known.day, int(known.day.topic[leg])
    last_wait_s = known.last_wait_s(topic)
    seen = line_scene(known, leg, rule) if known.layout.lines else office_scene(known, leg, rule, targets_s)
    if last_wait_s is None or seen is None:
        return None
    scene, newcomer = seen
    waits_s = waits_of(scene, draws(scene, rng), newcomer)
    low_s, mid_s, high_s = np.quantile(waits_s, (0.1, 0.5, 0.9)).tolist()
    simulated = Spread(low_s=low_s, mid_s=mid_s, high_s=high_s)
    said = corrected(simulated, correction, _kind(day, leg, known.layout))
    return Guess(said=said, last_wait_s=last_wait_s, simulated_s=mid_s)


def _kind(day: DayColumns, leg: int, layout: Layout) -> str:
    return kind_of(layout.topics[day.topic[leg]], priority=day.legs[leg].priority)
