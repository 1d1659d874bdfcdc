"""Scenes: true millimetres on every panel, and what a finger meets."""

import pytest

from broker.look import fonts
from broker.look.scene import Area, Box, Panel, Scene, Text, block_mm, stack

PANEL = Panel(width_px=1920, height_px=1080, diagonal_in=15.6)


@pytest.mark.parametrize(
    ("size_px", "inches", "px_per_mm", "size_mm"),
    [
        ((800, 480), 7.0, 5.247, (152, 91)),
        ((1280, 800), 10.1, 5.884, (218, 136)),
        ((1920, 1080), 15.6, 5.560, (345, 194)),
        ((1080, 1920), 21.5, 4.034, (268, 476)),
        ((1920, 1080), 55.0, 1.577, (1218, 685)),
    ],
)
def test_a_panel_knows_its_millimetres(
    size_px: tuple[int, int], inches: float, px_per_mm: float, size_mm: tuple[int, int]
) -> None:
    panel = Panel(width_px=size_px[0], height_px=size_px[1], diagonal_in=inches)
    assert round(panel.px_per_mm, 3) == px_per_mm
    assert (round(panel.width_mm), round(panel.height_mm)) == size_mm


@pytest.mark.parametrize("cap_mm", [5.0, 6.2, 8.5, 17.0, 45.0, 66.0])
def test_whole_font_sizes_never_make_capitals_smaller(cap_mm: float) -> None:
    drawn_mm = PANEL.font_px(cap_mm) * fonts.CAP_EM / PANEL.px_per_mm
    assert cap_mm <= drawn_mm < cap_mm + fonts.CAP_EM / PANEL.px_per_mm


def test_widths_are_those_of_the_size_that_is_drawn() -> None:
    wanted = fonts.width_em("A047", bold=True) * PANEL.font_px(45) / PANEL.px_per_mm
    assert PANEL.text_mm("A047", 45, bold=True) == wanted
    assert wanted > fonts.width_mm("A047", cap_mm=45, bold=True)


def test_wrapped_lines_fit_their_room() -> None:
    lines = PANEL.wrap("Reikia daugiau laiko ar pagalbos", 80, 6.2)
    assert lines == ("Reikia daugiau", "laiko ar pagalbos")
    assert [PANEL.text_mm(line, 6.2) <= 80 for line in lines] == [True, True]


def test_columns_share_what_the_gaps_leave_and_rows_are_of_one_height() -> None:
    area = Area(x_mm=10, y_mm=20, width_mm=104, height_mm=64)
    narrow, wide = area.columns((1.0, 3.0), 4.0)
    assert [(part.x_mm, part.width_mm) for part in (narrow, wide)] == [(10, 25), (39, 75)]
    assert [(row.y_mm, row.height_mm) for row in area.rows(3, 2.0)] == [(20, 20), (42, 20), (64, 20)]


def test_lines_stand_one_step_under_another_and_have_names_of_their_own() -> None:
    lines = stack("label", ("one", "two"), x_mm=0, y_mm=10, cap_mm=10, room_mm=90)
    assert [(line.name, line.y_mm) for line in lines] == [("label", 10), ("label/2", 26.5)]
    assert block_mm(2, 10) == 26.5


def test_a_finger_meets_the_topmost_target_and_nothing_beside_it() -> None:
    below = Box(name="below", area=Area(x_mm=0, y_mm=0, width_mm=40, height_mm=40), action="below")
    above = Box(name="above", area=Area(x_mm=20, y_mm=20, width_mm=40, height_mm=40), action="above")
    label = Text(name="label", text="A", x_mm=2, y_mm=2, cap_mm=6.2, room_mm=20)
    scene = Scene(panel=PANEL, items=(below, label, above))
    assert [scene.action_at(*place) for place in ((3, 3), (30, 30), (59, 59), (70, 10))] == [
        "below",
        "above",
        "above",
        None,
    ]
