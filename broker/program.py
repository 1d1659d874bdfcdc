"""What every command of the project shares: its options, its log lines, how it ends. It names no program.

    def main() -> int:
        return program.run(_command)

Log lines go to stderr, so that stdout stays for what a command was asked to print.
"""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from broker.contract.errors import LogTrouble, Misconfigured, NoAnswer, NotConnected, TalonasError

OK: Final = 0
"""Done, or asked to stop and stopped."""
FAILED: Final = 1
"""It was tried and went wrong; with a traceback it is a mistake in the program."""
MISUSED: Final = 2
"""An option or a line of configuration cannot be followed: change it, then try again."""
UNAVAILABLE: Final = 69
"""What it needs is not there (the MQTT server, the broker, the log): trying again later may help."""


def parser(prog: str, description: str) -> argparse.ArgumentParser:
    """Return what --help, --version and --config PATH look like in every command."""
    made = argparse.ArgumentParser(prog=prog, description=description, parents=[config_option()])
    made.add_argument("--version", action="version", version=f"%(prog)s {version('talonas')}")
    made.set_defaults(config=None)
    return made


def config_option() -> argparse.ArgumentParser:
    """Return --config for the `parents` of a subcommand: it may then stand before or after its name."""
    made = argparse.ArgumentParser(add_help=False)
    made.add_argument(
        "--config",
        type=Path,
        metavar="PATH",
        default=argparse.SUPPRESS,
        help="the configuration file to read",
    )
    return made


def start_logging(program: str) -> None:
    """Write every log line, also those of libraries, to stderr: JSON, or for people when it is a terminal."""
    common = _on_every_line(program)
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering()],
        )
    )
    handler.addFilter(_worth_a_line)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Some libraries chat without a logger of their own: python-escpos of every connection, day and night."""
    return record.name != "root" or record.levelno >= logging.WARNING


def _on_every_line(program: str) -> list[Processor]:
    def name_the_program(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        line["program"] = program
        return line

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_the_program,
    ]


def _rendering() -> list[Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def run(command: Callable[[], int]) -> int:
    """Run a command and return its exit code; an error whose text is fit to show becomes one line on stderr.

    SIGTERM ends it as Ctrl-C does, unless the command's own event loop takes the signals over.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return command()
    except KeyboardInterrupt:
        return OK
    except BrokenPipeError:  # `talonas report | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except TalonasError as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)  # noqa: T201  the one line people get
        return _exit_code(error)


def _exit_code(error: TalonasError) -> int:
    match error:
        case Misconfigured():
            return MISUSED
        case NotConnected() | NoAnswer() | LogTrouble():
            return UNAVAILABLE
        case _:
            return FAILED
