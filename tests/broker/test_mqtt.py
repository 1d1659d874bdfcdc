"""The MQTT server starts, says why when it cannot, and never outlives whoever started it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench._bare import Bare
from broker.contract.errors import Misconfigured
from broker.mqtt import INSTALL_MOSQUITTO, MqttServer, answers, find_mosquitto, free_port

KINDS = ["mosquitto", "embedded"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def listener() -> Iterator[int]:
    """The port of some other program."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def gone(pid: int) -> bool:
    """Whether a process that is nobody's child any more has ended within five seconds."""
    give_up_at = time.monotonic() + 5
    while time.monotonic() < give_up_at:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                time.sleep(0.01)
                continue
        return True
    return False


def test_a_started_server_accepts_clients(kind: str, tmp_path: Path) -> None:
    with MqttServer.start(kind, folder=tmp_path) as server, Bare(server.host, server.port, "a") as client:
        client.subscribe("greeting")
        client.publish("greeting", b"labdien")
        assert client.receive() == ("greeting", b"labdien")
        assert server.kind == kind


def test_mosquitto_is_chosen_where_it_is_installed(tmp_path: Path) -> None:
    assert find_mosquitto(), f"this test needs Mosquitto: {INSTALL_MOSQUITTO}"
    with MqttServer.start("auto", folder=tmp_path) as server:
        assert server.kind == "mosquitto"


def test_a_stopped_server_leaves_its_port_to_the_next(kind: str, tmp_path: Path) -> None:
    with MqttServer.start(kind, folder=tmp_path) as first:
        port = first.port
        with Bare("127.0.0.1", port, "still-there"):
            first.stop()
    assert not first.running
    with MqttServer.start(kind, port=port, folder=tmp_path) as second:
        assert answers("127.0.0.1", second.port)


def test_a_taken_port_is_named(kind: str, tmp_path: Path, listener: int) -> None:
    with pytest.raises(Misconfigured, match=f"127.0.0.1:{listener}: another program listens there already"):
        MqttServer.start(kind, port=listener, folder=tmp_path)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "kiosk.example"])
def test_no_server_without_passwords_is_opened_to_the_network(host: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="asks nobody for a password"):
        MqttServer.start("auto", host=host, folder=tmp_path)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"(?s)did not start.*mosquitto\.conf:18"):
        MqttServer.start("mosquitto", folder=tmp_path / "two\nlines\n#")


def test_a_saved_file_that_cannot_be_read_keeps_no_office_shut(tmp_path: Path) -> None:
    (tmp_path / "mosquitto.db").write_bytes(b"half of what it was")
    with MqttServer.start("mosquitto", folder=tmp_path) as server:
        assert answers(server.host, server.port)
    assert (tmp_path / "mosquitto.unreadable").read_bytes() == b"half of what it was"


def test_it_is_started_by_the_main_thread_only(tmp_path: Path) -> None:
    """Linux would end it with the thread that started it."""
    refused = []

    def start() -> None:
        try:
            MqttServer.start("embedded", folder=tmp_path).stop()
        except RuntimeError as error:
            refused.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert refused == ["start the MQTT server from the main thread: it dies with its starter"]


def test_a_server_dies_with_its_starter_even_when_that_is_killed(kind: str, tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from broker.mqtt import MqttServer\n"
        "server = MqttServer.start(sys.argv[1], folder=Path(sys.argv[2]))\n"
        "print(server.pid, server.port, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, kind, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid, port = map(int, starter.stdout.readline().split())
        assert answers("127.0.0.1", port)
        starter.send_signal(signal.SIGKILL)
    assert gone(pid)
    with MqttServer.start(kind, port=port, folder=tmp_path) as server:
        assert answers("127.0.0.1", server.port)


def test_a_server_that_does_not_end_politely_is_ended(tmp_path: Path) -> None:
    with MqttServer.start("embedded", folder=tmp_path) as server:
        os.kill(server.pid, signal.SIGSTOP)
    assert not server.running


def test_the_embedded_server_says_nothing_about_clients_that_come_and_go(tmp_path: Path) -> None:
    with MqttServer.start("embedded", folder=tmp_path) as server:
        for _ in range(3):
            with Bare(server.host, server.port, "the-same"):
                pass
        assert answers(server.host, server.port)
    assert (tmp_path / "embedded.log").read_text() == ""


def test_an_open_port_that_does_not_speak_mqtt_is_no_server(listener: int) -> None:
    assert not answers("127.0.0.1", listener)
    assert not answers("127.0.0.1", free_port())


def test_an_installation_uses_the_settings_we_test_with() -> None:
    """Where it listens, what it logs and whom it runs as is the installation's own affair."""
    own = {"listener", "persistence_location", "user", "log_dest", "log_type"}
    ours, theirs = (
        [line.split() for line in (ROOT / path).read_text().splitlines() if line and line[0] != "#"]
        for path in ("broker/mosquitto.conf", "deploy/mosquitto.conf")
    )
    assert [setting for setting in theirs if setting[0] not in own] == [
        setting for setting in ours if setting[0] not in own
    ]
