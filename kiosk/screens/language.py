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
    Paint,
    box,
    centred_lines,
    clock,
    clock_width_mm,
    need_mm,
    person_button,
    person_label,
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
        x_mm=area.x_mm, y_mm=area.bottom_mm - sizes.foot, width_mm=area.width_mm, height_mm=sizes.foot
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
    title_mm = _title_cap_mm(page, entrance)
    person_mm = area.width_mm / 3
    foot_mm = sizes.foot
    title = Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=area.width_mm, height_mm=title_mm)
    person = Area(
        x_mm=area.right_mm - person_mm, y_mm=area.bottom_mm - foot_mm, width_mm=person_mm, height_mm=foot_mm
    )
    rows = Area(
        x_mm=area.x_mm,
        y_mm=title.bottom_mm + title_mm * 0.6,
        width_mm=area.width_mm,
        height_mm=person.y_mm - title.bottom_mm - title_mm * 0.6 - sizes.gap - 1,
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
        width_mm=_beside_clock_mm(page, title),
        height_mm=title.height_mm,
    )
    return (
        *centred_lines(page, "title", entrance.languages[0].choose, room, cap_mm=cap_mm, bold=True),
        clock(page, title.right_mm, title.middle_mm, clock_cap_mm),
    )


def _title_cap_mm(page: Page, entrance: Entrance) -> float:
    """The largest of the three sizes that keeps it on one line."""
    if page.low:
        return page.sizes.question
    room_mm = _beside_clock_mm(page, page.area)
    sizes = (KIOSK_LANGUAGE_PAGE_MM, page.sizes.title)
    title = entrance.languages[0].choose
    fitting = (cap_mm for cap_mm in sizes if page.panel.text_mm(title, cap_mm, bold=True) <= room_mm)
    return next(fitting, page.sizes.question)


def _beside_clock_mm(page: Page, area: Area) -> float:
    return area.width_mm - clock_width_mm(page, page.sizes.question) - 2 * page.sizes.gap


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
    widths = [page.panel.text_mm(name, _name_cap_mm(page), bold=True) + 2 * page.sizes.pad for name in names]
    with_person = [need_mm(page, person_label(page))] if len(names) < rows else []
    return max([*widths, *with_person])


def _name_cap_mm(page: Page) -> float:
    if page.low:
        return page.sizes.text
    return page.sizes.text * (1.36 if page.upright else 1.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """How every row says what it gives: all rows alike, so that the eye finds its language at once."""

    arrow: bool
    beside: bool
    under: bool


def _rows(page: Page, entrance: Entrance, places: tuple[Area, ...]) -> tuple[Item, ...]:
    own = entrance.languages[0]
    manner = _manner(page, entrance, places)
    return tuple(
        item
        for language, place in zip(entrance.languages, places, strict=True)
        for item in _row(page, language, place, manner, own=language is own)
    )


def _manner(page: Page, entrance: Entrance, places: tuple[Area, ...]) -> _Manner:
    """Side by side where the narrowest row is wide enough, else under one another, else the name alone."""
    name_cap, text_cap = _name_cap_mm(page), page.sizes.text
    narrowest = min(places, key=lambda place: place.width_mm)
    words = _words_area(page, narrowest, arrow=True)
    name_left, gives_left = words.columns((NAME_SHARE, 1 - NAME_SHARE), page.sizes.gap)
    names_mm = [page.panel.text_mm(each.name, name_cap, bold=True) for each in entrance.languages]
    gives_mm = max(page.panel.text_mm(each.take_a_ticket, text_cap) for each in entrance.languages)
    beside = max(names_mm) <= name_left.width_mm and gives_mm <= gives_left.width_mm
    tall = name_cap + text_cap * LINE_STEP_CAPS + text_cap <= narrowest.height_mm
    arrow = all(
        name_mm <= _words_area(page, place, arrow=True).width_mm
        for name_mm, place in zip(names_mm, places, strict=True)
    )
    return _Manner(arrow=arrow, beside=beside, under=not beside and tall and gives_mm <= words.width_mm)


def _arrow_mm(page: Page) -> float:
    return page.sizes.icon * 0.85


def _words_area(page: Page, area: Area, *, arrow: bool) -> Area:
    right_mm = _arrow_mm(page) + page.sizes.gap if arrow else 0.0
    return Area(
        x_mm=area.x_mm + page.sizes.pad,
        y_mm=area.y_mm,
        width_mm=area.width_mm - 2 * page.sizes.pad - right_mm,
        height_mm=area.height_mm,
    )


def _row(page: Page, language: Language, area: Area, manner: _Manner, *, own: bool) -> tuple[Item, ...]:
    action = f"language:{language.code}"
    paint = PRESSED if page.pressed == action else MAIN if own else CARD
    arrow_mm = _arrow_mm(page)
    arrow = Icon(
        name=f"{action} arrow",
        icon="arrow",
        x_mm=area.right_mm - page.sizes.pad - arrow_mm,
        y_mm=area.middle_mm - arrow_mm / 2,
        size_mm=arrow_mm,
        colour=paint.icon,
    )
    words = _words_area(page, area, arrow=manner.arrow)
    return (
        box(action, area, paint, action=action),
        *((arrow,) if manner.arrow else ()),
        *_row_words(page, language, words, manner, paint),
    )


def _row_words(
    page: Page, language: Language, words: Area, manner: _Manner, paint: Paint
) -> tuple[Text, ...]:
    name_cap, text_cap = _name_cap_mm(page), page.sizes.text
    block = name_cap + (text_cap * LINE_STEP_CAPS if manner.under else 0.0)
    top = words.middle_mm - block / 2
    name = _line(f"language:{language.code} name", language.name, words, top, name_cap, paint.text, bold=True)
    if not manner.beside and not manner.under:
        return (name,)
    if manner.beside:
        # both stand on one baseline
        place = words.columns((NAME_SHARE, 1 - NAME_SHARE), page.sizes.gap)[1]
        gives_top = top + name_cap - text_cap
    else:
        place, gives_top = words, top + block - text_cap
    colour = "ink2" if paint is CARD else paint.text
    gives = _line(
        f"language:{language.code} gives", language.take_a_ticket, place, gives_top, text_cap, colour
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
