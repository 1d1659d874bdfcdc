"""The picture of a replayed day: one small chart a topic, our queue and the office's own, both from zero.

The only door to matplotlib.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

from matplotlib import font_manager, rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from broker.demo.compare import Point
from broker.demo.recorded import ZONE, RecordedTopic
from broker.look import fonts
from broker.look.tokens import LIGHT

COLUMNS = 4
PANEL_IN = (3.6, 2.2)
TITLE_IN = 0.55
DPI = 110
HOURS = range(8, 24, 2)


def draw(day: date, topics: Sequence[RecordedTopic], points: Sequence[Point], path: Path) -> None:
    """Everybody who waited, topic by topic, through the day."""
    for bold in (False, True):
        font_manager.fontManager.addfont(fonts.path(bold=bold))
    with rc_context({"font.family": "Roboto", "font.size": 9, "text.color": _colour("ink")}):
        rows = ceil(len(topics) / COLUMNS)
        height_in = PANEL_IN[1] * rows + TITLE_IN
        figure = Figure(figsize=(PANEL_IN[0] * COLUMNS, height_in), facecolor=_colour("ground"))
        grid = figure.subplots(rows, COLUMNS, sharex=True, squeeze=False)
        for axes in grid.flat[len(topics) :]:
            axes.set_visible(False)
        for axes, topic in zip(grid.flat, topics, strict=False):
            _panel(axes, topic, [point for point in points if point.topic is topic])
        title = f"How many people waited on {day:%d.%m.%Y}?"
        figure.text(0.012, 1 - 0.2 / height_in, title, size=15, weight="bold", va="top")
        key = [Line2D([], [], label=label, **look) for label, look in LOOKS.items()]
        place = (0.99, 1 - 0.1 / height_in)
        figure.legend(
            handles=key, loc="upper right", bbox_to_anchor=place, ncols=2, frameon=False, fontsize=10
        )
        figure.tight_layout(rect=(0, 0, 1, 1 - TITLE_IN / height_in), h_pad=1.2)
        figure.savefig(path, dpi=DPI)


def _panel(axes: Any, topic: RecordedTopic, points: Sequence[Point]) -> None:
    local = [point.at.astimezone(ZONE) for point in points]
    hours = [at.hour + at.minute / 60 for at in local]
    ours, office = [point.ours for point in points], [point.office for point in points]
    for line, look in zip((office, ours), LOOKS.values(), strict=True):
        axes.step(hours, line, where="post", **look)
    axes.set_title(f"{topic.letter}  {topic.name}", loc="left", size=10, weight="bold")
    most = f"at most {max(ours)}, theirs {max(office)}"
    axes.set_title(most, loc="right", size=9, color=_colour("ink2"), y=0.88)
    axes.set_facecolor(_colour("paper"))
    axes.set_xticks(HOURS)
    axes.set_xlim(min(hours), max(hours))
    axes.set_ylim(0, max(4, *ours, *office) * 1.3)
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=3)
    axes.grid(axis="y", color=_colour("hair"), linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_colour("ink2"), length=0, labelbottom=True)
    for side in axes.spines.values():
        side.set_visible(False)


def _colour(token: str) -> str:
    return f"#{LIGHT[token]}"


LOOKS: Mapping[str, dict[str, Any]] = {
    "the office that day": {"color": _colour("line"), "linewidth": 1.3, "linestyle": (0, (3, 1.2))},
    "this one, with the same visitors": {"color": _colour("deep"), "linewidth": 1.8},
}
