"""A day as a table for a terminal, in English, minutes and local time. Pure: returns text.

The share over target never stands alone, and nobody is not 0 minutes.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from broker.contract.estimates import Estimate
from broker.contract.terms import Printed
from broker.look.minutes import LONG_MIN, Saying, wait_min
from broker.rules.rows import LegRow
from broker.stats.figures import CounterTotals, DayReport, Estimates, HalfHour, Over, Spread, TopicFigures

NONE = "–"
"""Where there is no figure."""


# -- the figures of a day


def day_table(report: DayReport) -> str:
    """A day for people, in minutes and local time."""
    if not report.visits.entered:
        return f"{_title(report.day)}, {report.office}\nNobody took a ticket.\n"
    clock = _clock(report.per_half_hour)
    parts = (
        f"{_title(report.day)}, {report.office}",
        _verdict(report, clock),
        _ends(report),
        _spreads(report),
        _by_topic(report.per_topic),
        _by_half_hour(report.per_half_hour, clock),
        _rest(report),
    )
    return "\n\n".join(parts) + "\n"


def _title(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _clock(halves: Iterable[HalfHour]) -> str:
    """How to write a time of that day; with the offset when clocks were changed and one hour came twice."""
    return "%H:%M" if len({half.starts_at.utcoffset() for half in halves}) == 1 else "%H:%M %z"


def _verdict(report: DayReport, clock: str) -> str:
    waits, over = report.waits, report.over_30
    topic, half = report.worst_topic, report.worst_half_hour
    share = f"{_over(over)} visitors waited over 30 min: {_percent(over.share)}."
    goal = f"The goal is under {report.goal_share * 100:g} %."
    most = f"Half of the waits lasted {_minutes(waits.median_s)} min or less,"
    nearly_all = f"95 % {_minutes(waits.p95_s)} min or less."
    worst_wait = f"Worst wait: {_minutes(waits.worst_s)} min, {report.worst_wait or NONE}."
    worst_topic = f"Worst topic: {_name(topic) if topic else NONE}."
    worst_half = f"Worst half hour: from {half.starts_at.strftime(clock) if half else NONE}."
    return f"{share} {goal}\n{most} {nearly_all} {worst_wait}\n{worst_topic} {worst_half}"


def _ends(report: DayReport) -> str:
    rows = (
        (
            name,
            str(ends.entered),
            str(ends.served),
            str(ends.no_shows),
            str(ends.transferred),
            str(ends.cancelled),
            str(ends.unserved),
            str(ends.still_open),
        )
        for name, ends in (("Visits", report.visits), ("Legs", report.legs))
    )
    titles = ("", "arrived", "served", "no-show", "transferred", "left", "unserved", "still here")
    return _grid(titles, rows)


def _spreads(report: DayReport) -> str:
    spreads = (
        ("Wait of a leg", report.waits),
        ("Wait of a visit", report.total_waits),
        ("Wait with priority", report.priority.waits),
        ("Walk", report.walks),
        (f"Service (mean target {report.service_target_s / 60:g})", report.service),
        ("Visit", report.visit_times),
    )
    rows = ((name, str(spread.n), *_spread(spread)) for name, spread in spreads)
    return _grid(("Minutes", "n", "mean", "median", "p90", "p95", "worst"), rows)


def _spread(spread: Spread) -> tuple[str, ...]:
    figures = (spread.mean_s, spread.median_s, spread.p90_s, spread.p95_s, spread.worst_s)
    return tuple(_minutes(figure) for figure in figures)


def _by_topic(topics: Iterable[TopicFigures]) -> str:
    rows = (
        (
            _name(topic),
            str(topic.legs.entered),
            str(topic.legs.no_shows),
            *_spread(topic.waits),
            f"{topic.wait_target_s / 60:g}",
            _over(topic.over_target),
            _minutes(topic.service.mean_s),
        )
        for topic in topics
    )
    titles = ("mean", "median", "p90", "p95", "worst", "target", "over", "service")
    return _grid(("By topic, minutes", "entered", "no-show", *titles), rows)


def _by_half_hour(halves: Iterable[HalfHour], clock: str) -> str:
    rows = (
        (
            half.starts_at.strftime(clock),
            str(half.arrivals),
            _minutes(half.waits.median_s),
            _minutes(half.waits.p90_s),
            _over(half.over_target),
        )
        for half in halves
    )
    return _grid(("Half hour from", "arrived", "median", "p90", "over"), rows)


def _rest(report: DayReport) -> str:
    priority = report.priority
    counted = f"Counted: all {report.legs.entered} legs that entered the queue,"
    over = f"{_over(report.over_target)} over their topic's target."
    doubts = f"Estimated durations: {report.estimated}. Calls out of order: {report.out_of_order}."
    sentences = (
        _counters(report.counters),
        f"Visitors with priority: {priority.visits}, {_percent(priority.share)}.",
        *_promises(report.estimates),
        f"{counted} {over}",
        f"{doubts} Not printed: {report.not_printed}.",
    )
    return "\n".join(sentences)


def _promises(estimates: Estimates) -> Iterable[str]:
    rough = estimates.n - estimates.ranged
    inside = f"called inside the range {_percent(estimates.inside_share)};"
    yield f"Ranges on tickets: {estimates.ranged}; {inside} {_errors(estimates.error_s, estimates.bias_s)}."
    if rough:
        yield f"Told roughly: {rough}; {_errors(estimates.rough_error_s, estimates.rough_bias_s)}."


def _errors(error_s: float | None, bias_s: float | None) -> str:
    return f"mean error {_minutes(error_s)} min; bias {_minutes(bias_s)} min"


def _counters(total: CounterTotals) -> str:
    at_work = f"serving {_hours(total.serving_s)}, calling {_hours(total.calling_s)}"
    waiting = f"wrap-up {_hours(total.wrap_up_s)}, idle {_hours(total.idle_s)}"
    paused = f"paused {_hours(total.paused_s)}"
    return f"All counters, hours: open {_hours(total.open_s)} ({at_work}, {waiting}); {paused}."


# -- the legs of a day


def legs_table(legs: Sequence[LegRow], day: date, local: ZoneInfo) -> str:
    """One line a leg, times in the office's zone."""
    if not legs:
        return f"{_title(day)}\nNobody took a ticket.\n"

    def clock(moment: datetime | None) -> str:
        return f"{moment.astimezone(local):%H:%M:%S}" if moment else NONE

    rows = (
        (
            leg.number,
            leg.topic,
            clock(leg.entered_at),
            _told(leg),
            clock(leg.called_at),
            clock(leg.serving_at),
            clock(leg.ended_at),
            _minutes(leg.waited_s),
            _minutes(leg.walked_s),
            _minutes(leg.served_s),
            _minutes(leg.parked_s),
            str(leg.counter or NONE),
            leg.outcome or leg.state,
            _marks(leg),
        )
        for leg in legs
    )
    times = ("entered", "told", "called", "served", "ended", "wait", "walk", "service", "parked")
    return _grid(("Number", "topic", *times, "counter", "outcome", "marks"), rows) + "\n"


