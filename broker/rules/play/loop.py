"""A lobby played forward: who comes, who is called when, by whom. The one event loop of every simulation.

A simulated day begins with an empty lobby, an estimate with the lobby as it stands; both are this loop, and
both ask `broker.rules.routing.choice` who is next. Like that file it is written in the part of Python that
Numba compiles, and it draws nothing: every service, chance and arrival is given, so that rules meet the same
people. A free counter presses at once. Never imported by the broker's own process.
"""

from math import inf
from typing import Any, NamedTuple

from broker.rules.routing.choice import (
    Column,
    Desks,
    Legs,
    Queues,
    Rule,
    Topics,
    capacities,
    choose,
    earlier,
    minutes_to_clear,
)

NO_SHOW_RISES_UNTIL_S = 1800.0
"""From the chance of no-show without a wait to the chance after this long it rises in a straight line."""

IDLE, BUSY, AWAY = range(3)


class Course(NamedTuple):
    """What befalls each leg, whoever serves it; one entry a leg."""

    enters_s: Column
    """When it joins its queue; inf: when the leg before it is finished."""
    arrivals: Column
    """The legs whose `enters_s` is finite, in that order."""
    then: Column
    """The leg of the same visit that enters when this one is finished; -1: none."""
    work_s: Column
    """How long it keeps a counter of usual speed."""
    chance: Column
    """0..1: nobody comes when called if this is below the chance of no-show."""
    leaves_s: Column
    """The moment it gives up if still waiting; inf: never."""
    alarms_s: Column
    """Sorted times at which something may change though no counter moves: a wish lapses, somebody leaves."""


class Crew(NamedTuple):
    """The counters; one entry each."""

    speed: Column
    """Work done in a second; 1 is usual."""
    due_s: Column
    """When its absences are due, in order, ended by inf: one row a desk. It begins when a visitor is done."""
    lasts_s: Column
    """How long each lasts at least, however late it began: one row a desk."""
    back_s: Column
    """The earliest end of each: one row a desk."""


class Posts(NamedTuple):
    """What each counter is doing: the state when a play begins, and changed by it."""

    doing: Any
    """IDLE, BUSY or AWAY."""
    until_s: Any
    """When that ends; of an idle one: its next absence."""
    idle_since_s: Any
    leg: Any
    """Whom it serves; -1: nobody, or one who came before the play began."""
    absence: Any
    """Its next, or if AWAY its present absence; -1: away since before the first."""


class NoShow(NamedTuple):
    """Chance that nobody comes when called, and what that costs the counter."""

    at_once: float
    late: float
    """From NO_SHOW_RISES_UNTIL_S of waiting on."""
    cost_s: float


class Result(NamedTuple):
    """What became of each leg: filled by `play`."""

    called_s: Any
    """nan: never."""
    desk: Any
    """-1: none."""
    ended_s: Any
    """When the counter was free again; nan: never, or nobody came."""
    entered_s: Any
    """When it joined its queue; nan: never."""


class Lobby(NamedTuple):
    """Everything one play needs."""

    legs: Legs
    course: Course
    topics: Topics
    desks: Desks
    """`open` changes."""
    crew: Crew
    no_show: NoShow
    rule: Rule


class Scratch(NamedTuple):
    """Room to work in: empty queues, and zeros for each topic."""

    queues: Queues
    crowd: Any
    """Legs of each topic that wait."""
    capacity: Any
    pressure_min: Any


def play(
    lobby: Lobby,
    posts: Posts,
    begin_s: float,
    stop_s: float,
    wanted: tuple[int, int],
    scratch: Scratch,
    result: Result,
) -> int:
    """From `begin_s` until `stop_s`; the number of calls made.

    `wanted` are the legs from one index to before another: when all of them are called the play ends.
    Changes `posts` and `lobby.desks.open`, and fills `result`, all of it nan and -1 before.
    """
    course = lobby.course
    reckon_capacity(lobby, scratch)
    coming, alarm, waiting, calls, missing = 0, 0, 0, 0, wanted[1] - wanted[0]
    while True:
        now_s = max(begin_s, next_moment_s(coming, alarm, course, posts))
        if now_s >= stop_s or now_s == inf:
            return calls
        came = arrive(coming, now_s, lobby, scratch, result)
        coming, waiting = coming + came, waiting + came
        while alarm < len(course.alarms_s) and course.alarms_s[alarm] <= now_s:
            waiting -= leave(now_s, lobby, scratch)
            alarm += 1
        waiting += change_over(now_s, lobby, posts, scratch, result)
        while waiting > 0:
            leg = next_call(now_s, lobby, posts, scratch, result)
            if leg < 0:
                break
            waiting -= 1
            calls += 1
            if wanted[0] <= leg < wanted[1]:
                missing -= 1
                if missing == 0:
                    return calls


