"""Advice as it is printed: for people as sentences and a table, for programs as plain values. English."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from broker.contract.office import Office
from broker.rules.advise.advice import Advice, Suggestion
from broker.rules.advise.effect import SURE, Effect, Figures
from broker.rules.advise.words import longer_than, topic_name

FAR_OFF, FAR_OFF_PART = 0.02, 0.25
"""The play misses the log if it is off by more than two of 100 and by more than a quarter."""
NONE = "–"


def as_plain(advice: Advice, office: Office) -> dict[str, Any]:
    """Shares 0..1, minutes; a change holds only what is changed."""
    numbered = {id(one): n for n, one in enumerate(advice.suggestions, 1)}
    first, skill = advice.first, advice.marginal_skill
    return {
        "office": office.id,
        "days": {
            "count": len(advice.days),
            "first": advice.days[0].isoformat(),
            "last": advice.days[-1].isoformat(),
        },
        "calibration": {
            "recorded": _rounded(asdict(advice.recorded)),
            "simulated": _rounded(asdict(advice.simulated)),
        },
        "tried": advice.tried,
        "confidence": SURE,
        "first": numbered[id(first)] if first else None,
        "suggestions": [_plain(n, one) for n, one in enumerate(advice.suggestions, 1)],
        "marginal_skill": _plain(numbered[id(skill)], skill) if skill else None,
    }


def _plain(n: int, one: Suggestion) -> dict[str, Any]:
    return {
        "n": n,
        "kind": one.kind,
        "text": one.text,
        "change": {name: said for name, said in asdict(one.change).items() if said is not None},
        "before": _rounded(asdict(one.before)),
        "after": _rounded(asdict(one.after)),
        **_rounded(asdict(one.effect)),
        "verdict": _verdict(one.effect),
    }


def _verdict(effect: Effect) -> str:
    return "helps" if effect.helps else "harms" if effect.harms else "chance"


def _rounded(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: round(said, 5) if isinstance(said, float) else said for name, said in plain.items()}


def as_text(advice: Advice, office: Office) -> str:
    """For a terminal."""
    parts = (
        _head(advice, office),
        "\n".join(f"{n:>3}. {one.text}" for n, one in enumerate(advice.suggestions, 1)),
        _table(advice, office),
        _foot(advice),
    )
    return "\n\n".join(parts) + "\n"


def _head(advice: Advice, office: Office) -> str:
    days, first, last = len(advice.days), advice.days[0], advice.days[-1]
    log, play = advice.recorded.over_share, advice.simulated.over_share
    lines = [
        f"{office.name}: {days} days from {first} to {last}, played again with {advice.tried} changes.",
        f"By the log {100 * log:.1f} of 100 waited {longer_than(office)}; played again {100 * play:.1f} did.",
    ]
    if abs(play - log) > max(FAR_OFF, FAR_OFF_PART * log):
        lines.append("The play is that far off: take what follows for its direction, not for its size.")
    return "\n".join(lines)


def _table(advice: Advice, office: Office) -> str:
    titles = ("", "over target", "surely", "mean", "95 %", "priority 95 %", "worst topic")
    now = advice.suggestions[0].before if advice.suggestions else advice.simulated
    rows = [("now", *_figures(now, NONE, office))]
    for n, one in enumerate(advice.suggestions, 1):
        between = f"{100 * one.effect.low:+.1f} to {100 * one.effect.high:+.1f}"
        rows.append((str(n), *_figures(one.after, between, office)))
    return _grid([titles, *rows])


def _figures(of: Figures, between: str, office: Office) -> tuple[str, ...]:
    priority = NONE if of.priority_p95_min is None else f"{of.priority_p95_min:.1f}"
    topic = f"{topic_name(office, of.worst_topic)} {100 * of.worst_topic_share:.1f} %"
    share = f"{100 * of.over_share:.1f} %"
    return (share, between, f"{of.mean_min:.1f}", f"{of.p95_min:.1f}", priority, topic)


def _grid(rows: Sequence[Iterable[str]]) -> str:
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    )


def _foot(advice: Advice) -> str:
    said = f"Minutes. Surely: the change in the share on such days, in points, with {SURE:.0%} certainty."
    return said if advice.first else f"{said}\nNothing that was tried helps for sure."
