"""What a counter sees when something is away: no answer, no broker, no page, and a server asked to end."""

import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice, running_office

NOT_KNOWN = "We do not know whether {} was called. Look at the lobby screen before pressing again."
BUSY = 'class="notice busy"'


@pytest.fixture
def frail_office(tmp_path: Path) -> Iterator[RunningOffice]:
    """An office of its own, for tests that break it."""
    with running_office(tmp_path) as running:
        yield running


def test_a_press_without_an_answer_says_so_and_a_late_answer_settles_it(
    frail_office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), frail_office, 1)
    number = frail_office.take(1)
    expect(page.locator("#key-1 .hint")).to_have_text(f"Calls {number}")
    frail_office.broker.signal(signal.SIGSTOP)
    page.keyboard.press("1")
    expect(page.locator(".notice")).to_have_text(NOT_KNOWN.format(number))
    expect(page.locator("#say")).to_have_text(NOT_KNOWN.format(number))
    frail_office.broker.signal(signal.SIGCONT)
    expect(page.locator(".number")).to_have_text(number)
    expect(page.locator(".notice")).to_have_count(0)


def test_a_press_too_many_is_told_no_longer_than_the_first_waits(frail_office: RunningOffice) -> None:
    with httpx.Client(base_url=frail_office.url, follow_redirects=True) as clerk:
        path = "/counter/1"
        token = re.findall(r'name="form_token" value="(\w+)"', clerk.get(path).text)[0]

        def press(verb: str) -> str:
            return clerk.post(f"{path}/do", data={"form_token": token, "verb": verb}).text

        press("open_counter")
        number = frail_office.take(1)
        frail_office.broker.signal(signal.SIGSTOP)
        with ThreadPoolExecutor() as fingers:
            presses = [fingers.submit(press, "call_next") for _ in range(2)]
            wait(presses, return_when=FIRST_COMPLETED)
            told = BUSY in clerk.get(path).text
            frail_office.broker.signal(signal.SIGCONT)
        shown = clerk.get(path).text
    assert (told, BUSY in shown, f'<p class="number">{number}</p>' in shown) == (True, False, True)


def test_a_silent_broker_is_said_in_time_and_the_old_press_is_not_done_later(
    frail_office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), frail_office, 1)
    number = frail_office.take(1)
    expect(page.locator("#key-1 .hint")).to_have_text(f"Calls {number}")
    frail_office.broker.signal(signal.SIGSTOP)
    stopped_s = time.monotonic()
    page.keyboard.press("1")
    expect(page.locator(".notice")).to_have_text(NOT_KNOWN.format(number))
    expect(page.locator(".stale")).to_contain_text("Not updated since", timeout=40_000)
    assert 9 < time.monotonic() - stopped_s < 30  # 15 s after the last heartbeat, which was up to 5 s earlier
    page.keyboard.press("1")
    expect(page.locator("#say")).to_have_text("Not live")
    frail_office.broker.signal(signal.SIGCONT)
    expect(page.locator(".notice")).to_have_text("It arrived too late and was not done.")
    expect(page.locator(".live")).to_contain_text("Live,")
    expect(page.locator(".nobody")).to_have_text("Nobody is with you")


def test_a_broker_that_ends_is_said_at_once(frail_office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), frail_office, 1)
    frail_office.broker.stop()
    expect(page.locator(".live")).to_contain_text("Not live since", timeout=10_000)


def test_a_page_that_has_lost_the_server_says_so_at_once_and_sends_nothing(
    frail_office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), frail_office, 1)
    frail_office.web.signal(signal.SIGKILL)
    expect(page.locator("#lost")).to_contain_text("This page has lost its connection", timeout=10_000)
    page.keyboard.press("1")
    expect(page.locator(".notice")).to_have_text("Nothing was sent: this page has no connection.")


def test_the_server_ends_in_seconds_though_pages_hold_streams_open(
    frail_office: RunningOffice, browse: Opener
) -> None:
    sit_down(browse(), frail_office, 1)
    asked_s = time.monotonic()
    assert frail_office.web.stop() == 0
    assert time.monotonic() - asked_s < 10
