"""What time it is: the only place in the broker that asks a clock.

Office time is what events and boards carry; machine time is what this computer says. They are the same but in
a demonstration, where an office's day may begin at any moment and run fast.
"""

import ctypes
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

STEP_S = 2.0
"""A jump of the machine's clock by more than this is itself an event."""
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_UNSYNCHRONISED = 0x40
_TIMEX_BYTES = 256
_STATUS_AT = 5
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The machine's own time, kept beside every event so that durations can be defended."""

    wall_at: datetime
    boottime_s: float
    boot_id: str
    synchronised: bool


class OfficeClock:
    """Office time, steady between re-anchorings: it counts the machine's uptime, not its wall clock."""

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        """`start`: the office time now, for a demonstration; None: the machine's wall clock."""
        self.speed = speed
        self.real = start is None and speed == 1.0
        self._anchor_at = start or datetime.now(UTC)
        self._anchor_s = _boottime_s()
        self._boot_id = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""

    def now(self) -> datetime:
        """Office time, UTC, in whole milliseconds as the wire carries it."""
        moment = self._anchor_at + timedelta(seconds=(_boottime_s() - self._anchor_s) * self.speed)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def not_before(self, moment: datetime) -> None:
        """Go on from this moment if it is later: a demonstration that was killed and started again."""
        if not self.real and self.now() < moment:
            self._anchor_at, self._anchor_s = moment, _boottime_s()

    def step_s(self) -> float:
        """By how much the wall clock jumped since the last call; follows it. 0 in a demonstration."""
        if not self.real:
            return 0.0
        wall_at, boottime_s = datetime.now(UTC), _boottime_s()
        jump_s = (wall_at - self._anchor_at).total_seconds() - (boottime_s - self._anchor_s)
        self._anchor_at, self._anchor_s = wall_at, boottime_s
        return jump_s

    def stamp(self) -> Stamp:
        """The machine's own time now."""
        return Stamp(
            wall_at=datetime.now(UTC),
            boottime_s=round(_boottime_s(), 3),
            boot_id=self._boot_id,
            synchronised=_synchronised(),
        )


def _boottime_s() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _synchronised() -> bool:
    """What the kernel knows of its clock: adjtimex, without changing anything."""
    timex = (ctypes.c_long * (_TIMEX_BYTES // ctypes.sizeof(ctypes.c_long)))()
    state = _libc.adjtimex(ctypes.byref(timex))
    return state >= 0 and not timex[_STATUS_AT] & _UNSYNCHRONISED
