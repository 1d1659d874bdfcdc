"""The verdict: what counts as a double call, a duplicate, a loss; and papers read back from real pictures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image

from broker.contract import events as e
from broker.contract.terms import LegState, Outcome, Printed, Why
from broker.demo.ends import visit_ends
from broker.demo.judge import refusals
from broker.demo.office import base_office
from broker.demo.paper import Papers, read_papers
from broker.demo.verdict import Touched, complaint, double_calls, verdict
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


DONE = e.LegFinished(ticket_id="A001", counter=1)
PRINTED = e.PrintConfirmed(ticket_id="A001", printed=Printed.YES)


def verdict_on(
    events: Sequence[e.Event], legs: list[LegRow], *numbers: str, wanted: int = 1, refused: int = 0
) -> dict[str, Any]:
    figures = day_figures(OFFICE, NOON.date(), legs, [], NOON)
    papers = Papers(numbers=numbers, unreadable=())
    touched = Touched(wanted=wanted, refused=refused)
    return verdict(recorded(*events), figures, papers, touched, Path("/out/report.json"))


def test_a_good_day_has_nothing_lost_and_nothing_twice() -> None:
    said = verdict_on([issued("A001"), PRINTED, called("A001", 1), DONE], [served("A001")], "A001")
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
        "wanted": 1,
        "refused": 0,
        "papers": 1,
        "missing_papers": 0,
        "unanswered": 0,
    }
    assert complaint(said) == ""


def test_who_was_issued_a_number_and_vanished_is_lost() -> None:
    events = [issued("A001"), issued("A002"), called("A001", 1), DONE]
    said = verdict_on(events, [served("A001")], "A001", "A002", wanted=2)
    assert (said["issued"], said["served"], said["lost"], said["still_open"]) == (2, 1, 1, 0)
    assert complaint(said) == "Not all was well: 1 lost."


def test_who_is_lost_is_not_found_again_by_a_table_that_says_served() -> None:
    assert verdict_on([issued("A001"), called("A001", 1)], [served("A001")], "A001")["lost"] == 1


def test_who_still_stands_there_when_the_office_gave_up_is_lost() -> None:
    waiting = leg("A001", entered_at=NOON, called_at=None, topic="work")
    said = verdict_on([issued("A001")], [waiting], "A001")
    assert (said["still_open"], said["lost"]) == (1, 1)
    assert complaint(said) == "Not all was well: 1 lost, 1 still in the house."


def test_a_double_call_is_complained_of() -> None:
    said = verdict_on([issued("A001"), called("A001", 1), called("A001", 2), DONE], [served("A001")], "A001")
    assert complaint(said) == "Not all was well: 1 double calls."


def test_who_holds_a_paper_that_the_log_does_not_know_is_lost() -> None:
    said = verdict_on([issued("A001"), called("A001", 1), DONE], [served("A001")], "A001", "A002")
    assert said["lost"] == 1


def test_a_renumbered_paper_is_known() -> None:
    renumbered = e.TicketRenumbered(ticket_id="A001", number="A901", was="A001")
    said = verdict_on([issued("A001"), PRINTED, renumbered, DONE], [served("A901")], "A901")
    assert (said["lost"], said["missing_papers"]) == (0, 0)


def test_a_paper_that_came_twice_is_a_duplicate() -> None:
    said = verdict_on([issued("A001"), DONE], [served("A001")], "A001", "A001", "A001")
    assert (said["duplicate_numbers"], said["papers"]) == (2, 3)
    assert complaint(said) == "Not all was well: 2 numbers given twice."


def test_a_paper_that_the_log_believes_printed_and_nobody_can_read_is_missing() -> None:
    said = verdict_on([issued("A001"), PRINTED, DONE], [served("A001")])
    assert (said["printed"], said["papers"], said["missing_papers"]) == (1, 0, 1)
    assert complaint(said) == "Not all was well: 1 papers missing."


def test_a_touch_is_answered_by_a_ticket_or_a_refusal() -> None:
    events = [issued("A001"), DONE]
    said = verdict_on(events, [served("A001")], "A001", wanted=4, refused=2)
    assert (said["wanted"], said["refused"], said["unanswered"]) == (4, 2, 1)
    assert complaint(said) == "Not all was well: 1 touches without ticket or refusal."
    assert complaint(verdict_on(events, [served("A001")], "A001", wanted=3, refused=2)) == ""


def test_refusals_are_the_kiosks_lines_of_that_name() -> None:
    refused = '{"touch": 1, "code": "closed", "event": "touch_refused"}'
    other = '{"reason": "touch_refused", "event": "printer"}'
    assert refusals(f'a line\n{refused}\n{other}\nhalf "touch_refused"\n{refused}') == 2


SENT_ON = e.LegTransferred(
    ticket_id="A001", counter=1, next_leg=2, topic="land", to_counter=0, to_level=0, note=""
)
AWAY = e.NoShowMarked(ticket_id="A001", counter=1)


@pytest.mark.parametrize(
    ("events", "end"),
    [
        ([], None),
        ([DONE], Outcome.SERVED),
        ([AWAY], Outcome.NO_SHOW),
        ([e.TicketCancelled(ticket_id="A001")], Outcome.CANCELLED),
        ([e.LegUnserved(ticket_id="A001")], Outcome.UNSERVED),
        ([e.TicketPutBack(ticket_id="A001", counter=1)], None),
        ([AWAY, e.TicketReinstated(ticket_id="A001")], None),
        ([DONE, e.ActionUndone(undone_seq=2, counter=1)], None),
        ([SENT_ON], None),
        ([SENT_ON, e.LegUnserved(ticket_id="A001", leg=2)], Outcome.UNSERVED),
        ([SENT_ON, e.ActionUndone(undone_seq=2, counter=1), DONE], Outcome.SERVED),
        ([e.TopicAdded(ticket_id="A001", leg=2, counter=1, topic="land"), DONE], None),
        ([SENT_ON, e.NoShowMarked(ticket_id="A001", leg=2, counter=1)], Outcome.NO_SHOW),
        (
            [
                e.TopicAdded(ticket_id="A001", leg=2, counter=1, topic="land"),
                DONE,
                e.NoShowMarked(ticket_id="A001", leg=2, counter=1),
            ],
            Outcome.SERVED,
        ),
    ],
)
def test_a_visit_ends_with_its_last_leg_and_served_once_is_served(
    events: Sequence[e.Event], end: Outcome | None
) -> None:
    assert visit_ends(recorded(issued("A001"), *events)) == {"A001": end}


def test_numbers_are_read_from_the_pictures_and_not_from_their_names(tmp_path: Path) -> None:
    for name, number in (("one", "A001"), ("two", "A001"), ("three", "K012")):
        qrcode.make(f"http://127.0.0.1:8080/t/x4Zk#{number}").save(str(tmp_path / f"{name}.png"))
    Image.new("1", (576, 800), 1).save(tmp_path / "blank.png")
    papers = read_papers(tmp_path)
    assert sorted(papers.numbers) == ["A001", "A001", "K012"]
    assert (papers.duplicates, papers.unreadable) == (1, ("blank.png",))
