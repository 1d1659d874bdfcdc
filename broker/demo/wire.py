"""The demonstration's own connection: staff's commands out, events and office time in, on one loop."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from broker.contract import codec, topics
from broker.contract.boards import Heartbeat, Reply
from broker.contract.commands import Command
from broker.contract.errors import Malformed
from broker.contract.events import Recorded
from broker.contract.office_time import OfficeTime
from broker.link import Link

EXPIRES_S = 10
"""Machine seconds after which a press is no longer meant."""
ASK_AGAIN_S = 2.0
LOOK_UP_S = 0.5

C = TypeVar("C", bound=Command)


class FastClock:
    """Office time as good as it can be known from afar: the least delayed heartbeat is the truest."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self._time = OfficeTime(speed=speed)

    def hear(self, at: datetime) -> None:
        """A heartbeat; one that came late would only set the clock back."""
        known = self._time.now(time.monotonic())
        if known is None or at > known:
            self._time.hear(at, time.monotonic())

    @property
    def known(self) -> bool:
        """Whether a heartbeat has been heard."""
        return self._time.heard_at is not None

    def now(self) -> datetime:
        """Office time; only after the first heartbeat."""
        now = self._time.now(time.monotonic())
        if now is None:
            raise RuntimeError("the office's time is not known before the first heartbeat")
        return now

    async def until(self, moment: datetime) -> None:
        """Sleep until then, looking at the clock in between: it may have been set forward."""
        while (left_s := (moment - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - time is no event
            await asyncio.sleep(min(left_s / self.speed, LOOK_UP_S))


class Wire:
    """One device's connection, as a coroutine likes it."""

    def __init__(
        self,
        office: str,
        device: str,
        host: str,
        port: int,
        clock: FastClock,
        on_event: Callable[[Recorded], None],
    ) -> None:
        self.clock, self.device = clock, device
        self.online: set[str] = set()
        """Devices that say they are there."""
        self.heartbeats = 0
        """How many were heard."""
        self._office, self._on_event = office, on_event
        self._loop = asyncio.get_running_loop()
        self._heartbeat = topics.heartbeat(office)
        self._availability = topics.availability(office, "+")
        self._link = Link(
            office,
            device,
            host,
            port,
            on_message=self._from_paho,
            subscriptions=(self._heartbeat, self._availability, topics.event(office, "+")),
        )

    def start(self) -> None:
        """Connect; goes on trying."""
        self._link.start()

    async def stop(self) -> None:
        """Say goodbye."""
        await asyncio.to_thread(self._link.stop)

    async def ask(self, kind: type[C], actor: str = "", **fields: str | int) -> Reply:
        """Send a command and wait for the answer; the same id again until it comes."""
        now = self.clock.now()
        command = kind(
            id=self._link.new_id(),
            device=self.device,
            sent_at=now,
            expires_at=now + timedelta(seconds=EXPIRES_S * self.clock.speed),
            actor=actor,
            **fields,
        )
        return await asyncio.wrap_future(self._link.ask(command, again_every_s=ASK_AGAIN_S))

    def _from_paho(self, topic: str, payload: bytes, retained: bool) -> None:
        self._loop.call_soon_threadsafe(self._hear, topic, payload)

    def _hear(self, topic: str, payload: bytes) -> None:
        if topic == self._heartbeat:
            self.clock.hear(codec.decode(Heartbeat, payload).at)
            self.heartbeats += 1
        elif "/device/" in topic:
            device = topic.split("/")[-2]
            (self.online.add if payload == topics.ONLINE else self.online.discard)(device)
        else:
            self._hear_event(payload)

    def _hear_event(self, payload: bytes) -> None:
        try:
            self._on_event(codec.decode_event(payload))
        except Malformed:  # another version's event is not for this clerk
            return
