"""The adviser on days whose best change is known, and each of its parts by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.contract.estimates import PlannedBreak
from broker.contract.office import Breaks, Counter, Office, Routing
from broker.contract.terms import CounterState, Outcome
from broker.rules.advise.advice import Advice, advise
from broker.rules.advise.effect import effect
from broker.rules.advise.history import History
from broker.rules.advise.plans import dealt_plans, moved_plans
from broker.rules.advise.presence import Away, Entered, aways, betweens
from broker.rules.advise.recent import dealt_anew, recent
from broker.rules.advise.rests import Wave, rest_of, wave_of
from broker.rules.advise.tries import groups
from broker.rules.advise.ways import AS_IT_WAS, Skill, Span, Waits, Way, as_planned, played, recorded
from broker.rules.breaks import trouble_with
from broker.rules.rows import CounterRow, LegRow
from tests.rules.history import MONDAY, SHARES, Rows, Truth, days_from, history, leg_row, local, office_of

S = CounterState
RUSH = tuple(38.0 if 20 <= half < 24 else 8.0 if 16 <= half < 32 else 0.0 for half in range(48))
"""Arrivals in each half hour: from ten to noon nearly what eight counters can do, far from what six can."""


def history_of(office: Office, rows: Rows, breaks: Mapping[int, PlannedBreak] | None = None) -> History:
    skills = {counter.number: counter.skills for counter in office.counters}
    return History(office=office, legs=rows.legs, counters=rows.counters, breaks=breaks or {}, skills=skills)


def advice_on(office: Office, rows: Rows, breaks: Mapping[int, PlannedBreak] | None = None) -> Advice:
    advice = advise(history_of(office, rows, breaks))
    assert advice is not None
    return advice


@cache
def full_mornings(days: int = 12) -> tuple[Office, Rows]:
    """Eight counters that do everything; two at a time go for their breaks, in four waves from eleven on."""
    every_day = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), RUSH)
    truth = Truth(arrivals=every_day, counters=8, mean_s=dict.fromkeys(SHARES, 420.0))
    office = replace(office_of(8), routing=Routing(rule="first_come"))
    return office, history(truth, days_from(MONDAY, days), seed=5)


LATER = tuple(
    PlannedBreak(counter=n, begins=begins, ends=ends)
    for n, (begins, ends) in enumerate(
        [("12:45", "13:30"), ("13:30", "14:15"), ("14:15", "15:00"), ("12:00", "12:45")] * 2, 1
    )
)
"""The same waves an hour later, by when the rush is over."""


class Days:
    """Days written by hand: each counter's visits and absences."""

    def __init__(self) -> None:
        self.rows = Rows()

    def visit(self, day: date, came: str, called: str, done: str, **more: object) -> LegRow:
        """Somebody who was served."""
        entered_at, called_at, ended_at = (local(day, clock) for clock in (came, called, done))
        leg = leg_row(
            f"{day}-{len(self.rows.legs)}",
            day=day,
            entered_at=entered_at,
            waited_s=(called_at - entered_at).total_seconds(),
            served_s=(ended_at - called_at).total_seconds(),
            **more,  # type: ignore[arg-type]
        )
        self.rows.legs.append(leg)
        self.state(day, leg.counter, S.CALLING, called_at)
        self.state(day, leg.counter, S.SERVING, called_at)
        self.state(day, leg.counter, S.OPEN, ended_at)
        return leg

    def state(self, day: date, counter: int, state: CounterState, at: str | datetime) -> None:
        moment = at if isinstance(at, datetime) else local(day, at)
        seq = len(self.rows.counters) + 1
        self.rows.counters.append(CounterRow(seq=seq, day=day, at=moment, counter=counter, state=state))


def office_with(*skills: tuple[str, ...], **more: object) -> Office:
    """Counters 1, 2, ... with these topics."""
    plain = office_of(1)
    counters = tuple(Counter(number=n, hall="hall-1", skills=own) for n, own in enumerate(skills, 1))
    return replace(plain, counters=counters, **more)  # type: ignore[arg-type]


