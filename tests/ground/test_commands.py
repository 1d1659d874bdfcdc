"""The four commands as a person meets them first: what they say of themselves and how they take a mistake."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
COMMANDS = {
    "talonas": "broker",
    "talonas-kiosk": "kiosk",
    "talonas-display": "display",
    "talonas-counter": "counter",
}


def say(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_the_command_and_the_options_all_share(command: str) -> None:
    done = say(BIN / command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: {command} ")
    assert [option for option in ("--help", "--version", "--config") if option not in done.stdout] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_version_is_the_project_s(command: str) -> None:
    done = say(BIN / command, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{command} {version('talonas')}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_is_run_like_its_command(command: str) -> None:
    done = say(sys.executable, "-m", COMMANDS[command], "--version")
    assert (done.returncode, done.stdout) == (0, f"{command} {version('talonas')}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_option_is_refused_with_the_usage(command: str) -> None:
    done = say(BIN / command, "--colour")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"usage: {command} ")


@pytest.mark.parametrize("command", ["talonas check", "talonas-kiosk", "talonas-display", "talonas-counter"])
def test_a_configuration_that_is_not_there_is_one_clear_line(command: str, tmp_path: Path) -> None:
    program, *subcommand = command.split()
    missing = tmp_path / "office.toml"
    done = say(BIN / program, *subcommand, "--config", missing)
    assert (done.returncode, done.stdout) == (2, "")
    assert str(missing) in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_help_loads_no_window_and_no_web_server(command: str) -> None:
    code = (
        f"import sys\nfrom {COMMANDS[command]}.cli import main\nsys.argv = ['x', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'amqtt', 'kivy', 'matplotlib', 'starlette', 'uvicorn'} & set(sys.modules)))"
    )
    assert say(sys.executable, "-c", code).stdout.splitlines()[-1] == "[]"
