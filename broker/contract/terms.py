"""The words for states and outcomes, as they stand in messages, the log and reports."""

from enum import StrEnum


class LegState(StrEnum):
    """Where one leg of a visit stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    DONE = "done"
    NO_SHOW = "no_show"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    UNSERVED = "unserved"


class Outcome(StrEnum):
    """How a leg ended."""

    SERVED = "served"
    NO_SHOW = "no_show"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"
    UNSERVED = "unserved"


class CounterState(StrEnum):
    """What a counter is doing; `open` is idle and ready to call."""

    CLOSED = "closed"
    OPEN = "open"
    CALLING = "calling"
    SERVING = "serving"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


class Printed(StrEnum):
    """What is known about the paper of a ticket."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why this ticket was called and not another, in two words for the counter."""

    LONGEST_WAIT = "longest_wait"
    PRIORITY = "priority"
    UNDER_PRESSURE = "under_pressure"
    APPOINTMENT = "appointment"
    CHOSEN = "chosen"
    RESUMED = "resumed"


class Stopped(StrEnum):
    """What a suspension stops."""

    ISSUING = "issuing"
    CALLING = "calling"
    BOTH = "both"