# -- the whole


def test_breaks_that_fall_into_the_rush_are_moved_out_of_it_and_that_comes_first() -> None:
    office, rows = full_mornings()
    advice = advice_on(office, rows)
    first = advice.first
    assert first is not None
    assert first is advice.suggestions[0]
    assert first.kind == "breaks"
    assert first.change == Way(breaks=LATER)
    assert first.text.startswith("Let the breaks begin at 12:00 instead of 11:00, each 60 minutes later: ")
    assert first.effect.high < 0
    assert first.after.over_share < first.before.over_share
    assert first.after.over_share - first.before.over_share == pytest.approx(first.effect.difference)


def test_the_days_played_as_they_were_are_near_what_the_log_says() -> None:
    advice = advice_on(*full_mornings())
    assert advice.recorded.over_share > 0.05
    assert advice.simulated.over_share == pytest.approx(advice.recorded.over_share, abs=0.03)
    assert advice.simulated.mean_min == pytest.approx(advice.recorded.mean_min, rel=0.1)


def test_the_advice_on_the_same_days_is_the_same() -> None:
    office, rows = full_mornings()
    assert advice_on(office, rows) == advice_on(office, rows)


def test_where_nobody_waits_nothing_is_advised_first() -> None:
    office, days = office_with(("work",), ("work",)), Days()
    for day in days_from(MONDAY, 12):
        for counter in (1, 2):
            days.state(day, counter, S.OPEN, "08:00")
            days.state(day, counter, S.PAUSED, "12:00")
            days.state(day, counter, S.OPEN, "12:45")
        days.visit(day, "09:00", "09:00", "09:10")
        days.visit(day, "15:00", "15:00", "15:10", counter=2)
    advice = advice_on(office, days.rows)
    assert advice.first is None
    assert {one.kind for one in advice.suggestions} >= {"breaks", "skill", "more", "weight"}
    assert [one for one in advice.suggestions if one.effect.difference] == []
    assert {one.text.partition(": ")[2] for one in advice.suggestions if one.kind != "weight"} == {
        "about as many as before would have waited over 30 minutes; what differs may be chance."
    }


def a_queue_for_work_beside_an_idle_counter() -> tuple[Office, Rows]:
    """Every day at nine ten people for work find counter 1 alone; counter 2 has documents and nobody."""
    office, days = office_with(("work",), ("documents",)), Days()
    for day in days_from(MONDAY, 12):
        for counter in (1, 2):
            days.state(day, counter, S.OPEN, "08:00")
        for n in range(10):
            days.visit(day, "09:00", f"{9 + n // 6:02}:{n % 6}0", f"{9 + (n + 1) // 6:02}:{(n + 1) % 6}0")
        days.visit(day, "15:00", "15:00", "15:10", counter=2, topic="documents")
    return office, days.rows


def test_the_skill_that_one_counter_lacks_is_found() -> None:
    advice = advice_on(*a_queue_for_work_beside_an_idle_counter())
    best = advice.marginal_skill
    assert best is not None
    assert best.change == Way(skill=Skill(counter=2, topic="work"))
    assert best.effect.helps
    # Called every ten minutes, six of eleven waited over 30; two at a time it is one pair that waits 40.
    assert best.before.over_share == pytest.approx(6 / 11)
    assert best.after.over_share == pytest.approx(2 / 11)
    assert best.text == (
        "Let counter 2 serve work as well: 18 of 100 instead of 55 of 100 would have waited over 30 minutes."
    )


def test_of_changes_that_help_as_much_the_one_that_asks_least_of_people_comes_first() -> None:
    """A counter more from nine to eleven would do exactly what the skill does."""
    advice = advice_on(*a_queue_for_work_beside_an_idle_counter())
    assert [one.kind for one in advice.suggestions[:2]] == ["skill", "more"]
    assert advice.suggestions[0].effect == advice.suggestions[1].effect


