"""How long will it take? The lobby as it stands, played forward many times.

Copies who waits, how long each visitor has been served and who is on a break; draws what nobody knows yet
(services, no-shows, who will come), and lets the office's own rule decide: `broker.rules.routing.choice` in
`broker.rules.play`. Chance comes in as a seeded generator. Seconds, on one scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, inf, log, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from broker.rules.estimate.correction import Spread
from broker.rules.play.compiled import play_runs
from broker.rules.play.loop import AWAY, BUSY, IDLE, Course, Lobby, Posts, Result
from broker.rules.play.stage import Floats, House, Ints, crew_of, desks_of, scratch_of
from broker.rules.routing.choice import Legs, Rule

RUNS = 200
_SIGMAS = np.linspace(-8.0, 8.0, 4001)
_SHARES = np.array([0.5 * erfc(-sigma / sqrt(2)) for sigma in _SIGMAS])
"""Quantiles of the normal distribution, to look others up between; evenly in sigmas, so that the rest of a
visit that has lasted uncommonly long is found as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one counter is doing now."""

    doing: int = IDLE
    """IDLE, BUSY or AWAY of `broker.rules.play.loop`."""
    since_s: float = 0.0
    """Of an idle one; of a busy one when its visitor was called."""
    topic: int = 0
    """Of its visitor."""
    back_s: float = inf
    """When one that is away is expected; inf: not today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Who waits now, a column each, as in `broker.rules.play.stage.People`."""

    issued_s: Floats
    entered_s: Floats
    topic: Ints
    heavy_from_s: Floats
    held_until_s: Floats
    wish: Ints
    to_desk: Ints
    to_level: Ints
    barred: Sequence[Sequence[bool]]
    """One row a leg, one entry a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Who is expected."""

    edges_s: Floats
    """Times between which people come evenly ..."""
    expected: Floats
    """... and how many are expected from the first edge until each."""
    share: Floats
    """Of each topic; adds up to 1."""
    priority_share: float
    surprise: float = 0.1
    """How far a day's number of visitors usually is from the expected, as a share of it."""
    came: float = 0.0
    """How many have come today ..."""
    came_expected: float = 0.0
    """... and how many had been expected by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The lobby as it stands."""

    now_s: float
    house: House
    """Its absences: breaks that are planned and still to come."""
    rule: Rule
    posts: Sequence[Post]
    queue: Queue
    coming: Coming
    work_mean_s: Floats
    """Of each topic: what a visit takes of a counter of usual speed."""
    work_sigma: Floats
    """Spread of its logarithm."""
    horizon_s: float = 4 * 3600.0
    """It is not played further than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who would come now."""

    topic: int
    priority: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Everything that chance decides, one row a run: the same for all questions asked of one scene."""

    lobby: Lobby
    posts: Posts


def draws(scene: Scene, rng: np.random.Generator, runs: int = RUNS, ahead_s: float = 0.0) -> Draws:
    """The lobby with its futures; leg 0 is kept for a newcomer.

    People come as long as they may matter to somebody who is here now, and at least for `ahead_s`.
    """
    queue, waiting = scene.queue, len(scene.queue.issued_s)
    comes_s = _arrivals_s(scene, rng, runs, max(ahead_s, _busy_s(scene)))
    future = comes_s.shape[1]
    legs, shape = 1 + waiting + future, (runs, future)
    topic = _rows(queue.topic, rng.choice(len(scene.coming.share), shape, p=scene.coming.share), 0)
    flagged = rng.random(shape) < scene.coming.priority_share
    sigma = scene.work_sigma[topic]
    scale = np.exp(sigma * rng.standard_normal((runs, legs)) - sigma**2 / 2)
    entered_s = _rows(queue.entered_s, comes_s, scene.now_s)
    desks = desks_of(scene.house.counters, len(scene.coming.share), scene.house.languages)
    none = np.full(future, -1)
    lobby = Lobby(
        legs=Legs(
            issued_s=_rows(queue.issued_s, comes_s, scene.now_s),
            rank=np.arange(legs),
            topic=topic,
            heavy_from_s=_rows(queue.heavy_from_s, np.where(flagged, comes_s, inf), inf),
            held_until_s=np.concatenate(([-inf], queue.held_until_s, np.full(future, -inf))),
            wish=np.concatenate(([-1], queue.wish, none)),
            to_desk=np.concatenate(([-1], queue.to_desk, none)),
            to_level=np.concatenate(([0], queue.to_level, np.zeros(future, np.int64))),
            barred=_barred(queue, legs, len(scene.posts)),
        ),
        course=Course(
            enters_s=entered_s,
            arrivals=np.arange(legs),
            then=np.full(legs, -1),
            work_s=scene.work_mean_s[topic] * scale,
            chance=rng.random((runs, legs)),
            leaves_s=np.full(legs, inf),
            alarms_s=_alarms_s(scene),
        ),
        topics=scene.house.topics,
        desks=desks._replace(open=np.tile([post.doing != AWAY for post in scene.posts], (runs, 1))),
        crew=crew_of(scene.house.counters),
        no_show=scene.house.no_show,
        rule=scene.rule,
    )
    return Draws(lobby=lobby, posts=_posts(scene, lobby, rng, runs))


def waits_of_all(scene: Scene, drawn: Draws) -> Floats:
    """Seconds from now until each leg of the queue is called: one row a run; the horizon if it is not."""
    waiting = len(scene.queue.issued_s)
    return _played(scene, without_newcomer(drawn), drawn.posts, (1, 1 + waiting))


def without_newcomer(drawn: Draws) -> Lobby:
    """Leg 0 never comes."""
    course = drawn.lobby.course
    return drawn.lobby._replace(course=course._replace(arrivals=course.arrivals[1:]))


def waits_of(scene: Scene, drawn: Draws, newcomer: Newcomer) -> Floats:
    """Seconds until somebody who comes now is called: one entry a run."""
    legs = drawn.lobby.legs
    topic, heavy_from_s = legs.topic.copy(), legs.heavy_from_s.copy()
    topic[:, 0] = newcomer.topic
    heavy_from_s[:, 0] = scene.now_s if newcomer.priority else inf
    lobby = drawn.lobby._replace(legs=legs._replace(topic=topic, heavy_from_s=heavy_from_s))
    return _played(scene, lobby, drawn.posts, (0, 1))[:, 0]


def spread_of(waits_s: Floats) -> Spread:
    """What runs say together: another run as good as these lies within it in exactly four cases of five."""
    low_s, mid_s, high_s = np.quantile(waits_s, (0.1, 0.5, 0.9), method="weibull").tolist()
    return Spread(low_s=low_s, mid_s=mid_s, high_s=high_s)


def _played(scene: Scene, lobby: Lobby, posts: Posts, wanted: tuple[int, int]) -> Floats:
    stop_s = scene.now_s + scene.horizon_s
    called_s: Floats = played(lobby, posts, scene.now_s, stop_s, wanted).called_s[:, wanted[0] : wanted[1]]
    return np.where(np.isnan(called_s), scene.horizon_s, called_s - scene.now_s)


def played(lobby: Lobby, posts: Posts, begin_s: float, stop_s: float, wanted: tuple[int, int]) -> Result:
    """Every run, from the same moment; what was drawn stays as it is."""
    runs, legs = lobby.course.chance.shape
    result = Result(
        called_s=np.full((runs, legs), np.nan),
        desk=np.full((runs, legs), -1),
        ended_s=np.full((runs, legs), np.nan),
        entered_s=np.full((runs, legs), np.nan),
    )
    lobby = lobby._replace(desks=lobby.desks._replace(open=lobby.desks.open.copy()))
    posts = Posts(*(column.copy() for column in posts))
    scratch = scratch_of(len(lobby.topics.share), legs)
    play_runs(lobby, posts, begin_s, stop_s, wanted, scratch, result)
    return result


def _rows(now: Any, later: Any, newcomer: float) -> Any:
    """One row a run: the newcomer, who waits now, who comes later."""
    runs = len(later)
    known = np.concatenate((np.array([newcomer], dtype=now.dtype), now))
    return np.concatenate((np.tile(known, (runs, 1)), later), axis=1)


def _barred(queue: Queue, legs: int, desks: int) -> npt.NDArray[np.bool_]:
    barred = np.zeros((legs, desks), np.bool_)
    if len(queue.barred):
        barred[1 : 1 + len(queue.barred)] = queue.barred
    return barred


def _alarms_s(scene: Scene) -> Floats:
    """When wishes lapse and appointments come due."""
    queue = scene.queue
    lapses_s = queue.issued_s + np.asarray(scene.house.topics.target_s)[queue.topic] / 2
    moments_s = np.concatenate(
        (lapses_s[queue.wish >= 0], queue.held_until_s[np.isfinite(queue.held_until_s)])
    )
    return np.sort(moments_s[moments_s > scene.now_s])


def _arrivals_s(scene: Scene, rng: np.random.Generator, runs: int, for_s: float) -> Floats:
    """When people will come, one row a run, inf where nobody does; today's volume as far as it shows yet."""
    coming = scene.coming
    from_now = np.interp(scene.now_s, coming.edges_s, coming.expected)
    until = np.interp(scene.now_s + for_s, coming.edges_s, coming.expected)
    prior = 1 / max(coming.surprise, 0.01) ** 2
    volume = rng.gamma(prior + coming.came, 1 / (prior + coming.came_expected), (runs, 1))
    most = int((until - from_now) * 1.3 + 4 * sqrt(until - from_now) + 3)
    reached = from_now + np.cumsum(rng.standard_exponential((runs, most)), axis=1) / volume
    comes_s = np.interp(reached, coming.expected, coming.edges_s)
    return np.where(reached < until, comes_s, inf)


