"""`talonas`: run the broker, show a demonstration, report a day, replay a log, check a configuration.

Only names stand here: a subcommand's module is imported once it has been chosen, so that `talonas report`
loads no MQTT and `--help` loads nothing.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from broker import program

PROG = "talonas"
OFFICE_FILE = Path("office.toml")
"""Read from the working folder when --config is not given."""


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A module with `add_arguments(parser)` and `run(args) -> int`, and what it is for."""

    module: str
    purpose: str
    config: Path | None = OFFICE_FILE


SUBCOMMANDS = {
    "run": Subcommand("broker.run", "Keep the queue: the broker of one office, until told to stop."),
    "demo": Subcommand(
        "broker.demo.command",
        "Show a whole office at work: real programs, simulated visitors and staff.",
        None,
    ),
    "report": Subcommand("broker.report", "Tell what a day was like, from the log."),
    "why": Subcommand("broker.why", "Tell why one ticket was called before another, from the log."),
    "replay": Subcommand(
        "broker.replay.command",
        "Play a recorded log, ours or another system's, through a rule and the estimator.",
        None,
    ),
    "advise": Subcommand("broker.advise", "Tell what the head could change, tried on the office's own days."),
    "check": Subcommand("broker.check", "Read a configuration and say what is wrong or worth a second look."),
}


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    return program.run(lambda: _command(sys.argv[1:] if argv is None else list(argv)))


def _command(argv: list[str]) -> int:
    parser = program.parser(PROG, "Queue tickets for an office: the broker and its tools.")
    options = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    chosen = next((word for word in argv if word in SUBCOMMANDS), None)
    for name, subcommand in SUBCOMMANDS.items():
        own = options.add_parser(
            name,
            help=subcommand.purpose,
            description=subcommand.purpose,
            parents=[program.config_option()],
        )
        if name == chosen:
            importlib.import_module(subcommand.module).add_arguments(own)
    args = parser.parse_args(argv)
    return _run(args, SUBCOMMANDS[args.subcommand])


def _run(args: argparse.Namespace, subcommand: Subcommand) -> int:
    args.config = args.config or subcommand.config
    program.start_logging(f"{PROG} {args.subcommand}")
    code: int = importlib.import_module(subcommand.module).run(args)
    return code
