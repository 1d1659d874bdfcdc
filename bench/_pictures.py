"""The look of the benchmarks' charts, and their door to matplotlib: type, colours, a quiet panel.

What a chart shows is said where its figures are made; nothing here may know any.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import font_manager, rc_context
from matplotlib.figure import Figure

from broker.look import fonts
from broker.look.tokens import LIGHT

DPI = 110
TITLE_IN = 0.7
TARGET_MIN = 30.0


@contextmanager
def picture(
    path: Path, title: str, below: str, panel_in: tuple[float, float], rows: int = 1, columns: int = 1
) -> Iterator[Any]:
    """Panels to draw in, row by row, under a question and a sentence; written to the path at the end."""
    for bold in (False, True):
        font_manager.fontManager.addfont(fonts.path(bold=bold))
    with rc_context({"font.family": "Roboto", "font.size": 10, "text.color": colour("ink")}):
        height_in = panel_in[1] * rows + TITLE_IN
        figure = Figure(figsize=(panel_in[0] * columns, height_in), facecolor=colour("ground"))
        panels = figure.subplots(rows, columns, squeeze=False)
        for axes in panels.flat:
            _quiet(axes)
        yield panels
        figure.text(
            0.16 / figure.get_figwidth(), 1 - 0.14 / height_in, title, size=15, weight="bold", va="top"
        )
        figure.text(0.16 / figure.get_figwidth(), 1 - 0.46 / height_in, below, color=colour("ink2"), va="top")
        figure.tight_layout(rect=(0, 0, 1, 1 - TITLE_IN / height_in), h_pad=1.4, w_pad=1.6)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=DPI)


def colour(token: str) -> str:
    """One of `broker.look.tokens`, as matplotlib wants it."""
    return f"#{LIGHT[token]}"


def target_line(axes: Any, *, label_at: float | None = None) -> None:
    """The promise, on an upright axis of minutes; its label ends at this place of the other axis."""
    axes.axhline(TARGET_MIN, color=colour("over"), linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    if label_at is None:
        return
    axes.annotate(
        "target 30 min",
        (label_at, TARGET_MIN),
        xytext=(0, 3),
        textcoords="offset points",
        color=colour("over"),
        size=9,
        ha="right",
    )


def _quiet(axes: Any) -> None:
    """Paper, three rules at most, no frame."""
    axes.set_facecolor(colour("paper"))
    axes.grid(axis="y", color=colour("hair"), linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=colour("ink2"), length=0)
    for side in axes.spines.values():
        side.set_visible(False)
