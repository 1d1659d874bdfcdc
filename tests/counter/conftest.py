"""One running office and one Chromium for the counter's browser tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.counter.programs import CHROMIUM, RunningOffice, running_office

Opener = Callable[..., Page]

# a busy machine is slow, not wrong: what must be quick has a clock of its own
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    with running_office(tmp_path_factory.mktemp("office")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens pages, each in a browser of its own; what they complain about fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(**options: object) -> Page:
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, **options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def sit_down(page: Page, office: RunningOffice, counter: int) -> Page:
    """Sign in and wait until the page is live."""
    page.goto(f"{office.url}/counter/{counter}")
    page.get_by_role("button", name=f"Open counter {counter}").click()
    expect(page.locator("#part-bar")).to_contain_text("Open")
    return page
