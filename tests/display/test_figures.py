"""Times and waits in a visitor's words."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from broker.contract.estimates import Estimate
from display.figures import Wait, clock, wait_of
from display.words import in_language
from tests.display.lobbies import NOW, topic

VILNIUS = ZoneInfo("Europe/Vilnius")
LT = in_language(["lt"])


def waiting(low_min: float, high_min: float, *, roughly: bool = False) -> Wait:
    """What is said of an estimate."""
    estimate = Estimate(
        low_s=low_min * 60, mid_s=(low_min + high_min) * 30, high_s=high_min * 60, roughly=roughly
    )
    return wait_of(replace(topic("A"), estimate=estimate), NOW, VILNIUS, LT)


def test_the_clock_is_the_office_s_and_has_no_leading_zero() -> None:
    assert clock(NOW, VILNIUS) == "9:42"
    assert clock(datetime(2026, 7, 1, 12, 5, tzinfo=UTC), VILNIUS) == "15:05"


@pytest.mark.parametrize(
    ("low_min", "high_min", "figure"),
    [(15, 25, "15–25"), (11, 19, "10–20"), (6, 7, "5–10"), (40, 74, "40–75"), (10, 10.1, "10–15")],
)
def test_a_range_widens_to_whole_steps_of_five_minutes(low_min: float, high_min: float, figure: str) -> None:
    assert waiting(low_min, high_min) == Wait(figure=figure)


def test_a_range_from_nothing_is_said_by_its_end() -> None:
    assert waiting(1, 8) == Wait(kind="up_to", figure="10")
    assert waiting(0, 0) == Wait(kind="up_to", figure="5")


@pytest.mark.parametrize(("wait_min", "figure"), [(0.1, "1"), (6.2, "6"), (12.4, "10"), (17.6, "20")])
def test_a_single_figure_is_marked_roughly(wait_min: float, figure: str) -> None:
    assert waiting(wait_min, wait_min, roughly=True) == Wait(kind="roughly", figure=figure)


def test_more_than_an_hour_is_not_said_more_exactly() -> None:
    assert waiting(61, 74) == Wait(kind="over", figure="60")


def test_without_an_estimate_it_says_how_many_wait() -> None:
    unknown = replace(topic("A"), estimate=None)
    assert wait_of(unknown, NOW, VILNIUS, LT) == Wait(kind="people_waiting", figure="3")
    assert wait_of(replace(unknown, waiting=0), NOW, VILNIUS, LT) == Wait(kind="no_queue")


@pytest.mark.parametrize(
    ("opens_at", "wait"),
    [
        (datetime(2026, 11, 23, 11, 0, tzinfo=UTC), Wait(kind="from", figure="13:00")),
        (datetime(2026, 11, 24, 6, 0, tzinfo=UTC), Wait(kind="from", figure="an 8:00")),
        (datetime(2026, 11, 23, 22, 30, tzinfo=UTC), Wait(kind="from", figure="an 0:30")),
        (None, Wait(kind="closed")),
    ],
)
def test_a_closed_topic_says_when_it_opens(opens_at: datetime | None, wait: Wait) -> None:
    assert wait_of(replace(topic("L"), opens_at=opens_at), NOW, VILNIUS, LT) == wait
