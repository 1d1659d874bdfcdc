"""What is announced and when: one call at a time, in the order they were made, and what blinks meanwhile.

Pure: told the calls and the machine's seconds it answers what to do; it makes no sound and draws nothing.
A call that was on the screen before this program started is shown, never announced.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from broker.contract.boards import LobbyCall
from broker.contract.terms import LegState

CHIME_S = 1.4
"""Practice allows 1.5."""
PAUSE_S = 0.6
"""Silence between two announcements, so that they are heard as two."""
FLASH_S = 4.0
FLASH_PERIOD_S = 1.0
"""1 Hz: well under what can harm, and over before it distracts (at most 5 s)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chime:
    """Sound the two tones now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """This call has been shown, and spoken where it had to be: tell the broker."""

    call_seq: int


Step = Chime | Confirm


@dataclass(slots=True, kw_only=True)
class Announcer:
    """The queue of announcements of one screen."""

    seen: int | None = None
    """The newest call_seq known; None: nothing yet, so all that comes first is old."""
    waiting: deque[int] = field(default_factory=deque)
    """call_seqs still to announce; 0 announces no call but that calling goes on."""
    shown: deque[int] = field(default_factory=deque)
    """call_seqs to confirm without a sound."""
    speaking: int | None = None
    """The call_seq being announced; None: silence."""
    busy_until_s: float = 0.0
    flash_from_s: float | None = None

    def hear(self, calls: Sequence[LobbyCall], now_s: float) -> None:
        """The calls of a board, newest first."""
        called = [call.call_seq for call in reversed(calls) if call.state is LegState.CALLED]
        self.waiting = deque(seq for seq in self.waiting if seq == 0 or seq in called)
        if self.seen is None:
            self.shown.extend(called)
        else:
            self.waiting.extend(seq for seq in called if seq > self.seen)
            if calls and calls[0].call_seq > self.seen:
                self.flash_from_s = now_s
        self.seen = max([self.seen or 0, *(call.call_seq for call in calls)])

    def calling_goes_on(self) -> None:
        """A suspension was lifted; the screen promised to say so by sound."""
        self.waiting.append(0)

    def forget(self) -> None:
        """Another log has begun: its seqs have nothing to do with the old ones."""
        self.seen, self.flash_from_s = None, None
        self.waiting.clear()
        self.shown.clear()

    def step(self, now_s: float) -> tuple[Step, ...]:
        """What is due now; to be asked several times a second."""
        due: list[Step] = [Confirm(call_seq=seq) for seq in self.shown]
        self.shown.clear()
        if self.speaking is not None and now_s >= self.busy_until_s:
            due.extend([Confirm(call_seq=self.speaking)] if self.speaking else [])
            self.speaking, self.busy_until_s = None, now_s + PAUSE_S
        if self.speaking is None and self.waiting and now_s >= self.busy_until_s:
            self.speaking, self.busy_until_s = self.waiting.popleft(), now_s + CHIME_S
            due.append(Chime())
        return tuple(due)

    def inverted(self, now_s: float) -> bool:
        """Whether ink and amber have changed places in the newest call's block; first yes, at last no."""
        if self.flash_from_s is None or not 0 <= now_s - self.flash_from_s < FLASH_S:
            return False
        return (now_s - self.flash_from_s) % FLASH_PERIOD_S < FLASH_PERIOD_S / 2
