"""Who is called next: target share with pressure, and the other rules an office can choose.

`choice.py` is the rule on columns of figures, the same functions in the office and in every simulation;
`columns.py` puts an office's lobby into those columns, `people.py` asks; `why.py` tells it in a sentence.
"""

from broker.rules.routing.columns import Desk, Load, Waiting
from broker.rules.routing.people import (
    APPOINTMENT_GRACE_S,
    Lobby,
    Weighed,
    eligible,
    head,
    nearest_target,
    next_for,
    next_unweighted,
    nobodys,
    oldest_for,
    pressures,
    value,
    weighed,
)

__all__ = (
    "APPOINTMENT_GRACE_S",
    "Desk",
    "Load",
    "Lobby",
    "Waiting",
    "Weighed",
    "eligible",
    "head",
    "nearest_target",
    "next_for",
    "next_unweighted",
    "nobodys",
    "oldest_for",
    "pressures",
    "value",
    "weighed",
)
