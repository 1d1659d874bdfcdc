"""What a recorded office has taught so far: how long topics take, how fast lines move, who serves, who comes.

Added to as things happen, never ahead of them, and kept from day to day.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import log, sqrt

import numpy as np

from broker.replay.presence import GUESSED_S
from broker.rules.play.stage import Floats

USUAL_SIGMA = sqrt(log(1 + 0.8**2))
"""Spread of the logarithm of services whose coefficient of variation is 0.8: assumed."""
ASSUMED = 5.0
"""What is assumed of a topic counts like so many visits seen."""
HALF_LIFE = 25.0
"""Of calls: a line's pace is that of its last calls, older ones count less and less."""
HALF_HOUR_S = 1800.0


class Seen:
    """How long something takes; older ones count less if they have a half-life (in ones seen since)."""

    def __init__(self, keep: float = 1.0) -> None:
        self._keep = keep
        self.count = self.total_s = self._logs = self._squares = 0.0

    def add(self, lasted_s: float, count: float = 1.0) -> None:
        """One more; `count` 0 adds to the time alone."""
        logarithm = log(max(1.0, lasted_s))
        self.count = self._keep * self.count + count
        self.total_s = self._keep * self.total_s + lasted_s
        self._logs = self._keep * self._logs + count * logarithm
        self._squares = self._keep * self._squares + count * logarithm**2

    def mean_s(self, assumed_s: float) -> float:
        """Mixed with what is assumed while few were seen."""
        return (self.total_s + ASSUMED * assumed_s) / (self.count + ASSUMED)

    @property
    def sigma(self) -> float:
        """Of the logarithm, mixed with the usual."""
        spread = self._squares - self._logs**2 / self.count if self.count else 0.0
        return sqrt((max(0.0, spread) + ASSUMED * USUAL_SIGMA**2) / (self.count + ASSUMED))


class Memory:
    """Of one log."""

    def __init__(self, topics: int) -> None:
        self._visits = [Seen() for _ in range(topics)]
        self._all = Seen()
        self._paces = [Seen(keep=0.5 ** (1 / HALF_LIFE)) for _ in range(topics)]
        self._all_paces = Seen()
        self.skills = defaultdict[int, list[int]](list)
        """Of each counter that has called anybody yet."""
        self.came = np.zeros(topics)
        """For each topic."""
        self._flagged = 0.0
        self._days = list[Floats]()

    def visited(self, topic: int, kept_s: float) -> None:
        """Somebody kept a counter so long."""
        self._visits[topic].add(kept_s)
        self._all.add(kept_s)

    def moved(self, topic: int, waited_s: float, *, had_waited: bool) -> None:
        """Somebody was called in a topic's line; for so long people had waited since the call before."""
        self._paces[topic].add(waited_s, float(had_waited))
        self._all_paces.add(waited_s, float(had_waited))

    def serves(self, counter: int, topic: int) -> None:
        """A counter called somebody of a topic."""
        if topic not in self.skills[counter]:
            self.skills[counter].append(topic)

    def comes(self, topic: int, *, priority: bool) -> None:
        """Somebody came."""
        self.came[topic] += 1
        self._flagged += priority

    def day_over(self, came_s: Sequence[float], lasted_s: float) -> None:
        """Who came when on a whole day."""
        edges_s = np.arange(int(lasted_s // HALF_HOUR_S) + 2) * HALF_HOUR_S
        self._days.append(np.histogram(came_s, edges_s)[0].astype(np.float64))

    # -- what it comes to

    def pace(self, topic: int) -> tuple[float, float] | None:
        """How long a line takes for a call while people wait, and the spread of the logarithm of that.

        Mixed with the pace of all lines as if one more call had been like that; None before anybody waited.
        """
        own, every = self._paces[topic], self._all_paces
        if not own.count or not every.count:
            return None
        return (own.total_s + every.total_s / every.count) / (own.count + 1), own.sigma

    @property
    def mean_s(self) -> Floats:
        """How long each topic keeps a counter."""
        usual_s = self._all.mean_s(GUESSED_S)
        return np.array([seen.mean_s(usual_s) for seen in self._visits])

    @property
    def sigma(self) -> Floats:
        """Spread of its logarithm, of each topic."""
        return np.array([seen.sigma for seen in self._visits])

    @property
    def share(self) -> Floats:
        """Of each topic among those who came."""
        return np.asarray((self.came + 1 / len(self.came)) / (self.came.sum() + 1))

    @property
    def priority_share(self) -> float:
        """Of those who came."""
        return float(self._flagged / max(1.0, self.came.sum()))

    @property
    def usual_day(self) -> Floats | None:
        """How many come in each half hour; None before a day is over."""
        if not self._days:
            return None
        length = min(len(day) for day in self._days)
        return np.asarray(np.mean([day[:length] for day in self._days], axis=0))
