"""The figures: their shapes, and the one place that states what each of them means.

Durations are seconds and carry `_s`; shares are 0..1. A figure of nothing is None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

VISIT_TARGET_S = 1800
"""What every visitor is promised: all their waiting together lasts at most so long."""
SERVICE_TARGET_S = 900
"""What the mean service of a day is held against; never a stopwatch on one visit."""
BUCKET_S = 60
"""Width of a histogram's bucket."""

DEFINITIONS: Mapping[str, str] = {
    "visit": "Everything one visitor does in one stay: one ticket number, one or more legs.",
    "leg": "One topic of a visit: it enters the queue, is called, is served, ends or is transferred.",
    "arrivals": "Visits that began on the day: tickets issued.",
    "entered": "Legs that entered the queue: one for each visit, further ones by transfer or added topic.",
    "served": "A leg is served when its service was finished; a visit when at least one of its legs was.",
    "no_shows": "Called, and nobody came; for a visit: how its last leg ended.",
    "transferred": "The leg ended because the visit went on in another queue; its next leg is counted there.",
    "cancelled": "Left before a call, or while parked.",
    "unserved": "The day ended before its service began.",
    "still_open": "Not ended at the time of this report.",
    "wait": "Of a leg: the total time it spent waiting. A recall adds nothing; a leg reinstated or put back "
    "adds its further waiting; parked time is its own figure. A leg that still waits counts with its waiting "
    "so far, a no-show with the wait it had.",
    "total_wait": "Of a visit: the sum of the waits of its legs. A transfer never sets it back.",
    "walk": "Of a leg: the time it was called, from the call to the start of service or to the no-show.",
    "service": "Of a leg whose service has ended: the total time serving. The target is held against the "
    "mean of the day, never against one visit.",
    "visit_time": "Of a visit that was served and has ended: from its issue to the end of its last leg.",
    "over_target": "Legs that waited longer than their topic's target, of all legs that entered the queue. "
    "Waiting exactly as long as the target is not over it.",
    "over_30": "Visits whose total wait is longer than 30 minutes, of all visits, so that a transfer does "
    "not hide a wait.",
    "goal": "The share of visitors over 30 minutes that the office allows itself; theirs should be below it.",
    "percentiles": "Nearest rank, from the exact values: p95 is the smallest value that at least 95 of 100 "
    "legs did not exceed. The median is p50. Nothing is interpolated: every figure is a wait somebody had.",
    "worst_topic": "The topic whose p95 wait is longest measured against its own target.",
    "worst_half_hour": "The half hour whose legs have the longest p90 wait.",
    "half_hour": "Half-open, in the office's local time: what happened at exactly 08:30 belongs to the half "
    "hour that begins at 08:30. A visit belongs to the one it was issued in, a leg to the one in which it "
    "entered the queue.",
    "day": "The local day of the office's time zone, from one turn of the day to the next.",
    "histogram": "Waits of legs in buckets of one minute: the first counts 0 s up to, not including, 60 s. "
    "Days are put together by adding their histograms, never by averaging averages.",
    "estimated": "Legs whose times cannot be defended: closed by the day's turn, or across a step of a clock "
    "that nobody had set. They are counted, and left out of means, percentiles, histogram and worst.",
    "priority": "Visits marked as priority when the report was made, and the waits of their legs.",
    "estimates": "What tickets said of the wait, held against the time from entering the queue to the leg's "
    "first call. Legs that were never called, or whose times are estimated, are left out. A promise made by "
    "simulation is a range, before it is rounded for the visitor: one chance in ten lies below it and one "
    "above.",
    "estimate_inside": "Of the called legs that had been promised a range: those whose first call came "
    "within it, both ends included. Eight of ten should.",
    "estimate_error": "Of the called legs that had been promised a range: the mean distance between its "
    "middle, as likely too long as too short, and the time to the first call.",
    "estimate_bias": "Of the same legs, the mean of promise less time to the first call: negative when "
    "people waited longer than they had been told.",
    "estimate_rough": "Legs that were told one figure, marked roughly, because no simulation could be had: "
    "the wait of the topic's last called leg. Their error and bias are reckoned apart in the same way.",
    "forecast": "What was expected of a moment one and two hours ahead, and what came: the legs that waited "
    "then for their first call, how long the oldest of them had, and of the first calls from the forecast "
    "until then the share that came later than the topic's target.",
    "counters": "Totals of the whole office, never of one counter. Open is signed in and not on a break: "
    "idle, calling, serving and wrap-up together; paused is apart.",
    "out_of_order": "Calls that would not have been next without a staff action.",
    "not_printed": "Tickets that are known to have no paper.",
}
"""Figure to the sentence that says what it is. `percentiles` says how they are computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How a duration is spread. All figures are None when n is 0."""

    n: int
    mean_s: float | None
    median_s: float | None
    p90_s: float | None
    p95_s: float | None
    worst_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """So many of so many; see `over_target` and `over_30`."""

    count: int
    of: int
    share: float | None
    """None when `of` is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """How visits, or legs, ended; the others add up to `entered`."""

    entered: int
    """For visits: the arrivals."""
    served: int
    no_shows: int
    transferred: int
    """Of visits always 0, unless only one topic is looked at."""
    cancelled: int
    unserved: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """Visits with priority."""

    visits: int
    share: float | None
    """Of all visits."""
    waits: Spread
    """Of their legs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    """How well the promise on the ticket was kept."""

    n: int
    """Called legs that had a promise."""
    ranged: int
    """Of these, promised a range by the simulation; the others were told one figure, roughly."""
    inside_share: float | None
    """Of the ranged ones, as the two figures below."""
    error_s: float | None
    bias_s: float | None
    rough_error_s: float | None
    """Of the others."""
    rough_bias_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One figure of a forecast: what eight of ten plays lay within, and what came."""

    low: float
    mid: float
    high: float
    came: float | None
    """None: there is nothing to count, such as the share of no calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One forecast for one moment that has come; see `forecast`."""

    made_at: datetime
    at: datetime
    """The moment that was meant."""
    waiting: Foreseen
    oldest_s: Foreseen
    over_share: Foreseen


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterTotals:
    """What all counters did, added up for the office."""

    open_s: float
    """idle + calling + serving + wrap_up."""
    idle_s: float
    calling_s: float
    serving_s: float
    wrap_up_s: float
    paused_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFigures:
    """One topic; every topic of the office has a row, also on a day without visitors for it."""

    topic: str
    """Its id."""
    letter: str
    names: Mapping[str, str]
    """Language code to name."""
    wait_target_s: int
    service_target_s: int
    legs: Ends
    waits: Spread
    over_target: Over
    """Legs against this topic's target."""
    service: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfHour:
    """One half hour, half-open; they follow one another without a gap from the first arrival to the last."""

    starts_at: datetime
    """Local time of the office, with its offset from UTC."""
    arrivals: int
    """Visits issued in it."""
    waits: Spread
    """Of the legs that entered the queue in it."""
    over_target: Over
    """Of these legs, against their topics' targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """One day of one office, or one topic of it, as far as it has come. DEFINITIONS says what each means."""

    day: date
    office: str
    """Its name."""
    time_zone: str
    topic: str | None
    """Topic id when only its legs are looked at."""
    at: datetime
    """Office time of the report, UTC: open legs and counters count up to here."""
    first_arrival_at: datetime | None
    """Local time of the office, as all times but `at`."""
    last_end_at: datetime | None
    visits: Ends
    legs: Ends
    waits: Spread
    """Of legs."""
    total_waits: Spread
    """Of visits."""
    walks: Spread
    service: Spread
    service_target_s: int
    visit_times: Spread
    over_target: Over
    """Legs against their topics' targets."""
    over_30: Over
    """Visits against 30 minutes in all."""
    goal_share: float
    """What the share of over_30 should stay below."""
    worst_topic: TopicFigures | None
    worst_half_hour: HalfHour | None
    worst_wait: str | None
    """Number of the ticket whose leg waited longest."""
    priority: Priority
    estimates: Estimates
    counters: CounterTotals
    """Always of the whole office: a counter serves many topics."""
    per_topic: tuple[TopicFigures, ...]
    """In the order of the configuration."""
    per_half_hour: tuple[HalfHour, ...]
    histogram: tuple[int, ...]
    """Number of legs by whole minutes of waiting: index 0 counts [0, 60) s."""
    estimated: int
    out_of_order: int
    not_printed: int
