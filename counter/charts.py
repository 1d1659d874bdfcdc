"""Figures to SVG. Pure: numbers in, drawing out; colours are classes, for light, dark and paper differ.

No styles inside, for the pages forbid them. Drawn at the size of the page, so that text is as large as text:
`width` is in CSS pixels. Every chart has its table elsewhere on the page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

TARGET_MIN = 30
"""Where every minute axis has its dashed line."""

BAR_WIDTH, BAR_HEIGHT = 96, 14
TARGET_AT = 0.75
"""Where the target's line stands in a wait bar, as a share of its width."""


def wait_bar(share_of_target: float) -> str:
    """One wait against its target: filled up to it, hatched beyond it, the line always in one place."""
    line = BAR_WIDTH * TARGET_AT
    width = min(BAR_WIDTH, line * share_of_target)
    shape = "hatched" if share_of_target > 1 else "solid"
    return (
        f'<svg class="waitbar" width="{BAR_WIDTH}" height="22" viewBox="0 -4 {BAR_WIDTH} 22" '
        'aria-hidden="true" focusable="false">'
        f"{_bar('rest', 0, 0, BAR_WIDTH, BAR_HEIGHT)}{_bar(shape, 0, 0, width, BAR_HEIGHT)}"
        f'<path class="target-here" d="M{line:g} -3V17"/></svg>'
    )


# -- how long did people wait

MOST_BINS = 60
LABEL_ROOM = 48
"""Figures nearer to the target's own would touch it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A percentile under the axis."""

    minutes: float
    text: str


