"""What the web server has heard of the office, and how it asks: newest counter boards, office time, one Link.

All state is touched in the event loop only; paho's thread merely hands messages over. No command is ever
repeated here: whoever pressed decides.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from broker.contract import codec, topics
from broker.contract.boards import CounterBoard, Heartbeat, Info, Reply
from broker.contract.commands import Command
from broker.contract.errors import Malformed, NoAnswer, NotConnected
from broker.contract.office import Office
from broker.contract.office_time import OfficeTime
from broker.link import Link
from counter.desk import Live

ANSWER_S = 3.0
"""Machine seconds after which a press counts as unanswered."""
PRESS_LASTS_S = 10.0
"""Machine seconds after which a press must not be done any more."""

_log = structlog.get_logger(__name__)


class LiveOffice:
    """The office as the broker last told it."""

    def __init__(self, office: Office, device: str, host: str, port: int) -> None:
        self.device = device
        self._counters = {counter.number for counter in office.counters}
        self.boards: dict[int, CounterBoard] = {}
        self.closing = False
        self._time = OfficeTime()
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._heartbeat, self._info = topics.heartbeat(office.id), topics.info(office.id)
        self._link = Link(
            office.id,
            device,
            host,
            port,
            on_message=self._on_message,
            on_state=self._on_state,
            subscriptions=(self._info, self._heartbeat, topics.counter_board(office.id, "+")),
        )

    def start(self) -> None:
        """Connect, and stay connected."""
        self._link.start()

    def stop(self) -> None:
        """Say goodbye; every open event stream ends."""
        self.close_streams()
        self._link.stop()

    def close_streams(self) -> None:
        """Ask every open event stream to end, so that the server can."""
        self.closing = True
        self.wake()

    # -- what pages ask

    def now(self) -> datetime | None:
        """Office time; None before the first heartbeat."""
        return self._time.now(time.monotonic())

    def known_at(self) -> datetime | None:
        """The moment of which the boards speak: now, or when the broker was last heard."""
        return self.now() if self.live() else self._time.heard_at

    def live(self) -> bool:
        """Whether the broker can be asked, as far as anybody knows."""
        heard = self._time.heard_at is not None and not self._time.stale(time.monotonic())
        return heard and self._link.connected

    def status(self, clock: Callable[[datetime], str]) -> Live:
        """For the page's corner: live and the time, or since when not."""
        moment = self.known_at()
        return Live(ok=self.live(), clock=clock(moment) if moment else "")

    async def change(self, at_most_s: float) -> None:
        """Return when something was heard, or after that time."""
        try:
            await asyncio.wait_for(self._changed.wait(), at_most_s)
        except TimeoutError:
            return

    def wake(self) -> None:
        """Let every open page be looked at again."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def shown(self, number: int, seq: int, at_most_s: float) -> None:
        """Return when that counter's board knows of event `seq`, or after that time."""
        until_s = time.monotonic() + at_most_s
        while self.boards[number].seq < seq and time.monotonic() < until_s:
            await self.change(until_s - time.monotonic())

    # -- commands

    def new_id(self) -> str:
        """An id for a command."""
        return self._link.new_id()

    def press_lasts(self) -> timedelta:
        """How much office time a press is good for."""
        return timedelta(seconds=PRESS_LASTS_S * self._time.speed)

    async def ask(self, command: Command, *, late: Callable[[Reply], None]) -> Reply:
        """Send once and wait; raises NotConnected or NoAnswer.

        An answer that comes after NoAnswer was raised goes to `late`.
        """
        if not self.live():
            raise NotConnected("The broker cannot be reached.")
        answer = asyncio.ensure_future(asyncio.wrap_future(self._link.ask(command)))
        done, _ = await asyncio.wait([answer], timeout=ANSWER_S)
        if done:
            return answer.result()
        answer.add_done_callback(lambda found: _tell(found, late))
        raise NoAnswer("No answer came in time.")

    # -- what is heard

    def _on_message(self, topic: str, payload: bytes, _retained: bool) -> None:
        self._loop.call_soon_threadsafe(self._hear, topic, payload)

    def _on_state(self, _connected: bool) -> None:
        self._loop.call_soon_threadsafe(self.wake)

    def _hear(self, topic: str, payload: bytes) -> None:
        try:
            self._take_in(topic, payload)
        except Malformed as error:
            _log.warning("message_unreadable", topic=topic, reason=str(error))
        self.wake()

    def _take_in(self, topic: str, payload: bytes) -> None:
        if topic == self._heartbeat:
            self._time.hear(codec.decode(Heartbeat, payload).at, time.monotonic())
        elif topic == self._info:
            self._time.speed = codec.decode(Info, payload).speed
        else:
            self._take_board(codec.decode(CounterBoard, payload))

    def _take_board(self, board: CounterBoard) -> None:
        held = self.boards.get(board.counter)
        # by time and not by seq: a new log begins its seq again, and some servers deliver an old board late
        newer = held is None or board.at >= held.at
        # an MQTT server may still hold the board of a counter that the office no longer has
        if newer and board.counter in self._counters:
            self.boards[board.counter] = board


def _tell(found: "asyncio.Future[Reply]", late: Callable[[Reply], None]) -> None:
    if not found.cancelled() and found.exception() is None:
        late(found.result())
