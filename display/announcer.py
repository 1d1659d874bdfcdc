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
FULL = 6
"""A board shows no more calls; a full one leaves arrived visitors out before those who are on the way."""
HEARD_KEPT = 500
"""More calls than can stand between two boards that show the same one."""
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

    since: int | None = None
    """The newest call_seq of the first board; None: nothing yet, so all that comes first is old."""
    heard: dict[int, str] = field(default_factory=dict)
    """call_seq to number of every call that stood on a board, in the order they were first seen."""
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
        newest = max([self.since or 0, *self.heard])
        fresh = [call for call in reversed(calls) if call.call_seq not in self.heard]
        called = [call.call_seq for call in fresh if call.state is LegState.CALLED]
        self.waiting = deque(seq for seq in self.waiting if seq == 0 or self._awaited(seq, calls))
        if self.since is None:
            self.since = max([0, *(call.call_seq for call in calls)])
        elif calls and calls[0].call_seq > newest:
            self.flash_from_s = now_s
        self.shown.extend(seq for seq in called if seq <= self.since)
        self.waiting.extend(seq for seq in called if seq > self.since)
        self._keep(fresh)

    def _awaited(self, seq: int, calls: Sequence[LobbyCall]) -> bool:
        """Whether that call's visitor is still on the way, also when the board has no room for the call."""
        for call in calls:
            if call.call_seq == seq:
                return call.state is LegState.CALLED
        crowded = len(calls) >= FULL and all(call.state is LegState.CALLED for call in calls)
        return crowded and self.heard.get(seq) not in [call.number for call in calls]

    def _keep(self, fresh: Sequence[LobbyCall]) -> None:
        self.heard.update((call.call_seq, call.number) for call in fresh)
        for seq in list(self.heard)[:-HEARD_KEPT]:
            del self.heard[seq]

    def calling_goes_on(self) -> None:
        """A suspension was lifted; the screen promised to say so by sound."""
        self.waiting.append(0)

    def forget(self) -> None:
        """Another log has begun: its seqs have nothing to do with the old ones."""
        self.since, self.flash_from_s = None, None
        self.heard.clear()
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
