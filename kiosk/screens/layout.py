"""Where the topics stand: in one column or two, on as few pages as the words allow.

Words are never made smaller to fit: a name takes more lines, then there are fewer tiles on a page. The order
is the office's and never changes.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.look.scene import Area, block_mm
from broker.look.tokens import TARGET_MM
from kiosk.screens.page import Page
from kiosk.screens.waits import wait_sayings
from kiosk.ticket_text import in_first

LETTER_CAPS = 1.6
"""Height of a topic's letter, in cap heights of the text beside it."""
AIR_CAPS = 0.85
"""Above and below a tile's lines together, at the least."""
TALLEST_ROWS = 1.35
"""A tile may grow to this share of the usual row where few topics leave room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered, to whom and when."""

    topics: tuple[TopicRow, ...]
    language: str
    office_languages: tuple[str, ...]
    """For a topic that has no name in the visitor's."""
    language_name: str
    page: int
    help_wanted: bool
    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Pages of places, in the topics' order, which reads down the columns."""

    pages: tuple[tuple[Area, ...], ...]
    letter_mm: float
    """Width of the letter's own field."""

    @property
    def top_mm(self) -> float:
        return min((place.y_mm for places in self.pages for place in places), default=0.0)


def name_of(topic: TopicRow, offer: Offer) -> str:
    return in_first(topic.names, (offer.language, *offer.office_languages)) or topic.letter


def sayings_of(page: Page, topic: TopicRow, offer: Offer) -> tuple[str, ...]:
    """Its wait for this visitor, from the fullest way to say it to the shortest."""
    return wait_sayings(page.words, topic, offer.now, offer.zone, priority=offer.help_wanted)


def words_mm(page: Page, width_mm: float) -> float:
    """What a tile without its letter leaves for words."""
    return width_mm - 2 * page.sizes.pad


def lay_out(page: Page, offer: Offer, area: Area) -> Layout:
    """In one column where that takes no more pages: wide tiles read best."""
    layouts = (_one_column(page, offer, area), *_two_columns(page, offer, area))
    return min(layouts, key=lambda layout: len(layout.pages))


def _one_column(page: Page, offer: Offer, area: Area) -> Layout:
    """Tiles of the usual height, a taller one where a name needs more lines."""
    gap_mm, letter_mm = page.sizes.gap, _letter_mm(page, offer)
    needs = [_need_mm(page, name_of(topic, offer), area.width_mm - letter_mm) for topic in offer.topics]
    usual = _rows(area, page.sizes.row, gap_mm, at_most=len(needs))
    row_mm = min((area.height_mm - (usual - 1) * gap_mm) / usual, page.sizes.row * TALLEST_ROWS)
    groups = _groups(needs, usual, area.height_mm, gap_mm)
    pages = [_heights(group, usual, row_mm, area.height_mm - (usual - 1) * gap_mm) for group in groups]
    highest_mm = max(sum(heights) + (len(heights) - 1) * gap_mm for heights in pages)
    top_mm = _top_mm(page, area, highest_mm)
    return Layout(
        pages=tuple(_column(area, top_mm, heights, gap_mm) for heights in pages), letter_mm=letter_mm
    )


def _groups(needs: list[float], usual: int, height_mm: float, gap_mm: float) -> list[list[float]]:
    """As many topics on a page as find their height there, at most so many as usual."""
    groups: list[list[float]] = [[]]
    for need in needs:
        together = [*groups[-1], need]
        high_mm = sum(together) + (len(together) - 1) * gap_mm
        if groups[-1] and (len(together) > usual or high_mm > height_mm):
            groups.append([need])
        else:
            groups[-1] = together
    return groups


def _heights(needs: list[float], usual: int, row_mm: float, room_mm: float) -> list[float]:
    """A page with places left keeps the usual rows; a full one shares what its tallest tiles leave."""
    wished = [max(row_mm, need) for need in needs]
    if len(needs) < usual or sum(wished) <= room_mm:
        return wished
    return [need + (room_mm - sum(needs)) / len(needs) for need in needs]


