"""The default rule's figures, computed by hand."""

import pytest

from broker.rules.routing import Desk, Load, Lobby, Waiting, next_for, pressures, value
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


def at(now_min: float, *waiting: Waiting, desks: tuple[Desk, ...]) -> Lobby:
    return Lobby(now_s=now_min * MINUTE, waiting=waiting, desks=desks, loads=LOADS)


BOTH = Desk(number=1, topics=("a", "b"))
ONLY_A = Desk(number=2, topics=("a",))


def test_capacity_is_shared_by_the_work_each_topic_brings() -> None:
    """Topic a brings 0.5 * 10 = 5, b 0.25 * 20 = 5: a counter for both is half a counter for each."""
    lobby = at(60, leg("A1", "a", 0), leg("A2", "a", 1), leg("B1", "b", 2), desks=(BOTH, ONLY_A))
    assert pressures(lobby) == pytest.approx({"a": 2 * 10 / 1.5, "b": 1 * 20 / 0.5})


def test_pressure_is_capped_at_an_hour_and_capacity_never_below_a_twentieth() -> None:
    assert pressures(at(60, leg("B1", "b", 0), leg("B2", "b", 0), desks=(BOTH,)))["b"] == 60.0
    assert pressures(at(60, leg("A1", "a", 0), desks=())) == {"a": 60.0, "b": 0.0}


def test_a_score_is_the_weighted_wait_and_half_the_pressure() -> None:
    ordinary, flagged = leg("A1", "a", 40), leg("A2", "a", 50, priority_from_min=55)
    lobby = at(60, ordinary, flagged, desks=(BOTH, ONLY_A))
    pressing = pressures(lobby)
    assert value(ordinary, BOTH, lobby) == pytest.approx(20 + 0.5 * pressing["a"])
    assert weighted_wait_s(lobby.now_s, 50 * MINUTE, 55 * MINUTE, 5) == pytest.approx((5 + 5 * 5) * MINUTE)


def test_a_topic_under_pressure_goes_first_within_the_bound() -> None:
    queue = [leg(f"B{n}", "b", 31 + n / 10) for n in range(9)]
    lobby = at(60, leg("A1", "a", 10), *queue, desks=(BOTH, ONLY_A))
    called = next_for(BOTH, lobby)
    assert called is not None
    assert called.number == "B0"
    later = [leg(f"B{n}", "b", 41 + n / 10) for n in range(9)]
    called = next_for(BOTH, at(60, leg("A1", "a", 10), *later, desks=(BOTH, ONLY_A)))
    assert called is not None
    assert called.number == "A1"


def test_ties_go_to_the_lower_number() -> None:
    called = next_for(ONLY_A, at(60, leg("A1001", "a", 5), leg("A900", "a", 5), desks=(ONLY_A,)))
    assert called is not None
    assert called.number == "A900"
