"""What an office knew at each moment of a recorded day: fed with what happened, in its order.

Nothing of the day to come is looked at. scene.py makes of it what an estimate starts from.
"""

from math import inf, isnan

from broker.replay.columns import DayColumns, Layout
from broker.replay.crowd import Crowd, Stretch
from broker.replay.memory import Memory
from broker.replay.presence import known_away
from broker.replay.stays import long_s, stay


class Known:
    """One day, as far as it has come. Legs, topics and counters by their number."""

    def __init__(self, day: DayColumns, layout: Layout, memory: Memory) -> None:
        self.day, self.layout, self.memory = day, layout, memory
        self.waiting = dict[int, None]()
        """Legs, in the order they came."""
        self.last_of_counter = dict[int, int]()
        """The leg it called last, today."""
        self.last_of_topic = dict[int, int]()
        self.came_s = list[float]()
        self._spells = [known_away(day, counter) for counter in layout.counters]
        self._lines = [Crowd(day, skills) for skills in layout.skills] if layout.lines else []

    def issue(self, leg: int) -> None:
        """Somebody comes."""
        self.waiting[leg] = None
        self.came_s.append(float(self.day.entered_s[leg]))
        self.memory.comes(int(self.day.topic[leg]), priority=self.day.legs[leg].priority)

    def leave(self, leg: int) -> None:
        """Somebody gives up."""
        del self.waiting[leg]

    def call(self, leg: int) -> None:
        """Somebody is called: the visitor before is done."""
        counter, topic = int(self.day.counter[leg]), int(self.day.topic[leg])
        before = self.last_of_counter.get(counter)
        if before is not None:
            (self._moved if self.layout.lines else self._done)(before, leg)
        self.memory.serves(counter, topic)
        del self.waiting[leg]
        self.last_of_counter[counter] = self.last_of_topic[topic] = leg

    def _moved(self, before: int, leg: int) -> None:
        """A line did."""
        waited = self.waited(int(self.day.counter[leg]), before, float(self.day.called_s[leg]))
        waited_s = sum(to_s - from_s for from_s, to_s in waited)
        self.memory.moved(int(self.day.topic[leg]), waited_s, had_waited=bool(self.day.wait_s[leg] > 0))

    def _done(self, before: int, leg: int) -> None:
        """A counter was."""
        counter, topic = int(self.day.counter[leg]), int(self.day.topic[before])
        crowd = Crowd(self.day, self.memory.skills[counter])
        was = stay(self.day, before, float(self.day.called_s[leg]), crowd, self._spells[counter], inf)
        believed = not isnan(self.day.ended_s[before]) or was.kept_s <= long_s(self.memory.mean_s[topic])
        if was.shown and believed:
            self.memory.visited(topic, was.kept_s)

    # -- what can be seen

    def waited(self, line: int, before: int, now_s: float) -> list[Stretch]:
        """When people waited in a line since its last call."""
        return self._lines[line].all_stretches(float(self.day.called_s[before]), now_s)

    def away_since(self, counter: int, now_s: float) -> float | None:
        """Since when a counter is closed or on a break, if it tells."""
        return next((from_s for from_s, to_s in self._spells[counter] if from_s <= now_s < to_s), None)

    def last_wait_s(self, topic: int) -> float | None:
        """Of the last called leg of a topic: what is usually told."""
        last = self.last_of_topic.get(topic)
        return None if last is None else float(self.day.wait_s[last])
