"""The ticket was not printed: the number as large as the panel allows, that it is valid, and *noted*.

No red and no error code: nothing the visitor did is wrong, and nothing is lost.
"""

from dataclasses import dataclass

from broker.look.scene import Area, Box, Icon, Item, Line, Qr, Scene, Text, block_mm, stack
from broker.look.tokens import KIOSK_TROUBLE_NUMBER_MM, LINE_STEP_CAPS
from kiosk.screens.page import MAIN, Page, button, columns_for, person_button, person_label
from kiosk.screens.take_ticket import fitting_cap_mm

CODE_SHARE = 0.24
"""Of the panel's width."""
UPRIGHT_CODE_SHARE = 0.42
NUMBER_GAP_CAPS = 1.5
"""Between the number and what stands under it, in cap heights of that text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprinted:
    """A ticket without its paper."""

    number: str
    topic: str
    call: str
    """When the call is expected; empty: nothing is known."""
    follow: str
    """What the QR code says; empty: there is none."""


def draw(page: Page, ticket: Unprinted) -> Scene:
    area, sizes = page.area, page.sizes
    foot_mm = sizes.foot
    foot = Area(x_mm=area.x_mm, y_mm=area.bottom_mm - foot_mm, width_mm=area.width_mm, height_mm=foot_mm)
    noted, person = columns_for(page, foot, (page.say("noted"), person_label(page)))
    head, rule_mm = _head(page, ticket)
    body = Area(
        x_mm=area.x_mm,
        y_mm=rule_mm + 1.5 * sizes.gap,
        width_mm=area.width_mm,
        height_mm=foot.y_mm - rule_mm - 3 * sizes.gap,
    )
    return page.scene(
        *head,
        *_body(page, ticket, body),
        *button(page, "noted", noted, page.say("noted"), icon="check", paint=MAIN),
        *person_button(page, person),
    )


def _head(page: Page, ticket: Unprinted) -> tuple[tuple[Item, ...], float]:
    """What happened and what holds; on a low panel what to do is left to the number's size."""
    area, sizes = page.area, page.sizes
    icon_mm = sizes.icon * (1.2 if page.low else 2)
    left = area.x_mm + icon_mm + 1.5 * sizes.gap
    room_mm = area.right_mm - left
    title_cap = sizes.text if page.low else sizes.question
    titles = page.panel.wrap(page.say("not_printed"), room_mm, title_cap, bold=True)
    do = page.say("note_or_scan" if ticket.follow else "note_it")
    texts = () if page.low else page.panel.wrap(do, room_mm, sizes.text)
    title_mm = block_mm(len(titles), title_cap)
    text_mm = len(texts) * sizes.text * LINE_STEP_CAPS + sizes.text * 0.2 if texts else 0.0
    high_mm = max(icon_mm, title_mm + text_mm)
    top = area.y_mm + (high_mm - title_mm - text_mm) / 2
    rule_mm = area.y_mm + high_mm + sizes.gap * 1.2
    items: tuple[Item, ...] = (
        Icon(
            name="trouble pictogram",
            icon="printer_struck_out",
            x_mm=area.x_mm,
            y_mm=area.y_mm + (high_mm - icon_mm) / 2,
            size_mm=icon_mm,
        ),
        *stack("title", titles, x_mm=left, y_mm=top, cap_mm=title_cap, room_mm=room_mm, bold=True),
        *stack(
            "what to do",
            texts,
            x_mm=left,
            y_mm=top + title_mm + sizes.text * 0.9,
            cap_mm=sizes.text,
            room_mm=room_mm,
            colour="ink2",
        ),
        Line(name="rule", x_mm=area.x_mm, y_mm=rule_mm, to_x_mm=area.right_mm, to_y_mm=rule_mm),
    )
    return items, rule_mm


def _body(page: Page, ticket: Unprinted, body: Area) -> tuple[Item, ...]:
    if not ticket.follow:
        cap_mm = _number_cap_mm(page, ticket, body)
        top_mm = body.middle_mm - _block_mm(page, cap_mm) / 2
        return _number(page, ticket, body, cap_mm, top_mm, _topic_mm(page, top_mm, cap_mm))
    return (_upright_body if page.upright else _wide_body)(page, ticket, body)


def _wide_body(page: Page, ticket: Unprinted, body: Area) -> tuple[Item, ...]:
    """Number and code side by side, middle beside middle, their captions on one line where possible."""
    sizes = page.sizes
    caption_mm = 0.0 if page.low else sizes.text * 2.6
    code_mm = min(page.panel.width_mm * CODE_SHARE, body.height_mm - caption_mm)
    left = Area(
        x_mm=body.x_mm,
        y_mm=body.y_mm,
        width_mm=body.width_mm - code_mm - 2 * sizes.gap,
        height_mm=body.height_mm,
    )
    cap_mm = _number_cap_mm(page, ticket, left)
    top_mm = body.middle_mm - _block_mm(page, cap_mm) / 2
    code_top_mm = min(
        max(body.y_mm, top_mm + cap_mm / 2 - code_mm / 2), body.bottom_mm - code_mm - caption_mm
    )
    card = Area(x_mm=body.right_mm - code_mm, y_mm=code_top_mm, width_mm=code_mm, height_mm=code_mm)
    topic_mm = _topic_mm(page, top_mm, cap_mm)
    if page.low:
        return (*_number(page, ticket, left, cap_mm, top_mm, topic_mm), *_code(ticket, card))
    topic_mm = max(topic_mm, card.bottom_mm + sizes.text)
    return (
        *_number(page, ticket, left, cap_mm, top_mm, topic_mm),
        *_code(ticket, card),
        *_caption(page, card, topic_mm),
    )


