"""What a screen believes: the newest board of the newest log, and the broker's silence."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broker.contract.boards import Heartbeat, Info, LobbyBoard, Suspension
from broker.contract.terms import Stopped
from display.announcer import Chime
from display.hall import Hall, View, calling_stopped
from tests.display.lobbies import NOW, board, call


def info(epoch: str = "first", speed: float = 1.0) -> Info:
    """What `info` says."""
    return Info(
        office="vilnius",
        name="Vilniaus skyrius",
        time_zone="Europe/Vilnius",
        languages=("lt",),
        version="0.1.0",
        epoch=epoch,
        speed=speed,
    )


def heartbeat(at: datetime = NOW) -> Heartbeat:
    """The broker is there."""
    return Heartbeat(seq=142, at=at)


def at_seq(seq: int) -> LobbyBoard:
    """The usual board, as of another event."""
    return replace(board(), seq=seq)


def suspended(stopped: Stopped) -> LobbyBoard:
    """The usual board with something stopped."""
    return replace(board(), suspended=Suspension(stopped=stopped, reason="", since=NOW))


def test_one_retained_board_tells_everything() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_board(board(), 0.2, retained=True)
    assert hall.view(0.3) == View(board=board(), heard_at=NOW)


def test_an_older_board_of_the_same_log_is_not_believed() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_info(info(), 0.0, retained=True)
    for seq in (142, 141, 142, 143, 12):
        hall.hear_board(at_seq(seq), 1.0, retained=False)
    assert hall.view(1.0).board == at_seq(143)


def test_a_board_of_a_new_log_counts_though_its_seq_is_lower() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_info(info("first"), 0.0, retained=True)
    hall.hear_board(at_seq(900), 0.0, retained=True)
    hall.hear_info(info("second"), 1.0, retained=False)
    hall.hear_board(at_seq(5), 1.1, retained=False)
    assert hall.view(1.2).board == at_seq(5)


def test_a_board_of_a_new_log_counts_also_when_it_comes_before_the_word_of_it() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_info(info("first"), 0.0, retained=True)
    hall.hear_board(at_seq(900), 0.0, retained=True)
    hall.hear_board(at_seq(5), 1.0, retained=False)
    hall.hear_info(info("second"), 1.1, retained=False)
    assert hall.view(1.2).board == at_seq(5)


def test_word_of_the_same_log_again_changes_nothing() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_info(info(), 0.0, retained=True)
    hall.hear_board(at_seq(900), 0.0, retained=True)
    hall.hear_board(at_seq(5), 1.0, retained=False)
    hall.hear_info(info(), 1.1, retained=False)
    assert hall.view(1.2).board == at_seq(900)


@pytest.mark.parametrize(("silence_s", "stale"), [(0.0, False), (15.0, False), (15.1, True), (600.0, True)])
def test_the_screen_is_stale_after_15_s_of_silence(silence_s: float, stale: bool) -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_board(board(), 50.0, retained=False)
    hall.hear_heartbeat(heartbeat(), 100.0)
    assert hall.view(100.0 + silence_s).stale is stale


def test_any_word_of_the_broker_ends_the_silence() -> None:
    for word in ("heartbeat", "board", "info"):
        hall = Hall(heard_s=0.0)
        assert hall.view(20.0).stale is True
        if word == "heartbeat":
            hall.hear_heartbeat(heartbeat(), 21.0)
        elif word == "board":
            hall.hear_board(board(), 21.0, retained=False)
        else:
            hall.hear_info(info(), 21.0, retained=False)
        assert hall.view(22.0).stale is False, word


def test_what_the_mqtt_server_kept_is_no_word_of_the_broker() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_info(info(), 14.0, retained=True)
    hall.hear_board(board(), 14.0, retained=True)
    assert hall.view(15.5) == View(board=board(), stale=True, heard_at=NOW)


def test_the_clock_goes_on_while_the_broker_is_silent_and_tells_since_when() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_board(board(), 0.0, retained=True)
    hall.hear_heartbeat(heartbeat(NOW), 0.0)
    seen = hall.view(180.0)
    assert (seen.now, seen.heard_at) == (NOW + timedelta(minutes=3), NOW)


def test_there_is_no_clock_before_the_broker_told_the_time() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_board(board(), 0.0, retained=True)
    assert hall.view(1.0).now is None


def test_in_a_fast_demonstration_the_clock_runs_fast_from_where_it_was() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_heartbeat(heartbeat(NOW), 0.0)
    hall.hear_info(info(speed=120.0), 60.0, retained=False)
    assert hall.view(61.0).now == NOW + timedelta(minutes=3)


def test_a_new_call_blinks_but_not_while_the_screen_is_stale() -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_board(board(), 0.0, retained=True)
    newer = replace(board(), seq=143, calls=(call("F010", 1, 59), *board().calls[:5]))
    hall.hear_board(newer, 16.0, retained=True)
    assert (hall.view(16.0).stale, hall.view(16.0).inverted) == (True, False)
    hall.hear_heartbeat(heartbeat(), 16.1)
    assert (hall.view(16.2).stale, hall.view(16.2).inverted) == (False, True)


@pytest.mark.parametrize(
    ("stopped", "chimes"), [(Stopped.CALLING, 1), (Stopped.BOTH, 1), (Stopped.ISSUING, 0)]
)
def test_when_calling_goes_on_the_screen_says_so_by_sound_as_it_promised(
    stopped: Stopped, chimes: int
) -> None:
    hall = Hall(heard_s=0.0)
    hall.hear_board(suspended(stopped), 0.0, retained=True)
    assert calling_stopped(hall.board) is bool(chimes)
    hall.due(0.0)
    hall.hear_board(replace(board(), seq=143), 5.0, retained=False)
    assert [step for step in hall.due(5.0) if step == Chime()] == [Chime()] * chimes