def test_what_harms_comes_last_and_says_so() -> None:
    advice = advice_on(*full_mornings())
    last = advice.suggestions[-1]
    assert last.kind == "fewer"
    assert last.effect.harms
    assert " instead of " in last.text


def test_a_few_days_tell_nothing_from_chance() -> None:
    advice = advice_on(*full_mornings(days=3))
    assert advice.first is None
    assert [one for one in advice.suggestions if one.effect.helps or one.effect.harms] == []


def test_a_log_without_a_whole_day_gives_no_advice() -> None:
    assert advise(history_of(office_of(2), Rows())) is None


def test_a_suggestion_is_held_against_the_plan_in_force() -> None:
    """The same days, but since then everybody goes an hour later: that is not advised again."""
    office, rows = full_mornings()
    unplanned = advice_on(office, rows)
    planned = advice_on(office, rows, {one.counter: one for one in LATER})
    assert unplanned.first is not None
    assert planned.suggestions[0].before == unplanned.first.after
    assert planned.simulated == unplanned.simulated
    assert [one for one in planned.suggestions if one.kind == "breaks" and one.effect.helps] == []
    # One more counter is tried beside the plan, not instead of it.
    more = [one for one in planned.suggestions if one.kind == "more"]
    assert [one for one in more if one.after.over_share > one.before.over_share] == []


def test_nothing_is_tried_twice_and_nobody_learns_where_nobody_ever_sits() -> None:
    """Two counters pause at noon together, as all plans have it; the third never opens."""
    office, days = office_with(("work",), ("work",), ("land",), breaks=Breaks(at_once=2)), Days()
    for counter in (1, 2):
        days.state(MONDAY, counter, S.OPEN, "08:00")
        days.state(MONDAY, counter, S.PAUSED, "12:00")
        days.state(MONDAY, counter, S.OPEN, "12:45")
    days.visit(MONDAY, "15:00", "15:00", "15:10")
    ways = [way for group in groups(recent(history_of(office, days.rows))) for way in group.ways]
    assert len(set(ways)) == len(ways)
    assert {way.skill.counter for way in ways if way.skill} == {1, 2}
    assert {len(way.breaks) for way in ways if way.breaks} == {2}


# -- plans of breaks


@st.composite
def offices(draw: st.DrawFn) -> tuple[Office, tuple[PlannedBreak, ...]]:
    """Some office with rules for breaks, and when its counters go now."""
    count = draw(st.integers(1, 9))
    earliest, minutes = draw(st.integers(9 * 60, 13 * 60)), draw(st.integers(10, 70))
    latest = draw(st.integers(earliest + 10, 17 * 60))
    rules = Breaks(
        earliest=f"{earliest // 60:02}:{earliest % 60:02}",
        latest=f"{latest // 60:02}:{latest % 60:02}",
        minutes=minutes,
        at_once=draw(st.integers(0, count)),
        order=tuple(draw(st.lists(st.integers(1, count), unique=True))),
    )
    begins = draw(st.lists(st.integers(8 * 60, 16 * 60), min_size=count, max_size=count))
    plan = tuple(
        PlannedBreak(
            counter=n,
            begins=f"{at // 60:02}:{at % 60:02}",
            ends=f"{(at + minutes) // 60:02}:{(at + minutes) % 60:02}",
        )
        for n, at in enumerate(begins, 1)
    )
    skills = draw(st.lists(st.sampled_from([("work",), ("land", "work")]), min_size=count, max_size=count))
    return office_with(*skills, breaks=rules), plan


@given(offices())
def test_every_plan_keeps_to_the_office_s_rules_for_breaks(
    drawn: tuple[Office, tuple[PlannedBreak, ...]],
) -> None:
    office, plan = drawn
    plans = [*moved_plans(plan, office), *dealt_plans(plan, office)]
    assert [trouble for one in plans if (trouble := trouble_with(one, office))] == []
    assert [one for one in plans if [p.counter for p in one] != [p.counter for p in plan]] == []


