"""From MQTT messages to what the hall is told."""

from dataclasses import replace

import pytest

from broker.contract import topics
from broker.contract.boards import Heartbeat
from broker.contract.codec import encode
from broker.contract.errors import Malformed
from display.door import hearing, subscriptions
from display.hall import Hall
from tests.display.lobbies import NOW, board
from tests.display.test_hall import info

BOARD = topics.lobby_board("vilnius", "hall-1")


def test_it_listens_to_its_own_hall_only() -> None:
    assert subscriptions("vilnius", "hall-1") == (
        "talonas/1/vilnius/info",
        "talonas/1/vilnius/heartbeat",
        "talonas/1/vilnius/board/lobby/hall-1",
    )


def test_each_message_reaches_the_hall() -> None:
    hall = Hall(heard_s=0.0)
    for topic, message, retained in (
        (topics.info("vilnius"), info("first"), True),
        (BOARD, board(), True),
        (topics.heartbeat("vilnius"), Heartbeat(seq=142, at=NOW), False),
    ):
        hearing("vilnius", topic, encode(message), retained=retained)(hall, 5.0)
    assert (hall.epoch, hall.board, hall.heard_s, hall.view(5.0).now) == ("first", board(), 5.0, NOW)


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\xfe", b"{}", b"[1]", b'{"v":2}', encode(replace(board(), time_zone="Europe/Nowhere"))],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(payload: bytes) -> None:
    hall = Hall(heard_s=0.0)
    with pytest.raises(Malformed):
        hearing("vilnius", BOARD, payload, retained=False)(hall, 5.0)
    assert (hall.board, hall.heard_s) == (None, 0.0)
