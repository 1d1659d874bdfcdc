"""The newest call, large, and the last ones below it in the same columns: number, time, arrow, counter. Pure.

On amber while the broker speaks; when it is silent the same figures stand grey within a dashed edge.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from broker.contract.boards import LobbyCall
from broker.look.scene import Area, Box, Icon, Item, Line, Text
from display.figures import clock
from display.glass import Glass

USUAL_NUMBER, USUAL_COUNTER, USUAL_TIME = "A000", "00", "00:00"
"""Room is kept for these, so that the columns stay where they are when counter 10 calls."""
ARROW_OF_CALL, ARROW_OF_ROW = 0.64, 1.1
"""The icon's square in cap heights; the arrow fills two thirds of it."""
ROWS_MOST = 5
ROW_STEP, ROW_STEP_LEAST = 1.56, 1.4
"""From row to row, in cap heights."""
BLOCK_BESIDES = 4.75
"""Height of the newest call's block besides the number, in word heights: edges, labels, air."""
UNDER_BLOCK, UNDER_BLOCK_MOST = 0.4, 1.0
"""Air between the block and the first row, in word heights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What fits a given area."""

    call_mm: float
    """Cap height of the newest call; below what the farthest reader needs when `good` is False."""
    rows: int
    row_step_mm: float
    number_mm: float
    """Width kept for the newest call's number, its counter likewise."""
    counter_mm: float
    good: bool

    def height_mm(self, glass: Glass) -> float:
        """Of the whole, the newest call and the rows, with all the air it may have."""
        besides_mm = (BLOCK_BESIDES + UNDER_BLOCK_MOST) * glass.sizes.word_mm
        return besides_mm + self.call_mm + self.rows * self.row_step_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How the newest call's block is coloured."""

    label: str
    """Key of its heading."""
    fill: str
    ink: str
    edge: str | None
    rows: str
    dashed: bool = False


REST_LIGHT = Mood(label="calling", fill="call", ink="on_call", edge="on_call", rows="ink")
REST_DARK = Mood(label="calling", fill="call", ink="on_call", edge=None, rows="ink")
INVERTED = Mood(label="calling", fill="on_call", ink="call", edge="call", rows="ink")
STALE = Mood(label="last_known", fill="ground", ink="ink2", edge="line", rows="ink2", dashed=True)


def mood(glass: Glass, *, stale: bool, inverted: bool) -> Mood:
    if stale:
        return STALE
    if inverted:
        return INVERTED
    return REST_LIGHT if glass.palette == "light" else REST_DARK


def plan(calls: tuple[LobbyCall, ...], area: Area, glass: Glass) -> Plan:
    """As many of the last calls as leave the newest its size."""
    sizes, inner_mm = glass.sizes, area.width_mm - 2 * _pad_mm(glass)
    numbers = (USUAL_NUMBER, *(call.number for call in calls))
    counters = (USUAL_COUNTER, *(str(call.counter) for call in calls))
    least_mm = sizes.call_least_mm
    em = (_widest_mm(glass, numbers, least_mm) + _widest_mm(glass, counters, least_mm)) / least_mm
    wide_mm = inner_mm / (em + ARROW_OF_CALL * 2 / 3 + 0.2)
    free_mm = area.height_mm - (BLOCK_BESIDES + UNDER_BLOCK) * sizes.word_mm
    room_for = int((free_mm - min(wide_mm, least_mm)) / (ROW_STEP_LEAST * sizes.row_mm))
    rows = max(0, min(ROWS_MOST, len(calls) - 1, room_for))
    call_mm = min(wide_mm, free_mm - rows * ROW_STEP_LEAST * sizes.row_mm, sizes.call_most_mm)
    return Plan(
        call_mm=call_mm,
        rows=rows,
        row_step_mm=min(ROW_STEP * sizes.row_mm, (free_mm - call_mm) / max(rows, 1)),
        number_mm=_widest_mm(glass, numbers, call_mm),
        counter_mm=_widest_mm(glass, counters, call_mm),
        good=call_mm >= least_mm,
    )


def calls_items(
    calls: tuple[LobbyCall, ...], area: Area, planned: Plan, zone: ZoneInfo, glass: Glass, coloured: Mood
) -> tuple[Item, ...]:
    """The whole column."""
    block_mm = BLOCK_BESIDES * glass.sizes.word_mm + planned.call_mm
    block = Area(x_mm=area.x_mm, y_mm=area.y_mm, width_mm=area.width_mm, height_mm=block_mm)
    spare_mm = area.bottom_mm - block.bottom_mm - planned.rows * planned.row_step_mm
    first_mm = block.bottom_mm + min(spare_mm, UNDER_BLOCK_MOST * glass.sizes.word_mm)
    items = [*_block(calls[0], block, planned, glass, coloured)]
    for place, call in enumerate(calls[1 : planned.rows + 1]):
        row = Area(
            x_mm=area.x_mm + _pad_mm(glass),
            y_mm=first_mm + place * planned.row_step_mm,
            width_mm=area.width_mm - 2 * _pad_mm(glass),
            height_mm=planned.row_step_mm,
        )
        items.extend(_row(call, row, _arrow_mm(area, planned, glass), zone, glass, coloured, place + 1))
        if place + 1 < planned.rows:
            items.append(
                Line(name=f"rule/{place + 1}", x_mm=row.x_mm, y_mm=row.bottom_mm, to_x_mm=row.right_mm,
                     to_y_mm=row.bottom_mm, colour="hair", width_mm=0.05 * glass.sizes.word_mm)
            )  # fmt: skip
    return tuple(items)


