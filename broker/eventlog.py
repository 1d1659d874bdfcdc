"""The log: the only door to aiosqlite. One writer appends, readers open the same file read-only.

What `append` returned from is on the disk (WAL, synchronous=FULL); what it refused left no trace. Nothing
here knows what an event means, changes or removes one. SQL stands in schema.sql and queries.sql.

Times are kept to the millisecond and durations to the microsecond: what is finer is cut off at this door.
"""

import fcntl
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast, get_args, get_type_hints
from urllib.parse import quote

import aiosqlite

from broker.contract.boards import Reply
from broker.contract.codec import Plain, event_from_plain, instant, kind_of, to_plain
from broker.contract.errors import LogTrouble, Malformed
from broker.contract.events import OfficeConfigured, Recorded, TicketEvent
from broker.contract.office import Office
from broker.rules.rows import CounterRow, LegRow, Rows

T = TypeVar("T")

SCHEMA_VERSION = 2
EVENTS_AT_ONCE = 1000
DECIMALS = 6
"""Of stored seconds: SQLite would read more digits back less exactly than they were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Who caused an event, as an opaque actor, and why."""

    seq: int
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowId:
    """The secret of a ticket's follow page."""

    ticket_id: str
    follow_id: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one command, or one step of the broker's own, leaves in the log."""

    recorded: tuple[Recorded, ...] = ()
    rows: tuple[Rows, ...] = ()
    reply: Reply | None = None
    device: str = ""
    """Whom the reply is for."""
    audit: tuple[AuditRow, ...] = ()
    follow: FollowId | None = None


# -- SQL and errors


def load_queries(text: str) -> dict[str, str]:
    """The queries of a file by name; each begins with `-- name: ...` and a comment that says what it does."""
    _, *parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _sql(name: str) -> str:
    return files("broker").joinpath(f"{name}.sql").read_text("utf-8")


