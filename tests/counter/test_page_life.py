"""A page in a clerk's hands: left and come back to, pressed while it changes, one of many."""

from playwright.sync_api import Route, expect

from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice


def test_a_clerk_who_comes_back_by_another_sites_link_keeps_the_seat(
    office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), office, 1)

    def elsewhere(route: Route) -> None:
        link, image = f'<a href="{office.url}/counter/1">Back</a>', f'<img src="{office.url}/">'
        route.fulfill(body=link + image, content_type="text/html")

    page.route("http://elsewhere.example/", elsewhere)
    with page.expect_response(f"{office.url}/"):
        page.goto("http://elsewhere.example/")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("heading", name="Counter 1 is closed")).to_be_visible()
