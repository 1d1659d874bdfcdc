"""The command `talonas`, as somebody types it."""

import subprocess
import sys
from pathlib import Path

import pytest

from broker.cli import SUBCOMMANDS

DEMO = Path(__file__).parents[2] / "broker" / "demo" / "office.toml"


def talonas(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "broker", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, cwd=folder)


def test_help_names_every_subcommand() -> None:
    done = talonas("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert [name for name in SUBCOMMANDS if f"    {name}  " in done.stdout] == list(SUBCOMMANDS)


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_has_its_help_and_takes_a_config(name: str) -> None:
    done = talonas(name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: talonas {name} [-h] [--config PATH]")


def test_a_word_that_is_no_subcommand_is_refused() -> None:
    done = talonas("rnu")
    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'rnu'" in done.stderr


def test_check_says_that_all_is_well() -> None:
    done = talonas("check", "--config", str(DEMO))
    said = f"{DEMO} can be followed: Miesto savivaldybė, 9 topics, 5 counters, 5 devices.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


def test_check_warns_of_letters_but_refuses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text(
        DEMO.read_text(encoding="utf-8").replace('letter = "M"', 'letter = "P"'), encoding="utf-8"
    )
    done = talonas("check", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [
        'Worth a second look: Topic "environment": P is another sound to those who read Cyrillic.'
    ]


def test_check_says_what_is_wrong_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text(DEMO.read_text(encoding="utf-8").replace('letter = "M"', 'leter = "M"'), encoding="utf-8")
    done = talonas("check", "--config", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        '  [[topics]] no. 8: there is no setting "leter"; did you mean "letter"?',
        "  [[topics]] no. 8, letter: is missing.",
    ]
