"""From what the broker hands over and what the log has taught to the scene that is played forward."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from math import exp, inf, log, sqrt
from zoneinfo import ZoneInfo

import numpy as np

from broker.contract.office import RULES, WEEKDAYS
from broker.contract.terms import CounterState
from broker.rules.estimate.forward import Coming, Post, Queue, Scene
from broker.rules.estimate.rota import Usual, back_s, breaks_ahead, comes_s, usual_today
from broker.rules.estimate.snapshot import SeatNow, Snapshot
from broker.rules.habits import HALF_HOURS, Habits, TopicHabits
from broker.rules.play.loop import AWAY, BUSY, IDLE, NoShow
from broker.rules.play.stage import Absence, Counter, House, topics
from broker.rules.routing.choice import Rule
from broker.rules.seasons import Season

SOON_S = 60.0
"""Who is later back from a break than usual is expected any minute."""
GUESSED_SIGMA = 0.7
"""Spread of a topic that the log knows nothing of."""


def scene_of(now: Snapshot, habits: Habits, season: Season) -> Scene:
    """Everything that a play of the next hours needs."""
    ids = list(now.loads)
    languages = sorted({s for seat in now.seats for s in seat.desk.languages} | _wishes(now) - {""})
    at_s = now.at.timestamp()
    known = [habits.topics.get(topic) or _unknown(now, topic) for topic in ids]
    usual = [usual_today(now, habits, seat.desk.number) for seat in now.seats]
    return Scene(
        now_s=at_s,
        house=House(
            topics=topics(
                [now.loads[topic].mean_service_s for topic in ids],
                [now.loads[topic].share for topic in ids],
                [now.loads[topic].target_s for topic in ids],
            ),
            counters=[
                _counter(seat, its, ids, languages, habits, at_s)
                for seat, its in zip(now.seats, usual, strict=True)
            ],
            no_show=NoShow(habits.no_show_at_once, habits.no_show_late, habits.no_show_cost_s),
            languages=len(languages),
        ),
        rule=Rule(RULES.index(now.rule), now.priority_weight),
        posts=[_post(seat, its, ids, habits, at_s) for seat, its in zip(now.seats, usual, strict=True)],
        queue=_queue(now, ids, languages),
        coming=_coming(now, ids, known, habits, season),
        work_mean_s=np.array([topic.mean_service_s + habits.turnover_s for topic in known]),
        work_sigma=np.array([_sigma(topic, habits.turnover_s) for topic in known]),
    )


def _wishes(now: Snapshot) -> set[str]:
    return {leg.seen.spoken_language for leg in now.waiting}


def _unknown(now: Snapshot, topic: str) -> TopicHabits:
    return TopicHabits(
        mean_service_s=now.loads[topic].mean_service_s, log_sigma=GUESSED_SIGMA, share=0.0, observations=0
    )


def _sigma(topic: TopicHabits, turnover_s: float) -> float:
    """Of service and turnover together: the turnover adds to the mean and nothing to the spread."""
    variation = sqrt(exp(topic.log_sigma**2) - 1)
    together = variation * topic.mean_service_s / (topic.mean_service_s + turnover_s)
    return max(0.05, sqrt(log(1 + together**2)))


def _counter(
    seat: SeatNow,
    usual: Usual | None,
    ids: Sequence[str],
    languages: Sequence[str],
    habits: Habits,
    at_s: float,
) -> Counter:
    gone = Absence(from_s=at_s, to_s=inf, whole=False)
    closing = seat.topic and not seat.desk.open
    return Counter(
        topics=[ids.index(topic) for topic in seat.desk.topics if topic in ids],
        languages=[languages.index(language) for language in seat.desk.languages],
        level=seat.desk.level,
        duty=seat.desk.duty,
        speed=habits.speeds.get(seat.desk.number, 1.0),
        absences=[gone] if closing else breaks_ahead(seat, usual, at_s),
    )


def _post(seat: SeatNow, usual: Usual | None, ids: Sequence[str], habits: Habits, at_s: float) -> Post:
    if seat.topic:
        return Post(doing=BUSY, since_s=seat.since_s, topic=ids.index(seat.topic))
    match seat.state:
        case CounterState.CLOSED:
            return Post(doing=AWAY, back_s=comes_s(seat, usual, at_s))
        case CounterState.PAUSED:
            return Post(doing=AWAY, back_s=max(back_s(seat, usual, habits.break_s), at_s + SOON_S))
    return Post(doing=IDLE, since_s=seat.since_s)


def _queue(now: Snapshot, ids: Sequence[str], languages: Sequence[str]) -> Queue:
    seen, seats = [leg.seen for leg in now.waiting], [seat.desk.number for seat in now.seats]
    held_until_s = [-inf if not leg.seen.held_back else leg.held_until_s or inf for leg in now.waiting]
    heavy_from_s = [inf if leg.priority_from_s is None else leg.priority_from_s for leg in seen]
    return Queue(
        issued_s=np.array([leg.issued_s for leg in seen], float),
        entered_s=np.array([leg.entered_s for leg in now.waiting], float),
        topic=np.array([ids.index(leg.topic) for leg in seen], np.int64),
        heavy_from_s=np.array(heavy_from_s, float),
        held_until_s=np.array(held_until_s, float),
        wish=np.array([_place(leg.spoken_language, languages) for leg in seen], np.int64),
        to_desk=np.array([_place(leg.to_counter, seats) for leg in seen], np.int64),
        to_level=np.array([leg.to_level for leg in seen], np.int64),
        barred=[[number in leg.barred for number in seats] for leg in seen],
    )


def _place(thing: str | int, things: Sequence[str] | Sequence[int]) -> int:
    return list(things).index(thing) if thing in things else -1


def _coming(
    now: Snapshot, ids: Sequence[str], known: Sequence[TopicHabits], habits: Habits, season: Season
) -> Coming:
    edges_s = np.maximum.accumulate(_half_hours_s(now))
    weights = np.array([topic.share * season.factor(name) for name, topic in zip(ids, known, strict=True)])
    factor = weights.sum() / max(1e-9, sum(topic.share for topic in known))
    usual = habits.arrivals[WEEKDAYS[now.day.weekday()]]
    expected = np.concatenate(([0.0], np.cumsum(usual))) * factor
    share = weights / weights.sum() if weights.sum() else np.full(len(ids), 1 / len(ids))
    return Coming(
        edges_s=edges_s,
        expected=expected,
        share=share,
        priority_share=habits.priority_share,
        surprise=habits.surprise,
        came=now.came,
        came_expected=float(np.interp(now.at.timestamp(), edges_s, expected)),
    )


def _half_hours_s(now: Snapshot) -> list[float]:
    """Where each local half hour of the day begins, and where the last ends."""
    zone = ZoneInfo(now.office.time_zone)
    midnight = datetime.combine(now.day, time())
    local = [midnight + timedelta(minutes=30 * n) for n in range(HALF_HOURS + 1)]
    return [moment.replace(tzinfo=zone).timestamp() for moment in local]
