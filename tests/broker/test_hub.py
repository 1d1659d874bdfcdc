"""The hub over a real log: what a batch leaves there, whatever is in it. Nobody listens on its link here."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broker.clock import OfficeClock
from broker.contract import events as e
from broker.eventlog import EventLog
from broker.hub import Hub
from broker.link import Link
from broker.publisher import Publisher
from broker.rules.apply import fold
from tests.contract import samples
from tests.contract.samples import OFFICE

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TAKE = "talonas/1/vilnius/cmd/kiosk-1/take_ticket"


def take(command_id: str, follow_id: str = "") -> tuple[str, bytes]:
    fields = {"id": command_id, "topic": "pension", "language": "lt", "follow_id": follow_id}
    return TAKE, json.dumps(fields).encode()


async def begin(log: EventLog, at: datetime = MONDAY) -> Hub:
    silent = Link("vilnius", "broker", "127.0.0.1", 9)
    hub = Hub(log, OfficeClock(at, 1.0), Publisher(silent, "vilnius"))
    await hub.begin(OFFICE)
    return hub


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EventLog]:
    async with await EventLog.open(tmp_path / "log.db") as opened:
        yield opened


async def issued(log: EventLog) -> list[str]:
    return [r.event.number for r in await log.events(0) if isinstance(r.event, e.TicketIssued)]


async def test_the_same_id_twice_in_one_batch_is_one_ticket(log: EventLog) -> None:
    hub = await begin(log)
    await hub._answer([take("a"), take("a"), take("b")])
    assert await issued(log) == ["A001", "A002"]


async def test_an_id_that_only_the_log_remembers_is_not_done_again_and_costs_no_other(log: EventLog) -> None:
    hub = await begin(log)
    please_come = (TAKE.replace("take_ticket", "call_a_person"), b'{"id":"old"}')
    await hub._answer([please_come])
    first = hub._answered.pop("old")
    await hub._answer([take("new"), please_come, take("newer")])
    assert await issued(log) == ["A001", "A002"]
    assert [a.kind for a in hub.state.alerts.values()] == ["person_called"]
    assert await hub._answer_of_old("old") == first


async def test_two_kiosks_that_mint_the_same_follow_id_both_get_their_tickets(log: EventLog) -> None:
    hub = await begin(log)
    await hub._answer([take("a", follow_id="same"), take("b", follow_id="same")])
    assert await issued(log) == ["A001", "A002"]


async def test_a_restart_goes_on_where_the_log_ends(log: EventLog) -> None:
    hub = await begin(log)
    await hub._answer([take("a"), take("b")])
    again = await begin(log)
    assert again.state == hub.state
    await again._answer([take("b"), take("c")])
    assert await issued(log) == ["A001", "A002", "A003"]


async def test_a_missed_turn_of_the_day_is_made_up_at_start(log: EventLog) -> None:
    await (await begin(log))._answer([take("a")])
    hub = await begin(log, MONDAY + timedelta(days=1))
    last = (await log.events(0))[-3:]
    assert [type(r.event) for r in last] == [e.LegUnserved, e.DayClosed, e.DayOpened]
    day_turned = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 3:00 in Vilnius
    assert [r.at for r in last[:2]] == [day_turned, day_turned]
    assert timedelta() <= last[2].at - (MONDAY + timedelta(days=1)) < timedelta(minutes=1)
    await hub._answer([take("b")])
    assert await issued(log) == ["A001", "A001"]


async def test_an_unreadable_message_beside_good_ones_changes_nothing_for_them(log: EventLog) -> None:
    hub = await begin(log)
    bad = (TAKE, b"\xff"), (TAKE, b"x" * 70_000), (TAKE.replace("take_ticket", "take_two"), b"{}")
    await hub._answer([take("a"), *bad, take("b")])
    assert await issued(log) == ["A001", "A002"]
    assert fold(await log.events(0)) == hub.state


async def test_time_that_ran_backwards_over_a_restart_marks_what_was_running(log: EventLog) -> None:
    await (await begin(log))._answer([take("a")])
    hub = Hub(log, OfficeClock(), Publisher(Link("vilnius", "broker", "127.0.0.1", 9), "vilnius"))
    hub.state = fold(await log.open_day())
    await hub._doubt_the_clock(samples.recorded(e.DayClosed(day=MONDAY.date())))
    steps = [r.event for r in await log.events(0) if isinstance(r.event, e.ClockStepped)]
    assert len(steps) == 1
    assert [leg.estimated for t in hub.state.tickets.values() for leg in t.legs] == [True]


async def test_a_follow_id_dies_with_its_day(log: EventLog, tmp_path: Path) -> None:
    await (await begin(log))._answer([take("a", follow_id="secret")])
    await begin(log, MONDAY + timedelta(days=1))
    with sqlite3.connect(tmp_path / "log.db") as reader:
        assert reader.execute("SELECT count(*) FROM follow_ids").fetchone() == (0,)


async def test_a_batch_in_hand_is_finished_when_the_broker_is_told_to_stop(log: EventLog) -> None:
    hub = await begin(log)
    hub.receive(*take("a"))
    serving = asyncio.ensure_future(hub.serve())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert (await issued(log), len(hub.state.tickets)) == (["A001"], 1)
