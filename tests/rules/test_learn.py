"""What is learned is what was: chosen habits found again in made-up histories, and small cases by hand."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import exp, isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker.contract.office import WEEKDAYS, Hours, Office, Topic
from broker.contract.terms import CounterState, Outcome
from broker.rules.habits import Habits
from broker.rules.learn import Changed, drift, learn
from broker.rules.learn.drift import critical
from broker.rules.learn.services import USUAL_SIGMA
from broker.rules.rows import CounterRow, LegRow
from broker.rules.seasons import Season
from tests.rules.history import (
    CLOSES,
    MEANS_MIN,
    MONDAY,
    OPENS,
    SHARES,
    Rows,
    Truth,
    days_from,
    history,
    leg_row,
    lively,
    local,
    lognormal_s,
    office_of,
)

OFFICE = office_of()
WORKDAYS = WEEKDAYS[:5]


def two_topics(office: Office = OFFICE) -> Office:
    """Two topics of equal share, targets of 15 minutes."""
    topics = (Topic(id="work", letter="W", names={}), Topic(id="land", letter="L", names={}))
    return replace(office, topics=topics)


def of(legs: Sequence[LegRow], office: Office = OFFICE, counters: Sequence[CounterRow] = ()) -> Habits:
    return learn(office, legs, counters, {})


def lasting(served_s: float, count: int, day: date = MONDAY, **differing: object) -> list[LegRow]:
    """So many services of one topic and length."""
    row = leg_row("", day=day, served_s=served_s)
    return [replace(row, ticket_id=f"{day} {n} {served_s}", **differing) for n in range(count)]  # type: ignore[arg-type]


# -- services


def test_with_no_history_a_service_takes_its_target() -> None:
    habits = of([], replace(OFFICE, topics=(Topic(id="work", letter="W", names={}, service_target_s=480),)))
    work = habits.topics["work"]
    assert (work.mean_service_s, work.log_sigma, work.observations) == (480.0, USUAL_SIGMA, 0)


def test_ten_services_count_three_quarters_against_the_target() -> None:
    """The target of 900 s counts as 5 * (1 - 10 / 30) services: 10 / (10 + 3.33) = 0.75."""
    assert of(lasting(600, 10)).topics["work"].mean_service_s == pytest.approx(0.75 * 600 + 0.25 * 900)


def test_from_thirty_services_on_the_target_counts_for_nothing() -> None:
    assert of(lasting(600, 30)).topics["work"].mean_service_s == pytest.approx(600)


def test_a_service_of_twenty_days_ago_counts_half() -> None:
    legs = lasting(600, 30) + lasting(1200, 30, MONDAY + timedelta(days=20))
    assert of(legs).topics["work"].mean_service_s == pytest.approx((0.5 * 600 + 1200) / 1.5)


def test_the_spread_is_that_of_the_logarithms() -> None:
    """Half of them e times the middle, half an e-th of it; a sample of 40 says a little more than 1."""
    legs = lasting(300, 20) + lasting(300 * exp(2), 20)
    assert of(legs).topics["work"].log_sigma == pytest.approx((40 / 39) ** 0.5)


def test_what_is_estimated_or_never_sat_down_teaches_no_service() -> None:
    legs = lasting(600, 40)
    doubtful = lasting(5000, 40, estimated=True)
    missed = lasting(5000, 40, outcome=Outcome.NO_SHOW)
    still_there = lasting(5000, 40, outcome=None)
    assert of(legs + doubtful + missed + still_there).topics["work"].mean_service_s == pytest.approx(600)


def test_a_transferred_leg_kept_its_counter_too() -> None:
    legs = lasting(600, 30) + lasting(300, 30, outcome=Outcome.TRANSFERRED)
    assert of(legs).topics["work"].mean_service_s == pytest.approx(450)


def test_a_forgotten_finish_counts_as_the_longest_that_is_believed() -> None:
    limit_s = 600 * exp(3 * USUAL_SIGMA)
    assert limit_s < 5 * 3600
    habits = of(lasting(600, 40) + lasting(5 * 3600, 1))
    assert habits.topics["work"].mean_service_s == pytest.approx((40 * 600 + limit_s) / 41)


def test_services_that_are_all_the_same_keep_a_little_spread() -> None:
    assert of(lasting(600, 40)).topics["work"].log_sigma == 0.1


def test_a_topic_that_left_the_office_teaches_nothing() -> None:
    habits = of(lasting(600, 40, topic="closed long ago"), two_topics())
    assert set(habits.topics) == {"work", "land"}
    assert habits.topics["work"].observations == 0


# -- shares and priority


def test_shares_begin_with_the_configured_ones_as_thirty_legs() -> None:
    habits = of(lasting(600, 30), two_topics())
    assert habits.topics["work"].share == pytest.approx((15 + 30) / 60)
    assert habits.topics["land"].share == pytest.approx(15 / 60)


def test_priority_begins_at_ten_per_cent_as_thirty_legs() -> None:
    legs = lasting(600, 21) + lasting(700, 9, priority=True)
    assert of([]).priority_share == 0.10
    assert of(legs).priority_share == pytest.approx((3 + 9) / 60)


# -- no-shows


def test_no_shows_begin_at_three_and_eight_per_cent_of_a_hundred_calls() -> None:
    """All were called at once, so that nothing is known of late ones."""
    legs = lasting(600, 900) + lasting(0, 100, outcome=Outcome.NO_SHOW, serving_at=None)
    habits = of(legs)
    assert habits.no_show_at_once == pytest.approx((3 + 100) / (100 + 1000))
    assert habits.no_show_late == pytest.approx(0.08)


def test_no_shows_after_half_an_hour_and_more_are_late_ones() -> None:
    legs = lasting(600, 900, waited_s=4000.0)
    missed = lasting(0, 100, outcome=Outcome.NO_SHOW, serving_at=None, waited_s=4000.0)
    habits = of(legs + missed)
    assert habits.no_show_at_once == pytest.approx(0.03)
    assert habits.no_show_late == pytest.approx((8 + 100) / (100 + 1000))


def test_a_no_show_costs_the_time_it_was_called() -> None:
    """Ten of 90 s and the ten that are assumed, twice the office's delay of 30 s."""
    assert of([]).no_show_cost_s == 60.0
    missed = lasting(0, 10, outcome=Outcome.NO_SHOW, serving_at=None, walked_s=90.0)
    assert of(missed).no_show_cost_s == pytest.approx(75.0)


