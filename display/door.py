"""Between the broker's messages and the hall: what a screen listens to, and what each message means. Pure."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from broker.contract import topics
from broker.contract.boards import Heartbeat, Info, LobbyBoard
from broker.contract.codec import decode
from broker.contract.errors import Malformed
from display.hall import Hall

Hear = Callable[[Hall, float], None]
"""A message that waits to be told to the hall at a moment of machine time; it may raise Malformed then."""


def subscriptions(office: str, hall: str) -> tuple[str, ...]:
    """All that a lobby screen listens to."""
    return (topics.info(office), topics.heartbeat(office), topics.lobby_board(office, hall))


def hearing(office: str, topic: str, payload: bytes, *, retained: bool) -> Hear:
    """What to tell a hall about a message of `subscriptions`."""

    def tell(hall: Hall, now_s: float) -> None:
        if topic == topics.info(office):
            hall.hear_info(decode(Info, payload), now_s, retained=retained)
        elif topic == topics.heartbeat(office):
            hall.hear_heartbeat(decode(Heartbeat, payload), now_s)
        else:
            hall.hear_board(_board(payload), now_s, retained=retained)

    return tell


def _board(payload: bytes) -> LobbyBoard:
    board = decode(LobbyBoard, payload)
    try:
        ZoneInfo(board.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise Malformed(f"{board.time_zone!r} is not a time zone this machine knows.") from error
    return board
