"""Questions over the log, read-only: what a day was like, by the definitions in figures.py.

Never writes, never asks a clock and never forms an average of averages.
"""

from broker.stats.day import day_figures, day_report
from broker.stats.figures import (
    DEFINITIONS,
    CounterTotals,
    DayReport,
    Ends,
    Estimates,
    HalfHour,
    Over,
    Priority,
    Spread,
    TopicFigures,
)

__all__ = [
    "DEFINITIONS",
    "CounterTotals",
    "DayReport",
    "Ends",
    "Estimates",
    "HalfHour",
    "Over",
    "Priority",
    "Spread",
    "TopicFigures",
    "day_figures",
    "day_report",
]
