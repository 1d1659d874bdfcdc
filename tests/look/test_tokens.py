"""Colours: every pair a screen may use is legible in both palettes, as measured by WCAG's own formula."""

import pytest

from broker.look.tokens import (
    DARK,
    LIGHT,
    PALETTES,
    PART_CONTRAST,
    PART_PAIRS,
    TEXT_CONTRAST,
    TEXT_PAIRS,
    contrast,
    least_text_mm,
    part_pair_allowed,
    text_pair_allowed,
)


@pytest.mark.parametrize("palette", PALETTES)
def test_every_text_pair_reaches_seven_to_one(palette: str) -> None:
    colours = PALETTES[palette]
    weak = {pair for pair in TEXT_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < TEXT_CONTRAST}
    assert weak == set()


@pytest.mark.parametrize("palette", PALETTES)
def test_every_part_pair_reaches_three_to_one(palette: str) -> None:
    colours = PALETTES[palette]
    weak = {pair for pair in PART_PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < PART_CONTRAST}
    assert weak == set()


def test_contrast_agrees_with_the_figures_measured_for_the_look() -> None:
    measured = {
        ("ink", "ground"): (15.0, 17.1),
        ("ink2", "mute"): (7.7, 7.7),
        ("deep", "deep_tint"): (8.6, 7.4),
        ("on_call", "call"): (10.5, 10.5),
        ("over", "over_tint"): (7.5, 8.3),
        ("line", "deep_tint"): (4.1, 3.9),
    }
    found = {
        (one, other): (
            round(contrast(LIGHT[one], LIGHT[other]), 1),
            round(contrast(DARK[one], DARK[other]), 1),
        )
        for one, other in measured
    }
    assert found == measured


def test_black_on_white_is_the_greatest_contrast_and_a_colour_on_itself_the_least() -> None:
    assert (contrast("000000", "FFFFFF"), contrast("777777", "777777")) == (21.0, 1.0)


def test_both_palettes_have_the_same_tokens() -> None:
    assert set(LIGHT) == set(DARK)


def test_a_pair_is_allowed_either_way_round_and_any_other_is_not() -> None:
    assert [text_pair_allowed(*pair) for pair in (("ink", "paper"), ("paper", "ink"), ("line", "paper"))] == [
        True,
        True,
        False,
    ]
    assert [part_pair_allowed(*pair) for pair in (("line", "paper"), ("hair", "paper"))] == [True, False]


def test_the_smallest_text_is_smaller_on_a_panel_that_is_read_from_nearer() -> None:
    assert [least_text_mm(inches) for inches in (7.0, 10.1, 15.6, 21.5)] == [5.0, 6.2, 6.2, 6.2]
