"""What would have been told: simulated waits, corrected by what the calls before had taught.

In the order of time: a leg teaches when it is called and never earlier. The widths stay from day to day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from bench.lobby_sim.asked import Asked
from broker.rules.estimate.correction import Correction, Spread, corrected, learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """To one visitor."""

    asked: Asked
    said: Spread

    @property
    def within(self) -> bool:
        """Called within the range."""
        return self.said.low_s <= self.asked.wait_s <= self.said.high_s


def told(days: Sequence[Sequence[Asked]], counts_as: int) -> Iterator[Told]:
    """Each asked leg stands for so many that were called: it teaches as often."""
    correction = Correction()
    for day in days:
        open_legs = list[tuple[float, int, Told]]()
        for nth, asked in enumerate(day):
            while open_legs and open_legs[0][0] <= asked.asked_s:
                correction = _taught(correction, heappop(open_legs)[2], counts_as)
            one = Told(asked=asked, said=corrected(asked.simulated, correction, asked.kind))
            heappush(open_legs, (asked.called_s, nth, one))
            yield one
        for _, _, one in sorted(open_legs):
            correction = _taught(correction, one, counts_as)
        correction = correction.tomorrow()


def _taught(correction: Correction, one: Told, counts_as: int) -> Correction:
    asked = one.asked
    for _ in range(counts_as):
        correction = learned(correction, asked.kind, asked.simulated.mid_s, one.said, asked.wait_s)
    return correction
