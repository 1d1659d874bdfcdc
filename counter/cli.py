"""`talonas-counter`: the office's web server. Only options stand here; the work is imported after them."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from broker import program

PROG = "talonas-counter"
DEFAULT_CONFIG = Path("office.toml")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    return program.run(lambda: _command(argv))


def _command(argv: Sequence[str] | None) -> int:
    parser = program.parser(PROG, "The pages of the counters and of the branch head.")
    args: argparse.Namespace = parser.parse_args(argv)
    program.start_logging(PROG)
    from counter.server import serve

    return serve(args.config or DEFAULT_CONFIG)
