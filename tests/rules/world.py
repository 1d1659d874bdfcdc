"""A small office to try the rules on: decide, give the events a place in the log, apply, and keep the log."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from broker.contract import commands as c
from broker.contract import events as e
from broker.contract.office import Office
from broker.rules.decide import Decision, decide
from broker.rules.decide.head import close_day, configure, open_day
from broker.rules.rows import Rows, apply_with_rows
from broker.rules.state import State, Ticket
from tests.contract.samples import OFFICE

START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class World:
    """An office whose day can be played by hand; seat `n` sits at counter n."""

    def __init__(self, office: Office = OFFICE) -> None:
        self.state = State()
        self.now = START
        self.log: list[e.Recorded] = []
        self.rows: list[Rows] = []
        self._ids = itertools.count(1)
        self.happen(*configure(self.state, office))
        self.turn_day()

    def turn_day(self) -> tuple[e.Event, ...]:
        """Close the day that is over and open today, as the hub does."""
        events = close_day(self.state, self.now)
        self.happen(*events)
        opening = open_day(self.state, self.now)
        self.happen(*opening)
        return (*events, *opening)

    def happen(self, *events: e.Event, cause: str = "") -> None:
        """Give events their place and apply them."""
        for event in events:
            recorded = e.Recorded(
                seq=self.state.seq + 1,
                epoch="test",
                day=self.state.day or date(2026, 11, 23),
                at=self.now,
                wall_at=self.now,
                boottime_s=0.0,
                boot_id="",
                synchronised=True,
                cause=cause,
                event=event,
            )
            self.rows.append(apply_with_rows(self.state, recorded))
            self.log.append(recorded)

    def do(self, cls: type[c.Command], device: str = "counter-web", **fields: Any) -> Decision:
        """Send a command; raises Refused. `actor` is the seat of the counter it names."""
        actor = fields.pop("actor", f"seat-{fields['counter']}" if "counter" in fields else "")
        command = cls(id=f"cmd-{next(self._ids)}", device=device, actor=actor, **fields)
        decision = decide(self.state, command, self.now)
        self.happen(*decision.events, cause=command.id)
        return decision

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)

    def issue(self, topic: str = "pension", **fields: Any) -> Ticket:
        """A visitor takes a ticket at kiosk-1."""
        decision = self.do(c.TakeTicket, "kiosk-1", topic=topic, language="lt", **fields)
        return self.state.tickets[str(decision.result["ticket_id"])]

    def open(self, *counters: int) -> None:
        """These counters sign in."""
        for counter in counters:
            self.do(c.OpenCounter, counter=counter)

    def call(self, counter: int) -> Ticket:
        """A counter presses next."""
        decision = self.do(c.CallNext, counter=counter)
        return self.state.tickets[str(decision.result["ticket_id"])]

    def ticket(self, ticket: Ticket) -> Ticket:
        """How that ticket stands now."""
        return self.state.tickets[ticket.id]
