"""What a counter's page shows. Pure: a board, a seat and office time in, facts out.

Sentences live in the templates. Must never know the web, MQTT or a clock.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from broker.contract.boards import Alert, CounterBoard, DeskTicket, QueueRow, UndoOffer
from broker.contract.terms import CounterState, LegState, Printed, Why
from counter.figures import local_clock

LANGUAGE = "en"
"""The language of staff pages."""


class Mode(StrEnum):
    """What somebody who looks at a counter may do there."""

    UNHEARD = "unheard"
    """The broker has not said anything about it yet."""
    FREE = "free"
    """Closed: it can be opened."""
    TAKEN = "taken"
    """Somebody else is signed in."""
    MINE = "mine"


class Block(StrEnum):
    """What stands in the way of a button."""

    NO = ""
    RULES = "rules"
    """The broker's reason stands beside it."""
    NOT_LIVE = "not_live"
    NO_VISITOR = "no_visitor"
    BUSY = "busy"
    """Only between two visitors."""
    TOO_EARLY = "too_early"
    CLOSING = "closing"
    NOBODY = "nobody"
    """Nobody waits, as far as the board knows; a press asks the broker all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something a counter can ask for."""

    kind: str
    """The command's kind."""
    number: str
    """The ticket it is about; may be empty."""
    block: Block = Block.NO
    reason: str = ""
    """The broker's, with Block.RULES."""

    @property
    def can(self) -> bool:
        """Whether a press may be sent."""
        return self.block in (Block.NO, Block.NOBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One of the three keys; its place and its meaning never change."""

    digit: int
    verb: Verb
    filled: bool
    """The natural next step: the one filled button of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """The ticket that this counter calls or serves."""

    ticket_id: str
    number: str
    topic: str
    serving: bool
    waited_min: int
    target_min: int
    over: bool
    taken_at: str
    called_at: str
    with_you_min: int | None
    """None until service starts."""
    recalls: int
    recall_limit: int
    language: str
    spoken_language: str
    priority: bool
    printed: Printed
    why: Why
    note: str
    topics_waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One topic in the queue at a glance."""

    letter: str
    topic: str
    mine: bool
    waiting: int
    longest_min: int
    target_min: int
    over: bool
    share_of_target: float
    """The longest wait as a share of the target; 1 is the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLine:
    """Whom *next* would call."""

    number: str
    topic: str
    waited_min: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """Something staff should see."""

    seq: int
    kind: str
    person: bool
    """Somebody waits for somebody."""
    where: str
    ago_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLine:
    """What may be taken back."""

    seq: int
    kind: str
    number: str
    left_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What became of the last press, when the board cannot show it."""

    kind: str
    """refused; unknown: sent, no answer came; unsent: no connection; busy: an earlier press has no answer."""
    verb: str = ""
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Whether what the page shows is true now."""

    ok: bool
    clock: str
    """Local office time now, or when the broker was last heard; empty: never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """Everything a counter's page shows; two equal views need no new page."""

    mode: Mode
    live: Live
    counter: int
    office: str
    hall: str
    state: CounterState
    since: str
    reason: str
    closing: bool
    planned_break: str
    """From when to when, local, from shortly before it to its end; empty: none is near."""
    suspended: str
    """Why calling is suspended; empty: it is not."""
    suspended_since: str
    held: str
    """The number at a counter where somebody else is signed in."""
    ticket: TicketView | None
    keys: tuple[Key, ...]
    verbs: Mapping[str, Verb]
    """The smaller buttons, by command kind."""
    no_show_in_s: int
    """Seconds until *no-show* may be pressed."""
    queue: tuple[QueueLine, ...]
    waiting: int
    over: int
    target_min: int
    """Of all topics; 0 when they differ."""
    next: NextLine | None
    alerts: tuple[AlertLine, ...]
    undo: UndoLine | None
    notice: Notice | None
    topics: tuple[tuple[str, str], ...]
    """Id and name, for a transfer."""
    counters: tuple[int, ...]
    """The other counters, for a transfer."""


KEYS = ("call_next", "serve", "finish")
"""Keys 1, 2, 3."""
SMALL = ("recall", "mark_no_show", "transfer", "pause_counter", "resume_counter", "close_counter")
"""Every other button that speaks of this counter."""
PEOPLE = ("person_called", "alarm_raised")
"""Alerts behind which somebody waits for somebody."""
_WITH_TICKET = frozenset({"serve", "finish", "recall", "mark_no_show", "transfer"})
_NATURAL = {CounterState.CALLING: "serve", CounterState.SERVING: "finish"}


def view(
    board: CounterBoard,
    *,
    seat: str,
    now: datetime,
    live: Live,
    counters: Iterable[int] = (),
    notice: Notice | None = None,
) -> DeskView:
    """The page of one counter for whoever sits in `seat`, at office time `now`."""
    targets = {row.target_s for row in board.queue}
    queue = tuple(_queue_line(row, board, now) for row in board.queue)
    ticket = board.ticket
    no_show_in_s = _no_show_in_s(board, now)
    return DeskView(
        mode=mode(board, seat),
        live=live,
        counter=board.counter,
        office=board.office,
        hall=named(board.hall_names, board.languages),
        state=board.state,
        since=local_clock(board.since, board.time_zone) if board.since else "",
        reason=board.reason,
        closing=board.closing,
        planned_break=_planned_break(board, now),
        suspended=board.suspended.reason if board.suspended else "",
        suspended_since=local_clock(board.suspended.since, board.time_zone) if board.suspended else "",
        held=ticket.number if ticket else "",
        ticket=_ticket(ticket, board, now) if ticket else None,
        keys=_keys(board, live),
        verbs={kind: _verb(kind, board, live, no_show_in_s) for kind in SMALL},
        no_show_in_s=no_show_in_s,
        queue=queue,
        waiting=sum(row.waiting for row in board.queue),
        over=sum(max(row.over_target, line.over) for row, line in zip(board.queue, queue, strict=True)),
        target_min=_minutes(targets.pop()) if len(targets) == 1 else 0,
        next=_next(board, now),
        alerts=tuple(_alert(alert, now) for alert in sorted(board.alerts, key=_urgency)),
        undo=_undo(board.undo, now),
        notice=notice,
        topics=tuple((row.id, named(row.names, board.languages)) for row in board.queue),
        counters=tuple(n for n in sorted(counters) if n != board.counter),
    )


def mode(board: CounterBoard, seat: str) -> Mode:
    """What the holder of `seat` may do at this counter."""
    if board.state is CounterState.CLOSED or not board.seat:
        return Mode.FREE
    return Mode.MINE if board.seat == seat else Mode.TAKEN


def named(names: Mapping[str, str], languages: tuple[str, ...]) -> str:
    """A name in the staff's language, else in the office's own, else any."""
    for language in (LANGUAGE, *languages):
        if language in names:
            return names[language]
    return next(iter(names.values()), "")


def _planned_break(board: CounterBoard, now: datetime) -> str:
    due = board.break_due
    if due is None or now >= due.ends_at:
        return ""
    return "–".join(local_clock(moment, board.time_zone) for moment in (due.begins_at, due.ends_at))


def _minutes(seconds: float) -> int:
    """Whole minutes that have passed."""
    return max(0, int(seconds // 60))


def _verb(kind: str, board: CounterBoard, live: Live, no_show_in_s: int = 0) -> Verb:
    number = board.ticket.number if board.ticket else ""
    if kind == "call_next":
        number = board.next.number if board.next else ""
    reason = board.verbs.get(kind, "")
    return Verb(kind=kind, number=number, block=_block(kind, board, live, no_show_in_s), reason=reason)


def _block(kind: str, board: CounterBoard, live: Live, no_show_in_s: int) -> Block:
    if not live.ok:
        return Block.NOT_LIVE
    if board.ticket is None and kind in _WITH_TICKET:
        return Block.NO_VISITOR
    if board.verbs.get(kind):
        return Block.RULES
    local = {
        "call_next": Block.NOBODY if board.next is None else Block.NO,
        "mark_no_show": Block.TOO_EARLY if no_show_in_s else Block.NO,
        "pause_counter": Block.BUSY if board.ticket else Block.NO,
        "close_counter": Block.CLOSING if board.closing else Block.NO,
    }
    return local.get(kind, Block.NO)


def _keys(board: CounterBoard, live: Live) -> tuple[Key, ...]:
    natural = _NATURAL.get(board.state, "call_next")
    verbs = [_verb(kind, board, live) for kind in KEYS]
    return tuple(
        Key(digit=digit, verb=verb, filled=verb.block is Block.NO and verb.kind == natural)
        for digit, verb in enumerate(verbs, start=1)
    )


def _ticket(ticket: DeskTicket, board: CounterBoard, now: datetime) -> TicketView:
    topics = {row.id: named(row.names, board.languages) for row in board.queue}
    serving = ticket.serving_at if ticket.state is LegState.SERVING else None
    return TicketView(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        topic=topics.get(ticket.topic, ticket.topic),
        serving=serving is not None,
        waited_min=_minutes(ticket.waited_s),
        target_min=_minutes(ticket.target_s),
        over=ticket.waited_s > ticket.target_s,
        taken_at=local_clock(ticket.issued_at, board.time_zone),
        called_at=local_clock(ticket.called_at, board.time_zone),
        with_you_min=_minutes((now - serving).total_seconds()) if serving else None,
        recalls=ticket.recalls,
        recall_limit=board.recall_limit,
        language=ticket.language,
        spoken_language=ticket.spoken_language,
        priority=ticket.priority,
        printed=ticket.printed,
        why=ticket.why,
        note=ticket.note,
        topics_waiting=tuple(topics.get(topic, topic) for topic in ticket.topics_waiting),
    )


def _queue_line(row: QueueRow, board: CounterBoard, now: datetime) -> QueueLine:
    longest_s = row.longest_wait_s
    if row.waiting:
        # the board is a moment old, and waiting goes on meanwhile
        longest_s += max(0.0, (now - board.at).total_seconds())
    return QueueLine(
        letter=row.letter,
        topic=named(row.names, board.languages),
        mine=row.mine,
        waiting=row.waiting,
        longest_min=_minutes(longest_s),
        target_min=_minutes(row.target_s),
        over=row.waiting > 0 and longest_s > row.target_s,
        share_of_target=round(longest_s / row.target_s, 2) if row.waiting else 0.0,
    )


def _next(board: CounterBoard, now: datetime) -> NextLine | None:
    if board.next is None:
        return None
    names = {row.id: named(row.names, board.languages) for row in board.queue}
    waited_s = board.next.waited_s + max(0.0, (now - board.at).total_seconds())
    return NextLine(
        number=board.next.number,
        topic=names.get(board.next.topic, board.next.topic),
        waited_min=_minutes(waited_s),
        why=board.next.why,
    )


def _no_show_in_s(board: CounterBoard, now: datetime) -> int:
    """From the moment a screen confirmed the call; if none does, twice the time from the call itself."""
    ticket = board.ticket
    if ticket is None or ticket.state is not LegState.CALLED:
        return 0
    after = timedelta(seconds=board.no_show_after_s)
    until = ticket.confirmed_at + after if ticket.confirmed_at else ticket.called_at + 2 * after
    return max(0, math.ceil((until - now).total_seconds()))


def _urgency(alert: Alert) -> tuple[bool, int]:
    """People before paper, then in the order they came."""
    return alert.kind not in PEOPLE, alert.seq


def _alert(alert: Alert, now: datetime) -> AlertLine:
    ago_s = max(0, int((now - alert.at).total_seconds()))
    # by tens of seconds, then by minutes: a page that counts every second distracts
    coarse_s = ago_s // 10 * 10 if ago_s < 60 else ago_s // 60 * 60
    person = alert.kind in PEOPLE
    return AlertLine(seq=alert.seq, kind=alert.kind, person=person, where=alert.where, ago_s=coarse_s)


def _undo(offer: UndoOffer | None, now: datetime) -> UndoLine | None:
    left_s = math.ceil((offer.until - now).total_seconds()) if offer else 0
    if offer is None or left_s <= 0:
        return None
    return UndoLine(seq=offer.seq, kind=offer.kind, number=offer.number, left_s=left_s)
