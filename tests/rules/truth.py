"""Is the sentence *why A before B* true? Every phrase is looked up in the log or reckoned anew, by the book.

A sentence that says anything this file does not know fails, so nothing can be claimed that nobody checks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract import events as e
from broker.contract.terms import LegState, Why
from broker.rules.apply import apply
from broker.rules.state import Leg, State, Ticket
from tests.rules.by_the_book import Book, by_issue

NUMBER, FIGURE = r"([A-Z]+\d+)", r"(\d+(?:\.\d+)?)"
CLOCK = r"(\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)"
SPAN = r"(less than a minute|\d+ minutes?)"


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that the sentence speaks of, and the office just before it."""

    book: Book
    event: e.TicketCalled | e.TicketResumed
    log: Sequence[e.Recorded]

    def ticket(self, number: str) -> Ticket:
        """Of that number, as it stood then."""
        return self.book.state.tickets[self.book.state.numbers[number]]

    def issued_at(self, number: str) -> datetime:
        """Also of a ticket that was not there yet."""
        issued = (one.event for one in self.log if isinstance(one.event, e.TicketIssued))
        return next(event.issued_at for event in issued if event.number == number)

    def legs(self, number: str) -> list[Leg]:
        """What waited of it then."""
        return [leg for ticket, leg in self.book.waiting() if ticket.number == number]

    def clock(self, moment: datetime, said: str) -> bool:
        """Whether a time of day is said rightly, as exactly as it is said."""
        local = moment.astimezone(ZoneInfo(self.book.state.configured.time_zone))
        return local.time().isoformat(timespec="milliseconds").startswith(said)

    def topic(self, said: str) -> str:
        """The id of a topic by letter and name."""
        topics = self.book.state.configured.topics
        return next(topic.id for topic in topics if f"{topic.letter} {topic.names['en']}" == said)


def span(seconds: float, said: str) -> bool:
    """Whether a duration is said rightly, to the minute."""
    figure = 0 if said == "less than a minute" else int(said.split(maxsplit=1)[0])
    return abs(seconds / 60 - figure) <= 0.5 + 1e-9


def near(figure: float, said: str) -> bool:
    """Whether a figure is said rightly, as exactly as it is said."""
    return abs(figure - float(said)) <= 0.5 * 10.0 ** -len(said.partition(".")[2]) + 1e-6


# -- what can be said of a call and somebody it passed


def issued_earlier(at: Asked, first: str, first_at: str, second: str, second_at: str) -> bool:
    one, two = at.ticket(first), at.ticket(second)
    said = at.clock(one.issued_at, first_at) and at.clock(two.issued_at, second_at)
    return said and first_at < second_at and one.issued_at < two.issued_at


def tie(at: Asked, moment: str) -> bool:
    same = [t for t in at.book.state.tickets.values() if at.clock(t.issued_at, moment)]
    called = at.book.state.tickets[at.event.ticket_id]
    others = [t for t in same if t.issued_at == called.issued_at and t.id != called.id]
    return called in same and any(called.number < other.number for other in others)


def not_skilled(at: Asked, counter: str, topic: str, other: str | None) -> bool:
    able = [s.number for s in at.book.open_seats() if at.topic(topic) in at.book.state.topics_of(s.number)]
    return int(counter) == at.event.counter not in able and (other is None or bool(able))


def passed_on(at: Asked, number: str, counter: str) -> bool:
    return int(counter) == at.event.counter and any(
        int(counter) in leg.barred for leg in at.ticket(number).legs
    )


def sent_to(at: Asked, number: str, counter: str) -> bool:
    open_there = int(counter) in [seat.number for seat in at.book.open_seats()]
    return open_there and any(leg.to_counter == int(counter) != at.event.counter for leg in at.legs(number))


def agreed_at(at: Asked, number: str, counter: str) -> bool:
    open_there = int(counter) in [seat.number for seat in at.book.open_seats()]
    return open_there and at.ticket(number).for_counter == int(counter) != at.event.counter


def sent_to_level(at: Asked, number: str, level: str, counter: str, here: str) -> bool:
    configured = at.book.state.configured.counter(int(counter))
    assert configured is not None
    asked = any(leg.to_level == int(level) for leg in at.legs(number))
    return asked and int(counter) == at.event.counter and configured.level == int(here) < int(level)


