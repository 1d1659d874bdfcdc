"""Two charts of one comparison: what was told against what came true, and how often the range held."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from bench._pictures import colour, picture, target_line
from bench.lobby_sim.judged import ALL, by_kind, judged
from bench.lobby_sim.told import Told
from broker.rules.play.stage import Floats

BIN_MIN = 5.0
MOST_MIN = 60.0
LEAST_IN_A_BIN = 30
"""Fewer say little of one in ten."""

Answer = Callable[[Told], float | None]
ANSWERS: Mapping[str, Answer] = {
    "told by the estimate": lambda one: one.said.mid_s,
    "told the wait of the last called": lambda one: one.asked.last_called_s,
}


def draw(kept: Mapping[str, Sequence[Told]], folder: Path) -> None:
    """What was told at each load, by its name."""
    outcome(kept, folder / "estimate-outcome.png")
    coverage(kept, folder / "estimate-coverage.png")


def outcome(kept: Mapping[str, Sequence[Told]], path: Path) -> None:
    """A column a load, a row an answer; only the first, a middle and the last load."""
    names = list(kept)
    shown = [names[0], names[len(names) // 2], names[-1]]
    title = "How long did those wait who were told so many minutes?"
    below = "Dot: half of them waited less. Bar: eight of ten. On the slanted line: told the truth."
    with picture(path, title, below, (3.9, 3.1), len(ANSWERS), len(shown)) as panels:
        for row, (how, answer) in zip(panels, ANSWERS.items(), strict=True):
            for axes, name in zip(row, shown, strict=True):
                axes.set_title(f"{name}, {how}", loc="left", size=10, weight="bold")
                _bins(axes, kept[name], answer)
                target_line(axes, label_at=MOST_MIN if axes is row[0] else None)
            row[0].set_ylabel("minutes waited", color=colour("ink2"))
        for axes in panels[-1]:
            axes.set_xlabel("minutes told", color=colour("ink2"))


def _bins(axes: Any, found: Sequence[Told], answer: Answer) -> None:
    told_min = np.array([answer(one) for one in found], float) / 60
    true_min = np.array([one.asked.wait_s for one in found]) / 60
    axes.plot((0, MOST_MIN), (0, MOST_MIN), color=colour("line"), linewidth=1)
    for low_min in np.arange(0, MOST_MIN, BIN_MIN):
        own = true_min[(told_min >= low_min) & (told_min < low_min + BIN_MIN)]
        if len(own) >= LEAST_IN_A_BIN:
            _bar(axes, low_min + BIN_MIN / 2, own)
    axes.set_xlim(0, MOST_MIN + 2)
    axes.set_ylim(0, 92)
    axes.set_xticks((0, 15, 30, 45, 60))
    axes.set_yticks((0, 30, 60, 90))


def _bar(axes: Any, at: float, waits_min: Floats) -> None:
    low, mid, high = np.quantile(waits_min, (0.1, 0.5, 0.9))
    axes.plot((at, at), (low, high), color=colour("deep"), linewidth=5, alpha=0.35, solid_capstyle="butt")
    axes.plot(at, mid, "o", color=colour("deep"), markersize=5)


def coverage(kept: Mapping[str, Sequence[Told]], path: Path) -> None:
    """By load; by topic and class over all loads."""
    title = "How often was somebody called within the range?"
    below = "It is meant to be 80 of 100. Thin lines: what chance alone may do to so few (95 %)."
    with picture(path, title, below, (5.6, 4.0), columns=2) as panels:
        left, right = panels[0]
        left.set_title("by load", loc="left", size=10, weight="bold")
        loads = [(name, judged(found).coverage_pct, len(found)) for name, found in kept.items()]
        _rows(left, loads, "dot", 0)
        for at, (_, share_pct, _) in enumerate(loads):
            left.text(83, -at, f"{share_pct:.1f} %", va="center", color=colour("ink2"))
        right.set_title("by topic: ordinary (dot), priority (ring)", loc="left", size=10, weight="bold")
        everybody = list(chain.from_iterable(kept.values()))
        kinds = [(kind, own) for kind, own in by_kind(everybody) if kind.topic != ALL]
        for visitors, mark, lift in (("ordinary", "dot", 0.14), ("priority", "ring", -0.18)):
            own = [
                (kind.topic, found.coverage_pct, found.estimates)
                for kind, found in kinds
                if kind.visitors == visitors
            ]
            _rows(right, own, mark, lift)


def _rows(axes: Any, rows: Sequence[tuple[str, float, int]], mark: str, lift: float) -> None:
    axes.axvspan(78, 82, color=colour("deep_tint"), zorder=0)
    for at, (_, share_pct, count) in enumerate(rows):
        off = 1.96 * sqrt(share_pct * (100 - share_pct) / count)
        axes.plot(
            (share_pct - off, share_pct + off), (-at + lift, -at + lift), color=colour("line"), linewidth=1
        )
        fill = colour("deep") if mark == "dot" else colour("paper")
        axes.plot(
            share_pct,
            -at + lift,
            "o",
            markersize=7,
            markerfacecolor=fill,
            markeredgecolor=colour("deep"),
            markeredgewidth=1.6,
        )
    axes.set_yticks([-at for at in range(len(rows))], [name for name, _, _ in rows], color=colour("ink"))
    axes.set_xlim(65, 95)
    axes.set_xticks((65, 78, 82, 95), ("65", "78", "82", "95 %"))
    axes.grid(visible=False, axis="y")
    axes.set_ylim(-len(rows) + 0.4, 0.6)