@given(offices())
def test_a_dealt_plan_lets_the_office_s_order_go_in_that_order(
    drawn: tuple[Office, tuple[PlannedBreak, ...]],
) -> None:
    office, plan = drawn
    for dealt in dealt_plans(plan, office):
        begins = {one.counter: one.begins for one in dealt}
        in_order = [begins[number] for number in office.breaks.order]
        assert in_order == sorted(in_order)


def test_a_plan_moves_by_quarters_of_an_hour_as_far_as_it_may() -> None:
    office = office_with(("work",), ("work",), breaks=Breaks(earliest="11:30", latest="13:30", at_once=1))
    plan = tuple(
        PlannedBreak(counter=n, begins=begins, ends=ends)
        for n, begins, ends in ((1, "11:30", "12:15"), (2, "12:15", "13:00"))
    )
    assert [[one.begins for one in moved] for moved in moved_plans(plan, office)] == [
        ["11:45", "12:30"],
        ["12:00", "12:45"],
    ]


def test_counters_of_like_skills_are_dealt_into_different_waves() -> None:
    skills = (("work",), ("work",), ("land",), ("land",))
    office = office_with(*skills, breaks=Breaks(earliest="11:00", latest="12:30", at_once=2))
    plan = tuple(PlannedBreak(counter=n, begins="11:00", ends="11:45") for n in range(1, 5))
    (dealt,) = dealt_plans(plan, office)
    waves = {one.counter: one.begins for one in dealt}
    assert {waves[1], waves[2]} == {waves[3], waves[4]} == {"11:00", "11:45"}


def test_the_waves_that_counters_went_in_are_found_again() -> None:
    office, rows = full_mornings()
    quarter = {n: 11 * 60 + 45 * (n % 4) for n in range(1, 9)}
    seen = recent(history_of(office, rows))
    assert seen.waves == {n: Wave(begins_min=quarter[n], regular=True) for n in quarter}


def rest(due: float, began: float, minutes: float = 45) -> Away:
    return Away(due_s=60 * due, from_s=60 * began, to_s=60 * (began + minutes))


def test_a_wave_is_what_most_days_allow_and_a_round_time_of_those() -> None:
    noon = 720
    days = [rest(noon - 11, noon + 8), rest(noon - 2, noon + 21), rest(noon + 30, noon + 40)]
    assert wave_of([*days, None]) == Wave(begins_min=noon, regular=True)


def test_who_goes_when_it_suits_has_no_wave() -> None:
    days = [rest(at, at + 2) for at in (660, 700, 740, 780, 820)]
    assert wave_of(days) == Wave(begins_min=735, regular=False)
    assert wave_of([None, None]) is None


def test_of_two_absences_the_one_as_long_as_a_break_is_the_break() -> None:
    meeting, lunch, leaving = rest(650, 660, 30), rest(720, 730, 50), Away(due_s=0, from_s=43_000, to_s=inf)
    assert rest_of([meeting, lunch, leaving], Breaks()) is lunch
    assert rest_of([rest(650, 660, 20), leaving], Breaks()) is None


# -- counters as they were there


def states(*entered: tuple[float, CounterState]) -> list[Entered]:
    return [Entered(at_s=at_s, state=state) for at_s, state in entered]


def test_who_leaves_right_after_a_visitor_may_have_meant_to_since_that_one_s_call() -> None:
    day = states(
        (100, S.OPEN), (200, S.CALLING), (210, S.SERVING), (900, S.OPEN), (930, S.PAUSED), (2000, S.OPEN)
    )
    assert aways(day) == [Away(due_s=0, from_s=0, to_s=100), Away(due_s=200, from_s=930, to_s=2000)]


def test_who_leaves_an_idle_counter_leaves_when_it_is_time() -> None:
    day = states((0, S.OPEN), (200, S.CALLING), (900, S.OPEN), (1200, S.CLOSED))
    assert aways(day) == [Away(due_s=1200, from_s=1200, to_s=inf)]


def test_a_counter_that_never_opened_was_away_all_day() -> None:
    assert aways([]) == [Away(due_s=0, from_s=0, to_s=inf)]


