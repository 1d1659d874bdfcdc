"""What must hold whatever visitors and staff do: any order of any commands, and the rule on any lobby.

The machine plays an office with arbitrary commands; after each step the laws of the house are checked against
the state, and in the end the log alone must rebuild it.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.terms import CounterState, LegState, Printed
from broker.rules.apply import fold
from broker.rules.lobby import desk, lobby
from broker.rules.routing import Desk, Load, Lobby, Waiting, eligible, next_for
from broker.rules.routing.choice import BETA
from broker.rules.rows import LegRow, apply_with_rows
from broker.rules.state import State, Ticket
from broker.rules.ticket import AT_A_COUNTER
from tests.rules.world import World

TOPICS = ("pension", "sickness", "other")
COUNTERS = (1, 2, 3)
BOUND_MIN = BETA * 60


def plain(leg: Waiting) -> bool:
    """Neither moved on purpose nor kept back: what the promises of order are made for."""
    return not (leg.held_back or leg.barred or leg.to_counter or leg.to_level or leg.spoken_language)


def comparable(state: State) -> dict[str, Any]:
    """A state without the marks of how it came about."""
    return {
        "tickets": {k: replace(t, touched_seq=0) for k, t in state.tickets.items()},
        "seats": {n: replace(s, touched_seq=0, done=None) for n, s in state.seats.items()},
        "waiting": set(state.waiting),
        "calls": state.calls,
        "calls_made": state.calls_made,
    }


class Office(RuleBasedStateMachine):
    """Visitors and staff who do anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.given: Counter[str] = Counter()
        self.before: dict[int, dict[str, Any]] = {}

    # -- what they do

    @initialize(closed=st.sampled_from((0, 0, 1, 2, 3)), topics=st.lists(st.sampled_from(TOPICS), max_size=8))
    def open_the_doors(self, closed: int, topics: list[str]) -> None:
        self.world.open(*(n for n in COUNTERS if n != closed))
        for topic in topics:
            self.take(topic=topic, priority=False, language="")

    @rule(
        topic=st.sampled_from(TOPICS),
        priority=st.booleans(),
        language=st.sampled_from(("", "", "", "ru", "pl")),
    )
    def take(self, topic: str, priority: bool, language: str) -> None:
        self.given[self.world.issue(topic, priority=priority, spoken_language=language).number] += 1

    @rule(counter=st.sampled_from(COUNTERS))
    def open_or_close(self, counter: int) -> None:
        closed = self.world.state.seats[counter].state is CounterState.CLOSED
        self.attempt(c.OpenCounter if closed else c.CloseCounter, counter=counter)

    @rule(counter=st.sampled_from(COUNTERS))
    def pause_or_resume(self, counter: int) -> None:
        paused = self.world.state.seats[counter].state is CounterState.PAUSED
        self.attempt(c.ResumeCounter if paused else c.PauseCounter, counter=counter)

    @rule(counter=st.sampled_from(COUNTERS))
    def call_and_serve(self, counter: int) -> None:
        self.call_next(counter=counter)
        ticket_id = self.world.state.seats[counter].ticket_id or "nobody"
        self.attempt(c.Serve, counter=counter, ticket_id=ticket_id)

    @rule(counter=st.sampled_from(COUNTERS))
    def call_next(self, counter: int) -> None:
        seen, here = lobby(self.world.state, self.world.now), desk(self.world.state, counter)
        done = self.attempt(c.CallNext, counter=counter)
        if done is not None:
            self.check_order(seen, here, str(done["ticket_id"]))
        elif self.could_call(counter):
            assert not [leg for leg in seen.waiting if eligible(leg, here, seen)]

    @rule(counter=st.sampled_from(COUNTERS), data=st.data())
    def act_on_ticket(self, counter: int, data: st.DataObject) -> None:
        verbs = (c.Recall, c.Serve, c.Serve, c.Finish, c.Finish, c.MarkNoShow, c.PutBack, c.Recuse)
        seats = self.world.state.seats
        whose = data.draw(st.sampled_from((counter, counter, counter, *COUNTERS)))
        ticket_id = seats[whose].ticket_id or "nobody"
        self.attempt(data.draw(st.sampled_from(verbs)), counter=counter, ticket_id=ticket_id)

    @rule(counter=st.sampled_from(COUNTERS), topic=st.sampled_from(TOPICS), to=st.sampled_from((0, 0, 1, 2)))
    def transfer(self, counter: int, topic: str, to: int) -> None:
        ticket_id = self.world.state.seats[counter].ticket_id or "nobody"
        self.attempt(c.Transfer, counter=counter, ticket_id=ticket_id, topic=topic, to_counter=to)

    @rule(counter=st.sampled_from(COUNTERS), topic=st.sampled_from(TOPICS))
    def add_topic(self, counter: int, topic: str) -> None:
        ticket_id = self.world.state.seats[counter].ticket_id or "nobody"
        self.attempt(c.AddTopic, counter=counter, ticket_id=ticket_id, topic=topic)

    @rule(counter=st.sampled_from(COUNTERS))
    def park(self, counter: int) -> None:
        ticket_id = self.world.state.seats[counter].ticket_id or "nobody"
        until = self.world.now + timedelta(minutes=5)
        self.attempt(c.Park, counter=counter, ticket_id=ticket_id, reason="a paper", until=until)

    @precondition(lambda self: self.world.state.tickets)
    @rule(counter=st.sampled_from(COUNTERS), data=st.data())
    def act_on_any(self, counter: int, data: st.DataObject) -> None:
        ticket_id = data.draw(st.sampled_from(sorted(self.world.state.tickets)))
        kind = data.draw(st.sampled_from(("resume", "chosen", "reinstate", "cancel", "priority", "print")))
        match kind:
            case "resume":
                self.attempt(c.ResumeTicket, counter=counter, ticket_id=ticket_id)
            case "chosen":
                self.attempt(c.CallChosen, counter=counter, ticket_id=ticket_id, reason="unwell")
            case "reinstate":
                self.attempt(c.Reinstate, ticket_id=ticket_id)
            case "cancel":
                self.attempt(c.CancelTicket, ticket_id=ticket_id)
            case "priority":
                self.attempt(c.SetPriority, ticket_id=ticket_id, priority=data.draw(st.booleans()))
            case "print":
                self.attempt(c.ConfirmPrint, ticket_id=ticket_id, printed=Printed.YES)

    @rule(counter=st.sampled_from(COUNTERS))
    def undo(self, counter: int) -> None:
        done = self.world.state.seats[counter].done
        if done is None:
            return
        before = self.before.get(done.seq)
        prints = {t.id: t.printed for t in self.world.state.tickets.values()}
        others = self.things_apart_from(counter, done.ticket.id)
        if self.attempt(c.Undo, counter=counter, seq=done.seq) is None or before is None:
            return
        after = comparable(self.world.state)
        ticket = replace(before["tickets"][done.ticket.id], printed=prints[done.ticket.id])
        assert after["tickets"][done.ticket.id] == ticket
        closing = after["seats"][counter].closing
        assert after["seats"][counter] == replace(before["seats"][counter], closing=closing)
        assert self.things_apart_from(counter, done.ticket.id) == others
        if self.world.state.seq == done.seq + 1:
            assert after == before

    @rule(seconds=st.sampled_from((1, 1, 5, 30, 120, 900, 3600)))
    def wait(self, seconds: int) -> None:
        self.world.wait(seconds)

    # -- what must hold

    @invariant()
    def no_number_is_given_twice(self) -> None:
        assert [number for number, times in self.given.items() if times > 1] == []

    @invariant()
    def no_ticket_is_at_two_counters_and_no_counter_has_two(self) -> None:
        held = [s.ticket_id for s in self.world.state.seats.values() if s.ticket_id]
        assert len(held) == len(set(held))
        at_a_counter = [
            (t.id, leg.counter)
            for t in self.world.state.tickets.values()
            for leg in t.legs
            if leg.state in AT_A_COUNTER
        ]
        seats = self.world.state.seats.values()
        assert sorted(at_a_counter) == sorted((s.ticket_id, s.number) for s in seats if s.ticket_id)

    @invariant()
    def nothing_is_lost_between_states(self) -> None:
        tickets = self.world.state.tickets.values()
        waiting = {(t.id, leg.n) for t in tickets for leg in t.legs if leg.state is LegState.WAITING}
        assert set(self.world.state.waiting) == waiting
        assert {t.number for t in tickets} == set(self.given)
        assert all([leg.n for leg in t.legs] == list(range(1, len(t.legs) + 1)) for t in tickets)

    @invariant()
    def issue_times_never_change(self) -> None:
        issued = {
            r.event.ticket_id: r.event.issued_at
            for r in self.world.log
            if isinstance(r.event, e.TicketIssued)
        }
        assert {t.id: t.issued_at for t in self.world.state.tickets.values()} == issued

    def teardown(self) -> None:
        rebuilt = fold(self.world.log)
        assert rebuilt == self.world.state
        assert last_rows(self.world) == last_rows(self.world, again=True)

    # -- how it is asked

    def attempt(self, cls: type[c.Command], **fields: Any) -> dict[str, Any] | None:
        before, seq = comparable(self.world.state), self.world.state.seq
        copied = comparable(self.world.state.copy())
        try:
            decision = self.world.do(cls, **fields)
        except Refused:
            assert comparable(self.world.state) == before
            return None
        assert copied == before
        self.before[seq + 1] = before
        return dict(decision.result)

    def could_call(self, counter: int) -> bool:
        seat = self.world.state.seats[counter]
        return seat.open and not seat.ticket_id and not seat.closing

    def check_order(self, seen: Lobby, here: Desk, ticket_id: str) -> None:
        called = next(leg for leg in seen.waiting if leg.ticket_id == ticket_id)
        passed = [
            leg
            for leg in seen.waiting
            if plain(leg) and eligible(leg, here, seen) and leg.issued_s < called.issued_s
        ]
        if plain(called):
            assert [p for p in passed if (p.topic, p.priority) == (called.topic, called.priority)] == []
            if not called.priority:
                overtaken_min = [(called.issued_s - p.issued_s) / 60 for p in passed if not p.priority]
                assert max(overtaken_min, default=0) <= BOUND_MIN

    def things_apart_from(self, counter: int, ticket_id: str) -> tuple[list[Ticket], list[object]]:
        state = self.world.state
        return (
            [t for t in state.tickets.values() if t.id != ticket_id],
            [s for s in state.seats.values() if s.number != counter],
        )


