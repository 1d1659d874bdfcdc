"""Many plays of one lobby, each with its own chance: one row a run where runs differ.

In the same part of Python as `loop.py`, compiled with it.
"""

from broker.rules.play.loop import Course, Lobby, Posts, Result, Scratch, play
from broker.rules.routing.choice import Desks, Legs


def play_runs(
    lobby: Lobby,
    posts: Posts,
    begin_s: float,
    stop_s: float,
    wanted: tuple[int, int],
    scratch: Scratch,
    result: Result,
) -> None:
    """Every run from the same moment.

    One row a run have: in `lobby` the issue, topic, class, entry, work and chance of the legs and the open
    desks, and all of `posts` and `result`. The rest is the same for all.
    """
    for run in range(len(result.called_s)):
        clear(scratch)
        play(
            Lobby(
                legs_of(run, lobby.legs),
                course_of(run, lobby.course),
                lobby.topics,
                desks_of(run, lobby.desks),
                lobby.crew,
                lobby.no_show,
                lobby.rule,
            ),
            Posts(
                posts.doing[run],
                posts.until_s[run],
                posts.idle_since_s[run],
                posts.leg[run],
                posts.absence[run],
            ),
            begin_s,
            stop_s,
            wanted,
            scratch,
            Result(result.called_s[run], result.desk[run], result.ended_s[run], result.entered_s[run]),
        )


def clear(scratch: Scratch) -> None:
    """Nobody waits."""
    for queue in range(len(scratch.queues.first)):
        scratch.queues.first[queue] = scratch.queues.after[queue] = scratch.queues.odd[queue] = 0
    for topic in range(len(scratch.crowd)):
        scratch.crowd[topic] = 0


def legs_of(run: int, legs: Legs) -> Legs:
    """The people of one run."""
    return Legs(
        legs.issued_s[run],
        legs.rank,
        legs.topic[run],
        legs.heavy_from_s[run],
        legs.held_until_s,
        legs.wish,
        legs.to_desk,
        legs.to_level,
        legs.barred,
    )


def course_of(run: int, course: Course) -> Course:
    """What befalls them."""
    return Course(
        course.enters_s[run],
        course.arrivals,
        course.then,
        course.work_s[run],
        course.chance[run],
        course.leaves_s,
        course.alarms_s,
    )


def desks_of(run: int, desks: Desks) -> Desks:
    """The counters, open as they are when a run begins."""
    return Desks(desks.place, desks.speaks, desks.level, desks.duty, desks.open[run])
