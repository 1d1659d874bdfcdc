"""What one lobby screen knows: the newest board, the time in the office, whether the broker still speaks.

Pure: messages and the machine's seconds are arguments. It holds no truth; one board tells it all again.
"""

from dataclasses import dataclass, field
from datetime import datetime

from broker.contract.boards import Heartbeat, Info, LobbyBoard
from broker.contract.office_time import STALE_AFTER_S, OfficeTime
from broker.contract.terms import Stopped
from display.announcer import Announcer, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything a picture depends on, at one moment. Times are whole minutes, so that it seldom changes."""

    board: LobbyBoard | None = None
    now: datetime | None = None
    """Office time; None before the broker told it."""
    stale: bool = False
    """The broker has been silent for too long."""
    heard_at: datetime | None = None
    """Office time of its last word."""
    inverted: bool = False


@dataclass(slots=True, kw_only=True)
class Hall:
    """One screen's knowledge of its hall."""

    heard_s: float
    """Machine time of the broker's last word; at first, when this program started."""
    board: LobbyBoard | None = None
    epoch: str = ""
    office_time: OfficeTime = field(default_factory=OfficeTime)
    announcer: Announcer = field(default_factory=Announcer)
    floor_seq: int = -1
    """A board below this is old news."""
    _older: LobbyBoard | None = None
    """A board refused as older: it is the newest after all when word of a new log comes behind it."""

    def hear_info(self, info: Info, now_s: float, *, retained: bool) -> None:
        """Which log speaks, and how fast the office's clock runs."""
        if self.office_time.heard_at is not None and info.speed != self.office_time.speed:
            self.office_time.hear(self.office_time.now(now_s) or self.office_time.heard_at, now_s)
        self.office_time.speed = info.speed
        if self.epoch and info.epoch != self.epoch:
            self._begin_anew(now_s)
        self.epoch = info.epoch
        self._heard(now_s, retained=retained)

    def hear_heartbeat(self, heartbeat: Heartbeat, now_s: float) -> None:
        """The broker is there, and it is so late."""
        self.office_time.hear(heartbeat.at, now_s)
        self._heard(now_s, retained=False)

    def hear_board(self, board: LobbyBoard, now_s: float, *, retained: bool) -> None:
        """A snapshot; one that is older than what is shown is not believed.

        A retained one comes from the MQTT server and proves nothing about the broker.
        """
        self._heard(now_s, retained=retained)
        if not retained:
            self.office_time.hear(board.at, now_s)
        if board.seq < self.floor_seq:
            self._older = board
        else:
            self._show(board, now_s)

    def due(self, now_s: float) -> tuple[Step, ...]:
        """What the screen has to do now beside being seen."""
        return self.announcer.step(now_s)

    def view(self, now_s: float) -> View:
        """The picture's facts at this moment."""
        stale = now_s - self.heard_s > STALE_AFTER_S
        return View(
            board=self.board,
            now=_minute(self.office_time.now(now_s)),
            stale=stale,
            heard_at=_minute(self._heard_at()),
            inverted=not stale and self.announcer.inverted(now_s),
        )

    def _heard(self, now_s: float, *, retained: bool) -> None:
        if not retained:
            self.heard_s = now_s

    def _heard_at(self) -> datetime | None:
        told = (self.office_time.heard_at, self.board.at if self.board is not None else None)
        return max((at for at in told if at is not None), default=None)

    def _show(self, board: LobbyBoard, now_s: float) -> None:
        if calling_stopped(self.board) and not calling_stopped(board):
            self.announcer.calling_goes_on()
        self.board, self.floor_seq, self._older = board, board.seq, None
        self.announcer.hear(board.calls, now_s)

    def _begin_anew(self, now_s: float) -> None:
        self.floor_seq = -1
        self.announcer.forget()
        if self._older is not None:
            self._show(self._older, now_s)


def _minute(at: datetime | None) -> datetime | None:
    return at.replace(second=0, microsecond=0) if at is not None else None


def calling_stopped(board: LobbyBoard | None) -> bool:
    """Whether nobody is called in this hall for now."""
    suspended = board.suspended if board is not None else None
    return suspended is not None and suspended.stopped in (Stopped.CALLING, Stopped.BOTH)
