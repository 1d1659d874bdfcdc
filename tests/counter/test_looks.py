"""How the pages look: on a telephone, in the dark, by keyboard alone, and with nothing from outside."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from broker.look.tokens import DARK, LIGHT
from counter.pages import colours_css
from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice

PATHS = ("/", "/counter/1", "/counter/2", "/head", "/head/definitions")


def at_work(office: RunningOffice, page: Page, counter: int = 1) -> Page:
    """That counter with a called visitor; counter 2 stays closed."""
    page.goto(f"{office.url}/counter/{counter}")
    if page.locator("#take-over").count():
        page.locator("#take-over").click()
        expect(page.locator(".number")).to_be_visible()
        return page
    sit_down(page, office, counter)
    office.take(counter)
    expect(page.locator("#key-1 .hint")).to_contain_text("Calls")
    page.keyboard.press("1")
    expect(page.locator(".number")).to_be_visible()
    return page


def test_the_colours_are_the_tokens_of_every_other_screen() -> None:
    light, dark = colours_css().split("@media (prefers-color-scheme:dark)")
    for css, palette in ((light, LIGHT), (dark, DARK)):
        found = {name.replace("-", "_"): value for name, value in re.findall(r"--([\w-]+):#(\w+);", css)}
        assert found == dict(palette)


def test_nothing_is_wider_than_a_telephone_and_every_button_can_be_hit(
    office: RunningOffice, browse: Opener
) -> None:
    page = browse()
    at_work(office, page)
    page.set_viewport_size({"width": 360, "height": 740})
    for path in PATHS:
        page.goto(office.url + path)
        page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
        boxes = [b.bounding_box() for b in page.locator("button:visible, a.button:visible").all()]
        assert [box for box in boxes if box and box["height"] < 44] == [], path


@pytest.mark.parametrize("width", [720, 1024, 1440])
def test_nothing_is_cut_off_at_200_per_cent(office: RunningOffice, browse: Opener, width: int) -> None:
    page = browse()
    at_work(office, page)
    page.set_viewport_size({"width": width, "height": 450})
    for path in PATHS:
        page.goto(office.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


def test_the_pages_follow_the_dark(office: RunningOffice, browse: Opener) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page = browse(color_scheme=scheme)
        page.goto(f"{office.url}/")
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(241, 244, 245)", "rgb(10, 20, 27)"]


def test_the_typeface_comes_from_the_office_and_nothing_from_elsewhere(
    office: RunningOffice, browse: Opener
) -> None:
    page = browse()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto(office.url + path, wait_until="load")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Roboto')")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(office.url).netloc}
    assert any(url.endswith("/fonts/Roboto-Regular.ttf") for url in asked)


def test_every_control_shows_where_the_focus_is(office: RunningOffice, browse: Opener) -> None:
    page = at_work(office, browse())
    page.locator("body").press("Tab")
    seen = []
    for _ in range(12):
        seen.append(
            page.evaluate(
                "[getComputedStyle(document.activeElement).outlineWidth, document.activeElement.id]"
            )
        )
        page.keyboard.press("Tab")
    assert {width for width, _ in seen} == {"3px"}
    assert {"key-1", "key-2", "key-3", "do-recall", "transfer"} <= {name for _, name in seen}


def test_the_focus_stays_where_it_was_when_the_page_changes(office: RunningOffice, browse: Opener) -> None:
    page = at_work(office, browse(), counter=3)
    page.locator("#key-2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-head")).to_have_text("With you now")
    assert page.evaluate("document.activeElement.id") == "key-2"


def test_every_page_has_one_first_heading_one_main_part_and_named_buttons(
    office: RunningOffice, browse: Opener
) -> None:
    page = browse()
    at_work(office, page)
    for path in PATHS:
        page.goto(office.url + path)
        assert (page.locator("h1").count(), page.locator("main").count()) == (1, 1), path
        names = [button.inner_text().strip() for button in page.locator("button:visible").all()]
        assert "" not in names, path
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((thing) => thing.id)")
        assert len(ids) == len(set(ids)), path
