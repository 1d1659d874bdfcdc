"""A screen as a list of what to draw, in millimetres from its top left corner.

Presenters make scenes, `painter` draws them, `measure` judges them; all three speak these words only.
Everything is pure: no window, no clock. Text stands by the top of its capitals (`y_mm`), not by its baseline.
Items are drawn in order, later ones over earlier ones. Colours are names of `tokens`.
"""

import math
from dataclasses import dataclass
from typing import Literal

from broker.look import fonts
from broker.look.tokens import EDGE_MM, LINE_STEP_CAPS, RADIUS_MM

MM_PER_INCH = 25.4
Align = Literal["left", "centre", "right"]
Corners = Literal["all", "left"]
Palette = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The glass: how many pixels, and how large it really is."""

    width_px: int
    height_px: int
    diagonal_in: float

    @property
    def px_per_mm(self) -> float:
        return math.hypot(self.width_px, self.height_px) / (self.diagonal_in * MM_PER_INCH)

    @property
    def width_mm(self) -> float:
        return self.width_px / self.px_per_mm

    @property
    def height_mm(self) -> float:
        return self.height_px / self.px_per_mm

    def snap(self, length_mm: float) -> float:
        """The nearest whole pixel, in millimetres: for what has to meet another edge exactly."""
        return round(length_mm * self.px_per_mm) / self.px_per_mm

    def font_px(self, cap_mm: float) -> int:
        """The whole font size with capitals of at least `cap_mm`: rounding never makes text smaller."""
        return math.ceil(fonts.em_mm(cap_mm) * self.px_per_mm - 1e-6)

    def text_mm(self, text: str, cap_mm: float, *, bold: bool = False) -> float:
        """How wide the text will be drawn on this panel."""
        return fonts.width_em(text, bold=bold) * self.font_px(cap_mm) / self.px_per_mm

    def wrap(self, text: str, room_mm: float, cap_mm: float, *, bold: bool = False) -> tuple[str, ...]:
        """The text in as few, as even lines as fit the room on this panel."""
        return fonts.wrap_measured(text, room_mm, lambda line: self.text_mm(line, cap_mm, bold=bold))


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle to lay things out in."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    @property
    def right_mm(self) -> float:
        return self.x_mm + self.width_mm

    @property
    def bottom_mm(self) -> float:
        return self.y_mm + self.height_mm

    @property
    def middle_mm(self) -> float:
        """Half way down."""
        return self.y_mm + self.height_mm / 2

    def holds(self, x_mm: float, y_mm: float) -> bool:
        return self.x_mm <= x_mm <= self.right_mm and self.y_mm <= y_mm <= self.bottom_mm

    def inset(self, by_mm: float) -> "Area":
        return Area(
            x_mm=self.x_mm + by_mm,
            y_mm=self.y_mm + by_mm,
            width_mm=self.width_mm - 2 * by_mm,
            height_mm=self.height_mm - 2 * by_mm,
        )

    def columns(self, shares: tuple[float, ...], gap_mm: float) -> tuple["Area", ...]:
        """Side by side, as wide as their shares of what the gaps leave."""
        free_mm = self.width_mm - gap_mm * (len(shares) - 1)
        found, x_mm = [], self.x_mm
        for share in shares:
            width_mm = free_mm * share / sum(shares)
            found.append(Area(x_mm=x_mm, y_mm=self.y_mm, width_mm=width_mm, height_mm=self.height_mm))
            x_mm += width_mm + gap_mm
        return tuple(found)

    def rows(self, count: int, gap_mm: float) -> tuple["Area", ...]:
        """One under another, all of one height."""
        height_mm = (self.height_mm - gap_mm * (count - 1)) / count
        return tuple(
            Area(
                x_mm=self.x_mm,
                y_mm=self.y_mm + row * (height_mm + gap_mm),
                width_mm=self.width_mm,
                height_mm=height_mm,
            )
            for row in range(count)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text. Its maker sees to it that it fits `room_mm`; the painter never shrinks or cuts."""

    name: str
    text: str
    x_mm: float
    """Its left end, middle or right end, as `align` says."""
    y_mm: float
    """The top of its capitals."""
    cap_mm: float
    room_mm: float
    bold: bool = False
    colour: str = "ink"
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle; with an `action` it is a target for fingers. The edge lies inside."""

    name: str
    area: Area
    fill: str = "paper"
    edge: str | None = None
    edge_mm: float = EDGE_MM
    radius_mm: float = RADIUS_MM
    corners: Corners = "all"
    """Which corners are rounded."""
    dashed: bool = False
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A rule, level or upright."""

    name: str
    x_mm: float
    y_mm: float
    to_x_mm: float
    to_y_mm: float
    colour: str = "line"
    width_mm: float = 0.3
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """A pictogram in a square, `x_mm` and `y_mm` being its top left corner."""

    name: str
    icon: str
    x_mm: float
    y_mm: float
    size_mm: float
    colour: str = "ink"
    stroke: float = 2.0
    """Width of the line in units of the 24-unit grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qr:
    """A QR code on paper white with its quiet zone of four modules inside `size_mm`."""

    name: str
    data: str
    x_mm: float
    y_mm: float
    size_mm: float


Item = Text | Box | Line | Icon | Qr


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything one screen shows at one moment."""

    panel: Panel
    items: tuple[Item, ...]
    palette: Palette = "light"
    ground: str = "ground"

    @property
    def targets(self) -> tuple[Box, ...]:
        return tuple(item for item in self.items if isinstance(item, Box) and item.action is not None)

    def action_at(self, x_mm: float, y_mm: float) -> str | None:
        """What a finger at this place would do."""
        return next((box.action for box in reversed(self.targets) if box.area.holds(x_mm, y_mm)), None)


def block_mm(lines: int, cap_mm: float) -> float:
    """Height of so many lines, from the first capitals' top to the last baseline."""
    return cap_mm + (lines - 1) * cap_mm * LINE_STEP_CAPS


def stack(
    name: str,
    lines: tuple[str, ...],
    *,
    x_mm: float,
    y_mm: float,
    cap_mm: float,
    room_mm: float,
    bold: bool = False,
    colour: str = "ink",
    align: Align = "left",
) -> tuple[Text, ...]:
    """Lines under one another; the second is named `name/2`, and so on."""
    return tuple(
        Text(
            name=name if row == 0 else f"{name}/{row + 1}",
            text=line,
            x_mm=x_mm,
            y_mm=y_mm + row * cap_mm * LINE_STEP_CAPS,
            cap_mm=cap_mm,
            room_mm=room_mm,
            bold=bold,
            colour=colour,
            align=align,
        )
        for row, line in enumerate(lines)
    )
