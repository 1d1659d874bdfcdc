"""Pictures in which nobody is called: suspended, nobody yet, not connected. Each says what is true. Pure.

Also what takes the place of the waiting times when the broker is silent.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from broker.contract.boards import Suspension
from broker.look.scene import Area, Box, Icon, Item, block_mm, stack
from display.figures import clock
from display.glass import Glass

LINES_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A text that stands by itself; an empty one takes no room."""

    name: str
    text: str
    cap_mm: float
    bold: bool = False
    gap_mm: float = 0.0
    """Above it."""


def suspended_items(suspension: Suspension, zone: ZoneInfo, area: Area, glass: Glass) -> tuple[Item, ...]:
    """What is stopped; why and since when; that the numbers hold."""
    sizes = glass.sizes
    side_mm = 0.27 * area.width_mm
    bar_mm, gap_mm, tall_mm = 2.0 * sizes.word_mm, 1.5 * sizes.word_mm, 8.1 * sizes.word_mm
    middle_mm = area.x_mm + side_mm / 2
    bars = tuple(
        Box(
            name=f"suspended/bar{place}", fill="ground", radius_mm=bar_mm / 2,
            area=Area(x_mm=x_mm, y_mm=area.middle_mm - tall_mm / 2, width_mm=bar_mm, height_mm=tall_mm),
        )
        for place, x_mm in enumerate((middle_mm - gap_mm / 2 - bar_mm, middle_mm + gap_mm / 2))
    )  # fmt: skip
    text_area = Area(
        x_mm=area.x_mm + side_mm + 2.6 * sizes.word_mm, y_mm=area.y_mm,
        width_mm=area.width_mm - side_mm - 2.6 * sizes.word_mm - sizes.margin_mm, height_mm=area.height_mm,
    )  # fmt: skip
    return (
        Box(
            name="suspended", fill="ink", radius_mm=0,
            area=Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=side_mm, height_mm=area.height_mm),
        ),
        *bars,
        *_paragraphs(_suspended_texts(suspension, zone, text_area, glass), text_area, glass),
    )  # fmt: skip


def _suspended_texts(
    suspension: Suspension, zone: ZoneInfo, area: Area, glass: Glass
) -> tuple[Paragraph, ...]:
    """All of it, or what there is room for: the title gets smaller first, then since when and why go."""
    words, word_mm, cap_mm = glass.words, glass.sizes.word_mm, 1.45 * glass.sizes.word_mm
    since = words.say("suspended_since", time=clock(suspension.since, zone))
    holds = words.say("tickets_hold")
    reasons = (
        Paragraph(name="suspended/why", text=suspension.reason, cap_mm=cap_mm, gap_mm=2.6 * word_mm),
        Paragraph(name="suspended/since", text=since, cap_mm=cap_mm, gap_mm=0.95 * word_mm),
    )
    texts: tuple[Paragraph, ...] = ()
    for title_mm, kept in ((3.0, 2), (2.0, 2), (2.0, 1), (2.0, 0), (1.45, 0)):
        texts = (
            Paragraph(
                name="suspended/what", text=words.say("suspended"), cap_mm=title_mm * word_mm, bold=True
            ),
            *reasons[:kept],
            Paragraph(name="suspended/holds", text=holds, cap_mm=cap_mm, bold=True, gap_mm=1.9 * word_mm),
        )
        if _height_mm(texts, area.width_mm, glass) <= area.height_mm - 2 * word_mm:
            break
    return texts


def nobody_items(what: str, then: str, area: Area, glass: Glass) -> tuple[Item, ...]:
    """Nobody has been called: what is true, and what comes."""
    sizes = glass.sizes
    return (
        Box(
            name="nobody", area=area, fill="ground", edge="line", edge_mm=sizes.edge_mm / 2,
            radius_mm=sizes.radius_mm,
        ),
        *_paragraphs(
            _two("nobody", what, then, glass),
            area.inset(1.4 * sizes.word_mm),
            glass,
        ),
    )  # fmt: skip


def connecting_items(area: Area, glass: Glass) -> tuple[Item, ...]:
    """Nothing is known yet."""
    texts = _two("connecting", glass.words.say("connecting"), glass.words.say("listen"), glass)
    return _paragraphs(texts, area.inset(glass.sizes.margin_mm), glass)


def _two(name: str, what: str, then: str, glass: Glass) -> tuple[Paragraph, ...]:
    """What is true, and what comes."""
    word_mm = glass.sizes.word_mm
    return (
        Paragraph(name=f"{name}/what", text=what, cap_mm=2.0 * word_mm, bold=True),
        Paragraph(name=f"{name}/then", text=then, cap_mm=glass.sizes.figure_mm, gap_mm=1.9 * word_mm),
    )


def no_times_items(area: Area, glass: Glass) -> tuple[Item, ...]:
    """In the place of estimates that nobody can vouch for."""
    sizes, words = glass.sizes, glass.words
    icon_mm = 5.0 * sizes.word_mm
    paragraphs = (
        Paragraph(name="no_times/why", text=words.say("no_times"), cap_mm=sizes.word_mm),
        Paragraph(
            name="no_times/holds",
            text=words.say("place_kept"),
            cap_mm=sizes.word_mm,
            bold=True,
            gap_mm=1.1 * sizes.word_mm,
        ),
    )
    texts_mm = _height_mm(paragraphs, area.width_mm, glass)
    top_mm = area.middle_mm - (icon_mm + sizes.word_mm + texts_mm) / 2
    below = Area(
        x_mm=area.x_mm, y_mm=top_mm + icon_mm + sizes.word_mm, width_mm=area.width_mm, height_mm=texts_mm
    )
    return (
        Icon(
            name="no_times/clock", icon="clock_struck_out", x_mm=area.x_mm - icon_mm / 12, y_mm=top_mm,
            size_mm=icon_mm, colour="ink2",
        ),
        *_paragraphs(paragraphs, below, glass),
    )  # fmt: skip


def _paragraphs(paragraphs: tuple[Paragraph, ...], area: Area, glass: Glass) -> tuple[Item, ...]:
    """One under another, the whole in the middle of the height."""
    y_mm = area.middle_mm - _height_mm(paragraphs, area.width_mm, glass) / 2
    items: list[Item] = []
    for one in paragraphs:
        lines = _lines(one, area.width_mm, glass)
        if lines:
            y_mm += one.gap_mm
            items.extend(
                stack(one.name, lines, x_mm=area.x_mm, y_mm=y_mm, cap_mm=one.cap_mm, room_mm=area.width_mm,
                      bold=one.bold)
            )  # fmt: skip
            y_mm += block_mm(len(lines), one.cap_mm)
    return tuple(items)


def _height_mm(paragraphs: tuple[Paragraph, ...], width_mm: float, glass: Glass) -> float:
    return sum(
        one.gap_mm + block_mm(len(lines), one.cap_mm)
        for one in paragraphs
        if (lines := _lines(one, width_mm, glass))
    )


def _lines(one: Paragraph, width_mm: float, glass: Glass) -> tuple[str, ...]:
    return glass.lines(one.text, width_mm, one.cap_mm, most=LINES_MOST, bold=one.bold)
