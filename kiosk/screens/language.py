"""The first page: every language by its own name, and that it gives a ticket. One touch, no flags."""

import math
from dataclasses import dataclass

from broker.look.scene import Area, Icon, Item, Line, Scene, Text, block_mm, stack
from broker.look.tokens import KIOSK_LANGUAGE_PAGE_MM, LINE_STEP_CAPS, TARGET_MM
from kiosk.screens.page import (
    CARD,
    MAIN,
    PRESSED,
    Page,
    box,
    centred_lines,
    clock,
    clock_width_mm,
    person_button,
)

MOST_COLUMNS = 3
TALLEST_ROWS = 1.1
NAME_SHARE = 0.4
"""Of a wide row, for the language's name; the rest says what it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One row, in its own words."""

    code: str
    name: str
    take_a_ticket: str
    choose: str
    """ "Choose your language"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What the first page tells."""

    office: str
    hall: str
    languages: tuple[Language, ...]
    """The office's own first."""


def draw(page: Page, entrance: Entrance) -> Scene:
    if page.upright:
        return page.scene(*_upright(page, entrance))
    if _has_foot(page):
        return page.scene(*_wide(page, entrance))
    return page.scene(*_small(page, entrance))


def _has_foot(page: Page) -> bool:
    return page.area.height_mm > 100


# -- three kinds of panel


def _upright(page: Page, entrance: Entrance) -> tuple[Item, ...]:
    """Reading matter above, everything to touch in the lower part."""
    area, sizes = page.area, page.sizes
    person = Area(
        x_mm=area.x_mm, y_mm=area.bottom_mm - sizes.row, width_mm=area.width_mm, height_mm=sizes.row
    )
    count = len(entrance.languages)
    rows_mm = count * sizes.row + (count - 1) * sizes.gap
    rows = Area(
        x_mm=area.x_mm,
        y_mm=person.y_mm - 2.5 * sizes.gap - rows_mm,
        width_mm=area.width_mm,
        height_mm=rows_mm,
    )
    other_mm = sizes.text + 3 * sizes.gap
    return (
        *_office_header(page, entrance),
        *_title_above(page, entrance, rows.y_mm - other_mm - sizes.gap),
        *_other_languages(page, entrance, rows.y_mm - other_mm + sizes.gap),
        *_rows(page, entrance, rows.rows(count, sizes.gap)),
        *person_button(page, person),
    )


def _wide(page: Page, entrance: Entrance) -> tuple[Item, ...]:
    area, sizes = page.area, page.sizes
    title_mm = sizes.question if page.low else KIOSK_LANGUAGE_PAGE_MM
    person_mm = area.width_mm / 3
    foot_mm = sizes.row - 1
    title = Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=area.width_mm, height_mm=title_mm * 1.3)
    person = Area(
        x_mm=area.right_mm - person_mm, y_mm=area.bottom_mm - foot_mm, width_mm=person_mm, height_mm=foot_mm
    )
    rows = Area(
        x_mm=area.x_mm,
        y_mm=title.bottom_mm + sizes.gap,
        width_mm=area.width_mm,
        height_mm=person.y_mm - title.bottom_mm - 2 * sizes.gap - 1,
    )
    return (
        *_title_and_clock(page, entrance, title, title_mm),
        *_rows(page, entrance, _cells(page, entrance, rows, len(entrance.languages))),
        *_where(page, entrance, person),
        *person_button(page, person),
    )


def _small(page: Page, entrance: Entrance) -> tuple[Item, ...]:
    """No room below the languages: the person's button takes the next place among them."""
    area, sizes = page.area, page.sizes
    title = Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=area.width_mm, height_mm=sizes.question * 1.3)
    top = title.bottom_mm + sizes.gap
    rows = Area(x_mm=area.x_mm, y_mm=top, width_mm=area.width_mm, height_mm=area.bottom_mm - top)
    cells = _cells(page, entrance, rows, len(entrance.languages) + 1)
    return (
        *_title_and_clock(page, entrance, title, sizes.question),
        *_rows(page, entrance, cells[:-1]),
        *person_button(page, cells[-1]),
    )


# -- the parts


def _title_and_clock(page: Page, entrance: Entrance, title: Area, cap_mm: float) -> tuple[Item, ...]:
    clock_cap_mm = page.sizes.question
    room = Area(
        x_mm=title.x_mm,
        y_mm=title.y_mm,
        width_mm=title.width_mm - clock_width_mm(page, clock_cap_mm) - 2 * page.sizes.gap,
        height_mm=title.height_mm,
    )
    return (
        *centred_lines(page, "title", entrance.languages[0].choose, room, cap_mm=cap_mm, bold=True),
        clock(page, title.right_mm, title.middle_mm, clock_cap_mm),
    )


