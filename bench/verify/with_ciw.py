"""The same visitors through ciw: services of any shape, two classes, the first always before the other.

ciw knows no skills and no accumulating priority, so only this is held against it. Both programs get the same
arrivals and services: each single visitor must wait equally long in both.
"""

from math import inf

import ciw
import numpy as np
import numpy.typing as npt

from bench.verify.queues import Queue, house, visitors
from broker.rules.play.stage import Floats, People, play_day


def waits_min(queue: Queue, count: int, seed: int) -> dict[str, tuple[Floats, Floats]]:
    """For each class, ciw's and our waits of the same visitors in the same order."""
    people = visitors(queue, count, np.random.default_rng([seed, *queue.name.encode()]))
    assert people.heavy_from_s is not None
    called_s = play_day(house(queue.counters), people, queue.rule).called_s
    priority = people.heavy_from_s < inf
    classes = {"priority": priority, "ordinary": ~priority}
    theirs = _by_ciw(people, classes, queue.counters)
    ours = (called_s - people.issued_s) / 60
    return {name: (theirs[name], ours[of_class]) for name, of_class in classes.items()}


def _by_ciw(people: People, classes: dict[str, npt.NDArray[np.bool_]], counters: int) -> dict[str, Floats]:
    network = ciw.create_network(
        arrival_distributions={name: [_gaps(people.issued_s[mine])] for name, mine in classes.items()},
        service_distributions={
            name: [ciw.dists.Sequential(people.work_s[mine].tolist())] for name, mine in classes.items()
        },
        number_of_servers=[counters],
        priority_classes={name: place for place, name in enumerate(classes)},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(people.issued_s), method="Finish")
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return {
        name: np.array([record.waiting_time / 60 for record in records if record.customer_class == name])
        for name in classes
    }


def _gaps(issued_s: Floats) -> ciw.dists.Sequential:
    """One class's arrivals, and then nobody more."""
    return ciw.dists.Sequential([*np.diff(issued_s, prepend=0.0).tolist(), inf])
