"""What the tests of the link share: a listener to wait with, and a peer that answers as the broker does.

Nothing here checks anything by itself.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from broker.contract import codec, topics
from broker.contract.boards import Reply
from broker.contract.commands import Command, TakeTicket
from broker.link import Link
from broker.mqtt import MqttServer

OFFICE = "riga-1"
PATIENCE_S = 15.0
"""Longer than any reconnect delay: a test that waits so long has failed."""


class Server:
    """An MQTT server that can be killed and started again on the same port."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self._server = MqttServer.start(kind, folder=folder)
        self.host, self.port = self._server.host, self._server.port

    def start(self) -> None:
        self._server = MqttServer.start(self.kind, host=self.host, port=self.port, folder=self.folder)

    def freeze(self) -> None:
        """It keeps its connections and does nothing."""
        os.kill(self._server.pid, signal.SIGSTOP)

    def kill(self) -> None:
        os.kill(self._server.pid, signal.SIGKILL)
        assert eventually(lambda: not self._server.running)

    def stop(self) -> None:
        self._server.stop()


class Heard:
    """All that came over a link, in order, and a way to wait for more."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes, bool]] = []
        self.states: list[bool] = []
        self._news = threading.Condition()

    def message(self, topic: str, payload: bytes, retained: bool) -> None:
        with self._news:
            self.messages.append((topic, payload, retained))
            self._news.notify_all()

    def state(self, connected: bool) -> None:
        with self._news:
            self.states.append(connected)
            self._news.notify_all()

    @property
    def payloads(self) -> list[bytes]:
        return [payload for _, payload, _ in self.messages]

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        with self._news:
            return self._news.wait_for(condition, PATIENCE_S)


class Peer:
    """Answers every command with a number of its own, once for each id: a broker as seen from the wire."""

    def __init__(self, server: Server, *, deaf: bool = False) -> None:
        self.heard = Heard()
        self.deaf = deaf
        self.link = Link(
            OFFICE,
            "broker",
            server.host,
            server.port,
            on_message=self.answer,
            subscriptions=[topics.commands(OFFICE)],
        )

    def answer(self, topic: str, payload: bytes, retained: bool) -> None:
        device, kind = topics.sender_and_kind(topic)
        command = codec.decode_command(device, kind, payload)
        self.heard.message(topic, command.id.encode(), retained)
        if not self.deaf:
            self.link.publish(topics.reply(OFFICE, device), codec.encode(reply_to(command)))


def reply_to(command: Command) -> Reply:
    return Reply(id=command.id, accepted=True, result={"number": "A001"})


def take(link: Link) -> TakeTicket:
    return TakeTicket(id=link.new_id(), device=link.device, topic="permits", language="lv")


@contextmanager
def connected(
    server: Server, device: str, heard: Heard | None = None, subscriptions: Sequence[str] = ()
) -> Iterator[Link]:
    """A link that is connected, and stopped at the end."""
    heard = heard or Heard()
    link = Link(
        OFFICE,
        device,
        server.host,
        server.port,
        on_message=heard.message,
        on_state=heard.state,
        subscriptions=subscriptions,
    )
    with running(link):
        yield link


@contextmanager
def running(link: Link) -> Iterator[Link]:
    """A started link, connected, and stopped at the end."""
    link.start()
    try:
        assert eventually(lambda: link.connected)
        yield link
    finally:
        link.stop()


def eventually(condition: Callable[[], bool], *, within_s: float = PATIENCE_S) -> bool:
    """Whether it becomes true in time."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.01)
    return True
