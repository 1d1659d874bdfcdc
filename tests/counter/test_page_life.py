"""A page in a clerk's hands: left and come back to, pressed while it changes, one of many."""

import pytest
from playwright.sync_api import Page, expect

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


def undo_offered(page: Page, office: RunningOffice, counter: int) -> Page:
    """A page with a fresh Undo, and a second page of the same clerk beside it."""
    number = office.take(counter)
    expect(page.locator("#key-1 .hint")).to_have_text(f"Calls {number}")
    page.keyboard.press("1")
    expect(page.locator(".number")).to_have_text(number)
    beside = page.context.new_page()
    beside.goto(page.url)
    return beside


def pass_a_second(beside: Page) -> None:
    """Until the seconds left to undo have changed, on this page and therefore on any other."""
    left = beside.locator("#undo").inner_text()
    expect(beside.locator("#undo")).not_to_have_text(left)
    beside.wait_for_timeout(300)


@pytest.mark.parametrize(("counter", "with_key"), [(3, False), (4, True)])
def test_a_button_held_down_while_the_page_changes_is_still_pressed(
    office: RunningOffice, browse: Opener, counter: int, with_key: bool
) -> None:
    page = sit_down(browse(), office, counter)
    beside = undo_offered(page, office, counter)
    page.focus("#undo") if with_key else page.hover("#undo")
    page.keyboard.down("Space") if with_key else page.mouse.down()
    pass_a_second(beside)
    page.keyboard.up("Space") if with_key else page.mouse.up()
    expect(page.locator(".nobody")).to_have_text("Nobody is with you")


def test_what_came_while_a_button_was_held_down_is_shown_afterwards(
    office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), office, 5)
    beside = undo_offered(page, office, 5)
    page.hover("#undo")
    page.mouse.down()
    held = page.locator("#undo").inner_text()
    pass_a_second(beside)
    assert page.locator("#undo").inner_text() == held
    page.mouse.move(0, 0)
    page.mouse.up()
    expect(page.locator("#undo")).not_to_have_text(held)


def turn(page: Page, visibility: str) -> None:
    """As when another tab is chosen: a browser without windows shows all its tabs at once."""
    page.evaluate(
        """visibility => {
            Object.defineProperty(document, "visibilityState", { value: visibility, configurable: true });
            Object.defineProperty(document, "hidden", { value: visibility === "hidden", configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        visibility,
    )


def test_tabs_that_nobody_sees_leave_their_connections_to_the_others(
    office: RunningOffice, browse: Opener
) -> None:
    first = sit_down(browse(), office, 6)
    turn(first, "hidden")
    for counter in range(7, 14):
        page = first.context.new_page()
        page.goto(f"{office.url}/counter/{counter}")
        turn(page, "hidden")
    number = office.take(6)
    turn(first, "visible")
    expect(first.locator("#key-1 .hint")).to_have_text(f"Calls {number}")


def test_a_refusal_in_plain_words_is_told_in_its_words(office: RunningOffice, browse: Opener) -> None:
    page = browse()
    page.goto(f"{office.url}/counter/14")
    refusal = "This press came from another page."
    page.route("**/do", lambda route: route.fulfill(status=403, body=refusal, content_type="text/plain"))
    page.get_by_role("button", name="Open counter 14").click()
    expect(page.locator("#say")).to_have_text(refusal)