def test_only_a_pause_with_the_next_visitor_waiting_counts_as_one() -> None:
    day = states(
        (0, S.OPEN), (10, S.CALLING), (60, S.OPEN), (75, S.CALLING), (100, S.WRAP_UP), (130, S.CALLING),
        (200, S.OPEN), (230, S.PAUSED), (900, S.OPEN), (920, S.CALLING),
    )  # fmt: skip
    assert betweens(day, {10: 0.0, 75: 30.0, 130: 110.0, 920: 40.0}) == [(60, 75)]


def a_day_of_one_counter(*, next_called: str) -> History:
    """Three visitors from nine on, ten minutes each, the third called late."""
    days = Days()
    days.state(MONDAY, 1, S.OPEN, "08:00")
    days.visit(MONDAY, "09:00", "09:00", "09:10")
    days.visit(MONDAY, "09:00", "09:11", "09:21")
    done = datetime.combine(MONDAY, datetime.strptime(next_called, "%H:%M").time()) + timedelta(minutes=10)  # noqa: DTZ007
    days.visit(MONDAY, "09:05", next_called, f"{done:%H:%M}")
    return history_of(office_with(("work",)), days.rows)


def test_pauses_between_visits_keep_the_counter_as_they_did() -> None:
    seen = recent(a_day_of_one_counter(next_called="09:22"))
    assert seen.between_s == 60
    (day,) = played(seen, AS_IT_WAS)
    assert day.wait_s.tolist() == [0, 11 * 60, 17 * 60]


def test_a_counter_that_lets_somebody_wait_for_long_was_not_there() -> None:
    seen = recent(a_day_of_one_counter(next_called="09:51"))
    assert seen.between_s == 60
    (day,) = played(seen, AS_IT_WAS)
    assert day.wait_s.tolist() == [0, 11 * 60, 46 * 60]


def test_who_leaves_before_the_last_visitor_came_is_gone_and_who_leaves_later_stays_if_needed() -> None:
    days = Days()
    for counter in (1, 2):
        days.state(MONDAY, counter, S.OPEN, "08:00")
    days.state(MONDAY, 1, S.CLOSED, "12:00")
    days.visit(MONDAY, "15:50", "15:50", "16:00", counter=2)
    days.state(MONDAY, 2, S.CLOSED, "16:00")
    early, late = recent(history_of(office_with(("work",), ("work",)), days.rows)).days[0].seats
    assert [(absence.from_s, absence.to_s) for absence in early.absences] == [
        (0, 8 * 3600),
        (12 * 3600, inf),
    ]
    assert [(absence.from_s, absence.to_s) for absence in late.absences] == [(0, 8 * 3600)]


# -- people as they came


def one_day(*skills: tuple[str, ...], **more: object) -> tuple[Office, Days]:
    days = Days()
    for counter in range(1, len(skills) + 1):
        days.state(MONDAY, counter, S.OPEN, "08:00")
    return office_with(*skills, **more), days


def waits_min(office: Office, days: Days, way: Way = AS_IT_WAS) -> list[float]:
    (day,) = played(recent(history_of(office, days.rows)), way)
    return [round(wait_s / 60, 6) for wait_s in day.wait_s.tolist()]


def test_who_did_not_come_when_called_does_not_come_after_the_same_wait() -> None:
    office, days = one_day(("work",))
    days.visit(MONDAY, "09:00", "09:00", "09:20")
    missed = leg_row(
        "missed",
        day=MONDAY,
        entered_at=local(MONDAY, "09:01"),
        waited_s=19 * 60.0,
        walked_s=60.0,
        outcome=Outcome.NO_SHOW,
    )
    days.rows.legs.append(missed)
    days.state(MONDAY, 1, S.CALLING, "09:20")
    days.state(MONDAY, 1, S.OPEN, "09:21")
    days.visit(MONDAY, "09:02", "09:21", "09:30")
    seen = recent(history_of(office, days.rows))
    chance, habits = seen.days[0].visitors.people.chance, seen.habits
    expected = habits.no_show_at_once + (habits.no_show_late - habits.no_show_at_once) * 19 / 30
    assert chance[1] < expected < chance[2]
    assert waits_min(office, days)[:2] == [0, 19]


