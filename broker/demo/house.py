"""Which programs make an office, how each is started, and when the house is ready for its first visitor."""

import asyncio
import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from broker.contract.codec import instant
from broker.contract.errors import TalonasError
from broker.demo.office import Premises
from broker.demo.processes import Programs
from broker.demo.wire import Wire
from broker.mqtt import answers

LEAD_S = 9.0
"""Machine seconds for the programs to come up before the office opens."""
GIVE_UP_S = 60.0
"""After so long something is wrong."""
LOOK_S = 0.05


class NotReadyError(TalonasError):
    """A program was not there in time."""


class House:
    """The programs of one demonstration."""

    def __init__(self, premises: Premises, programs: Programs) -> None:
        self.programs = programs
        self.kiosk, *self._other_kiosks = (device.id for device in premises.devices("kiosk"))
        self._premises = premises
        self._web = next(device.id for device in premises.devices("counter"))

    async def open_broker(self, opens_at: datetime, speed: float) -> None:
        """The broker, with the MQTT server; returns when the latter answers."""
        clock = opens_at - timedelta(seconds=LEAD_S * speed)
        options = ("--clock", instant(clock), "--speed", str(speed))
        self.programs.start("broker", "broker", "run", "--config", self._premises.office_toml, *options)
        mqtt = self._premises.file.mqtt
        give_up_at = time.monotonic() + GIVE_UP_S
        while not await asyncio.to_thread(answers, mqtt.host, mqtt.port):
            await self._patience(give_up_at, "The MQTT server")

    def open_screens(self, *, windows: bool) -> IO[bytes]:
        """Kiosk and web server, and the windows where there is a screen; returns the kiosk's touches."""
        self.programs.start("counter", "counter", "--config", self._premises.office_toml)
        if windows:
            for kiosk in self._other_kiosks[:1]:
                self._window("kiosk", kiosk)
            for display in self._premises.devices("display")[:1]:
                self._window("display", display.id)
        config = self._premises.device_toml(self.kiosk)
        return self.programs.start(self.kiosk, "kiosk", "--headless", "--touches", "-", "--config", config)

    def _window(self, program: str, device: str) -> None:
        config: Path = self._premises.device_toml(device)
        self.programs.start(device, program, "--config", config, needed=False)

    async def ready(self, wire: Wire) -> None:
        """Returns when kiosk and web server are there and have heard what time it is."""
        give_up_at = time.monotonic() + GIVE_UP_S
        while not {self.kiosk, self._web} <= wire.online:
            await self._patience(give_up_at, "The kiosk or the web server")
        heard = wire.heartbeats
        while wire.heartbeats == heard:
            await self._patience(give_up_at, "The broker's heartbeat")

    @property
    def kiosk_log(self) -> Path:
        """What the kiosk that is fed with touches has to say."""
        return self.programs.logs / f"{self.kiosk}.log"

    def kiosk_is_done(self) -> bool:
        """Whether the kiosk has ended, all its papers printed, because nobody touches it any more."""
        return self.programs.leave(self.kiosk)

    async def _patience(self, give_up_at: float, what: str) -> None:
        self.programs.check()
        if time.monotonic() > give_up_at:
            raise NotReadyError(f"{what} was not there within {GIVE_UP_S:.0f} s. Logs: {self.programs.logs}")
        await asyncio.sleep(LOOK_S)


def has_screen() -> bool:
    """Whether a window could open here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
