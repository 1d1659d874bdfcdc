"""Pictograms: all the look names, inside their grid, and the same drawing for screens and for pages."""

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest

from broker.look.icons import GRID, PICTOGRAMS, STROKE, polylines, svg

NAMED = {
    "person_asking", "printer", "printer_struck_out", "phone", "clock", "clock_struck_out", "wheelchair",
    "ear", "language", "exit", "calendar", "speaker", "larger_text", "arrow", "check", "pause", "closed",
    "ticket_slot", "plus", "triangle",
}  # fmt: skip


def test_every_pictogram_the_look_names_is_there() -> None:
    assert NAMED - set(PICTOGRAMS) == set()


@pytest.mark.parametrize("name", PICTOGRAMS)
def test_a_pictogram_stays_inside_its_grid_with_its_line(name: str) -> None:
    points = [point for line in polylines(name) for point in line]
    assert min(min(point) for point in points) >= STROKE / 2
    assert max(max(point) for point in points) <= GRID - STROKE / 2


@pytest.mark.parametrize("name", PICTOGRAMS)
def test_arcs_are_cut_finer_than_an_eye_can_see(name: str) -> None:
    turns = [turn for line in polylines(name) if len(line) > 8 for turn in _turns_deg(line)]
    assert max(turns, default=0.0) < 14


@pytest.mark.parametrize("name", PICTOGRAMS)
def test_pages_draw_the_strokes_the_screens_draw(name: str) -> None:
    path = ET.fromstring(svg(name)).find("path")  # noqa: S314 - our own words
    assert path is not None
    strokes = path.attrib["d"].split("M")[1:]
    starts = [tuple(float(part) for part in re.findall(r"-?[\d.]+", stroke)[:2]) for stroke in strokes]
    drawn = polylines(name)
    assert [_near(start) for start in starts] == [_near(line[0]) for line in drawn]
    ends = [tuple(float(part) for part in re.findall(r"-?[\d.]+", stroke)[-2:]) for stroke in strokes]
    open_ends = [
        (_near(end), _near(line[-1]))
        for stroke, end, line in zip(strokes, ends, drawn, strict=True)
        if not stroke.rstrip().endswith("Z")
    ]
    assert [written for written, _ in open_ends] == [shown for _, shown in open_ends]


def _near(point: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(part, 2) + 0.0 for part in point)


def _turns_deg(line: tuple[tuple[float, float], ...]) -> list[float]:
    angles = [math.atan2(y2 - y1, x2 - x1) for (x1, y1), (x2, y2) in itertools.pairwise(line)]
    return [
        abs(math.degrees(math.remainder(after - before, math.tau)))
        for before, after in itertools.pairwise(angles)
    ]
