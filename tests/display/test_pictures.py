"""The lobby's pictures, judged as lists of what is drawn: sizes, places, words, colours. Without a window."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broker.contract.boards import LobbyBoard, Suspension
from broker.contract.estimates import Estimate
from broker.contract.terms import Stopped
from broker.look.measure import problems
from broker.look.scene import Box, Icon, Panel, Scene, Text
from display.glass import Glass
from display.hall import View
from display.presenter import scene
from display.words import all_languages
from tests.display.lobbies import NOW, USUAL, board, call, glass, stale_view, topic, view

PANELS = {
    "55": USUAL,
    "65": Panel(width_px=1920, height_px=1080, diagonal_in=65.0),
    "55 in 4K": Panel(width_px=3840, height_px=2160, diagonal_in=55.0),
    "21.5": Panel(width_px=1920, height_px=1080, diagonal_in=21.5),
    "10.1": Panel(width_px=1280, height_px=800, diagonal_in=10.1),
    "19 square": Panel(width_px=1280, height_px=1024, diagonal_in=19.0),
    "55 upright": Panel(width_px=1080, height_px=1920, diagonal_in=55.0),
}
NO_CALLS = replace(board(), calls=())
TWO_DIGITS = replace(
    board(),
    calls=(call("A1001", 36, 42), *(replace(one, counter=one.counter + 10) for one in board().calls[1:])),
)
ROUGHLY = replace(
    board(),
    topics=tuple(
        replace(topic(x), estimate=Estimate(low_s=700, mid_s=700, high_s=700, roughly=True))
        for x in "ADEFGKN"
    ),
)
SLOW = replace(
    board(),
    topics=tuple(
        replace(topic(x), estimate=Estimate(low_s=2800, mid_s=4000, high_s=7000, roughly=False))
        for x in "ADEFGKN"
    ),
)
SIXTEEN = replace(
    board(),
    topics=tuple(
        replace(topic(x), id=f"{x}{n}".lower(), letter=chr(65 + n)) for n, x in enumerate("ADEFGKLN" * 2)
    ),
)


def stopped(what: Stopped) -> LobbyBoard:
    """The usual hall, suspended at 9:31."""
    since = NOW - timedelta(minutes=11)
    suspension = Suspension(stopped=what, reason="Neveikia mūsų duomenų sistema.", since=since)
    return replace(board(), suspended=suspension)


VIEWS = {
    "live": view(),
    "inverted": replace(view(), inverted=True),
    "two digits": view(TWO_DIGITS),
    "roughly": view(ROUGHLY),
    "over an hour": view(SLOW),
    "sixteen topics": view(SIXTEEN),
    "no topics": view(replace(board(), topics=())),
    "one call": view(replace(board(), calls=board().calls[:1])),
    "nobody called": view(NO_CALLS),
    "calling stopped": view(stopped(Stopped.CALLING)),
    "issuing stopped": view(stopped(Stopped.ISSUING)),
    "stale": stale_view(),
    "stale and stopped": stale_view(stopped(Stopped.BOTH)),
    "stale and nobody called": stale_view(NO_CALLS),
    "connecting": View(),
    "never connected": View(stale=True),
}


def texts(shown: Scene) -> dict[str, str]:
    """Every text by its name, lines of one text joined."""
    found: dict[str, str] = {}
    for item in shown.items:
        if isinstance(item, Text):
            name = item.name.split("/")
            key = "/".join(name[:-1]) if name[-1].isdigit() else item.name
            found[key] = f"{found[key]} {item.text}" if key in found else item.text
    return found


def text(shown: Scene, name: str) -> Text:
    return next(item for item in shown.items if isinstance(item, Text) and item.name == name)


def box(shown: Scene, name: str) -> Box:
    return next(item for item in shown.items if isinstance(item, Box) and item.name == name)


def icons(shown: Scene) -> set[str]:
    return {item.icon for item in shown.items if isinstance(item, Icon)}


def fills(shown: Scene) -> set[str]:
    """All colours used but hairlines'."""
    return {item.fill for item in shown.items if isinstance(item, Box)} | {
        item.colour for item in shown.items if isinstance(item, Text | Icon)
    }


