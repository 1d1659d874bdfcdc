"""The broker's side of its forecaster: a process that is asked once a minute and never waited for.

A call, a ticket and a board go on whatever happens to it: when it is late, silent or dead the outlook is
taken off, visitors are told *roughly*, and a new process is started. Decides nothing.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import structlog

from broker.contract import codec
from broker.contract.errors import Malformed
from broker.hub import Hub
from broker.rules.estimate.outlook import Said

EVERY_S = 60.0
"""Office time between two outlooks: figures that hop about more often read as mistakes."""
AT_MOST_EVERY_S = 0.5
"""Machine time, for a demonstration that runs fast."""
FIRST_ANSWER_S = 120.0
"""It reads weeks of the log and compiles its loop first; a small computer takes its time (machine time)."""
ANSWER_S = 15.0
AGAIN_S = 2.0
"""Between the end of one process and the start of the next (machine time)."""
LONGEST_ANSWER = 4 * 1024 * 1024

_log = structlog.get_logger(__name__)


class Foresight:
    """Keeps one forecaster, and the hub told."""

    def __init__(self, hub: Hub, log_path: Path, speed: float) -> None:
        self._hub, self._log_path = hub, log_path
        self._every_s = max(AT_MOST_EVERY_S, EVERY_S / speed)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            process = await self._started()
            try:
                await self._ask_on_and_on(process)
            except (TimeoutError, Malformed, OSError, EOFError, ValueError) as error:
                _log.warning("no_forecast", error=str(error) or type(error).__name__)
            finally:
                await _ended(process)
            await self._hub.foresee(None)
            await asyncio.sleep(AGAIN_S)

    async def _started(self) -> Process:
        command = (sys.executable, "-m", "broker.forecaster", str(self._log_path))
        return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=LONGEST_ANSWER)

    async def _ask_on_and_on(self, process: Process) -> None:
        patience_s = FIRST_ANSWER_S
        while True:
            said = await asyncio.wait_for(self._asked(process), patience_s)
            await self._hub.foresee(said)
            patience_s = ANSWER_S
            await asyncio.sleep(self._every_s)

    async def _asked(self, process: Process) -> Said:
        assert process.stdin is not None, "it was started with pipes"
        assert process.stdout is not None, "it was started with pipes"
        process.stdin.write(codec.encode(self._hub.snapshot()) + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the forecaster has ended")
        return codec.decode(Said, line)


async def _ended(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
