"""The painter on real pixels: letters as high as asked for, whole edges, codes that can be read."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from broker.look.icons import PICTOGRAMS
from broker.look.scene import Area, Box, Icon, Item, Line, Panel, Qr, Scene, Text
from broker.look.tokens import DARK, LIGHT
from tests.kiosk.offices import PANELS
from tests.kiosk.window.pictures import draw

CODE = "https://eile.example.lt/t/gdTk3q0OxZ2gpM8vWc41Aw#A047"


def picture(folder: Path, panel: Panel, *items: Item, dark: bool = False) -> Image.Image:
    scene = Scene(panel=panel, items=items, palette="dark" if dark else "light")
    return Image.open(draw({"picture": scene}, folder)["picture"]).convert("RGB")


def rgb(token: str, *, dark: bool = False) -> tuple[int, int, int]:
    hexed = (DARK if dark else LIGHT)[token]
    return int(hexed[:2], 16), int(hexed[2:4], 16), int(hexed[4:], 16)


def ink_box(image: Image.Image, *, on: str = "ground") -> tuple[int, int, int, int]:
    """Where anything but the ground is, counting a letter's edge from half its strength."""
    difference = ImageChops.difference(image, Image.new("RGB", image.size, rgb(on))).convert("L")
    found = difference.point(lambda strength: 255 if strength > 90 else 0).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("size", PANELS)
def test_capitals_stand_where_they_were_put_and_are_as_high_as_asked(size: str, tmp_path: Path) -> None:
    panel = PANELS[size]
    for cap_mm in (6.2, 17.0, 30.0):
        text = Text(name="text", text="HEIH", x_mm=10, y_mm=20, cap_mm=cap_mm, room_mm=140, bold=True)
        _, top, _, bottom = ink_box(picture(tmp_path, panel, text))
        asked_px = cap_mm * panel.px_per_mm
        assert asked_px - 0.5 <= bottom - top <= asked_px + 1.5
        assert abs((top + bottom) / 2 - (20 + cap_mm / 2) * panel.px_per_mm) <= 1.0


def test_no_text_is_drawn_wider_than_it_was_measured_to_be(tmp_path: Path) -> None:
    panel = PANELS["15.6"]
    sayings = (
        "Motinystė, vaiko priežiūra",
        "Возьмите талон AVAVA To",
        "Võtke järjekorranumber 0123456789",
        "MMMM",
    )
    for bold in (False, True):
        for saying in sayings:
            text = Text(name="text", text=saying, x_mm=10, y_mm=20, cap_mm=6.2, room_mm=300, bold=bold)
            left, _, right, _ = ink_box(picture(tmp_path, panel, text))
            measured_px = panel.text_mm(saying, 6.2, bold=bold) * panel.px_per_mm
            assert right - left <= measured_px + 1


def test_text_at_the_right_and_in_the_middle_ends_where_it_should(tmp_path: Path) -> None:
    panel = PANELS["15.6"]
    right = Text(name="r", text="HH", x_mm=200, y_mm=20, cap_mm=20, room_mm=90, bold=True, align="right")
    middle = replace(right, x_mm=100, align="centre")
    box = ink_box(picture(tmp_path, panel, right))
    assert abs(box[2] / panel.px_per_mm - 200) < 3
    box = ink_box(picture(tmp_path, panel, middle))
    assert abs((box[0] + box[2]) / 2 / panel.px_per_mm - 100) < 0.5


def test_edges_lie_on_whole_pixels_without_a_haze(tmp_path: Path) -> None:
    panel = PANELS["15.6"]
    area = Area(x_mm=10.07, y_mm=10.04, width_mm=50.03, height_mm=30.01)
    image = picture(tmp_path, panel, Box(name="box", area=area, edge="line"))
    row = [image.getpixel((x, round(25 * panel.px_per_mm))) for x in range(40, 80)]
    assert set(row) == {rgb("ground"), rgb("line"), rgb("paper")}
    assert row.count(rgb("line")) == 3


def test_a_dashed_edge_has_gaps_that_show_the_fill(tmp_path: Path) -> None:
    panel = PANELS["15.6"]
    area = Area(x_mm=10, y_mm=10, width_mm=100, height_mm=30)
    image = picture(tmp_path, panel, Box(name="box", area=area, fill="mute", edge="line", dashed=True))
    top = round(10 * panel.px_per_mm) + 1
    row = [image.getpixel((x, top)) for x in range(75, 600)]
    share = row.count(rgb("line")) / len(row)
    assert set(row) == {rgb("line"), rgb("mute")}
    assert 0.4 < share < 0.6


def test_rules_are_as_long_and_as_thick_as_asked(tmp_path: Path) -> None:
    panel = PANELS["15.6"]
    level = Line(name="level", x_mm=10, y_mm=50, to_x_mm=110, to_y_mm=50, colour="ink", width_mm=1.0)
    box = ink_box(picture(tmp_path, panel, level))
    assert (box[2] - box[0], box[3] - box[1]) == (556, 6)


@pytest.mark.parametrize("dark", [False, True])
def test_a_code_is_read_by_zbar_in_both_palettes(dark: bool, tmp_path: Path) -> None:
    for size, side_mm in (("7", 32.0), ("15.6", 80.0)):
        code = Qr(name="code", data=CODE, x_mm=20, y_mm=20, size_mm=side_mm)
        picture(tmp_path, PANELS[size], code, dark=dark).save(tmp_path / "code.png")
        read = subprocess.run(
            ["zbarimg", "--quiet", "--raw", str(tmp_path / "code.png")],
            capture_output=True,
            text=True,
            check=True,
        )
        assert read.stdout.strip() == CODE


def test_every_pictogram_is_drawn_in_its_place_in_its_colour(tmp_path: Path) -> None:
    panel = PANELS["15.6"]
    icons = [
        Icon(
            name=name, icon=name, x_mm=10 + 25 * (n % 12), y_mm=10 + 25 * (n // 12), size_mm=20, colour="deep"
        )
        for n, name in enumerate(PICTOGRAMS)
    ]
    image = picture(tmp_path, panel, *icons)
    for icon in icons:
        left, top = round(icon.x_mm * panel.px_per_mm), round(icon.y_mm * panel.px_per_mm)
        side = round(icon.size_mm * panel.px_per_mm)
        own = image.crop((left, top, left + side, top + side))
        colours = {colour for _, colour in own.getcolors(1 << 16) or []}
        assert {rgb("deep"), rgb("ground")} <= colours
        image.paste(rgb("ground"), (left, top, left + side, top + side))
    assert image.getcolors() == [(panel.width_px * panel.height_px, rgb("ground"))]


def test_the_dark_palette_has_its_own_ground_and_ink(tmp_path: Path) -> None:
    panel = PANELS["10.1"]
    text = Text(name="text", text="H", x_mm=20, y_mm=20, cap_mm=60, room_mm=140, bold=True)
    image = picture(tmp_path, panel, text, dark=True)
    colours = {colour for count, colour in image.getcolors(1 << 16) or [] if count > 2000}
    assert colours == {rgb("ground", dark=True), rgb("ink", dark=True)}
