"""Office time away from the broker: the last heartbeat, and how long ago by the machine's own clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

STALE_AFTER_S = 15.0
"""A screen that has not heard from the broker for so long says so (machine time)."""


@dataclass(slots=True)
class OfficeTime:
    """Fed with `info` and `heartbeat`; asked with the machine's monotonic seconds."""

    speed: float = 1.0
    """Office seconds a machine second, from `info`."""
    heard_at: datetime | None = None
    heard_s: float = 0.0

    def hear(self, at: datetime, machine_s: float) -> None:
        """A heartbeat with office time `at` arrived."""
        self.heard_at, self.heard_s = at, machine_s

    def now(self, machine_s: float) -> datetime | None:
        """Office time now, or None before the first heartbeat."""
        if self.heard_at is None:
            return None
        return self.heard_at + timedelta(seconds=(machine_s - self.heard_s) * self.speed)

    def stale(self, machine_s: float) -> bool:
        """Whether the broker has been silent for too long."""
        return self.heard_at is not None and machine_s - self.heard_s > STALE_AFTER_S
