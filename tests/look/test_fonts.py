"""Where lines break: at spaces and written soft hyphens, in few lines, as even as they can be."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from broker.look import fonts

CAP_MM = 2.84
WORDS = st.lists(st.text("aimož", min_size=1, max_size=12), min_size=1, max_size=12)


def test_lines_are_even_rather_than_full() -> None:
    text = "Asmens dokumentą. Jei turite, darbo stažo dokumentus."
    assert fonts.wrap(text, width_mm=66, cap_mm=CAP_MM) == (
        "Asmens dokumentą. Jei turite,",
        "darbo stažo dokumentus.",
    )


def test_a_word_breaks_at_its_soft_hyphen_only_where_it_must() -> None:
    name = "Työttömyysturva\u00adhakemus"
    assert fonts.wrap(name, width_mm=60, cap_mm=CAP_MM) == ("Työttömyysturvahakemus",)
    assert fonts.wrap(name, width_mm=34, cap_mm=CAP_MM) == ("Työttömyysturva-", "hakemus")


def test_a_word_that_is_too_wide_stays_whole_and_is_told() -> None:
    lines = fonts.wrap("Työttömyysturvahakemus ja", width_mm=30, cap_mm=CAP_MM)
    assert lines == ("Työttömyysturvahakemus", "ja")
    assert not fonts.fits(lines, width_mm=30, cap_mm=CAP_MM)


def test_a_word_of_one_letter_never_ends_a_line() -> None:
    name = "Odszkodowania i pomoc"
    room_mm = fonts.width_mm("Odszkodowania i", cap_mm=CAP_MM)
    assert fonts.wrap(name, width_mm=room_mm, cap_mm=CAP_MM) == ("Odszkodowania", "i pomoc")


def test_figures_and_their_unit_stay_together() -> None:
    text = "about 15–25\u00a0min"
    room_mm = fonts.width_mm("about 15–25", cap_mm=CAP_MM)
    assert fonts.wrap(text, width_mm=room_mm, cap_mm=CAP_MM) == ("about", "15–25\u00a0min")


def test_an_empty_text_has_no_lines() -> None:
    assert fonts.wrap("", width_mm=30, cap_mm=CAP_MM) == ()


@given(WORDS, st.floats(8, 90))
def test_no_word_is_lost_or_moved(words: list[str], width_mm: float) -> None:
    assert " ".join(fonts.wrap(" ".join(words), width_mm=width_mm, cap_mm=CAP_MM)).split() == words


@given(WORDS, st.floats(40, 90))
def test_words_that_fit_never_stick_out(words: list[str], width_mm: float) -> None:
    long_enough = [word for word in words if len(word) > 1]
    lines = fonts.wrap(" ".join(long_enough), width_mm=width_mm, cap_mm=CAP_MM)
    assert fonts.fits(lines, width_mm=width_mm, cap_mm=CAP_MM)


def test_a_capital_is_as_high_as_was_asked() -> None:
    face = ImageFont.truetype(fonts.path(bold=True), round(fonts.em_mm(19) * 100))
    _, top, _, bottom = face.getbbox("H", anchor="ls")
    assert round((bottom - top) / 100, 1) == 19.0


def test_both_weights_are_there() -> None:
    assert [fonts.path(bold=bold).is_file() for bold in (False, True)] == [True, True]
