"""The ticket was not printed: the number as large as the panel allows, that it is valid, and *noted*.

No red and no error code: nothing the visitor did is wrong, and nothing is lost.
"""

from dataclasses import dataclass

from broker.look.scene import Area, Box, Icon, Item, Line, Qr, Scene, Text, block_mm, stack
from broker.look.tokens import KIOSK_TROUBLE_NUMBER_MM, LINE_STEP_CAPS
from kiosk.screens.page import MAIN, Page, button, person_button
from kiosk.screens.take_ticket import fitting_cap_mm

QR_SHARE = 0.24
"""Of the panel's width."""
UPRIGHT_QR_SHARE = 0.36


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprinted:
    """A ticket without its paper."""

    number: str
    sayings: tuple[str, ...]
    """Topic and time, from the fullest way to say it to the shortest."""
    follow: str
    """What the QR code says; empty: there is none."""


def draw(page: Page, ticket: Unprinted) -> Scene:
    area, sizes = page.area, page.sizes
    foot_mm = sizes.row - 1
    foot = Area(x_mm=area.x_mm, y_mm=area.bottom_mm - foot_mm, width_mm=area.width_mm, height_mm=foot_mm)
    noted, person = foot.columns((1.0, 1.0), sizes.gap)
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
    sizes = page.sizes
    foot_mm = sizes.text * 2.2
    code_mm = min(page.panel.width_mm * (UPRIGHT_QR_SHARE if page.upright else QR_SHARE), body.height_mm)
    if not ticket.follow:
        return _number(page, ticket, body, foot_mm)
    if page.upright:
        above = Area(
            x_mm=body.x_mm,
            y_mm=body.y_mm,
            width_mm=body.width_mm,
            height_mm=body.height_mm - code_mm - 2 * sizes.gap,
        )
        code = (body.right_mm - body.width_mm / 2 - code_mm / 2, body.bottom_mm - code_mm)
        return (*_number(page, ticket, above, foot_mm), *_code(ticket, *code, code_mm))
    beside = Area(
        x_mm=body.x_mm,
        y_mm=body.y_mm,
        width_mm=body.width_mm - code_mm - 2 * sizes.gap,
        height_mm=body.height_mm,
    )
    code = (body.right_mm - code_mm, body.y_mm + (body.height_mm - code_mm) / 2)
    return (*_number(page, ticket, beside, foot_mm), *_code(ticket, *code, code_mm))


def _number(page: Page, ticket: Unprinted, area: Area, foot_mm: float) -> tuple[Item, ...]:
    """The number, and under it the topic and the time; both as one block half way down."""
    sizes = page.sizes
    cap_mm = fitting_cap_mm(
        page, ticket.number, KIOSK_TROUBLE_NUMBER_MM, area.width_mm, area.height_mm - foot_mm
    )
    saying = page.first_fitting(ticket.sayings, area.width_mm, sizes.text)
    lines = page.panel.wrap(saying, area.width_mm, sizes.text)
    text_mm = sizes.text * 1.2 + block_mm(len(lines), sizes.text)
    top = area.y_mm + max(0.0, (area.height_mm - cap_mm - text_mm) / 2)
    return (
        Text(
            name="number",
            text=ticket.number,
            x_mm=area.x_mm,
            y_mm=top,
            cap_mm=cap_mm,
            room_mm=area.width_mm,
            bold=True,
        ),
        *stack(
            "topic",
            lines,
            x_mm=area.x_mm,
            y_mm=top + cap_mm + sizes.text * 1.2,
            cap_mm=sizes.text,
            room_mm=area.width_mm,
        ),
    )


def _code(ticket: Unprinted, x_mm: float, y_mm: float, size_mm: float) -> tuple[Item, ...]:
    card = Area(x_mm=x_mm, y_mm=y_mm, width_mm=size_mm, height_mm=size_mm)
    inner = card.inset(0.8)
    return (
        Box(name="code card", area=card, edge="line"),
        Qr(name="code", data=ticket.follow, x_mm=inner.x_mm, y_mm=inner.y_mm, size_mm=inner.width_mm),
    )
