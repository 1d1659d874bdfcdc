"""When people waited whom a counter could have served: through them a log shows what counters did. Pure."""

from collections.abc import Sequence

import numpy as np

from broker.replay.columns import DayColumns

PROMPT_S = 60.0
"""A counter that is free calls within this; who waits longer waits for one that is not."""

Stretch = tuple[float, float]
"""From one second of the day to another."""


class Crowd:
    """When somebody waited for one of some topics."""

    def __init__(self, day: DayColumns, topics: Sequence[int]) -> None:
        mine = np.isin(day.topic, topics)
        at_s = np.concatenate((day.entered_s[mine], day.until_s[mine]))
        order = np.argsort(at_s, kind="stable")
        self._at_s = at_s[order]
        self._waiting = np.cumsum(np.repeat((1, -1), mine.sum())[order]) > 0

    def all_stretches(self, from_s: float, to_s: float) -> list[Stretch]:
        """Within these times, in order."""
        first = int(np.searchsorted(self._at_s, from_s, "right"))
        after = int(np.searchsorted(self._at_s, to_s, "left"))
        found, since_s = list[Stretch](), from_s if first and self._waiting[first - 1] else to_s
        for at_s, waiting in zip(self._at_s[first:after], self._waiting[first:after], strict=True):
            if waiting:
                since_s = min(since_s, float(at_s))
            elif since_s < to_s:
                found.append((since_s, float(at_s)))
                since_s = to_s
        found.append((since_s, to_s))
        return [stretch for stretch in found if stretch[1] > stretch[0]]

    def stretches(self, from_s: float, to_s: float) -> list[Stretch]:
        """Those that a free counter would not have let be: PROMPT_S and more, or all the time there was."""
        least_s = min(PROMPT_S, to_s - from_s)
        return [one for one in self.all_stretches(from_s, to_s) if one[1] - one[0] >= least_s]
