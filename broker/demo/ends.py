"""How every visit ended, folded from the log's events alone. Pure.

The statistics stand on a table that is written beside the events; whoever fell out of that table is seen only
here.
"""

from collections.abc import Sequence

from broker.contract import events as e
from broker.contract.terms import Outcome

LEG_ENDS: dict[type[e.Event], Outcome] = {
    e.LegFinished: Outcome.SERVED,
    e.NoShowMarked: Outcome.NO_SHOW,
    e.TicketCancelled: Outcome.CANCELLED,
    e.LegUnserved: Outcome.UNSERVED,
}
Legs = dict[int, Outcome | None]
"""Leg to its end; None: not ended."""


def visit_ends(recorded: Sequence[e.Recorded]) -> dict[str, Outcome | None]:
    """Every ticket that was issued to the end of its visit; None: it has none.

    Served once is served; else the last leg decides, as in the statistics.
    """
    visits: dict[str, Legs] = {}
    for event in _standing(recorded):
        if isinstance(event, e.TicketIssued):
            visits[event.ticket_id] = {event.leg: None}
        elif isinstance(event, e.TicketEvent) and event.ticket_id in visits:
            _see(visits[event.ticket_id], event)
    return {ticket_id: _end(legs) for ticket_id, legs in visits.items()}


def _standing(recorded: Sequence[e.Recorded]) -> list[e.Event]:
    """Without what was taken back."""
    undone = {one.event.undone_seq for one in recorded if isinstance(one.event, e.ActionUndone)}
    return [one.event for one in recorded if one.seq not in undone]


def _see(legs: Legs, event: e.TicketEvent) -> None:
    match event:
        case e.TopicAdded() | e.TicketReinstated():
            legs[event.leg] = None
        case e.LegTransferred():
            legs[event.leg], legs[event.next_leg] = Outcome.TRANSFERRED, None
        case _ if type(event) in LEG_ENDS:
            legs[event.leg] = LEG_ENDS[type(event)]


def _end(legs: Legs) -> Outcome | None:
    ends = legs.values()
    if None in ends:
        return None
    return Outcome.SERVED if Outcome.SERVED in ends else legs[max(legs)]
