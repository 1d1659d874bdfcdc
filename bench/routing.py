"""Who waits how long under which rule: the reference scenario and its variants, the same people for each.

Waits are pooled over all days. The definitions and what was reached stand in docs/routing.md.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial

from bench.office_sim.days import over_days, people
from bench.office_sim.scenario import BURST, DEFAULT, EVERYTHING, FLAGGED, NARROW, SMALL, Scenario, V
from bench.office_sim.waits import Waits, figures_of, waits_of
from broker import program
from broker.rules.play.stage import House, play_day
from broker.rules.routing.choice import FIRST_COME, STRICT_PRIORITY, TOPIC_ORDER, Rule

RULES = {
    "topic-order": DEFAULT._replace(kind=TOPIC_ORDER),
    "first-come": DEFAULT._replace(kind=FIRST_COME),
    "strict-priority": DEFAULT._replace(kind=STRICT_PRIORITY),
    "default": DEFAULT,
}
OFFICES = (
    (V, 0.75),
    (V, 0.85),
    (V, 0.92),
    (V, 0.97),
    (BURST, 0.85),
    (NARROW, 0.92),
    (SMALL, 0.92),
    (FLAGGED, 0.92),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the comparison."""

    scenario: str
    load: float
    rule: str
    mean_min: float
    p95_min: float
    over_target_pct: float
    worst_day_min: float
    worst_topic_pct: float
    priority_p95_min: float
    days: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A rule at work in a house."""

    rule: Rule
    house: House


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench routing", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--days", type=int, default=1000, help="for each line (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="other days (default: 1)")
    parser.add_argument("--scenario", choices=[one.name for one, _ in OFFICES], help="only this one")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    if not args.json:
        print(_line(Row.__dataclass_fields__))
    for scenario, load in OFFICES:
        if args.scenario in {None, scenario.name}:
            for row in rows(scenario, load, args.days, args.seed):
                print(json.dumps(asdict(row)) if args.json else _line(asdict(row).values()), flush=True)
    return program.OK


def rows(scenario: Scenario, load: float, days: int, seed: int) -> Iterator[Row]:
    """One for each rule."""
    named = ways(scenario, load)
    played = over_days(partial(play, scenario, load, seed, list(named.values())), days)
    for name, waits in zip(named, zip(*played, strict=True), strict=True):
        figures = {field: round(value, 2) for field, value in asdict(figures_of(waits)).items()}
        yield Row(scenario=scenario.name, load=load, rule=name, days=days, seed=seed, **figures)


def ways(scenario: Scenario, load: float) -> dict[str, Way]:
    """The four rules; for the study's table also the default rule blind to pressure, and its bound."""
    house = scenario.house()
    named = {name: Way(rule=rule, house=house) for name, rule in RULES.items()}
    if scenario is V and load == 0.92:
        effortless = house.topics._replace(mean_s=0.0 * house.topics.mean_s)
        named["no-pressure"] = Way(rule=DEFAULT, house=replace(house, topics=effortless))
        able = replace(scenario, counters=(EVERYTHING,) * len(scenario.counters))
        named["serve-all"] = Way(rule=DEFAULT, house=able.house())
    return named


def play(scenario: Scenario, load: float, seed: int, by: list[Way], day: int) -> list[Waits]:
    """One day in each of these ways, with the same visitors."""
    visitors = people(scenario, load, seed, day)
    return [waits_of(visitors, play_day(way.house, visitors, way.rule)) for way in by]


def _line(values: Iterable[object]) -> str:
    return " ".join(f"{value!s:>16}" for value in values)


if __name__ == "__main__":
    sys.exit(program.run(main))