def kept_for_a_speaker(at: Asked, number: str, language: str, until: str) -> bool:
    ticket = at.ticket(number)
    here = at.book.state.languages_of(at.event.counter)
    for leg in at.legs(number):
        lapses = ticket.issued_at.timestamp() + at.book.topic(leg).wait_target_s / 2
        speakers = [
            seat.number
            for seat in at.book.open_seats()
            if language in at.book.state.languages_of(seat.number) and at.book.able(seat.number, ticket, leg)
        ]
        said = at.clock(datetime.fromtimestamp(lapses, at.book.now.tzinfo), until)
        if said and speakers and at.book.now.timestamp() < lapses:
            return ticket.spoken_language == language and language not in here
    return False


def not_due(at: Asked, number: str, due: str) -> bool:
    due_at = at.ticket(number).due_at
    return due_at is not None and at.book.now < due_at and at.clock(due_at, due)


def put_back(at: Asked, number: str, since: str) -> bool:
    ticket = at.ticket(number)
    return any(at.book.held(ticket, leg) and at.clock(leg.since, since) for leg in at.legs(number))


def by_hand(at: Asked, counter: str, number: str) -> bool:
    event = at.event
    assert isinstance(event, e.TicketCalled)
    chosen = event.why is Why.CHOSEN and event.out_of_order
    return chosen and (event.counter, event.number) == (int(counter), number)


def was_parked(at: Asked, number: str) -> bool:
    return isinstance(at.event, e.TicketResumed) and at.event.number == number


def issued_ago(at: Asked, first: str, first_ago: str, second: str, second_ago: str) -> bool:
    pairs = ((first, first_ago), (second, second_ago))
    best = {n: max(at.book.score(at.ticket(n), leg) for leg in at.legs(n)) for n in (first, second)}
    return best[second] >= best[first] and all(
        span((at.book.now - at.ticket(n).issued_at).total_seconds(), said) for n, said in pairs
    )


def pressed(at: Asked, topic: str, more: str, capped: str | None, less: str, other: str) -> bool:
    x, y = (at.book.pressure_min(at.topic(name)) for name in (topic, other))
    return x > y and near(x, more) and near(y, less) and (capped is not None) == (x == 60)


def heavy(at: Asked, number: str, standing: str, minutes: str, times: str) -> bool:
    ticket = at.ticket(number)
    since = [at.book.heavy_from(ticket, leg) for leg in at.legs(number)]
    weight = float(times) == at.book.state.configured.routing.priority_weight
    named = (standing == "priority") == (ticket.priority_from is not None)
    heavy_s = [(at.book.now - max(s, ticket.issued_at)).total_seconds() for s in since if s is not None]
    return weight and named and any(span(s, minutes) for s in heavy_s)


def counted(at: Asked, called: str, more: str, passed: str, less: str) -> bool:
    scores = {n: [at.book.score(at.ticket(n), leg) for leg in at.legs(n)] for n in (called, passed)}
    right = any(near(x, more) for x in scores[called]) and any(near(y, less) for y in scores[passed])
    return right and float(more) > float(less) and called == at.event.number


def nearer(at: Asked, called: str, target: str, passed: str, other: str, more: str, less: str) -> bool:
    found = []
    for number, limit, said in ((called, target, more), (passed, other, less)):
        ticket = at.ticket(number)
        waited_s = (at.book.now - ticket.issued_at).total_seconds()
        targets = [at.book.topic(leg).wait_target_s for leg in at.legs(number)]
        found.append(any(span(t, limit) and near(waited_s / t * 100, said) for t in targets))
    return all(found) and float(more) > float(less)


def has_priority(at: Asked, number: str) -> bool:
    ticket = at.ticket(number)
    heavy_ones = [at.book.heavy_from(ticket, leg) is not None for leg in at.legs(number)]
    return at.book.state.configured.routing.rule == "strict_priority" and any(heavy_ones)


def served_first(at: Asked, counter: str, topic: str, other: str) -> bool:
    skills = at.book.state.topics_of(int(counter))
    if at.book.state.configured.routing.rule != "topic_order" or int(counter) != at.event.counter:
        return False
    place = [skills.index(at.topic(t)) if at.topic(t) in skills else len(skills) for t in (topic, other)]
    return place[0] < place[1]


