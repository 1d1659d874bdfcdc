"""One table holds a leg's whole life; a missing key is the refusal, and docs are drawn from it."""

from collections.abc import Mapping
from types import MappingProxyType

from broker.contract.errors import Refused
from broker.contract.terms import LegState, Outcome

W, C, S, P = LegState.WAITING, LegState.CALLED, LegState.SERVING, LegState.PARKED
N = LegState.NO_SHOW

TRANSITIONS: Mapping[tuple[LegState, str], LegState] = MappingProxyType(
    {
        (W, "call"): C,
        (W, "cancel"): LegState.CANCELLED,
        (W, "day_end"): LegState.UNSERVED,
        (C, "recall"): C,
        (C, "serve"): S,
        (C, "no_show"): N,
        (C, "put_back"): W,
        (C, "recuse"): W,
        (C, "park"): P,
        (C, "transfer"): LegState.TRANSFERRED,
        (C, "day_end"): LegState.UNSERVED,
        (S, "finish"): LegState.DONE,
        (S, "put_back"): W,
        (S, "recuse"): W,
        (S, "park"): P,
        (S, "transfer"): LegState.TRANSFERRED,
        (S, "add_topic"): S,
        (S, "day_end"): LegState.DONE,
        (P, "resume"): C,
        (P, "cancel"): LegState.CANCELLED,
        (P, "day_end"): LegState.UNSERVED,
        (N, "reinstate"): W,
    }
)

OUTCOMES: Mapping[LegState, Outcome] = MappingProxyType(
    {
        LegState.DONE: Outcome.SERVED,
        LegState.NO_SHOW: Outcome.NO_SHOW,
        LegState.TRANSFERRED: Outcome.TRANSFERRED,
        LegState.CANCELLED: Outcome.CANCELLED,
        LegState.UNSERVED: Outcome.UNSERVED,
    }
)
"""The states a leg ends in, and what statistics call them."""

AT_A_COUNTER = frozenset({C, S})

_WORDS = {
    W: "is waiting",
    C: "has been called",
    S: "is being served",
    P: "is parked",
    N: "is marked as not come",
    LegState.DONE: "has been served",
    LegState.TRANSFERRED: "has been transferred",
    LegState.CANCELLED: "has left",
    LegState.UNSERVED: "was not served before the day ended",
}


def after(state: LegState, verb: str, number: str) -> LegState:
    """The state that `verb` leads to; raises Refused with the reason when the table has no such step."""
    try:
        return TRANSITIONS[state, verb]
    except KeyError:
        raise Refused("not_now", f"{number} {_WORDS[state]}.") from None


def picture() -> str:
    """The table as a Mermaid state diagram, for docs/ticket-life.md."""
    steps: dict[tuple[LegState, LegState], list[str]] = {}
    for (before, verb), then in TRANSITIONS.items():
        steps.setdefault((before, then), []).append(verb)
    lines = ["stateDiagram-v2", f"    [*] --> {W}: issue"]
    lines += [f"    {a} --> {b}: {', '.join(verbs)}" for (a, b), verbs in steps.items()]
    lines += [f"    {end} --> [*]" for end in OUTCOMES]
    return "\n".join(lines)
