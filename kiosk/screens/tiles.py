"""The topics as tiles in a grid: as few pages as the words allow, and every tile of a page of one height.

A closed topic keeps its place, dashed and with the reason. Words are never made smaller to fit: names take
two lines, then the wait says less, then there are fewer tiles on a page.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.look.scene import Area, Box, Icon, Item, Line, Text, block_mm, stack
from broker.look.tokens import EDGE_MM, LINE_STEP_CAPS, RADIUS_MM
from kiosk.screens.page import CARD, PRESSED, Page
from kiosk.screens.waits import opening_sayings, wait_sayings

LETTER_CAPS = 1.6
"""Height of a topic's letter, in cap heights of the text beside it."""
TALLEST_ROWS = 1.35
"""A tile may grow to this share of the usual row where few topics leave room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered, to whom and when."""

    topics: tuple[TopicRow, ...]
    language: str
    own_language: str
    """The office's, for a topic that has no name in the visitor's."""
    languages: Mapping[str, str]
    """Language code to the language's own name."""
    page: int
    help_wanted: bool
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How tiles stand: column by column, so that their order reads downwards."""

    area: Area
    columns: int
    rows: int
    row_mm: float
    gap_mm: float
    letter_mm: float
    """Width of the letter's own field."""

    @property
    def capacity(self) -> int:
        return self.columns * self.rows

    def pages(self, topics: int) -> int:
        return max(1, math.ceil(topics / self.capacity))

    def place(self, index: int) -> Area:
        column = self.area.columns((1.0,) * self.columns, self.gap_mm)[index // self.rows]
        return Area(
            x_mm=column.x_mm,
            y_mm=column.y_mm + index % self.rows * (self.row_mm + self.gap_mm),
            width_mm=column.width_mm,
            height_mm=self.row_mm,
        )


def name_of(topic: TopicRow, offer: Offer) -> str:
    return topic.names.get(offer.language) or topic.names.get(offer.own_language) or topic.letter


def choose_grid(page: Page, offer: Offer, area: Area) -> Grid:
    """Fewest pages first, then fewest columns: wide tiles read best."""
    grids = [_grid(page, offer, area, columns) for columns in (1, 2)]
    return min(grids, key=lambda grid: (grid.pages(len(offer.topics)), grid.columns))


def tiles(page: Page, offer: Offer, grid: Grid) -> tuple[Item, ...]:
    first = offer.page * grid.capacity
    shown = offer.topics[first : first + grid.capacity]
    return tuple(
        item
        for index, topic in enumerate(shown)
        for item in _tile(page, offer, topic, grid.place(index), grid.letter_mm)
    )


def _grid(page: Page, offer: Offer, area: Area, columns: int) -> Grid:
    sizes, letter_mm = page.sizes, _letter_mm(page, offer)
    width_mm = area.columns((1.0,) * columns, sizes.gap)[0].width_mm
    lines = 1 + max(
        (len(_name_lines(page, name_of(t, offer), width_mm - letter_mm)) for t in offer.topics), default=1
    )
    least_mm = max(sizes.row, block_mm(lines, sizes.text) + 1.6 * sizes.text)
    rows = max(1, math.floor((area.height_mm + sizes.gap) / (least_mm + sizes.gap) + 1e-6))
    used = min(rows, max(1, math.ceil(len(offer.topics) / columns)))
    room_mm = (area.height_mm - sizes.gap * (used - 1)) / used
    row_mm = min(room_mm, max(least_mm, sizes.row * TALLEST_ROWS))
    high_mm = used * row_mm + (used - 1) * sizes.gap
    # on an upright panel the rows stand low, where every hand reaches them
    top_mm = area.bottom_mm - high_mm if page.upright else area.y_mm
    return Grid(
        area=Area(x_mm=area.x_mm, y_mm=top_mm, width_mm=area.width_mm, height_mm=high_mm),
        columns=columns,
        rows=used,
        row_mm=row_mm,
        gap_mm=sizes.gap,
        letter_mm=letter_mm,
    )


def _letter_mm(page: Page, offer: Offer) -> float:
    cap_mm = page.sizes.text * LETTER_CAPS
    widest = max((page.panel.text_mm(t.letter, cap_mm, bold=True) for t in offer.topics), default=0.0)
    return max(cap_mm * 1.9, widest + 0.8 * cap_mm)


def _words_mm(page: Page, width_mm: float) -> float:
    """What a tile without its letter leaves for words."""
    return width_mm - 2 * page.sizes.pad


def _name_lines(page: Page, name: str, width_mm: float) -> tuple[str, ...]:
    return page.panel.wrap(name, _words_mm(page, width_mm), page.sizes.text, bold=True)


def _tile(page: Page, offer: Offer, topic: TopicRow, area: Area, letter_mm: float) -> tuple[Item, ...]:
    action = f"topic:{topic.id}"
    pressed = page.pressed == action
    words = Area(
        x_mm=area.x_mm + letter_mm + page.sizes.pad,
        y_mm=area.y_mm,
        width_mm=_words_mm(page, area.width_mm - letter_mm),
        height_mm=area.height_mm,
    )
    field = Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=letter_mm, height_mm=area.height_mm)
    if not topic.open:
        return (*_closed_ground(topic, area, field), *_closed_words(page, offer, topic, words, field))
    paint = PRESSED if pressed else CARD
    return (
        Box(name=action, area=area, fill=paint.fill, edge=paint.edge, action=action),
        *(() if pressed else (_letter_ground(topic, field),)),
        _letter(page, topic, field, "paper" if pressed else "deep"),
        *_open_words(page, offer, topic, words, pressed=pressed),
    )


