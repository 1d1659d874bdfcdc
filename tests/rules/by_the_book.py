"""The default rule and its points, written a second time and slowly, from the state alone.

Tests hold the product against this; nothing here may import `broker.rules.routing` or `broker.rules.lobby`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from broker.contract.office import Topic
from broker.contract.terms import CounterState, LegState, Stopped
from broker.rules.state import Leg, Seat, State, Ticket

BETA = 0.5
CAP_MIN = 60.0
LEAST = 0.05
GRACE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Book:
    """The office at one moment."""

    state: State
    now: datetime

    # -- who waits

    def waiting(self) -> list[tuple[Ticket, Leg]]:
        """Every leg that waits, unless its visitor is at a counter."""
        there = (LegState.CALLED, LegState.SERVING)
        return [
            (ticket, leg)
            for ticket in self.state.tickets.values()
            for leg in ticket.legs
            if leg.state is LegState.WAITING and not any(other.state in there for other in ticket.legs)
        ]

    def heavy_from(self, ticket: Ticket, leg: Leg) -> datetime | None:
        """From when its minutes weigh more: priority, or an appointment that is not too late."""
        found = ticket.priority_from
        if ticket.due_at is not None and ticket.issued_at <= ticket.due_at + GRACE:
            agreed = max(ticket.due_at, ticket.issued_at)
            if leg.n == 1 or agreed <= self.now:
                found = agreed if found is None else min(agreed, found)
        return found

    def held(self, ticket: Ticket, leg: Leg) -> bool:
        """Callable only when nothing else waits."""
        if leg.n == 1 and ticket.due_at is not None and self.now < ticket.due_at:
            return True
        calls, until = leg.behind_calls, leg.behind_until
        return until is not None and self.now < until and self.state.calls_made < calls

    # -- which counters

    def open_seats(self) -> list[Seat]:
        """Signed in, not on a break, not about to close, calling not suspended (the office has one hall)."""
        shut = (CounterState.CLOSED, CounterState.PAUSED)
        if any(found.stopped in (Stopped.CALLING, Stopped.BOTH) for found in self.state.suspended.values()):
            return []
        return [seat for seat in self.state.seats.values() if seat.state not in shut and not seat.closing]

    def able(self, counter: int, ticket: Ticket, leg: Leg) -> bool:
        """Skill, level, and it has not said *not me*."""
        configured = self.state.configured.counter(counter)
        level = configured.level if configured else 1
        refused = any(counter in one.barred for one in ticket.legs)
        return leg.topic in self.state.topics_of(counter) and level >= leg.to_level and not refused

    def may(self, counter: int, ticket: Ticket, leg: Leg) -> bool:
        """Points 3, 6 and 7, and a transfer to a counter."""
        if any(counter in one.barred for one in ticket.legs):
            return False
        opened = [seat.number for seat in self.open_seats()]
        meant = leg.to_counter or (ticket.for_counter if leg.n == 1 else 0)
        if meant == counter:
            return True
        if meant in opened and not any(meant in one.barred for one in ticket.legs):
            return False
        others = [n for n in opened if self.able(n, ticket, leg)]
        if not self.able(counter, ticket, leg):
            configured = self.state.configured.counter(counter)
            return bool(configured and configured.duty and not others)
        wish = ticket.spoken_language
        if not wish or wish in self.state.languages_of(counter):
            return True
        early = (self.now - ticket.issued_at).total_seconds() < self.topic(leg).wait_target_s / 2
        return not (early and any(wish in self.state.languages_of(n) for n in others))

    # -- what weighs

    def topic(self, leg: Leg) -> Topic:
        """Configured."""
        found = self.state.configured.topic(leg.topic)
        assert found is not None
        return found

    def pressure_min(self, topic_id: str) -> float:
        """P_j."""
        topics = {topic.id: topic for topic in self.state.configured.topics}
        work = {topic.id: topic.share * topic.service_target_s / 60 for topic in topics.values()}
        capacity = 0.0
        for seat in self.open_seats():
            skills = self.state.topics_of(seat.number)
            if topic_id in skills:
                capacity += work[topic_id] / sum(work[skill] for skill in skills)
        waiting = sum(leg.topic == topic_id for _, leg in self.waiting())
        return min(CAP_MIN, waiting * topics[topic_id].service_target_s / 60 / max(LEAST, capacity))

    def waited_min(self, ticket: Ticket, leg: Leg) -> float:
        """Minutes since the visit's issue that count, before the target is looked at."""
        minutes = (self.now - ticket.issued_at).total_seconds() / 60
        heavy = self.heavy_from(ticket, leg)
        if heavy is not None and heavy < self.now:
            more = self.state.configured.routing.priority_weight - 1
            minutes += more * (self.now - max(heavy, ticket.issued_at)).total_seconds() / 60
        return minutes

    def score(self, ticket: Ticket, leg: Leg) -> float:
        """The default rule's figure."""
        target_min = self.topic(leg).wait_target_s / 60
        waited = self.waited_min(ticket, leg) * 30 / target_min
        return waited + BETA * self.pressure_min(leg.topic)

    def rank(self, counter: int, ticket: Ticket, leg: Leg) -> float:
        """The figure of the office's own rule."""
        match self.state.configured.routing.rule:
            case "pressure":
                return self.score(ticket, leg)
            case "strict_priority":
                return float(self.heavy_from(ticket, leg) is not None)
            case "topic_order":
                skills = self.state.topics_of(counter)
                return -float(skills.index(leg.topic) if leg.topic in skills else len(skills) + 99)
        return 0.0

    # -- who is next

    def callable_at(self, counter: int) -> list[tuple[Ticket, Leg]]:
        """Whom a counter may call now: those held back only if there is nobody else."""
        mine = [(ticket, leg) for ticket, leg in self.waiting() if self.may(counter, ticket, leg)]
        return [(ticket, leg) for ticket, leg in mine if not self.held(ticket, leg)] or mine

    def next_at(self, counter: int) -> tuple[str, int] | None:
        """(ticket id, leg) of who is next: the greatest figure among the oldest of each topic and class."""
        heads: dict[tuple[str, bool], tuple[Ticket, Leg]] = {}
        for ticket, leg in sorted(self.callable_at(counter), key=by_issue):
            heads.setdefault((leg.topic, self.heavy_from(ticket, leg) is not None), (ticket, leg))
        ordered = sorted(heads.values(), key=by_issue)
        best = max(ordered, key=lambda one: self.rank(counter, *one), default=None)
        return (best[0].id, best[1].n) if best else None


def by_issue(one: tuple[Ticket, Leg]) -> tuple[datetime, int, str, int]:
    """The visit's issue time, then the lower number; then its own legs as they came up."""
    return (one[0].issued_at, len(one[0].number), one[0].number, one[1].n)
