"""`talonas run` as a process: what it does when what it stands on goes away, and how it is told nonsense."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from broker.config import LogFile, Mqtt, OfficeFile, Web, office_text
from broker.mqtt import free_port
from broker.program import MISUSED, UNAVAILABLE
from tests.contract.samples import OFFICE

PATIENCE_S = 30.0


def office_file(folder: Path) -> Path:
    path = folder / "office.toml"
    mqtt = Mqtt(server="mosquitto", port=free_port())
    file = OfficeFile(office=OFFICE, mqtt=mqtt, log_path=folder / LogFile().path, web=Web(port=free_port()))
    path.write_text(office_text(file), encoding="utf-8")
    return path


def started(path: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "broker", "run", "--config", str(path), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def wait_until_serving(broker: "subprocess.Popen[str]") -> None:
    assert broker.stderr is not None
    for line in broker.stderr:
        if '"serving"' in line:
            return
    raise AssertionError("the broker ended before it served")


def child_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0])


def test_a_broker_whose_mqtt_server_died_ends_so_that_both_are_started_again(tmp_path: Path) -> None:
    broker = started(office_file(tmp_path))
    try:
        wait_until_serving(broker)
        os.kill(child_of(broker.pid), signal.SIGKILL)
        _, said = broker.communicate(timeout=PATIENCE_S)
    finally:
        broker.kill()
    assert broker.returncode == UNAVAILABLE
    assert "The MQTT server has ended" in said


def test_a_broker_ends_at_once_when_told(tmp_path: Path) -> None:
    broker = started(office_file(tmp_path))
    try:
        wait_until_serving(broker)
        broker.terminate()
        began = time.monotonic()
        broker.communicate(timeout=PATIENCE_S)
    finally:
        broker.kill()
    assert broker.returncode == 0
    assert time.monotonic() - began < PATIENCE_S / 2


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "100000", "fast"])
def test_a_pace_no_office_can_keep_is_refused(tmp_path: Path, speed: str) -> None:
    broker = started(office_file(tmp_path), "--speed", speed)
    _, said = broker.communicate(timeout=PATIENCE_S)
    assert broker.returncode == MISUSED
    assert "--speed" in said
