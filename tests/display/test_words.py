"""The screen's own sentences: the same ones in every language, each with its figures, none too long."""

from string import Formatter

import pytest

from display.words import all_languages, in_language

LANGUAGES = ["en", "et", "fi", "lt", "lv", "pl", "ru", "uk"]
ENGLISH = in_language(["en"]).texts


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_there_are_all_the_languages_of_the_first_offices() -> None:
    assert list(all_languages()) == LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_says_everything_and_with_the_same_figures(code: str) -> None:
    texts = in_language([code]).texts
    assert {key: figures(text) for key, text in texts.items()} == {
        key: figures(text) for key, text in ENGLISH.items()
    }
    assert [key for key, text in texts.items() if not text.strip()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_week_has_seven_days(code: str) -> None:
    assert len(in_language([code]).say("weekdays").split(" ")) == 7


@pytest.mark.parametrize("key", ["listen", "tickets_hold", "issuing_stopped"])
def test_in_polish_a_ticket_is_called_as_on_the_kiosk_and_the_paper(key: str) -> None:
    said = in_language(["pl"]).say(key).lower()
    assert ("numerki" in said, "bilet" in said) == (True, False)


def test_an_unknown_language_falls_to_the_next_and_at_last_to_english() -> None:
    assert in_language(["xx", "fi"]).language == "fi"
    assert in_language(["xx"]).language == "en"