# -- from one visit to the next


def visits_in_a_row(count: int, walked_s: float, pause_s: float, *, waiting: bool = True) -> list[LegRow]:
    """At one counter; all came at nine, or each when called."""
    begin, lasts_s = local(MONDAY, "09:00"), 600.0 + walked_s + pause_s
    return [
        leg_row(
            f"{n}",
            day=MONDAY,
            entered_at=begin if waiting else begin + timedelta(seconds=n * lasts_s),
            waited_s=n * lasts_s if waiting else 0.0,
            walked_s=walked_s,
            served_s=600.0,
        )
        for n in range(count)
    ]


def test_a_turnover_is_the_walk_and_the_pause_while_somebody_waits() -> None:
    """Ten walks of 30 s and ten assumed of 20 s; nine pauses of 20 s and ten assumed of 10 s."""
    assert of([]).turnover_s == 30.0
    assert of(visits_in_a_row(10, 30, 20)).turnover_s == pytest.approx(25 + (9 * 20 + 10 * 10) / 19)


def test_a_pause_while_nobody_waits_is_no_turnover() -> None:
    assert of(visits_in_a_row(10, 30, 200, waiting=False)).turnover_s == pytest.approx(25 + 10)


def test_a_break_is_no_turnover() -> None:
    legs = visits_in_a_row(10, 30, 2000)
    away = [
        CounterRow(seq=n, day=MONDAY, at=leg.ended_at, counter=1, state=CounterState.PAUSED)
        for n, leg in enumerate(legs)
        if leg.ended_at
    ]
    assert of(legs, counters=away).turnover_s == pytest.approx(25 + 10)
    assert of(legs).turnover_s > 900


def test_a_leg_that_was_called_twice_measures_no_pause() -> None:
    """The second was put back and waited on: one pause of 20 s is left, from its end to the third's call."""
    first, second, third = visits_in_a_row(3, 30, 20)
    put_back = replace(second, waited_s=second.waited_s + 900)
    walk_s, pause_s = (2 * 30 + 10 * 20) / 12, (20 + 10 * 10) / 11
    assert of([first, put_back, third]).turnover_s == pytest.approx(walk_s + pause_s)


