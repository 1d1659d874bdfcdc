"""The rule by itself, on any lobby: its promises, its definition counted out, and a simulation that asks it.

Here a lobby may be what no office's day would bring together: crowds, odd counters, every leg moved by hand.
"""

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker.contract.office import RULES
from broker.rules.play.compiled import choose
from broker.rules.routing import Desk, Load, Lobby, Waiting, eligible, next_for, pressures, value
from broker.rules.routing.choice import Desks, Legs, Queues, Topics

TOPICS = ("pension", "sickness", "other")
NOW_S = 4 * 3600.0
BOUND_S = 30 * 60.0

desks = st.builds(
    Desk,
    number=st.integers(1, 12),
    topics=st.lists(st.sampled_from(TOPICS), min_size=1, unique=True).map(tuple),
    languages=st.sampled_from(((), (), ("ru",), ("ru", "pl"))),
    level=st.sampled_from((1, 1, 2)),
    duty=st.sampled_from((False, False, False, True)),
    open=st.sampled_from((True, True, True, False)),
)
issues_s = st.one_of(st.integers(0, 240), st.integers(200, 240)).map(lambda minute: minute * 60.0)
legs = st.builds(
    Waiting,
    ticket_id=st.uuids().map(str),
    leg=st.just(1),
    number=st.integers(1, 2000).map(lambda n: f"A{n:03d}"),
    topic=st.sampled_from(TOPICS),
    target_s=st.just(1800.0),
    issued_s=issues_s,
    priority_from_s=st.one_of(st.none(), st.none(), issues_s),
    spoken_language=st.sampled_from(("", "", "", "ru", "pl")),
    to_counter=st.sampled_from((0, 0, 0, 0, 0, 1, 5, 12)),
    to_level=st.sampled_from((0, 0, 0, 1, 2)),
    barred=st.sampled_from((frozenset[int](), frozenset[int](), frozenset({3}), frozenset({1, 5}))),
    held_back=st.sampled_from((False, False, False, True)),
)
crowds = st.builds(
    lambda first, n: [
        replace(first, ticket_id=f"{first.ticket_id}-{i}", issued_s=first.issued_s + i) for i in range(n)
    ],
    legs,
    st.sampled_from((1, 1, 1, 2, 5, 20)),
)


def loads(*targets_s: float) -> st.SearchStrategy[dict[str, Load]]:
    load = st.builds(
        Load,
        share=st.floats(0.01, 1),
        mean_service_s=st.floats(120, 3600),
        target_s=st.sampled_from(targets_s),
    )
    return st.fixed_dictionaries(dict.fromkeys(TOPICS, load))


def lobbies(*targets_s: float) -> st.SearchStrategy[Lobby]:
    return st.builds(
        Lobby,
        now_s=st.just(NOW_S),
        waiting=st.lists(crowds, min_size=1, max_size=6).map(
            lambda parts: [x for part in parts for x in part]
        ),
        desks=st.lists(desks, min_size=1, max_size=6, unique_by=lambda desk: desk.number),
        loads=loads(*targets_s),
        rule=st.sampled_from(RULES),
        priority_weight=st.floats(3, 8),
    )


LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""No clock: a machine may be busy with other tests."""

EQUAL_TARGETS = lobbies(1800.0)
ANY_TARGETS = lobbies(1800.0, 600.0, 3600.0)


def ready(here: Desk, at: Lobby) -> list[Waiting]:
    """Whom a counter may call; one that is held back only if all are."""
    mine = [leg for leg in at.waiting if eligible(leg, here, at)]
    return [leg for leg in mine if not leg.held_back] or mine


@LAW
@given(ANY_TARGETS)
def test_the_next_one_is_the_greatest_among_the_oldest_of_each_topic_and_class(at: Lobby) -> None:
    for here in at.desks:
        ordered = sorted(ready(here, at), key=lambda leg: (leg.topic, leg.priority, leg.order))
        oldest = [next(group) for _, group in groupby(ordered, key=lambda leg: (leg.topic, leg.priority))]
        best = min(oldest, key=lambda leg: (-value(leg, here, at), leg.order), default=None)
        assert next_for(here, at) == best


@settings(LAW, max_examples=300)
@given(EQUAL_TARGETS)
def test_no_ordinary_leg_is_overtaken_by_one_issued_more_than_the_bound_later(at: Lobby) -> None:
    at = replace(at, rule="pressure")
    for here in at.desks:
        called = next_for(here, at)
        if called is not None and not called.priority:
            passed = [leg.issued_s for leg in ready(here, at) if not leg.priority]
            assert called.issued_s - min(passed) <= BOUND_S + 1e-6


@LAW
@given(
    crowd=st.integers(1, 20),
    mean_min=st.floats(5, 30),
    ago_min=st.floats(50, 200),
    later_min=st.floats(30.01, 45),
)
def test_the_bound_holds_however_great_the_crowd(
    crowd: int, mean_min: float, ago_min: float, later_min: float
) -> None:
    """One alone in a topic that many counters serve, and a crowd that came more than the bound later."""
    issued_s = NOW_S - ago_min * 60
    first = Waiting(ticket_id="x", leg=1, number="A001", topic="other", target_s=1800, issued_s=issued_s)
    later_s = issued_s + later_min * 60
    many = [
        replace(first, ticket_id=f"y{n}", number=f"B{n:03d}", topic="pension", issued_s=later_s)
        for n in range(1, crowd + 1)
    ]
    bringing = {topic: Load(share=1.0, mean_service_s=mean_min * 60) for topic in TOPICS}
    here = Desk(number=1, topics=("pension", "other"))
    there = [here, *(Desk(number=n, topics=("other",)) for n in range(2, 10))]
    assert next_for(here, Lobby(now_s=NOW_S, waiting=[*many, first], desks=there, loads=bringing)) == first


@settings(LAW, max_examples=300)
@given(ANY_TARGETS)
def test_a_free_counter_is_never_without_a_leg_it_could_serve(at: Lobby) -> None:
    """Could serve: skill and level are there, it did not say *not me*, and nobody is kept for another."""
    for here in at.desks:
        clear = [
            leg
            for leg in at.waiting
            if leg.topic in here.topics and here.level >= leg.to_level and here.number not in leg.barred
            if leg.to_counter == 0
            if leg.spoken_language in ("", *here.languages)
            or at.now_s - leg.issued_s >= at.loads[leg.topic].target_s / 2
        ]
        assert [leg for leg in clear if not eligible(leg, here, at)] == []
        assert next_for(here, at) is not None or clear == []


@LAW
@given(ANY_TARGETS)
def test_inside_a_topic_and_class_the_order_is_by_issue_under_every_rule(at: Lobby) -> None:
    for here in at.desks:
        called = next_for(here, at)
        if called is not None:
            same = [x for x in ready(here, at) if (x.topic, x.priority) == (called.topic, called.priority)]
            assert called.order == min(leg.order for leg in same)


@LAW
@given(ANY_TARGETS)
def test_first_come_is_first_come(at: Lobby) -> None:
    at = replace(at, rule="first_come")
    for here in at.desks:
        called = next_for(here, at)
        assert called == min(ready(here, at), key=lambda leg: leg.order, default=None)


@LAW
@given(ANY_TARGETS)
def test_under_strict_priority_no_ordinary_leg_goes_before_a_priority_leg(at: Lobby) -> None:
    at = replace(at, rule="strict_priority")
    for here in at.desks:
        called = next_for(here, at)
        if called is not None and not called.priority:
            assert [leg for leg in ready(here, at) if leg.priority] == []


@LAW
@given(ANY_TARGETS)
def test_under_topic_order_a_counter_keeps_to_the_order_of_its_own_topics(at: Lobby) -> None:
    at = replace(at, rule="topic_order")
    for here in at.desks:
        called = next_for(here, at)
        places = [here.topics.index(leg.topic) for leg in ready(here, at) if leg.topic in here.topics]
        if called is not None and places:
            assert here.topics.index(called.topic) == min(places)


@LAW
@given(ANY_TARGETS)
def test_a_topic_takes_as_many_minutes_to_clear_as_the_formula_says(at: Lobby) -> None:
    there = [desk for desk in at.desks if desk.open]
    work = {topic: load.share * load.mean_service_s for topic, load in at.loads.items()}
    for topic, load in at.loads.items():
        parts = [
            work[topic] / sum(work[skill] for skill in desk.topics) for desk in there if topic in desk.topics
        ]
        waiting = sum(leg.topic == topic for leg in at.waiting)
        minutes = min(60.0, waiting * load.mean_service_s / 60 / max(0.05, sum(parts)))
        assert pressures(at)[topic] == pytest.approx(minutes)


@LAW
@given(ANY_TARGETS)
def test_a_score_is_what_the_formula_says(at: Lobby) -> None:
    at = replace(at, rule="pressure")
    for leg in at.waiting:
        flagged_s = NOW_S if leg.priority_from_s is None else max(leg.priority_from_s, leg.issued_s)
        minutes = (min(NOW_S, flagged_s) - leg.issued_s) / 60
        minutes += at.priority_weight * max(0.0, NOW_S - flagged_s) / 60
        figure = minutes * 30 / (at.loads[leg.topic].target_s / 60) + 0.5 * pressures(at)[leg.topic]
        assert value(leg, at.desks[0], at) == pytest.approx(figure)


# -- the same rule in a simulation


def arrays(at: Lobby) -> tuple[Legs, Queues, Topics, Desks]:
    """A lobby's columns as a simulation holds them."""
    seen = at.columns
    longest = max(len(row) for row in seen.queues.legs)
    rows = np.array([row + [-1] * (longest - len(row)) for row in seen.queues.legs])
    flags = {"barred": np.bool_}
    whole = {"topic", "rank", "wish", "to_desk", "to_level"}
    return (
        Legs(
            **{
                name: np.array(column, flags.get(name, np.int64 if name in whole else np.float64))
                for name, column in seen.legs._asdict().items()
            }
        ),
        Queues(rows, *(np.array(column) for column in seen.queues[1:])),
        Topics(*(np.array(column, np.float64) for column in seen.topics)),
        Desks(
            place=np.array(seen.desks.place),
            speaks=np.array([row or (False,) for row in seen.desks.speaks], np.bool_),
            level=np.array(seen.desks.level),
            duty=np.array(seen.desks.duty),
            open=np.array(seen.desks.open),
        ),
    )


@LAW
@given(ANY_TARGETS)
def test_a_simulation_and_the_office_choose_alike(at: Lobby) -> None:
    legs_, queues, topics, desks_ = arrays(at)
    pressing = np.array(at.columns.pressure_min)
    for n, here in enumerate(at.desks):
        chosen = choose(n, at.now_s, legs_, queues, topics, desks_, pressing, at.chosen_rule)
        assert (at.columns.people[chosen] if chosen >= 0 else None) == next_for(here, at)