def _two_columns(page: Page, offer: Offer, area: Area) -> tuple[Layout, ...]:
    """Rows go through both columns; nothing at all when a column is too narrow for a name or for a wait."""
    gap_mm, letter_mm = page.sizes.gap, _letter_mm(page, offer)
    columns = area.columns((1.0, 1.0), gap_mm)
    width_mm = columns[0].width_mm - letter_mm
    names = [name_of(topic, offer) for topic in offer.topics]
    if not all(_fits(page, topic, offer, width_mm) for topic in offer.topics):
        return ()
    needs = [_need_mm(page, name, width_mm) for name in names]
    usual = _rows(area, page.sizes.row, gap_mm, at_most=math.ceil(len(needs) / 2))
    for rows in range(usual, 0, -1):
        room_mm = area.height_mm - (rows - 1) * gap_mm
        pages = [_row_needs(needs[start:], rows) for start in range(0, max(1, len(needs)), 2 * rows)]
        if all(sum(page_needs) <= room_mm for page_needs in pages):
            break
    row_mm = min(room_mm / rows, page.sizes.row * TALLEST_ROWS)
    heights = [_heights(page_needs, rows, row_mm, room_mm) for page_needs in pages]
    top_mm = _top_mm(page, area, max(sum(each) for each in heights) + (rows - 1) * gap_mm)
    places = [
        tuple(place for column in columns for place in _column(column, top_mm, each, gap_mm))
        for each in heights
    ]
    full = tuple(page_places[: len(needs) - 2 * rows * number] for number, page_places in enumerate(places))
    return (Layout(pages=full, letter_mm=letter_mm),)


def _fits(page: Page, topic: TopicRow, offer: Offer, width_mm: float) -> bool:
    """Whether the name breaks well and the wait need not be cut to the number of people."""
    room_mm, cap_mm = words_mm(page, width_mm), page.sizes.text
    with_time = sayings_of(page, topic, offer)[-2:][0]
    wait_mm = page.panel.text_mm(with_time, cap_mm)
    return wait_mm <= room_mm and page.fits(name_of(topic, offer), room_mm, cap_mm, bold=True)


def _row_needs(needs: list[float], rows: int) -> list[float]:
    """What each row of one page needs for its left and its right tile."""
    left, right = needs[:rows], needs[rows : 2 * rows]
    padded = [*left, *[TARGET_MM] * (rows - len(left))], [*right, *[TARGET_MM] * (rows - len(right))]
    return [max(pair) for pair in zip(*padded, strict=True)]


def _rows(area: Area, row_mm: float, gap_mm: float, *, at_most: int) -> int:
    fitting = math.floor((area.height_mm + gap_mm) / (row_mm + gap_mm) + 1e-6)
    return max(1, min(fitting, at_most))


def _top_mm(page: Page, area: Area, high_mm: float) -> float:
    """On an upright panel the tiles stand low, where every hand reaches them."""
    return area.bottom_mm - high_mm if page.upright else area.y_mm


def _column(area: Area, top_mm: float, heights: list[float], gap_mm: float) -> tuple[Area, ...]:
    tops = [top_mm + sum(heights[:row]) + row * gap_mm for row in range(len(heights))]
    return tuple(
        Area(x_mm=area.x_mm, y_mm=top, width_mm=area.width_mm, height_mm=height)
        for top, height in zip(tops, heights, strict=True)
    )


def _need_mm(page: Page, name: str, width_mm: float) -> float:
    """The least height of a tile: its name, its wait, and a little air."""
    names = page.panel.wrap(name, words_mm(page, width_mm), page.sizes.text, bold=True)
    return max(TARGET_MM, block_mm(len(names) + 1, page.sizes.text) + AIR_CAPS * page.sizes.text)


def _letter_mm(page: Page, offer: Offer) -> float:
    cap_mm = page.sizes.text * LETTER_CAPS
    widest_mm = max((page.panel.text_mm(t.letter, cap_mm, bold=True) for t in offer.topics), default=0.0)
    return max(cap_mm * (1.6 if page.low else 1.9), widest_mm + 0.8 * cap_mm)
