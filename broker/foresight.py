"""The broker's side of its forecaster: a process that is asked once a minute and never waited for.

It lives while a counter is open or somebody waits. A call, a ticket and a board go on whatever happens to it:
when it is late, silent or dead the outlook is taken off, visitors are told *roughly*, and a new process is
started. Decides nothing.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from broker.contract import codec
from broker.contract.errors import LogTrouble
from broker.contract.terms import CounterState
from broker.hub import Hub
from broker.rules.estimate.outlook import Said

EVERY_S = 60.0
"""Office time between two outlooks: figures that hop about more often read as mistakes; sooner ..."""
SOON_S = 5.0
"""... after a first one, which is of the moment before the log was read, and while nothing can be said."""
AT_MOST_EVERY_S = 0.5
"""Machine time, for a demonstration that runs fast."""
FIRST_ANSWER_S = 120.0
"""It reads weeks of the log and compiles its loop first; a small computer takes its time (machine time)."""
ANSWER_S = 15.0
AGAIN_S = 1.0
"""Between the end of one process and the start of the next, and between two looks whether anybody came
(machine time) ..."""
LONGEST_PAUSE_S = 30.0
"""... and at most so long between processes that end one after the other without an answer."""
LONGEST_ANSWER = 4 * 1024 * 1024
GIVE_WAY = 10
"""Its niceness: every other process goes first."""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

_log = structlog.get_logger(__name__)


class Foresight:
    """Keeps one forecaster, and the hub told."""

    def __init__(self, hub: Hub, log_path: Path, speed: float) -> None:
        self._hub, self._log_path = hub, log_path
        self._every_s = max(AT_MOST_EVERY_S, EVERY_S / speed)
        self._answered = False

    async def run(self) -> None:
        """Until cancelled."""
        pause_s = AGAIN_S
        while True:
            if self._somebody_is_there():
                answered = await self._one_life()
                pause_s = AGAIN_S if answered else min(LONGEST_PAUSE_S, 2 * pause_s)
            await asyncio.sleep(pause_s)

    def _somebody_is_there(self) -> bool:
        """Staff or visitors."""
        state = self._hub.state
        open_now = any(seat.state is not CounterState.CLOSED for seat in state.seats.values())
        return open_now or bool(state.waiting)

    async def _one_life(self) -> bool:
        """Of a process, to its end; whether it said anything."""
        self._answered = False
        try:
            async with _forecaster(self._log_path) as process:
                await self._ask_on_and_on(process)
        except (TimeoutError, EOFError) as error:
            _log.warning("no_forecast", error=str(error) or "no answer in time")
        except Exception:  # noqa: BLE001 - whatever it is, it must not end the office's day
            _log.exception("no_forecast")
        await self._hub.foresee(None)
        return self._answered

    async def _ask_on_and_on(self, process: Process) -> None:
        """Until nobody is there any more."""
        ended = asyncio.ensure_future(process.wait())
        while self._somebody_is_there():
            patience_s = ANSWER_S if self._answered else FIRST_ANSWER_S
            said = await asyncio.wait_for(self._asked(process), patience_s)
            await self._take_over(said)
            soon = not self._answered or not said.outlook.newcomers
            self._answered = True
            await asyncio.wait({ended}, timeout=min(SOON_S, self._every_s) if soon else self._every_s)
            if ended.done():
                raise EOFError("the forecaster has ended")

    async def _take_over(self, said: Said) -> None:
        """A log that cannot be written to costs the outlook, and no more."""
        try:
            await self._hub.foresee(said)
        except LogTrouble as trouble:
            _log.warning("no_forecast", error=str(trouble))
            await self._hub.foresee(None)

    async def _asked(self, process: Process) -> Said:
        assert process.stdin is not None, "it was started with pipes"
        assert process.stdout is not None, "it was started with pipes"
        process.stdin.write(codec.encode(self._hub.snapshot()) + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the forecaster has ended")
        return codec.decode(Said, line)


@contextlib.asynccontextmanager
async def _forecaster(log_path: Path) -> AsyncIterator[Process]:
    """A new one, which ends with the block, or with us by whatever cause."""
    starter = os.getpid()

    def give_way_and_die_with_the_starter() -> None:
        os.nice(GIVE_WAY)
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != starter:
            os._exit(1)

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "broker.forecaster", str(log_path)),
        stdin=PIPE,
        stdout=PIPE,
        limit=LONGEST_ANSWER,
        start_new_session=True,  # Ctrl-C is for the broker
        preexec_fn=give_way_and_die_with_the_starter,  # calls nothing that could wait for a lock
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
