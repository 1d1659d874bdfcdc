"""What the window's wishes come to when the broker does not answer them."""

import time
from collections.abc import Callable, Iterator

import pytest

from broker.config import Device
from broker.contract.commands import CancelTicket
from kiosk.app import News, Way
from kiosk.presenter import AskPerson, AskTicket, KioskState, Screen
from tests.kiosk.test_headless import KIOSK, OFFICE, Script
from tests.twins.links import Server

PATIENCE_S = 20.0
DEAF = 10_000


class Visit:
    """A kiosk's way to a broker, and the state its window would be in."""

    def __init__(self, server: Server, *, deaf_for: int, patience_s: float) -> None:
        self.script = Script(server, deaf_for)
        self.script.link.start()
        device = Device(
            device_id=KIOSK, office=OFFICE, hall="h1", mqtt_host=server.host, mqtt_port=server.port
        )
        self.way = Way(device, ticket_patience_s=0.5, person_patience_s=patience_s)
        self.state = KioskState(screen=Screen.ASKING, connected=True)
        self.way.start(self._hear)
        assert eventually(lambda: self.way.issuing.board is not None and self.way.connected())

    def end(self) -> None:
        """Nothing is left."""
        self.way.issuing.stop()
        self.script.link.stop()

    def cancelled(self) -> list[tuple[str, str]]:
        """Whose tickets were cancelled and why, each once."""
        found = {c.id: c for c in self.script.heard if isinstance(c, CancelTicket)}
        return [(command.ticket_id, command.reason) for command in found.values()]

    def _hear(self, news: News) -> None:
        self.state = news(self.state, time.monotonic())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server("mosquitto", tmp_path_factory.mktemp("mqtt"))
    yield started
    started.stop()


@pytest.fixture
def deaf(server: Server) -> Iterator[Visit]:
    """The broker hears everything and answers nothing."""
    visit = Visit(server, deaf_for=DEAF, patience_s=0.5)
    yield visit
    visit.end()


@pytest.fixture
def drowsy(server: Server) -> Iterator[Visit]:
    """The broker does not answer the first time."""
    visit = Visit(server, deaf_for=1, patience_s=PATIENCE_S)
    yield visit
    visit.end()


def eventually(condition: Callable[[], bool]) -> bool:
    until_s = time.monotonic() + PATIENCE_S
    while not condition() and time.monotonic() < until_s:
        time.sleep(0.02)
    return condition()


def test_a_wish_nobody_answers_is_taken_back_and_the_visitor_is_told(deaf: Visit) -> None:
    deaf.way.do(AskTicket(topic="pension", language="lt", priority=False))
    assert eventually(lambda: deaf.state.screen is Screen.REFUSED)
    assert eventually(lambda: len(deaf.cancelled()) == 1)
    (take,) = {command.id for command in deaf.script.tickets()}
    assert deaf.cancelled() == [(take, "given up at the kiosk")]
    asked = len(deaf.script.tickets())
    time.sleep(2.5)  # longer than a ticket's asking waits before it asks again
    assert len(deaf.script.tickets()) == asked


def test_a_call_for_a_person_that_nobody_answers_is_said(deaf: Visit) -> None:
    deaf.way.do(AskPerson(language="lt"))
    assert eventually(lambda: deaf.state.person_unheard)
    assert deaf.state.person_coming is False


def test_a_call_for_a_person_is_made_again_until_it_is_answered(drowsy: Visit) -> None:
    drowsy.way.do(AskPerson(language="lt"))
    assert eventually(lambda: drowsy.state.person_coming)
    assert len({command.id for command in drowsy.script.heard}) == 1