def breaks_of(*minutes: float, then: CounterState = CounterState.OPEN) -> list[CounterRow]:
    begin = local(MONDAY, "11:00")
    return [
        CounterRow(seq=2 * n + after, day=MONDAY, at=begin + timedelta(minutes=late), counter=n, state=state)
        for n, lasts in enumerate(minutes)
        for after, (late, state) in enumerate(((0.0, CounterState.PAUSED), (lasts, then)))
    ]


def test_breaks_begin_at_the_configured_length_as_five() -> None:
    assert of([]).break_s == 2700
    assert of([], counters=breaks_of(30, 30, 30, 30, 30)).break_s == pytest.approx((1800 + 2700) / 2)


def test_a_moment_away_and_a_break_that_nobody_came_back_from_are_not_breaks() -> None:
    assert of([], counters=breaks_of(1, 2, 4)).break_s == 2700
    assert of([], counters=breaks_of(240, 240, then=CounterState.CLOSED)).break_s == 2700


# -- speeds


def test_speeds_are_expected_by_actual_work_with_thirty_usual_visits() -> None:
    legs = lasting(600, 100, counter=1) + lasting(1200, 100, counter=2)
    speeds = of(legs).speeds
    assert speeds == {1: pytest.approx(117_000 / 87_000), 2: pytest.approx(117_000 / 147_000)}


def test_speeds_have_bounds() -> None:
    legs = lasting(100, 900, counter=1) + lasting(800, 900, counter=2)
    assert of(legs).speeds == {1: 1.6, 2: 0.6}


def test_a_counter_of_one_odd_visit_is_nearly_usual() -> None:
    legs = lasting(900, 300, counter=1) + lasting(1800, 1, counter=2)
    assert of(legs).speeds[2] == pytest.approx(31 / 32, abs=0.001)


def test_speeds_are_not_in_what_is_printed_of_habits() -> None:
    habits = of(lasting(600, 100, counter=1) + lasting(1200, 100, counter=2))
    assert "speed" not in repr(habits)
    assert "1.34" not in repr(habits)


# -- arrivals by hand


def arriving(day: date, *clocks: str) -> list[LegRow]:
    return [leg_row(f"{day} {n}", day=day, entered_at=local(day, clock)) for n, clock in enumerate(clocks)]


def test_with_no_history_four_fifths_of_the_counters_are_kept_busy_while_open() -> None:
    habits = of([])
    a_half_hour = 0.8 * 22 * 1800 / (900 + 30)
    assert habits.days == 0
    assert habits.arrivals["mon"] == pytest.approx(
        tuple(a_half_hour if OPENS <= half < CLOSES else 0.0 for half in range(48))
    )
    assert not any(habits.arrivals["sat"])


def test_a_half_hour_that_is_open_in_part_counts_in_part() -> None:
    office = replace(OFFICE, hours=(Hours(weekday="mon", opens="08:20", closes="09:00"),))
    monday = of([], office).arrivals["mon"]
    assert monday[16] == pytest.approx(monday[17] / 3)


def test_topics_with_hours_of_their_own_open_the_office() -> None:
    late = Topic(
        id="work", letter="W", names={}, hours=(Hours(weekday="sat", opens="10:00", closes="12:00"),)
    )
    saturday = of([], replace(OFFICE, topics=(late, *OFFICE.topics[1:]))).arrivals["sat"]
    assert [half for half in range(48) if saturday[half]] == [20, 21, 22, 23]


def test_an_office_without_hours_and_history_is_always_open() -> None:
    profile = of([], replace(OFFICE, hours=())).arrivals
    assert {len(set(profile[name])) for name in WEEKDAYS} == {1}
    assert min(profile["sun"]) > 0


def test_an_office_without_hours_is_open_when_people_came() -> None:
    office = replace(OFFICE, hours=())
    legs = [leg for day in days_from(MONDAY, 6) for leg in arriving(day, "09:10", "12:40", "15:20")]
    profile = of(legs, office).arrivals
    assert [half for half in range(48) if profile["mon"][half]] == list(range(18, 31))
    assert not any(profile["sat"]), "a Saturday went by without anybody"
    before = of([leg for leg in legs if leg.day < MONDAY + timedelta(days=7)], office).arrivals
    assert sum(before["sat"]) == pytest.approx(sum(before["fri"]), rel=0.05), "no Saturday was seen yet"


