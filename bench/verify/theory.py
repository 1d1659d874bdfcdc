"""Formulas for queues simple enough to have one: pure, no simulation, nothing of ours.

`load` is the share of the counters' time that the work takes, below 1; the mean `service` is in the unit of
the answer.
"""

from collections.abc import Sequence
from math import exp


def waiting_chance(counters: int, load: float) -> float:
    """Erlang-C: the share of arrivals to M/M/c that find every counter busy."""
    work = counters * load
    blocked = 1.0
    for n in range(1, counters + 1):
        blocked = work * blocked / (n + work * blocked)
    return blocked / (1 - load * (1 - blocked))


def mean_wait(counters: int, load: float, service: float) -> float:
    """M/M/c, first come first served."""
    return waiting_chance(counters, load) * service / (counters * (1 - load))


def late_share(counters: int, load: float, service: float, after: float) -> float:
    """M/M/c, first come first served: the share of all arrivals that waits longer than `after`."""
    return waiting_chance(counters, load) * exp(-counters * (1 - load) * after / service)


def strict_priority_waits(counters: int, loads: Sequence[float], service: float) -> list[float]:
    """M/M/c with classes of equal service, the first class before all others, nobody interrupted.

    Cobham 1954 for one counter, Kella and Yechiali 1985 for several. `loads`: each class's part of the load.
    """
    unordered = waiting_chance(counters, sum(loads)) * service / counters
    ahead = [sum(loads[:n]) for n in range(len(loads) + 1)]
    return [unordered / ((1 - ahead[n]) * (1 - ahead[n + 1])) for n in range(len(loads))]


def accumulating_waits(
    counters: int, ordinary: float, heavy: float, weight: float, service: float
) -> tuple[float, float]:
    """M/M/c with two classes whose scores grow by 1 and by `weight` a second: ordinary wait, heavy wait.

    Kleinrock 1964, for one counter. With equal services it holds for several, too: while anybody waits all
    are busy, and together they are one counter that is so many times as fast. `ordinary`, `heavy`: loads.
    """
    together = mean_wait(counters, ordinary + heavy, service)
    ordinary_wait = together / (1 - heavy * (1 - 1 / weight))
    return ordinary_wait, together - ordinary * ordinary_wait * (1 - 1 / weight)


def queue_length_error(counters: int, load: float, service: float) -> float:
    """M/M/c: mean squared error of (number waiting + 1) * service / counters, for those who have to wait.

    The wait is a sum of so many exponential gaps, each with the variance (service / counters)^2, and their
    number is geometric with mean 1 / (1 - load). No estimate that knows the number alone can do better.
    """
    return (service / counters) ** 2 / (1 - load)


def last_called_error(counters: int, load: float, service: float) -> float:
    """M/M/c: mean squared error of the wait of the one called last, for those who have to wait.

    In units of service / counters: somebody comes t after the last call; who was called then had waited x.
    Those waiting are all who came in x and in t, a Poisson number with mean load * (x + t); until the
    newcomer's call so many gaps pass and one more. t is exponential with mean 1; x is 0 with chance 1 - load,
    else exponential with mean 1 / (1 - load). The mean square of those gaps less x comes to
    2 + 4 load + 2 load^2 / (1 - load), which is 2 + 2 load (1 - load) times `queue_length_error`: just above
    twice as much in a full office.
    """
    return queue_length_error(counters, load, service) * (2 + 2 * load * (1 - load))
