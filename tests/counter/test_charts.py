"""Charts read back as XML: what they draw is what the figures say."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from counter.charts import Marker, Slot, arrivals_over_waits, bins, wait_bar, wait_histogram
from counter.pages import FOLDER

MOCKUP = [*[19] * 2, *[3] * 8, *[2] * 20, 3, 2, 1, 0, 1, 0, 0, 0, 1, 1]
"""Legs by whole minutes of waiting: 40 of them, nine beyond the target."""


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - it was written a line above


def of(svg: str, tag: str, kind: str) -> list[ET.Element]:
    return [thing for thing in drawn(svg).iter(tag) if thing.get("class") == kind]


def texts(svg: str, kind: str) -> list[str]:
    return [text.text or "" for text in of(svg, "text", kind)]


def histogram(per_minute: list[int], *, width: int = 560, over: str = "9 of 120") -> str:
    markers = [Marker(minutes=9, text="half: 9 min or less"), Marker(minutes=29, text="90 %: 29 min or less")]
    return wait_histogram(per_minute, markers, label="How long", over=over, width=width)


# -- the bar of one wait


@pytest.mark.parametrize(
    ("share", "kind", "width"),
    [
        (0.0, "solid", 0.0),
        (0.5, "solid", 36.0),
        (1.0, "solid", 72.0),
        (1.25, "hatched", 90.0),
        (9.0, "hatched", 96.0),
    ],
)
def test_a_wait_bar_is_filled_up_to_the_target_and_hatched_beyond(
    share: float, kind: str, width: float
) -> None:
    rest, bar = drawn(wait_bar(share)).iter("rect")
    assert (rest.get("class"), bar.get("class"), float(bar.get("width", ""))) == ("rest", kind, width)


def test_the_line_of_the_target_stands_in_one_place_whatever_the_wait() -> None:
    lines = {of(wait_bar(share), "path", "target-here")[0].get("d") for share in (0.0, 0.7, 3.0)}
    assert lines == {"M72 -3V17"}


# -- how long did people wait


def test_bins_are_two_minutes_wide_and_lose_nobody() -> None:
    width, counts = bins(MOCKUP)
    assert (width, len(counts), sum(counts)) == (2, 20, sum(MOCKUP))


def test_a_short_day_has_the_axis_of_every_other_day() -> None:
    assert bins([5, 2]) == (2, (7, *[0] * 19))


def test_a_very_long_day_gets_wider_bins_that_still_part_at_the_target() -> None:
    width, counts = bins([1] * 320)
    assert (width, sum(counts), 30 % width) == (10, 320, 0)


def test_what_waited_beyond_the_target_is_hatched_and_nothing_else() -> None:
    svg = histogram(MOCKUP)
    target_x = float((of(svg, "path", "target")[0].get("d") or "")[1:].split()[0])
    solid = [float(bar.get("x", "")) for bar in of(svg, "rect", "solid")]
    hatched = [float(bar.get("x", "")) for bar in of(svg, "rect", "hatched")]
    assert (len(solid), len(hatched)) == (15, 5)
    assert max(solid) < target_x <= min(hatched) + 1


def test_bars_start_at_zero_and_are_as_high_as_their_count() -> None:
    svg = histogram(MOCKUP)
    heights = [float(bar.get("height", "")) for kind in ("solid", "hatched") for bar in of(svg, "rect", kind)]
    assert [round(38 * height / max(heights)) for height in heights] == list(bins(MOCKUP)[1])
    ends = {round(float(b.get("y", "")) + float(b.get("height", ""))) for b in of(svg, "rect", "solid")}
    assert len(ends) == 1


def test_the_target_is_dashed_labelled_and_told_beside_the_bars() -> None:
    assert texts(histogram(MOCKUP), "over-text") == ["Target 30 min", "9 of 120"]


def test_nobody_beyond_the_target_needs_no_words() -> None:
    assert texts(histogram([3, 4], over=""), "over-text") == ["Target 30 min"]


@pytest.mark.parametrize("longest_min", [1, 40, 61, 120, 250, 700])
def test_the_target_stands_on_every_minute_axis_and_no_figure_touches_it(longest_min: int) -> None:
    svg = histogram([1] * longest_min)
    labels = [
        t for kind in ("label", "here") for t in of(svg, "text", kind) if (t.text or "").split()[0].isdigit()
    ]
    on_axis = sorted((float(t.get("x", "")), t.text) for t in labels if "waits" not in (t.text or ""))
    assert texts(svg, "here") == ["30"]
    assert min(b[0] - a[0] for a, b in pairwise(on_axis)) >= 30


def test_there_are_at_most_three_gridlines() -> None:
    assert [len(of(histogram([peak]), "path", "grid")) for peak in (1, 3, 7, 12, 38, 99, 4000)] == [
        1, 3, 3, 2, 3, 1, 2
    ]  # fmt: skip


def test_a_marker_near_the_right_edge_is_written_to_its_left() -> None:
    anchors = [text.get("text-anchor") for text in of(histogram(MOCKUP, width=300), "text", "marker")]
    assert anchors == ["start", "end"]


# -- when was it full


DAY = [
    Slot(clock="8:00", arrivals=8, median_min=0.4, p90_min=1.0),
    Slot(clock="8:30", arrivals=5, median_min=None, p90_min=None),
    Slot(clock="9:00", arrivals=13, median_min=12.0, p90_min=30.0),
    Slot(clock="9:30", arrivals=14, median_min=24.0, p90_min=39.2),
]
LONG_DAY = [
    Slot(clock=f"{8 + i // 2}:{i % 2 * 30:02d}", arrivals=i, median_min=1.0, p90_min=2.0) for i in range(18)
]


def when_full(slots: list[Slot], width: int = 560) -> str:
    return arrivals_over_waits(slots, label="When", width=width)


def test_each_half_hour_has_its_arrivals_in_a_bar_and_in_figures() -> None:
    svg = when_full(DAY)
    heights = [float(bar.get("height", "")) for bar in of(svg, "rect", "solid")]
    assert [round(14 * height / max(heights)) for height in heights] == [8, 5, 13, 14]
    assert texts(svg, "label")[:4] == ["8", "5", "13", "14"]


def test_only_what_is_beyond_the_target_is_drawn_and_written_as_over() -> None:
    svg = when_full(DAY)
    assert (len(of(svg, "path", "whisker")), len(of(svg, "path", "whisker-over"))) == (2, 1)
    assert texts(svg, "over-text") == ["39", "Target 30, dashed"]


def test_a_half_hour_without_waits_has_a_dash_and_no_zero() -> None:
    svg = when_full(DAY)
    assert (
        texts(svg, "label").count("–"),
        len(of(svg, "circle", "dot") + of(svg, "circle", "dot-over")),
    ) == (1, 3)


def test_the_target_stays_on_the_axis_of_a_quiet_day() -> None:
    svg = when_full(DAY[:1])
    y = float((of(svg, "path", "target")[0].get("d") or "").split()[1].split("L")[0])
    assert 182 < y < 262


def test_both_panels_share_one_axis_of_full_hours() -> None:
    labels = [t for t in texts(when_full(LONG_DAY), "label") if ":" in t]
    assert labels == [f"{hour}:00" for hour in range(8, 17)]


def test_on_a_telephone_only_the_fullest_half_hour_is_counted_out() -> None:
    labels = texts(when_full(LONG_DAY, width=300), "label")
    assert [t for t in labels if ":" not in t] == ["17"]


@pytest.mark.parametrize("svg", [wait_bar(1.2), histogram(MOCKUP), when_full(DAY), when_full([])])
def test_no_chart_carries_a_colour_or_a_style_of_its_own(svg: str) -> None:
    attributes = {name for thing in drawn(svg).iter() for name in thing.attrib}
    assert attributes & {"style", "fill", "stroke"} == set()


def test_words_in_a_chart_cannot_break_out_of_it() -> None:
    svg = wait_histogram([1], [], label='"><script>', over="<b>", width=300)
    assert (drawn(svg).get("aria-label"), texts(svg, "over-text")[1]) == ('"><script>', "<b>")


@pytest.mark.parametrize("svg", [wait_bar(0.5), wait_bar(1.2), histogram(MOCKUP), when_full(DAY)])
def test_everything_in_a_chart_has_a_rule_in_the_style_sheet(svg: str) -> None:
    drawing = drawn(svg)
    kinds = {thing.get("class") for thing in drawing.iter()} - {None, "label"}
    styled = set(re.findall(r"\.([a-z-]+)", (FOLDER / "static" / "talonas.css").read_text("utf-8")))
    assert kinds - styled == set()
    assert drawing.get("class") in {"chart", "waitbar"}
