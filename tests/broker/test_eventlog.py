"""The log keeps what it acknowledged, whatever happens to its process, and nothing of what it refused."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.contract import events as e
from broker.contract.boards import Reply
from broker.contract.errors import LogTrouble
from broker.contract.terms import CounterState, Printed
from broker.eventlog import QUERIES, AuditRow, EventLog, FollowId, LogReader
from broker.rules.rows import LegRow, Rows
from tests.broker.paper import DAY, EIGHT, counter_row, entry, leg
from tests.contract import samples

ROOT = Path(__file__).parents[2]
OPENED = e.DayOpened(day=DAY)
CONFIGURED = e.OfficeConfigured(office=samples.OFFICE)
ALARM = e.AlarmRaised(counter=4)
CALLED = e.PersonCalled(kiosk="kiosk-1", language="lt")


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EventLog]:
    async with await EventLog.open(tmp_path / "talonas.db") as opened:
        yield opened


@pytest.fixture
async def reader(log: EventLog, tmp_path: Path) -> AsyncIterator[LogReader]:
    async with await LogReader.open(tmp_path / "talonas.db") as opened:
        yield opened


async def count(log: EventLog, table: str) -> int:
    rows = list(await log._connection.execute_fetchall(f"SELECT count(*) FROM {table}"))  # noqa: S608
    return int(rows[0][0])


# -- events


async def test_every_kind_of_event_is_read_back_as_it_was_appended(log: EventLog) -> None:
    appended = entry(log, *samples.EVENTS.values())
    await log.append([appended])
    assert tuple(await log.events(after_seq=0)) == appended.recorded


async def test_entries_that_arrive_together_follow_one_another(log: EventLog) -> None:
    first = entry(log, ALARM, reply="c-1")
    second = replace(
        first, recorded=(replace(first.recorded[0], seq=2),), reply=Reply(id="c-2", accepted=True)
    )
    await log.append([first, second])
    assert [one.seq for one in await log.events(after_seq=0)] == [1, 2]
    assert log.last_seq == 2


async def test_events_are_read_on_from_where_a_reader_is(log: EventLog, reader: LogReader) -> None:
    await log.append([entry(log, ALARM, CALLED, ALARM, CALLED)])
    assert [one.seq for one in await reader.events(after_seq=1, limit=2)] == [2, 3]
    newest = await reader.last_event()
    assert newest is not None
    assert newest.seq == 4


async def test_a_gap_in_the_sequence_is_refused(log: EventLog) -> None:
    await log.append([entry(log, ALARM)])
    late = entry(log, ALARM)
    with pytest.raises(LogTrouble, match="expects event 2 of epoch"):
        await log.append([replace(late, recorded=(replace(late.recorded[0], seq=3),))])
    assert log.last_seq == 1


async def test_an_event_of_another_epoch_is_refused(log: EventLog) -> None:
    strange = entry(log, ALARM)
    with pytest.raises(LogTrouble, match="of epoch another"):
        await log.append([replace(strange, recorded=(replace(strange.recorded[0], epoch="another"),))])
    assert await log.events(after_seq=0) == []


async def test_a_log_goes_on_in_its_epoch_and_a_new_one_begins_its_own(tmp_path: Path) -> None:
    async with await EventLog.open(tmp_path / "one.db") as log:
        await log.append([entry(log, ALARM, CALLED)])
        epoch = log.epoch
    async with (
        await EventLog.open(tmp_path / "one.db") as again,
        await EventLog.open(tmp_path / "two.db") as new,
    ):
        assert (again.epoch, again.last_seq) == (epoch, 2)
        assert (new.epoch != epoch, new.last_seq) == (True, 0)


# -- what a restart folds


async def test_without_an_open_day_a_restart_folds_everything(log: EventLog) -> None:
    await log.append([entry(log, CONFIGURED, ALARM)])
    assert [one.seq for one in await log.open_day()] == [1, 2]


async def test_a_restart_folds_the_configuration_the_day_opened_with_and_all_since(log: EventLog) -> None:
    await log.append([entry(log, CONFIGURED, OPENED, ALARM, CONFIGURED, ALARM, OPENED, CALLED, CONFIGURED)])
    assert [one.seq for one in await log.open_day()] == [4, 6, 7, 8]


# -- replies, audit and follow ids


async def test_a_reply_is_kept_for_its_command_also_a_refusal(log: EventLog) -> None:
    refusal = Reply(id="c-2", accepted=False, code="nobody_waiting", reason="Nobody is waiting.")
    accepted = entry(log, ALARM, reply="c-1")
    await log.append([accepted, replace(accepted, recorded=(), reply=refusal)])
    assert await log.replies(["c-1", "c-2", "c-3"]) == {"c-1": accepted.reply, "c-2": refusal}


async def test_the_last_replies_come_in_the_order_they_were_given(log: EventLog) -> None:
    for name in ("z", "a", "m"):
        await log.append([entry(log, reply=name)])
    assert list(await log.recent_replies(2)) == ["a", "m"]


async def test_who_did_it_and_the_way_to_the_follow_page_are_kept_beside_the_events(log: EventLog) -> None:
    audit = AuditRow(seq=1, actor="seat-1", reason="with a small child")
    follow = FollowId(ticket_id=samples.TICKET, follow_id="x" * 22, day=DAY)
    await log.append([replace(entry(log, ALARM), audit=(audit,), follow=follow)])
    found = await log._connection.execute_fetchall("SELECT * FROM audit, follow_ids")
    assert [tuple(row) for row in found] == [
        (1, "seat-1", "with a small child", "x" * 22, samples.TICKET, "2026-11-23")
    ]


# -- trouble


async def test_a_batch_that_cannot_be_written_leaves_nothing_behind(log: EventLog) -> None:
    await log.append([entry(log, ALARM, reply="c-1")])
    rows = (Rows(legs=(leg("7"),), counters=(counter_row(2, CounterState.OPEN, 0),)),)
    good = replace(entry(log, ALARM, rows=rows, reply="c-2"), audit=(AuditRow(seq=2, actor="x", reason=""),))
    repeated = entry(log, reply="c-1")
    with pytest.raises(LogTrouble, match=r"UNIQUE constraint failed: replies\.command_id"):
        await log.append([good, repeated])
    tables = ("events", "replies", "legs", "counter_states", "audit")
    assert [await count(log, table) for table in tables] == [1, 1, 0, 0, 0]
    await log.append([good])
    assert [await count(log, table) for table in tables] == [2, 2, 1, 1, 1]


async def test_a_full_disk_is_told_and_afterwards_the_log_goes_on_without_a_gap(log: EventLog) -> None:
    await log._connection.execute("PRAGMA max_page_count = 40")
    with pytest.raises(LogTrouble, match="database or disk is full"):  # noqa: PT012  which append is the last is SQLite's
        for _ in range(1000):
            await log.append([entry(log, CONFIGURED)])
    written = log.last_seq
    await log._connection.execute("PRAGMA max_page_count = 1000000")
    await log.append([entry(log, CONFIGURED)])
    assert [one.seq for one in await log.events(after_seq=0)] == list(range(1, written + 2))


async def test_what_is_appended_survives_the_loss_of_power(log: EventLog) -> None:
    query = "SELECT * FROM pragma_journal_mode, pragma_synchronous"
    found = await log._connection.execute_fetchall(query)
    assert [tuple(row) for row in found] == [("wal", 2)]  # 2 is FULL


async def test_a_file_that_is_no_log_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talonas.db"
    path.write_text("A letter of some length, which is not a database at all. " * 20)
    with pytest.raises(LogTrouble, match="file is not a database"):
        await EventLog.open(path)
    with pytest.raises(LogTrouble, match="file is not a database"):
        await LogReader.open(path)


async def test_a_log_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talonas.db"
    async with await EventLog.open(path) as log:
        await log._connection.execute("PRAGMA user_version = 3")
    for opening in (EventLog.open(path), LogReader.open(path)):
        with pytest.raises(LogTrouble, match="is of version 3; this program knows version 2"):
            await opening


async def test_a_log_of_version_1_is_brought_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "talonas.db"
    async with await EventLog.open(path) as log:
        told = leg("1", forecast_low_s=300.0, forecast_high_s=300.0)
        await log.rewrite_rows(told.day, [Rows(legs=(told, leg("2")))])
        for column in ("forecast_mid_s", "forecast_roughly"):
            await log._connection.execute("DROP VIEW IF EXISTS intake")
            await log._connection.execute(f"ALTER TABLE legs DROP COLUMN {column}")
        await log._connection.execute("PRAGMA user_version = 1")
    with pytest.raises(LogTrouble, match="older version"):
        await LogReader.open(path)
    async with await EventLog.open(path) as log:
        await log.rewrite_rows(date(2026, 1, 1), [Rows(legs=(leg("3", day=date(2026, 1, 1)),))])
    async with await LogReader.open(path) as reader:
        found = await reader.legs(told.day, told.day)
    assert found == [replace(told, forecast_mid_s=300.0, forecast_roughly=True), leg("2")]


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogTrouble, match="No such file or directory"):
        await EventLog.open(tmp_path / "missing" / "talonas.db")


# -- one writer


async def test_a_second_writer_is_refused_while_the_first_lives(log: EventLog, tmp_path: Path) -> None:
    with pytest.raises(LogTrouble, match="Another broker already writes the log"):
        await EventLog.open(tmp_path / "talonas.db")
    await log.append([entry(log, ALARM)])
    await log.close()
    async with await EventLog.open(tmp_path / "talonas.db") as next_writer:
        assert next_writer.last_seq == 1


async def test_a_second_process_is_refused_too(log: EventLog, tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from broker.eventlog import EventLog\n"
        "asyncio.run(EventLog.open(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "talonas.db")]
    ended = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert ended.stderr.strip().endswith(
        f"LogTrouble: Another broker already writes the log {tmp_path / 'talonas.db'}."
    )


WRITER = """
import asyncio, sys
from pathlib import Path
from broker.contract import events as e
from broker.eventlog import EventLog
from broker.rules.rows import Rows
from tests.broker.paper import entry, leg

