"""Sizes follow the reader's distance, and a panel's usual distance its size."""

import pytest

from broker.look.scene import Panel
from display.sizes import Sizes, usual_distance_m
from tests.display.lobbies import USUAL


def test_sizes_are_the_shares_of_the_distance_that_practice_asks_for() -> None:
    sizes = Sizes(distance_m=10.0)
    found = (sizes.call_least_mm, sizes.row_mm, sizes.figure_mm, sizes.word_mm)
    assert tuple(round(one, 1) for one in found) == (122.0, 50.0, 35.1, 25.0)


@pytest.mark.parametrize(
    ("panel", "distance_m"),
    [
        (USUAL, 8.0),
        (Panel(width_px=1920, height_px=1080, diagonal_in=65.0), 9.5),
        (Panel(width_px=3840, height_px=2160, diagonal_in=55.0), 8.0),
        (Panel(width_px=1280, height_px=720, diagonal_in=21.5), 3.1),
        (Panel(width_px=1080, height_px=1920, diagonal_in=55.0), 7.3),
    ],
)
def test_a_panel_is_usually_read_from_as_far_as_it_is_large(panel: Panel, distance_m: float) -> None:
    assert round(usual_distance_m(panel), 1) == distance_m