def test_who_gave_up_waits_no_longer_than_that_and_is_served_where_it_is_quicker() -> None:
    office, days = one_day(("work",), ("documents",))
    days.visit(MONDAY, "09:00", "09:00", "09:40")
    gone = replace(
        leg_row(
            "gone", day=MONDAY, entered_at=local(MONDAY, "09:00"), waited_s=900.0, outcome=Outcome.CANCELLED
        ),
        called_at=None,
        serving_at=None,
        ended_at=local(MONDAY, "09:15"),
        counter=0,
    )
    days.rows.legs.append(gone)
    assert waits_min(office, days) == [0, 15]
    assert waits_min(office, days, Way(skill=Skill(counter=2, topic="work"))) == [0, 0]


def test_a_second_matter_waits_for_the_first_to_be_done() -> None:
    office, days = one_day(("work",), ("land",))
    first = days.visit(MONDAY, "09:00", "09:00", "09:10")
    second = days.visit(MONDAY, "09:10", "09:30", "09:40", topic="land", counter=2)
    days.rows.legs[-1] = replace(
        second, ticket_id=first.ticket_id, leg=2, number=first.number, issued_at=first.issued_at
    )
    people = recent(history_of(office, days.rows)).days[0].visitors.people
    assert people.then is not None
    assert people.enters_s is not None
    assert people.then.tolist() == [1, -1]
    assert people.chance[0] == 1.0  # whoever has a second matter has come for the first
    assert people.enters_s.tolist() == [9 * 3600, inf]
    assert waits_min(office, days) == [0, 0]


def test_who_was_served_where_nobody_has_the_skill_is_sent_there_again() -> None:
    office, days = one_day(("work",), ("documents",))
    days.visit(MONDAY, "09:00", "09:00", "09:10", topic="land", counter=2)
    assert waits_min(office, days) == [0]


def test_a_service_that_the_day_s_turn_had_to_end_is_taken_for_a_usual_one() -> None:
    office, days = one_day(("work",), ("work",))
    for n in range(6):
        days.visit(MONDAY, f"09:{n}0", f"09:{n}0", f"09:{n}5")
    forgotten = days.visit(MONDAY, "15:00", "15:00", "23:00", counter=2)
    days.rows.legs[-1] = replace(forgotten, estimated=True)
    seen = recent(history_of(office, days.rows))
    assert seen.days[0].visitors.people.work_s.max() < 3600
    assert seen.days[0].visitors.until_s == 15 * 3600


def test_a_leg_that_the_day_s_turn_ended_waited_until_people_went_home() -> None:
    office, days = one_day(("work",))
    days.visit(MONDAY, "15:00", "15:00", "16:10")
    lost = replace(
        leg_row("lost", day=MONDAY, entered_at=local(MONDAY, "15:30"), waited_s=41_400.0, topic="land"),
        called_at=None,
        serving_at=None,
        outcome=Outcome.UNSERVED,
        counter=0,
    )
    days.rows.legs.append(lost)
    (day,) = recorded(recent(history_of(office, days.rows)))
    assert day.wait_s.tolist() == [0, 40 * 60]
    assert waits_min(office, days) == [0, 40]


def test_other_luck_is_the_same_services_for_other_visitors_of_a_topic() -> None:
    office, rows = full_mornings()
    seen = recent(history_of(office, rows))
    other = dealt_anew(seen, 0)
    before, after = (
        [
            (topic, round(work_s, 6))
            for day in one.days
            for topic, work_s in zip(
                day.visitors.people.topic.tolist(), day.visitors.people.work_s.tolist(), strict=True
            )
        ]
        for one in (seen, other)
    )
    assert before != after
    assert sorted(before) == sorted(after)


# -- what changes


