"""Every topic with its wait: letter, name, and at the right how long, or why not. Pure.

The letters are landmarks: the order is the office's and never changes with the load. Where it is tight, words
beside the figures go first; where rows do not suffice the list stands in two columns, without names.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import TopicRow
from broker.look.scene import Area, Icon, Item, Line, Text, block_mm, stack
from display.figures import Wait, wait_of
from display.glass import Glass

COLUMN_WIDTH, COLUMN_WIDTH_MOST = 22.0, 25.5
"""In word heights; the wider the column, the smaller the newest call."""
HEADING = 2.25
"""From the top to the rule under the heading, in word heights."""
STEP_MOST, STEP_LEAST = 3.12, 2.1
"""From row to row, in word heights."""
LIST_LEAST = HEADING + 2 * STEP_LEAST
"""A heading and two rows: less is no list."""
TWO_LINES_STEP, TWO_LINES_STEP_LEAST = 3.8, 3.4
"""... where names take two lines; below the least they would touch the rules and lose words instead."""
NAME_FROM, NAME_GAP, BETWEEN = 2.35, 0.5, 0.4
"""From the letter's left to the name's, from name to wait, between a wait's parts; in word heights."""
SIGNS = {"roughly": "~", "up_to": "≤", "over": ">"}
"""What these words shrink to where they leave a name no room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """The right end of a row: word, figure, unit; or a sign and a word."""

    items: tuple[Item, ...]
    width_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """How the list is set."""

    columns: int
    shown: tuple[TopicRow, ...]
    step_mm: float
    named: bool
    """False: letters only; two columns leave no room for names."""
    short: bool
    """Figures without words; the unit stands in the heading."""
    name_from_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a row's words depend on besides its topic."""

    now: datetime
    zone: ZoneInfo
    glass: Glass

    def end(self, topic: TopicRow, row: Area, *, short: bool) -> _End:
        wait = wait_of(topic, self.now, self.zone, self.glass.words)
        return _end(topic.id, wait, row, self.glass, short=short)


def column_widths_mm(topics: tuple[TopicRow, ...], glass: Glass) -> tuple[float, ...]:
    """How wide the column would like to be for its names, and how wide it is content to be."""
    word_mm = glass.sizes.word_mm
    least_mm, most_mm = COLUMN_WIDTH * word_mm, COLUMN_WIDTH_MOST * word_mm
    names_mm = max((glass.panel.text_mm(glass.text_of(one.names), word_mm) for one in topics), default=0.0)
    plain_mm, short_mm = (
        _name_from_mm(topics, glass) + names_mm + NAME_GAP * word_mm + _kept_mm(glass, short=short)
        for short in (False, True)
    )
    return (least_mm,) if plain_mm <= least_mm else (min(max(short_mm, least_mm), most_mm), least_mm)


