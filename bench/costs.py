"""What each thing that the reference scenario leaves out costs whom, under the default rule.

A line is a group of visitors, on the same days without the change (`before`) and with it. Waits are totals of
the visit; whoever gives up counts with the wait until then; an appointment's wait counts from the later of
its agreed time and its check-in, on both sides.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np

from bench.office_sim.changes import CHANGES, SPEAKERS, Case, Mask, Side
from bench.office_sim.days import over_days
from bench.office_sim.scenario import DEFAULT
from broker import program
from broker.rules.play.loop import Result
from broker.rules.play.stage import Floats, play_day

LOADS = (0.85, 0.92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A group on one side of one day, or of many; an entry a visit."""

    wait_min: Floats
    late: Mask
    left: Mask
    at_speaker: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A group under one change."""

    change: str
    load: float
    who: str
    visits_a_day: float
    mean_min_before: float
    mean_min: float
    p95_min_before: float
    p95_min: float
    over_target_pct_before: float
    over_target_pct: float
    left_pct: float
    """Gave up waiting."""
    at_speaker_pct_before: float
    at_speaker_pct: float
    """Called by one of the counters that speak the language some wish for."""
    days: int
    seed: int


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench costs", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--days", type=int, default=200, help="for each change and load (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="other days (default: 1)")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    if not args.json:
        print("mean, p95 and share over target, before -> after")
    for change in CHANGES:
        for load in LOADS:
            for row in rows(change, load, args.days, args.seed):
                print(json.dumps(asdict(row)) if args.json else _told(row), flush=True)
    return program.OK


def rows(change: str, load: float, days: int, seed: int) -> Iterator[Row]:
    """One for each group that the change touches differently."""
    played = over_days(partial(play, change, load, seed), days)
    for who in played[0]:
        before, after = (together([day[who][side] for day in played]) for side in (0, 1))
        yield Row(
            change=change,
            load=load,
            who=who,
            visits_a_day=round(len(before.wait_min) / days, 1),
            mean_min_before=round(float(before.wait_min.mean()), 2),
            mean_min=round(float(after.wait_min.mean()), 2),
            p95_min_before=round(float(np.percentile(before.wait_min, 95)), 2),
            p95_min=round(float(np.percentile(after.wait_min, 95)), 2),
            over_target_pct_before=_pct(before.late),
            over_target_pct=_pct(after.late),
            left_pct=_pct(after.left),
            at_speaker_pct_before=_pct(before.at_speaker),
            at_speaker_pct=_pct(after.at_speaker),
            days=days,
            seed=seed,
        )


def play(change: str, load: float, seed: int, day: int) -> Mapping[str, tuple[Seen, Seen]]:
    """A day without and with the change, by group."""
    case = CHANGES[change](load, seed, day)
    before, after = (
        seen(case, side, play_day(side.house, side.people, DEFAULT)) for side in (case.before, case.after)
    )
    return {who: (_only(before, mask), _only(after, mask)) for who, mask in case.who.items()}


def seen(case: Case, side: Side, result: Result) -> Seen:
    """Every visit of a played day."""
    first = len(case.target_min)
    until_s = result.called_s
    if side.people.leaves_s is not None:
        until_s = np.where(np.isnan(until_s), side.people.leaves_s, until_s)
    since_s = np.maximum(result.entered_s, case.agreed_s[side.visit])
    legs_s = np.nan_to_num(np.maximum(0.0, until_s - since_s))  # nan: a second leg whose first was a no-show
    wait_min = np.bincount(side.visit, legs_s, first) / 60.0
    return Seen(
        wait_min=wait_min,
        late=wait_min > case.target_min,
        left=np.isnan(result.called_s[:first]),
        at_speaker=np.isin(result.desk[:first], SPEAKERS),
    )


def _only(some: Seen, mask: Mask) -> Seen:
    return Seen(
        wait_min=some.wait_min[mask],
        late=some.late[mask],
        left=some.left[mask],
        at_speaker=some.at_speaker[mask],
    )


def together(days: Sequence[Seen]) -> Seen:
    """Pooled."""
    return Seen(
        wait_min=np.concatenate([day.wait_min for day in days]),
        late=np.concatenate([day.late for day in days]),
        left=np.concatenate([day.left for day in days]),
        at_speaker=np.concatenate([day.at_speaker for day in days]),
    )


def _pct(mask: Mask) -> float:
    return round(100 * float(mask.mean()), 2)


def _told(row: Row) -> str:
    told = (
        f"{row.change:<15} {row.load:.0%}  {row.who:<20} {row.visits_a_day:>5} a day "
        f"{row.mean_min_before:>6} -> {row.mean_min:<6} {row.p95_min_before:>6} -> {row.p95_min:<6} "
        f"{row.over_target_pct_before:>6} -> {row.over_target_pct:<6}"
    )
    if row.left_pct:
        told += f" gave up: {row.left_pct} %"
    if row.change == "languages":
        told += f" at a speaker: {row.at_speaker_pct_before} -> {row.at_speaker_pct} %"
    return told


if __name__ == "__main__":
    sys.exit(program.run(main))
