"""The MQTT connection of every program, and the only door to paho.

It carries bytes and keeps promises about them: what could not be sent is never sent later by itself (a press
of ten minutes ago must not call a visitor), a command asked with `again_every_s` keeps its one id until it is
answered, and the connection comes back whatever happens to the server. It knows no topic but those that
`contract.topics` names, and must never block or fall over in a callback: paho has one thread, and that thread
is the connection.
"""

import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog
from paho.mqtt.client import Client, MQTTMessage, MQTTv311, topic_matches_sub
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from broker.contract import codec, topics
from broker.contract.boards import Reply
from broker.contract.commands import Command
from broker.contract.errors import Malformed, NoAnswer, NotConnected, TalonasError

KEEPALIVE_S = 10
"""A silent server is noticed within twice this; a server tells of a silent device after one and a half."""
CONNECT_TIMEOUT_S = 3.0
RECONNECT_MIN_S, RECONNECT_MAX_S = 1, 5
IN_FLIGHT = 64
"""QoS 1 messages on the wire without an acknowledgement; the order is kept."""
QUEUED = 10_000
"""Waiting behind those; more is refused, because a server that slow is as good as gone."""
GOODBYE_S = 1.0

OnMessage = Callable[[str, bytes, bool], None]
OnState = Callable[[bool], None]

_log = structlog.get_logger(__name__)