def comes_after(at: Asked, passed: str, first: str) -> bool:
    callable_now = sorted(at.book.callable_at(at.event.counter), key=by_issue)
    one = next(pair for pair in callable_now if pair[0].number == first)
    two = next(pair for pair in callable_now if pair[0].number == passed)
    return by_issue(one) < by_issue(two) and one[1].topic == two[1].topic


def issued_later(at: Asked, number: str, moment: str) -> bool:
    issued_at = at.issued_at(number)
    return issued_at > at.book.now and at.clock(issued_at, moment)


def not_yet_there(at: Asked, number: str, moment: str) -> bool:
    return number not in at.book.state.numbers and at.clock(at.issued_at(number), moment)


def at_a_counter(at: Asked, number: str, counter: str) -> bool:
    there = (LegState.CALLED, LegState.SERVING)
    return any(leg.state in there and leg.counter == int(counter) for leg in at.ticket(number).legs)


def in_state(state: LegState) -> Callable[[Asked, str], bool]:
    return lambda at, number: (
        not at.legs(number) and any(leg.state is state for leg in at.ticket(number).legs)
    )


TOPIC = r"(A Pension|D Sickness benefit|N Other)"
PRESSED = (
    rf"{TOPIC} was under more pressure, {FIGURE}( or more)? minutes to clear against {FIGURE} for "
    rf"{TOPIC}"
)
NEARER = (
    rf"{NUMBER} is to wait {SPAN} at most and {NUMBER} {SPAN}: "
    rf"{FIGURE} % of that had passed against {FIGURE} %"
)
PHRASES: tuple[tuple[str, Callable[..., bool]], ...] = (
    (rf"{NUMBER} was issued earlier, at {CLOCK}, {NUMBER} at {CLOCK}", issued_earlier),
    (rf"both were issued at the same moment, at {CLOCK}, and then the number decides", tie),
    (rf"counter (\d+) does not serve {TOPIC}( while another open counter does)?", not_skilled),
    (rf"{NUMBER} does not go to counter (\d+) again, which passed it on", passed_on),
    (rf"{NUMBER} was sent to counter (\d+)", sent_to),
    (rf"{NUMBER} has its appointment at counter (\d+)", agreed_at),
    (rf"{NUMBER} was sent to level (\d+), and counter (\d+) is of level (\d+)", sent_to_level),
    (
        rf"{NUMBER} asked to be served in '(\w+)' and is kept for a counter that speaks it until {CLOCK}",
        kept_for_a_speaker,
    ),
    (
        rf"{NUMBER} has its appointment at {CLOCK}, and before that it is called when nobody else waits",
        not_due,
    ),
    (rf"{NUMBER} had been put back at {CLOCK} to let others go first", put_back),
    (rf"counter (\d+) chose {NUMBER} by hand, out of order", by_hand),
    (rf"{NUMBER} had been called before that and parked", was_parked),
    (rf"{NUMBER} was issued {SPAN} before this call and {NUMBER} {SPAN}, but ", issued_ago),
    (PRESSED, pressed),
    (
        rf"{NUMBER} has had (priority|the weight of its appointment) for {SPAN}, which count {FIGURE} times",
        heavy,
    ),
    (rf", so that {NUMBER} counted {FIGURE} minutes in all and {NUMBER} {FIGURE}", counted),
    (NEARER, nearer),
    (rf"{NUMBER} has priority, which goes first in this office", has_priority),
    (rf"counter (\d+) serves {TOPIC} before {TOPIC}", served_first),
    (rf"{NUMBER} comes after {NUMBER}, which was issued earlier for the same topic; ", comes_after),
    (rf"{NUMBER} was at counter (\d+)", at_a_counter),
    (rf"{NUMBER} was parked", in_state(LegState.PARKED)),
    (rf"{NUMBER} had not come when it was called", in_state(LegState.NO_SHOW)),
    (rf"{NUMBER} had left", in_state(LegState.CANCELLED)),
    (rf"{NUMBER} had been served", in_state(LegState.DONE)),
    (rf"{NUMBER} was issued later, at {CLOCK}", issued_later),
    (rf"{NUMBER}, whose time of issue is {CLOCK}, was not in the queue yet", not_yet_there),
    (r", which outweighs that ", lambda _: True),
)
"""A phrase as it is written, and whether it is true of a call."""

