"""What a replay means, in one sentence for the head of the office. True also where nothing changes. Pure."""

from broker.replay.again import Replay
from broker.replay.figures import Figures, Findings
from broker.replay.recorded import USUAL_TARGET_S

RULE_WORDS = {
    "pressure": "pressure",
    "first_come": "first come",
    "strict_priority": "strict priority",
    "topic_order": "topic order",
}


NO_COUNTERS = "The log names no counters, so no rule can move anybody from one topic's line to another's"


def sentence(replay: Replay, found: Findings) -> str:
    """One sentence; the figures behind it stand below it."""
    before, after, rule = found.recorded, found.with_rule, f"nder the rule *{RULE_WORDS[replay.rule]}*"
    if not before.waits.n:
        return _nothing_to_play(replay)
    late = f"waited over {_target(replay)}"
    if not found.moved:
        as_it_was = f"{_share(before)} {late}, the longest {_minutes(before)}"
        if replay.lines:
            return f"{NO_COUNTERS}, and u{rule} nothing would have changed: {as_it_was}."
        return f"U{rule} nothing would have changed: {as_it_was}."
    changes = f"u{rule} {_shares(found, late)}{_longest(before, after)}"
    return f"{NO_COUNTERS}; inside the lines {changes}." if replay.lines else f"U{changes[1:]}."


def _nothing_to_play(replay: Replay) -> str:
    if replay.recording.legs:
        return "The log says of nobody when and where they were called, so nothing can be played."
    return "Nobody took a ticket in this log."


def _target(replay: Replay) -> str:
    targets_s = {replay.recording.target_s(leg.leg.topic) for leg in replay.legs}
    return f"{USUAL_TARGET_S / 60:g} minutes" if targets_s == {USUAL_TARGET_S} else "their target"


def _share(figures: Figures, digits: int = 0) -> str:
    share = 100 * (figures.over_target.share or 0.0)
    return f"{share:.{digits if share >= 1 else 1}f} %" if share else "nobody"


def _shares(found: Findings, late: str) -> str:
    """With a digit more where it is needed to tell them apart; with a doubt where the error is as great."""
    before, after = found.recorded, found.with_rule
    told = next(
        (pair for digits in (0, 1) if len(set(pair := [_share(f, digits) for f in (before, after)])) > 1),
        None,
    )
    if told is None:
        return f"{_share(after)} would have {late}, as recorded"
    change = (after.over_target.share or 0.0) - (before.over_target.share or 0.0)
    error = abs(found.trust.share_off) if found.trust else 0.0
    doubt = "" if abs(change) > error else " (no more of a difference than the replay's own error)"
    return f"{told[1]} would have {late} instead of {told[0]}{doubt}"


def _minutes(figures: Figures) -> str:
    minutes = round((figures.waits.worst_s or 0.0) / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _longest(before: Figures, after: Figures) -> str:
    was, would_be = _minutes(before), _minutes(after)
    if was == would_be:
        return f"; the longest wait would have been {would_be}, as recorded"
    shorter = (after.waits.worst_s or 0.0) < (before.waits.worst_s or 0.0)
    fewer, more = (_late(after) < _late(before)), (_late(after) > _late(before))
    but = " but" if (fewer and not shorter) or (more and shorter) else ""
    return f";{but} the longest wait would have been {would_be} instead of {was.split()[0]}"


def _late(figures: Figures) -> int:
    return figures.over_target.count
