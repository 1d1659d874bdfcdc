"""Whose presses are taken, and what every answer carries."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.counter.programs import RunningOffice


@pytest.fixture
def browser(office: RunningOffice) -> Iterator[httpx.Client]:
    """A browser as seen from the wire."""
    with httpx.Client(base_url=office.url) as client:
        client.get("/")
        yield client


def token(browser: httpx.Client) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', browser.get("/counter/1").text)
    assert found is not None
    return found[1]


def open_counter(browser: httpx.Client, form_token: str, **headers: str) -> int:
    fields = {"form_token": form_token, "verb": "open_counter"}
    return browser.post("/counter/1/do", data=fields, headers=headers).status_code


def test_a_press_from_our_own_page_is_taken(office: RunningOffice, browser: httpx.Client) -> None:
    assert open_counter(browser, token(browser), Origin=office.url) == 303
    assert 'id="key-1"' in browser.get("/counter/1").text


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://["])
def test_a_press_from_another_page_is_refused(browser: httpx.Client, origin: str) -> None:
    assert open_counter(browser, token(browser), Origin=origin) == 403


def test_a_press_that_another_site_sends_is_refused(browser: httpx.Client) -> None:
    assert open_counter(browser, token(browser), **{"Sec-Fetch-Site": "cross-site"}) == 403


def test_a_form_made_for_another_browser_is_refused(office: RunningOffice, browser: httpx.Client) -> None:
    with httpx.Client(base_url=office.url) as other:
        assert open_counter(browser, token(other)) == 403
    assert open_counter(browser, "") == 403


def test_without_its_cookie_a_form_is_refused(browser: httpx.Client) -> None:
    form_token = token(browser)
    browser.cookies.clear()
    assert open_counter(browser, form_token) == 403


def test_a_form_that_cannot_be_followed_is_answered_with_the_field(browser: httpx.Client) -> None:
    fields = {"form_token": token(browser), "verb": "undo", "seq": "last"}
    answer = browser.post("/counter/1/do", data=fields)
    assert (answer.status_code, "seq must be a whole number." in answer.text) == (400, True)


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "elsewhere.example:{port}",
        "localhost.elsewhere.example",
        "127.0.0.1.example",
        "[",
    ],
)
def test_whoever_gives_our_address_a_name_of_theirs_gets_nothing(browser: httpx.Client, host: str) -> None:
    named = host.format(port=browser.base_url.port)
    answer = browser.get("/counter/1", headers={"Host": named, "Cookie": ""})
    assert (answer.status_code, answer.headers.get("set-cookie")) == (421, None)
    press = {"Host": named, "Origin": f"http://{named}"}
    assert browser.post("/counter/1/do", headers=press).status_code == 421


@pytest.mark.parametrize(
    "host", ["localhost:{port}", "LOCALHOST", "192.168.1.10:8080", "[::1]:{port}", "eile.example"]
)
def test_our_own_names_and_any_address_are_answered(browser: httpx.Client, host: str) -> None:
    named = host.format(port=browser.base_url.port)
    assert browser.get("/", headers={"Host": named}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/counter/1", "/counter/99", "/head", "/nowhere", "/head.csv"])
def test_every_answer_is_strict_and_kept_by_nobody(browser: httpx.Client, path: str) -> None:
    headers = browser.get(path).headers
    assert headers["content-security-policy"].split("; ") == [
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert headers["cache-control"] == "no-store"


def test_files_that_do_not_change_may_be_kept(browser: httpx.Client) -> None:
    paths = ["/static/talonas.css", "/static/colours.css", "/static/live.js", "/fonts/Roboto-Bold.ttf"]
    answers = [browser.get(path) for path in paths]
    assert [(a.status_code, a.headers["cache-control"]) for a in answers] == [(200, "no-cache")] * 4


@pytest.mark.parametrize("path", ["/static/../web.py", "/static/%2e%2e/web.py", "/fonts/../tokens.py"])
def test_no_path_leads_out_of_the_folders(browser: httpx.Client, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_seat_is_the_browsers_own_and_is_kept(office: RunningOffice) -> None:
    with httpx.Client(base_url=office.url) as client:
        given = client.get("/").headers["set-cookie"]
        again = client.get("/").headers.get("set-cookie")
    assert re.fullmatch(r"talonas_seat=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax", given)
    assert again is None


@pytest.mark.parametrize(
    ("mode", "destination", "given"),
    [("navigate", "document", True), ("navigate", "iframe", False), ("no-cors", "image", False)],
)
def test_another_site_gets_a_seat_for_a_followed_link_only(
    office: RunningOffice, mode: str, destination: str, given: bool
) -> None:
    answer = httpx.get(
        f"{office.url}/",
        headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": destination},
    )
    assert ("set-cookie" in answer.headers) is given


def test_pages_carry_neither_scripts_nor_styles_of_their_own(browser: httpx.Client) -> None:
    for path in ("/", "/counter/1", "/head", "/head/definitions"):
        page = browser.get(path).text
        assert re.findall(r"<style|style=|<script(?! src=\"/static/)| on\w+=\"|https?://", page) == []
