"""The only place that turns a scene into pixels: Kivy canvas instructions, at whole pixels and so crisp.

Text comes from Kivy's own text provider in our fonts; pictograms, rounded corners and QR codes are drawn once
and kept as textures. Nothing here decides what is shown or where, and whatever has to run without a window
never imports it.
"""

from functools import lru_cache
from typing import NamedTuple

import qrcode
from kivy.core.text import Label
from kivy.graphics import BorderImage, Canvas, Color, Rectangle
from kivy.graphics.texture import Texture
from PIL import Image, ImageDraw

from broker.look import fonts, icons
from broker.look.scene import Area, Box, Corners, Icon, Item, Line, Qr, Scene, Text
from broker.look.tokens import LIGHT, PALETTES

DASH_MM = 1.2
DASH_EDGES = 2.4
"""A dash is at least so many times as long as it is thick: on a wall 1.2 mm would be dots."""
QUIET_MODULES = 4
_OVERSAMPLE = 4


def paint(canvas: Canvas, scene: Scene) -> None:
    """Replace whatever the canvas holds by the scene."""
    canvas.clear()
    with canvas:
        pen = _Pen(scene)
        pen.ground()
        for item in scene.items:
            pen.draw(item)


class _Frame(NamedTuple):
    """A rectangle in whole pixels from the top left corner; right and bottom lie just outside."""

    left: int
    top: int
    right: int
    bottom: int

    def inset(self, by: int) -> "_Frame":
        return _Frame(self.left + by, self.top + by, self.right - by, self.bottom - by)


