"""A screen in two fields: a coloured one with one pictogram, beside or below it the words and what to do.

Used by every page that says one thing: take your ticket, one moment, no connection and the like.
"""

from dataclasses import dataclass

from broker.look.scene import Area, Box, Icon, Item, Text, block_mm, stack
from broker.look.tokens import EDGE_MM
from kiosk.screens.page import Page, Paint

FIELD_SHARE = 0.3
LOW_FIELD_SHARE = 0.32
"""Of a wide and of a low panel's width."""
UPRIGHT_FIELD_SHARE = 0.36
"""Of an upright panel's height."""
PICTURE_SHARE = 0.58
"""How large the pictogram is in its field."""

QUIET = Paint(fill="deep_tint", text="ink", icon="deep")
STOPPED = Paint(fill="ink", text="paper", icon="paper")
YOURS = Paint(fill="call", text="on_call", icon="on_call", edge="ink")


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """The coloured field, which reaches the panel's edges, and the room for words inside the margins."""

    field: Area
    words: Area


def halves(page: Page) -> Halves:
    area, margin = page.area, page.sizes.margin
    if page.upright:
        field = Area(
            x_mm=0, y_mm=0, width_mm=page.panel.width_mm, height_mm=page.panel.height_mm * UPRIGHT_FIELD_SHARE
        )
        top = field.bottom_mm + margin
        words = Area(x_mm=area.x_mm, y_mm=top, width_mm=area.width_mm, height_mm=area.bottom_mm - top)
    else:
        field = Area(
            x_mm=0,
            y_mm=0,
            width_mm=page.panel.width_mm * (LOW_FIELD_SHARE if page.low else FIELD_SHARE),
            height_mm=page.panel.height_mm,
        )
        left = field.right_mm + (1.4 * margin)
        words = Area(x_mm=left, y_mm=area.y_mm, width_mm=area.right_mm - left, height_mm=area.height_mm)
    return Halves(field=field, words=words)


def field(
    page: Page, area: Area, *, icon: str, paint: Paint, title: str = "", below: str = ""
) -> tuple[Item, ...]:
    """The coloured field with its pictogram and, under it, at most a title and a sentence in its middle."""
    sizes = page.sizes
    inner = area.inset(sizes.margin * 0.35)
    title_cap = sizes.question if page.fits(title, inner.width_mm, sizes.question, bold=True) else sizes.text
    titles = page.panel.wrap(title, inner.width_mm, title_cap, bold=True) if title else ()
    belows = page.panel.wrap(below, inner.width_mm, sizes.text) if below else ()
    words_mm = _words_mm(page, len(titles), len(belows), title_cap)
    free_mm = area.height_mm - 2 * sizes.margin - words_mm
    size_mm = min(area.width_mm * PICTURE_SHARE, area.height_mm * PICTURE_SHARE, free_mm)
    top = area.middle_mm - (size_mm + words_mm) / 2
    middle = area.x_mm + area.width_mm / 2
    title_top = top + size_mm + sizes.question * 1.2
    below_top = title_top + block_mm(len(titles), title_cap) + sizes.text * 1.3
    return (
        *_ground(page, area, paint),
        Icon(
            name="field pictogram",
            icon=icon,
            x_mm=middle - size_mm / 2,
            y_mm=top,
            size_mm=size_mm,
            colour=paint.icon,
        ),
        *_centred("field title", titles, middle, title_top, inner, paint, cap_mm=title_cap, bold=True),
        *_centred("field text", belows, middle, below_top, inner, paint, cap_mm=sizes.text, bold=False),
    )


def _words_mm(page: Page, titles: int, belows: int, title_cap: float) -> float:
    sizes = page.sizes
    if titles == 0:
        return 0.0
    title_mm = sizes.question * 1.2 + block_mm(titles, title_cap)
    return title_mm + (sizes.text * 1.3 + block_mm(belows, sizes.text) if belows else 0.0)


def _ground(page: Page, area: Area, paint: Paint) -> tuple[Item, ...]:
    """An edge stands only where the field meets the rest of the screen."""
    ground = Box(name="field", area=area, fill=paint.fill, radius_mm=0)
    if paint.edge is None:
        return (ground,)
    edge_mm = 0 if page.upright else EDGE_MM
    behind = Area(
        x_mm=area.x_mm,
        y_mm=area.y_mm,
        width_mm=area.width_mm + edge_mm,
        height_mm=area.height_mm + EDGE_MM - edge_mm,
    )
    return (Box(name="field edge", area=behind, fill=paint.edge, radius_mm=0), ground)


def _centred(
    name: str,
    lines: tuple[str, ...],
    middle_mm: float,
    top_mm: float,
    inner: Area,
    paint: Paint,
    *,
    cap_mm: float,
    bold: bool,
) -> tuple[Text, ...]:
    return stack(
        name,
        lines,
        x_mm=middle_mm,
        y_mm=top_mm,
        cap_mm=cap_mm,
        room_mm=inner.width_mm,
        bold=bold,
        colour=paint.text,
        align="centre",
    )
