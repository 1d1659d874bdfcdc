"""A month that begins with no history: estimates day by day, the first advice, and whether it keeps its word.

Every night the office learns from its log. At the end the adviser looks at the month, its first suggestion is
followed, and the month comes again with the same visitors; a month that nobody had seen shows how much of the
promise was luck. Exit code 1 if it is not advised to take breaks later, or the promise is not met. How it is
done, and what was reached: docs/advice.md.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from bench.lobby_sim.asked import Asked, asked
from bench.lobby_sim.judged import judgeable, judged
from bench.lobby_sim.told import Told, told
from bench.month_sim.days import Lived, Month, month
from bench.month_sim.foreseen import Foreseen, foreseen
from bench.month_sim.moments import Moments
from bench.month_sim.promised import Followed, followed
from bench.office_sim.days import over_days
from broker import program

EVERY = 6
"""One of so many visitors who have to wait is asked for."""
FORECAST_EVERY_S = 3600.0

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the estimator said on one day."""

    asked: Sequence[Asked]
    foreseen: Sequence[Foreseen]


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench month", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--days", type=int, default=22, help="working days (default: 22)")
    parser.add_argument("--seed", type=int, default=1, help="other months (default: 1)")
    parser.add_argument("--load", type=float, nargs="+", default=[0.85, 0.92], help="(default: 0.85 0.92)")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="draw them into this folder")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    kept, met = dict[float, tuple[Month, Followed]](), True
    for load in args.load:
        lived = month(load, args.seed, range(args.days))
        for line in estimates(over_days(partial(heard, lived.days), args.days)):
            _print({"load": load, **line}, as_json=args.json)
        advised = followed(lived, load, args.seed, args.days)
        _print({"load": load, **promise(advised)}, as_json=args.json)
        met = met and advised is not None and advised.promise.met and advised.promise.later
        if advised is not None:
            kept[load] = (lived, advised)
    if args.pictures:
        from bench.month_sim.pictures import draw  # noqa: PLC0415 - a second to load

        draw(kept, args.pictures)
    return program.OK if met else program.FAILED


def heard(days: Sequence[Lived], nth: int) -> Heard:
    """With nothing but what was known that morning."""
    lived, moments = days[nth], Moments(days[nth])
    return Heard(
        asked=list(asked(lived.day, EVERY, lambda scene, _: moments.scene(scene.now_s))),
        foreseen=list(foreseen(lived, FORECAST_EVERY_S)),
    )


def estimates(days: Sequence[Heard]) -> Iterator[Line]:
    """Each day, all of them, and how often each forecast held."""
    said = told([day.asked for day in days], EVERY)
    each = [judgeable(islice(said, len(day.asked))) for day in days]
    for number, own in enumerate(each, 1):
        yield {"day": number, **_figures(own)}
    yield {"day": "all", **_figures([one for own in each for one in own])}
    yield from _forecasts([one for day in days for one in day.foreseen])


def _figures(own: Sequence[Told]) -> Line:
    if not own:
        return {"estimates": 0}
    return {name: round(value, 2) for name, value in asdict(judged(own)).items()}


def _forecasts(found: Sequence[Foreseen]) -> Iterator[Line]:
    horizons = sorted({one.at_s - one.from_s for one in found})
    for horizon_s in horizons:
        held = [one.held() for one in found if one.at_s - one.from_s == horizon_s]
        for name in held[0]:
            share = sum(one[name] for one in held) / len(held)
            yield {
                "forecast": name,
                "ahead_min": round(horizon_s / 60),
                "forecasts": len(held),
                "coverage_pct": round(100 * share, 1),
            }


def promise(advised: Followed | None) -> Line:
    """In shares."""
    if advised is None:
        return {"advice": None, "met": False}
    told_as = asdict(advised.promise)
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in told_as.items()}


def _print(line: Line, *, as_json: bool) -> None:
    said = "  ".join(f"{name} {value}" for name, value in line.items())
    print(json.dumps(line) if as_json else said, flush=True)


if __name__ == "__main__":
    sys.exit(program.run(main))
