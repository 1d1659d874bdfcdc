"""The broker's heart: command in, decide, append, apply, publish. One writer; office time lives here.

A batch of commands that arrived together is decided on a draft of the state; the draft is adopted, and
anything is said aloud, only after its events are in the log. Knows no rule and waits for no device.
"""

import asyncio
import json
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version

import structlog

from broker.clock import STEP_S, OfficeClock, Stamp
from broker.contract import codec, topics
from broker.contract.boards import Info, Reply
from broker.contract.commands import Command
from broker.contract.errors import LogTrouble, Malformed, Refused
from broker.contract.events import ClockStepped, DayOpened, Event, OfficeConfigured, Recorded
from broker.contract.office import Office
from broker.eventlog import AuditRow, Entry, EventLog, FollowId
from broker.publisher import Publisher
from broker.rules.apply import fold
from broker.rules.boards import Moment, moment
from broker.rules.decide import decide
from broker.rules.decide.decision import Decision
from broker.rules.decide.head import close_day, configure, foresee, open_day
from broker.rules.estimate.outlook import Said
from broker.rules.estimate.snapshot import Snapshot, snapshot
from broker.rules.hours import day_end, local_day
from broker.rules.rows import Rows, apply_with_rows
from broker.rules.state import State

HEARTBEAT_S = 5.0
BATCH = 200
"""Commands that share one commit, at most."""
ANSWERS_KEPT = 50_000
"""Replies kept at hand for repeated ids: several days' worth; older ones stand in the log."""
LARGEST_MESSAGE = 65_536

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class _Answer:
    """What one message led to; without an entry nothing is written."""

    device: str
    reply: Reply
    entry: Entry | None = None


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Messages decided together on one draft."""

    draft: State
    now: datetime
    stamp: Stamp
    answers: list[_Answer] = field(default_factory=list)


class Hub:
    """The only one that decides."""

    def __init__(self, log: EventLog, clock: OfficeClock, publisher: Publisher) -> None:
        self.state = State()
        self._eventlog, self._clock, self._publisher = log, clock, publisher
        self._inbox: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._answered: OrderedDict[str, Reply] = OrderedDict()
        self._writing = asyncio.Lock()
        self._seen: Moment | None = None

    def receive(self, topic: str, payload: bytes) -> None:
        """A message from the wire; returns at once."""
        self._inbox.put_nowait((topic, payload))

    async def begin(self, office: Office) -> None:
        """Fold the open day, take over the configuration, and open today if it is not."""
        records = await self._eventlog.open_day()
        self.state = fold(records)
        if records:
            self._clock.not_before(records[-1].at)
            await self._doubt_the_clock(records[-1])
        self._answered.update(await self._eventlog.recent_replies(ANSWERS_KEPT))
        async with self._writing:
            await self._on_its_own(configure(self.state, office))
        await self.turn_day()

    async def _doubt_the_clock(self, last: Recorded) -> None:
        """After a reboot with an unsynchronised clock, or when time ran backwards, no duration is sure."""
        now, stamp = self._clock.now(), self._clock.stamp()
        rebooted = stamp.boot_id != last.boot_id and not (stamp.synchronised and last.synchronised)
        if now < last.at or (self._clock.real and rebooted):
            by_s = round((now - last.at).total_seconds(), 3)
            async with self._writing:
                await self._on_its_own((ClockStepped(by_s=by_s),))

    async def turn_day(self) -> None:
        """Close yesterday and open today, when it is time; a missed turn is made up as of its hour."""
        async with self._writing:
            now, day = self._clock.now(), self.state.day
            if day is not None:
                ended_at = min(now, day_end(self.state.configured, day))
                await self._on_its_own(close_day(self.state, now), ended_at)
            await self._on_its_own(open_day(self.state, now))

    async def serve(self) -> None:
        """Answer messages until cancelled; a batch begun is finished."""
        while True:
            messages = [await self._inbox.get()]
            while len(messages) < BATCH and not self._inbox.empty():
                messages.append(self._inbox.get_nowait())
            answering = asyncio.ensure_future(self._answer_alone(messages))
            try:
                await asyncio.shield(answering)
            except asyncio.CancelledError:
                await answering
                raise

    async def publish_boards(self) -> None:
        """Keep boards fresh until cancelled."""
        while True:
            await self._publisher.wait_until_due()
            self._seen = None
            await self._publisher.all_boards(self._moment)

    def snapshot(self) -> Snapshot:
        """The lobby as the forecaster needs it."""
        return snapshot(self.state, self._clock.now())

    async def foresee(self, said: Said | None) -> None:
        """Take over what the forecaster says; None: it says nothing any more."""
        async with self._writing:
            outlook = said.outlook if said else None
            if said is not None:
                now = self._clock.now()
                await self._on_its_own(foresee(self.state, outlook, said.learned, said.days, now))
            self.state.outlook = outlook
        self._seen = None
        self._publisher.boards_due()

    def _moment(self) -> Moment:
        """The state as boards see it, worked out once while nothing changes."""
        if self._seen is None or self._seen.state is not self.state:
            self._seen = moment(self.state, self._clock.now())
        return self._seen

    async def beat(self) -> None:
        """Tell the office time, follow the machine's clock, turn the day; until cancelled."""
        while True:
            step_s = self._clock.step_s()
            if abs(step_s) > STEP_S:
                async with self._writing:
                    await self._on_its_own((ClockStepped(by_s=round(step_s, 3)),))
            await self.turn_day()
            self._publisher.heartbeat(self.state.seq, self._clock.now())
            self._publisher.boards_due()
            await asyncio.sleep(HEARTBEAT_S)

    def republish(self) -> None:
        """Say everything that is retained, again."""
        office = self.state.configured
        self._publisher.info(
            Info(
                office=office.id,
                name=office.name,
                time_zone=office.time_zone,
                languages=office.languages,
                version=version("talonas"),
                epoch=self._eventlog.epoch,
                speed=self._clock.speed,
            )
        )
        self._publisher.heartbeat(self.state.seq, self._clock.now())
        self._publisher.forget()

    # -- the broker's own doing

    async def _on_its_own(self, events: tuple[Event, ...], at: datetime | None = None) -> None:
        if not events:
            return
        draft, at = self.state.copy(), at or self._clock.now()
        recorded, rows = _record(draft, events, "", at, self._clock.stamp(), self._eventlog.epoch)
        entry = Entry(recorded=recorded, rows=rows, reply=None, device="", audit=(), follow=None)
        await self._eventlog.append([entry])
        self.state = draft
        for one in recorded:
            self._publisher.event(one)
        self._publisher.boards_due()

    # -- other people's wishes

    async def _answer_alone(self, messages: list[tuple[str, bytes]]) -> None:
        async with self._writing:
            await self._answer(messages)

    async def _answer(self, messages: list[tuple[str, bytes]]) -> None:
        batch = _Batch(draft=self.state, now=self._clock.now(), stamp=self._clock.stamp())
        for topic, payload in messages:
            self._take(batch, topic, payload)
        try:
            await self._eventlog.append([a.entry for a in batch.answers if a.entry])
        except LogTrouble as trouble:
            await self._not_written(batch, messages, trouble)
            return
        self.state = batch.draft
        self._tell(batch)

    def _take(self, batch: _Batch, topic: str, payload: bytes) -> None:
        device, kind = topics.sender_and_kind(topic)
        try:
            command = _read(device, kind, payload)
        except Malformed as error:
            _log.warning("unreadable", device=device, kind=kind, reason=str(error))
            batch.answers.append(_Answer(device=device, reply=_unreadable(payload, error)))
            return
        known = self._answered.get(command.id)
        batch.answers.append(_Answer(device=device, reply=known) if known else self._decide(batch, command))

    def _decide(self, batch: _Batch, command: Command) -> _Answer:
        try:
            draft = batch.draft.copy()
            decision = decide(draft, command, batch.now)
            answer = self._accept(batch, draft, command, decision)
            batch.draft = draft
        except Refused as refused:
            kind = codec.kind_of(command)
            _log.info("refused", device=command.device, kind=kind, id=command.id, code=refused.code)
            reply = Reply(id=command.id, accepted=False, code=refused.code, reason=refused.reason)
            answer = _Answer(device=command.device, reply=reply, entry=_entry(command, reply))
        except Exception:  # noqa: BLE001 - one broken command must not end the office's day
            _log.exception("broken", kind=codec.kind_of(command), id=command.id)
            reply = Reply(id=command.id, accepted=False, code="broken", reason="It could not be done.")
            return _Answer(device=command.device, reply=reply)
        self._remember(answer.reply)
        return answer

    def _accept(self, batch: _Batch, draft: State, command: Command, decision: Decision) -> _Answer:
        recorded, rows = _record(
            draft, decision.events, command.id, batch.now, batch.stamp, self._eventlog.epoch
        )
        reply = Reply(id=command.id, accepted=True, result=decision.result, seq=draft.seq)
        entry = _entry(command, reply, recorded, rows, decision)
        return _Answer(device=command.device, reply=reply, entry=entry)

    def _remember(self, reply: Reply) -> None:
        self._answered[reply.id] = reply
        if len(self._answered) > ANSWERS_KEPT:
            self._answered.popitem(last=False)

    async def _not_written(
        self, batch: _Batch, messages: list[tuple[str, bytes]], trouble: LogTrouble
    ) -> None:
        """One message that the log cannot take must not cost the others: each is tried by itself."""
        for answer in batch.answers:
            self._answered.pop(answer.reply.id, None)
        if len(messages) > 1:
            for message in messages:
                await self._answer([message])
            return
        _log.error("not_written", trouble=str(trouble))
        for answer in batch.answers:
            self._publisher.reply(answer.device, await self._answer_of_old(answer.reply.id))

    async def _answer_of_old(self, command_id: str) -> Reply:
        """An id so old that only the log remembers it has its answer there; else nothing was done."""
        reason = "The log cannot be written. Nothing was done."
        nothing_done = Reply(id=command_id, accepted=False, code="log_trouble", reason=reason)
        try:
            return (await self._eventlog.replies([command_id])).get(command_id, nothing_done)
        except LogTrouble:
            return nothing_done

    def _tell(self, batch: _Batch) -> None:
        for answer in batch.answers:
            self._publisher.reply(answer.device, answer.reply)
        events = [r for answer in batch.answers if answer.entry for r in answer.entry.recorded]
        for recorded in events:
            self._publisher.event(recorded)
        counters = {number for r in events if (number := getattr(r.event, "counter", 0))}
        if counters:
            self._publisher.urgent(self._moment(), sorted(counters & self.state.seats.keys()))
        if events:
            self._publisher.boards_due()


