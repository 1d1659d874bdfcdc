"""What must hold whatever visitors and staff do: any commands in any order.

The machine plays an office with arbitrary commands; after each step the laws of the house are checked against
the state, every call against the rule as `by_the_book.py` reads it, every sentence *why A before B* against
the log, and in the end the log alone must rebuild the office.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.errors import Refused
from broker.contract.office import RULES, Office, Routing
from broker.contract.terms import CounterState, LegState, Printed, Stopped, Why
from broker.rules.apply import fold
from broker.rules.lobby import lobby, offers
from broker.rules.routing import nobodys
from broker.rules.routing.why import why_before
from broker.rules.rows import LegRow, apply_with_rows
from broker.rules.state import Leg, State, Ticket
from broker.rules.ticket import AT_A_COUNTER
from tests.contract.samples import OFFICE
from tests.rules import truth
from tests.rules.by_the_book import Book, by_issue
from tests.rules.world import World

TOPICS = ("pension", "sickness", "other")
COUNTERS = (1, 2, 3)
BOUND_MIN = 30.0
SENTENCES = 8
"""Checked of one day."""
A_HAIR = 1e-6
"""Two figures that are reckoned in two ways differ by less."""


def office(rule: str, weight: float, target_s: int) -> Office:
    """The office of the samples under another rule, its second topic with another target."""
    topics = (OFFICE.topics[0], replace(OFFICE.topics[1], wait_target_s=target_s), OFFICE.topics[2])
    return replace(OFFICE, topics=topics, routing=Routing(rule=rule, priority_weight=weight))


def comparable(state: State) -> dict[str, Any]:
    """A state without the marks of how it came about."""
    return {
        "tickets": {k: replace(t, touched_seq=0) for k, t in state.tickets.items()},
        "seats": {n: replace(s, touched_seq=0, done=None) for n, s in state.seats.items()},
        "waiting": set(state.waiting),
        "calls": state.calls,
        "calls_made": state.calls_made,
    }


def other_calls(state: dict[str, Any]) -> list[Any]:
    """The lobby's list without whoever waits: a call that came before an undone one is not listed again."""
    return [call for call in state["calls"] if (call.ticket_id, call.leg) not in state["waiting"]]