def bins(per_minute: Sequence[int]) -> tuple[int, tuple[int, ...]]:
    """The width of a bin in minutes and the count of each: two minutes wide unless the day was very long.

    The axis reaches 40 min at least, so that days can be compared by eye.
    """
    least = max(40, len(per_minute))
    width = next((w for w in (2, 5, 10, 15) if least / w <= MOST_BINS), 30)
    count = -(-least // width)
    return width, tuple(sum(per_minute[i * width : (i + 1) * width]) for i in range(count))


def wait_histogram(
    per_minute: Sequence[int], markers: Iterable[Marker], *, label: str, over: str, width: int
) -> str:
    """How many waited how long; `over` is the text beside those beyond the target."""
    left, right, top, height = 1, width - 1, 40, 192
    bin_min, counts = bins(per_minute)
    end_min = bin_min * len(counts)
    base, peak = top + height, max(*counts, 1)

    def x(minutes: float) -> float:
        return left + (right - left) * minutes / end_min

    def y(count: float) -> float:
        return base - height * count / peak

    parts = [_grid(value, y(value), left, right, " waits") for value in _gridlines(peak)]
    for i, count in enumerate(counts):
        shape = "hatched" if i * bin_min >= TARGET_MIN else "solid"
        step = x(bin_min) - x(0)
        parts.append(_bar(shape, x(i * bin_min) + 0.5, y(count), step - 1, base - y(count)))
    parts += [_line("axis", left, base, right, base), _line("target", x(TARGET_MIN), 8, x(TARGET_MIN), base)]
    parts.append(_text("over-text", x(TARGET_MIN) + 6, 20, f"Target {TARGET_MIN} min"))
    if over:
        beyond = max((c for i, c in enumerate(counts) if i * bin_min >= TARGET_MIN), default=0)
        parts.append(_text("over-text", x(TARGET_MIN) + 6, min(y(beyond) - 6, base - 24), over))
    parts += _minute_labels(end_min, x, base + 19)
    for row, marker in enumerate(markers):
        parts.append(_marker(x(min(marker.minutes, end_min)), base + 42 + 22 * row, marker.text, right))
    return _svg(width, base + 60, label, parts)


def _minute_labels(end_min: int, x: Callable[[float], float], y: float) -> list[str]:
    step = next(s for s in (10, 30, 60, 120, 240, 480) if end_min / s <= 7)
    labels = []
    for minutes in sorted({TARGET_MIN, *range(0, end_min + 1, step)}):
        if 0 < abs(x(minutes) - x(TARGET_MIN)) < LABEL_ROOM:
            continue
        kind = "here" if minutes == TARGET_MIN else "label"
        anchor = "start" if minutes == 0 else "end" if minutes == end_min else "middle"
        labels.append(_text(kind, x(minutes), y, "0 min" if minutes == 0 else str(minutes), anchor))
    return labels


def _marker(at: float, y: float, text: str, right: float) -> str:
    fits = at + 14 + 7.5 * len(text) < right
    words = _text("marker", at + 10, y, text) if fits else _text("marker", at - 10, y, text, "end")
    return f'<path class="pointer" d="M{at:g} {y - 12:g}l6 10h-12z"/>{words}'


# -- when was it full


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One half hour."""

    clock: str
    """When it begins: 8:30."""
    arrivals: int
    median_min: float | None
    """None: nobody entered the queue in it."""
    p90_min: float | None


def arrivals_over_waits(slots: Sequence[Slot], *, label: str, width: int) -> str:
    """Arrivals as bars, under them each half hour's waits: a dot for the median, a cap for the p90."""
    step = width / max(1, len(slots))
    parts = [_text("title", 0, 14, "Arrivals")]
    parts += _arrivals(slots, step, top=40, base=118)
    parts += [_line("axis", 0, 118, width, 118), _text("title", 0, 146, "Wait, minutes: median and 90 %")]
    parts += _waits(slots, step, width, top=182, base=262)
    every = next(n for n in (2, 4, 6, 12) if step * n >= 46)
    first = next((i for i, slot in enumerate(slots) if slot.clock.endswith(":00")), 0)
    for i in range(first, len(slots), every):
        middle = step * (i + 0.5)
        at_edge = middle < LABEL_ROOM / 2
        parts.append(
            _text("label", 0 if at_edge else middle, 284, slots[i].clock, "start" if at_edge else "middle")
        )
    return _svg(width, 292, label, parts)


def _arrivals(slots: Sequence[Slot], step: float, top: float, base: float) -> list[str]:
    peak = max((slot.arrivals for slot in slots), default=0) or 1
    parts = []
    for i, slot in enumerate(slots):
        height = (base - top) * slot.arrivals / peak
        parts.append(_bar("solid", step * i + 1, base - height, step - 2, height))
        if step >= 17 or slot.arrivals == peak:
            parts.append(_text("label", step * (i + 0.5), base - height - 5, str(slot.arrivals), "middle"))
    return parts


def _waits(slots: Sequence[Slot], step: float, width: int, top: float, base: float) -> list[str]:
    peak = max([slot.p90_min or 0 for slot in slots] + [TARGET_MIN * 1.3])

    def y(minutes: float) -> float:
        return base - (base - top) * minutes / peak

    parts = [_line("axis", 0, base, width, base), _line("target", 0, y(TARGET_MIN), width, y(TARGET_MIN))]
    worst = max((slot.p90_min or 0 for slot in slots), default=0)
    for i, slot in enumerate(slots):
        middle = step * (i + 0.5)
        if slot.median_min is None or slot.p90_min is None:
            parts.append(_text("label", middle, base - 6, "–", "middle"))
            continue
        over = slot.p90_min > TARGET_MIN
        parts.append(_whisker(middle, y(slot.median_min), y(slot.p90_min), "-over" if over else ""))
        if over and (step >= 17 or slot.p90_min == worst):
            parts.append(_text("over-text", middle, y(slot.p90_min) - 7, f"{slot.p90_min:.0f}", "middle"))
    parts.append(_text("over-text", width - 2, 164, f"Target {TARGET_MIN}, dashed", "end"))
    return parts


def _whisker(x: float, median: float, p90: float, kind: str) -> str:
    return (
        f'<path class="whisker{kind}" d="M{x:.1f} {median:.1f}V{p90:.1f}M{x - 5:.1f} {p90:.1f}h10"/>'
        f'<circle class="dot{kind}" cx="{x:.1f}" cy="{median:.1f}" r="4.5"/>'
    )


# -- strokes


def _gridlines(peak: int) -> list[int]:
    """At most three round figures up to the peak."""
    step = next(s for s in _round_steps() if peak / s < 4)
    return list(range(step, peak + 1, step))


def _round_steps() -> Iterable[int]:
    scale = 1
    while True:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10


def _grid(value: int, y: float, left: float, right: float, unit: str) -> str:
    return _line("grid", left, y, right, y) + _text("label", right, y - 4, f"{value}{unit}", "end")


def _bar(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.4g}" y="{y:.4g}" width="{width:.4g}" height="{height:.4g}"/>'


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path class="{kind}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def _text(kind: str, x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: int, height: float, label: str, parts: Iterable[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height:g}" role="img" aria-label="{escape(label)}">'
        f"{''.join(parts)}</svg>"
    )
