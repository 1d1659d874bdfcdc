"""Take your ticket: the paper first, then the number, then when. Amber, because it is for you and now."""

from dataclasses import dataclass

from broker.look.scene import Area, Item, Line, Scene, Text, block_mm, stack
from broker.look.tokens import KIOSK_NUMBER_MM
from kiosk.screens.page import MAIN, Page, button, columns_for, person_button, person_label
from kiosk.screens.split import YOURS, field, halves

LABEL_SHARE = 0.36
"""Of a row's width, for what it tells."""
FACT_STEP_CAPS = 2.2
"""From one fact to the next, in cap heights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact: what it is, and the value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the visitor was given."""

    number: str
    topic: str
    rows: tuple[Row, ...]
    """In the order of need: what finds no room is left out from the end."""
    proven: bool
    """Whether the printer itself said that the paper is there."""


def draw(page: Page, receipt: Receipt) -> Scene:
    parts = halves(page)
    room, sizes = parts.words, page.sizes
    foot_mm = sizes.foot
    foot = Area(x_mm=room.x_mm, y_mm=room.bottom_mm - foot_mm, width_mm=room.width_mm, height_mm=foot_mm)
    person, done = columns_for(page, foot, (person_label(page), page.say("finish")))
    below = page.say("below_the_screen" if receipt.proven else "print_unknown")
    title = page.say("take_your_ticket")
    return page.scene(
        *field(page, parts.field, icon="ticket_slot", paint=YOURS, title=title, below=below),
        *_words(page, receipt, room, foot.y_mm - sizes.gap),
        *person_button(page, person),
        *button(page, "done", done, page.say("finish"), icon="check", paint=MAIN),
    )


def fitting_cap_mm(page: Page, number: str, wish_mm: float, width_mm: float, height_mm: float) -> float:
    """The number alone is as large as its place allows, and never larger than wished."""
    wide_mm = page.panel.text_mm(number, wish_mm, bold=True)
    return min(wish_mm, height_mm, wish_mm * width_mm / wide_mm * 0.995)


def _words(page: Page, receipt: Receipt, room: Area, bottom_mm: float) -> tuple[Item, ...]:
    """Number, topic and facts. The first fact gets room before the number grows; the rest goes between."""
    sizes = page.sizes
    label_mm = 0.0 if page.low else sizes.text * 2
    topics = page.panel.wrap(receipt.topic, room.width_mm, sizes.question, bold=True)
    topic_mm = block_mm(len(topics), sizes.question)
    fact_mm = sizes.text * FACT_STEP_CAPS
    free_mm = bottom_mm - room.y_mm - label_mm - topic_mm - sizes.question * 2.2 - sizes.text
    number_mm = fitting_cap_mm(page, receipt.number, KIOSK_NUMBER_MM, room.width_mm, free_mm - fact_mm)
    air_mm = max(0.0, min((free_mm - number_mm - len(receipt.rows) * fact_mm) / 5, sizes.question))
    number_top = room.y_mm + label_mm + air_mm
    topic_top = number_top + number_mm + sizes.question * 1.3 + air_mm
    rule_mm = topic_top + topic_mm + sizes.question * 0.9 + air_mm
    label = (page.say("your_number"),)
    return (
        *(() if page.low else _lines("number label", label, room, room.y_mm + air_mm / 2, sizes.text)),
        *_lines("number", (receipt.number,), room, number_top, number_mm, bold=True),
        *_lines("topic", topics, room, topic_top, sizes.question, bold=True),
        *_rows(page, receipt, room, rule_mm, bottom_mm),
    )


def _lines(
    name: str, lines: tuple[str, ...], room: Area, y_mm: float, cap_mm: float, *, bold: bool = False
) -> tuple[Text, ...]:
    colour = "ink" if bold else "ink2"
    return stack(
        name, lines, x_mm=room.x_mm, y_mm=y_mm, cap_mm=cap_mm, room_mm=room.width_mm, bold=bold, colour=colour
    )


def _rows(page: Page, receipt: Receipt, room: Area, rule_mm: float, bottom_mm: float) -> tuple[Item, ...]:
    """A rule and as many facts as stand above `bottom_mm`."""
    sizes = page.sizes
    labels_mm = [page.panel.text_mm(row.label, sizes.text) for row in receipt.rows]
    value_x = room.x_mm + max([*labels_mm, room.width_mm * LABEL_SHARE]) + sizes.gap
    top, items = rule_mm + sizes.text * 1.2, list[Item]()
    for row in receipt.rows:
        lines = page.panel.wrap(row.value, room.right_mm - value_x, sizes.text, bold=True)
        height_mm = block_mm(len(lines), sizes.text)
        if top + height_mm + sizes.text * 0.3 > bottom_mm:
            break
        items += _row(page, row, lines, room, value_x, top)
        top += height_mm + sizes.text * (FACT_STEP_CAPS - 1)
    if not items:
        return ()
    rule = Line(name="rule", x_mm=room.x_mm, y_mm=rule_mm, to_x_mm=room.right_mm, to_y_mm=rule_mm)
    return (rule, *items)


def _row(
    page: Page, row: Row, lines: tuple[str, ...], room: Area, value_x: float, top: float
) -> tuple[Text, ...]:
    cap_mm = page.sizes.text
    label = Text(
        name=row.label,
        text=row.label,
        x_mm=room.x_mm,
        y_mm=top,
        cap_mm=cap_mm,
        room_mm=value_x - room.x_mm,
        colour="ink2",
    )
    values = stack(
        f"{row.label} value",
        lines,
        x_mm=value_x,
        y_mm=top,
        cap_mm=cap_mm,
        room_mm=room.right_mm - value_x,
        bold=True,
    )
    return (label, *values)
