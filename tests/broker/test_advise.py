"""`talonas advise` on a log that the rules themselves wrote, and its one word to a running broker."""

import argparse
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from broker import advise
from broker.config import Mqtt, OfficeFile, Web, office_text
from broker.contract import codec, topics
from broker.contract import commands as c
from broker.contract.boards import CounterBoard
from broker.contract.errors import Misconfigured, NotConnected
from broker.contract.estimates import PlannedBreak
from broker.contract.events import BreaksPlanned
from broker.mqtt import free_port
from tests.broker.test_report import written
from tests.office.house import BIN, House, office, wait_until
from tests.rules.world import START, World

DAYS = 12
BOTH_AT_ONCE = office(counters=5)
"""Of which two are ever open; so two may be on a break at once."""
COMPILED_S = 180.0
"""A command that plays has compiled its loop and answered, on processors shared with everything else."""


class Clerk:
    """Serves whoever waits, nine minutes each, and pauses once for 45 minutes, at eleven or right after."""

    def __init__(self, world: World, counter: int) -> None:
        self.world, self.counter = world, counter
        self.visitor, self.paused, self.rested, self.until = "", False, False, 0
        world.open(counter)

    def act(self, minute: int, waiting: list[str]) -> None:
        """`minute` counts from eight."""
        if minute >= self.until:
            self._finish()
        if self.visitor or self.paused:
            return
        if minute >= 180 and not self.rested:
            self.world.do(c.PauseCounter, counter=self.counter)
            self.paused, self.rested, self.until = True, True, minute + 45
        elif waiting:
            self.visitor = self.world.call(self.counter).id
            waiting.remove(self.visitor)
            self.world.do(c.Serve, ticket_id=self.visitor, counter=self.counter)
            self.until = minute + 9

    def _finish(self) -> None:
        if self.visitor:
            self.world.do(c.Finish, ticket_id=self.visitor, counter=self.counter)
        if self.paused:
            self.world.do(c.ResumeCounter, counter=self.counter)
        self.visitor, self.paused = "", False


@cache
def crowded_noons(days: int = DAYS) -> World:
    """From half past ten to noon somebody comes every five minutes, later nearly nobody; then a new day."""
    world = World(BOTH_AT_ONCE)
    for nth in range(days):
        clerks, waiting = [Clerk(world, 1), Clerk(world, 2)], list[str]()
        for minute in range(8 * 60):
            if (150 <= minute < 240 and minute % 5 == 0) or minute in {300, 360, 420}:
                waiting.append(world.issue("pension").id)
            for clerk in clerks:
                clerk.act(minute, waiting)
            world.wait(60)
        world.now = START + timedelta(days=nth + 1)
        world.turn_day()
    return world


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An office.toml whose log holds those days; no MQTT server runs."""
    written(crowded_noons(), tmp_path / "talonas.db")
    path = tmp_path / "office.toml"
    file = OfficeFile(
        office=BOTH_AT_ONCE,
        mqtt=Mqtt(server="none", port=free_port()),
        log_path=tmp_path / "talonas.db",
        web=Web(port=free_port()),
    )
    path.write_text(office_text(file), encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], config: Path, *options: str) -> str:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, default=config)
    advise.add_arguments(parser)
    assert advise.run(parser.parse_args(options)) == 0
    return capsys.readouterr().out


def test_the_breaks_are_moved_out_of_the_crowd_and_the_play_agrees_with_the_log(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain: dict[str, Any] = json.loads(told(capsys, config, "--json"))
    assert plain["days"] == {"count": 12, "first": "2026-11-23", "last": "2026-12-04"}
    recorded, simulated = plain["calibration"]["recorded"], plain["calibration"]["simulated"]
    assert simulated["over_share"] == pytest.approx(recorded["over_share"], abs=0.02)
    assert simulated["mean_min"] == pytest.approx(recorded["mean_min"], abs=1)
    first = plain["suggestions"][0]
    assert (plain["first"], first["n"], first["kind"], first["verdict"]) == (1, 1, "breaks", "helps")
    assert first["change"] == {"breaks": [{"counter": n, "begins": "12:00", "ends": "12:45"} for n in (1, 2)]}
    assert first["low"] <= first["difference"] <= first["high"] < 0
    assert first["after"]["over_share"] - first["before"]["over_share"] == pytest.approx(
        first["difference"], abs=1e-4
    )
    assert plain["marginal_skill"] is None
    assert any(one["text"].startswith("Open counter 3 from 10:00 to 12:00: ") for one in plain["suggestions"])


def test_for_people_it_is_sentences_and_a_table(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, config)
    assert text.startswith("Rīgas nodaļa: 12 days from 2026-11-23 to 2026-12-04, played again with ")
    assert "\n  1. Let the breaks begin at " in text
    assert "over target" in text
    assert "Surely: the change in the share on such days" in text


def test_it_looks_at_the_last_days_only(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain: dict[str, Any] = json.loads(told(capsys, config, "--json", "--days", "2"))
    assert plain["days"] == {"count": 2, "first": "2026-12-03", "last": "2026-12-04"}
    assert plain["first"] is None


def test_a_log_of_today_alone_holds_no_whole_day(tmp_path: Path, config: Path) -> None:
    world = World(BOTH_AT_ONCE)
    world.issue("pension")
    (tmp_path / "talonas.db").unlink()
    written(world, tmp_path / "talonas.db")
    code = (
        "import sys\nfrom broker.cli import main\n"
        f"main(['advise', '--config', {str(config)!r}])\nprint('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "The log holds no whole day yet.\nFalse\n"


def test_the_plan_in_force_is_found_however_long_the_day_has_gone_on(
    tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More than a thousand events lie between the plan and now."""
    world = World(BOTH_AT_ONCE)
    plan = tuple(PlannedBreak(counter=n, begins="13:00", ends="13:45") for n in (1, 2))
    world.open(1, 2)
    world.issue("pension")
    world.now += timedelta(days=1)
    world.turn_day()
    world.do(c.PlanBreaks, breaks=plan)
    world.do(c.GrantSkills, counter=2, topics=("sickness",))
    for _ in range(1100):
        world.issue("pension")
    (tmp_path / "talonas.db").unlink()
    written(world, tmp_path / "talonas.db")
    plain: dict[str, Any] = json.loads(told(capsys, config, "--json"))
    moved = [one["change"]["breaks"] for one in plain["suggestions"] if one["kind"] == "breaks"]
    assert [sorted(p["counter"] for p in breaks) for breaks in moved] == [[1, 2]] * len(moved)
    assert moved
    assert {one["change"]["skill"]["counter"] for one in plain["suggestions"] if one["kind"] == "skill"} == {
        2
    }


