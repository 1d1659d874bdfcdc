"""Starts the office's programs as processes of their own and ends every one of them, whatever happens.

A program that outlives its demonstration would keep ports and files: each is told by the kernel when we are
gone, even by SIGKILL. Ctrl-C reaches us alone; we then end them in the right order.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from broker.contract.errors import TalonasError

STOP_S = 10.0
"""A program may take so long to end before it is killed."""
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class ProgramEndedError(TalonasError):
    """A program of the demonstration ended by itself; the text says what it said last."""


class Programs:
    """The running programs, in the order they were started."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._needed: set[str] = set()

    def start(self, name: str, *arguments: str | Path, needed: bool = True) -> IO[bytes]:
        """`python -m ...`, its output in the logs; returns its input. Main thread only.

        A window is not needed: whoever closes it may.
        """
        starter = os.getpid()

        def end_with_the_starter() -> None:
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != starter:
                os._exit(1)

        with (self.logs / f"{name}.log").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *map(str, arguments)],
                stdin=subprocess.PIPE,
                bufsize=0,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_the_starter,  # noqa: PLW1509 - calls nothing that could wait for a lock
            )
        self._running[name] = process
        if needed:
            self._needed.add(name)
        if process.stdin is None:
            raise RuntimeError("a pipe was asked for")
        return process.stdin

    def check(self) -> None:
        """Raise ProgramEndedError when a needed one has ended."""
        for name in self._needed:
            code = self._running[name].poll()
            if code is not None:
                raise ProgramEndedError(
                    f"{name} ended with exit code {code}. It said: {self._last_words(name)}"
                )

    def leave(self, name: str) -> bool:
        """Whether a program has ended well by itself; then it is needed no more."""
        if self._running[name].poll() != 0:
            return False
        self._needed.discard(name)
        return True

    def _last_words(self, name: str) -> str:
        lines = (self.logs / f"{name}.log").read_text("utf-8", "replace").strip().splitlines()
        return " / ".join(lines[-3:]) or "nothing"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The last started first, so that nobody complains of a missing broker."""
        give_up_at = time.monotonic() + STOP_S
        for process in reversed(self._running.values()):
            _stop(process, max(0.1, give_up_at - time.monotonic()))


def _stop(process: subprocess.Popen[bytes], within_s: float) -> None:
    process.terminate()
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
