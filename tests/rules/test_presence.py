"""When a counter is usually there: learned from days by hand, and from days with noise."""

import random
from datetime import date, timedelta

import numpy as np

from broker.contract.office import WEEKDAYS
from broker.contract.terms import CounterState
from broker.rules.habits import Presence
from tests.rules.history import MONDAY, days_from
from tests.rules.shifts import USUAL, Days, at, every, habits_of, hours_of, shift


def test_with_no_history_nobody_is_expected() -> None:
    assert hours_of([]) == {}


def test_a_counter_that_keeps_the_same_hours_is_expected_at_them_on_working_days() -> None:
    hours = Presence(opens_s=at("8:00"), closes_s=at("17:00"), break_s=(at("12:00"), at("12:45")))
    assert hours_of(every(USUAL)) == {1: dict.fromkeys(WEEKDAYS[:5], hours)}


def test_yesterday_alone_tells_the_hours_but_no_break() -> None:
    found = hours_of(every(USUAL, 1))
    assert found[1]["tue"] == Presence(opens_s=at("8:00"), closes_s=at("17:00"))


def test_a_break_was_due_in_the_middle_of_the_visit_it_waited_for() -> None:
    late = shift("08:00", ("12:20", "13:05"), visit="11:50")
    assert hours_of(every(late))[1]["mon"].break_s == (at("12:05"), at("12:50"))


def test_who_stood_idle_before_the_break_left_when_it_was_due() -> None:
    idle = shift("08:00", ("12:20", "13:05"), visit="11:50")
    idle.insert(2, (1, "12:00", CounterState.OPEN))
    assert hours_of(every(idle))[1]["mon"].break_s == (at("12:20"), at("13:05"))


def test_signing_out_for_lunch_is_a_break_and_the_longest_one_counts() -> None:
    out = [*shift("08:00", ("10:00", "10:15"), closes="12:00"), *shift("13:00", closes="17:00")]
    assert hours_of(every(out))[1]["mon"].break_s == (at("12:00"), at("13:00"))


def test_a_short_pause_is_no_long_break() -> None:
    """Breaks are set to 45 minutes, so 22 are too short and 23 are not."""
    assert hours_of(every(shift("08:00", ("12:00", "12:22"))))[1]["mon"].break_s is None
    assert hours_of(every(shift("08:00", ("12:00", "12:23"))))[1]["mon"].break_s == (at("12:00"), at("12:23"))


def test_breaks_all_over_the_day_tell_nothing_of_the_next_one() -> None:
    chance = random.Random(2)
    days = [
        (day, shift("08:00", (f"{hour}:00", f"{hour}:45")))
        for day in days_from(MONDAY, 40)
        for hour in [chance.randint(10, 14)]
    ]
    assert all(hours.break_s is None for hours in hours_of(days)[1].values())


def test_a_break_on_less_than_half_of_the_days_is_not_usual() -> None:
    days = days_from(MONDAY, 20)
    some = [(day, USUAL if n % 3 == 0 else shift()) for n, day in enumerate(days)]
    most = [(day, shift() if n % 3 == 0 else USUAL) for n, day in enumerate(days)]
    assert hours_of(some)[1]["wed"].break_s is None
    assert hours_of(most)[1]["wed"].break_s == (at("12:00"), at("12:45"))


def test_hours_are_those_of_the_clock_on_the_wall_also_when_the_clocks_have_changed() -> None:
    """Summer time ended on the second of these weekends."""
    through = hours_of(every(USUAL, 20, date(2026, 10, 12)))
    assert through == hours_of(every(USUAL))


def test_a_counter_that_changed_its_hours_a_week_ago_is_expected_at_the_new_ones() -> None:
    new = shift("10:00", ("14:00", "14:30"), closes="19:00")
    changed = MONDAY + timedelta(weeks=6)
    found = hours_of([*every(USUAL, 30), *every(new, 5, changed)])[1]
    hours = Presence(opens_s=at("10:00"), closes_s=at("19:00"), break_s=(at("14:00"), at("14:30")))
    assert found == dict.fromkeys(WEEKDAYS[:5], hours)


def test_a_part_time_counter_is_expected_on_its_weekdays_only() -> None:
    office = [(day, shift(counter=2)) for day in days_from(MONDAY, 20)]
    part = [(day, USUAL) for day in days_from(MONDAY, 20) if day.weekday() in (0, 2)]
    found = hours_of([*office, *part])
    assert (list(found[1]), list(found[2])) == (["mon", "wed"], list(WEEKDAYS[:5]))


def test_who_was_away_on_most_recent_days_is_not_expected() -> None:
    days = days_from(MONDAY, 30)
    office = [(day, shift(counter=2)) for day in days]
    assert 1 in hours_of([*office, *((day, USUAL) for day in days[:-3])])
    assert 1 not in hours_of([*office, *((day, USUAL) for day in days[:-5])])


def test_who_is_new_is_not_missed_on_the_days_before() -> None:
    days = days_from(MONDAY, 30)
    office = [(day, shift(counter=2)) for day in days]
    assert 1 in hours_of([*office, *((day, USUAL) for day in days[-4:])])


def test_a_long_evening_once_a_week_has_hours_of_its_own() -> None:
    evening = shift("10:00", ("14:00", "14:45"), closes="19:00")
    days = [(day, evening if day.weekday() == 3 else USUAL) for day in days_from(MONDAY, 20)]
    found = hours_of(days)[1]
    assert found["thu"] == Presence(
        opens_s=at("10:00"), closes_s=at("19:00"), break_s=(at("14:00"), at("14:45"))
    )
    assert found["wed"] == hours_of(every(USUAL))[1]["wed"]


def test_hours_are_found_again_among_noise() -> None:
    """Opening and break scatter by ten minutes; every seventh day is unlike all others."""
    found = [hours_of(_noisy(seed))[1]["tue"] for seed in range(30)]
    breaks = [hours.break_s for hours in found if hours.break_s]
    assert len(breaks) >= 27
    assert np.abs([hours.opens_s - at("8:00") for hours in found]).mean() < 240
    assert np.abs([begins_s - at("12:00") for begins_s, _ in breaks]).mean() < 300
    assert np.abs([ends_s - begins_s - at("0:45") for begins_s, ends_s in breaks]).mean() < 120


def _noisy(seed: int) -> Days:
    chance = random.Random(seed)
    days = []
    for n, day in enumerate(days_from(MONDAY, 40)):
        odd = 120 if n % 7 == 3 else 0
        opens_min = 480 + chance.gauss(0, 10) + odd
        due_min, stay_min = 720 + chance.gauss(0, 10) + odd, chance.expovariate(1 / 15)
        called_min = due_min - chance.random() * stay_min
        left_min = called_min + stay_min
        back_min = left_min + 45 + chance.gauss(0, 3)
        pause = (clock(left_min), clock(back_min))
        days.append((day, shift(clock(opens_min), pause, visit=clock(called_min))))
    return days


def clock(minutes: float) -> str:
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"


def test_when_somebody_is_there_is_not_in_what_is_printed_of_habits() -> None:
    habits = habits_of(every(USUAL))
    assert habits.presence
    assert "presence" not in repr(habits)
