"""The door to the loudspeaker, with real processes: whatever the player does, the screen goes on.

The real sound and its twin pass the same test.
"""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from display.chime import chime_wav
from display.sound import PlayedSound, SilentSound, Sound


def player(folder: Path, script: str) -> str:
    """A program that plays as the script says."""
    path = folder / "player"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def eventually(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def heard_times(folder: Path, count: int) -> bool:
    return len(list(folder.glob("heard-*"))) == count


def started_times(folder: Path, count: int) -> bool:
    pids = folder / "pids"
    return pids.exists() and len(pids.read_text().split()) == count


def ended(pid: str) -> bool:
    """Whether the process has ended, though nobody has asked yet what became of it."""
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state == "Z"


@pytest.fixture(params=["silent", "played", "missing", "failing", "stuck"])
def sound(request: pytest.FixtureRequest, tmp_path: Path) -> Sound:
    """Every kind of sound there may be on a wall."""
    scripts = {"played": "cat > /dev/null", "failing": "exit 1", "stuck": "exec sleep 600"}
    match request.param:
        case "silent":
            return SilentSound()
        case "missing":
            return PlayedSound(str(tmp_path / "nothing"))
        case name:
            return PlayedSound(player(tmp_path, scripts[name]))


def test_chiming_and_stopping_never_waits_and_never_fails(sound: Sound) -> None:
    began_s = time.monotonic()
    sound.chime()
    sound.chime()
    sound.stop()
    assert time.monotonic() - began_s < 1.0


def test_the_player_gets_the_whole_chime_every_time(tmp_path: Path) -> None:
    sound = PlayedSound(player(tmp_path, f"cat > {tmp_path}/part; mv {tmp_path}/part {tmp_path}/heard-$$"))
    for count in (1, 2):
        sound.chime()
        assert eventually(partial(heard_times, tmp_path, count))
    sound.stop()
    assert [path.read_bytes() for path in tmp_path.glob("heard-*")] == [chime_wav()] * 2


def test_a_player_that_is_stuck_is_ended_before_the_next_chime(tmp_path: Path) -> None:
    sound = PlayedSound(player(tmp_path, f"echo $$ >> {tmp_path}/pids; exec sleep 600"))
    for count in (1, 2):
        sound.chime()
        assert eventually(partial(started_times, tmp_path, count))
    sound.stop()
    pids = (tmp_path / "pids").read_text().split()
    assert [Path(f"/proc/{pid}").exists() for pid in pids] == [False, False]


@pytest.mark.parametrize(
    ("script", "trouble"), [("exit 0", ""), ("exit 3", "ended with 3"), ("exec sleep 600", "was stuck")]
)
def test_it_remembers_why_the_last_chime_was_not_heard(tmp_path: Path, script: str, trouble: str) -> None:
    name = player(tmp_path, f"cat > /dev/null; echo $$ >> {tmp_path}/pids; {script}")
    sound = PlayedSound(name)
    sound.chime()
    assert eventually(partial(started_times, tmp_path, 1))
    pid = (tmp_path / "pids").read_text().strip()
    assert "sleep" in script or eventually(partial(ended, pid))
    sound.chime()
    assert sound.trouble == (f"{name} {trouble}" if trouble else "")
    sound.stop()


def test_a_player_that_is_not_there_is_remembered(tmp_path: Path) -> None:
    sound = PlayedSound(str(tmp_path / "nothing"))
    sound.chime()
    assert "No such file" in sound.trouble
    sound.stop()


def test_the_twin_counts() -> None:
    sound = SilentSound()
    sound.chime()
    sound.chime()
    sound.stop()
    assert (sound.chimes, sound.stopped) == (2, True)
