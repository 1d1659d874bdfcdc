"""The two MQTT servers that must be alike for everything the programs do: Mosquitto and the embedded one.

A missing Mosquitto fails these tests with the line that installs it; it never skips them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.twins.links import Server


@pytest.fixture(params=["mosquitto", "embedded"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """Each test runs once on either."""
    started = Server(request.param, tmp_path)
    yield started
    started.stop()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Server]:
    """For what only the real one promises."""
    started = Server("mosquitto", tmp_path)
    yield started
    started.stop()
