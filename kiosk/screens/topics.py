"""The topics page: one question, the topics, and round them the clock, the language, help and a person.

On a tall enough panel the buttons stand along the bottom, on a low one beside the topics. Where there is no
place for the help button, help is a question of its own after the topic.
"""

from dataclasses import dataclass

from broker.look.scene import Area, Icon, Item, Scene, block_mm
from kiosk.screens.layout import Offer, lay_out
from kiosk.screens.page import (
    MAIN,
    PLAIN,
    Page,
    button,
    centred_lines,
    clock,
    clock_width_mm,
    columns_for,
    person_button,
    person_label,
)
from kiosk.screens.tiles import tiles

HEADER_MM = 20.0
"""As high as the language button in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Where question, topics and buttons go."""

    header: Area
    topics: Area
    buttons: Area


def draw(page: Page, offer: Offer) -> Scene:
    rooms = rooms_of(page)
    layout = lay_out(page, offer, rooms.topics)
    pages = len(layout.pages)
    if page.low:
        around = (*_low_header(page, rooms.header), *_side_buttons(page, offer, rooms.buttons, pages))
    else:
        top = _upright_header if page.upright else _wide_header
        header = _slice(rooms.header, rooms.header.y_mm, layout.top_mm - page.sizes.gap - 1)
        around = (*top(page, offer, header), *_foot_buttons(page, offer, rooms.buttons, pages))
    return page.scene(*around, *tiles(page, offer, layout))


def rooms_of(page: Page) -> Rooms:
    area, sizes, gap = page.area, page.sizes, page.sizes.gap
    if page.low:
        header = _slice(area, area.y_mm, area.y_mm + sizes.question * 1.3)
        below = _slice(area, header.bottom_mm + gap, area.bottom_mm)
        topics, buttons = below.columns((1 - sizes.side, sizes.side), gap)
        return Rooms(header=header, topics=topics, buttons=buttons)
    head_mm = HEADER_MM + (3 * gap + block_mm(2, sizes.question) if page.upright else 0)
    header = _slice(area, area.y_mm, area.y_mm + head_mm)
    buttons = _slice(area, area.bottom_mm - sizes.foot, area.bottom_mm)
    topics = _slice(area, header.bottom_mm + gap + 1, buttons.y_mm - gap - 1)
    return Rooms(header=header, topics=topics, buttons=buttons)


# -- above the topics


def _low_header(page: Page, header: Area) -> tuple[Item, ...]:
    cap_mm = page.sizes.question
    room_mm = header.width_mm - clock_width_mm(page, cap_mm) - page.sizes.gap
    question = Area(x_mm=header.x_mm, y_mm=header.y_mm, width_mm=room_mm, height_mm=cap_mm * 1.3)
    return (*_question(page, question), clock(page, header.right_mm, question.middle_mm, cap_mm))


def _wide_header(page: Page, offer: Offer, header: Area) -> tuple[Item, ...]:
    cap_mm, gap = page.sizes.question, page.sizes.gap
    language = _language_area(page, offer, header)
    clock_mm = language.x_mm - 2 * gap
    room_mm = clock_mm - clock_width_mm(page, cap_mm) - gap - header.x_mm
    question = Area(x_mm=header.x_mm, y_mm=header.y_mm, width_mm=room_mm, height_mm=HEADER_MM)
    return (
        *_question(page, question),
        clock(page, clock_mm, language.middle_mm, cap_mm),
        *button(page, "language", language, offer.language_name, icon="language"),
    )


def _upright_header(page: Page, offer: Offer, header: Area) -> tuple[Item, ...]:
    """Clock and language at the top, the question right above the topics."""
    cap_mm = page.sizes.question
    clock_mm = page.panel.text_mm(page.clock, cap_mm, bold=True)
    language = _language_area(page, offer, header)
    question = _slice(header, header.bottom_mm - block_mm(2, cap_mm) - page.sizes.gap, header.bottom_mm)
    return (
        clock(page, header.x_mm + clock_mm, language.middle_mm, cap_mm),
        *button(page, "language", language, offer.language_name, icon="language"),
        *_question(page, question),
    )


