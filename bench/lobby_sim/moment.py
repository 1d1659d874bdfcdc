"""The lobby at one moment of a played day, as an estimate may see it: nothing of what comes after."""

from dataclasses import replace
from math import inf

import numpy as np

from bench.lobby_sim.diary import Diary, Stretch, at, diaries
from bench.lobby_sim.world import Day
from bench.office_sim.scenario import DEFAULT, SHARE
from broker.rules.estimate.forward import Coming, Post, Queue, Scene


class Moments:
    """Of one day."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._diaries: list[Diary] = diaries(day.house, day.result)

    def scene(self, now_s: float) -> Scene:
        """Just before whoever comes at `now_s`."""
        known = self._day.known
        stands = [at(diary, now_s) for diary in self._diaries]
        counters = [
            replace(counter, absences=sorted(counter.absences, key=lambda a: a.from_s)[begun:])
            for counter, (_, begun) in zip(known.house.counters, stands, strict=True)
        ]
        return Scene(
            now_s=now_s,
            house=replace(known.house, counters=counters),
            rule=DEFAULT,
            posts=[self._post(stretch) for stretch, _ in stands],
            queue=self._queue(now_s),
            coming=self._coming(now_s),
            work_mean_s=known.house.topics.mean_s,
            work_sigma=known.work_sigma,
        )

    def _post(self, stretch: Stretch) -> Post:
        topic = int(self._day.people.topic[stretch.leg]) if stretch.leg >= 0 else 0
        return Post(doing=stretch.doing, since_s=stretch.from_s, topic=topic, back_s=stretch.to_s)

    def _queue(self, now_s: float) -> Queue:
        people, result = self._day.people, self._day.result
        assert people.heavy_from_s is not None
        waits = np.flatnonzero((people.issued_s < now_s) & (result.called_s > now_s))
        return Queue(
            issued_s=people.issued_s[waits],
            entered_s=people.issued_s[waits],
            topic=people.topic[waits],
            heavy_from_s=people.heavy_from_s[waits],
            held_until_s=np.full(len(waits), -inf),
            wish=np.full(len(waits), -1),
            to_desk=np.full(len(waits), -1),
            to_level=np.zeros(len(waits), np.int64),
            barred=(),
        )

    def _coming(self, now_s: float) -> Coming:
        known = self._day.known
        return Coming(
            edges_s=known.edges_s,
            expected=known.expected,
            share=np.array(SHARE),
            priority_share=known.priority_share,
            came=float((self._day.people.issued_s < now_s).sum()),
            came_expected=float(np.interp(now_s, known.edges_s, known.expected)),
        )
