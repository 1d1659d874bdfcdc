"""What stands round every picture: the hall, the office and the time above; a notice, or the band of a silent
broker; and the area between, where the news goes. Pure.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from broker.look.scene import Area, Box, Icon, Item, Line, Text, block_mm, stack
from display.figures import clock
from display.glass import Glass
from display.hall import View

FOOTER_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Items, and the room they leave."""

    items: tuple[Item, ...]
    body: Area


def frame(view: View, glass: Glass, footer: str) -> Frame:
    """Header, band where the broker is silent, footer where there is something to say."""
    header_mm = 2.85 * glass.sizes.word_mm
    band, band_mm = _band(view, glass, header_mm) if view.stale else ((), 0.0)
    lines = glass.lines(footer, _footer_room_mm(glass), glass.sizes.word_mm, most=FOOTER_LINES)
    footer_mm = block_mm(len(lines), glass.sizes.word_mm) + 1.7 * glass.sizes.word_mm if lines else 0.0
    top_mm = header_mm + band_mm
    body = Area(
        x_mm=0,
        y_mm=top_mm,
        width_mm=glass.panel.width_mm,
        height_mm=glass.panel.height_mm - top_mm - footer_mm,
    )
    return Frame(
        items=(*_header(view, glass, header_mm), *band, *_footer(glass, lines, footer_mm)), body=body
    )


def _header(view: View, glass: Glass, height_mm: float) -> tuple[Item, ...]:
    sizes, panel = glass.sizes, glass.panel
    rule = Line(
        name="header/rule", x_mm=0, y_mm=height_mm, to_x_mm=panel.width_mm, to_y_mm=height_mm,
        width_mm=0.075 * sizes.word_mm,
    )  # fmt: skip
    if view.board is None:
        return (rule,)
    time, time_mm = _clock(view, glass, ZoneInfo(view.board.time_zone), height_mm)
    room_mm = panel.width_mm - 2 * sizes.margin_mm - time_mm - sizes.word_mm
    names = _names(glass, glass.text_of(view.board.hall_names), view.board.office, room_mm, height_mm)
    return (rule, *time, *names)


def _names(glass: Glass, hall: str, office: str, room_mm: float, height_mm: float) -> tuple[Item, ...]:
    """The hall, and the office as far as there is room beside it."""
    cap_mm = glass.sizes.word_mm
    y_mm, x_mm = (height_mm - cap_mm) / 2, glass.sizes.margin_mm
    items: list[Item] = []
    for name, text, bold, colour in (("hall", hall, True, "ink"), ("office", office, False, "ink2")):
        for line in glass.lines(text, room_mm, cap_mm, most=1, bold=bold):
            items.append(
                Text(name=name, text=line, x_mm=x_mm, y_mm=y_mm, cap_mm=cap_mm, room_mm=room_mm, bold=bold,
                     colour=colour)
            )  # fmt: skip
            taken_mm = glass.panel.text_mm(line, cap_mm, bold=bold) + 0.6 * cap_mm
            x_mm, room_mm = x_mm + taken_mm, room_mm - taken_mm
    return tuple(items)


def _clock(view: View, glass: Glass, zone: ZoneInfo, height_mm: float) -> tuple[tuple[Item, ...], float]:
    """No clock before the broker told the time: none is better than a wrong one."""
    if view.now is None:
        return (), 0.0
    text, cap_mm = clock(view.now, zone), glass.sizes.figure_mm
    width_mm = glass.panel.text_mm(text, cap_mm, bold=True)
    right_mm = glass.panel.width_mm - glass.sizes.margin_mm
    item = Text(
        name="clock", text=text, x_mm=right_mm, y_mm=(height_mm - cap_mm) / 2, cap_mm=cap_mm,
        room_mm=width_mm, bold=True, align="right",
    )  # fmt: skip
    return (item,), width_mm


def _band(view: View, glass: Glass, top_mm: float) -> tuple[tuple[Item, ...], float]:
    """Since when nothing is new, and what to do: the one thing to read first on a silent screen."""
    word_mm, width_mm = glass.sizes.word_mm, glass.panel.width_mm
    icon_mm, x_mm = 2.6 * word_mm, glass.sizes.margin_mm
    text_x_mm = x_mm + icon_mm + 1.1 * word_mm
    room_mm = width_mm - text_x_mm - x_mm
    title_mm = 1.15 * word_mm
    title = glass.lines(_silence(view, glass), room_mm, title_mm, most=2, bold=True)
    advice = glass.lines(glass.words.say("listen"), room_mm, word_mm, most=2)
    gap_mm = 0.95 * word_mm
    texts_mm = block_mm(len(title), title_mm) + gap_mm + block_mm(len(advice), word_mm)
    height_mm = texts_mm + 1.35 * word_mm
    y_mm = top_mm + (height_mm - texts_mm) / 2
    return (
        Box(
            name="band", fill="ink", radius_mm=0,
            area=Area(x_mm=0, y_mm=top_mm, width_mm=width_mm, height_mm=height_mm),
        ),
        Icon(
            name="band/clock", icon="clock_struck_out", x_mm=x_mm, y_mm=top_mm + (height_mm - icon_mm) / 2,
            size_mm=icon_mm, colour="ground",
        ),
        *stack("band/since", title, x_mm=text_x_mm, y_mm=y_mm, cap_mm=title_mm, room_mm=room_mm, bold=True,
               colour="ground"),
        *stack("band/advice", advice, x_mm=text_x_mm, y_mm=y_mm + block_mm(len(title), title_mm) + gap_mm,
               cap_mm=word_mm, room_mm=room_mm, colour="ground"),
    ), height_mm  # fmt: skip


def _silence(view: View, glass: Glass) -> str:
    if view.board is None or view.heard_at is None:
        return glass.words.say("stale")
    return glass.words.say("stale_since", time=clock(view.heard_at, ZoneInfo(view.board.time_zone)))


def _footer_text_x_mm(glass: Glass) -> float:
    return glass.sizes.margin_mm + 2.25 * glass.sizes.word_mm


def _footer_room_mm(glass: Glass) -> float:
    return glass.panel.width_mm - _footer_text_x_mm(glass) - glass.sizes.margin_mm


def _footer(glass: Glass, lines: tuple[str, ...], height_mm: float) -> tuple[Item, ...]:
    if not lines:
        return ()
    word_mm, x_mm = glass.sizes.word_mm, _footer_text_x_mm(glass)
    top_mm, icon_mm = glass.panel.height_mm - height_mm, 1.75 * glass.sizes.word_mm
    first_mm = top_mm + (height_mm - block_mm(len(lines), word_mm)) / 2
    return (
        Box(
            name="footer", fill="mute", radius_mm=0,
            area=Area(x_mm=0, y_mm=top_mm, width_mm=glass.panel.width_mm, height_mm=height_mm),
        ),
        Icon(
            name="footer/info", icon="info", x_mm=glass.sizes.margin_mm,
            y_mm=first_mm + (word_mm - icon_mm) / 2, size_mm=icon_mm,
        ),
        *stack("notice", lines, x_mm=x_mm, y_mm=first_mm, cap_mm=word_mm, room_mm=_footer_room_mm(glass)),
    )  # fmt: skip