def _read(device: str, kind: str, payload: bytes) -> Command:
    if len(payload) > LARGEST_MESSAGE:
        raise Malformed("The message is too long.")
    return codec.decode_command(device, kind, payload)


def _record(
    draft: State, events: tuple[Event, ...], cause: str, now: datetime, stamp: Stamp, epoch: str
) -> tuple[tuple[Recorded, ...], tuple[Rows, ...]]:
    """Give events their place in the log and apply them to the draft."""
    recorded, rows = [], []
    for event in events:
        one = Recorded(
            seq=draft.seq + 1,
            epoch=epoch,
            day=_day_of(draft, event, now),
            at=now,
            wall_at=stamp.wall_at,
            boottime_s=stamp.boottime_s,
            boot_id=stamp.boot_id,
            synchronised=stamp.synchronised,
            cause=cause,
            event=event,
        )
        rows.append(apply_with_rows(draft, one))
        recorded.append(one)
    return tuple(recorded), tuple(rows)


def _day_of(draft: State, event: Event, now: datetime) -> date:
    if isinstance(event, DayOpened):
        return event.day
    office = event.office if isinstance(event, OfficeConfigured) else draft.configured
    return draft.day or local_day(office, now)


def _entry(
    command: Command,
    reply: Reply,
    recorded: tuple[Recorded, ...] = (),
    rows: tuple[Rows, ...] = (),
    decision: Decision | None = None,
) -> Entry:
    audit: tuple[AuditRow, ...] = ()
    follow: FollowId | None = None
    if recorded and decision and (command.actor or decision.reason):
        audit = (AuditRow(seq=recorded[0].seq, actor=command.actor, reason=decision.reason),)
    if recorded and decision and decision.follow_id:
        follow = FollowId(ticket_id=command.id, follow_id=decision.follow_id, day=recorded[0].day)
    return Entry(recorded=recorded, rows=rows, reply=reply, device=command.device, audit=audit, follow=follow)


def _unreadable(payload: bytes, error: Malformed) -> Reply:
    """A refusal under the message's own id, as far as it has one."""
    try:
        sent_id = json.loads(payload)["id"]
        sent_id.encode()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        sent_id = ""
    return Reply(
        id=sent_id,
        accepted=False,
        code=codec.kind_of(error),
        reason=str(error),
    )