UNCALLED = {
    "left before it was called": LegState.CANCELLED,
    "was not called before the day ended": LegState.UNSERVED,
    "has not been called yet": LegState.WAITING,
}
CALLED = rf"{NUMBER} was called(?: back from parking)? to counter (\d+) at {CLOCK}"
FIRST = rf"{NUMBER} was called first, to counter (\d+) at {CLOCK}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day's calls that nobody took back, each with the office just before it."""

    state: State
    calls: Sequence[Asked]

    @classmethod
    def of(cls, log: Sequence[e.Recorded]) -> "Day":
        """Worked out once, however many sentences are checked."""
        undone = {one.event.undone_seq for one in log if isinstance(one.event, e.ActionUndone)}
        state, calls = State(), list[Asked]()
        for one in log:
            match one.event:
                case (e.TicketCalled() | e.TicketResumed()) as event if one.seq not in undone:
                    calls.append(Asked(Book(state.copy(), one.at), event, log))
            apply(state, one)
        return cls(state, calls)

    def check(self, text: str, first: str, second: str) -> None:
        """Fails with what is wrong with what was said of why `first` was called before `second`."""
        Sentence(text, self, first, second).check()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the day it was said of."""

    text: str
    day: Day
    first: str
    second: str

    def check(self) -> None:
        """Fails with what is wrong with it."""
        calls = [at for at in self.day.calls if at.event.number in (self.first, self.second)]
        mine = [at for at in calls if at.event.number == self.first]
        passing = [at for at in mine if self.second in at.book.state.numbers and at.legs(self.second)]
        if passing:
            self._passing(passing[0], calls)
        elif not calls:
            match = re.fullmatch(rf"Neither was called: {NUMBER} (.*), and {NUMBER} (.*)\.", self.text)
            assert match, self.text
            assert self._uncalled(match[1], match[2]), self.text
            assert self._uncalled(match[3], match[4]), self.text
        elif calls[0] in mine:
            assert self._clause(self._head(CALLED, calls[0], ": "), calls[0]) == "."
        else:
            self._second_first(calls[0], mine)

    def _head(self, form: str, at: Asked, after: str) -> str:
        """Who was called where and when, checked; returns the rest."""
        match = re.match(form + after, self.text)
        assert match, self.text
        assert (match[1], int(match[2])) == (at.event.number, at.event.counter), self.text
        assert at.clock(at.book.now, match[3]), self.text
        return self.text[match.end() :]

    def _passing(self, at: Asked, calls: Sequence[Asked]) -> None:
        before = [one for one in calls[: calls.index(at)] if one.event.number == self.second]
        if before:
            rest = self._head(CALLED, at, f" while {self.second}, first called at ")
            clock, rest = rest.split(", waited again: ", 1)
            assert before[0].clock(before[0].book.now, clock), self.text
        else:
            rest = self._head(CALLED, at, f" before {self.second}: ")
        assert self._clause(rest, at) == ".", self.text

    def _second_first(self, at: Asked, mine: Sequence[Asked]) -> None:
        rest = self._clause(self._head(FIRST, at, ": "), at)
        if not mine:
            match = re.fullmatch(rf"; {NUMBER} (.*)\.", rest)
            assert match, self.text
            assert self._uncalled(match[1], match[2]), self.text
            return
        match = re.match(rf"; {CALLED}, when ", rest)
        assert match, self.text
        assert mine[0].clock(mine[0].book.now, match[3]), self.text
        assert self._clause(rest[match.end() :], mine[0]) == ".", self.text

    def _clause(self, rest: str, at: Asked) -> str:
        """Phrase after phrase, at least one, each checked; returns what follows the last."""
        before = rest
        while found := next(((m, true) for form, true in PHRASES if (m := re.match(form, rest))), None):
            match, true = found
            assert true(at, *match.groups()), f"{match[0]!r} is not true in: {self.text}"
            rest = rest[match.end() :]
        assert rest != before, f"Nobody knows how to check: {self.text}"
        return rest

    def _uncalled(self, number: str, said: str) -> bool:
        state = self.day.state
        legs = state.tickets[state.numbers[number]].legs
        return any(leg.state is UNCALLED[said] for leg in legs)
