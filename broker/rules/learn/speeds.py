"""How fast each counter works: the work its visits should have been, by what it took.

Speeds of counters are speeds of people. They sharpen simulations and are for nothing else: nobody may show,
log or send them. A speed is expected by actual service time over the counter's visits, mixed with 30 visits
at usual speed: right if counters differ by some 15 % and one service scatters by 80 %; recent days count
more. It stays within 0.6 and 1.6. A topic that one counter alone serves has that counter's own mean, so its
speed is 1 there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from broker.rules.learn.memory import Weights
from broker.rules.learn.services import Service, UsualService

USUAL_VISITS = 30.0
SLOWEST, FASTEST = 0.6, 1.6


def counter_speeds(
    numbers: Iterable[int], found: Iterable[Service], usual: Mapping[str, UsualService], weight: Weights
) -> dict[int, float]:
    """Counter number to its speed; a counter without services is not there."""
    visits, expected_s, actual_s = (defaultdict[int, float](float) for _ in range(3))
    for service in found:
        if service.topic in usual:
            counts = weight[service.day]
            visits[service.counter] += counts
            expected_s[service.counter] += counts * usual[service.topic].mean_s
            actual_s[service.counter] += counts * service.lasted_s
    return {
        number: _speed(visits[number], expected_s[number], actual_s[number])
        for number in numbers
        if visits[number]
    }


def _speed(visits: float, expected_s: float, actual_s: float) -> float:
    assumed_s = USUAL_VISITS * expected_s / visits
    return min(FASTEST, max(SLOWEST, (expected_s + assumed_s) / (actual_s + assumed_s)))
