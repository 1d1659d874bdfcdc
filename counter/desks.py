"""Every counter's page between its board and its presses: what must be told of the last press stands here.

Asks the broker once for every press and never again by itself. Knows no HTML and no web framework.
"""

from collections.abc import Mapping

import structlog

from broker.contract.boards import CounterBoard, Reply
from broker.contract.errors import NoAnswer, NotConnected
from counter import desk
from counter.desk import DeskView, Notice
from counter.figures import local_clock
from counter.live import LiveOffice
from counter.press import Press, command_for

SHOWN_S = 1.0
"""How long an accepted press waits for the board that shows it, so that the next page is not an old one."""

_log = structlog.get_logger(__name__)


class Desks:
    """All counters of the office, as their pages need them."""

    def __init__(self, live: LiveOffice) -> None:
        self.live = live
        self._told: dict[int, tuple[str, Notice]] = {}
        """Counter to the seat that pressed and what it must be told."""
        self._waiting: set[int] = set()
        """Counters with a press that has no answer yet."""

    def view(self, number: int, seat: str) -> DeskView | None:
        """One counter's page for that seat; None: the broker has never spoken of it."""
        board = self.live.boards.get(number)
        if board is None:
            return None
        to, notice = self._told.get(number, ("", None))
        return desk.view(
            board,
            seat=seat,
            now=self.live.known_at() or board.at,
            live=self.live.status(lambda moment: local_clock(moment, board.time_zone)),
            counters=self.live.boards,
            notice=notice if to == seat else None,
        )

    def views(self, seat: str) -> list[DeskView]:
        """All counters, by number."""
        found = (self.view(number, seat) for number in sorted(self.live.boards))
        return [view for view in found if view is not None]

    async def press(self, board: CounterBoard, seat: str, fields: Mapping[str, str]) -> None:
        """Send what a button means and note what must be told; raises Malformed."""
        number, verb, at = board.counter, fields.get("verb", ""), self.live.now()
        subject = _subject(board, verb)
        reason = board.verbs.get(verb, "")
        if number in self._waiting:
            self._tell(number, seat, Notice(kind="busy"))
        elif reason and not fields.get("ticket_id"):
            self._tell(number, seat, Notice(kind="refused", verb=verb, reason=reason))
        elif at is None:
            self._tell(number, seat, Notice(kind="unsent", verb=verb, number=subject))
        else:
            pressed = Press(
                id=self.live.new_id(),
                device=self.live.device,
                actor=seat,
                counter=number,
                at=at,
                lasts=self.live.press_lasts(),
            )
            reply = await self._ask(pressed, verb, subject, fields)
            if reply is not None:
                await self.live.shown(number, reply.seq, SHOWN_S)

    async def _ask(self, pressed: Press, verb: str, subject: str, fields: Mapping[str, str]) -> Reply | None:
        """The broker's reply, already told; None when there was none."""
        number, seat = pressed.counter, pressed.actor
        command = command_for(pressed, verb, fields)
        unknown = Notice(kind="unknown", verb=verb, number=subject)
        self._waiting.add(number)
        self._told.pop(number, None)
        try:
            reply = await self.live.ask(command, late=lambda reply: self._late(number, seat, unknown, reply))
        except NotConnected:
            self._tell(number, seat, Notice(kind="unsent", verb=verb, number=subject))
        except NoAnswer:
            _log.warning("press_unanswered", counter=number, verb=verb, id=command.id)
            self._tell(number, seat, unknown)
        else:
            self._settle(number, seat, verb, reply)
            return reply
        finally:
            self._waiting.discard(number)
        return None

    def _settle(self, number: int, seat: str, verb: str, reply: Reply) -> None:
        if not reply.accepted:
            self._tell(number, seat, Notice(kind="refused", verb=verb, reason=reply.reason))
        elif self._told.get(number, ("", None))[1] == Notice(kind="busy"):
            del self._told[number]  # the press that another one had to wait for has its answer
            self.live.wake()

    def _late(self, number: int, seat: str, unknown: Notice, reply: Reply) -> None:
        """What was not known is known now; a later press is not touched."""
        if self._told.get(number) == (seat, unknown):
            del self._told[number]
            self._settle(number, seat, unknown.verb, reply)
            self.live.wake()

    def _tell(self, number: int, seat: str, notice: Notice) -> None:
        self._told[number] = (seat, notice)
        self.live.wake()


def _subject(board: CounterBoard, verb: str) -> str:
    """The number that a press is about, for the sentence when nobody knows whether it was done."""
    if verb == "call_next":
        return board.next.number if board.next else ""
    if verb == "undo":
        return board.undo.number if board.undo else ""
    return board.ticket.number if board.ticket else ""
