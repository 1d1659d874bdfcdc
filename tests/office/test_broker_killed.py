"""The broker dies under load, by SIGKILL or politely, and is started again: nothing acknowledged is lost.

The MQTT server is either somebody else's process, which survives, or the broker's own, which dies with it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from broker.contract.boards import Reply
from broker.contract.events import Recorded
from tests.office.house import House, house_beside_a_server, open_house
from tests.office.people import assert_the_day_is_whole
from tests.office.rush import Rush, rush_hour

OpenHouse = Callable[[Path, str], AbstractContextManager[House]]

KILLS = 3
SERVES_AGAIN_WITHIN_S = 10.0
"""The promise is three; a machine busy with other things gets more."""

servers = pytest.mark.parametrize("server", ["mosquitto", "embedded"])
houses = pytest.mark.parametrize("opened", [open_house, house_beside_a_server])


def lost(house: House, rush: Rush) -> list[str]:
    """Acknowledged wishes that do not stand in the log as they were answered."""
    records = house.records()
    return [reply.id for _, reply in rush.acknowledged if not _stands(records[reply.seq - 1], reply)]


def _stands(recorded: Recorded, reply: Reply) -> bool:
    number = getattr(recorded.event, "number", None)
    return recorded.cause == reply.id and number == reply.result.get("number")


@servers
@houses
def test_killed_again_and_again_under_load_it_loses_and_doubles_nothing(
    opened: OpenHouse, server: str, tmp_path: Path
) -> None:
    with opened(tmp_path, server) as house:
        broker = house.broker()
        with rush_hour(house) as rush:
            for _ in range(KILLS):
                rush.wait_for_more(40)
                broker.kill()
                broker = house.start("talonas", "run", "--config", house.config)
                again_s = rush.seconds_to_the_first_answer(broker)
                print(f"{server}, {opened.__name__}: served again after {again_s:.2f} s")
                assert again_s < SERVES_AGAIN_WITHIN_S
            rush.wait_for_more(40)
        assert len(rush.acknowledged) > 40 * KILLS
        assert lost(house, rush) == []
        assert_the_day_is_whole(house)


@servers
@houses
def test_told_to_stop_under_load_it_leaves_nothing_half_done(
    opened: OpenHouse, server: str, tmp_path: Path
) -> None:
    with opened(tmp_path, server) as house:
        broker = house.broker()
        with rush_hour(house) as rush:
            rush.wait_for_more(40)
            assert broker.end() == 0
            assert lost(house, rush) == []
            records = assert_the_day_is_whole(house)
            assert broker.said("stopped")[0]["seq"] == len(records)
            assert house.broker().said("serving")[0]["seq"] == len(records)
            rush.wait_for_more(10)
        assert_the_day_is_whole(house)
