"""Every screen on every panel: within the limits of eyes and fingers, in every language and longer."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broker.contract.boards import TopicRow
from broker.contract.estimates import Estimate
from broker.look.measure import Problem, problems
from broker.look.scene import Icon, Qr, Scene, Text
from broker.look.tokens import least_text_mm
from kiosk.presenter import KioskState, Screen
from kiosk.scenes import draw, new_state
from kiosk.screens.waits import opening_sayings, time_sayings, wait_sayings
from kiosk.words import all_languages
from tests.kiosk.offices import BOARD, FIFTEEN_INCH, NOW, PANELS
from tests.kiosk.pseudo import long_words
from tests.kiosk.states import every_scene, setting_for

WORDS = Path(__file__).parents[2] / "kiosk" / "words"
PSEUDO = {code: long_words(all_languages()["en"]) for code in all_languages()}
LONGEST_NAME = "Пособие по уходу за инвалидами"
"""Thirty letters, as long as a topic's name may be."""


def all_problems(scenes: dict[str, Scene]) -> list[tuple[str, Problem]]:
    return [
        (name, problem)
        for name, scene in scenes.items()
        for problem in problems(scene, least_text_mm=least_text_mm(scene.panel.diagonal_in))
    ]


def texts(scene: Scene) -> dict[str, str]:
    return {item.name: item.text for item in scene.items if isinstance(item, Text)}


def actions(scene: Scene) -> list[str | None]:
    return [box.action for box in scene.targets]


# -- within the limits


@pytest.mark.parametrize("size", PANELS)
@pytest.mark.parametrize("language", all_languages())
def test_every_screen_keeps_every_limit_in_every_language(size: str, language: str) -> None:
    assert all_problems(every_scene(PANELS[size], language)) == []


@pytest.mark.parametrize("size", PANELS)
def test_words_40_percent_longer_still_fit(size: str) -> None:
    assert all_problems(every_scene(PANELS[size], "en", PSEUDO)) == []


@pytest.mark.parametrize("size", PANELS)
def test_topics_with_names_of_thirty_letters_fit(size: str) -> None:
    assert len(LONGEST_NAME) == 30
    long_named = replace(
        BOARD, topics=tuple(replace(topic, names={"ru": LONGEST_NAME}) for topic in BOARD.topics)
    )
    assert all_problems(every_scene(PANELS[size], "ru", board=long_named)) == []


@pytest.mark.parametrize("size", PANELS)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 16])
def test_any_number_of_topics_finds_its_places(size: str, count: int) -> None:
    letters = "ADEFGKLMNRSTUVWZ"
    topics = tuple(replace(BOARD.topics[0], id=letter.lower(), letter=letter) for letter in letters[:count])
    assert all_problems(every_scene(PANELS[size], "lt", board=replace(BOARD, topics=topics))) == []


@pytest.mark.parametrize("size", PANELS)
def test_the_dark_palette_keeps_the_contrasts_too(size: str) -> None:
    setting = replace(setting_for(PANELS[size]), palette="dark")
    ready = replace(new_state(setting), connected=True, language="lt")
    scenes = {
        screen: draw(replace(ready, screen=screen), BOARD, setting, NOW)
        for screen in (Screen.LANGUAGE, Screen.TOPICS, Screen.HELP, Screen.ASKING)
    }
    assert all_problems({str(screen): scene for screen, scene in scenes.items()}) == []


# -- what stands on them


def test_a_person_can_be_called_from_every_screen_that_has_a_connection_to_call_by() -> None:
    without = {"asking", "asking-slow", "printing", "no-connection", "starting"}
    for panel in PANELS.values():
        scenes = every_scene(panel, "lt")
        silent = {
            name
            for name, scene in scenes.items()
            if "person" not in actions(scene) and "person label" not in texts(scene)
        }
        assert silent == without


@pytest.mark.parametrize("name", ["language-person-unheard", "ticket-no-connection", "trouble-no-connection"])
@pytest.mark.parametrize("size", PANELS)
def test_where_nobody_would_hear_the_call_the_button_says_so_and_is_none(size: str, name: str) -> None:
    scene = every_scene(PANELS[size], "en")[name]
    assert "person" not in actions(scene)
    assert " ".join(text for key, text in texts(scene).items() if key.startswith("person label")) == (
        "Out of reach"
    )


