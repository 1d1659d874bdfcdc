"""How long a visitor who comes now would wait.

What the forecaster said last, corrected by what the day has taught; while it says nothing, the wait of the
topic's last called leg, marked *roughly*; while calling is suspended everywhere, nothing. This file and those
it imports stay light: the broker's own process asks here. The simulation itself is `forward.py`, in a process
of its own.
"""

from datetime import datetime

from broker.contract.estimates import Estimate
from broker.contract.terms import Stopped
from broker.rules.estimate.correction import Correction, Spread, corrected, kind_of
from broker.rules.state import Leg, State


def estimate(state: State, topic_id: str, now: datetime, *, priority: bool = False) -> Estimate | None:
    """Of one topic and class; None while there is neither a forecast nor a called leg."""
    if _calling_is_suspended(state):
        return None
    kind = kind_of(topic_id, priority=priority)
    if state.outlook is not None and kind in state.outlook.newcomers:
        return said(state.outlook.newcomers[kind], state.correction, kind, 0.0)
    return _last_called(state, topic_id)


def estimate_of_leg(state: State, ticket_id: str, n: int, now: datetime) -> Estimate | None:
    """From now until a leg that waits is called."""
    if _calling_is_suspended(state):
        return None
    ticket = state.tickets[ticket_id]
    leg, outlook = ticket.leg(n), state.outlook
    if outlook is not None and f"{ticket_id}/{n}" in outlook.legs:
        kind = kind_of(leg.topic, priority=ticket.priority)
        passed_s = (now - outlook.at).total_seconds()
        return said(outlook.legs[f"{ticket_id}/{n}"], state.correction, kind, passed_s)
    if outlook is not None and leg.entered_at > outlook.at:
        return _told_at_entry(leg, now)
    rough = _last_called(state, leg.topic)
    return rough and _sooner(rough, leg.waited_until_s(now))


def _told_at_entry(leg: Leg, now: datetime) -> Estimate | None:
    """Who came after the last outlook has been told of it."""
    return leg.expected and _sooner(leg.expected, (now - leg.entered_at).total_seconds())


def said(simulated: Spread, correction: Correction, kind: str, passed_s: float) -> Estimate:
    """What may be told of a simulated wait, some time after it was simulated."""
    true = corrected(simulated, correction, kind)
    whole = Estimate(
        low_s=true.low_s,
        mid_s=true.mid_s,
        high_s=true.high_s,
        roughly=False,
        simulated_s=simulated.mid_s,
    )
    return _sooner(whole, passed_s)


def _sooner(expected: Estimate, passed_s: float) -> Estimate:
    """What is left of it."""
    simulated_s = expected.simulated_s
    return Estimate(
        low_s=_left(expected.low_s, passed_s),
        mid_s=_left(expected.mid_s, passed_s),
        high_s=_left(expected.high_s, passed_s),
        roughly=expected.roughly,
        simulated_s=None if simulated_s is None else _left(simulated_s, passed_s),
    )


def _left(wait_s: float, passed_s: float) -> float:
    return round(max(0.0, wait_s - passed_s), 1)


def _last_called(state: State, topic_id: str) -> Estimate | None:
    waits = state.last_waits.get(topic_id)
    if not waits:
        return None
    waited_s = round(waits[0][1], 1)
    return Estimate(low_s=waited_s, mid_s=waited_s, high_s=waited_s, roughly=True)


def _calling_is_suspended(state: State) -> bool:
    """In every hall: nobody knows when it goes on."""
    return all(state.stopped(hall.id, Stopped.CALLING) for hall in state.configured.halls)