def _question(page: Page, area: Area) -> tuple[Item, ...]:
    """What brings you here? Or, while there is no paper, that: before the choice, not after it."""
    sizes = page.sizes
    if not page.printer_down:
        question = page.say("which_matter")
        lines = page.panel.wrap(question, area.width_mm, sizes.question, bold=True)
        # a low panel has one line for it: where that is too short, the question takes the size of the topics
        cap_mm = sizes.question if block_mm(len(lines), sizes.question) <= area.height_mm else sizes.text
        return centred_lines(page, "question", question, area, cap_mm=cap_mm, bold=True)
    icon_mm = min(sizes.icon, area.height_mm)
    picture = Icon(
        name="no paper pictogram",
        icon="printer_struck_out",
        x_mm=area.x_mm,
        y_mm=area.middle_mm - icon_mm / 2,
        size_mm=icon_mm,
    )
    beside = Area(
        x_mm=area.x_mm + icon_mm + sizes.gap,
        y_mm=area.y_mm,
        width_mm=area.width_mm - icon_mm - sizes.gap,
        height_mm=area.height_mm,
    )
    return (
        picture,
        *centred_lines(page, "no paper", _no_paper(page, beside), beside, cap_mm=sizes.text, bold=True),
    )


def _no_paper(page: Page, room: Area) -> str:
    saying, cap_mm = page.say("printer_trouble"), page.sizes.text
    lines = page.panel.wrap(saying, room.width_mm, cap_mm, bold=True)
    return saying if block_mm(len(lines), cap_mm) <= room.height_mm else page.say("printer_trouble_short")


def _language_area(page: Page, offer: Offer, header: Area) -> Area:
    sizes = page.sizes
    words_mm = page.panel.text_mm(offer.language_name, sizes.text)
    width_mm = 3 * sizes.pad + sizes.icon + words_mm + 0.5
    return Area(x_mm=header.right_mm - width_mm, y_mm=header.y_mm, width_mm=width_mm, height_mm=HEADER_MM)


# -- below or beside them


def _foot_buttons(page: Page, offer: Offer, area: Area, pages: int) -> tuple[Item, ...]:
    names = (*(("more",) if pages > 1 else ()), "help", "person")
    labels = (*((page.say("more"),) if pages > 1 else ()), page.say("need_help"), person_label(page))
    places = dict(zip(names, columns_for(page, area, labels), strict=True))
    icon, paint = ("check", MAIN) if offer.help_wanted else ("wheelchair", PLAIN)
    return (
        *(_more(page, offer, places["more"], pages) if pages > 1 else ()),
        *button(page, "help", places["help"], page.say("need_help"), icon=icon, paint=paint),
        *person_button(page, places["person"]),
    )


def _side_buttons(page: Page, offer: Offer, area: Area, pages: int) -> tuple[Item, ...]:
    rows = area.rows(3, page.sizes.gap)
    person, language = rows[-2:] if pages > 1 else rows[:2]
    return (
        *(_more(page, offer, rows[0], pages) if pages > 1 else ()),
        *person_button(page, person),
        *button(page, "language", language, page.say("language"), icon="language"),
    )


def _more(page: Page, offer: Offer, area: Area, pages: int) -> tuple[Item, ...]:
    place = page.say("page", page=offer.page % pages + 1, pages=pages).replace(" ", "\u00a0")
    label = f"{page.say('more')} {place}"
    return button(page, "more", area, label, icon="more", paint=MAIN)


def _slice(area: Area, top_mm: float, bottom_mm: float) -> Area:
    return Area(x_mm=area.x_mm, y_mm=top_mm, width_mm=area.width_mm, height_mm=bottom_mm - top_mm)
