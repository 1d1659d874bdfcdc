"""What a date is expected to be like: entries by hand first, then past years; whatever was counted."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.contract.office import Peak
from broker.rules.seasons import Season, expected_factor
from tests.rules.history import poisson

DAY = date(2026, 11, 25)
"""A Wednesday."""
A_YEAR_AGO, TWO_YEARS_AGO = date(2025, 11, 25), date(2024, 11, 25)


def entry(name: str = "Reporting deadline", **differing: object) -> Peak:
    span = {"first": "2026-11-23", "last": "2026-11-27"}
    return Peak(name=name, **{**span, **differing})  # type: ignore[arg-type]


def working_days(since: date, until: date = DAY) -> list[date]:
    days = (since + timedelta(days=n) for n in range((until - since).days))
    return [day for day in days if day.weekday() < 5]


def past(factors: Mapping[date, float], since: date = date(2025, 5, 1)) -> dict[date, int]:
    """A hundred visits every working day, 200 on Mondays; in the weeks round some dates a multiple of it."""
    counts = {day: 200 if day.weekday() == 0 else 100 for day in working_days(since)}
    for middle, factor in factors.items():
        for day in (middle + timedelta(days=n) for n in range(-3, 4)):
            if day in counts:
                counts[day] = round(counts[day] * factor)
    return counts


# -- by hand


def test_a_day_of_which_nothing_is_known_is_usual() -> None:
    season = expected_factor(DAY, (), {})
    assert season == Season(usual=1.0, topics={}, counters_away=0, reasons=())
    assert season.factor("work") == 1.0


@pytest.mark.parametrize(
    ("day", "factor"),
    [("2026-11-22", 1.0), ("2026-11-23", 1.5), ("2026-11-27", 1.5), ("2026-11-28", 1.0)],
)
def test_an_entry_holds_from_its_first_day_to_its_last(day: str, factor: float) -> None:
    assert expected_factor(date.fromisoformat(day), [entry(factor=1.5)], {}).factor("work") == factor


def test_entries_that_meet_are_multiplied() -> None:
    peaks = [entry(factor=1.5), entry("Strike on the buses", factor=0.8)]
    season = expected_factor(DAY, peaks, {})
    assert season.usual == pytest.approx(1.2)
    assert season.reasons == (
        "Reporting deadline: 1.50 times the usual arrivals",
        "Strike on the buses: 0.80 times the usual arrivals",
    )


def test_an_entry_for_some_topics_leaves_the_others_as_they_are() -> None:
    peaks = [entry(factor=2.0, topics=("land",)), entry("Fair", factor=1.1)]
    season = expected_factor(DAY, peaks, {})
    assert season.factor("land") == pytest.approx(2.2)
    assert season.factor("work") == pytest.approx(1.1)


def test_an_illness_takes_counters_away_and_says_nothing_of_arrivals() -> None:
    counts = past({A_YEAR_AGO: 2.0})
    season = expected_factor(
        DAY, [entry("Influenza", counters_away=2), entry("Course", counters_away=1)], counts
    )
    assert season.counters_away == 3
    assert season.usual == pytest.approx(2**0.5, rel=0.01)
    assert season.reasons[0] == "Influenza: counters away: 2"


def test_an_entry_by_hand_wins_over_past_years() -> None:
    counts = past({A_YEAR_AGO: 2.0})
    season = expected_factor(DAY, [entry(factor=1.3)], counts)
    assert (season.usual, season.reasons) == (1.3, ("Reporting deadline: 1.30 times the usual arrivals",))
    assert expected_factor(DAY, [entry("Nothing this year", factor=1.0)], counts).usual == 1.0


def test_an_entry_for_some_topics_leaves_past_years_to_the_others() -> None:
    season = expected_factor(DAY, [entry(factor=1.3, topics=("land",))], past({A_YEAR_AGO: 2.0}))
    assert season.factor("land") == 1.3
    assert season.factor("work") == pytest.approx(2**0.5, rel=0.01)


# -- past years


def test_one_year_alone_counts_half() -> None:
    season = expected_factor(DAY, (), past({A_YEAR_AGO: 2.0}))
    assert season.usual == pytest.approx(exp(log(2) / 2))
    assert season.reasons == ("This week against usual: 2.00 in 2025; so 1.41 times is expected",)


def test_two_years_count_two_thirds_of_their_mean() -> None:
    counts = past({A_YEAR_AGO: 2.0, TWO_YEARS_AGO: 1.5}, since=date(2024, 5, 1))
    season = expected_factor(DAY, (), counts)
    assert season.usual == pytest.approx(exp((log(2) + log(1.5)) / 2 * 2 / 3))
    assert season.reasons == (
        "This week against usual: 1.50 in 2024, 2.00 in 2025; so 1.44 times is expected",
    )


def test_an_ordinary_week_is_expected_to_be_ordinary() -> None:
    """Though Mondays are twice as full and the window begins on another weekday each year."""
    counts = past({}, since=date(2023, 5, 1))
    for n in range(14):
        assert expected_factor(DAY - timedelta(days=n), (), counts).usual == pytest.approx(1.0)


def test_a_holiday_in_the_week_is_no_quiet_week() -> None:
    counts = past({A_YEAR_AGO: 2.0})
    counts[A_YEAR_AGO] = 0
    del counts[A_YEAR_AGO + timedelta(days=1)]
    assert expected_factor(DAY, (), counts).usual == pytest.approx(2**0.5)


def test_a_week_that_was_closed_tells_nothing() -> None:
    assert expected_factor(DAY, (), past({A_YEAR_AGO: 0.0})) == Season()


def test_years_without_a_single_visit_tell_nothing() -> None:
    assert expected_factor(DAY, (), dict.fromkeys(past({}), 0)) == Season()


def test_a_year_that_is_hardly_known_tells_nothing() -> None:
    """Eleven Mondays, Tuesdays and so on are not enough to say what was usual."""
    for weeks, known in ((11, False), (12, True)):
        first = A_YEAR_AGO - timedelta(days=8)
        counts = {day: n for day, n in past({A_YEAR_AGO: 2.0}).items() if day >= first}
        counts = {day: n for day, n in counts.items() if day < first + timedelta(weeks=weeks)}
        assert (expected_factor(DAY, (), counts) != Season()) is known


def test_this_year_is_not_asked_about_itself() -> None:
    counts = past({date(2026, 11, 24): 5.0}, since=date(2026, 1, 1))
    assert expected_factor(DAY, (), counts) == Season()


def test_past_years_have_bounds() -> None:
    both = {A_YEAR_AGO: 50.0, TWO_YEARS_AGO: 50.0}
    assert expected_factor(DAY, (), past(both, since=date(2024, 5, 1))).usual == 3.0


def test_the_leap_day_looks_at_the_day_before() -> None:
    counts = dict.fromkeys(working_days(date(2026, 5, 1), date(2027, 12, 31)), 100)
    counts |= dict.fromkeys(working_days(date(2027, 2, 25), date(2027, 3, 4)), 200)
    assert expected_factor(date(2028, 2, 29), (), counts).usual == pytest.approx(2**0.5)


def test_a_season_is_found_in_noisy_years() -> None:
    """Three years with half as many again in this week: 1.5 to the power of 3 / 4."""
    chance = random.Random(5)
    weeks = {A_YEAR_AGO: 1.5, TWO_YEARS_AGO: 1.5, date(2023, 11, 25): 1.5}
    counts = {day: poisson(n, chance) for day, n in past(weeks, since=date(2023, 5, 1)).items()}
    assert expected_factor(DAY, (), counts).usual == pytest.approx(1.5**0.75, rel=0.05)
    assert expected_factor(date(2026, 10, 14), (), counts).usual == pytest.approx(1.0, abs=0.05)


@given(
    st.dictionaries(st.dates(date(2023, 6, 1), date(2026, 11, 24)), st.integers(0, 2000), max_size=60),
    st.sampled_from([{}, past({}), past({A_YEAR_AGO: 0.0}), dict.fromkeys(past({}), 0)]),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_a_season_is_sane_whatever_was_counted(
    some: dict[date, int], base: dict[date, int], day: date
) -> None:
    season = expected_factor(day, (), base | some)
    assert 1 / 3 <= season.usual <= 3
    assert (season.usual == 1.0) or season.reasons