def last_rows(world: World, *, again: bool = False) -> dict[tuple[str, int], LegRow]:
    """The legs table as the hub wrote it, or made again from the log alone."""
    rows = world.rows
    if again:
        state = State()
        rows = [apply_with_rows(state, recorded) for recorded in world.log]
    table: dict[tuple[str, int], LegRow] = {}
    for one in rows:
        for key in one.removed_legs:
            del table[key]
        table.update({(leg.ticket_id, leg.leg): leg for leg in one.legs})
    return table


Office.TestCase.settings = settings(
    max_examples=120, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOffice = Office.TestCase


# -- the rule by itself

legs = st.builds(
    Waiting,
    ticket_id=st.uuids().map(str),
    leg=st.just(1),
    number=st.integers(1, 900).map(lambda n: f"A{n:03d}"),
    topic=st.sampled_from(TOPICS),
    target_s=st.just(1800.0),
    issued_s=st.integers(0, 4 * 60).map(lambda minute: minute * 60.0),
    priority_from_s=st.none(),
)
desks = st.builds(
    Desk,
    number=st.integers(1, 30),
    topics=st.lists(st.sampled_from(TOPICS), min_size=1, unique=True).map(tuple),
)
queues = st.builds(
    lambda first, n: [
        replace(first, ticket_id=f"{first.ticket_id}-{i}", issued_s=first.issued_s + i) for i in range(n)
    ],
    legs,
    st.sampled_from((1, 1, 2, 5, 20, 60)),
)
lobbies = st.builds(
    Lobby,
    now_s=st.just(4 * 3600.0),
    waiting=st.lists(queues, min_size=1, max_size=4).map(
        lambda parts: [leg for part in parts for leg in part]
    ),
    desks=st.lists(desks, min_size=1, max_size=8, unique_by=lambda d: d.number),
    loads=st.fixed_dictionaries(
        {t: st.builds(Load, share=st.floats(0.01, 1), mean_service_s=st.floats(120, 3600)) for t in TOPICS}
    ),
    rule=st.sampled_from(("pressure", "first_come", "strict_priority", "topic_order")),
    priority_weight=st.floats(3, 8),
)


@settings(max_examples=600, deadline=None)
@given(lobbies)
def test_no_ordinary_leg_is_overtaken_by_one_issued_more_than_the_bound_later(at: Lobby) -> None:
    at = replace(at, rule="pressure")
    for here in at.desks:
        called = next_for(here, at)
        if called is not None:
            passed = [leg for leg in at.waiting if eligible(leg, here, at)]
            assert called.issued_s - min(leg.issued_s for leg in passed) <= BOUND_MIN * 60 + 1e-6


@given(lobbies)
def test_a_free_counter_is_never_without_a_leg_it_could_serve(at: Lobby) -> None:
    for here in at.desks:
        could = any(eligible(leg, here, at) for leg in at.waiting)
        assert (next_for(here, at) is not None) == could


@given(lobbies)
def test_inside_a_topic_the_order_is_by_issue_under_every_rule(at: Lobby) -> None:
    for here in at.desks:
        called = next_for(here, at)
        if called is not None:
            same = [leg for leg in at.waiting if leg.topic == called.topic and eligible(leg, here, at)]
            assert called.issued_s == min(leg.issued_s for leg in same)


@given(lobbies)
def test_first_come_is_first_come(at: Lobby) -> None:
    at = replace(at, rule="first_come")
    for here in at.desks:
        called = next_for(here, at)
        mine = [leg.issued_s for leg in at.waiting if eligible(leg, here, at)]
        assert (called.issued_s if called else None) == min(mine, default=None)
