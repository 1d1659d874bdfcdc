"""How long a visitor who comes now would wait.

What the forecaster said last, corrected by what the day has taught; while it says nothing, the wait of the
topic's last called leg, marked *roughly*. This file and those it imports stay light: the broker's own process
asks here. The simulation itself is `forward.py`, in a process of its own.
"""

from datetime import datetime

from broker.contract.estimates import Estimate
from broker.rules.estimate.correction import Correction, Spread, corrected, kind_of
from broker.rules.state import State


def estimate(state: State, topic_id: str, now: datetime, *, priority: bool = False) -> Estimate | None:
    """Of one topic and class; None while there is neither a forecast nor a called leg."""
    kind = kind_of(topic_id, priority=priority)
    if state.outlook is not None and kind in state.outlook.newcomers:
        return said(state.outlook.newcomers[kind], state.correction, kind, 0.0)
    return _last_called(state, topic_id)


def estimate_of_leg(state: State, ticket_id: str, n: int, now: datetime) -> Estimate | None:
    """From now until a leg that waits is called."""
    ticket = state.tickets[ticket_id]
    topic_id, entered_at = ticket.leg(n).topic, ticket.leg(n).entered_at
    simulated = state.outlook.legs.get(f"{ticket_id}/{n}") if state.outlook else None
    if state.outlook is not None and simulated is not None:
        kind = kind_of(topic_id, priority=ticket.priority)
        return said(simulated, state.correction, kind, (now - state.outlook.at).total_seconds())
    rough = _last_called(state, topic_id)
    if rough is None:
        return None
    left_s = max(0.0, rough.mid_s - (now - entered_at).total_seconds())
    return Estimate(low_s=left_s, mid_s=left_s, high_s=left_s, roughly=True)


def said(simulated: Spread, correction: Correction, kind: str, passed_s: float) -> Estimate:
    """What may be told of a simulated wait, some time after it was simulated."""
    true = corrected(simulated, correction, kind)
    return Estimate(
        low_s=_left(true.low_s, passed_s),
        mid_s=_left(true.mid_s, passed_s),
        high_s=_left(true.high_s, passed_s),
        roughly=False,
        simulated_s=_left(simulated.mid_s, passed_s),
    )


def _left(wait_s: float, passed_s: float) -> float:
    return round(max(0.0, wait_s - passed_s), 1)


def _last_called(state: State, topic_id: str) -> Estimate | None:
    waits = state.last_waits.get(topic_id)
    if not waits:
        return None
    waited_s = round(waits[0][1], 1)
    return Estimate(low_s=waited_s, mid_s=waited_s, high_s=waited_s, roughly=True)
