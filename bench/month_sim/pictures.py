"""What the advice did, topic by topic; and what was foreseen of a day, with what came."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench._pictures import colour, picture, target_line
from bench.month_sim.days import Lived, Month
from bench.month_sim.foreseen import Foreseen, foreseen, truth
from bench.month_sim.log import OFFICE, OPENS
from bench.month_sim.promised import Followed
from broker.rules.rows import LegRow

HOUR_S = 3600.0
FORECAST_EVERY_S = 300.0
STEP_S = 60.0


def draw(kept: Mapping[float, tuple[Month, Followed]], folder: Path) -> None:
    """Every load's advice, and the last days of the fullest month."""
    advice(kept, folder / "advice.png")
    lived, _ = kept[max(kept)]
    forecast(lived.days[-2:], folder / "forecast-band.png")


# -- the advice


def advice(kept: Mapping[float, tuple[Month, Followed]], path: Path) -> None:
    """A panel a load."""
    title = "How many would have waited over 30 minutes?"
    below = "Ring: as it was. Dot: the same visitors with the breaks one hour later. Last line: all topics."
    with picture(path, title, below, (5.6, 4.2), columns=len(kept)) as panels:
        for axes, (load, (lived, advised)) in zip(panels[0], kept.items(), strict=True):
            promised, came = (100 * share for share in (advised.promise.promised, advised.promise.came))
            said = f"load {load:.0%}: promised {promised:.1f} %, came {came:.1f} %".replace("%:", " %:")
            axes.set_title(said, loc="left", size=10, weight="bold")
            _dumbbells(axes, lived.legs, advised.again.legs)


def _dumbbells(axes: Any, before: Sequence[LegRow], after: Sequence[LegRow]) -> None:
    topics = [topic.id for topic in OFFICE.topics]
    was = {topic: _late_pct(before, topic) for topic in topics}
    names = [*sorted(topics, key=lambda topic: -was[topic]), ""]
    for at, name in enumerate(names):
        low, high = _late_pct(after, name), _late_pct(before, name)
        axes.plot((low, high), (-at, -at), color=colour("line"), linewidth=1.4, zorder=2)
        for value, fill in ((high, "paper"), (low, "deep")):
            axes.plot(
                value,
                -at,
                "o",
                markersize=8,
                markerfacecolor=colour(fill),
                markeredgecolor=colour("deep"),
                markeredgewidth=1.6,
                clip_on=False,
                zorder=3,
            )
    axes.set_yticks([-at for at in range(len(names))], [name or "all" for name in names], color=colour("ink"))
    axes.grid(visible=False, axis="y")
    axes.grid(axis="x", color=colour("hair"), linewidth=0.8)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter("{x:.0f} %")
    axes.xaxis.get_major_locator().set_params(nbins=4)


def _late_pct(legs: Sequence[LegRow], topic: str) -> float:
    """Of one topic; of all for an empty name."""
    late = [leg.waited_s > 1800 for leg in legs if topic in {"", leg.topic}]
    return 100 * sum(late) / len(late)


# -- the forecast


def forecast(days: Sequence[Lived], path: Path) -> None:
    """What was said an hour before each moment, and how it stood then; a column a day."""
    title = "What was foreseen an hour before, and what came?"
    below = "Band: eight of ten. Dotted: as likely more as less. Line: what came. Last two days of a month."
    with picture(path, title, below, (6.4, 2.6), 2, len(days)) as panels:
        for people, oldest, lived in zip(*panels, days, strict=True):
            found = [one for one in foreseen(lived, FORECAST_EVERY_S) if one.at_s - one.from_s == HOUR_S]
            people.set_title("How many wait", loc="left", size=10, weight="bold")
            oldest.set_title("How long the oldest has waited, min", loc="left", size=10, weight="bold")
            _band(people, lived, found, "waiting", 1.0)
            _band(oldest, lived, found, "oldest_s", 60.0)
            target_line(oldest, label_at=OPENS.hour + 1.3 if lived is days[0] else None)


def _band(axes: Any, lived: Lived, found: Sequence[Foreseen], figure: str, unit: float) -> None:
    at = [_clock(one.at_s) for one in found]
    low, mid, high = (
        [getattr(getattr(one, figure), part) / unit for one in found] for part in ("low", "mid", "high")
    )
    seconds = np.arange(0.0, 8 * HOUR_S + 1, STEP_S).tolist()
    came = [getattr(truth(lived, 0.0, at_s), figure) / unit for at_s in seconds]
    axes.fill_between(at, low, high, color=colour("deep_tint"), linewidth=0)
    axes.plot(at, mid, color=colour("deep"), linewidth=1.2, linestyle=(0, (1, 2)))
    axes.step([_clock(at_s) for at_s in seconds], came, where="post", color=colour("ink"), linewidth=1.2)
    hours = range(OPENS.hour, OPENS.hour + 9)
    axes.set_xticks(hours, [f"{hour}:00" for hour in hours])
    axes.set_xlim(OPENS.hour, OPENS.hour + 8)
    axes.set_ylim(bottom=0)
    axes.yaxis.get_major_locator().set_params(nbins=4, integer=True)


def _clock(of_day_s: float) -> float:
    """Hours of the day."""
    return OPENS.hour + of_day_s / HOUR_S