def test_one_day_is_expected_of_every_open_weekday() -> None:
    legs = history(Truth(), [MONDAY], 1).legs
    profile = of(legs).arrivals
    assert sum(profile["mon"]) == pytest.approx(len(legs), rel=0.02)
    assert profile["tue"] == profile["fri"]
    assert sum(profile["fri"]) == pytest.approx(len(legs), rel=0.02)
    assert not any(profile["sun"])


def test_half_past_eight_begins_a_half_hour_also_when_the_clocks_have_changed() -> None:
    """In Vilnius summer time ends on Sunday 25 October 2026: 08:30 is 05:30 UTC before and 06:30 after."""
    summer, winter = date(2026, 10, 18), date(2026, 10, 25)
    assert local(winter, "08:30") - local(summer, "08:30") == timedelta(days=7, hours=1)
    for clocks in (["08:30"] * 40, ["08:59:59.999"] * 40):
        office = office_of(weekdays=WEEKDAYS)
        sunday = of(arriving(summer, *clocks) + arriving(winter, *clocks), office).arrivals["sun"]
        assert sunday.index(max(sunday)) == 17
        assert sunday[16] == sunday[18] < sunday[17] / 2


def test_the_hour_that_a_night_has_twice_is_counted_where_the_clock_stood() -> None:
    day = date(2026, 10, 25)
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    legs = [leg_row(f"{n}", day=day, entered_at=at) for n, at in enumerate(twice)]
    sunday = of(legs + arriving(day, "10:00"), office_of(weekdays=WEEKDAYS)).arrivals["sun"]
    assert [half for half in range(OPENS) if sunday[half]] == [7]
    assert sunday[7] == 2.0


def test_who_comes_after_midnight_belongs_to_the_evening_before() -> None:
    saturday = date(2026, 9, 12)
    leg = leg_row("1", day=saturday, entered_at=local(saturday + timedelta(days=1), "00:10"))
    profile = of([*arriving(saturday - timedelta(days=1), "10:00"), leg]).arrivals
    assert (profile["sat"][0], profile["sun"][0]) == (1.0, 0.0)


# -- habits found again


@cache
def lived(days: int = 60) -> Rows:
    """The reference office with walks, pauses and counters of different speeds."""
    return history(TRUTH, days_from(MONDAY, days), 7)


TRUTH = Truth(
    walk_s=40.0,
    pause_s=20.0,
    at_once=0.06,
    late=0.16,
    cost_s=80.0,
    priority=0.2,
    break_s=2400.0,
    arrivals=dict(zip(WORKDAYS, map(lively, (700, 600, 500, 500, 350)), strict=True)),
    speeds={n: 0.8 + 0.4 * (n % 11) / 10 for n in range(1, 23)},
)


def learned(days: int = 60) -> Habits:
    first = days_from(MONDAY, days)
    rows = lived()
    return learn(
        OFFICE,
        [leg for leg in rows.legs if leg.day <= first[-1]],
        [row for row in rows.counters if row.day <= first[-1]],
        {},
    )


def test_the_means_of_all_topics_are_within_ten_per_cent_after_twenty_days() -> None:
    topics = learned(20).topics
    slowness = actual_slowness()
    assert {t: topics[t].mean_service_s for t in topics} == {
        topic: pytest.approx(minutes * 60 * slowness, rel=0.10) for topic, minutes in MEANS_MIN.items()
    }


def actual_slowness() -> float:
    """What the counters' different speeds make of services in all."""
    served = [leg for leg in lived().legs if leg.serving_at]
    return sum(1 / TRUTH.speeds[leg.counter] for leg in served) / len(served)


def test_spreads_and_shares_are_found_again() -> None:
    topics = learned().topics
    assert [topics[t].log_sigma for t in topics] == pytest.approx([TRUTH.sigma] * 9, abs=0.06)
    assert [topics[t].share for t in topics] == pytest.approx([s / 95 for s in SHARES.values()], rel=0.12)
    assert sum(topic.share for topic in topics.values()) == pytest.approx(1.0)


