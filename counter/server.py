"""The web server as a program: reads the configuration, opens its port, runs until a signal, closes in order.

The only door to uvicorn. Ends within seconds of SIGTERM though pages hold streams open.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette

from broker.config import OfficeFile, load_office
from broker.contract.errors import Misconfigured
from broker.contract.office import Office
from counter.desks import Desks
from counter.guard import host_in
from counter.head import HeadPages
from counter.live import LiveOffice
from counter.pages import Pages
from counter.web import make_app

LEAVE_S = 2
"""A request may take so long after the signal; streams end at once by themselves."""
BACKLOG = 128

_log = structlog.get_logger(__name__)


def serve(config: Path) -> int:
    """Until a signal; returns the exit code."""
    file = load_office(config)
    with _listening(file.web.host, file.web.port) as listener:
        asyncio.run(_serve(file, listener))
    return 0


async def _serve(file: OfficeFile, listener: socket.socket) -> None:
    live = LiveOffice(file.office, _device(file.office), file.mqtt.host, file.mqtt.port)
    pages = Pages()
    head = HeadPages(file.log_path, live, pages)
    server = _Server(_settings(make_app(Desks(live), pages, head.routes(), _names(file))))

    def leave() -> None:
        server.should_exit = True
        live.close_streams()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, leave)
    live.start()
    host, port = listener.getsockname()[:2]
    _log.info(
        "listening", url=f"http://{f'[{host}]' if ':' in host else host}:{port}/", office=file.office.id
    )
    try:
        await server.serve(sockets=[listener])
    finally:
        await asyncio.to_thread(live.stop)
        _log.info("stopped")


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which ends a process by the signal, not with exit code 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _settings(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LEAVE_S,
    )


def _device(office: Office) -> str:
    """The one device of the office that is a web server."""
    found = next((device.id for device in office.devices if device.kind == "counter"), "")
    if not found:
        raise Misconfigured(
            'The web server needs a device of kind = "counter" among the [[devices]] of office.toml.'
        )
    return found


def _names(file: OfficeFile) -> set[str]:
    """What this server is called: as configured, and as the machine itself is called."""
    named = {file.web.host, host_in(file.office.public_url), socket.gethostname()}
    return {name for name in named if name}


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=128
        )
    except OSError as error:
        raise Misconfigured(f"[web] {host}:{port} cannot be used: {error.strerror}.") from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
