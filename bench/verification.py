"""Theory beside simulation: queues with a formula, and days played a second time by programs of other people.

What each line is for stands in docs/verification.md. Exit code 1: some line does not agree.
"""

import argparse
import json
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict

from bench.verify import formulas, programs
from bench.verify.lines import Check, Line
from broker import program

CHECKS = (*formulas.checks(), *programs.checks())
NAMES = tuple(name for check in CHECKS for name in check.names)


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench verification", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--only", choices=NAMES, metavar="NAME", help="this line: " + ", ".join(NAMES))
    parser.add_argument("--seed", type=int, default=1, help="other visitors (default: 1)")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    if not args.json:
        print(f"{'':<24} {'theory':>12} {'simulated':>12} {'tolerance':>12}")
    wanted = NAMES if args.only is None else (args.only,)
    return verify(CHECKS, wanted, seed=args.seed, show=_as_json if args.json else _as_row)


def verify(
    checks: Sequence[Check], wanted: Collection[str], *, seed: int, show: Callable[[Line], str]
) -> int:
    """Print the wanted lines one after the other; the command's exit code."""
    agree = True
    for check in checks:
        if not set(check.names).isdisjoint(wanted):
            lines = [line for line in check.measure(seed) if line.name in wanted]
            for line in lines:
                print(show(line), flush=True)
            agree = agree and all(line.ok for line in lines)
    return program.OK if agree else program.FAILED


def _as_json(line: Line) -> str:
    return json.dumps(asdict(line))


def _as_row(line: Line) -> str:
    return (
        f"{line.name:<24} {line.theory:>12.6g} {line.simulated:>12.6g} {line.tolerance:>12.3g}"
        f"  {'ok ' if line.ok else 'BAD'}  {line.what}"
    )


if __name__ == "__main__":
    sys.exit(program.run(main))
