"""The lobby of a recorded day as an estimate starts from it: what is known at a moment, to be played forward.

A line is a counter of its own that serves at the line's pace; nobody else has to be looked at. Where a log
names counters, all of them are played, as far as their calls show what they are doing.
"""

from collections.abc import Iterable
from math import inf, isnan

import numpy as np

from broker.replay.known import Known
from broker.replay.memory import HALF_HOUR_S
from broker.replay.stays import PAUSE_S, long_s
from broker.rules.estimate.forward import Coming, Newcomer, Post, Queue, Scene
from broker.rules.play.loop import AWAY, BUSY, IDLE, NoShow
from broker.rules.play.stage import Counter, Floats, House, topics
from broker.rules.routing.choice import Rule

BREAK_S, BACK_S = 2700.0, 300.0
"""A counter that is away is expected after a lunch, but not sooner than so long from now."""
LATEST_S = 12 * 3600.0
"""No wait is played further than this."""
SURELY = NoShow(at_once=0.0, late=0.0, cost_s=0.0)
"""One who did not come is among the visits, as a short one."""
FIRST_DAY_UNSURE = 0.3
LATELY_S = 3600.0
"""On a first day as many come as did lately."""


def line_scene(known: Known, leg: int, rule: Rule) -> tuple[Scene, Newcomer] | None:
    """One line and who comes to it; None while it has not moved yet."""
    topic, now_s = int(known.day.topic[leg]), float(known.day.entered_s[leg])
    pace, last = known.memory.pace(topic), known.last_of_topic.get(topic)
    if last is None or pace is None:
        return None
    mean_s, sigma = pace
    waiting = [other for other in known.waiting if known.day.topic[other] == topic]
    waited = known.waited(int(known.day.counter[last]), last, now_s) if waiting else []
    scene = Scene(
        now_s=now_s,
        house=House(topics=topics([mean_s], [1.0]), counters=[Counter(topics=[0])], no_show=SURELY),
        rule=rule,
        posts=[Post(doing=BUSY, since_s=waited[-1][0] if waited else now_s)],
        queue=_queue(known, waiting, np.zeros(len(waiting), np.int64)),
        coming=_nobody(),
        work_mean_s=np.array([mean_s]),
        work_sigma=np.array([sigma]),
        horizon_s=LATEST_S,
    )
    return scene, Newcomer(topic=0, priority=known.day.legs[leg].priority)


def office_scene(known: Known, leg: int, rule: Rule, targets_s: Floats) -> tuple[Scene, Newcomer] | None:
    """All counters that have called anybody yet; None before the first."""
    now_s, memory, waiting = float(known.day.entered_s[leg]), known.memory, list(known.waiting)
    counters = sorted(memory.skills)
    if not counters:
        return None
    mean_s = memory.mean_s
    scene = Scene(
        now_s=now_s,
        house=House(
            topics=topics(mean_s.tolist(), memory.share.tolist(), targets_s.tolist()),
            counters=[Counter(topics=memory.skills[counter]) for counter in counters],
            no_show=SURELY,
        ),
        rule=rule,
        posts=[_post(known, counter, now_s, mean_s) for counter in counters],
        queue=_queue(known, waiting, known.day.topic[waiting]),
        coming=_coming(known, now_s),
        work_mean_s=mean_s,
        work_sigma=memory.sigma,
        horizon_s=LATEST_S,
    )
    return scene, Newcomer(topic=int(known.day.topic[leg]), priority=known.day.legs[leg].priority)


def _queue(known: Known, waiting: list[int], topic: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Queue:
    day, none = known.day, np.full(len(waiting), -1)
    flagged = np.array([day.legs[leg].priority for leg in waiting], np.bool_)
    return Queue(
        issued_s=day.issued_s[waiting],
        entered_s=day.entered_s[waiting],
        topic=topic,
        heavy_from_s=np.where(flagged, day.issued_s[waiting], inf),
        held_until_s=np.full(len(waiting), -inf),
        wish=none,
        to_desk=none,
        to_level=np.zeros(len(waiting), np.int64),
        barred=(),
    )


# -- what a counter is doing


def _post(known: Known, counter: int, now_s: float, mean_s: Floats) -> Post:
    day, last, away_s = known.day, known.last_of_counter.get(counter), known.away_since(counter, now_s)
    if away_s is not None:
        return Post(doing=AWAY, back_s=max(away_s + BREAK_S, now_s + BACK_S) if last is not None else inf)
    waits_s = min((float(day.entered_s[leg]) for leg in _for(known, counter)), default=now_s)
    if last is None:
        return Post(doing=AWAY) if now_s - waits_s > PAUSE_S else Post(doing=IDLE)
    called_s, ended_s, topic = float(day.called_s[last]), float(day.ended_s[last]), int(day.topic[last])
    if isnan(ended_s):
        lasted_s, usual_s = now_s - called_s, float(mean_s[topic])
        busy = lasted_s <= (long_s(usual_s) if waits_s < now_s else usual_s)
        free_s = called_s + usual_s
    else:
        busy, free_s = now_s < ended_s, ended_s
    if busy:
        return Post(doing=BUSY, since_s=called_s, topic=topic)
    if now_s - max(free_s, waits_s) > PAUSE_S:
        return Post(doing=AWAY, back_s=max(free_s + BREAK_S, now_s + BACK_S))
    return Post(doing=IDLE, since_s=free_s)


def _for(known: Known, counter: int) -> Iterable[int]:
    """Who waits for something that a counter serves."""
    return (leg for leg in known.waiting if known.day.topic[leg] in known.memory.skills[counter])


# -- who is to come


def _nobody() -> Coming:
    """In a line nobody overtakes, so it does not matter who comes later."""
    never = np.zeros(2)
    return Coming(edges_s=np.array([0.0, LATEST_S]), expected=never, share=np.ones(1), priority_share=0.0)


def _coming(known: Known, now_s: float) -> Coming:
    memory, usual = known.memory, known.memory.usual_day
    share, flagged, came = memory.share, memory.priority_share, float(len(known.came_s))
    if usual is not None:
        edges_s = np.arange(len(usual) + 1, dtype=np.float64) * HALF_HOUR_S
        expected = np.concatenate(([0.0], np.cumsum(usual)))
        by_now = float(np.interp(now_s, edges_s, expected))
        return Coming(
            edges_s=edges_s,
            expected=expected,
            share=share,
            priority_share=flagged,
            came=came,
            came_expected=by_now,
        )
    lately = sum(1 for came_s in known.came_s if came_s > now_s - LATELY_S)
    rate = lately / max(600.0, min(LATELY_S, now_s - min(known.came_s, default=now_s)))
    return Coming(
        edges_s=np.array([now_s, now_s + LATEST_S]),
        expected=np.array([0.0, rate * LATEST_S]),
        share=share,
        priority_share=flagged,
        surprise=FIRST_DAY_UNSURE,
    )
