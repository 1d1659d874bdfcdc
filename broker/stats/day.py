"""One day's figures from its rows. Pure but for `day_report`, which reads them from the log."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from broker.contract.office import Office, Topic
from broker.contract.terms import CounterState, LegState, Outcome, Printed
from broker.eventlog import LogReader
from broker.rules.rows import CounterRow, LegRow
from broker.stats.figures import (
    SERVICE_TARGET_S,
    VISIT_TARGET_S,
    CounterTotals,
    DayReport,
    Ends,
    Estimates,
    HalfHour,
    Priority,
    Spread,
    TopicFigures,
)
from broker.stats.local import day_bounds, half_hour, half_hours, zone
from broker.stats.spread import histogram, mean, over, share, spread

Visit = tuple[LegRow, ...]
"""The legs of one ticket that are looked at, in their order."""


async def day_report(reader: LogReader, day: date, now: datetime, topic: str | None = None) -> DayReport:
    """What a day was like, or is like so far at office time `now`; of one topic's legs if one is given."""
    office = await reader.office()
    legs = await reader.legs(day, day)
    return day_figures(office, day, legs, await reader.counter_rows(day, day), now, topic)


async def day_legs(reader: LogReader, day: date, now: datetime) -> list[LegRow]:
    """The legs of a day by the time their visits began; those that still wait with their waiting so far."""
    at = _until(await reader.office(), day, now)
    return [replace(leg, waited_s=_wait_s(leg, at)) for leg in await reader.legs(day, day)]


def day_figures(
    office: Office,
    day: date,
    legs: Sequence[LegRow],
    counters: Sequence[CounterRow],
    now: datetime,
    topic: str | None = None,
) -> DayReport:
    """The same from rows; `legs` and `counters` are those of the day. Nothing lasts longer than the day."""
    at = _until(office, day, now)
    legs = [leg for leg in legs if topic in (None, leg.topic)]
    visits = _visits(legs)
    local = zone(office)
    per_topic = _per_topic(office, legs, at, topic)
    per_half_hour = _per_half_hour(office, day, legs, at)
    ended = [leg.ended_at for leg in legs if leg.ended_at]
    defended = [leg for leg in legs if not leg.estimated]
    return DayReport(
        day=day,
        office=office.name,
        time_zone=office.time_zone,
        topic=topic,
        at=at,
        first_arrival_at=min(leg.issued_at for leg in legs).astimezone(local) if legs else None,
        last_end_at=max(ended).astimezone(local) if ended else None,
        visits=_ends([_visit_outcome(visit) for visit in visits]),
        legs=_ends([leg.outcome for leg in legs]),
        waits=_waits(legs, at),
        total_waits=spread(_total_wait_s(visit, at) for visit in visits if _defended(visit)),
        walks=spread(leg.walked_s for leg in defended if leg.called_at and leg.state is not LegState.CALLED),
        service=_service(legs),
        service_target_s=SERVICE_TARGET_S,
        visit_times=_visit_times(visits),
        over_target=over((_wait_s(leg, at), _target_s(office, leg)) for leg in legs),
        over_30=over((_total_wait_s(visit, at), VISIT_TARGET_S) for visit in visits),
        goal_share=office.goal_over_share,
        worst_topic=max((t for t in per_topic if t.waits.n), key=_against_target, default=None),
        worst_half_hour=max((h for h in per_half_hour if h.waits.n), key=_p90_s, default=None),
        worst_wait=max(defended, key=lambda leg: _wait_s(leg, at)).number if defended else None,
        priority=_priority(visits, legs, at),
        estimates=_estimates(defended),
        counters=_counter_totals(counters, at),
        per_topic=per_topic,
        per_half_hour=per_half_hour,
        histogram=histogram(_wait_s(leg, at) for leg in defended),
        estimated=len(legs) - len(defended),
        out_of_order=sum(leg.out_of_order for leg in legs),
        not_printed=sum(visit[0].printed is Printed.NO for visit in visits),
    )


def _until(office: Office, day: date, now: datetime) -> datetime:
    return min(now, day_bounds(office, day)[1])


# -- legs and visits


def _visits(legs: Iterable[LegRow]) -> list[Visit]:
    found = defaultdict[str, list[LegRow]](list)
    for leg in legs:
        found[leg.ticket_id].append(leg)
    return [tuple(sorted(visit, key=lambda leg: leg.leg)) for visit in found.values()]


def _wait_s(leg: LegRow, at: datetime) -> float:
    if leg.state is not LegState.WAITING:
        return leg.waited_s
    return leg.waited_s + max(0.0, (at - leg.since).total_seconds())


def _total_wait_s(visit: Visit, at: datetime) -> float:
    return sum(_wait_s(leg, at) for leg in visit)


def _waits(legs: Iterable[LegRow], at: datetime) -> Spread:
    return spread(_wait_s(leg, at) for leg in legs if not leg.estimated)


def _service(legs: Iterable[LegRow]) -> Spread:
    return spread(leg.served_s for leg in legs if leg.serving_at and leg.outcome and not leg.estimated)


def _defended(visit: Visit) -> bool:
    return not any(leg.estimated for leg in visit)


def _visit_outcome(visit: Visit) -> Outcome | None:
    if any(leg.outcome is None for leg in visit):
        return None
    served = any(leg.outcome is Outcome.SERVED for leg in visit)
    return Outcome.SERVED if served else visit[-1].outcome


