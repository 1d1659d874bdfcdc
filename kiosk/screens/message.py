"""Pages that say one thing in a sentence and a pictogram: one moment, no connection, suspended, more time."""

from dataclasses import dataclass

from broker.look.scene import Area, Item, Scene, block_mm, stack
from broker.look.tokens import LINE_STEP_CAPS
from kiosk.screens.page import MAIN, PLAIN, Page, Paint, button, person_button
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
    foot_mm = page.sizes.row - 1
    foot = Area(
        x_mm=parts.words.x_mm,
        y_mm=parts.words.bottom_mm - foot_mm,
        width_mm=parts.words.width_mm,
        height_mm=foot_mm,
    )
    return page.scene(
        *field(page, parts.field, icon=message.icon, paint=message.paint),
        *_words(page, message, parts.words, foot.y_mm - page.sizes.gap),
        *_buttons(page, message, foot),
    )


def _words(page: Page, message: Message, room: Area, bottom_mm: float) -> tuple[Item, ...]:
    """Title and text as one block, half way between the top and the buttons."""
    sizes = page.sizes
    titles = page.panel.wrap(message.title, room.width_mm, sizes.title, bold=True)
    texts = page.panel.wrap(message.text, room.width_mm, sizes.text) if message.text else ()
    title_mm = block_mm(len(titles), sizes.title)
    text_mm = sizes.text * LINE_STEP_CAPS + block_mm(len(texts), sizes.text) if texts else 0.0
    top = (room.y_mm + bottom_mm - title_mm - text_mm) / 2
    return (
        *stack(
            "title", titles, x_mm=room.x_mm, y_mm=top, cap_mm=sizes.title, room_mm=room.width_mm, bold=True
        ),
        *stack(
            "text",
            texts,
            x_mm=room.x_mm,
            y_mm=top + title_mm + sizes.text * LINE_STEP_CAPS,
            cap_mm=sizes.text,
            room_mm=room.width_mm,
            colour="ink2",
        ),
    )


def _buttons(page: Page, message: Message, foot: Area) -> tuple[Item, ...]:
    count = len(message.choices) + int(message.person)
    if count == 0:
        return ()
    places = foot.columns((1.0,) * max(2, count), page.sizes.gap)
    choices = tuple(
        item
        for choice, place in zip(message.choices, places, strict=False)
        for item in button(
            page, choice.action, place, choice.label, icon=choice.icon, paint=MAIN if choice.main else PLAIN
        )
    )
    return (*choices, *(person_button(page, places[count - 1]) if message.person else ()))
