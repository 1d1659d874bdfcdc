"""The formulas give the published figures, the simulator follows them, and the page names every line."""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest

from bench.office_sim.days import people
from bench.office_sim.scenario import V
from bench.verification import NAMES, verify
from bench.verify import formulas, programs, theory
from bench.verify.lines import Check, compared
from bench.verify.queues import SERVICE_MIN, TARGET_MIN
from bench.verify.with_simpy import Call, calls_of_day, on_whole_ticks
from broker.rules.play.stage import play_day
from broker.rules.routing.choice import FIRST_COME, PRESSURE, Rule

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
FEW = 5


def late_pct(counters: int) -> float:
    load = formulas.VISITS_AN_HOUR * SERVICE_MIN / 60 / counters
    return 100 * theory.late_share(counters, load, SERVICE_MIN, TARGET_MIN)


def test_erlang_gives_the_receptions_published_shares_over_half_an_hour() -> None:
    assert [f"{late_pct(counters):.2f}" for counters in (3, 4, 5)] == ["34.39", "2.18", "0.12"]


def test_the_chance_to_wait_is_as_the_tables_have_it() -> None:
    assert theory.waiting_chance(1, 0.7) == pytest.approx(0.7)
    assert theory.waiting_chance(2, 0.5) == pytest.approx(1 / 3)
    assert theory.waiting_chance(10, 0.8) == pytest.approx(0.409, abs=0.0005)


def test_one_counter_with_two_classes_waits_as_in_the_textbook() -> None:
    assert theory.strict_priority_waits(1, [0.2, 0.6], 1.0) == pytest.approx([1.0, 5.0])


def test_weights_lead_from_first_come_to_strict_priority() -> None:
    equal = theory.accumulating_waits(4, 0.6, 0.2, 1.0, 15.0)
    strict = theory.strict_priority_waits(4, [0.2, 0.6], 15.0)
    assert equal == pytest.approx([theory.mean_wait(4, 0.8, 15.0)] * 2)
    assert theory.accumulating_waits(4, 0.6, 0.2, inf, 15.0) == pytest.approx(strict[::-1])


@pytest.mark.parametrize("load", [0.95, 0.97, 0.99])
def test_the_last_called_wait_errs_twice_as_much_as_the_queue_length(load: float) -> None:
    by_length = theory.queue_length_error(22, load, 15.0)
    assert 2.0 < theory.last_called_error(22, load, 15.0) / by_length < 2.1


@pytest.mark.parametrize("name", ["erlang-1-wait", "strict-4-ordinary", "accumulating-1-priority"])
def test_a_short_simulation_is_near_the_formula(name: str) -> None:
    (subject,) = (one for one in formulas.subjects() if name in one.names)
    lines = formulas.measured(replace(subject, runs=FEW), 1)
    (line,) = (line for line in lines if line.name == name)
    assert line.simulated == pytest.approx(line.theory, rel=0.15)


def test_every_visitor_waits_as_long_in_ciw() -> None:
    assert [line.ok for line in programs.by_ciw(1, count=2_000)] == [True, True, True]


def test_a_day_in_simpy_has_the_same_calls_under_the_same_rule_only() -> None:
    house, visitors = V.house(), on_whole_ticks(people(V, 0.92, 1, 0))
    ours = play_day(house, visitors, Rule(PRESSURE, 5.0))

    def same(calls: Sequence[Call]) -> int:
        return sum(
            ours.called_s[call.leg] == call.at_s and ours.desk[call.leg] == call.desk for call in calls
        )

    everybody = len(visitors.issued_s)
    assert same(calls_of_day(house, visitors, Rule(PRESSURE, 5.0))) == everybody
    assert same(calls_of_day(house, visitors, Rule(FIRST_COME, 5.0))) < everybody / 2


def test_the_page_has_every_line_of_the_command_and_no_other() -> None:
    named = re.findall(r"`scripts/bench verification --only (\S+)`", PAGE.read_text(encoding="utf-8"))
    assert sorted(named) == sorted(NAMES)


def test_the_page_has_the_formulas_own_figures_and_simulations_within_their_tolerance() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for subject in formulas.subjects():
        for name, claim in zip(subject.names, subject.claims, strict=True):
            cells = re.findall(rf"\| ([\d.]+) \| ([\d.]+) \| ± ([\d.]+) \| `.* {name}`", page)
            [(stated, simulated, tolerance)] = cells
            assert stated == f"{claim.theory:.{len(stated.partition('.')[2])}f}"
            assert float(simulated) == pytest.approx(claim.theory, abs=float(tolerance))


def test_a_line_that_does_not_agree_fails_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    near, far = (
        compared(name=name, what="a wait", theory=15.0, simulated=found, tolerance=0.5)
        for name, found in (("near", 15.4), ("far", 15.6))
    )
    check = Check(names=("near", "far"), measure=lambda _: [near, far])
    codes = [verify([check], wanted, seed=1, show=lambda line: line.name) for wanted in (["near"], ["far"])]
    assert (codes, capsys.readouterr().out.split()) == ([0, 1], ["near", "far"])