def _block(call: LobbyCall, area: Area, planned: Plan, glass: Glass, coloured: Mood) -> tuple[Item, ...]:
    sizes, words = glass.sizes, glass.words
    left_mm, right_mm = area.x_mm + _pad_mm(glass), area.right_mm - _pad_mm(glass)
    label_y_mm, label_mm = area.y_mm + 1.1 * sizes.word_mm, sizes.word_mm
    number_y_mm = label_y_mm + 2.25 * sizes.word_mm
    arrow_mm = ARROW_OF_CALL * planned.call_mm
    counter_word_mm = glass.panel.text_mm(words.say("counter"), label_mm, bold=True)
    label_room_mm = right_mm - left_mm - counter_word_mm - sizes.word_mm
    label = glass.lines(words.say(coloured.label), label_room_mm, label_mm, most=1, bold=True)
    return (
        Box(
            name="call", area=area, fill=coloured.fill, edge=coloured.edge, edge_mm=sizes.edge_mm,
            radius_mm=sizes.radius_mm, dashed=coloured.dashed,
        ),
        *(
            Text(name="call/label", text=line, x_mm=left_mm, y_mm=label_y_mm, cap_mm=label_mm,
                 room_mm=label_room_mm, bold=True, colour=coloured.ink)
            for line in label
        ),
        Text(
            name="call/counter_label", text=words.say("counter"), x_mm=right_mm, y_mm=label_y_mm,
            cap_mm=label_mm, room_mm=counter_word_mm, bold=True, colour=coloured.ink, align="right",
        ),
        Text(
            name="call/number", text=call.number, x_mm=left_mm, y_mm=number_y_mm, cap_mm=planned.call_mm,
            room_mm=planned.number_mm, bold=True, colour=coloured.ink,
        ),
        Icon(
            name="call/arrow", icon="arrow", x_mm=_arrow_mm(area, planned, glass) - arrow_mm / 2,
            y_mm=number_y_mm + (planned.call_mm - arrow_mm) / 2, size_mm=arrow_mm, colour=coloured.ink,
            stroke=2.2,
        ),
        Text(
            name="call/counter", text=str(call.counter), x_mm=right_mm, y_mm=number_y_mm,
            cap_mm=planned.call_mm, room_mm=planned.counter_mm, bold=True, colour=coloured.ink, align="right",
        ),
    )  # fmt: skip


def _row(
    call: LobbyCall, area: Area, arrow_at_mm: float, zone: ZoneInfo, glass: Glass, coloured: Mood, place: int
) -> tuple[Item, ...]:
    sizes, panel = glass.sizes, glass.panel
    name, cap_mm, icon_mm = f"row/{place}", sizes.row_mm, ARROW_OF_ROW * sizes.row_mm
    number_mm = _widest_mm(glass, (USUAL_NUMBER + "0", call.number), cap_mm)
    time_mm = panel.text_mm(USUAL_TIME, sizes.word_mm)
    time_right_mm = area.x_mm + number_mm + 0.5 * cap_mm + time_mm
    time = Text(
        name=f"{name}/time", text=clock(call.at, zone), x_mm=time_right_mm,
        y_mm=area.middle_mm - sizes.word_mm / 2, cap_mm=sizes.word_mm, room_mm=time_mm, colour="ink2",
        align="right",
    )  # fmt: skip
    return (
        Text(
            name=f"{name}/number", text=call.number, x_mm=area.x_mm, y_mm=area.middle_mm - cap_mm / 2,
            cap_mm=cap_mm, room_mm=number_mm, bold=True, colour=coloured.rows,
        ),
        *([time] if time_right_mm < arrow_at_mm - icon_mm / 2 else []),
        Icon(
            name=f"{name}/arrow", icon="arrow", x_mm=arrow_at_mm - icon_mm / 2,
            y_mm=area.middle_mm - icon_mm / 2, size_mm=icon_mm, colour="ink2",
        ),
        Text(
            name=f"{name}/counter", text=str(call.counter), x_mm=area.right_mm,
            y_mm=area.middle_mm - cap_mm / 2, cap_mm=cap_mm, room_mm=area.right_mm - arrow_at_mm, bold=True,
            colour=coloured.rows, align="right",
        ),
    )  # fmt: skip


def _arrow_mm(area: Area, planned: Plan, glass: Glass) -> float:
    """Half way between the widest number and the widest counter, the same for the block and all rows."""
    number_end_mm = area.x_mm + _pad_mm(glass) + planned.number_mm
    return (number_end_mm + area.right_mm - _pad_mm(glass) - planned.counter_mm) / 2


def _pad_mm(glass: Glass) -> float:
    return 1.4 * glass.sizes.word_mm


def _widest_mm(glass: Glass, texts: tuple[str, ...], cap_mm: float) -> float:
    return max(glass.panel.text_mm(text, cap_mm, bold=True) for text in texts)