async def write():
    async with await EventLog.open(Path(sys.argv[1])) as log:
        while True:
            n = str(log.last_seq + 1)
            rows = (Rows(legs=(leg(n),)),)
            await log.append([entry(log, e.AlarmRaised(counter=4), rows=rows, reply="c-" + n)])
            print(log.last_seq, flush=True)

asyncio.run(write())
"""


def acknowledged_until_killed(path: Path, after: int) -> int:
    """The last number a writing process was told is safe, before it is killed while it goes on."""
    command = [sys.executable, "-c", WRITER, str(path)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    with writer:
        told = [writer.stdout.readline() for _ in range(after)]
        os.kill(writer.pid, signal.SIGKILL)
        return int((told + writer.stdout.readlines())[-1])


async def test_killed_while_writing_nothing_acknowledged_is_lost_and_no_number_is_left_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "talonas.db"
    for after in (1, 40, 90):
        acknowledged = await asyncio.to_thread(acknowledged_until_killed, path, after)
        async with await LogReader.open(path) as reader, await EventLog.open(path) as log:
            events = await log.events(after_seq=0, limit=1_000_000)
            assert [one.seq for one in events] == list(range(1, log.last_seq + 1))
            assert log.last_seq - acknowledged in (0, 1)  # the one on its way may be there, whole
            names = [f"c-{one.seq}" for one in events]
            assert sorted(await log.replies(names)) == sorted(names)
            assert len(await reader.legs(DAY, DAY)) == log.last_seq


# -- rows


async def test_a_leg_is_read_back_as_it_was_written(log: EventLog, reader: LogReader) -> None:
    rows = (
        leg(
            "1",
            forecast_low_s=300.0,
            forecast_mid_s=600.0,
            forecast_high_s=900.125,
            forecast_roughly=False,
            priority=True,
            out_of_order=True,
        ),
        leg("2", outcome=None, waited_s=0.1, printed=Printed.NO, entered_at=EIGHT + timedelta(seconds=1)),
        leg("3", waited_s=1234.567, served_s=0.001, estimated=True, entered_at=EIGHT + timedelta(seconds=2)),
    )
    await log.append([entry(log, ALARM, rows=(Rows(legs=rows),))])
    assert await reader.legs(DAY, DAY) == list(rows)


async def test_days_are_read_by_their_legs_and_openings(log: EventLog, reader: LogReader) -> None:
    tuesday, wednesday = DAY + timedelta(days=1), DAY + timedelta(days=2)
    await log.append([entry(log, CONFIGURED, OPENED, rows=(Rows(legs=(leg("2", day=tuesday),)),))])
    assert await reader.days() == [DAY, tuesday]
    assert [row.ticket_id for row in await reader.legs(tuesday, wednesday)] == ["2"]
    assert await reader.legs(wednesday, wednesday) == []


async def test_an_undone_event_leaves_the_counters_states(log: EventLog, reader: LogReader) -> None:
    opened, called = counter_row(1, CounterState.OPEN, 0), counter_row(2, CounterState.CALLING, 60)
    back = counter_row(3, CounterState.OPEN, 65)
    await log.append([entry(log, ALARM, rows=(Rows(counters=(opened,)),))])
    await log.append([entry(log, ALARM, rows=(Rows(counters=(called,)),))])
    await log.append([entry(log, ALARM, rows=(Rows(counters=(back,), undone_seq=2),))])
    assert await reader.counter_rows(DAY, DAY) == [opened, back]


async def test_a_rebuild_replaces_the_rows_of_its_day_only(log: EventLog, reader: LogReader) -> None:
    tuesday = leg("9", day=date(2026, 11, 24), entered_at=EIGHT + timedelta(days=1))
    old = Rows(legs=(leg("1"), tuesday), counters=(counter_row(1, CounterState.OPEN, 0),))
    await log.append([entry(log, ALARM, rows=(old,))])
    new, closed = leg("2"), counter_row(1, CounterState.CLOSED, 0)
    await log.rewrite_rows(
        DAY, [Rows(legs=(leg("3"), new)), Rows(counters=(closed,), removed_legs=(("3", 1),))]
    )
    assert await reader.legs(DAY, DAY + timedelta(days=1)) == [new, tuesday]
    assert await reader.counter_rows(DAY, DAY) == [closed]


TICKETS = st.sampled_from(("1", "2", "3"))
LEGS = st.builds(leg, TICKETS, st.integers(1, 2), waited_s=st.integers(0, 3600).map(float))
CHANGES = st.builds(
    Rows,
    legs=st.lists(LEGS, max_size=2).map(tuple),
    removed_legs=st.lists(st.tuples(TICKETS, st.integers(1, 2)), max_size=1).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(batches=st.lists(st.lists(CHANGES, max_size=4), max_size=4))
def test_changes_that_share_a_commit_come_to_the_same_as_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Rows]]
) -> None:
    path = tmp_path_factory.mktemp("log") / "talonas.db"
    table: dict[tuple[str, int], LegRow] = {}
    for rows in (rows for batch in batches for rows in batch):
        table.update({(row.ticket_id, row.leg): row for row in rows.legs})
        for gone in rows.removed_legs:
            table.pop(gone, None)

    async def stored() -> list[LegRow]:
        async with await EventLog.open(path) as log, await LogReader.open(path) as reader:
            for batch in batches:
                await log.append([entry(log, rows=tuple(batch))])
            return await reader.legs(DAY, DAY)

    assert asyncio.run(stored()) == sorted(table.values(), key=lambda row: (row.ticket_id, row.leg))


# -- readers


async def test_a_reader_sees_what_is_committed_while_the_writer_works(
    log: EventLog, reader: LogReader
) -> None:
    assert [one.seq for one in await reader.events(after_seq=0)] == []
    await log.append([entry(log, CONFIGURED)])
    assert await reader.office() == samples.OFFICE


async def test_a_reader_reads_on_when_the_writer_has_gone(log: EventLog, tmp_path: Path) -> None:
    await log.append([entry(log, CONFIGURED)])
    await log.close()
    async with await LogReader.open(tmp_path / "talonas.db") as reader:
        assert await reader.office() == samples.OFFICE


async def test_a_reader_can_change_nothing(log: EventLog, reader: LogReader) -> None:
    await log.append([entry(log, ALARM)])
    with pytest.raises(LogTrouble, match="attempt to write a readonly database"):
        await reader._ask("take_in", batch='{"rewritten_day": "2026-11-23"}')


def test_a_log_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LogTrouble, match="There is no log at"):
        asyncio.run(LogReader.open(tmp_path / "talonas.db"))
    assert list(tmp_path.iterdir()) == []


async def test_a_log_without_a_configuration_says_so(reader: LogReader) -> None:
    with pytest.raises(LogTrouble, match="does not say yet which office it belongs to"):
        await reader.office()


def test_every_query_says_in_a_sentence_what_it_does() -> None:
    for name, query in QUERIES.items():
        assert re.match(r"(-- .+\n)*-- .+\.\n(PRAGMA|INSERT|SELECT|WITH) ", query), name
