"""When each counter was there on a recorded day: from the states it entered. Pure, plain Python.

Seconds count from the local midnight that the day begins with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from broker.contract.terms import CounterState

PROMPT_S = 120.0
"""Who goes within this of the last visitor was about to go while that one sat there."""
_GONE = (CounterState.CLOSED, CounterState.PAUSED)
_BUSY = (CounterState.CALLING, CounterState.SERVING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A counter entered a state."""

    at_s: float
    state: CounterState


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A stretch without anybody at the counter."""

    due_s: float
    """It was decided on at this time at the earliest ..."""
    from_s: float
    """... and began then, when the visitor of that moment was done."""
    to_s: float
    """inf: not back that day."""

    @property
    def lasts_s(self) -> float:
        """From the begin."""
        return self.to_s - self.from_s

    @property
    def middle_s(self) -> float:
        """When it was due, as likely earlier as later."""
        return (self.due_s + self.from_s) / 2


def aways(states: Sequence[Entered]) -> list[Away]:
    """All stretches of a day without anybody there; with no states at all the whole day."""
    found: list[Away] = []
    gone_s, due_s = 0.0, 0.0
    gone = True
    for n, entered in enumerate(states):
        if entered.state in _GONE and not gone:
            gone_s, due_s = entered.at_s, _due_s(states, n)
        elif entered.state not in _GONE and gone and entered.at_s > gone_s:
            found.append(Away(due_s=due_s, from_s=gone_s, to_s=entered.at_s))
        gone = entered.state in _GONE
    return [*found, Away(due_s=due_s, from_s=gone_s, to_s=inf)] if gone else found


def _due_s(states: Sequence[Entered], leaving: int) -> float:
    """The call of the visitor who was there until then; with nobody there, the leaving itself."""
    left_s = done_s = states[leaving].at_s
    for entered in reversed(states[:leaving]):
        if entered.state in _GONE or left_s - done_s > PROMPT_S:
            break
        if entered.state is CounterState.CALLING:
            return entered.at_s
        if entered.state is CounterState.OPEN:
            done_s = entered.at_s
    return left_s


def betweens(states: Sequence[Entered], entered_s: Mapping[float, float]) -> list[tuple[float, float]]:
    """From the end of a visit to the next call, where the next visitor had been waiting all the time.

    `entered_s` says for each call at this counter when its visitor began to wait.
    """
    found: list[tuple[float, float]] = []
    ended_s, busy = inf, False
    for entered in states:
        if entered.state in _BUSY:
            if entered.state is CounterState.CALLING and entered_s.get(entered.at_s, inf) <= ended_s < inf:
                found.append((ended_s, entered.at_s))
            ended_s, busy = inf, True
        else:
            ended_s = entered.at_s if busy else ended_s
            ended_s = inf if entered.state in _GONE else ended_s
            busy = False
    return found
