"""A page in a clerk's hands: left and come back to, pressed while it changes, one of many."""

from playwright.sync_api import expect

from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice


def test_a_clerk_who_comes_back_by_another_sites_link_keeps_the_seat(
    office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), office, 1)
    page.goto(f"{office.url.replace('127.0.0.1', 'localhost')}/counter/2")  # to a browser another site
    expect(page.get_by_role("button", name="Open counter 2")).to_be_visible()
    page.evaluate(f"location.href = '{office.url}/counter/1'")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("heading", name="Counter 1 is closed")).to_be_visible()