def _told(leg: LegRow) -> str:
    """The wait in minutes as the ticket said it."""
    low_s, mid_s, high_s = leg.forecast_low_s, leg.forecast_mid_s, leg.forecast_high_s
    if low_s is None or mid_s is None or high_s is None:
        return NONE
    roughly = bool(leg.forecast_roughly)
    said = wait_min(Estimate(low_s=low_s, mid_s=mid_s, high_s=high_s, roughly=roughly))
    if said.saying is Saying.LONG:
        return f">{LONG_MIN}"
    return f"~{said.mid}" if roughly else f"{said.low}–{said.high}"


def _marks(leg: LegRow) -> str:
    marks = {
        "priority": leg.priority,
        "out of order": leg.out_of_order,
        "not printed": leg.printed is Printed.NO,
        "estimated": leg.estimated,
    }
    return ", ".join(name for name, holds in marks.items() if holds)


# -- words and columns


def _name(topic: TopicFigures) -> str:
    """In English where the office has it, as the rest of this table."""
    name = topic.names.get("en") or next(iter(topic.names.values()), topic.topic)
    return f"{topic.letter} {name}".strip()


def _minutes(seconds: float | None) -> str:
    return NONE if seconds is None else f"{seconds / 60:.1f}".replace("-", "−")


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f}"


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{share * 100:.1f} %"


def _over(over: Over) -> str:
    return f"{over.count} of {over.of}" if over.of else NONE


def _grid(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns: the first begins on the left, the others end on the right."""
    lines = [tuple(titles), *(tuple(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        ).rstrip()
        for line in lines
    )
