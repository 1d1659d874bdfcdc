"""`talonas replay`: a recorded log played through a rule and the estimator; what would have been, told.

Reads the log and prints; writes one file, the analyst's CSV, and only once everything else has gone well.
"""

import argparse
import asyncio
import sys
from difflib import get_close_matches
from pathlib import Path

from broker.contract.errors import Misconfigured
from broker.contract.office import RULES
from broker.program import OK
from broker.replay.again import replay
from broker.replay.export import as_csv, as_json
from broker.replay.mapping import PLAIN
from broker.replay.mapping_file import load_mapping
from broker.replay.own_log import is_own_log, read_own_log
from broker.replay.reading import read_file
from broker.replay.recorded import Recording
from broker.replay.report import as_text

DEFAULT = "default"
"""Also the name of the rule an office has if it says nothing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which log, by which rule, and how it is told."""
    parser.add_argument(
        "log", type=Path, metavar="LOG", help="an office's own log, or a CSV from any other system"
    )
    parser.add_argument(
        "--rule",
        type=_rule,
        default=RULES[0],
        metavar="NAME",
        help="default (pressure), first-come, strict-priority or topic-order",
    )
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="says which column of a CSV is which")
    parser.add_argument("--json", action="store_true", help="as JSON: seconds, shares 0..1")
    parser.add_argument("--csv", type=Path, metavar="OUT", help="write a line for each ticket into this file")


def _rule(name: str) -> str:
    rule = RULES[0] if name == DEFAULT else name.replace("-", "_")
    if rule not in RULES:
        known = [DEFAULT, *(one.replace("_", "-") for one in RULES)]
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        raise argparse.ArgumentTypeError(f"there is no rule {name!r}; {hint}")
    return rule


def run(args: argparse.Namespace) -> int:
    """Tell what would have been; a log without anybody is a sentence, not an error."""
    if args.csv and args.csv.exists() and args.log.exists() and args.csv.samefile(args.log):
        raise Misconfigured(f"{args.csv} is the log itself; it stays as it is.")
    played = replay(_read(args.log, args.mapping), args.rule)
    told = as_json(played, args.log.name) if args.json else as_text(played, args.log.name)
    if args.csv:
        _write(args.csv, as_csv(played))
    sys.stdout.write(told)
    return OK


def _read(log: Path, mapping: Path | None) -> Recording:
    if not is_own_log(log):
        return read_file(log, load_mapping(mapping) if mapping else PLAIN)
    if mapping:
        raise Misconfigured(f"{log} is an office's own log: it needs no mapping.")
    return asyncio.run(read_own_log(log))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error
