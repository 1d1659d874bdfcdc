"""The forecaster as the broker meets it: asked once a minute, never waited for, replaced when it fails.

The hub and the log are real; nobody listens on the link.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broker import foresight
from broker.clock import OfficeClock
from broker.contract import codec
from broker.contract import events as e
from broker.contract.errors import LogTrouble
from broker.contract.office import Hours
from broker.eventlog import Entry, EventLog
from broker.forecaster import Forecaster
from broker.foresight import Foresight
from broker.hub import Hub
from broker.link import Link
from broker.publisher import Publisher
from broker.rules.estimate.outlook import Said
from broker.rules.estimate.snapshot import Snapshot, snapshot
from broker.rules.rows import Rows
from tests.contract.samples import OFFICE
from tests.office.forecasters import alive, forecasters_of
from tests.rules.history import leg_row
from tests.rules.world import World

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
PATIENCE_S = 30.0
OPEN = "talonas/1/vilnius/cmd/counter-web/open_counter"
CLOSE = "talonas/1/vilnius/cmd/counter-web/close_counter"


# -- the process


def of(world: World) -> Snapshot:
    return snapshot(world.state, world.now)


def busy() -> World:
    """Somebody is served, somebody waits."""
    world = World()
    world.open(1)
    for _ in range(2):
        world.issue()
        world.wait(60.0)
    world.call(1)
    return world


def test_it_answers_a_line_with_a_line_and_ends_with_its_input(tmp_path: Path) -> None:
    world = busy()
    asked = codec.encode(of(world)) + b"\n"
    command = [sys.executable, "-m", "broker.forecaster", str(tmp_path / "no.db")]
    done = subprocess.run(command, input=2 * asked, capture_output=True, timeout=PATIENCE_S, check=True)
    first, second = (codec.decode(Said, line) for line in done.stdout.splitlines())
    assert first == second == Forecaster(tmp_path / "no.db").answer(of(world))
    assert first.outlook.at == world.now
    assert len(first.outlook.legs) == 1
    assert (first.learned, first.days, done.stderr) == ((), 0, b"")


async def past(path: Path, *means_s: float) -> None:
    """A log with as many past days, thirty pension visits a day, each served so long."""
    async with await EventLog.open(path) as log:
        for n, mean_s in enumerate(means_s, 1):
            legs = tuple(
                leg_row(f"{n}-{k}", day=MONDAY.date() - timedelta(days=n), topic="pension", served_s=mean_s)
                for k in range(30)
            )
            row = Entry(recorded=(), rows=(Rows(legs=legs),), reply=None, device="", audit=(), follow=None)
            await log.append([row])


def test_it_learns_when_it_begins_and_when_the_day_or_the_office_is_another(tmp_path: Path) -> None:
    asyncio.run(past(tmp_path / "log.db", 240.0, 240.0))
    forecaster, world = Forecaster(tmp_path / "log.db"), busy()
    first, again = forecaster.answer(of(world)), forecaster.answer(of(world))
    assert {one.topic: one.mean_service_s for one in first.learned}["pension"] == pytest.approx(240, abs=1)
    assert (first.days, again.days, again.learned) == (2, 2, ())
    moved = replace(
        of(world), office=replace(OFFICE, hours=(Hours(weekday="mon", opens="08:00", closes="17:00"),))
    )
    assert forecaster.answer(moved).learned
    world.now += timedelta(days=1)
    world.turn_day()
    assert forecaster.answer(of(world)).learned


def test_what_it_says_of_the_past_is_of_topics_and_never_of_counters(tmp_path: Path) -> None:
    asyncio.run(past(tmp_path / "log.db", 240.0))
    said = Forecaster(tmp_path / "log.db").answer(of(busy()))
    assert [one.topic for one in said.learned] == [topic.id for topic in OFFICE.topics]
    assert sum(one.share for one in said.learned) == pytest.approx(1, abs=1e-3)
    assert b"counter" not in codec.encode(said)


# -- the broker's side


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with await EventLog.open(tmp_path / "log.db") as log:
        silent = Publisher(Link("vilnius", "broker", "127.0.0.1", 9), "vilnius")
        opened = Hub(log, OfficeClock(MONDAY, 1.0), silent)
        await opened.begin(OFFICE)
        yield opened


@contextlib.asynccontextmanager
async def looking_ahead(hub: Hub, folder: Path, speed: float = 600.0) -> AsyncIterator[None]:
    """With a forecaster that is asked ten times a second of the machine at the most."""
    running = asyncio.ensure_future(Foresight(hub, folder / "log.db", speed).run())
    try:
        yield
        assert not running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(condition: Callable[[], object], what: str) -> None:
    give_up_at = asyncio.get_running_loop().time() + PATIENCE_S
    while not condition():
        assert asyncio.get_running_loop().time() < give_up_at, f"did not happen: {what}"
        await asyncio.sleep(0.02)


async def press(hub: Hub, topic: str, command_id: str, counter: int = 1) -> None:
    """At a counter, as it comes from the wire."""
    fields = b'{"id":"%s","actor":"seat-%d","counter":%d}' % (command_id.encode(), counter, counter)
    await hub._answer([(topic, fields)])


def mine() -> list[int]:
    return forecasters_of(os.getpid())


async def test_it_runs_while_somebody_is_there_and_takes_its_outlook_along(hub: Hub, tmp_path: Path) -> None:
    async with looking_ahead(hub, tmp_path):
        await asyncio.sleep(2 * foresight.AGAIN_S)
        assert mine() == []
        await press(hub, OPEN, "open")
        await until(lambda: hub.state.outlook, "the first outlook")
        assert len(mine()) == 1
        await press(hub, CLOSE, "close")
        await until(lambda: not mine(), "the end of the process")
        await until(lambda: hub.state.outlook is None, "no outlook any more")


async def test_killed_or_hung_it_costs_the_outlook_for_a_moment_and_nothing_else(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foresight, "ANSWER_S", 1.0)
    await press(hub, OPEN, "open")
    async with looking_ahead(hub, tmp_path):
        for number in (signal.SIGKILL, signal.SIGSTOP):
            await until(lambda: hub.state.outlook, "an outlook")
            (pid,) = mine()
            os.kill(pid, number)
            await until(lambda: hub.state.outlook is None, f"no outlook after {number.name}")
            assert not alive(pid)
        await until(lambda: hub.state.outlook, "an outlook again")
        assert len(mine()) == 1
    await until(lambda: not mine(), "the end with the broker")


async def test_a_death_between_two_questions_is_noticed_at_once(hub: Hub, tmp_path: Path) -> None:
    await press(hub, OPEN, "open")
    async with looking_ahead(hub, tmp_path, speed=1.0):
        await until(lambda: hub.state.outlook, "an outlook")
        first = hub.state.outlook
        await until(lambda: hub.state.outlook != first, "the second, soon after")
        second = hub.state.outlook
        os.kill(mine()[0], signal.SIGKILL)
        await until(lambda: hub.state.outlook not in (None, second), "another outlook long before the minute")


@pytest.mark.parametrize("does", ["echo nonsense; cat >/dev/null", "exit 1", "exec sleep 60"])
async def test_one_that_talks_nonsense_ends_or_says_nothing_ends_no_office(
    does: str, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = tmp_path / "starts"
    broken = tmp_path / "broken"
    broken.write_text(f"#!/bin/sh\necho started >>{starts}\n{does}\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    monkeypatch.setattr(foresight, "FIRST_ANSWER_S", 0.3)
    monkeypatch.setattr(foresight, "AGAIN_S", 0.05)
    await press(hub, OPEN, "open")
    async with looking_ahead(hub, tmp_path):
        await until(lambda: starts.exists() and len(starts.read_text().splitlines()) > 2, "it is tried again")
        assert hub.state.outlook is None


async def test_one_that_never_answers_is_started_ever_more_seldom(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    pauses_s: list[float] = []
    sleep = asyncio.sleep

    async def count(delay_s: float, *_: object) -> None:
        pauses_s.append(delay_s)
        await sleep(0)

    await press(hub, OPEN, "open")
    monkeypatch.setattr(asyncio, "sleep", count)
    running = asyncio.ensure_future(Foresight(hub, tmp_path / "log.db", 1.0).run())
    while len(pauses_s) < 7:
        await sleep(0.01)
    running.cancel()
    assert pauses_s[:7] == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


async def test_a_log_that_cannot_be_written_costs_the_outlook_and_no_more(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await press(hub, OPEN, "open")

    async def full(_: object) -> None:
        raise LogTrouble("The disk is full.")

    async with looking_ahead(hub, tmp_path):
        with monkeypatch.context() as broken:
            broken.setattr(hub._eventlog, "append", full)
            await until(mine, "the process")
            pid = mine()[0]
            await asyncio.sleep(3)
            assert hub.state.outlook is None
        await until(lambda: hub.state.outlook, "an outlook once there is room")
        assert mine() == [pid]


async def test_bands_are_written_down_twice_an_hour_and_not_every_minute(hub: Hub, tmp_path: Path) -> None:
    await press(hub, OPEN, "open")
    async with looking_ahead(hub, tmp_path):
        await until(lambda: hub.state.outlook, "the first")
        first = hub.state.outlook
        await until(lambda: hub.state.outlook is not first, "the second")
    made = [r for r in await hub._eventlog.events(0) if isinstance(r.event, e.ForecastMade)]
    assert [recorded.at for recorded in made] == [hub.state.forecast_at]
