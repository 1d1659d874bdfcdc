"""Measuring: each limit is found broken exactly where it is broken, and the element is named."""

from dataclasses import replace

from broker.look.measure import problems
from broker.look.scene import Area, Box, Icon, Item, Line, Panel, Scene, Text

PANEL = Panel(width_px=1920, height_px=1080, diagonal_in=15.6)
CARD = Box(name="card", area=Area(x_mm=8, y_mm=40, width_mm=160, height_mm=27), edge="line", action="topic:a")
LABEL = Text(name="label", text="Pensija", x_mm=30, y_mm=50, cap_mm=6.2, room_mm=100)


def found(*items: Item) -> list[tuple[str, str]]:
    scene = Scene(panel=PANEL, items=items)
    return [(problem.element, problem.what) for problem in problems(scene, least_text_mm=6.2)]


def test_a_screen_within_all_limits_has_no_problem() -> None:
    assert found(CARD, LABEL) == []


def test_small_text_is_named_with_its_height() -> None:
    assert found(CARD, replace(LABEL, cap_mm=6.0)) == [("label", "capitals 6.0 mm, least is 6.2 mm")]


def test_a_target_below_20_mm_is_named_with_its_size() -> None:
    low = replace(CARD, area=replace(CARD.area, height_mm=19.0))
    assert found(low) == [("card", "target 160.0 x 19.0 mm, least 20 mm")]


def test_targets_closer_than_3_mm_are_named() -> None:
    near = replace(CARD, name="near", area=replace(CARD.area, y_mm=69.5), action="topic:b")
    assert found(CARD, near) == [("card", "only 2.5 mm to near")]


def test_what_reaches_outside_the_panel_is_named() -> None:
    line = Line(name="rule", x_mm=8, y_mm=30, to_x_mm=346, to_y_mm=30)
    assert found(line) == [("rule", "reaches outside the panel")]


def test_a_text_wider_than_its_room_is_named_with_both() -> None:
    assert found(CARD, replace(LABEL, room_mm=20)) == [("label", "'Pensija' takes 28.7 mm, room is 20.0 mm")]


def test_a_text_over_another_is_named() -> None:
    assert found(CARD, LABEL, replace(LABEL, name="other", y_mm=53)) == [("label", "stands over other")]


def test_figures_have_no_descenders_that_could_meet_the_text_below() -> None:
    number = Text(name="number", text="A047", x_mm=8, y_mm=100, cap_mm=45, room_mm=300, bold=True)
    below = Text(name="below", text="Pensija", x_mm=8, y_mm=147, cap_mm=6.2, room_mm=300)
    assert found(number, below) == []


def test_a_colour_on_the_wrong_ground_is_named_with_both() -> None:
    icon = Icon(name="picture", icon="clock", x_mm=12, y_mm=45, size_mm=10, colour="hair")
    assert found(CARD, icon, replace(LABEL, colour="line")) == [
        ("picture", "pictogram in hair on paper"),
        ("label", "text in line on paper"),
    ]


def test_a_hair_line_bounds_no_control() -> None:
    assert found(replace(CARD, edge="hair")) == [("card", "edge in hair on ground: contrast 1.3")]


def test_amber_needs_an_ink_edge_on_light_and_none_on_dark() -> None:
    amber = replace(CARD, fill="call", edge=None, action=None)
    assert found(amber) == [("card", "edge in call on ground: contrast 1.4")]
    assert found(replace(amber, edge="ink")) == []
    dark = Scene(panel=PANEL, items=(amber,), palette="dark")
    assert problems(dark, least_text_mm=6.2) == ()


def test_two_elements_of_one_name_are_found() -> None:
    twin = replace(CARD, area=replace(CARD.area, y_mm=80))
    assert found(CARD, twin) == [("card", "more than one element bears this name")]