def _busy_s(scene: Scene) -> float:
    """How long who comes from now on may still matter to somebody who is here now."""
    open_now = sum(post.doing != AWAY for post in scene.posts)
    work_s = float(scene.work_mean_s[scene.queue.topic].sum())
    return min(scene.horizon_s, 1800 + 3 * work_s / max(1, open_now))


def _posts(scene: Scene, lobby: Lobby, rng: np.random.Generator, runs: int) -> Posts:
    """Each counter's stretch, ended by chance where a visitor is there."""
    due_s = lobby.crew.due_s
    until_s = np.empty((runs, len(scene.posts)))
    for desk, post in enumerate(scene.posts):
        until_s[:, desk] = due_s[desk, 0]
        if post.doing == BUSY:
            until_s[:, desk] = scene.now_s + _remaining_s(
                scene, post, lobby.crew.speed[desk], rng.random(runs)
            )
        elif post.doing == AWAY:
            until_s[:, desk] = post.back_s
    return Posts(
        doing=np.tile([post.doing for post in scene.posts], (runs, 1)),
        until_s=until_s,
        idle_since_s=np.tile([post.since_s for post in scene.posts], (runs, 1)),
        leg=np.full((runs, len(scene.posts)), -1),
        absence=np.tile([-1 if post.doing == AWAY else 0 for post in scene.posts], (runs, 1)),
    )


def _remaining_s(scene: Scene, post: Post, speed: float, shares: Floats) -> Floats:
    """What is left of a service that has lasted so long: the rest of a lognormal beyond it."""
    mean_s, sigma = scene.work_mean_s[post.topic] / speed, scene.work_sigma[post.topic]
    mu = log(mean_s) - sigma**2 / 2
    elapsed_s = max(1.0, scene.now_s - post.since_s)
    passed = 0.5 * erfc(-(log(elapsed_s) - mu) / sigma / sqrt(2))
    sigmas = np.interp(passed + (1 - passed) * shares, _SHARES, _SIGMAS)
    remaining_s: Floats = np.maximum(1.0, np.exp(mu + sigma * sigmas) - elapsed_s)
    return remaining_s