def test_every_topic_is_offered_once_and_closed_ones_keep_their_place_without_being_a_target() -> None:
    state = KioskState(connected=True, language="lt", screen=Screen.TOPICS)
    for panel in PANELS.values():
        offered, shown = list[str | None](), list[str]()
        for page in range(8):
            scene = draw(replace(state, page=page), BOARD, setting_for(panel), NOW)
            offered += [action for action in actions(scene) if action and action.startswith("topic:")]
            shown += [text for name, text in texts(scene).items() if name.endswith(" letter")]
            if len(shown) >= len(BOARD.topics):
                break
        assert offered == [f"topic:{letter}" for letter in "adefgkn"]
        assert shown == list("ADEFGKLN")


@pytest.mark.parametrize(("size", "pages"), [("7", 3), ("10.1", 2), ("15.6", 1), ("21.5", 1)])
def test_eight_topics_take_as_few_pages_as_the_panel_allows(size: str, pages: int) -> None:
    label = texts(every_scene(PANELS[size], "lt")["topics"]).get("more label/2", "")
    assert label == (f"1\u00a0iš\u00a0{pages}" if pages > 1 else "")


def test_a_tile_says_letter_name_people_and_time() -> None:
    scene = every_scene(FIFTEEN_INCH, "lt")["topics"]
    said = {name: text for name, text in texts(scene).items() if name.startswith("topic:a ")}
    assert said == {
        "topic:a letter": "A",
        "topic:a name": "Pensija",
        "topic:a wait": "Laukia: 7 · apie 20\u00a0min (15–25)",
    }


def test_a_closed_topic_says_when_it_opens() -> None:
    scene = every_scene(FIFTEEN_INCH, "lt")["topics"]
    assert texts(scene)["topic:l wait"].replace("\u00a0", " ") == "Uždaryta, atidarome 13:00"


def test_the_number_is_as_large_as_the_look_asks_where_it_fits() -> None:
    sizes = {}
    for size, panel in PANELS.items():
        scenes = every_scene(panel, "lt")
        sizes[size] = tuple(
            round(next(item.cap_mm for item in scenes[name].items if item.name == "number"))  # type: ignore[union-attr]
            for name in ("ticket", "trouble")
        )
    assert sizes["15.6"] == (45, 66)
    assert sizes["21.5"] == (45, 66)
    assert min(min(pair) for pair in sizes.values()) >= 20


def test_without_an_address_there_is_no_code_and_nobody_is_told_to_scan() -> None:
    scenes = every_scene(FIFTEEN_INCH, "en")
    with_code, without = scenes["trouble"], scenes["trouble-no-code"]
    assert [isinstance(item, Qr) for item in with_code.items].count(True) == 1
    assert [isinstance(item, Qr) for item in without.items].count(True) == 0
    assert "scan" in " ".join(texts(with_code).values())
    assert "scan" not in " ".join(texts(without).values())


def test_the_next_visitor_hears_of_the_missing_paper_before_choosing() -> None:
    for panel in PANELS.values():
        scene = every_scene(panel, "lt")["topics-no-paper"]
        assert "printer_struck_out" in [item.icon for item in scene.items if isinstance(item, Icon)]
        assert "question" not in texts(scene)


def test_a_topic_without_a_name_in_the_visitors_language_has_the_offices() -> None:
    scene = every_scene(FIFTEEN_INCH, "pl")["topics"]
    assert texts(scene)["topic:a name"] == "Pensija"


def test_the_kiosk_rests_in_the_language_of_its_own_file() -> None:
    scene = every_scene(FIFTEEN_INCH, "ru")["language"]
    assert [action for action in actions(scene) if action][:3] == [
        "language:ru",
        "language:lt",
        "language:en",
    ]
    assert texts(scene)["title"] == "Выберите язык"


# -- sayings


def topic(**changes: object) -> TopicRow:
    return replace(BOARD.topics[0], **changes)  # type: ignore[arg-type]


def expects(low_min: float, mid_min: float, high_min: float, *, roughly: bool = False) -> Estimate:
    return Estimate(low_s=low_min * 60, mid_s=mid_min * 60, high_s=high_min * 60, roughly=roughly)


VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.mark.parametrize(
    ("waiting", "estimate", "expected"),
    [
        (
            7,
            expects(15, 20, 25),
            ("Waiting: 7 · about 20 min (15–25)", "Waiting: 7 · 15–25 min", "15–25 min"),
        ),
        (1, expects(0, 2, 4), ("Waiting: 1 · within 5 min", "Waiting: 1 · 0–5 min", "0–5 min")),
        (
            3,
            expects(12, 12, 12, roughly=True),
            ("Waiting: 3 · roughly 10 min", "Waiting: 3 · ~10 min", "~10 min"),
        ),
        (
            31,
            expects(45, 65, 82),  # at 9:18
            (
                "Waiting: 31 · more than an hour, likely by 10:43",
                "Waiting: 31 · more than an hour",
                "Waiting: 31 · >60 min",
                ">60 min",
            ),
        ),
        (4, None, ("Waiting: 4",)),
        (0, None, ("Nobody is waiting",)),
    ],
)
def test_a_wait_is_said_no_more_exactly_than_it_is_known(
    waiting: int, estimate: Estimate | None, expected: tuple[str, ...]
) -> None:
    said = wait_sayings(all_languages()["en"], topic(waiting=waiting, estimate=estimate), NOW, VILNIUS)
    assert tuple(saying.replace("\u00a0", " ") for saying in said) == expected


def test_who_needs_more_time_or_help_sees_the_wait_of_a_priority_visitor() -> None:
    scenes = every_scene(FIFTEEN_INCH, "lt")
    said = [texts(scenes[name])["topic:a wait"] for name in ("topics", "topics-help-person")]
    assert said == ["Laukia: 7 · apie 20\u00a0min (15–25)", "Laukia: 7 · apie 5\u00a0min (5–10)"]


@pytest.mark.parametrize(("code", "size"), [*product(sorted(all_languages()), PANELS)])
@pytest.mark.parametrize(
    "estimate", [expects(45, 65, 82), expects(0, 1, 2), expects(12, 12, 12, roughly=True)]
)
def test_every_open_topic_has_its_time_on_every_panel(code: str, size: str, estimate: Estimate) -> None:
    topics = tuple(replace(one, estimate=estimate, waiting=31) for one in BOARD.topics)
    said = texts(every_scene(PANELS[size], code, board=replace(BOARD, topics=topics))["topics"])
    waits = [text for name, text in said.items() if name.endswith(" wait") and name != "topic:l wait"]
    words = all_languages()[code]
    times = time_sayings(words, estimate, NOW, VILNIUS)
    assert [wait for wait in waits if not wait.endswith(times)] == []


@pytest.mark.parametrize(
    ("language", "closed_until", "opens"),
    [
        ("en", "Closed, opens Tue 9:18", "opens Tue 9:18"),
        ("lt", "Uždaryta, atidarome: an 9:18", "atidarome: an 9:18"),
        ("pl", "Zamknięte, otwarcie: wt 9:18", "otwarcie: wt 9:18"),
        ("ru", "Закрыто, откроется: вт, 9:18", "откроется: вт, 9:18"),
        ("uk", "Зачинено, відчиниться: вт, 9:18", "відчиниться: вт, 9:18"),
        ("lv", "Slēgts, atvērs: O 9:18", "atvērs: O 9:18"),
        ("et", "Suletud, avame: T 9:18", "avame: T 9:18"),
        ("fi", "Suljettu, avataan ti klo 9:18", "avataan ti klo 9:18"),
    ],
)
def test_an_opening_on_another_day_names_the_day(language: str, closed_until: str, opens: str) -> None:
    said, tomorrow = all_languages()[language], NOW + timedelta(days=1)
    sayings = opening_sayings(said, tomorrow, NOW, ZoneInfo("Europe/Vilnius"))
    plain = [saying.replace("\u00a0", " ") for saying in sayings]
    assert plain == [closed_until, opens, said.say("closed")]


# -- words


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_language_says_everything_with_the_same_figures(path: Path) -> None:
    english = tomllib.loads((WORDS / "en.toml").read_text(encoding="utf-8"))
    other = tomllib.loads(path.read_text(encoding="utf-8"))
    assert set(other) == set(english)
    figures = {key: sorted(set(re.findall(r"{(\w+)", text))) for key, text in english.items()}
    assert {key: sorted(set(re.findall(r"{(\w+)", text))) for key, text in other.items()} == figures
    assert len(other["weekdays"].split()) == 7