# -- nothing is ever too small, outside, over something else or badly coloured


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", VIEWS)
def test_every_picture_is_within_the_limits_on_every_panel(name: str, panel: str) -> None:
    for dark in (False, True):
        there = glass(PANELS[panel], dark=dark)
        assert problems(scene(VIEWS[name], there), least_text_mm=there.sizes.word_mm) == ()


@pytest.mark.parametrize("language", all_languages())
@pytest.mark.parametrize("name", VIEWS)
def test_every_picture_is_within_the_limits_in_every_language(name: str, language: str) -> None:
    there = glass(language=language)
    assert problems(scene(VIEWS[name], there), least_text_mm=there.sizes.word_mm) == ()


@pytest.mark.parametrize("distance_m", [4.0, 6.0, 8.0, 9.0, 10.0, 12.0])
@pytest.mark.parametrize("name", VIEWS)
def test_every_picture_is_within_the_limits_at_every_distance(name: str, distance_m: float) -> None:
    there = glass(distance_m=distance_m)
    assert problems(scene(VIEWS[name], there), least_text_mm=there.sizes.word_mm) == ()


# -- the calls


def test_the_newest_call_stands_large_on_amber_with_an_ink_edge() -> None:
    shown = scene(view(), glass())
    assert texts(shown)["call/number"] == "A047"
    assert texts(shown)["call/counter"] == "4"
    assert (texts(shown)["call/label"], texts(shown)["call/counter_label"]) == ("Kviečiame", "Langelis")
    assert (box(shown, "call").fill, box(shown, "call").edge) == ("call", "on_call")


def test_on_dark_amber_stands_alone() -> None:
    assert box(scene(view(), glass(dark=True)), "call").edge is None


@pytest.mark.parametrize("distance_m", [4.0, 8.0, 9.0, 10.0, 12.0])
def test_the_newest_call_has_the_size_its_farthest_reader_needs(distance_m: float) -> None:
    shown = scene(view(), glass(distance_m=distance_m))
    assert text(shown, "call/number").cap_mm >= distance_m * 1000 / 82
    assert text(shown, "call/counter").cap_mm == text(shown, "call/number").cap_mm


def test_the_last_calls_stand_below_in_the_same_columns() -> None:
    shown = scene(view(), glass())
    rows = [(f"row/{n}/number", f"row/{n}/counter") for n in range(1, 6)]
    assert [(texts(shown)[a], texts(shown)[b]) for a, b in rows] == [
        ("D018", "2"), ("A046", "5"), ("F009", "1"), ("G014", "3"), ("E011", "2"),
    ]  # fmt: skip
    assert {text(shown, a).x_mm for a, _ in rows} == {text(shown, "call/number").x_mm}
    assert {text(shown, b).x_mm for _, b in rows} == {text(shown, "call/counter").x_mm}
    assert [texts(shown)[f"row/{n}/time"] for n in range(1, 6)] == ["9:40", "9:38", "9:36", "9:33", "9:29"]


def test_the_columns_stay_where_they_are_when_counter_ten_calls() -> None:
    ten = replace(board(), calls=(replace(board().calls[0], counter=10), *board().calls[1:]))
    places = [
        [
            (item.name, item.x_mm, item.y_mm)
            for item in scene(view(one), glass()).items
            if isinstance(item, Text | Icon)
        ]
        for one in (board(), ten)
    ]
    assert places[0] == places[1]


def test_a_new_call_changes_amber_and_ink_and_nothing_else() -> None:
    rest, inverted = scene(view(), glass()), scene(replace(view(), inverted=True), glass())
    assert (box(inverted, "call").fill, text(inverted, "call/number").colour) == ("on_call", "call")
    changed = {a.name for a, b in zip(rest.items, inverted.items, strict=True) if a != b}
    assert {name.split("/")[0] for name in changed} == {"call"}


def test_before_the_first_call_it_says_what_is_true_and_what_comes() -> None:
    shown = scene(view(NO_CALLS), glass())
    assert texts(shown)["nobody/what"] == "Dar niekas nepakviestas."
    assert "call" not in fills(shown)


