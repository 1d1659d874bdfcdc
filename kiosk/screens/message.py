"""Pages that say one thing in a sentence and a pictogram: one moment, no connection, suspended, more time."""

from dataclasses import dataclass

from broker.look.scene import Area, Item, Scene, block_mm, stack
from broker.look.tokens import LINE_STEP_CAPS
from kiosk.screens.page import (
    MAIN,
    PLAIN,
    Page,
    Paint,
    button,
    columns_for,
    need_mm,
    person_button,
    person_label,
)
from kiosk.screens.split import field, halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button of a message."""

    action: str
    label: str
    icon: str
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said, and what can be done about it."""

    icon: str
    paint: Paint
    title: str
    text: str = ""
    choices: tuple[Choice, ...] = ()
    person: bool = True
    """Whether a person can be called from here."""


def draw(page: Page, message: Message) -> Scene:
    parts = halves(page)
    buttons, top_mm = _buttons(page, message, parts.words)
    return page.scene(
        *field(page, parts.field, icon=message.icon, paint=message.paint),
        *_words(page, message, parts.words, top_mm),
        *buttons,
    )


def _words(page: Page, message: Message, room: Area, bottom_mm: float) -> tuple[Item, ...]:
    """Title and text as one block, half way down to the buttons; on an upright panel nearer the pictogram."""
    sizes = page.sizes
    text_cap_mm = sizes.text if page.low else sizes.question
    titles = page.panel.wrap(message.title, room.width_mm, sizes.title, bold=True)
    texts = page.panel.wrap(message.text, room.width_mm, text_cap_mm) if message.text else ()
    title_mm = block_mm(len(titles), sizes.title)
    text_mm = text_cap_mm * LINE_STEP_CAPS + block_mm(len(texts), text_cap_mm) if texts else 0.0
    free_mm = bottom_mm - room.y_mm - title_mm - text_mm
    top = room.y_mm + free_mm / (3 if page.upright else 2)
    return (
        *stack(
            "title", titles, x_mm=room.x_mm, y_mm=top, cap_mm=sizes.title, room_mm=room.width_mm, bold=True
        ),
        *stack(
            "text",
            texts,
            x_mm=room.x_mm,
            y_mm=top + title_mm + text_cap_mm * LINE_STEP_CAPS,
            cap_mm=text_cap_mm,
            room_mm=room.width_mm,
        ),
    )


def _buttons(page: Page, message: Message, room: Area) -> tuple[tuple[Item, ...], float]:
    """The choices, and after them the person; and where the buttons begin."""
    labels = tuple(choice.label for choice in message.choices)
    if message.person:
        labels = (*labels, person_label(page))
    places = _places(page, room, labels)
    choices = (
        item
        for choice, place in zip(message.choices, places, strict=False)
        for item in button(
            page, choice.action, place, choice.label, icon=choice.icon, paint=MAIN if choice.main else PLAIN
        )
    )
    top_mm = places[0].y_mm - page.sizes.gap if places else room.bottom_mm
    return (*choices, *(person_button(page, places[-1]) if message.person else ())), top_mm


def _places(page: Page, room: Area, labels: tuple[str, ...]) -> tuple[Area, ...]:
    """In one row along the bottom; the last in a row of its own where one row is too narrow for all."""
    high_mm, gap_mm = page.sizes.foot, page.sizes.gap
    last = _row(room, room.bottom_mm - high_mm, high_mm)
    if not labels:
        return ()
    if len(labels) == 1:
        half = last.columns((1.0, 1.0), gap_mm)[0]
        return (half if need_mm(page, labels[0]) <= half.width_mm else last,)
    if _crowded(page, last, labels):
        above = _row(room, last.y_mm - gap_mm - high_mm, high_mm)
        return (*above.columns((1.0,) * (len(labels) - 1), gap_mm), last)
    return columns_for(page, last, labels)


def _crowded(page: Page, row: Area, labels: tuple[str, ...]) -> bool:
    """Whether the person's button needs a row of its own: three abreast are equal or not at all."""
    gaps_mm = (len(labels) - 1) * page.sizes.gap
    needs = [need_mm(page, label) for label in labels]
    if len(labels) > 2:
        return max(needs) * len(labels) + gaps_mm > row.width_mm
    return sum(needs) + gaps_mm > row.width_mm


def _row(room: Area, top_mm: float, high_mm: float) -> Area:
    return Area(x_mm=room.x_mm, y_mm=top_mm, width_mm=room.width_mm, height_mm=high_mm)