def test_a_counter_that_is_away_or_one_more_changes_the_waits_by_hand() -> None:
    """Five for work at nine, ten minutes each."""
    office, days = one_day(("work",), ("work",))
    for n in range(5):
        days.visit(MONDAY, "09:00", f"09:{n // 2}0", f"09:{n // 2 + 1}0", counter=1 + n % 2)
    assert waits_min(office, days) == [0, 0, 10, 10, 20]
    span = Span(counter=2, begins="09:00", ends="11:00")
    assert waits_min(office, days, Way(fewer=span)) == [0, 10, 20, 30, 40]
    assert waits_min(office, days, Way(more=span)) == [0, 0, 0, 10, 10]


def test_a_priority_visitor_s_minutes_count_as_many_as_the_way_says() -> None:
    """At 09:30 one has waited 28 minutes, one of priority 5: which is 25 with the usual weight, 30 with 6."""
    office, days = one_day(("work",))
    days.visit(MONDAY, "09:00", "09:00", "09:30")
    days.visit(MONDAY, "09:02", "09:30", "09:40")
    days.visit(MONDAY, "09:25", "09:40", "09:50", priority=True)
    assert waits_min(office, days) == [0, 28, 15]
    assert waits_min(office, days, Way(priority_weight=6.0)) == [0, 38, 5]


def test_a_way_changes_only_what_it_speaks_of() -> None:
    planned = (PlannedBreak(counter=1, begins="12:00", ends="12:45"),)
    assert Way(priority_weight=6.0).over(Way(breaks=planned)) == Way(breaks=planned, priority_weight=6.0)


def test_a_break_is_as_long_as_it_was_whenever_it_is() -> None:
    """Counter 1 goes at noon for 40 minutes; who comes at half past twelve, or at half past one, waits."""
    office, days = one_day(("work",))
    days.state(MONDAY, 1, S.PAUSED, "12:00")
    days.state(MONDAY, 1, S.OPEN, "12:40")
    days.visit(MONDAY, "12:30", "12:40", "12:45")
    days.visit(MONDAY, "13:30", "13:30", "13:35")
    planned = PlannedBreak(counter=1, begins="13:00", ends="13:45")
    assert waits_min(office, days) == [10, 0]
    assert waits_min(office, days, Way(breaks=(planned,))) == [0, 10]
    history = history_of(office, days.rows, {1: planned})
    assert as_planned(recent(history)) == Way(breaks=(planned,))


def waits(*wait_min: float) -> Waits:
    return Waits(
        wait_s=60.0 * np.array(wait_min),
        target_s=np.full(len(wait_min), 1800.0),
        topic=np.zeros(len(wait_min), np.int64),
        priority=np.zeros(len(wait_min), np.bool_),
    )


def test_an_effect_that_every_day_shows_is_sure_and_one_that_days_disagree_on_is_chance() -> None:
    before = [waits(10, 20, 40, 50)] * 12
    helped = effect([before], [[waits(10, 20, 30, 50)] * 12])
    assert (helped.difference, helped.low, helped.high) == (-0.25, -0.25, -0.25)
    assert helped.helps
    mixed: Sequence[Waits] = [waits(10, 20, 30, 50), waits(10, 35, 40, 50), waits(10, 20, 30, 30)] * 4
    disputed = effect([before], [mixed])
    assert disputed.difference == pytest.approx(-2 / 12)
    assert disputed.low < disputed.difference < disputed.high
    assert not disputed.helps
    assert effect([mixed], [before]).difference == pytest.approx(2 / 12)


def test_what_is_expected_of_such_days_does_not_hang_on_their_luck() -> None:
    """Two other versions of the days show twice what the days as they were show, and nothing."""
    before = [[waits(10, 40, 40, 50)] * 12] * 3
    after = [[waits(10, late, later, 50)] * 12 for late, later in ((20, 40), (20, 20), (40, 40))]
    assert effect(before, after).difference == -0.25
    assert effect(before, after).expected == -0.25
    assert effect(before, after[::-1]).difference == 0
    assert effect(before, after[::-1]).expected == -0.25
    assert effect(before, after[::-1]).high == 0  # what the days themselves show is never ruled out
