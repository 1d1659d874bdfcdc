"""The course of a simulated day: visitors touch, clerks work, some lose patience, until all are seen off."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import IO, Any

import structlog

from broker.contract import commands as c
from broker.contract import events as e
from broker.demo.house import House
from broker.demo.lobby import Lobby
from broker.demo.office import STAFF_DEVICE, Premises
from broker.demo.plan import Plan
from broker.demo.staff import Staff
from broker.demo.wire import FastClock, Wire

LOOK_S = 0.25
QUIET_S = 1.0
"""The end is believed when nothing more is heard for so long."""
STALL, STALL_S = timedelta(hours=4), 20.0
"""Nothing heard for so long, in office and in machine time: nothing will come any more."""
CLOSING_S = 5.0

_log = structlog.get_logger(__name__)


class Day:
    """Everybody who is simulated, and what they see."""

    def __init__(self, premises: Premises, plan: Plan, house: House, speed: float) -> None:
        self.lobby, self.clock = Lobby(), FastClock(speed)
        self._plan, self._house = plan, house
        office, mqtt = premises.office, premises.file.mqtt
        self.wire = Wire(office.id, STAFF_DEVICE, mqtt.host, mqtt.port, self.clock, self._see)
        self._staff = Staff(office, self.wire.ask, self.clock, self.lobby, plan.manners)
        self._heard_s = time.monotonic()
        self._errands: set[asyncio.Task[None]] = set()

    async def course(self, touches: IO[bytes], look: Callable[[], None]) -> None:
        """The whole day; `look` is called a few times a second."""
        async with asyncio.TaskGroup() as group:
            visitors = group.create_task(self._visitors(touches))
            staff = group.create_task(self._staff.work(self._wanted))
            rota = group.create_task(self._rota())
            await self._until_over(visitors, look)
            self._staff.go_home()
            await asyncio.wait([staff], timeout=CLOSING_S)
            for task in (visitors, staff, rota, *self._errands):
                task.cancel()

    def _see(self, recorded: e.Recorded) -> None:
        """An event, as everybody in the house notices it."""
        self._heard_s = time.monotonic()
        self.lobby.see(recorded)
        topic = self.lobby.came_for(recorded.event)
        if topic:
            self._staff.notice(frozenset((topic,)))
        if isinstance(recorded.event, e.TicketIssued):
            self._may_lose_patience(recorded.event)

    def _wanted(self, counter: int) -> bool:
        return self._plan.wanted(counter, self.clock.now(), self.lobby)

    async def _visitors(self, touches: IO[bytes]) -> None:
        """Everybody touches at their instant; then the kiosk is told that nobody comes any more."""
        late = max(timedelta(), self.clock.now() - self._plan.opens_at)
        if not self._plan.may_begin_late:
            late = timedelta()
        with contextlib.suppress(BrokenPipeError):  # the kiosk is gone: whoever watches the programs says so
            for touch in self._plan.touches:
                await self.clock.until(touch.at + late)
                touches.write(f"{touch.line}\n".encode())
            touches.close()

    async def _rota(self) -> None:
        """Clerks look at the plan whenever it has something new."""
        for change in self._plan.changes:
            await self.clock.until(change)
            self._staff.wake_all()

    def _may_lose_patience(self, issued: e.TicketIssued) -> None:
        patience_s = self._plan.manners.nature(issued.number).patience_s
        if patience_s is not None:
            leaves_at = issued.issued_at + timedelta(seconds=patience_s)
            self._errand(self._leave(issued.ticket_id, leaves_at))

    async def _leave(self, ticket_id: str, at: datetime) -> None:
        await self.clock.until(at)
        if self.lobby.waits(ticket_id):
            await self.wire.ask(c.CancelTicket, ticket_id=ticket_id)

    def _errand(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    # -- the end

    async def _until_over(self, visitors: asyncio.Task[None], look: Callable[[], None]) -> None:
        while not self._over(visitors):
            self._house.programs.check()
            look()
            await asyncio.sleep(LOOK_S)

    def _over(self, visitors: asyncio.Task[None]) -> bool:
        if not visitors.done():
            return False
        quiet_s = time.monotonic() - self._heard_s
        if quiet_s > max(STALL_S, STALL.total_seconds() / self.clock.speed):
            _log.error("nothing_happens_any_more", still_open=self.lobby.still_open)
            return True
        return self._house.kiosk_is_done() and not self.lobby.still_open and quiet_s > QUIET_S