def _letter_ground(topic: TopicRow, field: Area) -> Box:
    inner = Area(
        x_mm=field.x_mm + EDGE_MM,
        y_mm=field.y_mm + EDGE_MM,
        width_mm=field.width_mm - EDGE_MM,
        height_mm=field.height_mm - 2 * EDGE_MM,
    )
    return Box(
        name=f"topic:{topic.id} field",
        area=inner,
        fill="deep_tint",
        radius_mm=RADIUS_MM - EDGE_MM,
        corners="left",
    )


def _letter(page: Page, topic: TopicRow, field: Area, colour: str) -> Text:
    cap_mm = page.sizes.text * LETTER_CAPS
    return Text(
        name=f"topic:{topic.id} letter",
        text=topic.letter,
        x_mm=field.x_mm + field.width_mm / 2,
        y_mm=field.middle_mm - cap_mm / 2,
        cap_mm=cap_mm,
        room_mm=field.width_mm,
        bold=True,
        colour=colour,
        align="centre",
    )


def _open_words(page: Page, offer: Offer, topic: TopicRow, words: Area, *, pressed: bool) -> tuple[Text, ...]:
    names = page.panel.wrap(name_of(topic, offer), words.width_mm, page.sizes.text, bold=True)
    wait = page.first_fitting(wait_sayings(page.say, topic), words.width_mm, page.sizes.text)
    name_colour, wait_colour = ("paper", "paper") if pressed else ("ink", "ink2")
    top, last = _line_tops(page, words, len(names) + 1)
    return (
        *_name(page, topic, names, words, top, name_colour),
        _wait(page, topic, wait, words.x_mm, words.width_mm, last, wait_colour),
    )


def _closed_ground(topic: TopicRow, area: Area, field: Area) -> tuple[Item, ...]:
    return (
        Box(name=f"topic:{topic.id}", area=area, fill="mute", edge="line", dashed=True),
        Line(
            name=f"topic:{topic.id} field",
            x_mm=field.right_mm,
            y_mm=area.y_mm,
            to_x_mm=field.right_mm,
            to_y_mm=area.bottom_mm,
            dashed=True,
        ),
    )


def _closed_words(page: Page, offer: Offer, topic: TopicRow, words: Area, field: Area) -> tuple[Item, ...]:
    cap_mm = page.sizes.text
    icon_mm, beside_mm = cap_mm * 1.45, cap_mm * 1.9
    names = page.panel.wrap(name_of(topic, offer), words.width_mm, cap_mm, bold=True)
    room_mm = words.width_mm - beside_mm
    why = page.first_fitting(
        opening_sayings(page.say, topic.opens_at, offer.now, offer.zone), room_mm, cap_mm
    )
    top, last = _line_tops(page, words, len(names) + 1)
    return (
        _letter(page, topic, field, "ink2"),
        *_name(page, topic, names, words, top, "ink2"),
        Icon(
            name=f"topic:{topic.id} closed",
            icon="closed",
            x_mm=words.x_mm,
            y_mm=last + cap_mm / 2 - icon_mm / 2,
            size_mm=icon_mm,
            colour="ink",
        ),
        _wait(page, topic, why, words.x_mm + beside_mm, room_mm, last, "ink"),
    )


def _line_tops(page: Page, words: Area, lines: int) -> tuple[float, float]:
    """Where the first and the last of so many lines begin, the whole standing half way down."""
    cap_mm = page.sizes.text
    top = words.middle_mm - block_mm(lines, cap_mm) / 2
    return top, top + (lines - 1) * cap_mm * LINE_STEP_CAPS


def _name(
    page: Page, topic: TopicRow, names: tuple[str, ...], words: Area, top: float, colour: str
) -> tuple[Text, ...]:
    return stack(
        f"topic:{topic.id} name",
        names,
        x_mm=words.x_mm,
        y_mm=top,
        cap_mm=page.sizes.text,
        room_mm=words.width_mm,
        bold=True,
        colour=colour,
    )


def _wait(
    page: Page, topic: TopicRow, text: str, x_mm: float, room_mm: float, y_mm: float, colour: str
) -> Text:
    return Text(
        name=f"topic:{topic.id} wait",
        text=text,
        x_mm=x_mm,
        y_mm=y_mm,
        cap_mm=page.sizes.text,
        room_mm=room_mm,
        colour=colour,
    )
