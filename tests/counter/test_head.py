"""The head's pages on a real log: the same figures as the report, in sentences, charts and tables."""

import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice, running_office


def serve_one(page_office: RunningOffice, browse: Opener, counter: int) -> None:
    """One whole visit at a counter."""
    page = sit_down(browse(), page_office, counter)
    page_office.take(counter)
    expect(page.locator("#key-1 .hint")).to_contain_text("Calls")
    for key, label in (("1", "Called now"), ("2", "With you now"), ("3", "Your visitor")):
        page.keyboard.press(key)
        expect(page.locator("#ticket-head")).to_have_text(label)


def test_before_the_first_ticket_a_sentence_stands_where_figures_will(tmp_path: Path, browse: Opener) -> None:
    with running_office(tmp_path) as office:
        page = browse()
        page.goto(f"{office.url}/head")
        expect(page.get_by_role("heading", level=2)).to_have_text("Nobody has come yet")
        assert page.locator("svg.chart").count() == 0


def test_the_page_and_its_downloads_have_the_figures_of_the_report(
    office: RunningOffice, browse: Opener
) -> None:
    serve_one(office, browse, 1)
    office.take(2)
    told = json.loads(office.report("--json"))
    shown = httpx.get(f"{office.url}/head.json").json()
    ends = ("visits", "legs", "service", "over_30", "not_printed", "histogram")
    assert {name: shown[name] for name in ends} == {name: told[name] for name in ends}
    assert shown["visits"] == {
        "entered": 2, "served": 1, "no_shows": 0, "transferred": 0, "cancelled": 0, "unserved": 0,
        "still_open": 1,
    }  # fmt: skip
    columns = [
        httpx.get(f"{office.url}/head.csv").text.splitlines()[0],
        office.report("--csv").splitlines()[0],
    ]
    assert columns[0] == columns[1]


def test_the_verdict_never_stands_alone(office: RunningOffice, browse: Opener) -> None:
    serve_one(office, browse, 3)
    page = browse()
    page.goto(f"{office.url}/head")
    verdict = page.locator("#part-verdict")
    expect(verdict).to_contain_text("visitors waited over 30 minutes.")
    expect(verdict).to_contain_text("The goal is under 2\u00a0%.")
    for words in ("Half of the waits lasted", "Worst topic: Topic", "Worst half hour:", "Worst wait:"):
        expect(verdict).to_contain_text(words)
    headings = page.locator("#part-figures h3").all_inner_texts()
    assert headings == [
        "Visitors", "Wait, min", "Service, min", "Priority, min", "Estimates on tickets, min",
        "All counters, hours",
    ]  # fmt: skip


def test_every_chart_has_its_table(office: RunningOffice, browse: Opener) -> None:
    serve_one(office, browse, 4)
    page = browse()
    page.goto(f"{office.url}/head")
    for part in ("#part-histogram", "#part-half-hours"):
        expect(page.locator(f"{part} .wide svg.chart")).to_be_visible()
        page.locator(f"{part} summary").click()
        expect(page.locator(f"{part} table")).to_be_visible()
    waits = [int(text) for text in page.locator("#part-histogram td").all_inner_texts()]
    entered = page.locator("#part-topics tfoot td").first.inner_text()
    assert sum(waits) == int(entered)


def test_no_figure_of_a_single_counter_is_shown(office: RunningOffice, browse: Opener) -> None:
    page = browse()
    page.goto(f"{office.url}/head")
    text = page.locator("main").inner_text()
    assert [word for word in ("Counter 1", "counter 1", "seat") if word in text] == []


def test_the_definitions_are_one_link_away(office: RunningOffice, browse: Opener) -> None:
    serve_one(office, browse, 5)
    page = browse()
    page.goto(f"{office.url}/head")
    page.get_by_role("link", name="How each figure is defined").click()
    expect(page.locator("#wait + dd")).to_contain_text("the total time it spent waiting")


def test_a_day_without_a_log_entry_is_an_empty_day(office: RunningOffice) -> None:
    page = httpx.get(f"{office.url}/head", params={"day": "2020-02-29"})
    assert (page.status_code, "Nobody came on this day" in page.text) == (200, True)


@pytest.mark.parametrize("path", ["/head", "/head.json", "/head.csv"])
def test_a_day_that_is_still_to_come_has_no_page(office: RunningOffice, path: str) -> None:
    today = date.fromisoformat(httpx.get(f"{office.url}/head.json").json()["day"])
    days = [str(today), str(today + timedelta(days=1)), "9999-12-31", "0001-01-01"]
    answers = [httpx.get(f"{office.url}{path}", params={"day": day}).status_code for day in days]
    assert answers == [200, 400, 400, 400]


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", ""])
def test_a_day_that_is_none_is_refused(office: RunningOffice, day: str) -> None:
    assert httpx.get(f"{office.url}/head", params={"day": day}).status_code == 400


def test_without_a_broker_page_and_report_count_to_the_same_moment(tmp_path: Path) -> None:
    with running_office(tmp_path) as office:
        office.take(1)
        office.broker.stop()
        time.sleep(5)
        shown = httpx.get(f"{office.url}/head.json").json()
        told = json.loads(office.report("--json"))
    apart = datetime.fromisoformat(told["at"]) - datetime.fromisoformat(shown["at"])
    assert timedelta() <= apart < timedelta(seconds=4)
