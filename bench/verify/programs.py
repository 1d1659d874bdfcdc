"""Which of our days are played a second time by programs of other people, and what must be equal."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from bench.office_sim.days import over_days, people
from bench.office_sim.scenario import BURST, Scenario, V
from bench.verify.lines import Check, Line, compared
from bench.verify.queues import Queue
from bench.verify.with_ciw import waits_min
from bench.verify.with_simpy import calls_of_day, on_whole_ticks
from broker.rules.play.stage import play_day
from broker.rules.routing.choice import FIRST_COME, PRESSURE, STRICT_PRIORITY, TOPIC_ORDER, Rule

VISITORS = 100_000
DAYS = 10
WEIGHT = 5.0
SAME_MIN = 1e-6
"""Two programs add the same times in another order: so far apart is equal."""

LOGNORMAL = Queue(
    name="ciw",
    counters=4,
    load=0.85,
    priority_share=0.3,
    rule=Rule(STRICT_PRIORITY, WEIGHT),
    lognormal=True,
)
RULES = {
    "default": PRESSURE,
    "first-come": FIRST_COME,
    "strict-priority": STRICT_PRIORITY,
    "topic-order": TOPIC_ORDER,
}


def checks() -> Iterator[Check]:
    """All of them."""
    yield Check(names=("ciw-priority", "ciw-ordinary", "ciw-each"), measure=by_ciw)
    for name, kind in RULES.items():
        yield _whole_days(f"simpy-{name}", V, 0.92, Rule(kind, WEIGHT))
    yield _whole_days("simpy-burst", BURST, 0.85, Rule(PRESSURE, WEIGHT))


def by_ciw(seed: int, count: int = VISITORS) -> list[Line]:
    """The mean of each class, and how many visitors wait equally long."""
    kind = f"ciw, M/G/{LOGNORMAL.counters} at {LOGNORMAL.load:.0%}, strict priority"
    found = waits_min(LOGNORMAL, count, seed)
    means = [
        compared(
            name=f"ciw-{name}",
            what=f"{kind}: {name} mean wait, min",
            theory=float(theirs.mean()),
            simulated=float(ours.mean()),
            tolerance=SAME_MIN,
        )
        for name, (theirs, ours) in found.items()
    ]
    same = sum(int((np.abs(theirs - ours) <= SAME_MIN).sum()) for theirs, ours in found.values())
    what = f"{kind}: visitors who wait as long"
    return [*means, compared(name="ciw-each", what=what, theory=count, simulated=same, tolerance=0)]


def _whole_days(name: str, scenario: Scenario, load: float, rule: Rule) -> Check:
    return Check(names=(name,), measure=partial(by_simpy, name, scenario, load, rule, DAYS))


def by_simpy(name: str, scenario: Scenario, load: float, rule: Rule, days: int, seed: int) -> list[Line]:
    """How many visitors are called at the same instant to the same counter."""
    counts = over_days(partial(_same_calls, scenario, load, rule, seed), days)
    came, same = (sum(column) for column in zip(*counts, strict=True))
    what = f"SimPy, {scenario.name} at {load:.0%}, {days} days: visitors called at the same instant and place"
    return [compared(name=name, what=what, theory=came, simulated=same, tolerance=0)]


def _same_calls(scenario: Scenario, load: float, rule: Rule, seed: int, day: int) -> tuple[int, int]:
    house, visitors = scenario.house(), on_whole_ticks(people(scenario, load, seed, day))
    ours = play_day(house, visitors, rule)
    theirs = calls_of_day(house, visitors, rule)
    same = sum(ours.called_s[call.leg] == call.at_s and ours.desk[call.leg] == call.desk for call in theirs)
    return len(visitors.issued_s), int(same)
