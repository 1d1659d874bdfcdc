"""What was foreseen of the day's moments against what came. Pure.

The rows of legs say who waited when: from entering the queue to the first call, or to an end without one. A
leg that waits a second time, reinstated or put back, is not counted again: the rows do not say when it did.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from broker.contract.estimates import Ahead, Band
from broker.contract.office import Office, Topic
from broker.rules.rows import LegRow
from broker.stats.figures import Forecast, Foreseen
from broker.stats.spread import over


def forecasts(
    office: Office, legs: Sequence[LegRow], made: Iterable[tuple[datetime, Sequence[Ahead]]], now: datetime
) -> tuple[Forecast, ...]:
    """Every forecast of a day whose moment has come by `now`; `made` says when each was made, in order.

    `legs` are all legs of the day.
    """
    return tuple(
        _forecast(office, legs, made_at, one) for made_at, ahead in made for one in ahead if one.at <= now
    )


def _forecast(office: Office, legs: Sequence[LegRow], made_at: datetime, one: Ahead) -> Forecast:
    waiting = [leg for leg in legs if _waits(leg, one.at)]
    oldest = max((one.at - leg.entered_at for leg in waiting), default=timedelta())
    called = [
        ((leg.called_at - leg.entered_at).total_seconds(), _target_s(office, leg))
        for leg in legs
        if leg.called_at and made_at < leg.called_at <= one.at
    ]
    return Forecast(
        made_at=made_at,
        at=one.at,
        waiting=_foreseen(one.waiting, len(waiting)),
        oldest_s=_foreseen(one.oldest_s, oldest.total_seconds()),
        over_share=_foreseen(one.over_share, over(called).share),
    )


def _waits(leg: LegRow, then: datetime) -> bool:
    """For its first call; who is called at that very moment does not."""
    until = leg.called_at or leg.ended_at
    return leg.entered_at <= then and (until is None or then < until)


def _target_s(office: Office, leg: LegRow) -> int:
    return (office.topic(leg.topic) or Topic(id=leg.topic, letter="", names={})).wait_target_s


def _foreseen(band: Band, came: float | None) -> Foreseen:
    return Foreseen(low=band.low, mid=band.mid, high=band.high, came=came)
