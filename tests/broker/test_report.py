"""`talonas report` on a day that the rules themselves played, read back from a real log."""

import argparse
import asyncio
import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broker import report
from broker.contract import commands as c
from broker.eventlog import Entry, EventLog, LogReader
from broker.rules.rows import Rows, apply_with_rows
from broker.rules.state import State
from broker.stats import legs_table
from tests.broker.paper import DAY, leg
from tests.rules.world import World

ROOT = Path(__file__).parents[2]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LATER_THAN_NOW = datetime(2999, 1, 1, tzinfo=UTC)
"""A machine's clock that makes the report's time the newest event's, whenever the test runs."""


def a_morning() -> World:
    """Four visitors from 08:00 on: served; over target and transferred; a no-show; one who waits."""
    world = World()
    world.open(1, 2)
    served = world.issue("pension")
    world.wait(300)
    moved = world.issue("sickness", priority=True)
    world.call(1)
    world.wait(30)
    world.do(c.Serve, ticket_id=served.id, counter=1)
    world.wait(900)
    world.do(c.Finish, ticket_id=served.id, counter=1)
    world.wait(1000)
    world.call(2)
    world.wait(20)
    world.do(c.Serve, ticket_id=moved.id, counter=2)
    world.wait(60)
    world.do(c.Transfer, ticket_id=moved.id, counter=2, topic="pension")
    missing = world.issue("sickness")
    world.call(2)
    world.wait(60)
    world.do(c.MarkNoShow, ticket_id=missing.id, counter=2)
    world.do(c.CallNext, counter=1)
    world.wait(10)
    world.do(c.Undo, counter=1, seq=world.state.seq)
    world.issue("pension")
    return world


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The log of that morning."""
    return written(a_morning(), tmp_path / "talonas.db")


def written(world: World, path: Path, wall_at: datetime = LATER_THAN_NOW) -> Path:
    async def write() -> None:
        async with await EventLog.open(path) as log:
            events = (replace(one, epoch=log.epoch, wall_at=wall_at) for one in world.log)
            entries = [
                Entry(recorded=(one,), rows=(rows,)) for one, rows in zip(events, world.rows, strict=True)
            ]
            await log.append(entries)

    asyncio.run(write())
    return path


def told(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> str:
    parser = argparse.ArgumentParser()
    report.add_arguments(parser)
    assert report.run(parser.parse_args(["--log", str(path), *options])) == 0
    return capsys.readouterr().out


# -- figures


MORNING = """\
Monday 23 November 2026, Vilniaus skyrius

1 of 4 visitors waited over 30 min: 25.0 %. The goal is under 2 %.
Half of the waits lasted 1.2 min or less, 95 % 32.2 min or less. Worst wait: 32.2 min, D001.
Worst topic: D Sickness benefit. Worst half hour: from 08:00.

        arrived  served  no-show  transferred  left  unserved  still here
Visits        4       1        1            0     0         0           2
Legs          5       1        1            1     0         0           2

Minutes                   n  mean  median   p90   p95  worst
Wait of a leg             5   7.7     1.2  32.2  32.2   32.2
Wait of a visit           4   9.6     0.0  33.3  33.3   33.3
Wait with priority        2  16.7     1.2  32.2  32.2   32.2
Walk                      3   0.6     0.5   1.0   1.0    1.0
Service (mean target 15)  2   8.0     1.0  15.0  15.0   15.0
Visit                     1  20.5    20.5  20.5  20.5   20.5

By topic, minutes   entered  no-show  mean  median   p90   p95  worst  target    over  service
A Pension                 3        0   2.1     1.2   5.0   5.0    5.0      30  0 of 3     15.0
D Sickness benefit        2        1  16.1     0.0  32.2  32.2   32.2      30  1 of 2      1.0
N Other                   0        0     –       –     –     –      –      30       –        –

Half hour from  arrived  median   p90    over
08:00                 2     5.0  32.2  1 of 2
08:30                 2     0.0   1.2  0 of 3