def arrive(coming: int, now_s: float, lobby: Lobby, scratch: Scratch, result: Result) -> int:
    """Everybody who has come by now, from the `coming`-th arrival on; how many."""
    course, came = lobby.course, 0
    while coming + came < len(course.arrivals):
        leg = course.arrivals[coming + came]
        if course.enters_s[leg] > now_s:
            break
        enter(leg, now_s, lobby, scratch, result)
        came += 1
    return came


def change_over(now_s: float, lobby: Lobby, posts: Posts, scratch: Scratch, result: Result) -> int:
    """Every counter whose stretch is over goes on to the next; how many legs entered a queue by that."""
    entered, changed = 0, False
    for desk in range(len(posts.doing)):
        if posts.until_s[desk] <= now_s:
            entered += finish(desk, now_s, lobby, posts, scratch, result)
            changed = move_on(desk, now_s, lobby, posts) or changed
    if changed:
        reckon_capacity(lobby, scratch)
    return entered


def next_moment_s(coming: int, alarm: int, course: Course, posts: Posts) -> float:
    """When something happens next; inf: never again."""
    now_s = course.enters_s[course.arrivals[coming]] if coming < len(course.arrivals) else inf
    if alarm < len(course.alarms_s):
        now_s = min(now_s, course.alarms_s[alarm])
    for desk in range(len(posts.doing)):
        now_s = min(now_s, posts.until_s[desk])
    return float(now_s)


def next_call(now_s: float, lobby: Lobby, posts: Posts, scratch: Scratch, result: Result) -> int:
    """The counter idle longest that may call anybody calls; whom, or -1."""
    after_s, after_desk = -inf, -1
    while True:
        desk = idle_next(after_s, after_desk, posts)
        if desk < 0:
            return -1
        leg = choose(
            desk,
            now_s,
            lobby.legs,
            scratch.queues,
            lobby.topics,
            lobby.desks,
            scratch.pressure_min,
            lobby.rule,
        )
        if leg >= 0:
            take_out(leg, lobby, scratch)
            serve(leg, desk, now_s, lobby, posts, result)
            return int(leg)
        after_s, after_desk = posts.idle_since_s[desk], desk


def idle_next(after_s: float, after_desk: int, posts: Posts) -> int:
    """Idle counters one by one, the one idle longest first; -1: no more."""
    best = -1
    for desk in range(len(posts.doing)):
        if posts.doing[desk] != IDLE:
            continue
        since_s = posts.idle_since_s[desk]
        if since_s < after_s or (since_s == after_s and desk <= after_desk):
            continue
        if best < 0 or since_s < posts.idle_since_s[best]:
            best = desk
    return best


def serve(leg: int, desk: int, now_s: float, lobby: Lobby, posts: Posts, result: Result) -> None:
    """Called, and served or waited for in vain."""
    result.called_s[leg], result.desk[leg] = now_s, desk
    late = min(1.0, (now_s - result.entered_s[leg]) / NO_SHOW_RISES_UNTIL_S)
    no_show = lobby.no_show
    if lobby.course.chance[leg] < no_show.at_once + late * (no_show.late - no_show.at_once):
        posts.until_s[desk] = now_s + no_show.cost_s
    else:
        posts.until_s[desk] = result.ended_s[leg] = now_s + lobby.course.work_s[leg] / lobby.crew.speed[desk]
    posts.doing[desk], posts.leg[desk] = BUSY, leg


def reckon_capacity(lobby: Lobby, scratch: Scratch) -> None:
    """It changes only with the counters that are open."""
    capacities(lobby.topics, lobby.desks, scratch.capacity)
    for topic in range(len(scratch.capacity)):
        reckon_pressure(topic, lobby, scratch)


