"""The rule point by point, each with figures computed by hand."""

from dataclasses import replace

import pytest

from broker.rules.routing import (
    Desk,
    Load,
    Lobby,
    Waiting,
    eligible,
    next_for,
    nobodys,
    pressures,
    value,
    weighed,
)
from broker.rules.routing.choice import weighted_wait_s

MINUTE = 60.0
LOADS = {
    "a": Load(share=0.5, mean_service_s=10 * MINUTE),
    "b": Load(share=0.25, mean_service_s=20 * MINUTE),
}


def leg(number: str, topic: str, issued_min: float, priority_from_min: float | None = None) -> Waiting:
    return Waiting(
        ticket_id=number,
        leg=1,
        number=number,
        topic=topic,
        target_s=30 * MINUTE,
        issued_s=issued_min * MINUTE,
        priority_from_s=None if priority_from_min is None else priority_from_min * MINUTE,
    )


def at(now_min: float, *waiting: Waiting, desks: tuple[Desk, ...], rule: str = "pressure") -> Lobby:
    return Lobby(now_s=now_min * MINUTE, waiting=waiting, desks=desks, loads=LOADS, rule=rule)


def called(desk: Desk, lobby: Lobby) -> str | None:
    found = next_for(desk, lobby)
    return found.number if found else None


BOTH = Desk(number=1, topics=("a", "b"))
ONLY_A = Desk(number=2, topics=("a",))
ONLY_B = Desk(number=3, topics=("b",))
DUTY = Desk(number=4, topics=("a",), duty=True)


# -- the figures


def test_capacity_is_shared_by_the_work_each_topic_brings() -> None:
    """Topic a brings 0.5 * 10 = 5, b 0.25 * 20 = 5: a counter for both is half a counter for each."""
    lobby = at(60, leg("A1", "a", 0), leg("A2", "a", 1), leg("B1", "b", 2), desks=(BOTH, ONLY_A))
    assert pressures(lobby) == pytest.approx({"a": 2 * 10 / 1.5, "b": 1 * 20 / 0.5})


def test_a_counter_on_a_break_clears_nothing() -> None:
    away = replace(BOTH, open=False)
    lobby = at(60, leg("A1", "a", 0), leg("B1", "b", 2), desks=(away, ONLY_A))
    assert pressures(lobby) == pytest.approx({"a": 1 * 10 / 1.0, "b": 60.0})


def test_pressure_is_capped_at_an_hour_and_capacity_never_below_a_twentieth() -> None:
    assert pressures(at(60, leg("B1", "b", 0), leg("B2", "b", 0), desks=(BOTH,)))["b"] == 60.0
    assert pressures(at(60, leg("A1", "a", 0), desks=())) == {"a": 60.0, "b": 0.0}
    short = {"a": Load(share=1.0, mean_service_s=2 * MINUTE)}
    alone = Lobby(now_s=0.0, waiting=[leg("A1", "a", 0)], desks=(), loads=short)
    assert pressures(alone) == pytest.approx({"a": 1 * 2 / 0.05})


def test_a_score_is_the_weighted_wait_and_half_the_pressure() -> None:
    ordinary, flagged = leg("A1", "a", 40), leg("A2", "a", 50, priority_from_min=55)
    lobby = at(60, ordinary, flagged, desks=(BOTH, ONLY_A))
    pressing = pressures(lobby)
    assert value(ordinary, BOTH, lobby) == pytest.approx(20 + 0.5 * pressing["a"])
    assert weighted_wait_s(lobby.now_s, 50 * MINUTE, 55 * MINUTE, 5) == pytest.approx((5 + 5 * 5) * MINUTE)


def test_a_minute_counts_as_much_more_as_the_target_is_shorter() -> None:
    """10 min of a target of 15 are as near to it as 20 of 30; then b's pressure: 1 * 20 / 0.5 = 40 min."""
    halved = {**LOADS, "b": replace(LOADS["b"], target_s=15 * MINUTE)}
    waiting = (leg("A1", "a", 41), leg("B1", "b", 50))
    lobby = Lobby(now_s=60 * MINUTE, waiting=waiting, desks=(BOTH,), loads=halved)
    parts = weighed(waiting[1], BOTH, lobby)
    assert (parts.waited_min, parts.unweighted_min, parts.score_min) == pytest.approx((20, 40, 40))
    assert called(BOTH, lobby) == "B1"


