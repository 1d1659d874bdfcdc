"""The figures are what office.md defines: tried against a second, naive computation and at the edges."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.contract.estimates import Ahead, Band
from broker.contract.terms import CounterState, LegState, Outcome, Printed
from broker.eventlog import EventLog, LogReader
from broker.rules.hours import local_day
from broker.rules.rows import CounterRow, LegRow, Rows
from broker.stats import (
    DEFINITIONS,
    CounterTotals,
    DayReport,
    Ends,
    Forecast,
    Foreseen,
    Spread,
    day_figures,
    day_legs,
    day_report,
    forecasts,
    legs_as_csv,
    legs_as_json,
    report_as_csv,
    report_as_json,
)
from broker.stats.local import day_bounds, half_hour, half_hours
from tests.broker.paper import DAY, EIGHT, counter_row, entry, leg
from tests.contract.samples import EVENTS, OFFICE

NOON = EIGHT + timedelta(hours=4)
NOTHING = Spread(n=0, mean_s=None, median_s=None, p90_s=None, p95_s=None, worst_s=None)


def at(seconds: float) -> datetime:
    return EIGHT + timedelta(seconds=seconds)


def figures(
    *legs: LegRow, counters: Sequence[CounterRow] = (), now: datetime = NOON, topic: str | None = None
) -> DayReport:
    return day_figures(OFFICE, DAY, legs, counters, now, topic)


def waits(*seconds: float) -> DayReport:
    return figures(*(leg(str(n), waited_s=wait) for n, wait in enumerate(seconds)))


# -- spreads


@given(st.lists(st.integers(0, 7_200_000), min_size=1, max_size=60))
def test_a_spread_is_the_one_counted_by_hand(milliseconds: list[int]) -> None:
    found = waits(*(ms / 1000 for ms in milliseconds)).waits

    def by_hand(percent: int) -> float:
        """The first value, from the smallest on, that enough others do not exceed."""
        for value in sorted(milliseconds):
            if Fraction(sum(other <= value for other in milliseconds), len(milliseconds)) * 100 >= percent:
                return value / 1000
        raise AssertionError

    assert (found.median_s, found.p90_s, found.p95_s) == (by_hand(50), by_hand(90), by_hand(95))
    assert (found.n, found.worst_s) == (len(milliseconds), max(milliseconds) / 1000)
    assert found.mean_s == pytest.approx(float(Fraction(sum(milliseconds), 1000 * len(milliseconds))))


def test_percentiles_of_one_to_a_hundred_are_their_own_names() -> None:
    found = waits(*map(float, range(1, 101))).waits
    assert found == Spread(n=100, mean_s=50.5, median_s=50.0, p90_s=90.0, p95_s=95.0, worst_s=100.0)


def test_p95_of_twenty_is_the_nineteenth() -> None:
    assert waits(*map(float, range(1, 21))).waits.p95_s == 19.0


def test_nothing_has_no_figures() -> None:
    report = figures()
    assert [report.waits, report.total_waits, report.walks, report.service, report.visit_times] == [
        NOTHING
    ] * 5
    assert [report.over_target.share, report.over_30.share, report.priority.share] == [None] * 3
    assert [report.worst_topic, report.worst_half_hour, report.worst_wait] == [None] * 3
    assert (report.per_half_hour, report.histogram, report.first_arrival_at) == ((), (), None)


# -- over target


def test_waiting_exactly_as_long_as_the_target_is_not_over_it() -> None:
    report = waits(1799.999, 1800.0, 1800.001)
    assert (report.over_target.count, report.over_target.of) == (1, 3)
    assert (report.over_30.count, report.over_30.share) == (1, 1 / 3)


def test_a_leg_is_held_against_its_topics_target_and_a_visit_against_thirty_minutes() -> None:
    quick = replace(OFFICE, topics=(replace(OFFICE.topics[0], wait_target_s=600), *OFFICE.topics[1:]))
    legs = (leg("1", waited_s=601.0), leg("2", waited_s=1801.0, topic="sickness"))
    report = day_figures(quick, DAY, legs, (), NOON)
    assert (report.over_target.count, report.over_30.count) == (2, 1)
    assert [topic.over_target.count for topic in report.per_topic] == [1, 1, 0]


def test_a_transfer_does_not_hide_a_wait() -> None:
    first = leg("1", 1, waited_s=1000.0, outcome=Outcome.TRANSFERRED)
    second = leg("1", 2, waited_s=900.0, topic="sickness", issued_at=EIGHT, entered_at=at(2000))
    report = figures(second, first)
    assert (report.over_target.count, report.over_30.count, report.over_30.of) == (0, 1, 1)
    assert report.total_waits.worst_s == 1900.0


def test_whoever_still_waits_counts_by_the_waiting_so_far() -> None:
    fresh = leg("1", outcome=None, entered_at=NOON - timedelta(seconds=1800))
    late = leg("2", outcome=None, entered_at=NOON - timedelta(seconds=1801))
    put_back = leg("3", outcome=None, waited_s=0.0, since=NOON - timedelta(seconds=100))
    put_back = replace(put_back, waited_s=1750.0)
    report = figures(fresh, late, put_back)
    assert report.waits.worst_s == 1850.0
    assert (report.over_target.count, report.legs.still_open, report.visits.still_open) == (2, 3, 3)


def test_nobody_waits_longer_than_the_day_lasts() -> None:
    report = figures(leg("1", outcome=None), now=EIGHT + timedelta(days=30))
    assert report.waits.worst_s == timedelta(hours=19).total_seconds()  # from 08:00 to the turn at 03:00


def test_a_no_show_counts_with_the_wait_it_had() -> None:
    report = figures(leg("1", waited_s=2000.0, outcome=Outcome.NO_SHOW), leg("2", waited_s=10.0))
    assert (report.over_target.count, report.over_target.of, report.waits.worst_s) == (1, 2, 2000.0)


def test_who_is_called_or_served_waits_no_longer() -> None:
    called = leg("1", outcome=None, state=LegState.CALLED, since=at(600), called_at=at(600))
    parked = leg("2", outcome=None, state=LegState.PARKED, since=at(600), called_at=at(300))
    report = figures(replace(called, waited_s=600.0), replace(parked, waited_s=300.0))
    assert (report.waits.worst_s, report.legs.still_open) == (600.0, 2)


# -- ends


def test_legs_and_visits_end_as_they_are_defined() -> None:
    report = figures(
        leg("1"),
        leg("2", outcome=Outcome.NO_SHOW),
        leg("3", outcome=Outcome.CANCELLED),
        leg("4", outcome=Outcome.UNSERVED),
        leg("5", outcome=None),
        leg("6", 1, outcome=Outcome.TRANSFERRED),
        leg("6", 2, outcome=Outcome.NO_SHOW),
        leg("7", 1),
        leg("7", 2, outcome=Outcome.CANCELLED),
        leg("8", 1),
        leg("8", 2, outcome=None),
    )
    assert report.legs == Ends(
        entered=11, served=3, no_shows=2, transferred=1, cancelled=2, unserved=1, still_open=2
    )
    assert report.visits == Ends(
        entered=8, served=2, no_shows=2, transferred=0, cancelled=1, unserved=1, still_open=2
    )


TOPICS = ("pension", "sickness", "other", "gone")
SOME_LEGS = st.lists(
    st.builds(
        leg,
        st.integers(1, 12).map(str),
        st.integers(1, 3),
        entered_at=st.integers(0, 4 * 3600).map(at),
        waited_s=st.integers(0, 4000).map(float),
        served_s=st.integers(0, 4000).map(float),
        outcome=st.sampled_from((None, *Outcome)),
        topic=st.sampled_from(TOPICS),
        estimated=st.booleans(),
        priority=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda row: (row.ticket_id, row.leg),
)


@given(SOME_LEGS)
def test_every_leg_and_every_visit_is_counted_once_whichever_way_one_looks(legs: list[LegRow]) -> None:
    report = figures(*legs)
    visits = len({row.ticket_id for row in legs})
    for ends, entered in ((report.legs, len(legs)), (report.visits, visits)):
        each = [getattr(ends, field.name) for field in fields(Ends)]
        assert each[0] == sum(each[1:]) == entered
    assert sum(topic.legs.entered for topic in report.per_topic) == len(legs)
    assert sum(topic.over_target.count for topic in report.per_topic) == report.over_target.count
    assert sum(half.arrivals for half in report.per_half_hour) == visits
    assert sum(half.over_target.of for half in report.per_half_hour) == len(legs)
    assert sum(report.histogram) == report.waits.n == len(legs) - report.estimated
    assert (report.over_target.of, report.over_30.of) == (len(legs), visits)


@given(SOME_LEGS)
def test_one_topics_report_is_the_report_of_its_legs(legs: list[LegRow]) -> None:
    own = [row for row in legs if row.topic == "sickness"]
    report, of_own = figures(*legs, topic="sickness"), figures(*own)
    topics = tuple(topic for topic in of_own.per_topic if topic.topic == "sickness")
    assert report == replace(of_own, topic="sickness", per_topic=topics)


# -- walks, service, visits


def test_walk_service_and_visit_time_are_told_apart() -> None:
    report = figures(leg("1", waited_s=300.0, served_s=840.0))
    found = [report.waits.mean_s, report.walks.mean_s, report.service.mean_s, report.visit_times.mean_s]
    assert found == [300.0, 20.0, 840.0, 1160.0]


def test_a_visit_lasts_from_its_first_issue_to_its_last_end() -> None:
    first = leg("1", 1, waited_s=100.0, served_s=60.0, outcome=Outcome.TRANSFERRED)
    second = leg("1", 2, entered_at=at(180), waited_s=200.0, served_s=600.0, issued_at=EIGHT)
    report = figures(first, second)
    assert (report.visit_times.n, report.visit_times.worst_s) == (1, 1000.0)


def test_service_counts_once_it_has_ended() -> None:
    serving = leg("1", outcome=None, state=LegState.SERVING, serving_at=EIGHT, served_s=0.0)
    report = figures(serving, leg("2", served_s=60.0, outcome=Outcome.TRANSFERRED), leg("3", served_s=120.0))
    assert (report.service.n, report.service.mean_s) == (2, 90.0)


def test_estimated_times_are_counted_and_left_out_of_spreads() -> None:
    doubted = leg("2", waited_s=5000.0, served_s=9999.0, estimated=True)
    report = figures(leg("1", waited_s=60.0), doubted)
    assert (report.estimated, report.waits.n, report.service.n, report.total_waits.n) == (1, 1, 1, 1)
    assert (report.waits.worst_s, report.worst_wait, report.histogram) == (60.0, "A001", (0, 1))
    assert (report.over_target.count, report.over_target.of, report.visits.entered) == (1, 2, 2)


# -- what stands beside the share


def test_the_histogram_has_one_minute_buckets() -> None:
    assert waits(0.0, 59.999, 60.0, 239.0).histogram == (2, 1, 0, 1)


def test_two_days_are_put_together_by_adding_their_histograms() -> None:
    monday, tuesday, both = waits(0.0, 61.0), waits(62.0, 63.0), waits(0.0, 61.0, 62.0, 63.0)
    added = tuple(a + b for a, b in zip(monday.histogram, tuesday.histogram, strict=True))
    assert added == both.histogram


def test_the_worst_topic_is_the_worst_against_its_own_target() -> None:
    slow = replace(OFFICE, topics=(replace(OFFICE.topics[0], wait_target_s=7200), *OFFICE.topics[1:]))
    legs = (leg("1", waited_s=3000.0), leg("2", waited_s=1500.0, topic="sickness"))
    worst = day_figures(slow, DAY, legs, (), NOON).worst_topic
    assert worst is not None
    assert worst.topic == "sickness"


def test_the_worst_half_hour_and_the_worst_wait_are_named() -> None:
    report = figures(leg("1", waited_s=60.0), leg("2", waited_s=900.0, entered_at=at(1800)))
    assert report.worst_half_hour == report.per_half_hour[1]
    assert report.worst_wait == "A002"


def test_priority_visitors_have_figures_of_their_own() -> None:
    report = figures(leg("1", waited_s=60.0, priority=True), *(leg(str(n)) for n in range(2, 5)))
    assert (report.priority.visits, report.priority.share, report.priority.waits.worst_s) == (1, 0.25, 60.0)


def promise(low_s: float, mid_s: float, high_s: float) -> dict[str, Any]:
    """What a visitor was told; one figure alone is told roughly."""
    return {
        "forecast_low_s": low_s,
        "forecast_mid_s": mid_s,
        "forecast_high_s": high_s,
        "forecast_roughly": low_s == high_s,
    }


def test_promises_are_held_against_the_first_call() -> None:
    kept = leg("1", waited_s=600.0, **promise(300.0, 450.0, 600.0))
    broken = leg("2", waited_s=1200.0, **promise(300.0, 600.0, 900.0))
    early = leg("3", waited_s=299.0, **promise(300.0, 450.0, 600.0))
    waiting = leg("4", outcome=None, **promise(300.0, 450.0, 600.0))
    found = figures(kept, broken, early, waiting, leg("5")).estimates
    assert (found.n, found.ranged, found.inside_share) == (3, 3, 1 / 3)
    assert (found.error_s, found.bias_s) == ((150 + 600 + 151) / 3, (-150 - 600 + 151) / 3)
    assert (found.rough_error_s, found.rough_bias_s) == (None, None)


def test_what_was_told_roughly_is_reckoned_apart() -> None:
    ranged = leg("1", waited_s=600.0, **promise(300.0, 450.0, 700.0))
    rough = [
        leg("2", waited_s=600.0, **promise(900.0, 900.0, 900.0)),
        leg("3", **promise(500.0, 500.0, 500.0)),
    ]
    found = figures(ranged, *rough).estimates
    assert (found.n, found.ranged, found.inside_share, found.error_s, found.bias_s) == (3, 1, 1.0, 150, -150)
    assert (found.rough_error_s, found.rough_bias_s) == ((300 + 100) / 2, (300 - 100) / 2)


def test_the_first_call_counts_also_when_the_leg_waited_again() -> None:
    told = promise(300.0, 450.0, 700.0)
    again = leg("1", waited_s=600.0, **told)
    again = replace(again, waited_s=4000.0)  # put back after the call, and called a second time
    found = figures(again, leg("2", waited_s=600.0, estimated=True, **told)).estimates
    assert (found.n, found.inside_share, found.bias_s) == (1, 1.0, -150)


def ahead(after_s: float, waiting: Band, oldest_s: Band, over_share: Band) -> Ahead:
    return Ahead(at=at(after_s), waiting=waiting, oldest_s=oldest_s, over_share=over_share)


def band(low: float, mid: float, high: float) -> Band:
    return Band(low=low, mid=mid, high=high)


def test_a_forecast_is_held_against_who_waited_and_who_was_called_then() -> None:
    called_before = leg("1", waited_s=2000.0)
    late = leg("2", entered_at=at(1000), waited_s=1801.0)
    in_time = leg("3", entered_at=at(2000), waited_s=1800.0)
    at_that_moment = leg("4", entered_at=at(5000), waited_s=600.0)
    waits = leg("5", entered_at=at(4700), waited_s=1000.0)
    waits_on = leg("6", outcome=None, entered_at=at(5000))
    left_before = leg("7", outcome=Outcome.CANCELLED, entered_at=at(5000), waited_s=100.0)
    leaves_later = leg("8", outcome=Outcome.CANCELLED, entered_at=at(5500), waited_s=900.0)
    comes_later = leg("9", entered_at=at(5601))
    legs = [
        called_before,
        late,
        in_time,
        at_that_moment,
        waits,
        waits_on,
        left_before,
        leaves_later,
        comes_later,
    ]
    said = ahead(5600, band(1, 2, 4), band(0, 300, 800), band(0.0, 0.1, 0.4))
    (found,) = forecasts(OFFICE, legs, [(at(2000), [said])], NOON)
    assert found == Forecast(
        made_at=at(2000),
        at=at(5600),
        waiting=Foreseen(low=1, mid=2, high=4, came=3),
        oldest_s=Foreseen(low=0, mid=300, high=800, came=900.0),
        over_share=Foreseen(low=0.0, mid=0.1, high=0.4, came=1 / 3),  # of the second, third and fourth
    )


def test_a_forecast_is_judged_once_its_moment_has_come() -> None:
    nothing = band(0, 0, 0)
    said = [ahead(3600, nothing, nothing, nothing), ahead(7200, nothing, nothing, nothing)]
    first, *more = forecasts(OFFICE, [], [(EIGHT, said)], at(7199))
    assert (first.at, more) == (at(3600), [])
    assert (first.waiting.came, first.oldest_s.came, first.over_share.came) == (0, 0.0, None)
    assert len(forecasts(OFFICE, [], [(EIGHT, said)], at(7200))) == 2


def test_each_leg_of_a_forecast_has_its_own_topics_target() -> None:
    quick = replace(OFFICE, topics=(replace(OFFICE.topics[0], wait_target_s=60), *OFFICE.topics[1:]))
    nothing = band(0, 0, 0)
    said = [(EIGHT, [ahead(3600, nothing, nothing, nothing)])]
    (found,) = forecasts(quick, [leg("1"), leg("2", topic="sickness"), leg("3", topic="gone")], said, NOON)
    assert found.over_share.came == 1 / 3


def test_out_of_order_calls_and_missing_papers_are_counted() -> None:
    report = figures(
        leg("1", out_of_order=True), leg("2", printed=Printed.NO), leg("3", printed=Printed.UNKNOWN)
    )
    assert (report.out_of_order, report.not_printed) == (1, 1)


def test_every_topic_has_a_row_also_without_visitors_and_when_it_was_removed_since() -> None:
    rows = figures(leg("1", topic="gone")).per_topic
    assert [(row.topic, row.legs.entered) for row in rows] == [
        ("pension", 0),
        ("sickness", 0),
        ("other", 0),
        ("gone", 1),
    ]


# -- counters


def test_counters_are_added_up_for_the_office() -> None:
    one = (
        counter_row(1, CounterState.OPEN, 0),
        counter_row(3, CounterState.CALLING, 100),
        counter_row(4, CounterState.SERVING, 120),
        counter_row(6, CounterState.WRAP_UP, 420),
        counter_row(7, CounterState.PAUSED, 450),
        counter_row(8, CounterState.OPEN, 1050),
        counter_row(9, CounterState.CLOSED, 2000),
    )
    other = (
        counter_row(2, CounterState.OPEN, 50, counter=2),
        counter_row(5, CounterState.CLOSED, 150, counter=2),
    )
    assert figures(counters=(*other, *one)).counters == CounterTotals(
        open_s=1500.0, idle_s=1150.0, calling_s=20.0, serving_s=300.0, wrap_up_s=30.0, paused_s=600.0
    )


def test_a_counter_still_open_counts_until_now() -> None:
    report = figures(counters=(counter_row(1, CounterState.OPEN, 0),), now=at(90))
    assert (report.counters.open_s, report.counters.idle_s) == (90.0, 90.0)


# -- half hours and days


def starts(report: DayReport) -> list[str]:
    return [half.starts_at.isoformat(timespec="minutes") for half in report.per_half_hour]


def test_what_happens_at_exactly_half_past_belongs_to_the_half_hour_that_begins_then() -> None:
    half_past = at(1800)
    report = figures(
        leg("1", entered_at=half_past - timedelta(milliseconds=1)), leg("2", entered_at=half_past)
    )
    assert starts(report) == ["2026-11-23T08:00+02:00", "2026-11-23T08:30+02:00"]
    assert [half.arrivals for half in report.per_half_hour] == [1, 1]


def test_half_hours_without_visitors_are_there_and_empty() -> None:
    report = figures(leg("1"), leg("2", entered_at=at(5400)))
    assert [half.arrivals for half in report.per_half_hour] == [1, 0, 0, 1]
    assert report.per_half_hour[1].waits == NOTHING


def test_the_hour_an_autumn_night_has_twice_is_two_hours() -> None:
    sunday = date(2026, 10, 25)
    night = datetime(2026, 10, 25, 0, 10, tzinfo=UTC)  # 03:10 in summer time; an hour later it is 03:10 again
    legs = [leg(str(n), entered_at=night + timedelta(minutes=30 * n)) for n in range(4)]
    report = day_figures(OFFICE, sunday, legs, (), night + timedelta(hours=9))
    assert starts(report) == [
        "2026-10-25T03:00+03:00",
        "2026-10-25T03:30+03:00",
        "2026-10-25T03:00+02:00",
        "2026-10-25T03:30+02:00",
    ]
    assert [half.arrivals for half in report.per_half_hour] == [1, 1, 1, 1]


def test_the_hour_a_spring_night_lacks_is_no_hour() -> None:
    before, after = datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 1, tzinfo=UTC)
    legs = (leg("1", entered_at=before), leg("2", entered_at=after))
    early = replace(OFFICE, day_turn="00:00")
    report = day_figures(early, date(2026, 3, 29), legs, (), after + timedelta(hours=9))
    assert starts(report) == ["2026-03-29T02:30+02:00", "2026-03-29T04:00+03:00"]


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2026-03-29", 23), ("2026-11-23", 24)])
def test_a_day_lasts_from_turn_to_turn_also_when_clocks_are_changed(day: str, hours: int) -> None:
    begins, ends = day_bounds(OFFICE, date.fromisoformat(day))
    assert ends - begins == timedelta(hours=hours)
    assert ends == day_bounds(OFFICE, date.fromisoformat(day) + timedelta(days=1))[0]


MOMENTS = st.integers(0, 215 * 86_400).map(lambda s: datetime(2026, 3, 28, tzinfo=UTC) + timedelta(seconds=s))


@given(MOMENTS)
def test_a_day_of_the_figures_is_the_day_of_the_rules(moment: datetime) -> None:
    begins, ends = day_bounds(OFFICE, local_day(OFFICE, moment))
    assert (begins <= moment, moment < ends) == (True, True)


@given(MOMENTS, st.sampled_from(("Europe/Vilnius", "Asia/Kathmandu")))
def test_a_half_hour_begins_at_its_local_hour_or_half_past_and_holds_its_moment(
    moment: datetime, zone: str
) -> None:
    start = half_hour(replace(OFFICE, time_zone=zone), moment)
    assert timedelta() <= moment - start < timedelta(minutes=30)
    assert start.astimezone(ZoneInfo(zone)).minute in (0, 30)


def test_a_kiosk_with_a_wrong_clock_does_not_make_a_million_half_hours() -> None:
    long_ago = half_hour(OFFICE, datetime(1970, 1, 1, tzinfo=UTC))
    found = half_hours(OFFICE, DAY, {long_ago, half_hour(OFFICE, EIGHT)})
    assert (len(found), found[0], found[1], found[-1]) == (
        12,
        long_ago,
        EIGHT - timedelta(hours=5),
        EIGHT,
    )


def test_open_from_the_first_arrival_to_the_last_end_in_local_time() -> None:
    report = figures(leg("1", waited_s=100.0, served_s=60.0), leg("2", entered_at=at(-600), outcome=None))
    found = (report.first_arrival_at, report.last_end_at)
    assert [str(moment) for moment in found] == ["2026-11-23 07:50:00+02:00", "2026-11-23 08:03:00+02:00"]


# -- from the log, and out again


async def test_a_report_is_read_from_the_log(tmp_path: Path) -> None:
    rows = Rows(legs=(leg("1"), leg("2", outcome=None)), counters=(counter_row(2, CounterState.OPEN, 0),))
    path = tmp_path / "talonas.db"
    async with await EventLog.open(path) as log, await LogReader.open(path) as reader:
        configured, opened = list(EVENTS.values())[:2]
        await log.append([entry(log, configured, opened, rows=(rows,))])
        assert await day_report(reader, DAY, NOON) == figures(*rows.legs, counters=rows.counters)
        assert await day_report(reader, DAY, NOON, "sickness") == figures(
            counters=rows.counters, topic="sickness"
        )
        assert [row.waited_s for row in await day_legs(reader, DAY, NOON)] == [600.0, 4 * 3600.0]


def test_as_json_a_report_keeps_its_names_and_local_times() -> None:
    plain = json.loads(report_as_json(figures(leg("1", waited_s=100.0), leg("2", waited_s=0.123456))))
    assert list(plain) == [field.name for field in fields(DayReport)]
    assert (plain["at"], plain["day"]) == ("2026-11-23T10:00:00.000Z", "2026-11-23")
    assert plain["per_half_hour"][0]["starts_at"] == "2026-11-23T08:00:00+02:00"
    assert plain["waits"]["mean_s"] == 50.0617


def test_as_csv_a_report_has_a_line_for_the_day_each_topic_and_each_half_hour() -> None:
    lines = report_as_csv(figures(leg("1"), leg("2", entered_at=at(1800)))).splitlines()
    names = lines[0].split(",")
    table = [dict(zip(names, line.split(","), strict=True)) for line in lines[1:]]
    assert [line["part"] for line in table] == ["day", "topic", "topic", "topic", "half_hour", "half_hour"]
    assert [line["waits_p95_s"] for line in table] == ["600.0", "600.0", "", "", "600.0", "600.0"]
    assert [line["over_target_of"] for line in table] == ["2", "2", "0", "0", "1", "1"]


def test_legs_go_out_with_all_their_columns() -> None:
    rows = [leg("1"), leg("2", outcome=None)]
    names = [field.name for field in fields(LegRow)]
    plain = json.loads(legs_as_json(rows))
    assert [list(row) for row in plain] == [names, names]
    assert (plain[0]["number"], plain[0]["called_at"], plain[1]["called_at"]) == (
        "A001",
        "2026-11-23T06:10:00.000Z",
        None,
    )
    table = legs_as_csv(rows).splitlines()
    assert (table[0], len(table)) == (",".join(names), 3)


def test_every_figure_has_its_sentence() -> None:
    for name, sentence in DEFINITIONS.items():
        assert (sentence[0].isupper(), sentence[-1]) == (True, "."), name
    ends = {field.name for field in fields(Ends)}
    assert ends <= DEFINITIONS.keys()
    assert {"over_target", "over_30", "worst_topic", "worst_half_hour", "estimated", "out_of_order"} <= (
        DEFINITIONS.keys() & {field.name for field in fields(DayReport)}
    )