def test_arrivals_of_each_weekday_and_half_hour_are_found_again() -> None:
    profile = learned().arrivals
    totals = {name: sum(profile[name]) for name in WORKDAYS}
    assert totals == {name: pytest.approx(sum(TRUTH.arrivals[name]), rel=0.06) for name in WORKDAYS}
    errors = [
        profile[name][half] / TRUTH.arrivals[name][half] - 1
        for name in WORKDAYS
        for half in range(OPENS, CLOSES)
    ]
    assert (sum(error**2 for error in errors) / len(errors)) ** 0.5 < 0.07


def test_no_shows_turnover_breaks_and_priority_are_found_again() -> None:
    habits = learned()
    assert habits.no_show_at_once == pytest.approx(0.06, abs=0.01)
    assert habits.no_show_late == pytest.approx(0.16, abs=0.02)
    assert habits.no_show_cost_s == pytest.approx(80, rel=0.03)
    assert habits.turnover_s == pytest.approx(60, rel=0.05)
    assert habits.break_s == pytest.approx(2400, rel=0.03)
    assert habits.priority_share == pytest.approx(0.2, abs=0.01)


def test_the_speeds_of_counters_are_found_again() -> None:
    speeds, slowness = learned().speeds, actual_slowness()
    assert {n: speeds[n] for n in speeds} == {
        n: pytest.approx(speed * slowness, rel=0.12) for n, speed in TRUTH.speeds.items()
    }


def test_more_days_teach_better() -> None:
    slowness = actual_slowness()

    def error(days: int) -> float:
        topics = learned(days).topics
        return sum(abs(topics[t].mean_service_s / (m * 60 * slowness) - 1) for t, m in MEANS_MIN.items()) / 9

    errors = [error(days) for days in (1, 5, 20)]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] < 0.16, "the targets of 15 min are 25 % off"
    assert errors[-1] < 0.04


# -- special days


WEEKS = days_from(MONDAY, 30)
QUIET = Truth(arrivals=dict.fromkeys(WORKDAYS, lively(300)))


def with_days(factors: dict[date, float], seed: int = 3) -> list[LegRow]:
    """Six weeks of 300 visits a day, some days with a multiple of that."""
    rows: list[LegRow] = []
    for day in WEEKS:
        truth = Truth(arrivals=dict.fromkeys(WORKDAYS, lively(300 * factors.get(day, 1.0))))
        rows += history(truth, [day], seed + day.toordinal()).legs
    return rows


def test_closed_and_odd_days_are_kept_apart_and_spoil_nothing() -> None:
    holiday, rush, storm = WEEKS[7], WEEKS[13], WEEKS[21]
    habits = of(with_days({holiday: 0.0, rush: 2.2, storm: 0.3}))
    assert [day.day for day in habits.special_days] == [holiday, rush, storm]
    assert [day.arrivals / day.usual for day in habits.special_days] == pytest.approx([0, 2.2, 0.3], rel=0.2)
    totals = [sum(habits.arrivals[name]) for name in WORKDAYS]
    assert totals == pytest.approx([300] * 5, rel=0.07)


def test_ordinary_days_are_not_special() -> None:
    for seed in range(3):
        assert of(with_days({}, seed=1000 * seed)).special_days == ()


def test_more_than_a_week_of_odd_days_is_the_new_usual() -> None:
    habits = of(with_days(dict.fromkeys(WEEKS[-8:], 2.0)))
    assert habits.special_days == ()
    assert sum(habits.arrivals["wed"]) > 380


def test_closed_for_weeks_is_still_closed() -> None:
    away = WEEKS[10:20]
    habits = of(with_days(dict.fromkeys(away, 0.0)))
    assert [day.day for day in habits.special_days] == away
    assert sum(habits.arrivals["wed"]) == pytest.approx(300, rel=0.1)


def test_a_short_friday_is_not_special_after_a_week() -> None:
    """Half a day's hours bring half a day's visits."""
    hours = (*OFFICE.hours[:4], Hours(weekday="fri", opens="08:00", closes="12:00"))
    short = Truth(arrivals=dict.fromkeys(WORKDAYS[:4], (20.0,) * 48) | {"fri": (20.0,) * 48})
    legs = [
        leg
        for leg in history(short, days_from(MONDAY, 5), 1).legs
        if local(leg.day, "08:00")
        <= leg.entered_at
        < local(leg.day, "12:00" if leg.day.weekday() == 4 else "16:00")
    ]
    habits = of(legs, replace(OFFICE, hours=hours))
    assert habits.special_days == ()
    assert sum(habits.arrivals["fri"]) == pytest.approx(160, rel=0.15)


