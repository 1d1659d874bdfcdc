"""How figures are written."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from counter import figures


@pytest.mark.parametrize(
    ("seconds", "in_a_table", "in_a_sentence"),
    [
        (None, "–", "–"),
        (0.0, "0.0", "0"),
        (540.0, "9.0", "9"),
        (547.0, "9.1", "9.1"),
        (-48.0, "−0.8", "−0.8"),
    ],
)
def test_minutes_have_one_digit_and_a_real_minus(
    seconds: float | None, in_a_table: str, in_a_sentence: str
) -> None:
    assert (figures.minutes(seconds), figures.short_minutes(seconds)) == (in_a_table, in_a_sentence)


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "–"), (0.075, "7.5\u00a0%"), (0.02, "2\u00a0%"), (0.0, "0\u00a0%"), (1.0, "100\u00a0%")],
)
def test_a_share_is_a_percentage_that_does_not_break(share: float | None, text: str) -> None:
    assert figures.percent(share) == text


def test_a_time_of_day_is_the_offices_own() -> None:
    assert figures.local_clock(datetime(2026, 11, 23, 6, 5, tzinfo=UTC), "Europe/Vilnius") == "8:05"


def test_the_half_hour_before_midnight_ends_at_midnight() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=ZoneInfo("Europe/Vilnius"))
    assert figures.clock(figures.half_hour_later(late)) == "0:00"


def test_a_day_is_written_in_full() -> None:
    assert figures.long_day(date(2026, 11, 3)) == "Tuesday 3 November 2026"
