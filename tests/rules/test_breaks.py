"""Breaks: which plans the office's own rules allow, and what a counter hears of its break and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from broker.contract import commands as c
from broker.contract.boards import BreakDue
from broker.contract.errors import Refused
from broker.contract.estimates import PlannedBreak
from broker.contract.office import Breaks, Counter, Office
from broker.rules.apply import fold
from broker.rules.boards import counter_board, moment
from broker.rules.breaks import at_once, break_due, trouble_with
from tests.contract.samples import OFFICE
from tests.rules.world import World

NOON = PlannedBreak(counter=1, begins="12:00", ends="12:45")


def office(counters: int = 8, **rules: Any) -> Office:
    """Breaks between 11:00 and 15:00, a quarter of the counters at once, unless said otherwise."""
    places = tuple(Counter(number=n, hall="hall-1", skills=("pension",)) for n in range(1, counters + 1))
    return replace(OFFICE, counters=places, breaks=replace(Breaks(), **rules))


def plan(*begins: str) -> tuple[PlannedBreak, ...]:
    """Counter 1 goes first."""
    return tuple(span(n, at) for n, at in enumerate(begins, 1))


def span(counter: int, begins: str, minutes: int = 45) -> PlannedBreak:
    ends = datetime.strptime(begins, "%H:%M").replace(tzinfo=UTC) + timedelta(minutes=minutes)
    return PlannedBreak(counter=counter, begins=begins, ends=f"{ends:%H:%M}")


# -- which plans are allowed


def test_two_of_eight_in_four_waves_are_allowed_and_so_is_no_plan() -> None:
    waves = plan("11:00", "11:00", "11:45", "11:45", "12:30", "12:30", "13:15", "13:15")
    assert trouble_with(waves, office()) == ""
    assert trouble_with((), office()) == ""


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        (span(9, "12:00"), "There is no counter 9 in this office."),
        (span(1, "10:55"), "The break of counter 1 must lie within 11:00-15:00."),
        (span(1, "14:16"), "The break of counter 1 must lie within 11:00-15:00."),
        (span(1, "12:00", 0), "The break of counter 1 must begin before it ends."),
        (
            PlannedBreak(counter=1, begins="12:45", ends="12:00"),
            "The break of counter 1 must begin before it ends.",
        ),
    ],
)
def test_what_one_break_must_keep_to(planned: PlannedBreak, said: str) -> None:
    assert trouble_with((planned,), office()) == said


@pytest.mark.parametrize("end", ["14:15", "11:00"])
def test_a_break_may_touch_both_ends_of_the_window(end: str) -> None:
    assert trouble_with((span(1, end),), office()) == ""


@pytest.mark.parametrize(
    "clock", ["12", "1200", "9:00", "24:00", "12:60", "12:00:00", "12:00+02:00", "noon", ""]
)
def test_a_time_is_written_as_everywhere(clock: str) -> None:
    said = trouble_with((PlannedBreak(counter=1, begins=clock, ends="14:00"),), office())
    assert said == f"{clock}-14:00 is no span of time such as 12:00-12:45."
    said = trouble_with((PlannedBreak(counter=1, begins="11:00", ends=clock),), office())
    assert said == f"11:00-{clock} is no span of time such as 12:00-12:45."


def test_a_counter_has_one_break() -> None:
    twice = (span(1, "11:00"), span(2, "11:00"), span(1, "13:00"))
    assert trouble_with(twice, office()) == "Counter 1 has two breaks in this plan."


def test_no_more_go_at_once_than_allowed_and_who_comes_back_makes_room() -> None:
    three = plan("11:00", "11:30", "11:44")
    assert trouble_with(three, office()) == "3 counters would be on a break at once; 2 are allowed."
    assert trouble_with(plan("11:00", "11:30", "11:45"), office()) == ""
    assert trouble_with(three, office(at_once=3)) == ""


@pytest.mark.parametrize(("counters", "allowed"), [(1, 1), (4, 1), (5, 2), (8, 2), (22, 6)])
def test_a_quarter_may_go_at_once_rounded_up_unless_it_is_set(counters: int, allowed: int) -> None:
    assert at_once(office(counters)) == allowed
    assert at_once(office(counters, at_once=7)) == 7


def test_with_an_order_the_first_go_first_and_who_is_not_named_follows_by_number() -> None:
    ordered = office(order=(3, 1))
    assert trouble_with((span(3, "11:00"), span(1, "11:00"), span(2, "11:45")), ordered) == ""
    wrong = (span(3, "11:45"), span(1, "11:00"))
    assert trouble_with(wrong, ordered) == "Counter 3 must not go after counter 1."
    unnamed = (span(1, "12:30"), span(2, "11:00"))
    assert trouble_with(unnamed, ordered) == "Counter 1 must not go after counter 2."
    assert trouble_with(wrong, office()) == ""


# -- a plan in the office


def test_a_plan_replaces_the_one_before_holds_from_day_to_day_and_over_a_restart() -> None:
    world = World()
    world.do(c.PlanBreaks, breaks=(NOON,), reason="agreed on Friday")
    world.do(c.PlanBreaks, breaks=(replace(NOON, counter=2),))
    assert list(world.state.breaks) == [2]
    world.now += timedelta(days=1)
    world.turn_day()
    assert fold(world.log).breaks == world.state.breaks == {2: replace(NOON, counter=2)}
    world.do(c.PlanBreaks, breaks=())
    assert world.state.breaks == {}


def test_a_plan_against_the_rules_is_refused_and_the_old_one_stays() -> None:
    world = World()
    world.do(c.PlanBreaks, breaks=(NOON,))
    with pytest.raises(Refused) as refused:
        world.do(c.PlanBreaks, breaks=(span(1, "10:00"),))
    assert (refused.value.code, world.state.breaks) == ("against_break_rules", {1: NOON})


# -- what a counter hears

VILNIUS_NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DUE = BreakDue(begins_at=VILNIUS_NOON, ends_at=VILNIUS_NOON + timedelta(minutes=45))


@pytest.mark.parametrize(
    ("minutes", "due"), [(-10.01, None), (-10, DUE), (0, DUE), (44.99, DUE), (45, None), (24 * 60 + 46, None)]
)
def test_a_counter_hears_of_its_break_from_ten_minutes_before_until_its_end(
    minutes: float, due: BreakDue | None
) -> None:
    assert break_due(NOON, OFFICE, VILNIUS_NOON + timedelta(minutes=minutes)) == due


def test_a_plan_is_local_time_on_every_day_of_the_year() -> None:
    in_july = break_due(NOON, OFFICE, datetime(2027, 7, 1, 9, 0, tzinfo=UTC))
    assert in_july is not None
    assert in_july.begins_at == datetime(2027, 7, 1, 9, 0, tzinfo=UTC)


def test_only_the_counter_whose_break_it_is_hears_of_it() -> None:
    world = World()
    world.do(c.PlanBreaks, breaks=(NOON,))
    world.now = VILNIUS_NOON - timedelta(minutes=5)
    at = moment(world.state, world.now)
    assert [counter_board(at, n).break_due for n in (1, 2, 3)] == [DUE, None, None]
