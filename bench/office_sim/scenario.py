"""The offices that are simulated: the reference scenario V and what varies it. Plain figures, no chance.

V is given by the project's study (docs/routing.md). `narrow` and `small` are ours: see each.
"""

from dataclasses import dataclass

from broker.rules.play.loop import NoShow
from broker.rules.play.stage import Absence, Counter, House, topics
from broker.rules.routing.choice import PRESSURE, Rule

TOPICS = (
    "work",
    "housing",
    "everyday",
    "land",
    "compensation",
    "documents",
    "social",
    "environment",
    "personal",
)
WORK, HOUSING, EVERYDAY, LAND, COMPENSATION, DOCUMENTS, SOCIAL, ENVIRONMENT, PERSONAL = EVERYTHING = tuple(
    range(len(TOPICS))
)

_ASKED_FOR = (23, 19, 12, 10, 9, 8, 7, 3, 4)
_SERVICE_RATIO = (14, 17, 10, 22, 16, 9, 20, 12, 14)
_MEAN_SERVICE_MIN = 15.0

SHARE = tuple(asked / sum(_ASKED_FOR) for asked in _ASKED_FOR)
MEAN_SERVICE_MIN = tuple(
    ratio * _MEAN_SERVICE_MIN / sum(s * r for s, r in zip(SHARE, _SERVICE_RATIO, strict=True))
    for ratio in _SERVICE_RATIO
)
SERVICE_CV = 0.8

HOURLY_WEIGHTS = (1.15, 1.25, 1.20, 1.05, 0.90, 0.90, 0.85, 0.70)
"""Arrivals in each hour that the doors are open, from 08:00; second 0 of a simulated day is 08:00."""
BURST_HOUR = 2

NO_SHOW = NoShow(at_once=0.03, late=0.08, cost_s=60.0)
DEFAULT = Rule(PRESSURE, 5.0)
TARGET_MIN = 30.0

_LUNCH_FROM_MIN = 180.0
_LUNCH_MIN = 45.0
_LUNCH_WAVES = 4

_COUNTER_DAY_MIN = 435.0
_COUNTER_MIN_A_VISIT = 14.32
"""15 of service, less the no-shows (about 4.9 %), and the minute that each of those costs."""
_VISITS_OF_V = {0.75: 501, 0.85: 569, 0.92: 615, 0.97: 648}
"""As the study gives them; the formula gives the same to a visit."""

V_COUNTERS = (
    *[(WORK, DOCUMENTS, PERSONAL)] * 6,
    *[(HOUSING, EVERYDAY, DOCUMENTS)] * 5,
    *[(HOUSING, LAND)] * 3,
    *[(EVERYDAY, COMPENSATION, SOCIAL)] * 4,
    *[(EVERYDAY, DOCUMENTS, ENVIRONMENT, PERSONAL)] * 2,
    *[EVERYTHING] * 2,
)

NARROW_COUNTERS = (
    *[(WORK,)] * 3,
    (WORK, DOCUMENTS),
    *[(WORK, PERSONAL)] * 2,
    *[(HOUSING,)] * 3,
    (HOUSING, EVERYDAY),
    (HOUSING, DOCUMENTS),
    *[(LAND,)] * 2,
    (HOUSING, LAND),
    *[(COMPENSATION, SOCIAL)] * 2,
    (EVERYDAY, COMPENSATION),
    (EVERYDAY, SOCIAL),
    *[(EVERYDAY, ENVIRONMENT)] * 2,
    (LAND, COMPENSATION),
    (LAND, SOCIAL),
)
"""Ours: each counter of V keeps one or two of its topics, so that all work can still be shared out evenly."""

SMALL_COUNTERS = (
    (WORK, DOCUMENTS, PERSONAL, EVERYDAY),
    (WORK, HOUSING, PERSONAL),
    (HOUSING, LAND, EVERYDAY),
    (COMPENSATION, SOCIAL, EVERYDAY, ENVIRONMENT),
    EVERYTHING,
)
"""Ours: a reception of five counters with the same nine topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An office and its public."""

    name: str
    counters: tuple[tuple[int, ...], ...] = V_COUNTERS
    """The topics of each, in its own order."""
    flagged: float = 0.10
    """Share of visitors with priority."""
    burst: float = 1.0
    """Arrivals in the BURST_HOUR, times this."""

    def visits(self, load: float) -> float:
        """So many are expected in a day at a load of 0..1, before any burst."""
        if len(self.counters) == len(V_COUNTERS) and load in _VISITS_OF_V:
            return _VISITS_OF_V[load]
        return load * len(self.counters) * _COUNTER_DAY_MIN / _COUNTER_MIN_A_VISIT

    def house(self) -> House:
        """As the play wants it, with lunch in four waves from 11:00."""
        return House(
            topics=topics([60.0 * mean for mean in MEAN_SERVICE_MIN], SHARE),
            counters=[
                Counter(topics=skills, absences=[lunch(seat)]) for seat, skills in enumerate(self.counters)
            ],
            no_show=NO_SHOW,
        )


def lunch(seat: int) -> Absence:
    """Neighbours go in different waves."""
    from_s = 60.0 * (_LUNCH_FROM_MIN + _LUNCH_MIN * (seat % _LUNCH_WAVES))
    return Absence(from_s=from_s, to_s=from_s + 60.0 * _LUNCH_MIN)


V = Scenario(name="V")
BURST = Scenario(name="V-burst", burst=1.8)
NARROW = Scenario(name="narrow", counters=NARROW_COUNTERS)
SMALL = Scenario(name="small", counters=SMALL_COUNTERS)
FLAGGED = Scenario(name="V-30-priority", flagged=0.30)