def _office_header(page: Page, entrance: Entrance) -> tuple[Item, ...]:
    area, sizes = page.area, page.sizes
    clock_mm = KIOSK_LANGUAGE_PAGE_MM
    room_mm = area.width_mm - clock_width_mm(page, clock_mm) - sizes.gap
    offices = page.panel.wrap(entrance.office, room_mm, sizes.text, bold=True)
    hall_mm = area.y_mm + len(offices) * sizes.text * LINE_STEP_CAPS
    bottom_mm = max(area.y_mm + clock_mm, hall_mm + sizes.text * 1.3) + 2 * sizes.gap
    return (
        *stack(
            "office", offices, x_mm=area.x_mm, y_mm=area.y_mm, cap_mm=sizes.text, room_mm=room_mm, bold=True
        ),
        *_hall(page, entrance, hall_mm, room_mm),
        clock(page, area.right_mm, area.y_mm + clock_mm / 2, clock_mm),
        Line(name="rule", x_mm=area.x_mm, y_mm=bottom_mm, to_x_mm=area.right_mm, to_y_mm=bottom_mm),
    )


def _hall(page: Page, entrance: Entrance, y_mm: float, room_mm: float) -> tuple[Text, ...]:
    cap_mm = page.sizes.text
    lines = page.panel.wrap(entrance.hall, room_mm, cap_mm)
    return stack("hall", lines, x_mm=page.area.x_mm, y_mm=y_mm, cap_mm=cap_mm, room_mm=room_mm, colour="ink2")


def _title_above(page: Page, entrance: Entrance, bottom_mm: float) -> tuple[Text, ...]:
    """The title's last line stands on `bottom_mm`."""
    cap_mm, area = KIOSK_LANGUAGE_PAGE_MM, page.area
    lines = page.panel.wrap(entrance.languages[0].choose, area.width_mm, cap_mm, bold=True)
    top = bottom_mm - block_mm(len(lines), cap_mm)
    return stack("title", lines, x_mm=area.x_mm, y_mm=top, cap_mm=cap_mm, room_mm=area.width_mm, bold=True)


def _other_languages(page: Page, entrance: Entrance, y_mm: float) -> tuple[Text, ...]:
    """The same in as many further languages as fit on one line."""
    cap_mm, area = page.sizes.text, page.area
    others = [language.choose for language in entrance.languages[1:]]
    lines = [" · ".join(others[:count]) for count in range(len(others), 0, -1)]
    fitting = (line for line in lines if page.panel.text_mm(line, cap_mm) <= area.width_mm)
    line = next(fitting, "")
    if not line:
        return ()
    return stack(
        "others", (line,), x_mm=area.x_mm, y_mm=y_mm, cap_mm=cap_mm, room_mm=area.width_mm, colour="ink2"
    )


def _where(page: Page, entrance: Entrance, beside: Area) -> tuple[Text, ...]:
    """Office and hall at the left of the person's button; the hall goes first when both are too much."""
    cap_mm, area = page.sizes.text, page.area
    room_mm = beside.x_mm - area.x_mm - 2 * page.sizes.gap
    offices = page.panel.wrap(entrance.office, room_mm, cap_mm, bold=True)
    halls = page.panel.wrap(entrance.hall, room_mm, cap_mm) if entrance.hall else ()
    if block_mm(len(offices) + len(halls), cap_mm) > beside.height_mm:
        halls = ()
    top = beside.middle_mm - block_mm(len(offices) + len(halls), cap_mm) / 2
    return (
        *stack("office", offices, x_mm=area.x_mm, y_mm=top, cap_mm=cap_mm, room_mm=room_mm, bold=True),
        *stack(
            "hall",
            halls,
            x_mm=area.x_mm,
            y_mm=top + len(offices) * cap_mm * LINE_STEP_CAPS,
            cap_mm=cap_mm,
            room_mm=room_mm,
            colour="ink2",
        ),
    )


# -- the rows


