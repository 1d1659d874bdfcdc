"""What the forecaster says of one moment, before any correction, as it passes between processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from broker.contract.estimates import Ahead, TopicLearned
from broker.rules.estimate.correction import Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Seconds from `at`."""

    at: datetime
    newcomers: Mapping[str, Spread] = field(default_factory=dict)
    """Kind of leg (`correction.kind_of`) to how long somebody who comes at `at` waits."""
    legs: Mapping[str, Spread] = field(default_factory=dict)
    """`ticket_id/leg` to how long that leg still waits."""
    ahead: tuple[Ahead, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The forecaster's whole answer."""

    outlook: Outlook
    learned: tuple[TopicLearned, ...] = ()
    """What the log says of the topics, after it was read anew; empty: nothing new."""
    days: int = 0
    """So many days were learned from."""
