"""A counter hears of its planned break on its page: beside the state, out of the way of the keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from broker.contract.estimates import PlannedBreak
from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice, running_office

NOON = PlannedBreak(counter=1, begins="12:00", ends="12:45")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """Six minutes to twelve."""
    folder: Path = tmp_path_factory.mktemp("office")
    with running_office(folder, "--clock", "2026-11-23T11:54:00+02:00") as running:
        yield running


def test_a_break_that_is_near_stands_beside_the_state_and_moves_no_key(
    office: RunningOffice, browse: Opener
) -> None:
    page, other = sit_down(browse(), office, 1), sit_down(browse(), office, 2)
    before = [page.locator(f"#key-{n}").bounding_box() for n in (1, 2, 3)]
    office.plan_breaks(NOON)
    expect(page.locator("#planned-break")).to_have_text("Break 12:00–12:45")
    assert [page.locator(f"#key-{n}").bounding_box() for n in (1, 2, 3)] == before
    office.plan_breaks(NOON, PlannedBreak(counter=3, begins="12:45", ends="13:30"))
    expect(other.locator("#planned-break")).to_have_count(0)

    page.locator("#pause").click()
    page.get_by_role("button", name="Lunch").click()
    expect(page.locator("#ticket-head")).to_contain_text("Break since")
    expect(page.locator("#planned-break")).to_have_text("Break 12:00–12:45")
    office.plan_breaks()
    expect(page.locator("#planned-break")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 720, 1440])
def test_it_finds_room_on_every_page(office: RunningOffice, browse: Opener, width: int) -> None:
    page = browse()
    page.goto(f"{office.url}/counter/{width // 360 + 3}")
    page.locator("#open").click()
    office.plan_breaks(PlannedBreak(counter=width // 360 + 3, begins="12:00", ends="12:45"))
    page.set_viewport_size({"width": width, "height": 740})
    expect(page.locator("#planned-break")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