@pytest.mark.parametrize(
    ("accept", "trouble"),
    [("99", "there is no 99"), ("0", "there is no 0"), ("other", "is no plan of breaks")],
)
def test_only_a_suggested_plan_of_breaks_can_be_accepted(
    config: Path, capsys: pytest.CaptureFixture[str], accept: str, trouble: str
) -> None:
    if accept == "other":
        plain: dict[str, Any] = json.loads(told(capsys, config, "--json"))
        accept = next(str(one["n"]) for one in plain["suggestions"] if one["kind"] != "breaks")
    with pytest.raises(Misconfigured, match=trouble):
        told(capsys, config, "--accept", accept)


def test_without_a_server_nothing_is_planned(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advise, "PATIENCE_S", 1.0)
    with pytest.raises(NotConnected, match="Nothing was planned"):
        told(capsys, config, "--accept", "1")


# -- beside a running office


def test_an_accepted_plan_is_told_to_the_counters_when_the_break_is_near(tmp_path: Path) -> None:
    """While the web server of the office is connected under its own name, and stays so."""
    boards: dict[str, CounterBoard] = {}
    connected: list[bool] = []

    available: set[bytes] = set()

    def heard(topic: str, payload: bytes, _: bool) -> None:
        if topic == topics.availability(house.office.id, "counter-web"):
            available.add(payload)
        else:
            boards[topic] = codec.decode(CounterBoard, payload)

    with House(tmp_path, "mosquitto", BOTH_AT_ONCE) as house:
        written(crowded_noons(), house.file.log_path, datetime.now(UTC))
        suggested = json.loads(house.talonas("advise", "--json"))["suggestions"][0]
        begins = {planned["counter"]: planned["begins"] for planned in suggested["change"]["breaks"]}
        shortly_before = datetime.fromisoformat(f"2026-12-05T{begins[1]}:00+02:00") - timedelta(minutes=9)
        broker = house.start(
            "talonas", "run", "--config", house.config, "--clock", shortly_before.isoformat()
        )
        broker.wait_for("connected")
        web = house.link(
            "counter-web",
            on_message=heard,
            on_state=connected.append,
            subscriptions=[
                topics.counter_board(house.office.id, "+"),
                topics.availability(house.office.id, "counter-web"),
            ],
        )
        with web:
            board = topics.counter_board(house.office.id, 1)
            wait_until(lambda: board in boards, "the board of counter 1", broker)
            assert boards[board].break_due is None
            said = accepted(house)
            wait_until(lambda: boards[board].break_due, "the break is told", broker)
            assert (connected, available) == ([True], {b"online"})
        due = boards[board].break_due
        assert due is not None
        assert f"{due.begins_at.astimezone(shortly_before.tzinfo):%H:%M}" == begins[1]
        assert said["accepted"] == {"n": 1, "accepted": True, "reason": ""}
        planned = [one.event for one in house.records() if isinstance(one.event, BreaksPlanned)]
        assert [{p.counter: p.begins for p in event.breaks} for event in planned] == [begins]


def accepted(house: House) -> dict[str, Any]:
    """What the command says; it logs its connection."""
    command = [str(BIN / "talonas"), "advise", "--json", "--accept", "1", "--config", str(house.config)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=COMPILED_S, check=True)
    plain: dict[str, Any] = json.loads(done.stdout)
    return plain