def _visit_times(visits: Iterable[Visit]) -> Spread:
    return spread(
        max((leg.ended_at - leg.issued_at).total_seconds() for leg in visit if leg.ended_at)
        for visit in visits
        if _defended(visit) and _visit_outcome(visit) is Outcome.SERVED
    )


def _ends(outcomes: Sequence[Outcome | None]) -> Ends:
    return Ends(
        entered=len(outcomes),
        served=outcomes.count(Outcome.SERVED),
        no_shows=outcomes.count(Outcome.NO_SHOW),
        transferred=outcomes.count(Outcome.TRANSFERRED),
        cancelled=outcomes.count(Outcome.CANCELLED),
        unserved=outcomes.count(Outcome.UNSERVED),
        still_open=outcomes.count(None),
    )


def _priority(visits: Sequence[Visit], legs: Iterable[LegRow], at: datetime) -> Priority:
    count = sum(any(leg.priority for leg in visit) for visit in visits)
    waits = _waits([leg for leg in legs if leg.priority], at)
    return Priority(visits=count, share=share(count, len(visits)), waits=waits)


def _estimates(legs: Iterable[LegRow]) -> Estimates:
    ranged, rough, inside = list[float](), list[float](), 0
    for leg in legs:
        low_s, mid_s, high_s = leg.forecast_low_s, leg.forecast_mid_s, leg.forecast_high_s
        if low_s is None or mid_s is None or high_s is None or leg.called_at is None:
            continue
        actual_s = (leg.called_at - leg.entered_at).total_seconds()
        (rough if leg.forecast_roughly else ranged).append(mid_s - actual_s)
        inside += not leg.forecast_roughly and low_s <= actual_s <= high_s
    return Estimates(
        n=len(ranged) + len(rough),
        ranged=len(ranged),
        inside_share=share(inside, len(ranged)),
        error_s=mean([abs(error_s) for error_s in ranged]),
        bias_s=mean(ranged),
        rough_error_s=mean([abs(error_s) for error_s in rough]),
        rough_bias_s=mean(rough),
    )


# -- topics and half hours


def _target_s(office: Office, leg: LegRow) -> int:
    return _topic(office, leg.topic).wait_target_s


def _topic(office: Office, topic_id: str) -> Topic:
    """Also one that has left the configuration since."""
    return office.topic(topic_id) or Topic(id=topic_id, letter="", names={})


def _per_topic(
    office: Office, legs: Sequence[LegRow], at: datetime, only: str | None
) -> tuple[TopicFigures, ...]:
    of_topic = {topic.id: list[LegRow]() for topic in office.topics if only in (None, topic.id)}
    for leg in legs:
        of_topic.setdefault(leg.topic, []).append(leg)
    return tuple(_topic_figures(_topic(office, topic_id), own, at) for topic_id, own in of_topic.items())


def _topic_figures(topic: Topic, legs: Sequence[LegRow], at: datetime) -> TopicFigures:
    return TopicFigures(
        topic=topic.id,
        letter=topic.letter,
        names=topic.names,
        wait_target_s=topic.wait_target_s,
        service_target_s=topic.service_target_s,
        legs=_ends([leg.outcome for leg in legs]),
        waits=_waits(legs, at),
        over_target=over((_wait_s(leg, at), topic.wait_target_s) for leg in legs),
        service=_service(legs),
    )


def _against_target(topic: TopicFigures) -> float:
    return (topic.waits.p95_s or 0.0) / topic.wait_target_s


def _per_half_hour(office: Office, day: date, legs: Sequence[LegRow], at: datetime) -> tuple[HalfHour, ...]:
    entered = defaultdict[datetime, list[LegRow]](list)
    for leg in legs:
        entered[half_hour(office, leg.entered_at)].append(leg)
    issued = [half_hour(office, visit[0].issued_at) for visit in _visits(legs)]
    return tuple(
        HalfHour(
            starts_at=start.astimezone(zone(office)),
            arrivals=issued.count(start),
            waits=_waits(entered[start], at),
            over_target=over((_wait_s(leg, at), _target_s(office, leg)) for leg in entered[start]),
        )
        for start in half_hours(office, day, {*issued, *entered})
    )


def _p90_s(half: HalfHour) -> float:
    return half.waits.p90_s or 0.0


# -- counters


def _counter_totals(rows: Iterable[CounterRow], at: datetime) -> CounterTotals:
    """Every row lasts until the next of its counter, the last until `at`."""
    of_counter = defaultdict[int, list[CounterRow]](list)
    for row in sorted(rows, key=lambda row: row.seq):
        of_counter[row.counter].append(row)
    total = dict.fromkeys(CounterState, 0.0)
    for own in of_counter.values():
        for row, until in zip(own, [*(later.at for later in own[1:]), at], strict=True):
            total[row.state] += max(0.0, (until - row.at).total_seconds())
    idle_s, calling_s = total[CounterState.OPEN], total[CounterState.CALLING]
    serving_s, wrap_up_s = total[CounterState.SERVING], total[CounterState.WRAP_UP]
    return CounterTotals(
        open_s=idle_s + calling_s + serving_s + wrap_up_s,
        idle_s=idle_s,
        calling_s=calling_s,
        serving_s=serving_s,
        wrap_up_s=wrap_up_s,
        paused_s=total[CounterState.PAUSED],
    )
