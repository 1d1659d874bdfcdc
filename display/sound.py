"""Where the chime comes out: ALSA's `aplay` as a process of its own: no sound device holds up a screen.

A device that is missing, busy or stuck costs a line in the log, nothing else. The twin only counts.
"""

import contextlib
import shutil
import subprocess
import tempfile
from typing import IO, Protocol

import structlog

from display.chime import chime_wav

PLAYER = "aplay"
KILL_S = 0.2
"""A killed process is gone at once, unless the kernel holds it; then it may go when it likes."""

_log = structlog.get_logger(__name__)


class Sound(Protocol):
    """Something that can chime."""

    def chime(self) -> None:
        """Begin the chime and return at once."""

    def stop(self) -> None:
        """Silence, for good."""


class SilentSound:
    """The twin: remembers how often it would have chimed."""

    def __init__(self) -> None:
        self.chimes = 0
        self.stopped = False

    def chime(self) -> None:
        self.chimes += 1

    def stop(self) -> None:
        self.stopped = True


class PlayedSound:
    """The real one. `player` reads a WAV file from its standard input."""

    def __init__(self, player: str) -> None:
        self._player = player
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the screen
        self._file.write(chime_wav())
        self._playing: subprocess.Popen[bytes] | None = None
        self.trouble = ""
        """Why the last chime was not heard, as far as the player told; empty: nothing known against it."""

    def chime(self) -> None:
        self._end()
        self._file.seek(0)
        try:
            self._playing = subprocess.Popen(
                [self._player, "-q"],
                stdin=self._file,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            self._say(str(error))

    def stop(self) -> None:
        self._end()
        self._file.close()

    def _end(self) -> None:
        """The last chime is over by now; a player that still runs is stuck."""
        playing, self._playing = self._playing, None
        if playing is None:
            return
        code = playing.poll()
        if code is None:
            playing.kill()
            self._say(f"{self._player} was stuck")
            with contextlib.suppress(subprocess.TimeoutExpired):
                playing.wait(KILL_S)
        else:
            self._say(f"{self._player} ended with {code}" if code else "")

    def _say(self, trouble: str) -> None:
        """Once for each change, not once a call."""
        if trouble and trouble != self.trouble:
            _log.warning("chime_not_heard", reason=trouble)
        self.trouble = trouble


def find_sound() -> Sound:
    """The real sound where this machine has a player, else the twin, and the log says so."""
    player = shutil.which(PLAYER)
    if player is None:
        _log.warning("no_sound", reason=f"{PLAYER} is not installed (Debian: alsa-utils)")
        return SilentSound()
    return PlayedSound(player)
