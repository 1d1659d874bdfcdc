"""A suggestion in one sentence, for somebody who has never heard of queues being reckoned. English."""

from collections.abc import Sequence

from broker.contract.office import Office
from broker.rules.advise.effect import Effect, Figures
from broker.rules.advise.plans import Plan, minutes
from broker.rules.advise.ways import Span, Way


def deed(office: Office, way: Way, present: Plan, *, spare: bool) -> str:
    """What to do. `spare`: the counter to open stands empty then."""
    if way.breaks is not None:
        return _breaks(way.breaks, present)
    if way.more is not None:
        return _more(way.more, spare=spare)
    if way.fewer is not None:
        return f"With counter {way.fewer.counter} away from {way.fewer.begins} to {way.fewer.ends}"
    if way.skill is not None:
        return f"Let counter {way.skill.counter} serve {topic_name(office, way.skill.topic)} as well"
    usual = office.routing.priority_weight
    return f"Let a minute of a priority visitor count {way.priority_weight:g} instead of {usual:g}"


def _breaks(plan: Plan, present: Plan) -> str:
    begins, began = min(one.begins for one in plan), min(one.begins for one in present)
    by_min = minutes(begins) - minutes(began)
    before = {one.counter: minutes(one.begins) for one in present}
    if all(minutes(one.begins) - before.get(one.counter, 0) == by_min for one in plan):
        later = f"{abs(by_min)} minutes {'later' if by_min > 0 else 'earlier'}"
        return f"Let the breaks begin at {begins} instead of {began}, each {later}"
    waves = sorted({one.begins for one in plan})
    most = max(sum(one.begins == wave for one in plan) for wave in waves)
    return f"Let the breaks begin at {_listed(waves)}, for {most} counters at a time"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _more(more: Span, *, spare: bool) -> str:
    which = f"counter {more.counter}" if spare else f"one more counter like counter {more.counter}"
    return f"Open {which} from {more.begins} to {more.ends}"


def topic_name(office: Office, topic_id: str) -> str:
    """In English if it has such a name, else in the office's own language."""
    topic = office.topic(topic_id)
    names = topic.names if topic else {}
    return names.get("en") or names.get(office.languages[0]) or topic_id


def outcome(office: Office, way: Way, before: Figures, after: Figures, effect: Effect) -> str:
    """What would have come of it."""
    late = f"would have waited {longer_than(office)}"
    if effect.helps or effect.harms:
        said = f"{_instead(before.over_share, after.over_share)} {late}."
    else:
        said = f"about as many as before {late}; what differs may be chance."
    if way.priority_weight is None or before.priority_p95_min is None or after.priority_p95_min is None:
        return said
    now, then = round(after.priority_p95_min), round(before.priority_p95_min)
    return (
        f"{said} 95 of 100 priority visitors would have been called within {now} instead of {then} minutes."
    )


def longer_than(office: Office) -> str:
    """What nobody should wait."""
    targets_s = {topic.wait_target_s for topic in office.topics}
    if len(targets_s) == 1:
        return f"over {targets_s.pop() / 60:g} minutes"
    return "longer than their topic's target"


def _instead(before: float, after: float) -> str:
    """Of as few as show the difference."""
    scale = next((n for n in (100, 1000) if round(n * before) != round(n * after)), 10_000)
    return f"{round(scale * after)} of {scale} instead of {round(scale * before)} of {scale}"
