"""When people come: arrivals expected in each half hour of each weekday, and each topic's share of them.

An arrival is a leg that enters its queue. It counts in the local half hour it entered (half-open, through
clock changes) of the office's day, recent days more, divided by what the calendar expected of its day and
topic. Days that are not special make the usual profile (profile.py says how). With no history the profile is
a flat guess: as many arrivals as keep 80 % of the configured counters busy whenever the office is open.
Shares are counted in the same way, the configured ones worth 30 legs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from broker.contract.office import WEEKDAYS, Office
from broker.rules.habits import HALF_HOURS, SpecialDay
from broker.rules.learn.memory import Weights
from broker.rules.learn.opening import HALF_HOUR_MIN, Day, OpenParts, open_parts
from broker.rules.learn.profile import Profile, fitted
from broker.rules.learn.special_days import special_days
from broker.rules.rows import LegRow
from broker.rules.seasons import Season

BUSY = 0.8
CONFIGURED_LEGS = 30.0
ANY_DAY = Season()

Seasons = Mapping[date, Season]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualArrivals:
    """The usual profile, and the days that were left out of it."""

    profile: Profile
    special_days: tuple[SpecialDay, ...]


def usual_arrivals(
    office: Office, legs: Iterable[LegRow], weight: Weights, seasons: Seasons, visit_s: float
) -> UsualArrivals:
    """From whole days; `visit_s` is what a visit keeps a counter, for the guess where there are none."""
    counts = _counts(office, legs, seasons)
    parts = open_parts(office, counts)
    special = special_days(counts, parts)
    left_out = {day.day for day in special}
    usual = {day: halves for day, halves in counts.items() if day not in left_out}
    profile = fitted(usual, weight, parts) or _guessed(office, parts, visit_s)
    return UsualArrivals(profile=profile, special_days=special)


def topic_shares(
    office: Office, legs: Iterable[LegRow], weight: Weights, seasons: Seasons
) -> dict[str, float]:
    """Topic id to its share of arrivals; they add up to 1."""
    configured = sum(topic.share for topic in office.topics)
    counted = {topic.id: CONFIGURED_LEGS * topic.share / configured for topic in office.topics}
    for leg in legs:
        factor = _factor(leg, seasons)
        if leg.topic in counted and factor > 0:
            counted[leg.topic] += weight[leg.day] / factor
    total = sum(counted.values())
    return {topic: count / total for topic, count in counted.items()}


def _factor(leg: LegRow, seasons: Seasons) -> float:
    return seasons.get(leg.day, ANY_DAY).factor(leg.topic)


def _counts(office: Office, legs: Iterable[LegRow], seasons: Seasons) -> dict[date, Day]:
    """Every date from the first to the last with a leg; an empty one in between was closed."""
    zone = ZoneInfo(office.time_zone)
    counts = defaultdict[date, Day](lambda: [0.0] * HALF_HOURS)
    for leg in legs:
        factor = _factor(leg, seasons)
        if factor > 0:
            local = leg.entered_at.astimezone(zone)
            counts[leg.day][local.hour * 2 + local.minute // HALF_HOUR_MIN] += 1 / factor
    if not counts:
        return {}
    first, last = min(counts), max(counts)
    return {day: counts[day] for day in (first + timedelta(n) for n in range((last - first).days + 1))}


def _guessed(office: Office, parts: OpenParts, visit_s: float) -> Profile:
    arrivals = BUSY * len(office.counters) * HALF_HOUR_MIN * 60 / visit_s
    return {name: tuple(arrivals * part for part in parts[name]) for name in WEEKDAYS}
