"""A replay as text for people: the sentence first, then what it rests on, in minutes and per cent. Pure."""

from collections import defaultdict
from collections.abc import Sequence

from broker.replay.again import Replay
from broker.replay.figures import Figures, Findings, Told, findings
from broker.replay.recorded import Refused
from broker.replay.verdict import RULE_WORDS, sentence

NONE = "–"
LINES_NAMED = 10
"""Of the rows refused for one reason; --json has all."""


def as_text(replay: Replay, name: str) -> str:
    """The sentence first; then what it rests on."""
    found = findings(replay, replay.legs)
    parts = [_heading(replay, name), sentence(replay, found)]
    if replay.legs:
        parts += [_table(replay, found), _trust(replay, found), _estimates(replay, found.estimates)]
    return "\n\n".join(part for part in [*parts, _rows(replay)] if part) + "\n"


def _heading(replay: Replay, name: str) -> str:
    days = replay.recording.days
    if not days:
        return name
    span = f"{days[0].day}" if len(days) == 1 else f"{days[0].day} to {days[-1].day}, {len(days)} days"
    return f"{name}: {span}; tickets played: {len(replay.legs)}"


def _table(replay: Replay, found: Findings) -> str:
    ways = (found.recorded, found.own_order, found.with_rule)
    titles = ("", "recorded", "own order", RULE_WORDS[replay.rule])
    rows = [
        ("Wait, mean, min", *(_min(way.waits.mean_s) for way in ways)),
        ("95 % within, min", *(_min(way.waits.p95_s) for way in ways)),
        ("Longest, min", *(_min(way.waits.worst_s) for way in ways)),
        ("Over target, %", *(_pct(way.over_target.share) for way in ways)),
        ("Worst topic over target", *(_worst(way) for way in ways)),
        (f"Priority ({found.recorded.priority.n}), 95 % within", *(_min(way.priority.p95_s) for way in ways)),
    ]
    widths = [max(len(row[n]) for row in [titles, *rows]) for n in range(len(titles))]
    return "\n".join(
        f"{row[0]:<{widths[0]}}"
        + "".join(f"  {cell:>{w}}" for cell, w in zip(row[1:], widths[1:], strict=True))
        for row in [titles, *rows]
    )


def _worst(figures: Figures) -> str:
    of = figures.worst_topic_over
    return f"{figures.worst_topic}, {of.count} of {of.of}" if of else NONE


def _min(seconds: float | None) -> str:
    return NONE if seconds is None else f"{seconds / 60:.1f}"


def _pct(share: float | None) -> str:
    return NONE if share is None else f"{100 * share:.1f}"


def _trust(replay: Replay, found: Findings) -> str:
    """How far to believe it."""
    told = []
    if found.trust:
        off = found.trust.waits_off
        told.append(
            "Played again in its own order the log's waits are met within "
            f"{_min(off.median_s)} min for half of the tickets and {_min(off.p95_s)} min for 95 %; "
            f"the share over target is off by {100 * found.trust.share_off:+.1f} points."
        )
    if replay.lines:
        told.append(
            "The log names no counters: each topic is played as a line of its own, at the pace of its "
            "recorded calls. What counters with several topics could have done cannot be known."
        )
    if replay.overtime_s >= 60:
        told.append(f"Counters would have stayed {replay.overtime_s / 60:.0f} min longer, all together.")
    if replay.cut:
        told.append(f"Services recorded beyond the next call of their counter, ended there: {replay.cut}.")
    if replay.left_out:
        told.append(f"Left out, because nobody knows when or where they were called: {len(replay.left_out)}.")
    return "\n".join(told)


def _estimates(replay: Replay, told: Told) -> str:
    if not told.n:
        return ""
    step_min = replay.recording.precision_s / 60
    known = f" ({_pct(told.inside_as_known_share)} to the {step_min:g} min that its times are good for)"
    by = "" if replay.lines else f" As its own rule is taken *{RULE_WORDS[replay.nearest_rule]}*."
    return (
        f"Estimates at the issue (tickets that had to wait: {told.n}): "
        f"mean error {_min(told.error_s)} min, bias {_min(told.bias_s)}; "
        f"the topic's last called leg: {_min(told.last_called_error_s)}, {_min(told.last_called_bias_s)}.\n"
        f"Called within the interval that should hold 80 %: {_pct(told.inside_share)} %"
        f"{known if step_min else ''}.{by}"
    )


def _rows(replay: Replay) -> str:
    refused = replay.recording.refused
    counts = f"Rows: {replay.recording.rows} read, {len(refused)} refused."
    by_reason = defaultdict[str, list[Refused]](list)
    for no in refused:
        by_reason[no.reason].append(no)
    return "\n".join(
        [counts, *(f"  {len(of)} because {reason}: {_lines(of)}" for reason, of in by_reason.items())]
    )


def _lines(refused: Sequence[Refused]) -> str:
    named = [f"line {no.line}" + (f" ({no.detail})" if no.detail else "") for no in refused[:LINES_NAMED]]
    more = len(refused) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
