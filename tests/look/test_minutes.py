"""One estimate, one set of minutes for kiosk, paper and lobby."""

import pytest

from broker.contract.estimates import Estimate
from broker.look.minutes import Saying, WaitMin, wait_min


def said(
    low_min: float, mid_min: float, high_min: float, *, roughly: bool = False
) -> tuple[str, int, int, int]:
    estimate = Estimate(low_s=low_min * 60, mid_s=mid_min * 60, high_s=high_min * 60, roughly=roughly)
    found = wait_min(estimate)
    assert isinstance(found, WaitMin)
    return found.saying, found.low, found.mid, found.high


@pytest.mark.parametrize(
    ("expected", "minutes"),
    [
        ((15, 20, 25), (15, 20, 25)),
        ((16, 21, 29), (15, 20, 30)),
        ((11, 12.6, 14), (10, 15, 15)),
        ((10, 10, 10.1), (10, 10, 15)),
        ((20, 20, 20), (20, 20, 25)),
        ((5, 7, 9), (5, 5, 10)),
        ((40, 60, 95), (40, 60, 95)),
    ],
)
def test_a_range_is_rounded_outward_to_steps_of_five_minutes(
    expected: tuple[float, float, float], minutes: tuple[int, int, int]
) -> None:
    assert said(*expected) == (Saying.RANGE, *minutes)


@pytest.mark.parametrize(
    ("expected", "high"), [((0, 0, 0), 5), ((0, 1, 5), 5), ((0, 4, 5.1), 10), ((4.9, 9, 12), 15)]
)
def test_who_may_be_called_at_once_is_told_the_end(expected: tuple[float, float, float], high: int) -> None:
    saying, low, _, last = said(*expected)
    assert (saying, low, last) == (Saying.WITHIN, 0, high)


@pytest.mark.parametrize(
    ("expected", "high"), [((40, 60.1, 95), 95), ((70, 80, 91), 95), ((0, 61, 240), 240)]
)
def test_above_an_hour_only_the_end_is_told(expected: tuple[float, float, float], high: int) -> None:
    saying, _, _, last = said(*expected)
    assert (saying, last) == (Saying.LONG, high)


@pytest.mark.parametrize(
    ("wait_min", "figure"), [(0, 1), (0.1, 1), (6.2, 6), (9.4, 9), (12.4, 10), (17.6, 20), (75, 75)]
)
def test_one_figure_without_a_simulation_is_rough(wait_min: float, figure: int) -> None:
    assert said(wait_min, wait_min, wait_min, roughly=True) == (Saying.ROUGHLY, figure, figure, figure)
