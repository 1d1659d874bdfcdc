"""What an office's own log teaches about it: rows of whole days in, Habits out. Pure, plain Python.

    habits = learn(office, legs, counter_rows, seasons)

The rows are those of some recent days, say the last 60 with visits; today, which is not over, is not among
them. `seasons` is what the seasonal calendar expected of these days, from
`broker.rules.seasons.expected_factor` with what was known then; a day that is missing there was expected to
be usual. Each module says its method. Nothing is remembered from one call to the next, so a restart costs
nothing but the reading.

The speeds of counters among the habits are speeds of people, and their presence is people's: never put them
into a message, a page or a file.
"""

from collections.abc import Collection, Iterable, Mapping

from broker.contract.office import Office
from broker.rules.habits import Habits, TopicHabits
from broker.rules.learn.arrivals import Seasons, topic_shares, usual_arrivals
from broker.rules.learn.counters import break_s, turnover_s
from broker.rules.learn.drift import Changed, Drift, drift
from broker.rules.learn.memory import Weights, mixed, weights
from broker.rules.learn.no_shows import no_shows
from broker.rules.learn.presence import presence
from broker.rules.learn.services import UsualService, services, usual_services
from broker.rules.learn.speeds import counter_speeds
from broker.rules.learn.surprise import surprise
from broker.rules.rows import CounterRow, LegRow

__all__ = ["Changed", "Drift", "drift", "learn"]

PRIORITY_SHARE, ASSUMED_LEGS = 0.10, 30.0
"""Of those who ask for priority, as if by so many legs: ours."""


def learn(
    office: Office, legs: Collection[LegRow], counters: Collection[CounterRow], seasons: Seasons
) -> Habits:
    """The habits of an office; with no rows what is configured, and guesses."""
    weight = weights({leg.day for leg in legs})
    served = services(legs)
    usual = usual_services(office.topics, served, weight)
    topics = _topics(usual, topic_shares(office, legs, weight, seasons))
    turnover = turnover_s(legs, counters)
    visit_s = turnover + sum(topic.share * topic.mean_service_s for topic in topics.values())
    arrivals = usual_arrivals(office, legs, weight, seasons, visit_s)
    missed = no_shows(legs, weight, office.calling)
    return Habits(
        topics=topics,
        arrivals=arrivals.profile,
        special_days=arrivals.special_days,
        surprise=surprise(legs, arrivals.profile, arrivals.special_days, weight, seasons),
        no_show_at_once=missed.at_once,
        no_show_late=missed.late,
        no_show_cost_s=missed.cost_s,
        priority_share=_priority_share(legs, weight),
        turnover_s=turnover,
        break_s=break_s(counters, office.breaks),
        days=len({leg.day for leg in legs}),
        speeds=counter_speeds((counter.number for counter in office.counters), served, usual, weight),
        presence=presence(office, counters),
    )


def _topics(usual: Mapping[str, UsualService], shares: Mapping[str, float]) -> dict[str, TopicHabits]:
    return {
        topic: TopicHabits(
            mean_service_s=service.mean_s,
            log_sigma=service.log_sigma,
            share=shares[topic],
            observations=service.observations,
        )
        for topic, service in usual.items()
    }


def _priority_share(legs: Iterable[LegRow], weight: Weights) -> float:
    everybody = asked = 0.0
    for leg in legs:
        everybody += weight[leg.day]
        asked += weight[leg.day] * leg.priority
    return mixed(asked / everybody if everybody else 0.0, everybody, PRIORITY_SHARE, ASSUMED_LEGS)