def test_when_the_office_is_closed_it_says_so_and_when_it_opens() -> None:
    shut = tuple(replace(one, open=False, opens_at=NOW + timedelta(days=1)) for one in board().topics)
    shown = texts(scene(view(replace(NO_CALLS, topics=shut)), glass()))
    assert (shown["nobody/what"], shown["nobody/then"]) == ("Dabar uždaryta.", "Dirbsime nuo an 9:42.")


# -- the waiting times


def waits(shown: Scene, topic_id: str) -> str:
    """All that stands at the right end of a topic's row, from left to right."""
    ends = [
        item
        for item in shown.items
        if isinstance(item, Text)
        and item.name.startswith((f"topic/{topic_id}/wait", f"topic/{topic_id}/said"))
    ]
    return " ".join(item.text for item in sorted(ends, key=lambda item: item.x_mm))


def test_topics_stand_in_the_office_s_order_with_their_range() -> None:
    shown = scene(view(), glass())
    letters = [item.text for item in shown.items if isinstance(item, Text) and item.name.endswith("/letter")]
    assert letters == list("ADEFGKLN")
    assert waits(shown, "a") == "15–25 min"
    assert texts(shown)["topic/a/name"] == "Pensija"


def test_a_single_figure_says_that_it_is_rough() -> None:
    assert waits(scene(view(ROUGHLY), glass()), "a") == "apie 10 min"


def test_a_closed_topic_stays_and_says_when_it_opens() -> None:
    shown = scene(view(), glass())
    assert waits(shown, "l") == "nuo 13:00"
    assert (text(shown, "topic/l/letter").colour, "closed" in icons(shown)) == ("ink2", True)


def test_where_names_are_long_the_words_beside_the_figures_go_first() -> None:
    shown = scene(view(ROUGHLY), glass(language="fi"))
    assert texts(shown)["topics/heading"] == "Odotusaika, min"
    assert waits(shown, "d") == "~10"
    assert texts(shown)["topic/d/name"] == "Sairauspäiväraha"


def test_the_column_widens_for_long_names_as_far_as_the_newest_call_allows() -> None:
    usual, finnish = scene(view(), glass()), scene(view(), glass(language="fi"))
    assert text(finnish, "topics/heading").x_mm < text(usual, "topics/heading").x_mm
    assert text(finnish, "call/number").cap_mm >= 8000 / 82


def test_rows_do_not_jump_when_the_waits_change() -> None:
    calm = tuple(replace(one, estimate=None, waiting=0) for one in board().topics)
    names = [
        {
            item.name: item
            for item in scene(view(one), glass()).items
            if item.name.endswith(("/name", "/letter"))
        }
        for one in (board(), replace(board(), topics=calm))
    ]
    assert names[0] == names[1]


def test_a_name_too_long_for_its_row_loses_words_not_size() -> None:
    eight = replace(ROUGHLY, topics=(*ROUGHLY.topics, topic("L")))
    shown = scene(view(eight), glass(language="fi"))
    assert texts(shown)["topic/a/name"] == "Vanhuuseläke"
    assert text(shown, "topic/a/name").cap_mm == glass().sizes.word_mm


def test_with_few_topics_a_long_name_takes_two_lines() -> None:
    few = replace(ROUGHLY, topics=ROUGHLY.topics[:4])
    assert texts(scene(view(few), glass(language="fi")))["topic/a/name"] == "Vanhuuseläke ja takuueläke"


def test_many_topics_stand_in_two_columns_by_their_letters() -> None:
    shown = scene(view(SIXTEEN), glass())
    assert [name for name in texts(shown) if name.endswith("/name")] == []
    assert len([name for name in texts(shown) if name.endswith("/letter")]) == 16
    assert waits(shown, "a0") == "15–25"


