"""How far estimates are off in a realistic office, beside the usual practice, and how often a range is kept.

The usual practice (LES) tells everybody the wait of the last called leg of their topic. Judged are visitors
who had to wait. How it is done, and what was reached: docs/estimates.md.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.lobby_sim.asked import Asked, Knowing, asked
from bench.lobby_sim.full_lobby import ms_per_estimate
from bench.lobby_sim.judged import Judged, by_kind, judgeable, judged
from bench.lobby_sim.pictures import draw
from bench.lobby_sim.told import Told, told
from bench.lobby_sim.world import day, the_truth
from bench.office_sim.days import over_days
from bench.office_sim.scenario import BURST, Scenario, V
from broker import program

OFFICES = ((V, 0.75), (V, 0.85), (V, 0.92), (V, 0.97), (BURST, 0.85))
EVERY = 4
"""One of so many visitors who have to wait is asked for."""


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench estimates", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--days", type=int, default=60, help="for each line (default: 60)")
    parser.add_argument("--seed", type=int, default=3, help="other days (default: 3)")
    parser.add_argument("--by-kind", action="store_true", help="also a line for each topic and class")
    parser.add_argument("--truth", action="store_true", help="let estimates know the true means and speeds")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="draw them into this folder")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    ms = round(ms_per_estimate(args.seed), 2)
    for_all = {"days": args.days, "seed": args.seed, "ms_per_estimate": ms}
    kept = dict[str, Sequence[Told]]()
    for scenario, load in OFFICES:
        of_office = {"scenario": scenario.name, "load": load}
        found = estimates(scenario, load, args.days, args.seed, the_truth if args.truth else None)
        kept[label(scenario, load)] = found
        _print(of_office | figures(judged(found)) | for_all, as_json=args.json)
        for kind, own in by_kind(found) if args.by_kind else ():
            _print(of_office | asdict(kind) | figures(own), as_json=args.json)
    if args.pictures:
        draw(kept, args.pictures)
    return program.OK


def estimates(
    scenario: Scenario, load: float, days: int, seed: int, knowing: Knowing | None = None
) -> list[Told]:
    """All that can be judged, day after day."""
    each = over_days(partial(of_day, scenario, load, seed, knowing), days)
    return judgeable(told(each, EVERY))


def of_day(scenario: Scenario, load: float, seed: int, knowing: Knowing | None, nth: int) -> list[Asked]:
    """One day."""
    return list(asked(day(scenario, load, seed, nth), EVERY, knowing))


def figures(found: Judged) -> dict[str, float]:
    """Rounded."""
    return {name: round(value, 2) for name, value in asdict(found).items()}


def label(scenario: Scenario, load: float) -> str:
    """For people."""
    return "burst" if scenario is BURST else f"{load:.0%}".replace("%", " %")


def _print(line: Mapping[str, object], *, as_json: bool) -> None:
    told = "  ".join(f"{name} {value}" for name, value in line.items())
    print(json.dumps(line) if as_json else told, flush=True)


if __name__ == "__main__":
    sys.exit(program.run(main))
