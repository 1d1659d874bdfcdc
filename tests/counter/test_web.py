"""The counter's page in real Chromium, on a real broker and MQTT server."""

import re

from playwright.sync_api import Page, expect

from tests.counter.conftest import Opener, sit_down
from tests.counter.programs import RunningOffice


def ticket(page: Page) -> str:
    """What stands large on the page."""
    return page.locator("#part-ticket .number, #part-ticket .nobody").inner_text()


# -- signing in


def test_a_counter_is_chosen_and_opened(office: RunningOffice, browse: Opener) -> None:
    page = browse()
    page.goto(office.url)
    page.get_by_role("button", name="Open counter 1", exact=True).click()
    expect(page).to_have_url(f"{office.url}/counter/1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Counter 1")
    cookie = page.context.cookies()[0]
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("talonas_seat", True, "Lax")


def test_a_taken_counter_is_taken_over_only_in_a_second_step(office: RunningOffice, browse: Opener) -> None:
    first, second = sit_down(browse(), office, 2), browse()
    number = office.take(2)
    first.keyboard.press("1")
    expect(first.locator(".number")).to_have_text(number)
    second.goto(office.url)
    second.get_by_role("link", name="Somebody is there… counter 2", exact=True).click()
    expect(second.get_by_role("heading", name="Somebody is signed in at counter 2")).to_be_visible()
    expect(second.locator("main")).to_contain_text(f"{number} is at this counter now.")
    second.get_by_role("button", name="Take over counter 2").click()
    expect(second.locator(".number")).to_have_text(number)
    expect(first.get_by_role("heading", name="Somebody is signed in at counter 2")).to_be_visible()


def test_whoever_presses_open_a_moment_too_late_is_told_why(office: RunningOffice, browse: Opener) -> None:
    late = browse(java_script_enabled=False)
    late.goto(f"{office.url}/counter/3")
    sit_down(browse(), office, 3)
    late.get_by_role("button", name="Open counter 3").click()
    expect(late.locator(".notice")).to_have_text("Somebody is signed in at counter 3.")
    expect(late.get_by_role("button", name="Take over counter 3")).to_be_visible()


# -- the common day


def test_the_common_day_is_keys_1_2_3(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 4)
    number = office.take(4, spoken_language="lt")
    expect(page.locator("#key-1 .hint")).to_have_text(f"Calls {number}")
    seen = []
    for key, label in (("1", "Called now"), ("2", "With you now"), ("3", "Your visitor")):
        page.keyboard.press(key)
        expect(page.locator("#ticket-head")).to_have_text(label)
        seen.append(ticket(page))
    assert seen == [number, number, "Nobody is with you"]
    expect(page.locator("#part-undo")).to_contain_text(f"{number} finished.")


def test_the_keys_keep_their_places(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 5)
    number = office.take(5, spoken_language="lt")
    expect(page.locator("#key-1 .hint")).to_have_text(f"Calls {number}")
    places = []
    for key in ("1", "2", "3"):
        places.append([page.locator(f"#key-{n}").bounding_box() for n in (1, 2, 3)])
        before = page.locator("#ticket-head").inner_text()
        page.keyboard.press(key)
        expect(page.locator("#ticket-head")).not_to_have_text(before)
    assert places == [places[0]] * 3


def test_an_unavailable_key_says_why_and_sends_nothing(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 6)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.keyboard.press("3")
    expect(page.locator("#say")).to_have_text("Nobody is with you")
    assert "POST" not in asked
    expect(page.locator("#key-3")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Close", exact=True).click()


def test_a_visitor_is_called_again_and_then_marked_as_not_come(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 6)
    number = office.take(6)
    page.keyboard.press("1")
    expect(page.locator(".number")).to_have_text(number)
    expect(page.locator("#do-mark_no_show .hint")).to_have_text(re.compile(r"In \d s"))
    page.get_by_role("button", name="Call again").click()
    expect(page.locator(".facts")).to_contain_text("again 1 of 3")
    expect(page.locator("#do-mark_no_show .hint")).to_have_text("Nobody came")
    page.get_by_role("button", name="No-show").click()
    expect(page.locator("#part-undo")).to_contain_text(f"{number} marked as not come.")


def test_what_was_done_by_mistake_is_undone(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 7)
    number = office.take(7)
    page.keyboard.press("1")
    expect(page.locator(".number")).to_have_text(number)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".nobody")).to_have_text("Nobody is with you")
    expect(page.locator("#part-queue .next")).to_contain_text(f"Next will call {number}")


