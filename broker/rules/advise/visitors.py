"""Everybody who came on a recorded day, as the play wants them.

Who was served keeps a counter as long as recorded, at whichever counter; for who was not, a service is drawn.
Who did not come when called has a chance of that which rises with the wait, drawn so that after the recorded
wait it comes out as recorded. A further leg enters when the leg before it is done. What no row tells is not
there: a wish for a language, an appointment's time, to whom somebody was sent. But who was served where
nobody has the skill is taken to have been sent there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf

import numpy as np
import numpy.typing as npt

from broker.contract.terms import Outcome
from broker.rules.advise.history import DayRows
from broker.rules.habits import Habits
from broker.rules.play.loop import NO_SHOW_RISES_UNTIL_S
from broker.rules.play.stage import Floats, Ints, People
from broker.rules.rows import LegRow

DRAWS = 20_261
"""Names the chance of what no row tells; with the day it makes every play of that day the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What the office's days have in common."""

    habits: Habits
    topic_ids: tuple[str, ...]
    desks: Mapping[int, int]
    """Counter number to its place."""
    able: frozenset[tuple[int, str]]
    """Counter number and topic, where it has the skill or is a duty counter."""
    between_s: float
    """From one visit to the next while somebody waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """Of one day; an entry a leg."""

    people: People
    waited_s: Floats
    """As recorded."""
    priority: npt.NDArray[np.bool_]
    until_s: float
    """The last call or end of the day: nobody is counted as waiting for longer."""


def visitors_of(rows: DayRows, usual: Usual) -> Visitors:
    """In the order of the rows."""
    legs, count = rows.legs, len(rows.legs)
    rng = np.random.default_rng([DRAWS, rows.day.toordinal()])
    luck, scatter = rng.random(count), rng.standard_normal(count)
    issued_s, entered_s = (
        np.array([rows.second(at) for at in moments])
        for moments in ([leg.issued_at for leg in legs], [leg.entered_at for leg in legs])
    )
    until_s = _until_s(rows)
    waited_s = np.minimum([leg.waited_s for leg in legs], np.maximum(0.0, until_s - entered_s))
    priority = np.array([leg.priority for leg in legs])
    then = _then(legs)
    people = People(
        issued_s=issued_s,
        topic=np.array([usual.topic_ids.index(leg.topic) for leg in legs]),
        work_s=np.array([_work_s(leg, usual, z) for leg, z in zip(legs, scatter.tolist(), strict=True)]),
        chance=np.where(then >= 0, 1.0, _chance(legs, waited_s, luck, usual.habits)),
        enters_s=np.where(np.isin(np.arange(count), then), inf, entered_s),
        heavy_from_s=np.where(priority, issued_s, inf),
        to_desk=np.array([_sent_to(leg, usual) for leg in legs]),
        then=then,
        leaves_s=np.array([_leaves_s(leg, rows) for leg in legs]),
    )
    return Visitors(people=people, waited_s=waited_s, priority=priority, until_s=until_s)


def _until_s(rows: DayRows) -> float:
    """A leg that the day's turn ended says nothing of when people went home."""
    ended_s = [rows.second(leg.ended_at) for leg in rows.legs if _sat_there(leg) and leg.ended_at]
    return max([*ended_s, *(rows.second(leg.entered_at) for leg in rows.legs)])


def _sat_there(leg: LegRow) -> bool:
    """Its times at a counter can be believed."""
    return bool(leg.called_at and leg.outcome is not Outcome.UNSERVED and not leg.estimated)


def _then(legs: Sequence[LegRow]) -> Ints:
    """The leg of the same visit that waits for this one to be done; -1: none."""
    place = {(leg.ticket_id, leg.leg): n for n, leg in enumerate(legs)}
    then = np.full(len(legs), -1)
    for n, leg in enumerate(legs):
        if leg.called_at and leg.outcome is not Outcome.NO_SHOW:
            then[n] = place.get((leg.ticket_id, leg.leg + 1), -1)
    return then


def _work_s(leg: LegRow, usual: Usual, scatter: float) -> float:
    """How long it keeps a counter, until that is free for the next."""
    if _sat_there(leg) and leg.serving_at:
        return leg.walked_s + leg.served_s + usual.between_s
    habits = usual.habits.topics[leg.topic]
    sigma = habits.log_sigma
    return habits.mean_service_s * exp(sigma * scatter - sigma**2 / 2) + usual.habits.turnover_s


def _chance(legs: Sequence[LegRow], waited_s: Floats, luck: Floats, habits: Habits) -> Floats:
    """Below the chance of no-show where nobody came, above where somebody did; 1 where nobody was called."""
    late = np.minimum(1.0, waited_s / NO_SHOW_RISES_UNTIL_S)
    missed = habits.no_show_at_once + late * (habits.no_show_late - habits.no_show_at_once)
    nobody = np.array([leg.outcome is Outcome.NO_SHOW for leg in legs])
    called = np.array([leg.called_at is not None for leg in legs])
    return np.where(called, np.where(nobody, luck * missed, missed + luck * (1 - missed)), 1.0)


def _sent_to(leg: LegRow, usual: Usual) -> int:
    """The desk of a counter that served it without the skill; -1: any."""
    by_skill = (leg.counter, leg.topic) in usual.able
    return -1 if by_skill or not leg.called_at else usual.desks.get(leg.counter, -1)


def _leaves_s(leg: LegRow, rows: DayRows) -> float:
    """When somebody gave up who was never called; inf: nobody did."""
    gave_up = leg.outcome is Outcome.CANCELLED and not leg.called_at and leg.ended_at
    return rows.second(leg.ended_at) if gave_up and leg.ended_at else inf
