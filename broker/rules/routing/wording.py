"""How figures, times and topics are said in a sentence: short, and never rounded until it is untrue."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.rules.state import State

CLOCKS: tuple[Callable[[datetime], str], ...] = (
    lambda at: f"{at:%H:%M}",
    lambda at: f"{at:%H:%M:%S}",
    lambda at: at.time().isoformat(timespec="milliseconds"),
)
MOST_DECIMALS = 9


def minutes(seconds: float) -> str:
    """To the nearest: "12 minutes"."""
    whole = round(seconds / 60)
    return "less than a minute" if whole == 0 else f"{whole} minute{'' if whole == 1 else 's'}"


def apart(more: float, less: float) -> tuple[str, str]:
    """Two figures with as few decimals as tell them apart."""
    for decimals in range(MOST_DECIMALS):
        if f"{more:.{decimals}f}" != f"{less:.{decimals}f}":
            return f"{more:.{decimals}f}", f"{less:.{decimals}f}"
    return f"{more:.{MOST_DECIMALS}f}", f"{less:.{MOST_DECIMALS}f}"


def clock(state: State, moment: datetime) -> str:
    """The office's own time of day."""
    return CLOCKS[0](moment.astimezone(ZoneInfo(state.configured.time_zone)))


def clocks(state: State, first: datetime, second: datetime) -> tuple[str, str]:
    """Two times of day, to the second or its thousandths where only those tell them apart."""
    zone = ZoneInfo(state.configured.time_zone)
    local = first.astimezone(zone), second.astimezone(zone)
    said = [(form(local[0]), form(local[1])) for form in CLOCKS]
    return next((pair for pair in said if pair[0] != pair[1]), said[0])


def topic_name(state: State, topic_id: str) -> str:
    """Letter and name, in English where the office has it."""
    topic = state.configured.topic(topic_id)
    if topic is None:
        return topic_id
    return f"{topic.letter} {topic.names.get('en') or next(iter(topic.names.values()), topic.id)}"