# -- transfer


def test_a_transfer_takes_number_note_and_visitor_to_a_colleague(
    office: RunningOffice, browse: Opener
) -> None:
    page, colleague = sit_down(browse(), office, 8), sit_down(browse(), office, 9)
    number = office.take(8)
    page.keyboard.press("1")
    expect(page.locator(".number")).to_have_text(number)
    page.locator("#transfer").click()
    page.select_option("#transfer-topic", label="Topic 9")
    page.select_option("#transfer-counter", label="Counter 9")
    page.fill("#transfer-note", "has the plan of floor 3 with him")
    expect(page.locator("#do-mark_no_show .hint")).to_have_text("Nobody came")
    assert page.input_value("#transfer-note") == "has the plan of floor 3 with him"
    page.get_by_role("button", name=f"Transfer {number}").click()
    expect(page.locator("#part-undo")).to_contain_text(f"{number} transferred.")
    colleague.keyboard.press("1")
    expect(colleague.locator(".number")).to_have_text(number)
    expect(colleague.locator(".topic")).to_have_text("Topic 9")
    expect(colleague.locator("#part-further")).to_contain_text("has the plan of floor 3 with him")


def test_figures_typed_into_a_note_press_no_key(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 10)
    number = office.take(10)
    page.keyboard.press("1")
    expect(page.locator(".number")).to_have_text(number)
    page.locator("#transfer").click()
    page.locator("#transfer-note").press_sequentially("form 213")
    assert page.input_value("#transfer-note") == "form 213"
    expect(page.locator("#ticket-head")).to_have_text("Called now")


# -- breaks and the end


def test_a_break_has_a_reason_and_an_end(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 11)
    page.locator("#pause").click()
    page.get_by_role("button", name="Lunch").click()
    expect(page.locator(".nobody")).to_have_text("Lunch")
    expect(page.locator("#key-1 .hint")).to_have_text("The counter is on a break.")
    page.get_by_role("button", name="End the break").click()
    expect(page.locator(".nobody")).to_have_text("Nobody is with you")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("heading", name="Counter 11 is closed")).to_be_visible()


def test_a_counter_closes_after_its_visitor(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 12)
    number = office.take(12)
    page.keyboard.press("1")
    expect(page.locator(".number")).to_have_text(number)
    page.get_by_role("button", name="Close after this visitor").click()
    expect(page.locator("#do-close_counter")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("2")
    expect(page.locator("#ticket-head")).to_have_text("With you now")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="Counter 12 is closed")).to_be_visible()


# -- alerts


def test_a_visitor_who_asks_for_a_person_is_shown_until_somebody_goes(
    office: RunningOffice, browse: Opener
) -> None:
    page = sit_down(browse(), office, 13)
    office.call_a_person()
    expect(page.locator(".alert.now")).to_contain_text("A visitor asks for a person")
    expect(page.locator("#say")).to_have_text("A visitor asks for a person, Kiosk 1")
    page.get_by_role("button", name="I am going").click()
    expect(page.locator(".alert.now")).to_have_count(0)


def test_a_ticket_without_paper_is_shown_to_everybody(office: RunningOffice, browse: Opener) -> None:
    page = sit_down(browse(), office, 14)
    number = office.take_unprinted(14)
    expect(page.locator(".alert")).to_contain_text(f"{number} was not printed")
    page.keyboard.press("1")
    expect(page.locator(".wishes")).to_contain_text("Not printed")
    page.get_by_role("button", name="Noted").click()
    expect(page.locator(".alert")).to_have_count(0)
