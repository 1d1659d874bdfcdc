"""The sentence for the head: true in the plain case, and where nothing changes, nobody came, all is worse."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broker.replay.again import LegAgain, Replay
from broker.replay.estimates import Guess
from broker.replay.figures import findings
from broker.replay.recorded import RecordedDay, RecordedLeg, Recording
from broker.replay.verdict import sentence
from broker.rules.estimate.correction import Spread

DAY = date(2026, 3, 2)
EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def leg(
    wait_min: float, own_min: float, rule_min: float, guess: Guess | None = None, topic: str = "a"
) -> LegAgain:
    """One that waited so long, would have in the log's own order, and by the rule."""
    called_at = EIGHT + timedelta(minutes=wait_min)
    recorded = RecordedLeg(
        line=2,
        visit="2",
        number="",
        topic=topic,
        priority=False,
        issued_at=EIGHT,
        entered_at=EIGHT,
        called_at=called_at,
        ended_at=None,
        left_at=None,
        counter="1",
    )
    return LegAgain(
        day=DAY,
        leg=recorded,
        wait_s=wait_min * 60,
        own_wait_s=own_min * 60,
        rule_wait_s=rule_min * 60,
        rule_called_at=called_at,
        rule_counter="1",
        guess=guess,
    )


def played(
    legs: Sequence[LegAgain],
    *,
    lines: bool = False,
    targets_s: dict[str, float] | None = None,
    precision_s: float = 0,
) -> Replay:
    day = RecordedDay(
        day=DAY, begins_at=EIGHT, ends_at=EIGHT + timedelta(days=1), legs=tuple(one.leg for one in legs)
    )
    return Replay(
        recording=Recording(
            days=(day,),
            zone=ZoneInfo("UTC"),
            rows=len(legs),
            targets_s=targets_s or {},
            precision_s=precision_s,
        ),
        rule="pressure",
        lines=lines,
        legs=tuple(legs),
        left_out=(),
        cut=0,
        overtime_s=0.0,
        nearest_rule="first_come",
    )


def said(legs: Sequence[LegAgain], *, lines: bool = False, targets_s: dict[str, float] | None = None) -> str:
    whole = played(legs, lines=lines, targets_s=targets_s)
    return sentence(whole, findings(whole, whole.legs))


def waits(*minutes: tuple[float, float]) -> list[LegAgain]:
    """Recorded and by the rule; its own order gives what was recorded."""
    return [leg(was, was, would_be) for was, would_be in minutes]


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        (
            waits((10, 10), (20, 25), (40, 20), (81, 54)),
            [
                "25 % would have waited over 30 minutes instead of 50 %; ",
                "the longest wait would have been 54 minutes instead of 81.",
            ],
        ),
        (
            waits((10, 35), (20, 45)),
            [
                "100 % would have waited over 30 minutes instead of nobody; ",
                "the longest wait would have been 45 minutes instead of 20.",
            ],
        ),
        (
            waits((10, 5), (40, 30), (50, 70)),
            [
                "33 % would have waited over 30 minutes instead of 67 %; ",
                "but the longest wait would have been 70 minutes instead of 50.",
            ],
        ),
        (
            waits((10, 5), (20, 10)),
            [
                "nobody would have waited over 30 minutes, as recorded; ",
                "the longest wait would have been 10 minutes instead of 20.",
            ],
        ),
        (
            waits((40, 35), (50, 50), (0, 10)),
            [
                "67 % would have waited over 30 minutes, as recorded; ",
                "the longest wait would have been 50 minutes, as recorded.",
            ],
        ),
        (
            waits(*[(40, 40)] * 106, *[(10, 10)] * 893, (31, 1)),
            [
                "10.6 % would have waited over 30 minutes instead of 10.7 %; ",
                "the longest wait would have been 40 minutes, as recorded.",
            ],
        ),
    ],
    ids=["better", "worse", "mixed", "under target", "order only", "a hair"],
)
def test_a_change_is_told_beside_what_was(legs: list[LegAgain], expected: list[str]) -> None:
    assert said(legs) == f"Under the rule *pressure* {''.join(expected)}"


