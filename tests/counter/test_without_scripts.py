"""The whole way without JavaScript: forms, redirects and reloads."""

import re

from playwright.sync_api import Page, expect

from tests.counter.conftest import Opener
from tests.counter.programs import RunningOffice


def press(page: Page, name: str) -> None:
    """Also what is marked as unavailable: without scripts nothing but the broker holds it back."""
    page.get_by_role("button", name=re.compile(rf"^{name}\b")).click(force=True)


def test_a_whole_visit_works_without_scripts(office: RunningOffice, browse: Opener) -> None:
    page = browse(java_script_enabled=False)
    page.goto(office.url)
    page.get_by_role("button", name="Open counter 1", exact=True).click()
    number = office.take(1)
    page.get_by_role("link", name="Show what is true now").click()
    press(page, "Next")
    expect(page.locator(".number")).to_have_text(number)
    press(page, "Call again")
    expect(page.locator(".facts")).to_contain_text("again 1 of 3")
    press(page, "Start")
    expect(page.locator("#ticket-head")).to_have_text("With you now")
    press(page, "Finish")
    expect(page.locator(".nobody")).to_have_text("Nobody is with you")
    press(page, "Undo")
    expect(page.locator(".number")).to_have_text(number)
    page.locator("#transfer").click()
    page.select_option("#transfer-topic", label="Topic 2")
    press(page, f"Transfer {number}")
    expect(page.locator("#part-undo")).to_contain_text(f"{number} transferred.")
    page.locator("#pause").click()
    press(page, "Break")
    expect(page.locator(".nobody")).to_have_text("Break")
    press(page, "End the break")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("heading", name="Counter 1 is closed")).to_be_visible()


def test_a_press_that_cannot_be_is_answered_with_the_reason(office: RunningOffice, browse: Opener) -> None:
    page = browse(java_script_enabled=False)
    page.goto(f"{office.url}/counter/3")
    press(page, "Open counter 3")
    press(page, "Finish")
    expect(page.locator(".notice")).to_have_text("No visitor is at this counter.")
    press(page, "Next")
    expect(page.locator(".notice")).to_have_text("Nobody is waiting for this counter.")


def test_a_second_finish_of_an_old_page_finishes_nobody_else(office: RunningOffice, browse: Opener) -> None:
    page = browse(java_script_enabled=False)
    page.goto(f"{office.url}/counter/4")
    press(page, "Open counter 4")
    first, second = office.take(4), office.take(4)
    press(page, "Next")
    press(page, "Start")
    old = page.context.new_page()
    old.goto(f"{office.url}/counter/4")
    press(page, "Finish")
    press(page, "Next")
    press(page, "Start")
    press(old, "Finish")
    expect(old.locator(".notice")).to_have_text(f"{first} is not at counter 4.")
    expect(old.locator(".number")).to_have_text(second)
