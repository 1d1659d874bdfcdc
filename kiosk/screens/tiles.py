"""One topic as a tile: its letter, its name, who waits and how long it takes.

A closed topic keeps its place, dashed and with the reason. The wait says less where there is no room for all.
"""

from broker.contract.boards import TopicRow
from broker.look.scene import Area, Box, Icon, Item, Line, Text, block_mm, stack
from broker.look.tokens import EDGE_MM, LINE_STEP_CAPS, RADIUS_MM
from kiosk.screens.layout import LETTER_CAPS, Layout, Offer, name_of, sayings_of, words_mm
from kiosk.screens.page import CARD, PRESSED, Page
from kiosk.screens.waits import opening_sayings


def tiles(page: Page, offer: Offer, layout: Layout) -> tuple[Item, ...]:
    """The topics of the page that is turned to."""
    number = offer.page % len(layout.pages)
    first = sum(len(places) for places in layout.pages[:number])
    places = layout.pages[number]
    return tuple(
        item
        for topic, place in zip(offer.topics[first : first + len(places)], places, strict=True)
        for item in _tile(page, offer, topic, place, layout.letter_mm)
    )


def _tile(page: Page, offer: Offer, topic: TopicRow, area: Area, letter_mm: float) -> tuple[Item, ...]:
    action = f"topic:{topic.id}"
    pressed = page.pressed == action
    words = Area(
        x_mm=area.x_mm + letter_mm + page.sizes.pad,
        y_mm=area.y_mm,
        width_mm=words_mm(page, area.width_mm - letter_mm),
        height_mm=area.height_mm,
    )
    field = Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=letter_mm, height_mm=area.height_mm)
    if not topic.open:
        return (*_closed_ground(topic, area, field), *_closed_words(page, offer, topic, words, field))
    paint = PRESSED if pressed else CARD
    return (
        Box(name=action, area=area, fill=paint.fill, edge=paint.edge, action=action),
        *(() if pressed else (_letter_ground(page, topic, field),)),
        _letter(page, topic, field, "paper" if pressed else "deep"),
        *_open_words(page, offer, topic, words, pressed=pressed),
    )


def _letter_ground(page: Page, topic: TopicRow, field: Area) -> Box:
    """Right up to the tile's edge, to the pixel."""
    panel = page.panel
    edge_mm = panel.snap(EDGE_MM)
    left_mm, top_mm = panel.snap(field.x_mm) + edge_mm, panel.snap(field.y_mm) + edge_mm
    inner = Area(
        x_mm=left_mm,
        y_mm=top_mm,
        width_mm=field.right_mm - left_mm,
        height_mm=panel.snap(field.bottom_mm) - edge_mm - top_mm,
    )
    return Box(
        name=f"topic:{topic.id} field",
        area=inner,
        fill="deep_tint",
        radius_mm=panel.snap(RADIUS_MM) - edge_mm,
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
    wait = page.first_fitting(sayings_of(page, topic, offer), words.width_mm, page.sizes.text)
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
        opening_sayings(page.words, topic.opens_at, offer.now, offer.zone), room_mm, cap_mm
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
