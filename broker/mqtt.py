"""Starts the office's MQTT server: an installed Mosquitto with our configuration, else the embedded one.

Always a process of its own, on loopback, and gone when whoever started it is gone, even by SIGKILL: a stray
server would hold the port against the next start. In an installation Mosquitto is a systemd unit of its own
and nobody calls this. Must never open a port to the network: this server asks nobody for a password.
"""

import contextlib
import ctypes
import errno
import importlib.resources
import importlib.util
import ipaddress
import os
import shutil
import signal
import socket
import string
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from broker.contract.errors import Misconfigured

INSTALL_MOSQUITTO = "sudo apt-get install mosquitto"
START_TIMEOUT_S = 15.0
STOP_TIMEOUT_S = 3.0
_PROBE_TIMEOUT_S = 1.0
_PROBE = b"\x10\x19\x00\x04MQTT\x04\x02\x00\x0a\x00\x0dtalonas-probe"
"""CONNECT of MQTT 3.1.1: clean session, keepalive 10 s, client id talonas-probe."""
_CONNACK_ACCEPTED = b"\x20\x02\x00\x00"
_DISCONNECT = b"\xe0\x00"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_log = structlog.get_logger(__name__)


class MqttServer:
    """A running MQTT server; `with` ends it."""

    def __init__(self, kind: str, host: str, port: int, process: subprocess.Popen[bytes]) -> None:
        self.kind, self.host, self.port = kind, host, port
        self._process = process

    @classmethod
    def start(cls, kind: str = "auto", *, host: str = "127.0.0.1", port: int = 0, folder: Path) -> Self:
        """Start it, and return when it answers; port 0 takes a free one. Raises Misconfigured.

        `kind` is mosquitto, embedded, or auto: Mosquitto where it is installed, else embedded.
        `folder` keeps its configuration, its log and what Mosquitto saves. Only the main thread may call
        this: Linux ends the server together with the thread that started it.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("start the MQTT server from the main thread: it dies with its starter")
        _refuse_the_network(host)
        port = port or free_port(host)
        _refuse_a_taken_port(host, port)
        folder.mkdir(parents=True, exist_ok=True)
        chosen = _choose(kind)
        try:
            return cls._launch(chosen, host, port, folder)
        except Misconfigured as error:
            if not _set_saved_aside(folder, error):
                raise
            return cls._launch(chosen, host, port, folder)

    @classmethod
    def _launch(cls, kind: str, host: str, port: int, folder: Path) -> Self:
        command = _mosquitto(host, port, folder) if kind == "mosquitto" else _embedded(host, port)
        log = folder / f"{kind}.log"
        server = cls(kind, host, port, _spawn(command, log))
        server._wait_until_it_answers(log)
        return server

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """False when it has ended, by whatever cause."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it: politely, then not."""
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait_until_it_answers(self, log: Path) -> None:
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while not answers(self.host, self.port):
            if not self.running or time.monotonic() > give_up_at:
                self.stop()
                said = " ".join(log.read_text(errors="replace").strip().splitlines()[-3:])
                raise Misconfigured(f"The MQTT server ({self.kind}) did not start. {said}")
            time.sleep(0.02)


def find_mosquitto() -> str | None:
    """Where Mosquitto is installed; Debian puts it where an ordinary user's PATH does not look."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")


def free_port(host: str = "127.0.0.1") -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def answers(host: str, port: int) -> bool:
    """Whether an MQTT server accepts a client there: an open port alone proves nothing."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), _PROBE_TIMEOUT_S) as probe:
        probe.sendall(_PROBE)
        accepted = probe.recv(len(_CONNACK_ACCEPTED)) == _CONNACK_ACCEPTED
        probe.sendall(_DISCONNECT)
        return accepted
    return False


def _refuse_the_network(host: str) -> None:
    with contextlib.suppress(ValueError):
        if host == "localhost" or ipaddress.IPv4Address(host).is_loopback:
            return
    raise Misconfigured(
        f"The MQTT server started here asks nobody for a password, so it may not listen on {host}. "
        'Say 127.0.0.1, or run a Mosquitto of your own (deploy/mosquitto.conf) and say server = "none".'
    )


def _refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "another program listens there already" if taken else str(error.strerror)
            raise Misconfigured(f"The MQTT server cannot listen on {host}:{port}: {why}.") from error


def _choose(kind: str) -> str:
    if kind != "embedded" and find_mosquitto():
        return "mosquitto"
    if kind == "mosquitto":
        raise Misconfigured(f"Mosquitto is not installed. Install it with: {INSTALL_MOSQUITTO}")
    if importlib.util.find_spec("amqtt") is None:
        raise Misconfigured(
            f"There is no MQTT server on this machine. Install Mosquitto with: {INSTALL_MOSQUITTO}"
        )
    return "embedded"


def _set_saved_aside(folder: Path, error: Misconfigured) -> bool:
    """A power cut can leave a file that Mosquitto will not start with; that must keep no office shut."""
    saved = folder / "mosquitto.db"
    if not saved.exists():
        return False
    _log.warning("mqtt_saved_state_set_aside", file=str(saved), reason=str(error))
    saved.replace(saved.with_suffix(".unreadable"))
    return True


def _mosquitto(host: str, port: int, folder: Path) -> list[str]:
    template = importlib.resources.files("broker").joinpath("mosquitto.conf").read_text()
    conf = folder / "mosquitto.conf"
    conf.write_text(string.Template(template).substitute(host=host, port=port, folder=folder.absolute()))
    return [find_mosquitto() or "mosquitto", "-c", str(conf)]


def _embedded(host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "broker.embedded", "--host", host, "--port", str(port)]


def _spawn(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    starter = os.getpid()

    def die_with_the_starter() -> None:
        # SIGKILL, because a server that lingers is worse than a retained message lost: boards are told anew.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != starter:
            os._exit(1)

    with log.open("wb") as said:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is for the programs; they still say goodbye to a living server.
            start_new_session=True,
            preexec_fn=die_with_the_starter,  # noqa: PLW1509 - calls nothing that could wait for a lock
        )
