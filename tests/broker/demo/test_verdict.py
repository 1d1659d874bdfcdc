"""The verdict: what counts as a double call, a duplicate, a loss; and papers read back from real pictures."""

from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image

from broker.contract import events as e
from broker.contract.terms import LegState, Outcome, Printed, Why
from broker.demo.office import base_office
from broker.demo.paper import Papers, read_papers
from broker.demo.verdict import double_calls, verdict
from broker.rules.rows import LegRow
from broker.stats.day import day_figures
from tests.broker.demo.legs import NOON, leg, recorded

OFFICE = base_office(None, None).office


def called(ticket: str, counter: int) -> e.TicketCalled:
    return e.TicketCalled(
        ticket_id=ticket, number=ticket, topic="work", counter=counter, why=Why.LONGEST_WAIT
    )


def issued(ticket: str) -> e.TicketIssued:
    return e.TicketIssued(
        ticket_id=ticket,
        number=ticket,
        topic="work",
        language="lt",
        spoken_language="",
        priority=False,
        hall="main",
        issued_at=NOON,
    )


@pytest.mark.parametrize(
    ("events", "doubles"),
    [
        ([called("A001", 1), called("A002", 2)], 0),
        ([called("A001", 1), called("A001", 2)], 1),
        ([called("A001", 1), called("A002", 1)], 1),
        ([called("A001", 1), e.LegFinished(ticket_id="A001", counter=1), called("A001", 1)], 0),
        ([called("A001", 1), e.NoShowMarked(ticket_id="A001", counter=1), called("A002", 1)], 0),
        ([called("A001", 1), e.TicketPutBack(ticket_id="A001", counter=1), called("A001", 2)], 0),
        ([called("A001", 1), e.ActionUndone(undone_seq=1, counter=1), called("A001", 2)], 0),
        (
            [
                called("A001", 1),
                e.LegFinished(ticket_id="A001", counter=1),
                e.ActionUndone(undone_seq=2, counter=1),
                called("A002", 1),
            ],
            1,
        ),
    ],
)
def test_a_call_is_double_while_another_counter_or_the_same_one_holds_a_ticket(
    events: list[e.Event], doubles: int
) -> None:
    assert double_calls(recorded(*events)) == doubles


def served(number: str) -> LegRow:
    return leg(
        number,
        entered_at=NOON,
        called_at=NOON,
        ended_at=NOON,
        state=LegState.DONE,
        outcome=Outcome.SERVED,
        topic="work",
    )


def verdict_on(events: list[e.Event], legs: list[LegRow], *numbers: str) -> dict[str, Any]:
    figures = day_figures(OFFICE, NOON.date(), legs, [], NOON)
    papers = Papers(numbers=numbers, unreadable=())
    return verdict(recorded(*events), figures, papers, Path("/out/report.json"))


def test_a_good_day_has_nothing_lost_and_nothing_twice() -> None:
    done = e.LegFinished(ticket_id="A001", counter=1)
    printed = e.PrintConfirmed(ticket_id="A001", printed=Printed.YES)
    said = verdict_on([issued("A001"), printed, called("A001", 1), done], [served("A001")], "A001")
    assert said == {
        "issued": 1,
        "printed": 1,
        "called": 1,
        "served": 1,
        "no_show": 0,
        "cancelled": 0,
        "unserved": 0,
        "still_open": 0,
        "duplicate_numbers": 0,
        "double_calls": 0,
        "lost": 0,
        "wait_p95_s": 0,
        "share_over_30": 0,
        "report": "/out/report.json",
        "unreadable_papers": 0,
    }


def test_who_was_issued_a_number_and_is_in_no_figure_is_lost() -> None:
    said = verdict_on([issued("A001"), issued("A002")], [served("A001")], "A001", "A002")
    assert (said["issued"], said["lost"], said["printed"]) == (2, 1, 0)


def test_who_holds_a_paper_that_the_log_does_not_know_is_lost() -> None:
    assert verdict_on([issued("A001")], [served("A001")], "A001", "A002")["lost"] == 1


def test_a_renumbered_paper_is_known() -> None:
    renumbered = e.TicketRenumbered(ticket_id="A001", number="A901", was="A001")
    assert verdict_on([issued("A001"), renumbered], [served("A901")], "A901")["lost"] == 0


def test_a_paper_that_came_twice_is_a_duplicate() -> None:
    said = verdict_on([issued("A001")], [served("A001")], "A001", "A001", "A001")
    assert said["duplicate_numbers"] == 2


def test_numbers_are_read_from_the_pictures_and_not_from_their_names(tmp_path: Path) -> None:
    for name, number in (("one", "A001"), ("two", "A001"), ("three", "K012")):
        qrcode.make(f"http://127.0.0.1:8080/t/x4Zk#{number}").save(str(tmp_path / f"{name}.png"))
    Image.new("1", (576, 800), 1).save(tmp_path / "blank.png")
    papers = read_papers(tmp_path)
    assert sorted(papers.numbers) == ["A001", "A001", "K012"]
    assert (papers.duplicates, papers.unreadable) == (1, ("blank.png",))