class Day(RuleBasedStateMachine):
    """Visitors and staff who do anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.given: Counter[str] = Counter()
        self.before: dict[int, dict[str, Any]] = {}

    # -- what they do

    @initialize(
        closed=st.sampled_from((0, 0, 1, 2, 3)),
        topics=st.lists(st.sampled_from(TOPICS), max_size=8),
        rule=st.sampled_from(("pressure", "pressure", "pressure", *RULES)),
        weight=st.sampled_from((5.0, 3.0)),
        target_s=st.sampled_from((1800, 1800, 600)),
    )
    def open_the_doors(self, closed: int, topics: list[str], rule: str, weight: float, target_s: int) -> None:
        self.world = World(office(rule, weight, target_s))
        self.world.open(*(n for n in COUNTERS if n != closed))
        for topic in topics:
            self.take(topic=topic, priority=False, language="")
            self.wait(seconds=20)

    @rule(
        topic=st.sampled_from(TOPICS),
        priority=st.booleans(),
        language=st.sampled_from(("", "", "", "ru", "pl")),
    )
    def take(self, topic: str, priority: bool, language: str) -> None:
        self.given[self.world.issue(topic, priority=priority, spoken_language=language).number] += 1

    @rule(
        topics=st.permutations(TOPICS),
        wish=st.sampled_from(("", "ru", "pl")),
        crowd=st.integers(0, 8),
        gap_min=st.integers(12, 40),
        counter=st.sampled_from(COUNTERS),
    )
    def one_waits_and_a_crowd_comes(
        self, topics: list[str], wish: str, crowd: int, gap_min: int, counter: int
    ) -> None:
        self.take(topic=topics[0], priority=False, language=wish)
        self.wait(seconds=gap_min * 60)
        for _ in range(crowd):
            self.take(topic=topics[1], priority=False, language="")
        self.call_next(counter=counter)

    @rule(
        topic=st.sampled_from(TOPICS),
        counter=st.sampled_from((0, *COUNTERS)),
        in_min=st.sampled_from((-30, -17, -15, -5, 0, 5, 20)),
    )
    def come_by_appointment(self, topic: str, counter: int, in_min: int) -> None:
        number, due_at = str(len(self.world.log)), self.world.now + timedelta(minutes=in_min)
        self.attempt(c.SetAppointment, appointment=number, at=due_at, topic=topic, counter=counter)
        done = self.attempt(c.CheckIn, device="kiosk-1", appointment=number, language="lt")
        assert done is not None
        self.given[str(done["number"])] += 1

    @rule(counter=st.sampled_from(COUNTERS), topic=st.sampled_from(TOPICS), priority=st.booleans())
    def walk_in(self, counter: int, topic: str, priority: bool) -> None:
        done = self.attempt(c.WalkIn, counter=counter, topic=topic, language="lt", priority=priority)
        if done is not None:
            self.given[str(done["number"])] += 1

    @precondition(lambda self: self.world.state.tickets)
    @rule(topic=st.sampled_from(TOPICS), data=st.data())
    def bring_a_companion(self, topic: str, data: st.DataObject) -> None:
        ticket_id = data.draw(st.sampled_from(sorted(self.world.state.tickets)))
        done = self.attempt(c.AddCompanion, ticket_id=ticket_id, topic=topic)
        assert done is not None
        self.given[str(done["number"])] += 1

    @rule(
        counter=st.sampled_from(COUNTERS),
        topics=st.lists(st.sampled_from(TOPICS), unique=True, max_size=3),
        languages=st.sampled_from(((), ("lt",), ("ru",), ("pl", "ru"))),
    )
    def grant(self, counter: int, topics: list[str], languages: tuple[str, ...]) -> None:
        self.attempt(c.GrantSkills, counter=counter, topics=tuple(topics), languages=languages)

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
        book = Book(self.world.state.copy(), self.world.now)
        check_offers(book)
        check_nobodys(book)
        done = self.attempt(c.CallNext, counter=counter)
        if done is not None:
            called = self.world.log[-1].event
            assert isinstance(called, e.TicketCalled)
            check_call(book, called)
        elif self.could_call(counter):
            assert book.callable_at(counter) == []

    @rule(counter=st.sampled_from(COUNTERS), topic=st.sampled_from(TOPICS))
    def find_a_further_matter_while_others_press(self, counter: int, topic: str) -> None:
        self.call_and_serve(counter=counter)
        self.add_topic(counter=counter, topic=topic)
        for other in COUNTERS:
            self.call_next(counter=other)

    @rule(counter=st.sampled_from(COUNTERS), verb=st.sampled_from((c.PutBack, c.Recuse, c.MarkNoShow)))
    def send_away_and_press_on(self, counter: int, verb: type[c.Command]) -> None:
        self.call_next(counter=counter)
        ticket_id = self.world.state.seats[counter].ticket_id or "nobody"
        if verb is c.MarkNoShow:
            self.wait(seconds=60)
        self.attempt(verb, counter=counter, ticket_id=ticket_id)
        if verb is c.MarkNoShow:
            self.attempt(c.Reinstate, ticket_id=ticket_id)
        for other in (counter, *COUNTERS):
            self.call_next(counter=other)

    @rule(counter=st.sampled_from(COUNTERS), seconds=st.sampled_from((5, 900)))
    def stop_calling_for_a_while(self, counter: int, seconds: int) -> None:
        self.attempt(c.Suspend, stopped=Stopped.CALLING, reason="alarm")
        self.call_next(counter=counter)
        self.wait(seconds=seconds)
        self.attempt(c.Lift)

    @rule(colleagues=st.permutations(COUNTERS), topic=st.sampled_from(("", *TOPICS)))
    def send_to_a_colleague_who_passes_it_on(self, colleagues: list[int], topic: str) -> None:
        first, second, third = colleagues
        self.call_next(counter=first)
        ticket_id = self.world.state.seats[first].ticket_id or "nobody"
        fields = {"ticket_id": ticket_id, "topic": topic, "to_counter": second}
        self.attempt(c.Transfer, counter=first, **fields)
        self.call_next(counter=second)
        ticket_id = self.world.state.seats[second].ticket_id or "nobody"
        self.attempt(c.Recuse, counter=second, ticket_id=ticket_id)
        self.call_next(counter=third)

    @rule(counter=st.sampled_from(COUNTERS), data=st.data())
    def act_on_ticket(self, counter: int, data: st.DataObject) -> None:
        verbs = (c.Recall, c.Serve, c.Serve, c.Finish, c.Finish, c.MarkNoShow, c.PutBack, c.Recuse)
        seats = self.world.state.seats
        whose = data.draw(st.sampled_from((counter, counter, counter, *COUNTERS)))
        ticket_id = seats[whose].ticket_id or "nobody"
        self.attempt(data.draw(st.sampled_from(verbs)), counter=counter, ticket_id=ticket_id)

    @rule(
        counter=st.sampled_from(COUNTERS),
        topic=st.sampled_from(("", *TOPICS)),
        to=st.sampled_from(((0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (0, 2))),
    )
    def transfer(self, counter: int, topic: str, to: tuple[int, int]) -> None:
        ticket_id = self.world.state.seats[counter].ticket_id or "nobody"
        fields = {"topic": topic, "to_counter": to[0], "to_level": to[1]}
        self.attempt(c.Transfer, counter=counter, ticket_id=ticket_id, **fields)

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
            assert {**after, "calls": other_calls(after)} == {**before, "calls": other_calls(before)}

    @rule(seconds=st.sampled_from((1, 1, 5, 30, 120, 420, 900, 3600)))
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
        self.every_sentence_is_true()

    def every_sentence_is_true(self) -> None:
        """Why a call passed one of those who waited, and of the first and last ticket, both ways round."""
        told = truth.Day.of(self.world.log)
        pairs = [(at.event.number, number) for at in told.calls for number in some_who_waited(at)]
        ends = sorted(told.state.numbers)[:: max(1, len(told.state.numbers) - 1)]
        for first, second in (*pairs[-SENTENCES:], *zip(ends, ends[::-1], strict=True)):
            if first != second:
                told.check(why_before(self.world.log, first, second), first, second)

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
        return seat.open and not seat.ticket_id and not seat.closing and not self.world.state.suspended

    def things_apart_from(self, counter: int, ticket_id: str) -> tuple[list[Ticket], list[object]]:
        state = self.world.state
        return (
            [t for t in state.tickets.values() if t.id != ticket_id],
            [s for s in state.seats.values() if s.number != counter],
        )


def check_call(book: Book, called: e.TicketCalled) -> None:
    """The promises one by one, in their own words, and the whole rule."""
    ticket = book.state.tickets[called.ticket_id]
    leg = ticket.leg(called.leg)
    others = book.callable_at(called.counter)
    assert (ticket, leg) in others
    heavy = book.heavy_from(ticket, leg) is not None
    for other, one in others:
        same_class = (book.heavy_from(other, one) is not None) == heavy
        if one.topic == leg.topic and same_class:
            assert by_issue((ticket, leg)) <= by_issue((other, one))
        if not heavy and same_class and book.topic(one).wait_target_s == book.topic(leg).wait_target_s:
            later_min = (ticket.issued_at - other.issued_at).total_seconds() / 60
            assert later_min <= BOUND_MIN or book.state.configured.routing.rule == "topic_order"
    first = book.next_at(called.counter)
    assert first is not None
    best_ticket = book.state.tickets[first[0]]
    best = book.rank(called.counter, best_ticket, best_ticket.leg(first[1]))
    assert (ticket.id, leg.n) == first or abs(best - book.rank(called.counter, ticket, leg)) < A_HAIR
    check_why(book, called, ticket, leg)


def check_offers(book: Book) -> None:
    """Who is shown as next may be called there, and is shown once."""
    offered = offers(book.state, lobby(book.state, book.now))
    assert len({(leg.ticket_id, leg.leg) for leg in offered.values()}) == len(offered)
    for counter, leg in offered.items():
        ticket = book.state.tickets[leg.ticket_id]
        assert book.may(counter, ticket, ticket.leg(leg.leg))


def check_nobodys(book: Book) -> None:
    """It is known for whom no counter is open."""
    there = [seat.number for seat in book.open_seats()]
    left = [
        (ticket.id, leg.n)
        for ticket, leg in sorted(book.waiting(), key=by_issue)
        if not any(book.may(n, ticket, leg) for n in there)
    ]
    assert [(leg.ticket_id, leg.leg) for leg in nobodys(lobby(book.state, book.now))] == left


def check_why(book: Book, called: e.TicketCalled, ticket: Ticket, leg: Leg) -> None:
    """The two words are true of this call."""
    earlier = [
        (other, one)
        for other, one in book.callable_at(called.counter)
        if by_issue((other, one)) < by_issue((ticket, leg))
    ]
    match called.why:
        case Why.APPOINTMENT:
            assert ticket.due_at is not None
            assert leg.n == 1
            assert ticket.issued_at <= ticket.due_at + timedelta(minutes=15)
        case Why.LONGEST_WAIT:
            assert earlier == []
        case Why.PRIORITY:
            assert book.heavy_from(ticket, leg) is not None
            assert earlier != []
        case _:
            assert earlier != []


def some_who_waited(at: truth.Asked) -> list[str]:
    """One of them, another from call to call."""
    waiting = sorted({ticket.number for ticket, _ in at.book.waiting()} - {at.event.number})
    return [waiting[at.book.state.seq % len(waiting)]] if waiting else []


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


Day.TestCase.settings = settings(
    max_examples=100, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDay = Day.TestCase