def reckon_pressure(topic: int, lobby: Lobby, scratch: Scratch) -> None:
    """It changes with who waits, too."""
    scratch.pressure_min[topic] = minutes_to_clear(
        scratch.crowd[topic], lobby.topics.mean_s[topic], scratch.capacity[topic]
    )


def enter(leg: int, now_s: float, lobby: Lobby, scratch: Scratch, result: Result) -> None:
    """Into its queue, at the place of its visit's issue time."""
    queue, queues = queue_of(leg, lobby), scratch.queues
    place = queues.after[queue]
    queues.after[queue] += 1
    while place > queues.first[queue] and earlier(leg, queues.legs[queue][place - 1], lobby.legs):
        queues.legs[queue][place] = queues.legs[queue][place - 1]
        place -= 1
    queues.legs[queue][place] = leg
    queues.odd[queue] += moved_by_hand(leg, lobby)
    result.entered_s[leg] = min(now_s, lobby.course.enters_s[leg])
    count(leg, 1, lobby, scratch)


def take_out(leg: int, lobby: Lobby, scratch: Scratch) -> None:
    """Out of its queue, wherever it stands there."""
    queue, queues = queue_of(leg, lobby), scratch.queues
    place = queues.first[queue]
    while queues.legs[queue][place] != leg:
        place += 1
    while place > queues.first[queue]:
        queues.legs[queue][place] = queues.legs[queue][place - 1]
        place -= 1
    queues.first[queue] += 1
    queues.odd[queue] -= moved_by_hand(leg, lobby)
    count(leg, -1, lobby, scratch)


def queue_of(leg: int, lobby: Lobby) -> int:
    """Topic and class."""
    return int(2 * lobby.legs.topic[leg] + (1 if lobby.legs.heavy_from_s[leg] < inf else 0))


def moved_by_hand(leg: int, lobby: Lobby) -> int:
    """1 if it is meant for a desk or level, or barred from a desk."""
    if lobby.legs.to_desk[leg] >= 0 or lobby.legs.to_level[leg] > 0:
        return 1
    for desk in range(len(lobby.desks.open)):
        if lobby.legs.barred[leg][desk]:
            return 1
    return 0


def count(leg: int, more: int, lobby: Lobby, scratch: Scratch) -> None:
    """One more or less waits for its topic."""
    topic = lobby.legs.topic[leg]
    scratch.crowd[topic] += more
    reckon_pressure(topic, lobby, scratch)


def leave(now_s: float, lobby: Lobby, scratch: Scratch) -> int:
    """Whoever has waited too long goes; how many."""
    gone, queues = 0, scratch.queues
    for queue in range(len(queues.first)):
        place = queues.first[queue]
        while place < queues.after[queue]:
            leg = queues.legs[queue][place]
            if lobby.course.leaves_s[leg] <= now_s:
                take_out(leg, lobby, scratch)
                gone += 1
            place += 1
    return gone


def finish(desk: int, now_s: float, lobby: Lobby, posts: Posts, scratch: Scratch, result: Result) -> int:
    """A counter's stretch is over; its visitor's next leg, if there is one, waits. How many entered."""
    leg = posts.leg[desk]
    if leg < 0:
        return 0
    posts.leg[desk] = -1
    then = lobby.course.then[leg]
    if then < 0 or result.ended_s[leg] != result.ended_s[leg]:  # nan: nobody came
        return 0
    enter(then, now_s, lobby, scratch, result)
    return 1


def move_on(desk: int, now_s: float, lobby: Lobby, posts: Posts) -> bool:
    """To its absence if one is due, else it stands idle. Whether the counter opened or closed."""
    crew = lobby.crew
    if posts.doing[desk] == AWAY:
        posts.absence[desk] += 1
    nth = posts.absence[desk]
    due_s = crew.due_s[desk][nth]
    if due_s <= now_s:
        posts.doing[desk] = AWAY
        posts.until_s[desk] = max(crew.back_s[desk][nth], now_s + crew.lasts_s[desk][nth])
    else:
        posts.doing[desk], posts.until_s[desk], posts.idle_since_s[desk] = IDLE, due_s, now_s
    was_open = lobby.desks.open[desk]
    lobby.desks.open[desk] = posts.doing[desk] != AWAY
    return bool(lobby.desks.open[desk] != was_open)