def test_what_the_calendar_expected_is_not_learned_again() -> None:
    week = WEEKS[15:20]
    legs = with_days(dict.fromkeys(week, 2.0))
    known = learn(OFFICE, legs, (), dict.fromkeys(week, Season(usual=2.0)))
    unknown = of(legs)
    assert known.special_days == ()
    assert [sum(known.arrivals[name]) for name in WORKDAYS] == pytest.approx([300] * 5, rel=0.07)
    assert [day.day for day in unknown.special_days] == week


def test_a_topic_in_season_does_not_change_the_usual_shares() -> None:
    week = [MONDAY + timedelta(days=n) for n in range(5)]
    legs = [leg for day in week for leg in lasting(600, 200, day) + lasting(500, 100, day, topic="land")]
    seasons = dict.fromkeys(week, Season(topics={"work": 2.0}))
    shares = learn(two_topics(), legs, (), seasons).topics
    assert shares["work"].share == pytest.approx(0.5)


def test_a_day_that_the_calendar_closes_teaches_no_arrivals() -> None:
    legs = with_days({})
    closed = {WEEKS[9]: Season(usual=0.0)}
    habits = learn(OFFICE, legs, (), closed)
    assert [(day.day, day.arrivals) for day in habits.special_days] == [(WEEKS[9], 0.0)]
    assert habits.special_days[0].usual == pytest.approx(300, rel=0.1)


# -- drift


def quick_days(
    seed: int, *, days: int = 25, a_day: int = 120, slower: float = 1.0, more: float = 1.0
) -> list[LegRow]:
    """Rows without a lobby; services of a day share 5 % of luck; "work" changes in the last five days."""
    chance, rows = random.Random(seed), []
    for nth, day in enumerate(days_from(MONDAY, days)):
        late = nth >= days - 5
        luck = chance.lognormvariate(0, 0.05)
        shares = SHARES | {"work": SHARES["work"] * (more if late else 1.0)}
        for n in range(a_day):
            topic = chance.choices(list(shares), list(shares.values()))[0]
            mean_s = MEANS_MIN[topic] * 60 * luck * (slower if late and topic == "work" else 1.0)
            rows.append(
                leg_row(f"{nth} {n}", day=day, topic=topic, served_s=lognormal_s(mean_s, 0.7, chance))
            )
    return rows


def test_an_unchanged_office_seldom_looks_changed() -> None:
    """At most 5 looks of 100 by the stated level; 8 of 60 or more would happen once in 100 times."""
    alarms = sum(bool(drift(quick_days(seed))) for seed in range(60))
    assert alarms < 8


def test_a_topic_that_takes_half_as_long_again_is_noticed() -> None:
    found = drift(quick_days(1, slower=1.5, a_day=300))
    assert [(d.topic, d.what) for d in found] == [("work", Changed.SERVICE_S)]
    assert found[0].before == pytest.approx(14 * 60, rel=0.08)
    assert found[0].now == pytest.approx(1.5 * 14 * 60, rel=0.12)


def test_a_topic_that_many_more_come_for_is_noticed() -> None:
    found = drift(quick_days(2, more=2.0, a_day=300))
    work = next(d for d in found if (d.topic, d.what) == ("work", Changed.SHARE))
    assert work.before == pytest.approx(23 / 95, abs=0.03)
    assert work.now == pytest.approx(46 / 118, abs=0.03)


def test_drift_is_the_mean_of_the_services_not_of_the_days() -> None:
    """Four days of nine services of 300 s and one of a single one of 400 s make 302.7 s, not 320."""
    before = [leg for day in days_from(MONDAY, 20) for leg in lasting(110 + day.day % 2, 10, day)]
    *early, last = days_from(MONDAY + timedelta(days=28), 5)
    now = [leg for day in early for leg in lasting(300, 9, day)] + lasting(400, 1, last)
    (found,) = drift(before + now)
    assert (found.topic, found.what) == ("work", Changed.SERVICE_S)
    assert found.before == pytest.approx(110.5, abs=0.2)
    assert found.now == pytest.approx(11200 / 37)


