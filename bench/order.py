"""Whether the default rule keeps its promises about the order, on overfull days with a burst on top.

Overtaking has a bound; no counter is idle while a leg waits that it could serve; inside a topic and class it
is first come, first served.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from functools import partial

from bench.office_sim.days import over_days, people
from bench.office_sim.promises import Kept, kept
from bench.office_sim.scenario import BURST, DEFAULT
from broker import program
from broker.rules.play.stage import play_day

LOADS = (0.92, 0.97, 1.10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Kept):
    """At one load, over all days."""

    scenario: str
    load: float
    days: int
    seed: int


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench order", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each load")
    parser.add_argument("--days", type=int, default=60, help="for each load (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="other days (default: 1)")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    broken = 0
    for load in LOADS:
        found = over(load, args.days, args.seed)
        broken += found.violations + found.idle_violations + found.fifo_violations
        print(json.dumps(asdict(found)) if args.json else _told(found), flush=True)
    return program.FAILED if broken else program.OK


def over(load: float, days: int, seed: int) -> Found:
    """So many days."""
    each = over_days(partial(day_kept, load, seed), days)
    return Found(
        scenario=BURST.name,
        load=load,
        overtakings=sum(day.overtakings for day in each),
        longest_min=round(max(day.longest_min for day in each), 2),
        violations=sum(day.violations for day in each),
        idle_violations=sum(day.idle_violations for day in each),
        fifo_violations=sum(day.fifo_violations for day in each),
        days=days,
        seed=seed,
    )


def day_kept(load: float, seed: int, day: int) -> Kept:
    """One day."""
    house, visitors = BURST.house(), people(BURST, load, seed, day)
    return kept(house, visitors, play_day(house, visitors, DEFAULT))


def _told(found: Found) -> str:
    return (
        f"{found.scenario} at {found.load:.0%}, {found.days} days: {found.overtakings} overtakings, "
        f"the longest {found.longest_min} min; violations: {found.violations} of the bound, "
        f"{found.idle_violations} idle, {found.fifo_violations} inside a topic and class"
    )


if __name__ == "__main__":
    sys.exit(program.run(main))
