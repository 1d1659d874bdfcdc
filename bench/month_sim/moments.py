"""A lobby of a lived day as the broker would hand it to its forecaster."""

from collections.abc import Iterator

import numpy as np

from bench.lobby_sim.diary import Stretch, at, diaries
from bench.month_sim.days import Lived
from bench.month_sim.log import OFFICE, date_of
from bench.month_sim.log import at as moment_at
from broker.contract.terms import CounterState
from broker.rules.estimate.forward import Scene
from broker.rules.estimate.scene import scene_of
from broker.rules.estimate.snapshot import SeatNow, Snapshot, WaitingNow
from broker.rules.play.loop import AWAY, BUSY
from broker.rules.routing import Desk, Load, Waiting
from broker.rules.seasons import Season

_STATES = {AWAY: CounterState.PAUSED, BUSY: CounterState.SERVING}


class Moments:
    """Of one day."""

    def __init__(self, lived: Lived) -> None:
        self._lived, self._day = lived, date_of(lived.day.nth)
        self._opens_s = moment_at(self._day, 0.0).timestamp()
        self._diaries = diaries(lived.day.house, lived.day.result)

    def scene(self, now_s: float) -> Scene:
        """Just before whoever comes at `now_s`, with the habits of that morning."""
        return scene_of(self.snapshot(now_s), self._lived.habits, Season())

    def snapshot(self, now_s: float) -> Snapshot:
        """What the broker sees; second 0 is when the doors open."""
        habits, routing = self._lived.habits, OFFICE.routing
        return Snapshot(
            at=moment_at(self._day, now_s),
            day=self._day,
            office=OFFICE,
            rule=routing.rule,
            priority_weight=routing.priority_weight,
            loads={
                topic.id: Load(
                    share=habits.topics[topic.id].share, mean_service_s=habits.topics[topic.id].mean_service_s
                )
                for topic in OFFICE.topics
            },
            waiting=tuple(self._waiting(now_s)),
            seats=tuple(
                self._seat(number, at(diary, now_s)[0]) for number, diary in enumerate(self._diaries, 1)
            ),
            came=int((self._lived.day.people.issued_s < now_s).sum()),
        )

    def _waiting(self, now_s: float) -> Iterator[WaitingNow]:
        people, result = self._lived.day.people, self._lived.day.result
        assert people.heavy_from_s is not None
        for n in np.flatnonzero((people.issued_s < now_s) & (result.called_s > now_s)).tolist():
            issued_s = self._opens_s + float(people.issued_s[n])
            seen = Waiting(
                ticket_id=str(n),
                leg=1,
                number=f"A{n:03}",
                topic=OFFICE.topics[people.topic[n]].id,
                target_s=1800.0,
                issued_s=issued_s,
                priority_from_s=issued_s if np.isfinite(people.heavy_from_s[n]) else None,
            )
            yield WaitingNow(key=str(n), seen=seen, entered_s=issued_s, held_until_s=None)

    def _seat(self, number: int, stretch: Stretch) -> SeatNow:
        topic = OFFICE.topics[self._lived.day.people.topic[stretch.leg]].id if stretch.leg >= 0 else ""
        skills = OFFICE.counters[number - 1].skills
        return SeatNow(
            desk=Desk(number=number, topics=skills, open=stretch.doing != AWAY),
            state=_STATES.get(stretch.doing, CounterState.OPEN),
            since_s=self._opens_s + stretch.from_s,
            topic=topic,
            breaks_s=(),
            back_s=None,
        )