def _upright_body(page: Page, ticket: Unprinted, body: Area) -> tuple[Item, ...]:
    """Number above code, all of it as one block."""
    sizes = page.sizes
    cap_mm = _number_cap_mm(page, ticket, body)
    code_mm = page.panel.width_mm * UPRIGHT_CODE_SHARE
    high_mm = _block_mm(page, cap_mm) + 4 * sizes.gap + code_mm + sizes.text * 2.6
    top_mm = body.middle_mm - high_mm / 2
    card = Area(
        x_mm=body.x_mm,
        y_mm=top_mm + _block_mm(page, cap_mm) + 4 * sizes.gap,
        width_mm=code_mm,
        height_mm=code_mm,
    )
    return (
        *_number(page, ticket, body, cap_mm, top_mm, _topic_mm(page, top_mm, cap_mm)),
        *_code(ticket, card),
        *_caption(page, card, card.bottom_mm + sizes.text * 1.2),
    )


def _number_cap_mm(page: Page, ticket: Unprinted, area: Area) -> float:
    free_mm = area.height_mm - page.sizes.text * (NUMBER_GAP_CAPS + 1.3)
    return fitting_cap_mm(page, ticket.number, KIOSK_TROUBLE_NUMBER_MM, area.width_mm, free_mm)


def _topic_mm(page: Page, top_mm: float, cap_mm: float) -> float:
    """Where the topic stands under a number that begins at `top_mm`."""
    return top_mm + cap_mm + page.sizes.text * NUMBER_GAP_CAPS


def _block_mm(page: Page, cap_mm: float) -> float:
    """Number and topic, from the number's top to the topic's baseline."""
    return cap_mm + page.sizes.text * (NUMBER_GAP_CAPS + 1)


def _number(
    page: Page, ticket: Unprinted, area: Area, cap_mm: float, top_mm: float, topic_mm: float
) -> tuple[Item, ...]:
    """The number, and under it the topic and the time."""
    number = Text(
        name="number",
        text=ticket.number,
        x_mm=area.x_mm,
        y_mm=top_mm,
        cap_mm=cap_mm,
        room_mm=area.width_mm,
        bold=True,
    )
    return (number, *_topic(page, ticket, area, topic_mm))


def _topic(page: Page, ticket: Unprinted, area: Area, y_mm: float) -> tuple[Text, ...]:
    """The topic, and the time beside it where both fit; the time alone where only that does."""
    cap_mm = page.sizes.text
    topic_mm = page.panel.text_mm(ticket.topic, cap_mm, bold=True)
    call = f" · {ticket.call}" if ticket.call else ""
    call_mm = page.panel.text_mm(call, cap_mm)
    place = Area(x_mm=area.x_mm, y_mm=y_mm, width_mm=area.width_mm, height_mm=cap_mm)
    if topic_mm + call_mm <= area.width_mm:
        return (
            _words(page, "topic", ticket.topic, place, bold=True),
            *((_words(page, "call", call, _after(place, topic_mm), bold=False),) if call else ()),
        )
    if topic_mm <= area.width_mm:
        return (_words(page, "topic", ticket.topic, place, bold=True),)
    return (_words(page, "call", ticket.call, place, bold=False),) if ticket.call else ()


def _after(place: Area, by_mm: float) -> Area:
    return Area(
        x_mm=place.x_mm + by_mm,
        y_mm=place.y_mm,
        width_mm=place.width_mm - by_mm,
        height_mm=place.height_mm,
    )


def _words(page: Page, name: str, text: str, place: Area, *, bold: bool) -> Text:
    return Text(
        name=name,
        text=text,
        x_mm=place.x_mm,
        y_mm=place.y_mm,
        cap_mm=page.sizes.text,
        room_mm=place.width_mm,
        bold=bold,
    )


def _code(ticket: Unprinted, card: Area) -> tuple[Item, ...]:
    inner = card.inset(0.8)
    return (
        Box(name="code card", area=card, edge="line"),
        Qr(name="code", data=ticket.follow, x_mm=inner.x_mm, y_mm=inner.y_mm, size_mm=inner.width_mm),
    )


def _caption(page: Page, card: Area, y_mm: float) -> tuple[Item, ...]:
    """What the code is for, in the middle under it."""
    cap_mm = page.sizes.text
    icon_mm, saying = cap_mm * 1.5, page.say("phone")
    words_mm = page.panel.text_mm(saying, cap_mm)
    room_mm = card.width_mm - icon_mm - cap_mm
    left = card.x_mm + (room_mm - words_mm) / 2
    if words_mm > card.width_mm:
        return ()
    if words_mm > room_mm:
        place = Area(x_mm=card.x_mm, y_mm=y_mm, width_mm=card.width_mm, height_mm=cap_mm)
        return (_words(page, "code caption", saying, place, bold=False),)
    picture = Icon(
        name="phone pictogram",
        icon="phone",
        x_mm=left,
        y_mm=y_mm + cap_mm / 2 - icon_mm / 2,
        size_mm=icon_mm,
    )
    words = Area(x_mm=left + icon_mm + cap_mm, y_mm=y_mm, width_mm=words_mm + 0.5, height_mm=cap_mm)
    return (picture, _words(page, "code caption", saying, words, bold=False))