# -- point 1: who is next


def test_a_topic_under_pressure_goes_first_within_the_bound() -> None:
    """Nine wait for b, more than an hour to clear: half of it are 30 min; one waits for a, 10 / 1.5 min."""
    queue = [leg(f"B{n}", "b", 36 + n / 10) for n in range(9)]
    assert called(BOTH, at(60, leg("A1", "a", 10), *queue, desks=(BOTH, ONLY_A))) == "B0"
    later = [leg(f"B{n}", "b", 37 + n / 10) for n in range(9)]
    assert called(BOTH, at(60, leg("A1", "a", 10), *later, desks=(BOTH, ONLY_A))) == "A1"


def test_ties_go_to_the_earlier_issue_and_then_to_the_lower_number() -> None:
    assert called(ONLY_A, at(60, leg("A1001", "a", 5), leg("A900", "a", 5), desks=(ONLY_A,))) == "A900"
    even = (leg("B1", "b", 5), leg("A2", "a", 5))
    same = {topic: Load(share=1.0, mean_service_s=10 * MINUTE) for topic in ("a", "b")}
    assert called(BOTH, Lobby(now_s=3600.0, waiting=even, desks=(BOTH,), loads=same)) == "A2"


def test_a_counter_calls_only_what_it_can_serve() -> None:
    waiting = (leg("A1", "a", 50), leg("B1", "b", 0))
    assert called(ONLY_A, at(60, *waiting, desks=(BOTH, ONLY_A))) == "A1"


# -- point 3: nobody is left out for want of a skill


def test_a_topic_that_no_open_counter_serves_goes_to_the_duty_counter() -> None:
    lobby = at(60, leg("B1", "b", 0), desks=(ONLY_A, DUTY, replace(ONLY_B, open=False)))
    assert (called(ONLY_A, lobby), called(DUTY, lobby)) == (None, "B1")


def test_the_duty_counter_leaves_it_to_a_counter_that_can() -> None:
    assert called(DUTY, at(60, leg("B1", "b", 0), desks=(DUTY, ONLY_B))) is None


def test_the_duty_counter_takes_what_every_counter_of_the_topic_passed_on() -> None:
    passed_on = replace(leg("B1", "b", 0), barred=frozenset({3}))
    lobby = at(60, passed_on, desks=(DUTY, ONLY_B))
    assert (called(ONLY_B, lobby), called(DUTY, lobby)) == (None, "B1")


def test_it_is_known_whom_no_open_counter_may_call() -> None:
    b1, b2, a1 = leg("B1", "b", 3), leg("B2", "b", 1), leg("A1", "a", 0)
    assert nobodys(at(60, b1, b2, a1, desks=(ONLY_A, replace(ONLY_B, open=False)))) == [b2, b1]
    assert nobodys(at(60, b1, b2, a1, desks=(ONLY_A, ONLY_B))) == []
    assert nobodys(at(60, b1, b2, a1, desks=(DUTY,))) == []


# -- point 4: the order inside a topic and class


def test_inside_a_topic_and_class_issue_alone_decides() -> None:
    """A priority visitor flagged later but issued earlier comes before one flagged all along."""
    late_flag, early_flag = leg("A1", "a", 0, priority_from_min=59), leg("A2", "a", 1, priority_from_min=1)
    lobby = at(60, early_flag, late_flag, desks=(ONLY_A,))
    assert value(early_flag, ONLY_A, lobby) > value(late_flag, ONLY_A, lobby)
    assert called(ONLY_A, lobby) == "A1"


# -- point 5: what was moved by hand


def test_one_sent_to_a_counter_waits_for_it_while_it_is_open() -> None:
    sent = replace(leg("B1", "b", 0), to_counter=2)
    assert [called(desk, at(60, sent, desks=(BOTH, ONLY_A))) for desk in (BOTH, ONLY_A)] == [None, "B1"]
    assert called(BOTH, at(60, sent, desks=(BOTH, replace(ONLY_A, open=False)))) == "B1"


def test_one_sent_to_a_counter_that_passed_it_on_goes_to_any_that_can() -> None:
    sent = replace(leg("B1", "b", 0), to_counter=3, barred=frozenset({3}))
    lobby = at(60, sent, desks=(BOTH, ONLY_B))
    assert (called(ONLY_B, lobby), called(BOTH, lobby)) == (None, "B1")