def topics_items(
    topics: tuple[TopicRow, ...], area: Area, now: datetime, zone: ZoneInfo, glass: Glass
) -> tuple[Item, ...]:
    """The whole column."""
    seen, word_mm = _Seen(now=now, zone=zone, glass=glass), glass.sizes.word_mm
    list_area = Area(
        x_mm=area.x_mm, y_mm=area.y_mm + HEADING * word_mm, width_mm=area.width_mm,
        height_mm=area.height_mm - HEADING * word_mm,
    )  # fmt: skip
    rows = _rows(topics, list_area, seen)
    heading = glass.words.say("waiting_time_min" if rows.short else "waiting_time")
    items = list(_heading(heading, area, list_area.y_mm, glass))
    in_column = -(-len(rows.shown) // rows.columns)
    columns = list_area.columns((1.0,) * rows.columns, 2 * word_mm)
    for place, topic in enumerate(rows.shown):
        column, row_no = columns[place // in_column], place % in_column
        row = Area(
            x_mm=column.x_mm, y_mm=column.y_mm + row_no * rows.step_mm, width_mm=column.width_mm,
            height_mm=rows.step_mm,
        )  # fmt: skip
        items.extend(_row(topic, row, rows, seen))
        if row_no + 1 < in_column and place + 1 < len(rows.shown):
            items.append(_rule(f"topic/{topic.id}/rule", row, glass))
    return tuple(items)


def _rows(topics: tuple[TopicRow, ...], area: Area, seen: _Seen) -> _Rows:
    """One column with names if the rows fit; words at the right only where each name has room beside them."""
    glass, word_mm = seen.glass, seen.glass.sizes.word_mm
    in_one = int(area.height_mm / (STEP_LEAST * word_mm))
    columns = 1 if len(topics) <= in_one else 2
    shown = _most_wanted(topics, in_one * columns)
    from_mm = _name_from_mm(shown, glass)
    plain_mm, short_mm = (
        area.width_mm - from_mm - NAME_GAP * word_mm - _kept_mm(glass, short=short) for short in (False, True)
    )
    tight = any(_lines_of_name(topic, plain_mm, glass) != 1 for topic in shown)
    long = columns == 1 and any(_lines_of_name(topic, short_mm, glass) > 1 for topic in shown)
    step_most = TWO_LINES_STEP if long else STEP_MOST
    return _Rows(
        columns=columns,
        shown=shown,
        step_mm=min(step_most * word_mm, area.height_mm / -(-len(shown) // columns)),
        named=columns == 1,
        short=columns == 2 or tight,
        name_from_mm=from_mm,
    )


def _name_from_mm(topics: tuple[TopicRow, ...], glass: Glass) -> float:
    """From the letter's left to the name's: all names begin in one line, behind the widest letters."""
    sizes = glass.sizes
    letters_mm = (glass.panel.text_mm(topic.letter, sizes.figure_mm, bold=True) for topic in topics)
    return max(NAME_FROM * sizes.word_mm, *(one_mm + NAME_GAP * sizes.word_mm for one_mm in letters_mm))


def _kept_mm(glass: Glass, *, short: bool) -> float:
    """Room kept at the right for the usual wait, whatever it is now: rows must not jump with the load."""
    words, sizes = glass.words, glass.sizes
    figures_mm = glass.panel.text_mm("00–00", sizes.figure_mm, bold=True)
    return (
        figures_mm
        if short
        else figures_mm + BETWEEN * sizes.word_mm + glass.panel.text_mm(words.say("minutes"), sizes.word_mm)
    )


def _lines_of_name(topic: TopicRow, room_mm: float, glass: Glass) -> int:
    """How many lines the whole name would take; 0: a word of it is too long for any."""
    name = glass.text_of(topic.names)
    lines = glass.lines(name, room_mm, glass.sizes.word_mm, most=9)
    return len(lines) if " ".join(lines) == name else 0


def _most_wanted(topics: tuple[TopicRow, ...], room: int) -> tuple[TopicRow, ...]:
    """All, if they fit; else first those somebody waits for, then the open ones; in the office's order."""
    wanted = sorted(topics, key=lambda topic: (topic.waiting == 0, not topic.open))[:room]
    return tuple(topic for topic in topics if topic in wanted)


def _heading(text: str, area: Area, rule_mm: float, glass: Glass) -> tuple[Item, ...]:
    word_mm = glass.sizes.word_mm
    return (
        *stack("topics/heading", glass.lines(text, area.width_mm, word_mm, most=1, bold=True), x_mm=area.x_mm,
               y_mm=area.y_mm + 0.2 * word_mm, cap_mm=word_mm, room_mm=area.width_mm, bold=True),
        Line(name="topics/rule", x_mm=area.x_mm, y_mm=rule_mm, to_x_mm=area.right_mm, to_y_mm=rule_mm,
             width_mm=0.075 * word_mm),
    )  # fmt: skip


def _rule(name: str, row: Area, glass: Glass) -> Line:
    return Line(
        name=name, x_mm=row.x_mm, y_mm=row.bottom_mm, to_x_mm=row.right_mm, to_y_mm=row.bottom_mm,
        colour="hair", width_mm=0.05 * glass.sizes.word_mm,
    )  # fmt: skip


def _row(topic: TopicRow, row: Area, rows: _Rows, seen: _Seen) -> tuple[Item, ...]:
    glass, end = seen.glass, seen.end(topic, row, short=rows.short)
    cap_mm = glass.sizes.figure_mm
    letter = Text(
        name=f"topic/{topic.id}/letter", text=topic.letter, x_mm=row.x_mm, y_mm=row.middle_mm - cap_mm / 2,
        cap_mm=cap_mm, room_mm=row.width_mm, bold=True, colour="deep" if topic.open else "ink2",
    )  # fmt: skip
    end_mm = max(end.width_mm, _kept_mm(glass, short=rows.short))
    room_mm = row.width_mm - rows.name_from_mm - NAME_GAP * glass.sizes.word_mm - end_mm
    name = _name(topic, row, rows.name_from_mm, room_mm, glass) if rows.named else ()
    return (letter, *name, *end.items)


def _name(topic: TopicRow, row: Area, from_mm: float, room_mm: float, glass: Glass) -> tuple[Item, ...]:
    word_mm = glass.sizes.word_mm
    most = 2 if row.height_mm >= TWO_LINES_STEP_LEAST * word_mm else 1
    lines = glass.lines(glass.text_of(topic.names), room_mm, word_mm, most=most)
    return stack(
        f"topic/{topic.id}/name", lines, x_mm=row.x_mm + from_mm,
        y_mm=row.middle_mm - block_mm(len(lines), word_mm) / 2, cap_mm=word_mm, room_mm=room_mm,
        colour="ink" if topic.open else "ink2",
    )  # fmt: skip


def _end(topic_id: str, wait: Wait, row: Area, glass: Glass, *, short: bool) -> _End:
    words, name = glass.words, f"topic/{topic_id}"
    match wait.kind:
        case "closed":
            return _closed(topic_id, "" if short else words.say("closed"), row, glass)
        case "from":
            return _closed(
                topic_id, wait.figure if short else words.say("from", time=wait.figure), row, glass
            )
        case "no_queue":
            return _said(name, ((words.say("no_queue"), False),), row, glass)
        case "people_waiting":
            return _said(name, ((words.say("people_waiting", n=wait.figure), False),), row, glass)
        case _ if short:
            return _said(name, ((SIGNS.get(wait.kind, "") + wait.figure, True),), row, glass)
        case _:
            word = ((words.say(wait.kind), False),) if wait.kind else ()
            return _said(name, (*word, (wait.figure, True), (words.say("minutes"), False)), row, glass)


def _closed(topic_id: str, text: str, row: Area, glass: Glass) -> _End:
    """Ring with a bar, then when it opens."""
    word_mm = glass.sizes.word_mm
    said = _said(f"topic/{topic_id}", ((text, False),) if text else (), row, glass, colour="ink")
    icon_mm = 1.75 * word_mm
    gap_mm = 0.5 * word_mm if text else 0.0
    icon = Icon(
        name=f"topic/{topic_id}/closed", icon="closed", x_mm=row.right_mm - said.width_mm - gap_mm - icon_mm,
        y_mm=row.middle_mm - icon_mm / 2, size_mm=icon_mm, colour="ink",
    )  # fmt: skip
    return _End(items=(icon, *said.items), width_mm=said.width_mm + gap_mm + icon_mm)


def _said(
    name: str, parts: tuple[tuple[str, bool], ...], row: Area, glass: Glass, *, colour: str = "ink2"
) -> _End:
    """Parts from right to left on one baseline; figures large and bold, words small."""
    sizes, right_mm = glass.sizes, row.right_mm
    baseline_mm = row.middle_mm + (sizes.figure_mm if any(big for _, big in parts) else sizes.word_mm) / 2
    items: list[Item] = []
    for place, (text, big) in enumerate(reversed(parts)):
        cap_mm = sizes.figure_mm if big else sizes.word_mm
        width_mm = glass.panel.text_mm(text, cap_mm, bold=big)
        items.append(
            Text(name=f"{name}/wait" if big else f"{name}/said{place}", text=text, x_mm=right_mm,
                 y_mm=baseline_mm - cap_mm, cap_mm=cap_mm, room_mm=width_mm, bold=big,
                 colour="ink" if big else colour, align="right")
        )  # fmt: skip
        right_mm -= width_mm + BETWEEN * sizes.word_mm
    width_mm = row.right_mm - right_mm - (BETWEEN * sizes.word_mm if parts else 0.0)
    return _End(items=tuple(items), width_mm=width_mm)