class Ids:
    """UUIDv7: made later sorts later, also within one millisecond and when the clock is set back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        """48 bits of Unix milliseconds, 12 that count within one, 62 of chance."""
        with self._lock:
            now_ms = time.time_ns() // 1_000_000
            self._last = stamp = max(now_ms << 12 | secrets.randbits(10), self._last + 1)
        high = stamp >> 12 << 16 | 0x7000 | stamp & 0xFFF
        return str(uuid.UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62)))


@dataclass(slots=True, kw_only=True, eq=False)
class _Asked:
    """A command that waits for its reply."""

    id: str
    topic: str
    payload: bytes
    again_every_s: float | None
    answer: Future[Reply] = field(default_factory=Future)
    timer: threading.Timer | None = None


class Link:
    """One device's connection to the office's MQTT server.

    `on_message(topic, payload, retained)` and `on_state(connected)` run in paho's thread: hand over, return.
    Retained messages may arrive before `on_state(True)`, and some servers send them twice or unasked.
    `guest`: a command line that speaks as a device whose own program may be connected, too. It must not throw
    that one off, so its connection has a name of its own, and it says nothing of the device's availability.
    """

    def __init__(
        self,
        office: str,
        device: str,
        host: str,
        port: int,
        *,
        on_message: OnMessage | None = None,
        on_state: OnState | None = None,
        subscriptions: Sequence[str] = (),
        guest: bool = False,
    ) -> None:
        self.office, self.device, self.host, self.port = office, device, host, port
        self._guest = guest
        self._on_message, self._on_state = on_message, on_state
        self._subscriptions = tuple(subscriptions)
        self._reply_topic = topics.reply(office, device)
        self._availability = topics.availability(office, device)
        self._lock = threading.Lock()
        self._connected = self._stopping = self._complained = False
        self._ids = Ids()
        self._asked: dict[str, _Asked] = {}
        self._client = self._make_client()

    def _make_client(self) -> Client:
        name = f"{self.office}-{self.device}" + (f"-{secrets.token_hex(4)}" if self._guest else "")
        client = Client(CallbackAPIVersion.VERSION2, name, clean_session=True, protocol=MQTTv311)
        client.connect_timeout = CONNECT_TIMEOUT_S
        client.reconnect_delay_set(RECONNECT_MIN_S, RECONNECT_MAX_S)
        client.max_inflight_messages_set(IN_FLIGHT)
        client.max_queued_messages_set(QUEUED)
        if not self._guest:
            client.will_set(self._availability, topics.OFFLINE, qos=1, retain=True)
        client.on_socket_open = _no_delay
        client.on_pre_connect = _forget_unsent
        client.on_connect = self._when_connected
        client.on_connect_fail = self._when_unreachable
        client.on_subscribe = self._when_subscribed
        client.on_disconnect = self._when_disconnected
        client.on_message = self._when_message
        return client

    # -- what a program does with it

    @property
    def connected(self) -> bool:
        """Connected and subscribed: an answer to what is sent now can arrive."""
        return self._connected

    def start(self) -> None:
        """Connect, and go on trying for ever; returns at once."""
        self._client.connect_async(self.host, self.port, keepalive=KEEPALIVE_S)
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye and end; no callback runs afterwards. Never call it from a callback."""
        self._stopping = True
        self._say_goodbye()
        self._client.disconnect()
        self._client.loop_stop()
        self._give_up(list(self._asked.values()))

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Send now; False when that is not possible, and then nothing is kept to be sent later."""
        with self._lock:
            return self._connected and self._send(topic, payload, qos, retain=retain)

    def ask(self, command: Command, *, again_every_s: float | None = None) -> Future[Reply]:
        """Send a command and promise its reply, accepted or refused.

        Without `again_every_s` the promise fails with NotConnected at once when there is no connection, and
        with NoAnswer when the connection breaks first. With it the same id is sent so often, and after each
        reconnect, until the reply comes. A timeout is the caller's; cancelling the promise ends the asking.
        """
        asked = self._remember(command, again_every_s)
        sent = self.publish(asked.topic, asked.payload)
        if again_every_s is not None:
            self._ask_again_later(asked, again_every_s)
        elif not sent:
            self._fail(asked, NotConnected("There is no connection to the office's server."))
        return asked.answer

    def new_id(self) -> str:
        """An id for a command."""
        return self._ids.new()

    # -- commands that wait for their reply

    def _remember(self, command: Command, again_every_s: float | None) -> _Asked:
        topic = topics.command(self.office, self.device, codec.kind_of(command))
        asked = _Asked(
            id=command.id, topic=topic, payload=codec.encode_command(command), again_every_s=again_every_s
        )
        asked.answer.add_done_callback(lambda _: self._take(asked))
        with self._lock:
            if command.id in self._asked:
                raise ValueError(f"command {command.id} is asked already and still waits for its reply")
            self._asked[command.id] = asked
        return asked

    def _take(self, asked: _Asked) -> bool:
        """Whoever takes it out may end it; so it ends once."""
        with self._lock:
            mine = self._asked.get(asked.id) is asked
            if mine:
                del self._asked[asked.id]
            if asked.timer is not None:
                asked.timer.cancel()
        return mine

    def _ask_again_later(self, asked: _Asked, wait_s: float) -> None:
        timer = threading.Timer(wait_s, self._ask_again, [asked, wait_s])
        timer.daemon = True
        with self._lock:
            if self._asked.get(asked.id) is asked:
                asked.timer = timer
                timer.start()

    def _ask_again(self, asked: _Asked, wait_s: float) -> None:
        if self._asked.get(asked.id) is asked:
            self.publish(asked.topic, asked.payload)
            self._ask_again_later(asked, wait_s)

    def _answer(self, payload: bytes) -> None:
        reply = codec.decode(Reply, payload)
        asked = self._asked.get(reply.id)
        if asked is not None and self._take(asked) and asked.answer.set_running_or_notify_cancel():
            asked.answer.set_result(reply)

    def _fail(self, asked: _Asked, error: TalonasError) -> None:
        if self._take(asked) and asked.answer.set_running_or_notify_cancel():
            asked.answer.set_exception(error)

    def _give_up(self, lost: Sequence[_Asked]) -> None:
        for asked in lost:
            self._fail(asked, NoAnswer("The connection broke before the answer came."))

    # -- what paho tells, in paho's thread

    def _when_connected(
        self, client: Client, _data: object, _flags: object, code: ReasonCode, *_: object
    ) -> None:
        if code.is_failure:
            self._complain("mqtt_refused", str(code))
        else:
            client.subscribe([(topic, 1) for topic in (self._reply_topic, *self._subscriptions)])

    def _when_unreachable(self, _client: Client, _data: object) -> None:
        self._complain("mqtt_unreachable", "nobody listens there, or the way is barred")

    def _when_subscribed(
        self, _client: Client, _data: object, _mid: int, codes: list[ReasonCode], *_: object
    ) -> None:
        if any(code.is_failure for code in codes):
            _log.error("mqtt_subscription_refused", topics=[self._reply_topic, *self._subscriptions])
        with self._lock:
            if self._stopping:
                return
            self._connected, self._complained = True, False
            if not self._guest:
                self._send(self._availability, topics.ONLINE, 1, retain=True)
            for asked in self._asked.values():
                self._send(asked.topic, asked.payload, 1, retain=False)
        _log.info("mqtt_connected", host=self.host, port=self.port)
        self._tell_state(connected=True)

    def _when_disconnected(
        self, _client: Client, _data: object, _flags: object, code: ReasonCode, *_: object
    ) -> None:
        with self._lock:
            was_connected, self._connected = self._connected, False
            lost = [asked for asked in self._asked.values() if asked.again_every_s is None]
        if was_connected:
            _log.warning("mqtt_disconnected", host=self.host, port=self.port, reason=str(code))
            self._give_up(lost)
            self._tell_state(connected=False)

    def _when_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        try:
            self._hand_over(message.topic, bytes(message.payload), retained=message.retain)
        except (Malformed, UnicodeDecodeError) as error:
            _log.warning("mqtt_message_unreadable", reason=str(error))
        except Exception:  # noqa: BLE001 - what leaves a callback ends paho's thread, the connection, for ever
            _log.exception("mqtt_message_not_handled")

    def _hand_over(self, topic: str, payload: bytes, *, retained: bool) -> None:
        if topic == self._reply_topic:
            self._answer(payload)
        elif self._on_message is not None and self._subscribed(topic):
            self._on_message(topic, payload, retained)

    def _subscribed(self, topic: str) -> bool:
        return any(topic_matches_sub(subscription, topic) for subscription in self._subscriptions)

    def _tell_state(self, *, connected: bool) -> None:
        if self._on_state is None or self._stopping:
            return
        try:
            self._on_state(connected)
        except Exception:  # noqa: BLE001 - as above: the connection outlives whoever listens to it
            _log.exception("mqtt_state_not_handled")

    def _complain(self, event: str, reason: str) -> None:
        """Once an outage, not every few seconds for a whole night."""
        if not self._complained:
            self._complained = True
            _log.warning(event, host=self.host, port=self.port, reason=reason)

    # -- the wire

    def _send(self, topic: str, payload: bytes, qos: int, *, retain: bool) -> bool:
        code = self._client.publish(topic, payload, qos, retain).rc
        if code == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            self._complain("mqtt_queue_full", "the server takes nothing; what is said now is lost")
        return code == MQTTErrorCode.MQTT_ERR_SUCCESS

    def _say_goodbye(self) -> None:
        with self._lock:
            if not self._connected:
                return
            self._connected = False
            if self._guest:
                return
            goodbye = self._client.publish(self._availability, topics.OFFLINE, 1, retain=True)
        if goodbye.rc == MQTTErrorCode.MQTT_ERR_SUCCESS:
            goodbye.wait_for_publish(GOODBYE_S)


def _no_delay(_client: Client, _data: object, sock: object) -> None:
    """Without this a QoS 1 request and its answer on one connection wait 40 ms for each other."""
    if isinstance(sock, socket.socket):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _forget_unsent(client: Client, _data: object) -> None:
    """After a reconnect paho would send what it could not before; who still wants it said says it again."""
    client.drop_out_messages()
