"""One ticket's whole way on real parts: finger, log, paper, counter, lobby screen, the head's figures."""

import json
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import expect

from broker.contract.terms import Printed
from tests.office.house import wait_until
from tests.office.stage import Stage, open_stage, read, read_code

pytestmark = pytest.mark.kivy


@pytest.fixture(scope="module", params=["mosquitto", "embedded"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One office a server: its tests come after one another, as visitors do."""
    with open_stage(tmp_path_factory.mktemp("office"), request.param) as opened:
        yield opened


def choose(stage: Stage, topic: str) -> None:
    """A visitor who reads English, from the first page to the last question."""
    stage.kiosk.glass.wait_for("Choose your language")
    stage.kiosk.touch("language:en")
    stage.kiosk.glass.wait_for("What have you come for")
    stage.kiosk.touch(f"topic:{topic}")
    stage.kiosk.glass.wait_for("Do you need more")


def test_a_finger_on_the_kiosk_ends_in_the_heads_figures(stage: Stage) -> None:
    choose(stage, "sickness")
    stage.kiosk.touch("answer:no")
    wait_until(lambda: list(stage.papers.glob("*.png")), "the printer cuts the paper", stage.printer)
    (paper,) = stage.papers.glob("*.png")
    words = read(Image.open(paper))
    assert [said for said in ("D001", "Sickness benefit") if said not in words] == []
    assert re.fullmatch(r"https://queue\.example/t/[\w-]{22}#D001", read_code(paper))
    stage.kiosk.glass.wait_for("Take your", "Sickness benefit")
    stage.kiosk.got("D001", "sickness", Printed.YES)
    stage.kiosk.touch("done")

    page = stage.page
    page.locator("#key-1").click()
    expect(page.locator("#part-ticket")).to_contain_text("D001")
    stage.lobby.wait_for("Now calling", "Counter")
    stage.lobby.wait_for_call("D001", 2)
    page.locator("#key-2").click()
    expect(page.locator("#part-ticket")).to_contain_text("With you now")
    page.locator("#key-3").click()
    expect(page.locator("#part-ticket")).to_contain_text("Nobody is with you")

    (leg,) = json.loads(stage.house.talonas("report", "--legs", "--json"))
    expected = {"number": "D001", "topic": "sickness", "counter": 2, "outcome": "served", "printed": "yes"}
    assert {name: leg[name] for name in expected} == expected


def test_a_printer_that_refuses_stops_neither_the_kiosk_nor_the_ticket(stage: Stage) -> None:
    choose(stage, "family")
    stage.printer.tell("refuse")
    stage.kiosk.touch("answer:no")
    stage.kiosk.glass.wait_for("ticket was not printed", "Your number is valid", "F001", "Family benefits")
    expect(stage.page.locator("#part-alerts")).to_contain_text("F001 was not printed")
    stage.kiosk.got("F001", "family", Printed.NO)
    stage.kiosk.touch("noted")
    stage.kiosk.glass.wait_for("Choose your language")
