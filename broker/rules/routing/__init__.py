"""Who is called next: target share with pressure, and the other rules an office can choose.

`choice.py` is the rule on columns of figures, the same functions in the office and in every simulation;
`people.py` puts the office's lobby into those columns and asks.
"""

from broker.rules.routing.people import (
    APPOINTMENT_GRACE_S,
    Desk,
    Load,
    Lobby,
    Waiting,
    eligible,
    head,
    nearest_target,
    next_for,
    next_unweighted,
    nobodys,
    oldest_for,
    pressures,
    value,
)

__all__ = (
    "APPOINTMENT_GRACE_S",
    "Desk",
    "Load",
    "Lobby",
    "Waiting",
    "eligible",
    "head",
    "nearest_target",
    "next_for",
    "next_unweighted",
    "nobodys",
    "oldest_for",
    "pressures",
    "value",
)