class _Pen:
    """Draws items of one scene into the canvas that is open at the moment."""

    def __init__(self, scene: Scene) -> None:
        self._panel = scene.panel
        self._colours = PALETTES[scene.palette]
        self._ground = scene.ground

    def ground(self) -> None:
        self._dip(self._ground)
        Rectangle(pos=(0, 0), size=(self._panel.width_px, self._panel.height_px))

    def draw(self, item: Item) -> None:
        match item:
            case Text():
                self._text(item)
            case Box():
                self._box(item)
            case Line():
                self._line(item)
            case Icon():
                self._icon(item)
            case Qr():
                self._qr(item)

    def _text(self, item: Text) -> None:
        font_px = self._panel.font_px(item.cap_mm)
        texture, ascent_px = _text_texture(item.text.replace(fonts.SOFT_HYPHEN, ""), item.bold, font_px)
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[item.align]
        left = round(item.x_mm * self._panel.px_per_mm - shift * texture.width)
        middle = (item.y_mm + item.cap_mm / 2) * self._panel.px_per_mm
        baseline = round(middle + font_px * fonts.CAP_EM / 2)
        self._dip(item.colour)
        self._place(texture, left, baseline - ascent_px)

    def _box(self, box: Box) -> None:
        frame = self._frame(box.area)
        radius, edge = self._px(box.radius_mm), max(1, self._px(box.edge_mm))
        if box.edge is not None and not box.dashed:
            self._dip(box.edge)
            self._rounded(frame, radius, box.corners)
            frame, radius = frame.inset(edge), max(0, radius - edge)
        self._dip(box.fill)
        self._rounded(frame, radius, box.corners)
        if box.edge is not None and box.dashed:
            self._dip(box.edge)
            self._dashed_edge(frame, radius, edge)

    def _rounded(self, frame: _Frame, radius: int, corners: Corners) -> None:
        if radius == 0:
            self._fill(frame)
            return
        BorderImage(
            texture=_rounded_texture(radius, corners),
            border=(radius, radius, radius, radius),
            pos=(frame.left, self._panel.height_px - frame.bottom),
            size=(frame.right - frame.left, frame.bottom - frame.top),
        )

    def _dashed_edge(self, frame: _Frame, radius: int, edge: int) -> None:
        for start, end in self._dashes(frame.left + radius, frame.right - radius, edge):
            self._fill(_Frame(start, frame.top, end, frame.top + edge))
            self._fill(_Frame(start, frame.bottom - edge, end, frame.bottom))
        for start, end in self._dashes(frame.top + radius, frame.bottom - radius, edge):
            self._fill(_Frame(frame.left, start, frame.left + edge, end))
            self._fill(_Frame(frame.right - edge, start, frame.right, end))
        if radius > 0:
            far_x, far_y = frame.right - radius, frame.bottom - radius
            for at_right, at_bottom in ((False, False), (True, False), (False, True), (True, True)):
                texture = _corner_texture(radius, edge, at_right, at_bottom)
                self._place(texture, far_x if at_right else frame.left, far_y if at_bottom else frame.top)

    def _line(self, line: Line) -> None:
        self._dip(line.colour)
        width = max(1, self._px(line.width_mm))
        x, y, to_x, to_y = (self._px(part) for part in (line.x_mm, line.y_mm, line.to_x_mm, line.to_y_mm))
        level = y == to_y
        start, end = (x, to_x) if level else (y, to_y)
        for begin, stop in self._dashes(start, end, width) if line.dashed else [(start, end)]:
            if level:
                self._fill(_Frame(begin, y - width // 2, stop, y - width // 2 + width))
            else:
                self._fill(_Frame(x - width // 2, begin, x - width // 2 + width, stop))

    def _dashes(self, start: int, end: int, thick: int) -> list[tuple[int, int]]:
        """Gaps at both ends, because a corner counts as a dash."""
        dash = max(DASH_MM * self._panel.px_per_mm, DASH_EDGES * thick)
        pairs = max(1, round((end - start) / (2 * dash)))
        step = (end - start) / (2 * pairs + 1)
        starts = (start + step * (2 * pair + 1) for pair in range(pairs))
        return [(round(begin), round(begin + step)) for begin in starts]

    def _icon(self, item: Icon) -> None:
        self._dip(item.colour)
        texture = _icon_texture(item.icon, self._px(item.size_mm), item.stroke)
        self._place(texture, self._px(item.x_mm), self._px(item.y_mm))

    def _qr(self, item: Qr) -> None:
        left, top, size = self._px(item.x_mm), self._px(item.y_mm), self._px(item.size_mm)
        self._dip("paper", always_light=True)
        self._fill(_Frame(left, top, left + size, top + size))
        texture, modules = _qr_texture(item.data)
        side = size // (modules + 2 * QUIET_MODULES) * modules
        self._dip("ink", always_light=True)
        bottom_left = (left + (size - side) // 2, self._panel.height_px - (top + (size - side) // 2) - side)
        Rectangle(texture=texture, pos=bottom_left, size=(side, side))

    def _dip(self, colour: str, *, always_light: bool = False) -> None:
        hexed = (LIGHT if always_light else self._colours)[colour]
        Color(*(int(hexed[part : part + 2], 16) / 255 for part in (0, 2, 4)))

    def _fill(self, frame: _Frame) -> None:
        bottom = self._panel.height_px - frame.bottom
        Rectangle(pos=(frame.left, bottom), size=(frame.right - frame.left, frame.bottom - frame.top))

    def _place(self, texture: Texture, left: int, top: int) -> None:
        bottom = self._panel.height_px - top - texture.height
        Rectangle(texture=texture, pos=(left, bottom), size=texture.size)

    def _frame(self, area: Area) -> _Frame:
        return _Frame(*(self._px(edge) for edge in (area.x_mm, area.y_mm, area.right_mm, area.bottom_mm)))

    def _px(self, length_mm: float) -> int:
        return round(length_mm * self._panel.px_per_mm)


@lru_cache(maxsize=512)
def _text_texture(text: str, bold: bool, font_px: int) -> tuple[Texture, int]:
    label = Label(text=text, font_name=str(fonts.path(bold)), font_size=font_px)
    label.refresh()
    return label.texture, label.get_ascent()


@lru_cache(maxsize=32)
def _rounded_texture(radius: int, corners: Corners) -> Texture:
    """A small rounded square whose borders a box of any size keeps as they are."""
    side, reach = 2 * radius + 2, radius * _OVERSAMPLE
    mask = Image.new("L", (side * _OVERSAMPLE, side * _OVERSAMPLE))
    whole = (0, 0, side * _OVERSAMPLE - 1, side * _OVERSAMPLE - 1)
    left_only = (True, False, False, True)
    ImageDraw.Draw(mask).rounded_rectangle(
        whole, reach, fill=255, corners=left_only if corners == "left" else (True, True, True, True)
    )
    return _tintable(mask.resize((side, side), Image.Resampling.BOX))


@lru_cache(maxsize=32)
def _corner_texture(radius: int, edge: int, at_right: bool, at_bottom: bool) -> Texture:
    """A quarter of a ring: the corner of a dashed edge."""
    side = 2 * radius * _OVERSAMPLE
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), outline=255, width=edge * _OVERSAMPLE)
    left, top = (side // 2 if far else 0 for far in (at_right, at_bottom))
    quarter = mask.crop((left, top, left + side // 2, top + side // 2))
    return _tintable(quarter.resize((radius, radius), Image.Resampling.BOX))


@lru_cache(maxsize=128)
def _icon_texture(name: str, size_px: int, stroke: float) -> Texture:
    scale = size_px * _OVERSAMPLE / icons.GRID
    mask = Image.new("L", (size_px * _OVERSAMPLE, size_px * _OVERSAMPLE))
    draw = ImageDraw.Draw(mask)
    width = round(stroke * scale)
    for line in icons.polylines(name):
        points = [(x * scale, y * scale) for x, y in line]
        draw.line(points, fill=255, width=width)
        for x, y in points:
            draw.circle((x, y), (width - 1) / 2, fill=255)
    return _tintable(mask.resize((size_px, size_px), Image.Resampling.BOX))


@lru_cache(maxsize=4)
def _qr_texture(data: str) -> tuple[Texture, int]:
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(data)
    matrix = code.get_matrix()
    mask = Image.new("L", (len(matrix), len(matrix)))
    mask.putdata([255 if dark else 0 for row in matrix for dark in row])
    texture = _tintable(mask)
    texture.mag_filter = "nearest"
    return texture, len(matrix)


def _tintable(mask: Image.Image) -> Texture:
    """White where the mask is, so that the canvas colour shows there."""
    white = Image.new("L", mask.size, 255)
    texture = Texture.create(size=mask.size, colorfmt="rgba")
    texture.blit_buffer(Image.merge("RGBA", (white, white, white, mask)).tobytes(), colorfmt="rgba")
    texture.flip_vertical()
    return texture
