"""What every command shares, seen from outside: a small command is run as a process of its own."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from broker import program

PRELUDE = "import sys, structlog\nfrom broker import program\nfrom broker.contract import errors\n"


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + code], capture_output=True, text=True, timeout=30, check=False
    )


def raising(error: str) -> str:
    return f"def command():\n    raise {error}\nsys.argv[0] = '/bin/talonas'\nsys.exit(program.run(command))"


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        ("errors.Misconfigured('office.toml: no counters')", program.MISUSED),
        ("errors.NotConnected('office.toml: no counters')", program.UNAVAILABLE),
        ("errors.NoAnswer('office.toml: no counters')", program.UNAVAILABLE),
        ("errors.LogTrouble('office.toml: no counters')", program.UNAVAILABLE),
        ("errors.Refused('no-counters', 'office.toml: no counters')", program.FAILED),
    ],
)
def test_an_error_fit_to_show_is_one_line_and_an_exit_code(error: str, exit_code: int) -> None:
    done = run(raising(error))
    assert (done.returncode, done.stdout, done.stderr) == (
        exit_code,
        "",
        "talonas: office.toml: no counters\n",
    )


def test_a_mistake_in_the_program_keeps_its_traceback() -> None:
    done = run(raising("ZeroDivisionError('half a visitor')"))
    assert done.returncode == program.FAILED
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith("ZeroDivisionError: half a visitor\n")


def test_what_the_command_returns_is_its_exit_code() -> None:
    assert run("sys.exit(program.run(lambda: 7))").returncode == 7


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_asked_to_stop_ends_well(asked: signal.Signals) -> None:
    code = (
        "import time\ndef command():\n    print('here', flush=True)\n    time.sleep(30)\n"
        "sys.exit(program.run(command))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(asked)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (program.OK, "")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = (
        "def command():\n    print('x' * 100_000, flush=True)\n    return 0\nsys.exit(program.run(command))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code], stdout=writing, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(writing)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (program.OK, "")


def test_log_lines_are_json_on_stderr_also_those_of_libraries() -> None:
    done = run(
        "import logging\nprogram.start_logging('talonas-kiosk')\n"
        "structlog.get_logger().info('paper is out', printer='hall', wait_s=3)\n"
        "logging.getLogger('library').warning('ąžuolas %s', 7)\n"
        "structlog.get_logger().debug('nobody asked')\n"
        "logging.info('a library talks to itself')\n"
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    stamps = [line.pop("timestamp") for line in lines]
    assert lines == [
        {
            "event": "paper is out",
            "printer": "hall",
            "wait_s": 3,
            "level": "info",
            "program": "talonas-kiosk",
        },
        {"event": "ąžuolas 7", "level": "warning", "program": "talonas-kiosk"},
    ]
    assert [stamp[-1] for stamp in stamps] == ["Z", "Z"]
    assert done.stdout == ""


def test_a_logged_error_keeps_its_traceback_in_the_same_line() -> None:
    done = run(
        "program.start_logging('talonas')\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    structlog.get_logger().exception('no visitors')\n"
    )
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["exception"].endswith("ZeroDivisionError: division by zero")


def test_on_a_terminal_log_lines_are_for_people() -> None:
    ours, theirs = pty.openpty()
    code = PRELUDE + "program.start_logging('talonas')\nstructlog.get_logger().info('paper is out', wait_s=3)"
    subprocess.run([sys.executable, "-c", code], stderr=theirs, timeout=30, check=True)
    os.close(theirs)
    line = os.read(ours, 4096).decode()
    os.close(ours)
    assert "paper is out" in line
    assert not line.startswith("{")


def test_config_may_stand_before_or_after_a_subcommand() -> None:
    parser = program.parser("talonas", "keeps the queue")
    parser.add_subparsers().add_parser("run", parents=[program.config_option()])
    read = [
        parser.parse_args(words).config
        for words in (["run"], ["--config", "a", "run"], ["run", "--config", "a"])
    ]
    assert read == [None, Path("a"), Path("a")]


def test_an_unknown_option_is_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.parser("talonas", "keeps the queue").parse_args(["--colour"])
    assert ended.value.code == program.MISUSED
    assert capsys.readouterr().err.endswith("talonas: error: unrecognized arguments: --colour\n")
