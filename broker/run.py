"""`talonas run`: the broker as a program. Opens the doors, wires them to the hub, and closes them in order.

SIGTERM and Ctrl-C end it after the batch in hand: whatever was acknowledged is in the log, none half done.
"""

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from broker.clock import OfficeClock
from broker.config import OfficeFile, load_office
from broker.contract import topics
from broker.contract.errors import NotConnected
from broker.eventlog import EventLog
from broker.foresight import Foresight
from broker.hub import Hub
from broker.link import Link
from broker.mqtt import MqttServer
from broker.publisher import Publisher

DEVICE = "broker"
WATCH_EVERY_S = 1.0
"""How often the MQTT server that we started is looked after."""
FASTEST = 1000.0

_log = structlog.get_logger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What only a demonstration or a test needs."""
    parser.add_argument(
        "--clock", type=_moment, metavar="TIME", help="begin at this office time (RFC 3339), not now"
    )
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="X", help="office seconds a second (default: 1)"
    )


def run(args: argparse.Namespace) -> int:
    """Until a signal; returns the exit code."""
    file = load_office(args.config)
    clock = OfficeClock(args.clock, args.speed)
    with contextlib.ExitStack() as doors:
        server: MqttServer | None = None
        if file.mqtt.server != "none":
            folder = file.log_path.with_suffix(".mqtt")
            server = doors.enter_context(_server(file, folder))
        asyncio.run(_office(file, clock, server))
    return 0


def _server(file: OfficeFile, folder: Path) -> MqttServer:
    server = MqttServer.start(file.mqtt.server, host=file.mqtt.host, port=file.mqtt.port, folder=folder)
    _log.info("mqtt_server", kind=server.kind, host=server.host, port=server.port)
    return server


async def _office(file: OfficeFile, clock: OfficeClock, server: MqttServer | None) -> None:
    loop, told_to_stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    log = await EventLog.open(file.log_path)
    try:
        await _serve(file, clock, log, _told_to_stop_or_alone(told_to_stop, server))
    finally:
        await log.close()


async def _told_to_stop_or_alone(told_to_stop: asyncio.Event, server: MqttServer | None) -> None:
    """Returns when told to stop; raises when the MQTT server that we started has died under us."""
    while not told_to_stop.is_set():
        if server is not None and not server.running:
            raise NotConnected("The MQTT server has ended; the broker ends too, to be started again with it.")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told_to_stop.wait(), WATCH_EVERY_S)


async def _serve(file: OfficeFile, clock: OfficeClock, log: EventLog, end: Coroutine[Any, Any, None]) -> None:
    loop, office = asyncio.get_running_loop(), file.office

    def heard(topic: str, payload: bytes, retained: bool) -> None:
        if retained:  # a wish is of now; a retained one would be wished again at every reconnect
            _log.warning("retained_command_passed_over", topic=topic)
        else:
            loop.call_soon_threadsafe(hub.receive, topic, payload)

    def connected(yes: bool) -> None:
        _log.info("connected" if yes else "disconnected")
        if yes:
            loop.call_soon_threadsafe(hub.republish)

    link = Link(
        office.id,
        DEVICE,
        file.mqtt.host,
        file.mqtt.port,
        on_message=heard,
        on_state=connected,
        subscriptions=(topics.commands(office.id),),
    )
    hub = Hub(log, clock, Publisher(link, office.id))
    await hub.begin(office)
    link.start()
    _log.info("serving", office=office.id, seq=hub.state.seq, epoch=log.epoch)
    try:
        await _until(end, hub, Foresight(hub, file.log_path, clock.speed))
    finally:
        await asyncio.to_thread(link.stop)
        _log.info("stopped", seq=hub.state.seq)


async def _until(end: Coroutine[Any, Any, None], hub: Hub, foresight: Foresight) -> None:
    """Run the hub's tasks; a failure of one ends the program, and systemd starts it again."""
    works = (hub.serve(), hub.publish_boards(), hub.beat(), foresight.run(), end)
    tasks = [asyncio.ensure_future(work) for work in works]
    done, going_on = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in going_on:
        task.cancel()
    await asyncio.gather(*going_on, return_exceptions=True)
    for task in done:
        task.result()


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= FASTEST:
        raise argparse.ArgumentTypeError(f"the speed is more than 0 and at most {FASTEST:.0f}")
    return speed


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("the time needs a zone, for example 2026-11-23T08:00:00+02:00")
    return moment.astimezone(UTC)
