"""What the broker says: replies and events at once, boards when they change and at most four times a second.

A call and the board of the counter that made it do not wait. Holds what it said last, so that nothing is said
twice and everything can be said again after a reconnect. Decides nothing.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from broker.contract import codec, topics
from broker.contract.boards import (
    CounterBoard,
    Heartbeat,
    Info,
    KioskBoard,
    LobbyBoard,
    OutlookBoard,
    Reply,
)
from broker.contract.events import Recorded
from broker.link import Link
from broker.rules import boards

COALESCE_S = 0.25
"""Boards of the same kind follow one another no faster."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Board = TypeVar("Board", KioskBoard, LobbyBoard, CounterBoard, OutlookBoard)


class Publisher:
    """The broker's voice on one link."""

    def __init__(self, link: Link, office: str) -> None:
        self._link = link
        self._office = office
        self._said: dict[str, object] = {}
        self._due = asyncio.Event()

    def info(self, info: Info) -> None:
        """Retained."""
        self._link.publish(topics.info(self._office), codec.encode(info), retain=True)

    def heartbeat(self, seq: int, at: datetime) -> None:
        """Every few seconds; losing one is no harm."""
        self._link.publish(topics.heartbeat(self._office), codec.encode(Heartbeat(seq=seq, at=at)), qos=0)

    def reply(self, device: str, reply: Reply) -> None:
        """To the one who asked."""
        self._link.publish(topics.reply(self._office, device), codec.encode(reply))

    def event(self, recorded: Recorded) -> None:
        """To whoever listens."""
        topic = topics.event(self._office, codec.kind_of(recorded.event))
        self._link.publish(topic, codec.encode_event(recorded))

    def forget(self) -> None:
        """The server may have lost what was retained: all boards are due again."""
        self._said.clear()
        self._due.set()

    def boards_due(self) -> None:
        """Something changed; the boards follow within COALESCE_S."""
        self._due.set()

    async def wait_until_due(self) -> None:
        """Returns when boards should be published, never sooner than COALESCE_S after the last time."""
        await asyncio.sleep(COALESCE_S)
        await self._due.wait()
        self._due.clear()

    def urgent(self, at: boards.Moment, counters: Iterable[int]) -> None:
        """A call was made: the lobby and these counters know at once."""
        for hall in at.state.configured.halls:
            self._board(topics.lobby_board(self._office, hall.id), boards.lobby_board(at, hall.id))
        for number in counters:
            self._board(topics.counter_board(self._office, number), boards.counter_board(at, number))

    async def all_boards(self, moment: Callable[[], boards.Moment]) -> None:
        """Every board and plain figure that changed; between two of them a visitor's wish may pass.

        `moment` gives the newest each time, so that no board follows a newer one of its own.
        """
        self._board(topics.kiosk_board(self._office), boards.kiosk_board(moment()))
        self._board(topics.outlook_board(self._office), boards.outlook_board(moment()))
        office = moment().state.configured
        for hall in office.halls:
            self._board(topics.lobby_board(self._office, hall.id), boards.lobby_board(moment(), hall.id))
        for counter in office.counters:
            await asyncio.sleep(0)
            board = boards.counter_board(moment(), counter.number)
            self._board(topics.counter_board(self._office, counter.number), board)
        for (topic_id, figure), value in boards.figures(moment()).items():
            self._figure(topics.topic_figure(self._office, topic_id, figure), value)

    def _board(self, topic: str, board: Board) -> None:
        gist = _gist(board)
        if self._said.get(topic) != gist and self._link.publish(topic, codec.encode(board), retain=True):
            self._said[topic] = gist

    def _figure(self, topic: str, value: float | None) -> None:
        """An unknown figure is taken off the server, so that yesterday's does not stand there."""
        payload = b"" if value is None else b"%d" % round(value)
        if self._said.get(topic) != payload and self._link.publish(topic, payload, retain=True):
            self._said[topic] = payload


def _gist(board: Board) -> Board:
    """The board without what only time changes: whoever shows a wait counts on from the board's own time."""
    gist = replace(board, seq=0, at=_NEVER)
    if not isinstance(gist, CounterBoard):
        return gist
    queue = tuple(replace(row, longest_wait_s=0.0) for row in gist.queue)
    return replace(gist, queue=queue, next=replace(gist.next, waited_s=0.0) if gist.next else None)