def test_nothing_changed_is_said_in_plain_words() -> None:
    assert said(waits((40, 40), (1, 1.001))) == (
        "Under the rule *pressure* nothing would have changed: "
        "50 % waited over 30 minutes, the longest 40 minutes."
    )
    assert said(waits((0.4, 0.4), (1, 1))) == (
        "Under the rule *pressure* nothing would have changed: "
        "nobody waited over 30 minutes, the longest 1 minute."
    )


def test_a_difference_no_greater_than_the_replay_s_own_error_is_told_as_one() -> None:
    legs = [leg(40, 20, 40), leg(40, 40, 20), leg(10, 10, 10)]
    assert "33 % would have waited over 30 minutes instead of 67 % (no more of a difference than" in said(
        legs
    )


def test_topics_with_targets_of_their_own_are_judged_by_them() -> None:
    legs = [leg(12, 12, 8, topic="a"), leg(40, 40, 40, topic="b")]
    assert said(legs, targets_s={"a": 600.0, "b": 3600.0}).startswith(
        "Under the rule *pressure* nobody would have waited over their target instead of 50 %"
    )


def test_a_log_without_counters_promises_nothing() -> None:
    why = "The log names no counters, so no rule can move anybody from one topic's line to another's"
    assert said(waits((40, 40), (5, 5)), lines=True) == (
        f"{why}, and under the rule *pressure* nothing would have changed: "
        "50 % waited over 30 minutes, the longest 40 minutes."
    )
    assert said(waits((40, 20), (5, 25)), lines=True) == (
        f"{why}; inside the lines under the rule *pressure* nobody would have waited over 30 minutes "
        "instead of 50 %; the longest wait would have been 25 minutes instead of 40."
    )


def test_a_log_of_nobody_and_one_of_which_nobody_was_called() -> None:
    assert said([]) == "Nobody took a ticket in this log."
    whole = played(waits((1, 1)))
    never = Replay(
        recording=whole.recording,
        rule="pressure",
        lines=True,
        legs=(),
        left_out=((DAY, whole.legs[0].leg),),
        cut=0,
        overtime_s=0.0,
        nearest_rule="pressure",
    )
    assert sentence(never, findings(never, ())) == (
        "The log says of nobody when and where they were called, so nothing can be played."
    )


# -- the figures below it


def test_estimates_are_judged_on_the_same_tickets_as_the_last_called_wait() -> None:
    def guess(low: float, mid: float, high: float, last: float) -> Guess:
        spread = Spread(low_s=low * 60, mid_s=mid * 60, high_s=high * 60)
        return Guess(said=spread, last_wait_s=last * 60, simulated_s=mid * 60)

    legs = [
        leg(10, 10, 10, guess(6, 12, 20, 4)),  # inside; 2 over, 6 under
        leg(22, 22, 22, guess(8, 16, 21, 32)),  # outside by a minute, inside to five; 6 under, 10 over
        leg(31, 31, 31, guess(12, 20, 29, 31)),  # outside either way; 11 under, right
        leg(5, 5, 5),  # was not asked
    ]
    told = findings(whole := played(legs, precision_s=300), whole.legs).estimates
    assert (told.n, told.error_s, told.bias_s) == (3, 19 / 3 * 60, -5 * 60)
    assert (told.last_called_error_s, told.last_called_bias_s) == (16 / 3 * 60, 4 / 3 * 60)
    assert (told.inside_share, told.inside_as_known_share) == (1 / 3, 2 / 3)


def test_the_worst_topic_has_the_greatest_share_over_its_target() -> None:
    legs = [
        leg(31, 31, 1, topic="a"),
        leg(1, 1, 1, topic="a"),
        leg(40, 40, 40, topic="b"),
        leg(90, 90, 9, topic="c"),
    ]
    found = findings(whole := played([*legs, leg(1, 1, 1, topic="c")]), whole.legs)
    assert (found.recorded.worst_topic, found.with_rule.worst_topic) == ("b", "b")
    assert found.recorded.waits.worst_s == 90 * 60
    assert found.recorded.over_target.count == 3
    nobody_late = findings(calm := played([leg(1, 1, 1)]), calm.legs)
    assert nobody_late.recorded.worst_topic is None
