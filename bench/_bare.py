"""The barest MQTT 3.1.1 client that can be: one blocking socket, nothing kept, nothing repeated.

The floor that benchmarks measure against, and in tests the client that misbehaves on purpose (reads nothing,
falls silent). Must never be used by a program: that is what broker/link.py is for.
"""

import socket
from typing import Self

_CONNECT, _CONNACK, _PUBLISH, _PUBACK, _SUBSCRIBE, _SUBACK = 0x10, 0x20, 0x30, 0x40, 0x82, 0x90
_PACKET_ID = b"\x00\x01"


class Bare:
    """A connected client; `with` cuts the connection without a goodbye."""

    def __init__(
        self,
        host: str,
        port: int,
        client_id: str,
        *,
        keepalive_s: int = 60,
        will: tuple[str, bytes] | None = None,
        receive_buffer: int = 0,
        timeout_s: float = 10.0,
    ) -> None:
        """`will` is retained, QoS 1; `receive_buffer` bytes (0: the system's) make a client that lags."""
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(timeout_s)
        self._socket.connect((host, port))
        self._stream = self._socket.makefile("rb")
        flags = 0x02 | (0x2C if will else 0)
        parts = [_text("MQTT"), b"\x04", bytes([flags]), keepalive_s.to_bytes(2), _text(client_id)]
        if will:
            parts += [_text(will[0]), len(will[1]).to_bytes(2), will[1]]
        self._send(_CONNECT, b"".join(parts))
        self._await(_CONNACK)

    def subscribe(self, topic: str) -> None:
        """QoS 1; returns when the server has acknowledged it."""
        self._send(_SUBSCRIBE, _PACKET_ID + _text(topic) + b"\x01")
        self._await(_SUBACK)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """QoS 1, without waiting for the acknowledgement."""
        self._send(_PUBLISH | 0x02 | retain, _text(topic) + _PACKET_ID + payload)

    def receive(self) -> tuple[str, bytes]:
        """The next message, acknowledged."""
        kind, body = self._read()
        while kind & 0xF0 != _PUBLISH:
            kind, body = self._read()
        end = 2 + int.from_bytes(body[:2])
        if kind & 0x06:
            self._send(_PUBACK, body[end : end + 2])
        return body[2:end].decode(), body[end + (2 if kind & 0x06 else 0) :]

    def close(self) -> None:
        """Cut the connection without a goodbye."""
        self._stream.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _await(self, wanted: int) -> None:
        while self._read()[0] & 0xF0 != wanted:
            pass

    def _send(self, kind: int, body: bytes) -> None:
        self._socket.sendall(bytes([kind]) + _length(len(body)) + body)

    def _read(self) -> tuple[int, bytes]:
        kind = self._stream.read(1)
        if not kind:
            raise ConnectionError("the server closed the connection")
        length = shift = 0
        while True:
            part = self._stream.read(1)[0]
            length |= (part & 0x7F) << shift
            shift += 7
            if part < 0x80:
                return kind[0], self._stream.read(length)


def _text(text: str) -> bytes:
    raw = text.encode()
    return len(raw).to_bytes(2) + raw


def _length(length: int) -> bytes:
    parts = bytearray()
    while True:
        length, part = divmod(length, 128)
        parts.append(part | (0x80 if length else 0))
        if not length:
            return bytes(parts)