All counters, hours: open 1.3 (serving 0.3, calling 0.0, wrap-up 0.0, idle 1.0); paused 0.0.
Visitors with priority: 1, 25.0 %.
Ranges on tickets: 0; called inside the range –; mean error – min; bias – min.
Told roughly: 1; mean error 32.2 min; bias 32.2 min.
Counted: all 5 legs that entered the queue, 1 of 5 over their topic's target.
Estimated durations: 0. Calls out of order: 0. Not printed: 0.
"""


def test_a_morning_as_a_person_reads_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, path) == MORNING


def test_as_json_the_same_morning_in_seconds(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = json.loads(told(capsys, path, "--json"))
    assert plain["visits"]["entered"] == 4
    assert plain["over_30"] == {"count": 1, "of": 4, "share": 0.25}
    assert (plain["waits"]["worst_s"], plain["service"]["mean_s"]) == (1930.0, 480.0)


def test_as_csv_the_same_morning_line_by_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = list(csv.DictReader(io.StringIO(told(capsys, path, "--csv"))))
    assert [(line["part"], line["topic"], line["waits_worst_s"]) for line in table] == [
        ("day", "", "1930.0"),
        ("topic", "pension", "300.0"),
        ("topic", "sickness", "1930.0"),
        ("topic", "other", ""),
        ("half_hour", "", "1930.0"),
        ("half_hour", "", "70.0"),
    ]


def test_an_empty_day_is_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = "Sunday 22 November 2026"
    assert told(capsys, path, "--day", "2026-11-22") == f"{day}, Vilniaus skyrius\nNobody took a ticket.\n"
    assert told(capsys, path, "--day", "2026-11-22", "--legs") == f"{day}\nNobody took a ticket.\n"
    assert json.loads(told(capsys, path, "--day", "2026-11-22", "--json"))["over_30"]["share"] is None


def test_the_office_s_day_goes_on_after_its_last_event(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody has waited since long ago, in an office where nothing happened since: until the day's turn."""
    world = World()
    world.issue("pension")
    path = written(world, tmp_path / "talonas.db", wall_at=LONG_AGO)
    plain = json.loads(told(capsys, path, "--json"))
    assert plain["waits"]["worst_s"] == timedelta(hours=19).total_seconds()


# -- legs


def test_the_legs_as_a_person_reads_them(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, path, "--legs").splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "Number topic entered told called served ended wait walk service parked counter outcome marks",
        "A001 pension 08:00:00 – 08:05:00 08:05:30 08:20:30 5.0 0.5 15.0 0.0 1 served",
        "D001 sickness 08:05:00 – 08:37:10 08:37:30 08:38:30 32.2 0.3 1.0 0.0 2 transferred priority",
        "D001 pension 08:38:30 – – – – 1.2 0.0 0.0 0.0 – waiting priority",
        "D002 sickness 08:38:30 ~30 08:38:30 – 08:39:30 0.0 1.0 0.0 0.0 2 no_show",
        "A002 pension 08:39:40 ~5 – – – 0.0 0.0 0.0 0.0 – waiting",
    ]


def test_what_a_ticket_said_stands_beside_the_leg() -> None:
    said = [(960.0, 1200.0, 1490.0), (0.0, 60.0, 250.0), (2400.0, 3700.0, 5000.0)]
    rows = [
        leg(
            str(n), forecast_low_s=low_s, forecast_mid_s=mid_s, forecast_high_s=high_s, forecast_roughly=False
        )
        for n, (low_s, mid_s, high_s) in enumerate(said)
    ]
    lines = legs_table(rows, DAY, ZoneInfo("Europe/Vilnius")).splitlines()[1:]
    assert [line.split()[3] for line in lines] == ["15–25", "0–5", ">60"]


def test_the_legs_as_json_are_one_array(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    legs = json.loads(told(capsys, path, "--legs", "--json"))
    assert [(leg["number"], leg["leg"], leg["outcome"], leg["waited_s"]) for leg in legs] == [
        ("A001", 1, "served", 300.0),
        ("D001", 1, "transferred", 1930.0),
        ("D001", 2, None, 70.0),
        ("D002", 1, "no_show", 0.0),
        ("A002", 1, None, 0.0),
    ]


def test_the_legs_as_csv_have_a_line_each(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = list(csv.DictReader(io.StringIO(told(capsys, path, "--legs", "--csv"))))
    assert [line["number"] for line in table] == ["A001", "D001", "D001", "D002", "A002"]


# -- the rows of the log are what its events say


async def test_rows_made_again_from_the_events_are_the_rows_that_were_kept(path: Path) -> None:
    async with await EventLog.open(path) as log, await LogReader.open(path) as reader:
        kept = (await reader.legs(DAY, DAY), await reader.counter_rows(DAY, DAY))
        state, again = State(), list[Rows]()
        for one in await log.events(after_seq=0):
            again.append(apply_with_rows(state, one))
        await log.rewrite_rows(DAY, again)
        assert (await reader.legs(DAY, DAY), await reader.counter_rows(DAY, DAY)) == kept


# -- as a command


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "broker", "report", *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)


def test_as_a_command_it_prints_the_report_and_ends_with_0(path: Path) -> None:
    ended = command("--log", str(path))
    assert (ended.stdout, ended.stderr, ended.returncode) == (MORNING, "", 0)


def test_without_a_log_it_says_so_and_ends_with_69(tmp_path: Path) -> None:
    ended = command("--log", str(tmp_path / "no.db"))
    assert (ended.stdout, ended.returncode) == ("", 69)
    assert f"There is no log at {tmp_path / 'no.db'}." in ended.stderr


@pytest.mark.parametrize("day", ["yesterday", "9999-12-31"])
def test_a_day_that_is_none_is_misuse(path: Path, day: str) -> None:
    ended = command("--log", str(path), "--day", day)
    assert (ended.stdout, ended.returncode) == ("", 2)
    assert f"'{day}' is not a day such as 2026-11-23" in ended.stderr
