"""Was all well? One object of figures about a demonstration, from its log and its paper. Pure.

Nothing is taken from what the demonstration itself remembers: tickets, calls and ends come from the log's
events, times and who is still there from the statistics, numbers from the papers as they were read back.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from broker.contract import events as e
from broker.contract.terms import Outcome, Printed
from broker.demo.ends import visit_ends
from broker.demo.paper import Papers
from broker.stats import DayReport

ENDS = (e.LegFinished, e.NoShowMarked, e.TicketPutBack, e.TicketRecused, e.TicketParked, e.LegTransferred)
"""After these a counter holds no ticket."""
FAULTS: Mapping[str, str] = {
    "lost": "lost",
    "still_open": "still in the house",
    "duplicate_numbers": "numbers given twice",
    "double_calls": "double calls",
    "missing_papers": "papers missing",
    "unanswered": "touches without ticket or refusal",
}
"""What may not happen to anybody, as the verdict calls it and in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What the public wanted of the kiosk."""

    wanted: int
    """Touches that were planned."""
    refused: int
    """Touches to which the office said no."""


def verdict(
    recorded: Sequence[e.Recorded], day: DayReport, papers: Papers, touched: Touched, report: Path
) -> dict[str, Any]:
    """What `talonas demo --json` says; times in office seconds, the share 0..1.

    Lost is who was issued a number and has no end among the events, for nobody comes after the verdict; and
    whoever holds a paper that the log does not know.
    """
    issued, ends = issued_numbers(recorded), Tally(visit_ends(recorded).values())
    printed, on_paper = _printed(recorded), set(papers.numbers)
    return {
        "issued": len(issued),
        "printed": len(printed),
        "called": len({one.event.ticket_id for one in recorded if isinstance(one.event, e.TicketCalled)}),
        "served": ends[Outcome.SERVED],
        "no_show": ends[Outcome.NO_SHOW],
        "cancelled": ends[Outcome.CANCELLED],
        "unserved": ends[Outcome.UNSERVED],
        "still_open": day.visits.still_open,
        "duplicate_numbers": papers.duplicates,
        "double_calls": double_calls(recorded),
        "lost": ends[None] + len(on_paper - set(issued.values())),
        "wait_p95_s": day.waits.p95_s,
        "share_over_30": day.over_30.share,
        "report": str(report),
        "unreadable_papers": len(papers.unreadable),
        "wanted": touched.wanted,
        "refused": touched.refused,
        "papers": len(papers.numbers),
        "missing_papers": sum(issued.get(ticket_id) not in on_paper for ticket_id in printed),
        "unanswered": max(0, touched.wanted - touched.refused - len(issued)),
    }


def complaint(said: Mapping[str, Any]) -> str:
    """What went wrong, in a sentence; empty when all was well."""
    wrong = [f"{said[key]} {words}" for key, words in FAULTS.items() if said[key]]
    return f"Not all was well: {', '.join(wrong)}." if wrong else ""


def issued_numbers(recorded: Iterable[e.Recorded]) -> dict[str, str]:
    """Ticket id to the number it bears in the end."""
    numbers: dict[str, str] = {}
    for one in recorded:
        if isinstance(one.event, e.TicketIssued | e.TicketRenumbered):
            numbers[one.event.ticket_id] = one.event.number
    return numbers


def issue_instants(recorded: Iterable[e.Recorded]) -> dict[str, datetime]:
    """Number to when it was issued."""
    return {
        one.event.number: one.event.issued_at for one in recorded if isinstance(one.event, e.TicketIssued)
    }


def _printed(recorded: Iterable[e.Recorded]) -> set[str]:
    confirmed = (one.event for one in recorded if isinstance(one.event, e.PrintConfirmed))
    return {event.ticket_id for event in confirmed if event.printed is Printed.YES}


def double_calls(recorded: Iterable[e.Recorded]) -> int:
    """Calls of a ticket that another counter held, or by a counter that held another ticket."""
    hands = _Hands()
    for one in recorded:
        hands.see(one)
    return hands.double_calls


@dataclass(slots=True)
class _Hands:
    """Which counter holds which ticket."""

    holder: dict[str, int] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)
    seen: dict[int, e.Event] = field(default_factory=dict)
    double_calls: int = 0

    def see(self, one: e.Recorded) -> None:
        event = one.event
        self.seen[one.seq] = event
        match event:
            case e.TicketCalled() | e.TicketResumed():
                self.double_calls += event.ticket_id in self.holder or event.counter in self.held
                self._take(event.ticket_id, event.counter)
            case e.ActionUndone():
                self._undo(self.seen.get(event.undone_seq))
            case _ if isinstance(event, ENDS):
                self._let_go(event.ticket_id, event.counter)

    def _undo(self, undone: e.Event | None) -> None:
        if isinstance(undone, e.TicketCalled | e.TicketResumed):
            self._let_go(undone.ticket_id, undone.counter)
        elif isinstance(undone, ENDS):
            self._take(undone.ticket_id, undone.counter)

    def _take(self, ticket_id: str, counter: int) -> None:
        self.holder[ticket_id], self.held[counter] = counter, ticket_id

    def _let_go(self, ticket_id: str, counter: int) -> None:
        self.holder.pop(ticket_id, None)
        self.held.pop(counter, None)
