"""The pictograms: strokes on a 24-unit grid, y downwards, a 2-unit line with round joins, never filled.

One drawing for every program: the screens' painter flattens the strokes to points, web pages take `svg`.
Must never know a colour, a size in millimetres or a screen.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

GRID = 24.0
STROKE = 2.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Path:
    """Straight strokes from point to point."""

    points: tuple[Point, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """Part of an ellipse; degrees grow clockwise from the right, because y grows downwards."""

    x: float
    y: float
    x_radius: float
    y_radius: float
    start_deg: float = 0.0
    end_deg: float = 360.0


Stroke = Path | Arc


def _path(*numbers: float, closed: bool = False) -> Path:
    return Path(tuple(zip(numbers[::2], numbers[1::2], strict=True)), closed)


def _circle(x: float, y: float, radius: float) -> Arc:
    return Arc(x, y, radius, radius)


_PRINTER = (
    _path(7, 8, 7, 3, 17, 3, 17, 8),
    _path(7, 17, 3, 17, 3, 8, 21, 8, 21, 17, 17, 17),
    _path(7, 13, 17, 13, 17, 21, 7, 21, closed=True),
)
_CLOCK = (_circle(12, 12, 9), _path(12, 7, 12, 12, 15.5, 14))
_STRUCK_OUT = _path(2.5, 21.5, 21.5, 2.5)

PICTOGRAMS: Mapping[str, tuple[Stroke, ...]] = MappingProxyType({
    "arrow": (_path(4, 12, 20, 12), _path(14, 6, 20, 12, 14, 18)),
    "arrow_back": (_path(20, 12, 4, 12), _path(10, 6, 4, 12, 10, 18)),
    "arrow_down": (_path(12, 4, 12, 20), _path(6, 14, 12, 20, 18, 14)),
    "calendar": (_path(4, 5, 20, 5, 20, 21, 4, 21, closed=True), _path(4, 10, 20, 10), _path(8, 2.5, 8, 5),
                 _path(16, 2.5, 16, 5)),
    "check": (_path(4, 12.5, 9.5, 18, 20, 6.5),),
    "clock": _CLOCK,
    "clock_struck_out": (*_CLOCK, _STRUCK_OUT),
    "closed": (_circle(12, 12, 9), _path(8, 12, 16, 12)),
    "ear": (Arc(12.5, 8.5, 6, 6, 180, 385), _path(17.9, 11, 15.6, 14, 14.6, 17.5),
            Arc(11.4, 17.6, 3.2, 3.4, 0, 165), Arc(12.5, 8.8, 2.4, 2.4, 180, 395),
            _path(14.5, 10.2, 12.2, 12.8)),
    "exit": (_path(10, 3, 4, 3, 4, 21, 10, 21), _path(10, 12, 21, 12), _path(16, 7, 21, 12, 16, 17)),
    "info": (_circle(12, 12, 9), _path(12, 11.5, 12, 16.5), _path(12, 7.6, 12, 7.7)),
    "language": (_circle(12, 12, 9), Arc(12, 12, 4, 9), _path(3, 12, 21, 12)),
    "larger_text": (_path(2, 19, 8, 5, 14, 19), _path(4.2, 14.2, 11.8, 14.2), _path(14, 19, 18, 10, 22, 19),
                    _path(15.4, 16, 20.6, 16)),
    "more": (_path(5, 9, 12, 16, 19, 9),),
    "pause": (_path(7, 5, 8.6, 5, 8.6, 19, 7, 19, closed=True),
              _path(15.4, 5, 17, 5, 17, 19, 15.4, 19, closed=True)),
    "person_asking": (_circle(8.5, 7, 3), _path(3, 21, 3, 18.5), Arc(6.5, 18.5, 3.5, 3.5, 180, 270),
                      _path(6.5, 15, 12, 15, 18.2, 4, 21.2, 5.6, 15, 17.5, 15, 21)),
    "phone": (_path(7, 2.5, 17, 2.5, 17, 21.5, 7, 21.5, closed=True), _path(11, 18, 13, 18)),
    "plus": (_path(12, 4.5, 12, 19.5), _path(4.5, 12, 19.5, 12)),
    "printer": _PRINTER,
    "printer_struck_out": (*_PRINTER, _STRUCK_OUT),
    "speaker": (_path(3, 9.5, 7, 9.5, 12, 5, 12, 19, 7, 14.5, 3, 14.5, closed=True),
                Arc(12, 12, 4, 4, -48, 48), Arc(12, 12, 8.5, 8.5, -48, 48)),
    "ticket_slot": (_path(2, 2.5, 22, 2.5), _path(6.5, 2.5, 6.5, 12.5, 17.5, 12.5, 17.5, 2.5),
                    _path(10, 6, 14, 6), _path(10, 9, 14, 9), _path(12, 16, 12, 22.5),
                    _path(8.7, 19.3, 12, 22.5, 15.3, 19.3)),
    "triangle": (_path(12, 4, 21, 20, 3, 20, closed=True),),
    "wheelchair": (_circle(9.5, 3.7, 2), _path(9.5, 8, 9.5, 14.2, 15.2, 14.2, 18.2, 20, 20.5, 19),
                   _path(9.5, 10.6, 14, 10.6), Arc(9.8, 16.2, 5.3, 5.3, 12, 232)),
})  # fmt: skip


def polylines(name: str) -> tuple[tuple[Point, ...], ...]:
    """The pictogram as runs of points, arcs cut so finely that no corner shows."""
    return tuple(_points(stroke) for stroke in PICTOGRAMS[name])


def svg(name: str) -> str:
    """The pictogram as an inline SVG that takes the colour and the font size of the text beside it."""
    paths = " ".join(_svg_path(stroke) for stroke in PICTOGRAMS[name])
    return (
        '<svg class="icon" width="1.25em" height="1.25em" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        'aria-hidden="true">'
        f'<path d="{paths}"/></svg>'
    )


def _points(stroke: Stroke) -> tuple[Point, ...]:
    if isinstance(stroke, Path):
        return (*stroke.points, stroke.points[0]) if stroke.closed else stroke.points
    steps = max(8, round(abs(stroke.end_deg - stroke.start_deg) / 5))
    turn = (stroke.end_deg - stroke.start_deg) / steps
    return tuple(_on_arc(stroke, stroke.start_deg + turn * step) for step in range(steps + 1))


def _on_arc(arc: Arc, degrees: float) -> Point:
    angle = math.radians(degrees)
    return arc.x + arc.x_radius * math.cos(angle), arc.y + arc.y_radius * math.sin(angle)


def _svg_path(stroke: Stroke) -> str:
    if isinstance(stroke, Path):
        pairs = "L".join(f"{x:g} {y:g}" for x, y in stroke.points)
        return f"M{pairs}{'Z' if stroke.closed else ''}"
    # SVG cannot draw a whole ellipse in one arc, so every arc goes in two halves
    middle = (stroke.start_deg + stroke.end_deg) / 2
    start, *rest = (_on_arc(stroke, degrees) for degrees in (stroke.start_deg, middle, stroke.end_deg))
    arcs = "".join(f"A{stroke.x_radius:g} {stroke.y_radius:g} 0 0 1 {x:.3f} {y:.3f}" for x, y in rest)
    return f"M{start[0]:.3f} {start[1]:.3f}{arcs}"