def test_one_sent_to_a_level_goes_to_no_counter_below_it() -> None:
    second = Desk(number=5, topics=("a",), level=2)
    sent = replace(leg("A1", "a", 0), to_level=2)
    lobby = at(60, sent, desks=(ONLY_A, second))
    assert (called(ONLY_A, lobby), called(second, lobby)) == (None, "A1")


def test_one_put_back_is_called_when_nobody_else_waits_and_not_before() -> None:
    back, other = replace(leg("A1", "a", 0), held_back=True), leg("A2", "a", 50)
    assert called(ONLY_A, at(60, back, other, desks=(ONLY_A,))) == "A2"
    assert called(ONLY_A, at(60, back, leg("B1", "b", 50), desks=(ONLY_A, ONLY_B))) == "A1"


def test_a_priority_flag_weighs_from_the_moment_it_is_set() -> None:
    """At 60: A1 waited 30; B1 waited 12, flagged for 1 of them: 11 + 5 = 16; pressure 20 against 40 min."""
    flagged = leg("B1", "b", 48, priority_from_min=59)
    lobby = at(60, leg("A1", "a", 30), flagged, desks=(BOTH,))
    assert value(flagged, BOTH, lobby) == pytest.approx(11 + 5 * 1 + 0.5 * 40)
    assert called(BOTH, lobby) == "A1"
    assert called(BOTH, at(61.1, leg("A1", "a", 30), flagged, desks=(BOTH,))) == "B1"


# -- point 7: a spoken language


RUSSIAN = Desk(number=6, topics=("a",), languages=("ru",))


def test_a_wish_for_a_language_keeps_a_leg_for_its_speakers_until_half_the_target() -> None:
    wish = replace(leg("A1", "a", 0), spoken_language="ru")
    for now_min, one_without in ((14.99, None), (15, "A1")):
        lobby = at(now_min, wish, desks=(ONLY_A, RUSSIAN))
        assert (called(ONLY_A, lobby), called(RUSSIAN, lobby)) == (one_without, "A1")


def test_a_wish_for_a_language_keeps_nobody_waiting_for_a_speaker_who_is_not_there() -> None:
    wish = replace(leg("A1", "a", 0), spoken_language="ru")
    for gone in (replace(RUSSIAN, open=False), replace(RUSSIAN, topics=("b",)), replace(RUSSIAN, level=0)):
        asked = replace(wish, to_level=1)
        assert eligible(asked, ONLY_A, at(1, asked, desks=(ONLY_A, gone)))


# -- the other rules


def test_first_come_looks_at_nothing_but_the_issue() -> None:
    queue = [leg(f"B{n}", "b", 31 + n / 10, priority_from_min=31) for n in range(9)]
    lobby = at(60, leg("A1", "a", 30), *queue, desks=(BOTH,), rule="first_come")
    assert called(BOTH, lobby) == "A1"


def test_strict_priority_puts_every_flag_first() -> None:
    flagged = leg("A2", "a", 60, priority_from_min=60)
    lobby = at(60, leg("A1", "a", 0), flagged, desks=(ONLY_A,), rule="strict_priority")
    assert called(ONLY_A, lobby) == "A2"


def test_topic_order_follows_each_counter_and_gives_a_flag_nothing() -> None:
    """Counter 1 serves a before b, counter 7 b before a; inside a topic the earlier issue, flagged or not."""
    other_way = Desk(number=7, topics=("b", "a"))
    waiting = (leg("A1", "a", 40), leg("A2", "a", 41, priority_from_min=41), leg("B1", "b", 50))
    lobby = at(60, *waiting, desks=(BOTH, other_way), rule="topic_order")
    assert (called(BOTH, lobby), called(other_way, lobby)) == ("A1", "B1")


def test_under_topic_order_one_sent_to_a_counter_without_the_skill_comes_last() -> None:
    sent = replace(leg("B1", "b", 0), to_counter=2)
    lobby = at(60, sent, leg("A1", "a", 59), desks=(ONLY_A, BOTH), rule="topic_order")
    assert called(ONLY_A, lobby) == "A1"
    assert called(ONLY_A, at(60, sent, desks=(ONLY_A, BOTH), rule="topic_order")) == "B1"