def _cells(page: Page, entrance: Entrance, area: Area, count: int) -> tuple[Area, ...]:
    """Places column by column; as few columns as leave every row its height."""
    for columns in range(1, MOST_COLUMNS + 1):
        rows = math.ceil(count / columns)
        row_mm = (area.height_mm - (rows - 1) * page.sizes.gap) / rows
        if row_mm >= max(TARGET_MM, page.sizes.row - 2):
            break
    row_mm = min(row_mm, page.sizes.row * TALLEST_ROWS)
    needs = [_need_mm(page, entrance, start, rows) for start in range(0, rows * columns, rows)]
    widths = area.columns((1.0,) * columns, page.sizes.gap)
    if any(need > width.width_mm for need, width in zip(needs, widths, strict=True)):
        widths = area.columns(tuple(needs), page.sizes.gap)
    return tuple(
        Area(
            x_mm=widths[cell // rows].x_mm,
            y_mm=area.y_mm + cell % rows * (row_mm + page.sizes.gap),
            width_mm=widths[cell // rows].width_mm,
            height_mm=row_mm,
        )
        for cell in range(count)
    )


def _need_mm(page: Page, entrance: Entrance, start: int, rows: int) -> float:
    """How wide a column has to be for its names, or for the words of the person's button in it."""
    names = [language.name for language in entrance.languages[start : start + rows]]
    widths = [page.panel.text_mm(name, _name_cap_mm(page), bold=True) for name in names]
    if len(names) < rows:
        label = page.say("person_coming" if page.person_coming else "call_a_person")
        widths += [page.panel.text_mm(word, page.sizes.text) for word in label.split()]
    return max(widths, default=0.0) + 2 * page.sizes.pad


def _name_cap_mm(page: Page) -> float:
    return page.sizes.text if page.low else page.sizes.text * 1.36


def _rows(page: Page, entrance: Entrance, places: tuple[Area, ...]) -> tuple[Item, ...]:
    own = entrance.languages[0]
    return tuple(
        item
        for language, place in zip(entrance.languages, places, strict=True)
        for item in _row(page, language, place, own=language is own)
    )


def _row(page: Page, language: Language, area: Area, *, own: bool) -> tuple[Item, ...]:
    action = f"language:{language.code}"
    paint = PRESSED if page.pressed == action else MAIN if own else CARD
    gives_colour = paint.text if paint is not CARD else "ink2"
    sizes = page.sizes
    arrow_mm = sizes.icon * 0.85
    inner = area.inset(sizes.pad)
    room_mm = inner.width_mm - arrow_mm - sizes.gap
    arrow = Icon(
        name=f"{action} arrow",
        icon="arrow",
        x_mm=inner.right_mm - arrow_mm,
        y_mm=area.middle_mm - arrow_mm / 2,
        size_mm=arrow_mm,
        colour=paint.icon,
    )
    with_arrow = page.panel.text_mm(language.name, _name_cap_mm(page), bold=True) <= room_mm
    words = Area(
        x_mm=inner.x_mm,
        y_mm=area.y_mm,
        width_mm=room_mm if with_arrow else inner.width_mm,
        height_mm=area.height_mm,
    )
    return (
        box(action, area, paint, action=action),
        *((arrow,) if with_arrow else ()),
        *_row_words(page, language, words, paint.text, gives_colour),
    )


def _row_words(
    page: Page, language: Language, words: Area, colour: str, gives_colour: str
) -> tuple[Text, ...]:
    """Side by side where the row is wide, else under one another, else the name alone."""
    name_mm, text_mm = _name_cap_mm(page), page.sizes.text
    name_left, gives_left = words.columns((NAME_SHARE, 1 - NAME_SHARE), page.sizes.gap)
    beside = (
        page.panel.text_mm(language.name, name_mm, bold=True) <= name_left.width_mm
        and page.panel.text_mm(language.take_a_ticket, text_mm) <= gives_left.width_mm
    )
    under = page.panel.text_mm(language.take_a_ticket, text_mm) <= words.width_mm
    both_mm = name_mm + text_mm * LINE_STEP_CAPS
    tall = both_mm + 1.5 * text_mm <= words.height_mm
    top = words.middle_mm - (both_mm / 2 if not beside and under and tall else name_mm / 2)
    name = _line(f"language:{language.code} name", language.name, words, top, name_mm, colour, bold=True)
    if beside:
        gives_top = words.middle_mm - text_mm / 2 + (name_mm - text_mm) / 2
        place = gives_left
    elif under and tall:
        gives_top, place = top + name_mm + text_mm * (LINE_STEP_CAPS - 1), words
    else:
        return (name,)
    gives = _line(
        f"language:{language.code} gives", language.take_a_ticket, place, gives_top, text_mm, gives_colour
    )
    return name, gives


def _line(
    name: str, text: str, words: Area, y_mm: float, cap_mm: float, colour: str, *, bold: bool = False
) -> Text:
    return Text(
        name=name,
        text=text,
        x_mm=words.x_mm,
        y_mm=y_mm,
        cap_mm=cap_mm,
        room_mm=words.width_mm,
        bold=bold,
        colour=colour,
    )
