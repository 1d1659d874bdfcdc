"""Questions over the log, read-only: what a day was like, by the definitions in figures.py.

    async with await LogReader.open(path) as reader:
        report = await day_report(reader, day, now)

Never writes, never asks a clock and never forms an average of averages.
"""

from broker.eventlog import LogReader
from broker.stats.day import day_figures, day_legs, day_report
from broker.stats.export import legs_as_csv, legs_as_json, report_as_csv, report_as_json
from broker.stats.figures import (
    DEFINITIONS,
    CounterTotals,
    DayReport,
    Ends,
    Estimates,
    Forecast,
    Foreseen,
    HalfHour,
    Over,
    Priority,
    Spread,
    TopicFigures,
)
from broker.stats.forecasts import forecasts
from broker.stats.table import day_table, legs_table

__all__ = [
    "DEFINITIONS",
    "CounterTotals",
    "DayReport",
    "Ends",
    "Estimates",
    "Forecast",
    "Foreseen",
    "HalfHour",
    "LogReader",
    "Over",
    "Priority",
    "Spread",
    "TopicFigures",
    "day_figures",
    "day_legs",
    "day_report",
    "day_table",
    "forecasts",
    "legs_as_csv",
    "legs_as_json",
    "legs_table",
    "report_as_csv",
    "report_as_json",
]