QUERIES = load_queries(_sql("queries"))
STEPS = {0: ("schema", "intake"), 1: ("schema-2", "intake"), SCHEMA_VERSION: ()}
"""Version of a log to the scripts that bring it to ours; 0 is a new one."""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns every error of the database into a LogTrouble that names the file."""
    try:
        yield
    except (aiosqlite.Error, OSError) as error:
        raise LogTrouble(f"The log {path} cannot be used: {error}.") from error
    except Malformed as error:
        raise LogTrouble(f"The log {path} holds what this version cannot read: {error}") from error


# -- connections


class _Connected:
    """What the writer and the readers share: a connection that says whose trouble it has."""

    def __init__(self, path: Path, connection: aiosqlite.Connection) -> None:
        self._path = path
        self._connection = connection
        connection.row_factory = aiosqlite.Row

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.close()

    async def _prepare(self) -> None:
        version = await self._version()
        if version == 0:
            raise LogTrouble(f"The log {self._path} has only just been made and holds nothing.")
        if version < SCHEMA_VERSION:
            raise LogTrouble(f"The log {self._path} is of an older version; `talonas run` makes it newer.")

    async def prepared(self) -> Self:
        """The same, ready to be used; `open` sees to it."""
        try:
            await self._prepare()
        except BaseException:
            await self.close()
            raise
        return self

    async def close(self) -> None:
        """Lets go of the file; closing twice is harmless."""
        with _told(self._path):
            await self._connection.close()

    async def _ask(self, query: str, **parameters: Any) -> list[Plain]:
        with _told(self._path):
            rows = await self._connection.execute_fetchall(QUERIES[query], parameters)
        return [dict(row) for row in rows]

    async def _version(self) -> int:
        version: int = (await self._ask("version"))[0]["user_version"]
        if version not in STEPS:
            raise LogTrouble(
                f"The log {self._path} is of version {version}; this program knows version {SCHEMA_VERSION}."
            )
        return version

    async def _recorded(self, query: str, **parameters: Any) -> list[Recorded]:
        rows = await self._ask(query, **parameters)
        with _told(self._path):
            return [_recorded(row) for row in rows]

    async def events(self, after_seq: int, limit: int = EVENTS_AT_ONCE) -> list[Recorded]:
        """The events that follow `after_seq`, at most `limit`."""
        return await self._recorded("events", after_seq=after_seq, limit=limit)


class EventLog(_Connected):
    """The writer. There is one for a file; a second is refused as long as the first lives."""

    def __init__(self, path: Path, connection: aiosqlite.Connection, lock: int) -> None:
        super().__init__(path, connection)
        self._lock = lock
        self.epoch = ""
        self.last_seq = 0

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Opens the log, or begins a new one in a new epoch."""
        lock = _only_writer(path)
        try:
            with _told(path):
                connection = await aiosqlite.connect(path, isolation_level=None)
        except BaseException:
            os.close(lock)
            raise
        return await cls(path, connection, lock).prepared()

    async def _prepare(self) -> None:
        with _told(self._path):
            await self._connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
        steps = STEPS[await self._version()]
        if steps:
            scripts = "\n".join(_sql(step) for step in steps)
            whole = f"BEGIN; {scripts} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            with _told(self._path):
                await self._connection.executescript(whole)
        await self._ask("begin_epoch", epoch=str(uuid.uuid4()))
        found = (await self._ask("whereabouts"))[0]
        self.epoch, self.last_seq = found["epoch"], found["last_seq"]

    async def close(self) -> None:
        """Lets go of the file and of the right to write it; closing twice is harmless."""
        try:
            await super().close()
        finally:
            if self._lock >= 0:
                os.close(self._lock)
                self._lock = -1

    async def append(self, entries: Sequence[Entry]) -> None:
        """Commits all entries together. After LogTrouble nothing of them is in the log."""
        recorded = [one for entry in entries for one in entry.recorded]
        self._check_sequence(recorded)
        batch = _batch_of_rows([rows for entry in entries for rows in entry.rows])
        batch["events"] = [_event_row(one) for one in recorded]
        batch["replies"] = [_reply_row(entry.device, entry.reply) for entry in entries if entry.reply]
        batch["audit"] = [_row(row) for entry in entries for row in entry.audit]
        batch["follow_ids"] = [_row(entry.follow) for entry in entries if entry.follow]
        await self._take_in(batch)
        self.last_seq += len(recorded)

    async def rewrite_rows(self, day: date, rows: Sequence[Rows]) -> None:
        """Replaces all legs and counter states of a day by these, in one transaction."""
        await self._take_in({**_batch_of_rows(rows), "rewritten_day": day.isoformat()})

    async def replies(self, ids: Sequence[str]) -> dict[str, Reply]:
        """What was answered to these commands; a command never answered is missing."""
        return await self._replies("replies", ids=_json(list(ids)))

    async def recent_replies(self, limit: int) -> dict[str, Reply]:
        """What was answered last, at most `limit` commands, the oldest of them first."""
        return await self._replies("recent_replies", limit=limit)

    async def open_day(self) -> list[Recorded]:
        """What a restart folds: the configuration the newest day opened with, and all since that opening."""
        return await self._recorded("open_day")

    async def _replies(self, query: str, **parameters: Any) -> dict[str, Reply]:
        rows = await self._ask(query, **parameters)
        return {row["command_id"]: _reply(row["reply"]) for row in rows}

    def _check_sequence(self, recorded: Sequence[Recorded]) -> None:
        for expected, one in enumerate(recorded, start=self.last_seq + 1):
            if (one.seq, one.epoch) != (expected, self.epoch):
                raise LogTrouble(
                    f"The log {self._path} expects event {expected} of epoch {self.epoch}, "
                    f"not event {one.seq} of epoch {one.epoch}."
                )

    async def _take_in(self, batch: Plain) -> None:
        await self._ask("take_in", batch=_json(batch))


