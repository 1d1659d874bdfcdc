"""What stood between a call and somebody it passed: one clause for each way, with the figures that decided.

Takes the lobby as the rule saw it and asks the rule's own functions; weighs nothing by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from broker.rules.lobby import by_appointment
from broker.rules.routing.choice import PRESSURE_CAP_MIN
from broker.rules.routing.columns import Desk, Waiting
from broker.rules.routing.people import Lobby, head, pressures, value, weighed
from broker.rules.routing.wording import apart, clock, clocks, minutes, topic_name
from broker.rules.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The office just before a call."""

    state: State
    at: datetime
    here: Desk
    """The counter that called."""
    seen: Lobby


def barrier(leg: Waiting, scene: Scene) -> str:
    """Why the counter could not call this leg, in the order in which the rule asks."""
    number, here = leg.number, scene.here
    if here.number in leg.barred:
        return f"{number} does not go to counter {here.number} again, which passed it on"
    if leg.to_counter not in leg.barred and any(
        desk.open and desk.number == leg.to_counter != here.number for desk in scene.seen.desks
    ):
        return f"{number} {_meant_for(leg, scene.state)} counter {leg.to_counter}"
    if leg.topic not in here.topics:
        only = " while another open counter does" if here.duty else ""
        return f"counter {here.number} does not serve {topic_name(scene.state, leg.topic)}{only}"
    if leg.to_level > here.level:
        return (
            f"{number} was sent to level {leg.to_level}, and counter {here.number} is of level {here.level}"
        )
    until = scene.state.tickets[leg.ticket_id].issued_at + timedelta(seconds=_target_s(leg, scene) / 2)
    return (
        f"{number} asked to be served in {leg.spoken_language!r} and is kept for a counter "
        f"that speaks it until {clock(scene.state, until)}"
    )


def _meant_for(leg: Waiting, state: State) -> str:
    ticket = state.tickets[leg.ticket_id]
    return "was sent to" if ticket.leg(leg.leg).to_counter else "has its appointment at"


def kept_back(leg: Waiting, scene: Scene) -> str:
    """Why its turn had not come though it waited."""
    ticket = scene.state.tickets[leg.ticket_id]
    if ticket.due_at is not None and by_appointment(ticket, leg.leg) and scene.at < ticket.due_at:
        due = clock(scene.state, ticket.due_at)
        return (
            f"{leg.number} has its appointment at {due}, and before that it is called when nobody else waits"
        )
    put_back = clock(scene.state, ticket.leg(leg.leg).since)
    return f"{leg.number} had been put back at {put_back} to let others go first"


def outweighed(called: Waiting, passed: Waiting, scene: Scene) -> str:
    """Why the office's rule put one before the other, both of whom the counter might have called."""
    if (called.topic, called.priority) == (passed.topic, passed.priority):
        return _earlier(called, passed, scene)
    first = head(passed, scene.here, scene.seen)
    ours, theirs = (value(leg, scene.here, scene.seen) for leg in (called, passed))
    if first is not None and first != passed and theirs > ours:
        after = f"{passed.number} comes after {first.number}, which was issued earlier for the same topic"
        return f"{after}; {outweighed(called, first, scene)}"
    if ours == theirs:
        return _earlier(called, passed, scene)
    match scene.seen.rule:
        case "strict_priority":
            return f"{called.number} has priority, which goes first in this office"
        case "topic_order":
            topics = [topic_name(scene.state, leg.topic) for leg in (called, passed)]
            return f"counter {scene.here.number} serves {topics[0]} before {topics[1]}"
    return _by_score(called, passed, scene)


def _earlier(called: Waiting, passed: Waiting, scene: Scene) -> str:
    issued = [scene.state.tickets[leg.ticket_id].issued_at for leg in (called, passed)]
    first, second = clocks(scene.state, issued[0], issued[1])
    if issued[0] == issued[1]:
        return f"both were issued at the same moment, at {first}, and then the number decides"
    return f"{called.number} was issued earlier, at {first}, {passed.number} at {second}"


def _by_score(called: Waiting, passed: Waiting, scene: Scene) -> str:
    """The default rule: the plainest of its parts that was enough."""
    a, b = (weighed(leg, scene.here, scene.seen) for leg in (called, passed))
    if called.issued_s < passed.issued_s:
        overruled = b.score_min > b.unweighted_min
        return _earlier(called, passed, scene) + (_against_weight(called, passed, scene) if overruled else "")
    waits = [minutes(scene.seen.now_s - leg.issued_s) for leg in (passed, called)]
    issued = f"{passed.number} was issued {waits[0]} before this call and {called.number} {waits[1]}, but"
    if a.waited_min > b.waited_min:
        return f"{issued} {_nearer_its_target(called, passed, scene)}"
    if a.unweighted_min > b.unweighted_min:
        return f"{issued} {_pressed_more(called, passed, scene)}"
    return f"{issued} {_weight(called, scene)}{_counted(called, passed, scene)}"


def _nearer_its_target(called: Waiting, passed: Waiting, scene: Scene) -> str:
    now_s, targets_s = scene.seen.now_s, [_target_s(leg, scene) for leg in (called, passed)]
    passed_by = ((now_s - leg.issued_s) / _target_s(leg, scene) * 100 for leg in (called, passed))
    used, other = apart(*passed_by)
    first, second = (minutes(target_s) for target_s in targets_s)
    return (
        f"{called.number} is to wait {first} at most and {passed.number} {second}: "
        f"{used} % of that had passed against {other} %"
    )


def _pressed_more(called: Waiting, passed: Waiting, scene: Scene) -> str:
    pressing = [pressures(scene.seen)[leg.topic] for leg in (called, passed)]
    first, second = (topic_name(scene.state, leg.topic) for leg in (called, passed))
    more, less = apart(pressing[0], pressing[1])
    or_more = " or more" if pressing[0] == PRESSURE_CAP_MIN else ""
    return f"{first} was under more pressure, {more}{or_more} minutes to clear against {less} for {second}"


def _weight(leg: Waiting, scene: Scene) -> str:
    assert leg.priority_from_s is not None
    heavy = minutes(scene.seen.now_s - max(leg.priority_from_s, leg.issued_s))
    return f"{leg.number} has had {_standing(leg, scene)} for {heavy}, which count {_times(scene)} times"


def _against_weight(called: Waiting, passed: Waiting, scene: Scene) -> str:
    return f", which outweighs that {_weight(passed, scene)}{_counted(called, passed, scene)}"


def _counted(called: Waiting, passed: Waiting, scene: Scene) -> str:
    ours, theirs = apart(*(value(leg, scene.here, scene.seen) for leg in (called, passed)))
    return f", so that {called.number} counted {ours} minutes in all and {passed.number} {theirs}"


def _times(scene: Scene) -> str:
    return f"{scene.seen.priority_weight:g}"


def _standing(leg: Waiting, scene: Scene) -> str:
    ticket = scene.state.tickets[leg.ticket_id]
    return "priority" if ticket.priority_from is not None else "the weight of its appointment"


def _target_s(leg: Waiting, scene: Scene) -> float:
    return scene.seen.loads[leg.topic].target_s