def test_too_few_days_before_tell_no_drift() -> None:
    legs = [leg for day in days_from(MONDAY, 14) for leg in lasting(600 + day.day % 3, 50, day)]
    late = [leg for day in days_from(MONDAY + timedelta(days=28), 5) for leg in lasting(2000, 50, day)]
    assert drift(legs[: 9 * 50] + late) == ()
    assert drift(legs[: 10 * 50] + late) != ()


def test_before_is_the_twenty_days_before() -> None:
    services_s = [900.0] * 10 + [640.0] * 5 + [600.0] * 15 + [3000.0] * 5
    days = days_from(MONDAY, 35)
    (found,) = drift([leg for day, s in zip(days, services_s, strict=True) for leg in lasting(s, 50, day)])
    assert [found.before, found.now] == pytest.approx([610, 3000])


def test_nothing_has_no_drift() -> None:
    assert drift([]) == ()


@pytest.mark.parametrize(
    ("level", "freedom", "value"),
    [(0.05, 10, 2.228), (0.01, 13, 3.012), (0.002, 13, 3.852), (0.002, 23, 3.485)],
)
def test_critical_values_are_those_of_the_tables(level: float, freedom: int, value: float) -> None:
    assert critical(level, freedom) == pytest.approx(value, abs=0.005)


# -- whatever the rows

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 30), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def any_leg(draw: st.DrawFn) -> LegRow:
    entered_at = draw(MOMENTS)
    row = leg_row(
        str(draw(st.integers())),
        day=(entered_at + timedelta(days=draw(st.integers(-1, 0)))).date(),
        topic=draw(st.sampled_from(["work", "land", "gone"])),
        counter=draw(st.integers(0, 30)),
        priority=draw(st.booleans()),
        entered_at=entered_at,
        waited_s=draw(st.floats(0, 1e5)),
        walked_s=draw(st.floats(0, 1e4)),
        served_s=draw(st.floats(0, 1e5)),
        outcome=draw(st.sampled_from([*Outcome, None])),
        estimated=draw(st.booleans()),
    )
    return row if draw(st.booleans()) else replace(row, called_at=None, serving_at=None, counter=0)


@st.composite
def any_counter_row(draw: st.DrawFn) -> CounterRow:
    at = draw(MOMENTS)
    counter, state = draw(st.integers(1, 4)), draw(st.sampled_from(CounterState))
    return CounterRow(seq=draw(st.integers(1, 99)), day=at.date(), at=at, counter=counter, state=state)


@settings(deadline=None)
@given(st.lists(any_leg(), max_size=80), st.lists(any_counter_row(), max_size=30), st.booleans())
def test_habits_are_sane_whatever_the_rows(
    legs: list[LegRow], counters: list[CounterRow], published: bool
) -> None:
    office = two_topics() if published else replace(two_topics(), hours=())
    habits = learn(office, legs, counters, {})
    assert sum(topic.share for topic in habits.topics.values()) == pytest.approx(1.0)
    assert all(t.mean_service_s > 0 and 0.1 <= t.log_sigma < 10 for t in habits.topics.values())
    assert all(len(habits.arrivals[name]) == 48 for name in WEEKDAYS)
    assert all(isfinite(x) and x >= 0 for name in WEEKDAYS for x in habits.arrivals[name])
    assert all(0 <= share <= 0.5 for share in (habits.no_show_at_once, habits.no_show_late))
    assert 0 <= habits.priority_share <= 1
    assert all(0.6 <= speed <= 1.6 for speed in habits.speeds.values())
    assert min(habits.turnover_s, habits.break_s, habits.no_show_cost_s) >= 0
    drift(legs)


@settings(deadline=None, max_examples=40)
@given(st.lists(any_leg(), max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(legs: list[LegRow], chance: random.Random) -> None:
    shuffled = list(legs)
    chance.shuffle(shuffled)
    one, other = of(legs, two_topics()), of(shuffled, two_topics())
    for name in WEEKDAYS:
        assert one.arrivals[name] == pytest.approx(other.arrivals[name])
    assert one.topics["work"].mean_service_s == pytest.approx(other.topics["work"].mean_service_s)
    assert one.turnover_s == pytest.approx(other.turnover_s)