class LogReader(_Connected):
    """Reads a log while its writer works, or after; then it must be allowed to write into its folder."""

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Opens an existing log read-only."""
        address = _read_only(path)
        with _told(path):
            connection = await aiosqlite.connect(address, uri=True)
        return await cls(path, connection).prepared()

    async def legs(self, day_from: date, day_to: date) -> list[LegRow]:
        """The legs of these days, both included, by the time their visits began."""
        rows = await self._ask("legs", day_from=day_from.isoformat(), day_to=day_to.isoformat())
        return [_typed(LegRow, row) for row in rows]

    async def visits_per_day(self) -> dict[date, int]:
        """Every day that anybody came, and how many."""
        rows = await self._ask("visits_per_day")
        return {date.fromisoformat(row["day"]): row["visits"] for row in rows}

    async def counter_rows(self, day_from: date, day_to: date) -> list[CounterRow]:
        """The states the counters entered on these days, both included."""
        rows = await self._ask("counter_rows", day_from=day_from.isoformat(), day_to=day_to.isoformat())
        return [_typed(CounterRow, row) for row in rows]

    async def days(self) -> list[date]:
        """Every day that was opened or has a leg, oldest first."""
        return [date.fromisoformat(row["day"]) for row in await self._ask("days")]

    async def office(self) -> Office:
        """The office as it was configured last."""
        for recorded in await self._recorded("office"):
            if isinstance(recorded.event, OfficeConfigured):
                return recorded.event.office
        raise LogTrouble(f"The log {self._path} does not say yet which office it belongs to.")

    async def last_event(self) -> Recorded | None:
        """The newest event, None in a log without one."""
        return next(iter(await self._recorded("last_event")), None)


def _only_writer(path: Path) -> int:
    """A lock that ends with this process; beside the log, because SQLite keeps locks of its own on it."""
    with _told(path):
        lock = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise LogTrouble(f"Another broker already writes the log {path}.") from error
    return lock


def _read_only(path: Path) -> str:
    """The address that keeps SQLite from making or changing a file."""
    if not path.exists():
        raise LogTrouble(f"There is no log at {path}.")
    return f"file:{quote(str(path))}?mode=ro"


# -- from and to rows


def _event_row(recorded: Recorded) -> Plain:
    event = recorded.event
    row = _row(recorded)
    del row["event"]
    return row | {
        "kind": kind_of(event),
        "ticket_id": event.ticket_id if isinstance(event, TicketEvent) else None,
        "body": _json(to_plain(event)),
    }


def _recorded(row: Plain) -> Recorded:
    event = event_from_plain(row["kind"], json.loads(row["body"]))
    return _typed(Recorded, row, event=event)


def _reply_row(device: str, reply: Reply) -> Plain:
    return {"command_id": reply.id, "device": device, "reply": _json(to_plain(reply))}


def _reply(text: str) -> Reply:
    """Without the codec's checks, because a restart reads tens of thousands."""
    plain = json.loads(text)
    return Reply(**{name: plain[name] for name in _names(Reply) if name in plain})


def _batch_of_rows(all_rows: Sequence[Rows]) -> Plain:
    """What these changes come to when done one after the other."""
    legs: dict[tuple[str, int], LegRow | None] = {}
    counters: dict[tuple[int, int], CounterRow] = {}
    undone = {rows.undone_seq for rows in all_rows if rows.undone_seq}
    for rows in all_rows:
        legs |= {(row.ticket_id, row.leg): row for row in rows.legs}
        legs |= dict.fromkeys(rows.removed_legs)
        counters |= {(row.seq, row.counter): row for row in rows.counters}
    return {
        "legs": [_row(row) for row in legs.values() if row],
        "removed_legs": [key for key, row in legs.items() if row is None],
        "counters": [_row(row) for row in counters.values() if row.seq not in undone],
        "undone_seqs": sorted(undone),
    }


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False)


_STORED: Mapping[type, Callable[[Any], Any]] = {
    datetime: instant,
    date: date.isoformat,
    float: lambda value: round(value, DECIMALS),
}


def _row(item: Any) -> Plain:
    """The columns of a flat dataclass; several times quicker than the codec, which looks at every value."""
    row = {name: getattr(item, name) for name in _names(item.__class__)}
    return {
        name: _STORED[type(value)](value) if type(value) in _STORED else value for name, value in row.items()
    }


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


def _typed(cls: Callable[..., T], row: Mapping[str, Any], **more: Any) -> T:
    """A flat dataclass from a row of columns of the same names; quicker than the codec, which checks."""
    found = {
        name: None if row[name] is None else read(row[name])
        for name, read in _readers(cls)
        if name not in more
    }
    return cls(**found, **more)


@cache
def _readers(cls: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(cls)
    return tuple((f.name, _reader(hints[f.name])) for f in fields(cls))


def _reader(hint: Any) -> Callable[[Any], Any]:
    kind = next((option for option in get_args(hint) if option is not type(None)), hint)
    if kind in (datetime, date):
        return cast("Callable[[Any], Any]", kind.fromisoformat)
    if kind is float:
        return lambda value: round(value, DECIMALS)
    return cast("Callable[[Any], Any]", kind)