def test_topics_nobody_waits_for_make_room_where_even_two_columns_do_not_suffice() -> None:
    thirty = tuple(replace(topic("A"), id=f"t{n}", letter=f"T{n}", waiting=n % 3) for n in range(30))
    shown = scene(view(replace(board(), topics=thirty)), glass())
    letters = [item.text for item in shown.items if isinstance(item, Text) and item.name.endswith("/letter")]
    waited_for = [one.letter for one in thirty if one.waiting]
    assert [letter for letter in letters if letter in waited_for] == waited_for
    assert letters == sorted(letters, key=lambda letter: int(letter[1:]))


def test_the_waiting_times_go_first_where_there_is_no_room() -> None:
    far = scene(view(), glass(distance_m=10.0))
    assert [name for name in texts(far) if name.startswith("topic")] == []
    assert texts(far)["call/number"] == "A047"


def test_on_an_upright_panel_they_stand_below_the_calls() -> None:
    shown = scene(view(), glass(PANELS["55 upright"]))
    assert text(shown, "topics/heading").y_mm > text(shown, "row/5/number").y_mm
    assert waits(shown, "n") == "10–20 min"


# -- round the news


def test_the_header_says_hall_office_and_time() -> None:
    shown = texts(scene(view(), glass()))
    assert (shown["hall"], shown["office"], shown["clock"]) == ("1 salė", "Vilniaus skyrius", "9:42")


def test_the_notice_stands_in_the_footer_and_without_one_there_is_no_footer() -> None:
    shown = texts(scene(view(), glass()))
    assert shown["notice"] == board().notices["lt"]
    assert "notice" not in texts(scene(view(replace(board(), notices={})), glass()))


def test_texts_come_in_the_screen_s_language_or_else_in_the_office_s() -> None:
    shown = texts(scene(view(), glass(language="en")))
    assert (shown["hall"], shown["call/label"], shown["topic/d/name"]) == (
        "Hall 1",
        "Now calling",
        "Sickness benefit",
    )
    assert shown["notice"] == board().notices["lt"]


# -- when not all is well


def test_a_silent_broker_is_said_in_a_band_and_takes_amber_and_estimates_away() -> None:
    shown = scene(stale_view(), glass())
    assert texts(shown)["band/since"] == "Ekranas neatnaujintas nuo 9:41"
    assert (box(shown, "band").fill, "clock_struck_out" in icons(shown)) == ("ink", True)
    assert fills(shown) & {"call", "on_call", "deep"} == set()
    assert [name for name in texts(shown) if name.startswith("topic")] == []


def test_the_last_known_call_stays_grey_within_a_dashed_edge() -> None:
    shown = scene(stale_view(), glass())
    assert texts(shown)["call/label"] == "Paskutinis žinomas kvietimas"
    assert (texts(shown)["call/number"], text(shown, "call/number").colour) == ("A047", "ink2")
    assert (box(shown, "call").dashed, box(shown, "call").edge) == (True, "line")


def test_suspended_says_what_why_since_when_and_that_the_numbers_hold() -> None:
    shown = texts(scene(view(stopped(Stopped.BOTH)), glass()))
    assert shown["suspended/what"] == "Kvietimas sustabdytas"
    assert shown["suspended/why"] == "Neveikia mūsų duomenų sistema."
    assert shown["suspended/since"] == "Sustabdyta 9:31."
    assert shown["suspended/holds"] == "Talonai ir jūsų vieta eilėje galioja."
    assert shown["notice"] == "Kai tęsime, pranešime garsu ir šiame ekrane."


def test_while_only_issuing_is_suspended_calls_go_on() -> None:
    shown = texts(scene(view(stopped(Stopped.ISSUING)), glass()))
    assert shown["call/number"] == "A047"
    assert shown["notice"].startswith("Nauji talonai laikinai neišduodami.")


def test_a_suspended_hall_with_a_silent_broker_says_both() -> None:
    shown = texts(scene(stale_view(stopped(Stopped.BOTH)), glass()))
    assert ("suspended/what" in shown, "band/since" in shown, "notice" in shown) == (True, True, False)


def test_before_anything_is_known_it_says_that_it_is_connecting() -> None:
    there: Glass = glass(language="en")
    assert texts(scene(View(), there))["connecting/what"] == "The screen is connecting."
    assert texts(scene(View(stale=True), there))["band/since"] == "Screen not updated"
