"""`talonas why` on days that the rules themselves played, read back from a real log."""

import argparse
import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from broker import why
from broker.contract import commands as c
from broker.eventlog import Entry, EventLog
from broker.rules.decide.head import configure
from tests.contract.samples import OFFICE
from tests.rules.world import World

ROOT = Path(__file__).parents[2]
MONDAY = (
    "A001 was called to counter 1 at 08:05 before A002: A001 was issued earlier, at 08:00, A002 at 08:05.\n"
)
TUESDAY = (
    "A002 was called to counter 1 at 08:05 while A001, first called at 08:05, waited again: "
    "A001 had been put back at 08:05 to let others go first.\n"
)


def two_days() -> World:
    """On Monday in order; then the office changes its name; on Tuesday one is put back."""
    world = World()
    world.open(1)
    world.issue()
    world.wait(300)
    world.issue()
    world.call(1)
    world.happen(*configure(world.state, replace(OFFICE, name="Kauno skyrius")))
    world.wait(24 * 3600)
    world.turn_day()
    world.open(1)
    world.issue()
    world.do(c.PutBack, counter=1, ticket_id=world.call(1).id)
    world.issue()
    world.call(1)
    return world


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of those days."""
    path = tmp_path_factory.mktemp("log") / "talonas.db"
    asyncio.run(write(two_days(), path))
    return path


async def write(world: World, path: Path) -> None:
    async with await EventLog.open(path) as log:
        for one, rows in zip(world.log, world.rows, strict=True):
            await log.append([Entry(recorded=(replace(one, epoch=log.epoch),), rows=(rows,))])


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    parser = argparse.ArgumentParser()
    why.add_arguments(parser)
    assert why.run(parser.parse_args(arguments)) == 0
    return capsys.readouterr().out


def test_without_a_day_the_newest_is_meant(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "A002", "A001", "--log", str(path)) == TUESDAY


def test_each_day_has_its_own_numbers(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "A001", "A002", "--log", str(path), "--day", "2026-11-23") == MONDAY


def test_a_number_may_be_written_small(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "a002", "a001", "--log", str(path)) == TUESDAY


def test_a_day_without_them_is_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "A001", "A002", "--log", str(path), "--day", "2026-11-22")
    assert said == "There was no ticket A001 and no ticket A002 on this day.\n"


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "broker", "why", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)


def test_as_a_command_it_prints_the_sentence_and_ends_with_0(path: Path) -> None:
    ended = command("A002", "A001", "--log", str(path))
    assert (ended.stdout, ended.stderr, ended.returncode) == (TUESDAY, "", 0)


def test_without_a_log_it_says_so_and_ends_with_69(tmp_path: Path) -> None:
    ended = command("A001", "A002", "--log", str(tmp_path / "no.db"))
    assert (ended.stdout, ended.returncode) == ("", 69)
    assert f"There is no log at {tmp_path / 'no.db'}." in ended.stderr


def test_a_day_that_is_none_is_misuse(path: Path) -> None:
    ended = command("A001", "A002", "--log", str(path), "--day", "yesterday")
    assert (ended.stdout, ended.returncode) == ("", 2)
    assert "'yesterday' is not a day such as 2026-11-23" in ended.stderr
