"""Simulated clerks: each sits at one counter and presses what a person would press, in office time.

They know what staff know (who is at their counter, that somebody came) and the visitor's nature. They decide
nothing about the queue. A clerk whose seat a real person took over leaves it to that person.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from broker.contract import commands as c
from broker.contract.boards import Reply
from broker.contract.office import Office
from broker.demo.lobby import Lobby
from broker.demo.wire import FastClock
from broker.public import Nature

WALK = timedelta(seconds=20)
"""From the call to the chair."""
GLANCE_S = 300.0
"""Office seconds after which an idle clerk presses next without having noticed anybody."""
AGAIN_AFTER = timedelta(seconds=45)
"""When nobody came, the clerk calls once more."""
TOO_EARLY = timedelta(seconds=10)
"""Before a no-show is tried again that was too early."""
GONE = frozenset(("seat_taken", "not_your_seat", "counter_closed", "second_seat", "unknown_counter"))
"""Refusals that mean: somebody else sits here."""

_log = structlog.get_logger(__name__)


class SeatLostError(Exception):
    """Somebody else sits here now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How visitors and staff of this demonstration behave."""

    nature: Callable[[str], Nature]
    """Of a ticket, by its number."""
    walk_within_service: bool = False
    """The walk to the counter is part of the service: recorded days know only the time from call to call."""
    breath: timedelta = timedelta(seconds=5)
    """Between two visitors."""


Ask = Callable[..., Awaitable[Reply]]
"""Sends a command: its class, the actor, and its fields by name. Wire.ask is one."""
Wanted = Callable[[int], bool]
"""Whether the counter of that number should be open now."""


class Clerk:
    """One counter's person."""

    def __init__(
        self, number: int, skills: Iterable[str], ask: Ask, clock: FastClock, lobby: Lobby, manners: Manners
    ) -> None:
        self.number, self.skills = number, frozenset(skills)
        self.idle_since: datetime | None = None
        """Since when there has been nobody to serve; None: busy, or closed."""
        self._ask, self._clock, self._lobby, self._manners = ask, clock, lobby, manners
        self._woken = asyncio.Event()
        self._goes_home = False
        self._actor = f"demo-{number}"

    def wake(self) -> None:
        """Somebody came, or the day's plan has a word for this counter."""
        self._woken.set()

    def go_home(self) -> None:
        """Close after this visitor, for good."""
        self._goes_home = True
        self._woken.set()

    @property
    def attentive(self) -> bool:
        """Idle, and not yet on the way to somebody."""
        return self.idle_since is not None and not self._woken.is_set()

    async def work(self, wanted: Wanted, pass_on: Callable[[frozenset[str]], None]) -> None:
        """Open, serve and close as wanted; until sent home, or a person takes the seat.

        `pass_on` tells colleagues of somebody whom this clerk noticed but did not get.
        """
        try:
            while await self._until_wanted(wanted):
                await self._press(c.OpenCounter)
                while wanted(self.number) and not self._goes_home:
                    await self._next_visitor(pass_on)
                self.idle_since = None
                await self._press(c.CloseCounter)
        except SeatLostError:
            self.idle_since = None
            _log.info("clerk_leaves", counter=self.number)

    async def _until_wanted(self, wanted: Wanted) -> bool:
        """True when the counter should open, False when the day is over."""
        while not self._goes_home:
            if wanted(self.number):
                return True
            self._woken.clear()
            await self._woken.wait()
        return False

    async def _next_visitor(self, pass_on: Callable[[frozenset[str]], None]) -> None:
        self._woken.clear()
        pressed_at = self._clock.now()
        self.idle_since = self.idle_since or pressed_at
        reply = await self._press(c.CallNext)
        if not reply.accepted:
            await self._until_woken()
            return
        self.idle_since = None
        if self._woken.is_set():
            pass_on(self.skills)
        await self._attend(str(reply.result["ticket_id"]), str(reply.result["number"]), pressed_at)

    async def _until_woken(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GLANCE_S / self._clock.speed):
                await self._woken.wait()

    async def _attend(self, ticket_id: str, number: str, called_at: datetime) -> None:
        nature = self._manners.nature(number)
        if nature.comes(self._lobby.waited_s(ticket_id, called_at)):
            await self._serve(ticket_id, nature, called_at)
        else:
            await self._wait_in_vain(ticket_id)
        await self._clock.until(self._clock.now() + self._manners.breath)

    async def _serve(self, ticket_id: str, nature: Nature, called_at: datetime) -> None:
        service = timedelta(seconds=nature.service_s)
        within = self._manners.walk_within_service
        walk = min(WALK, service / 2) if within else WALK
        await self._clock.until(called_at + walk)
        await self._press(c.Serve, ticket_id)
        await self._clock.until(called_at + service + (timedelta() if within else walk))
        await self._press(c.Finish, ticket_id)

    async def _wait_in_vain(self, ticket_id: str) -> None:
        """Call once more, wait, and mark as soon as the office's rule allows it."""
        clock = self._clock
        await clock.until(clock.now() + AGAIN_AFTER)
        await self._press(c.Recall, ticket_id)
        while not (await self._press(c.MarkNoShow, ticket_id)).accepted:
            await clock.until(clock.now() + TOO_EARLY)

    async def _press(self, kind: type[c.Command], ticket_id: str = "") -> Reply:
        """Press until it was heard in time; raises SeatLostError when somebody else sits here."""
        fields: dict[str, str | int] = {"counter": self.number}
        if ticket_id:
            fields["ticket_id"] = ticket_id
        while True:
            reply = await self._ask(kind, self._actor, **fields)
            if reply.code in GONE:
                raise SeatLostError
            if reply.code != "expired":
                return reply


class Staff:
    """All clerks of the office."""

    def __init__(self, office: Office, ask: Ask, clock: FastClock, lobby: Lobby, manners: Manners) -> None:
        self.clerks = [
            Clerk(counter.number, counter.skills, ask, clock, lobby, manners) for counter in office.counters
        ]

    async def work(self, wanted: Wanted) -> None:
        """Everybody, until all have gone home."""
        async with asyncio.TaskGroup() as group:
            for clerk in self.clerks:
                group.create_task(clerk.work(wanted, self.notice))

    def notice(self, topics: frozenset[str]) -> None:
        """Somebody waits for one of these: the one idle longest who can help looks up."""
        idle = [clerk for clerk in self.clerks if clerk.attentive and clerk.skills & topics]
        if idle:
            min(idle, key=lambda clerk: str(clerk.idle_since)).wake()

    def wake_all(self) -> None:
        """The day's plan has changed."""
        for clerk in self.clerks:
            clerk.wake()

    def go_home(self) -> None:
        """The day is over."""
        for clerk in self.clerks:
            clerk.go_home()
