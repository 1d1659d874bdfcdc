"""Who is called next: target share with pressure, and the other rules an office can choose.

    score(leg) = weighted wait in minutes * 30 / target + beta * minutes to clear its topic

Pure numbers: times are seconds on any one scale, so that the office and a simulation call the same functions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

BETA = 0.5
PRESSURE_CAP_MIN = 60.0
LEAST_CAPACITY = 0.05
APPOINTMENT_GRACE_S = 15 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One waiting leg as the rule sees it."""

    ticket_id: str
    leg: int
    number: str
    topic: str
    target_s: float
    issued_s: float
    priority_from_s: float | None = None
    """From when its wait weighs more; None: ordinary."""
    spoken_language: str = ""
    to_counter: int = 0
    to_level: int = 0
    barred: frozenset[int] = frozenset()
    held_back: bool = False
    """Put back a moment ago, or an appointment before its time: only when nothing else waits."""

    @property
    def priority(self) -> bool:
        """Its class."""
        return self.priority_from_s is not None

    @property
    def order(self) -> tuple[float, int, str]:
        """Order inside a topic and class: the visit's issue time, then the lower number."""
        return (self.issued_s, len(self.number), self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One open counter as the rule sees it."""

    number: int
    topics: tuple[str, ...]
    languages: tuple[str, ...] = ()
    level: int = 1
    duty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one topic usually brings."""

    share: float
    """Of arrivals; any common scale."""
    mean_service_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """Everything the rule looks at, at one moment."""

    now_s: float
    waiting: Sequence[Waiting]
    desks: Sequence[Desk]
    """Open counters only: signed in, not on a break."""
    loads: Mapping[str, Load]
    rule: str = "pressure"
    priority_weight: float = 5.0
    queues: Mapping[tuple[str, bool], Sequence[Waiting]] = field(init=False, repr=False, compare=False)
    """Topic and class to its legs in their order: sorted once, however many counters ask."""

    def __post_init__(self) -> None:
        queues: dict[tuple[str, bool], list[Waiting]] = {}
        for leg in sorted(self.waiting, key=lambda leg: leg.order):
            queues.setdefault((leg.topic, leg.priority), []).append(leg)
        object.__setattr__(self, "queues", queues)


def pressures(lobby: Lobby) -> dict[str, float]:
    """Minutes to clear each topic that has somebody waiting, at most PRESSURE_CAP_MIN."""
    count: dict[str, int] = {}
    for (topic, _), legs in lobby.queues.items():
        count[topic] = count.get(topic, 0) + len(legs)
    work = {topic: load.share * load.mean_service_s for topic, load in lobby.loads.items()}
    capacity = dict.fromkeys(count, 0.0)
    for desk in lobby.desks:
        total = sum(work.get(topic, 0.0) for topic in desk.topics)
        for topic in desk.topics:
            if topic in capacity and total > 0:
                capacity[topic] += work.get(topic, 0.0) / total
    return {
        topic: min(
            PRESSURE_CAP_MIN,
            n * lobby.loads[topic].mean_service_s / 60 / max(LEAST_CAPACITY, capacity[topic]),
        )
        for topic, n in count.items()
    }


def weighted_wait_s(leg: Waiting, now_s: float, weight: float) -> float:
    """Its wait, the part since it became priority counted `weight` times."""
    if leg.priority_from_s is None:
        return now_s - leg.issued_s
    heavy = max(0.0, now_s - max(leg.priority_from_s, leg.issued_s))
    return (now_s - leg.issued_s - heavy) + weight * heavy


def eligible(leg: Waiting, desk: Desk, lobby: Lobby) -> bool:
    """Whether this counter may call this leg at all."""
    if desk.number in leg.barred:
        return False
    if leg.to_counter == desk.number:
        return True
    if leg.to_counter and any(other.number == leg.to_counter for other in lobby.desks):
        return False
    if not _able(leg, desk):
        return desk.duty and not any(_able(leg, other) for other in lobby.desks)
    return not _kept_for_a_speaker(leg, desk, lobby)


def _able(leg: Waiting, desk: Desk) -> bool:
    """By skill and level, and without having passed it on."""
    return leg.topic in desk.topics and desk.level >= leg.to_level and desk.number not in leg.barred


def _kept_for_a_speaker(leg: Waiting, desk: Desk, lobby: Lobby) -> bool:
    """A wished language is preferred until half the target, then anyone serves."""
    wish = leg.spoken_language
    if not wish or wish in desk.languages or lobby.now_s - leg.issued_s >= leg.target_s / 2:
        return False
    return any(wish in other.languages and _able(leg, other) for other in lobby.desks)


def heads(desk: Desk, lobby: Lobby, apart_from: Collection[Waiting] = ()) -> list[Waiting]:
    """The oldest leg of each topic and class that this counter may call; one held back only if all are."""
    for held_back in (False, True):
        ready = [_oldest(legs, desk, lobby, apart_from, held_back) for legs in lobby.queues.values()]
        if any(ready):
            return [leg for leg in ready if leg]
    return []


def _oldest(
    legs: Sequence[Waiting], desk: Desk, lobby: Lobby, apart_from: Collection[Waiting], held_back: bool
) -> Waiting | None:
    """Looks no further than it must: almost always the first leg is the one."""
    for leg in legs:
        if leg.held_back == held_back and leg not in apart_from and eligible(leg, desk, lobby):
            return leg
    return None


def next_for(
    desk: Desk,
    lobby: Lobby,
    pressure_min: Mapping[str, float] | None = None,
    apart_from: Collection[Waiting] = (),
) -> Waiting | None:
    """The leg this counter calls next, or None when nobody waits whom it may call.

    `pressure_min` saves computing `pressures` again when asking for many counters at one moment; `apart_from`
    are legs already offered to another counter.
    """
    first = heads(desk, lobby, apart_from)
    if not first:
        return None
    pressing = pressures(lobby) if pressure_min is None else pressure_min
    return min(first, key=lambda leg: (_rank(leg, desk, lobby, pressing), leg.order))


def oldest_for(desk: Desk, lobby: Lobby) -> Waiting | None:
    """Whom this counter would call by issue time alone."""
    return min(heads(desk, lobby), key=lambda leg: leg.order, default=None)


def score(leg: Waiting, lobby: Lobby, pressing: Mapping[str, float]) -> float:
    """The default rule's figure, in minutes."""
    wait_min = weighted_wait_s(leg, lobby.now_s, lobby.priority_weight) / 60
    return wait_min * (1800 / leg.target_s) + BETA * pressing[leg.topic]


def _rank(leg: Waiting, desk: Desk, lobby: Lobby, pressing: Mapping[str, float]) -> tuple[float, ...]:
    """Smaller is earlier."""
    match lobby.rule:
        case "first_come":
            return ()
        case "strict_priority":
            return (not leg.priority,)
        case "topic_order":
            place = desk.topics.index(leg.topic) if leg.topic in desk.topics else len(desk.topics)
            return (place, not leg.priority)
    return (-score(leg, lobby, pressing),)
