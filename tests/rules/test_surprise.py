"""How far days are from what was expected of them: chosen surprises found again."""

import random
from datetime import date

import pytest

from broker.rules.habits import Habits
from broker.rules.learn import learn
from broker.rules.rows import LegRow
from broker.rules.seasons import Season
from tests.rules.history import CLOSES, MONDAY, OPENS, days_from, leg_row, local, office_of, poisson

OFFICE = office_of()


def legs(visits: float, surprise: float, days: int, seed: int, seasons: dict[date, Season]) -> list[LegRow]:
    """Days whose expected number of visits is off by that share, beside chance."""
    chance, found = random.Random(seed), []
    for day in days_from(MONDAY, days):
        volume = chance.gauss(1, surprise) * seasons.get(day, Season()).usual
        found += visits_of(day, poisson(visits * volume, chance))
    return found


def visits_of(day: date, count: int) -> list[LegRow]:
    """Spread evenly over the open half hours."""
    halves = [
        leg_row("", day=day, entered_at=local(day, f"{n // 2:02}:{n % 2 * 3}0")) for n in range(OPENS, CLOSES)
    ]
    return [halves[n % len(halves)] for n in range(count)]


def habits(
    visits: float,
    surprise: float,
    *,
    days: int = 40,
    seed: int = 1,
    seasons: dict[date, Season] | None = None,
) -> Habits:
    seasons = seasons or {}
    return learn(OFFICE, legs(visits, surprise, days, seed, seasons), [], seasons)


def mean_surprise(visits: float, surprise: float, *, days: int = 40) -> float:
    return sum(habits(visits, surprise, days=days, seed=n).surprise for n in range(8)) / 8


def test_with_no_history_ten_per_cent_are_assumed() -> None:
    assert learn(OFFICE, [], [], {}).surprise == pytest.approx(0.1)


def test_after_a_few_days_it_is_still_near_ten_per_cent() -> None:
    assert habits(400, 0.0, days=1).surprise == pytest.approx(0.1)
    assert mean_surprise(400, 0.0, days=2) == pytest.approx(0.1, abs=0.01)
    assert mean_surprise(400, 0.2, days=2) == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("surprise", [0.05, 0.1, 0.15])
def test_the_surprise_of_eight_weeks_is_found_again(surprise: float) -> None:
    assert mean_surprise(400, surprise) == pytest.approx(surprise, abs=0.02)


def test_what_chance_alone_does_is_no_surprise() -> None:
    """A fifth of the days of a Poisson of 400 are more than 6 % off."""
    assert mean_surprise(400, 0.0) < 0.05


def test_a_small_office_cannot_tell_and_stays_near_what_is_assumed() -> None:
    assert 0.06 < mean_surprise(20, 0.0) < 0.1


def test_what_the_calendar_expected_is_no_surprise() -> None:
    days = days_from(MONDAY, 40)
    season = {day: Season(usual=1.4 if n % 2 else 0.7) for n, day in enumerate(days)}
    assert habits(400, 0.0, seasons=season).surprise < 0.05
    came = legs(400, 0.0, 40, 1, season)
    assert learn(OFFICE, came, [], {}).surprise > 0.2


def test_a_special_day_is_no_surprise() -> None:
    odd = days_from(MONDAY, 40)[35]
    came = [leg for n, leg in enumerate(legs(400, 0.0, 40, 1, {})) if leg.day != odd or n % 3 == 0]
    found = learn(OFFICE, came, [], {})
    assert [day.day for day in found.special_days] == [odd]
    assert found.surprise < 0.06


def test_weekdays_differ_without_surprise() -> None:
    """Mondays are a third below the mean of all, Fridays a third above."""
    chance, came = random.Random(4), []
    for day in days_from(MONDAY, 40):
        came += visits_of(day, poisson(250 + 60 * day.weekday(), chance))
    assert learn(OFFICE, came, [], {}).surprise < 0.07
