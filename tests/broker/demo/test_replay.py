"""A recorded day: how it is read, which office it makes, and when its counters are open."""

from datetime import datetime
from pathlib import Path

import pytest

from broker.config import load_office, office_text
from broker.contract.errors import Misconfigured
from broker.contract.terms import CounterState
from broker.demo.compare import Point, issue_lags_s, numbers_match, waiting_points, write_table
from broker.demo.lobby import Lobby, Place
from broker.demo.office import move_in
from broker.demo.paper import Papers
from broker.demo.recorded import ZONE, RecordedDay, read_day, short_names
from broker.demo.replay import counter_wanted, natures, office_of, plan_replay, seats
from broker.rules.rows import LegRow
from tests.broker.demo.legs import leg
from tests.broker.demo.made_day import DAY, LONG_A, LONG_B, write_made_day


@pytest.fixture
def day(tmp_path: Path) -> RecordedDay:
    return read_day(*write_made_day(tmp_path))


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{DAY} {clock}").replace(tzinfo=ZONE)


def test_topics_keep_their_letters_first_numbers_and_the_most_counters_they_had(day: RecordedDay) -> None:
    office = office_of(day).office
    assert [(topic.letter, topic.first_number) for topic in office.topics] == [("A", 1), ("B", 5)]
    assert [counter.skills for counter in office.counters] == [("topic-a",), ("topic-a",), ("topic-b",)]
    assert {number: nth for number, (_, nth) in seats(day).items()} == {1: 1, 2: 2, 3: 1}


def test_the_office_of_a_recorded_day_can_be_followed(day: RecordedDay, tmp_path: Path) -> None:
    premises = move_in(office_of(day), tmp_path / "out")
    assert load_office(premises.office_toml) == premises.file
    assert premises.office_toml.read_text(encoding="utf-8") == office_text(premises.file)


def test_every_ticket_is_touched_at_its_recorded_instant(day: RecordedDay) -> None:
    touches = plan_replay(day, seed=7).touches
    assert len(touches) == 13
    assert [touch.line for touch in touches[:3]] == ["topic-a pl", "topic-b pl", "topic-a pl"]
    assert touches[0].at == at("08:00:40")
    assert [touch.at for touch in touches] == sorted(touch.at for touch in touches)


def test_long_names_are_cut_to_parts_that_fit_and_differ() -> None:
    assert short_names(
        [LONG_B, LONG_A, "WPIS DO CEIDG", "KASY - PEŁNOMOCNICTWA| ODPADY| OPŁATY: SKARBOWE"]
    ) == [
        "Składanie wniosków",
        "Odbiór praw jazdy",
        "Wpis do CEIDG",
        "Kasy, pełnomocnictwa, odpady",
    ]


def test_names_that_cannot_be_told_apart_are_numbered() -> None:
    assert short_names(["SPRAWY", "SPRAWY", "SPRAWY"]) == ["Sprawy", "Sprawy 2", "Sprawy 3"]


def test_the_service_is_the_counter_time_with_a_queue_shared_among_the_calls(day: RecordedDay) -> None:
    topic_a, topic_b = day.topics
    assert topic_a.mean_service_s == (0 + 1 + 2 + 2 + 1) * 300 / 8
    assert topic_b.mean_service_s == (1 + 1 + 1) * 300 / 5


def test_services_have_that_mean_and_belong_to_the_number(day: RecordedDay) -> None:
    nature = natures(day, seed=7)
    drawn = [nature(f"A{n:03d}").service_s for n in range(1, 20_001)]
    assert sum(drawn) / len(drawn) == pytest.approx(225, rel=0.02)
    assert nature("A001") == natures(day, seed=7)("A001")


@pytest.mark.parametrize(
    ("clock", "nth", "waiting", "is_open", "wanted"),
    [
        ("07:59:00", 1, 3, False, False),  # nobody had opened yet, as then
        ("08:05:00", 1, 0, False, True),
        ("08:05:00", 2, 5, True, False),
        ("08:12:00", 2, 0, True, True),
        ("08:22:00", 2, 9, True, False),
        ("08:26:00", 1, 2, True, True),  # the first stays until its queue is empty
        ("08:26:00", 1, 0, True, False),
        ("08:29:00", 1, 1, False, True),  # and comes back for whoever comes after the last had closed
        ("08:29:00", 2, 1, False, False),
    ],
)
def test_counters_are_open_as_recorded_and_the_first_stays(
    day: RecordedDay, clock: str, nth: int, waiting: int, is_open: bool, wanted: bool
) -> None:
    topic = day.topics[0]
    assert counter_wanted(topic, nth, at(clock), waiting=waiting, is_open=is_open) is wanted


def test_the_plan_looks_at_the_counter_that_is_first_for_its_topic(day: RecordedDay) -> None:
    wanted = plan_replay(day, seed=7).wanted
    lobby = Lobby(queues={"topic-b": {("ticket", 1)}})
    assert wanted(3, at("08:26:00"), lobby) is True
    assert wanted(2, at("08:26:00"), lobby) is False
    lobby.places[3] = Place(state=CounterState.SERVING)
    lobby.queues["topic-b"].clear()
    assert wanted(3, at("08:26:00"), lobby) is False


def test_files_that_are_no_recorded_day_are_refused(tmp_path: Path) -> None:
    tickets, snapshots = write_made_day(tmp_path)
    with pytest.raises(Misconfigured, match=r"snapshots\.csv, line 1: there is no column number, issue_ts"):
        read_day(snapshots, snapshots)
    with pytest.raises(Misconfigured, match=r"none\.csv cannot be read: No such file or directory\."):
        read_day(tmp_path / "none.csv", snapshots)
    tickets.write_text(tickets.read_text(encoding="utf-8").replace(f"{DAY} 08:0", "2020-01-21 08:0", 1))
    with pytest.raises(Misconfigured, match=r"tickets\.csv has tickets of 2 days\."):
        read_day(tickets, snapshots)


def test_a_line_that_cannot_be_followed_is_named(tmp_path: Path) -> None:
    tickets, snapshots = write_made_day(tmp_path)
    good = tickets.read_text(encoding="utf-8")
    head, first = good.splitlines()[:2]
    for line, said in (
        ("A,short", "line 3: the line is too short."),
        (first.replace(",1,", ",one,", 1), "line 3: invalid literal for int"),
        (first.replace(DAY, "2020-99-20", 1), "line 3: "),
        (f"A,{'x' * 200_000}", "line 3: field larger than field limit"),
    ):
        tickets.write_text(f"{head}\n{first}\n{line}\n", encoding="utf-8")
        with pytest.raises(Misconfigured, match=rf"tickets\.csv, {said}"):
            read_day(tickets, snapshots)
    tickets.write_text(good, encoding="utf-8")
    snapshots.write_text("time,letter,counters_open,waiting\n08:00,A,1\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"snapshots\.csv, line 2: the line is too short\."):
        read_day(tickets, snapshots)


def test_files_that_are_no_text_or_empty_are_refused(tmp_path: Path) -> None:
    tickets, snapshots = write_made_day(tmp_path)
    good = tickets.read_text(encoding="utf-8")
    tickets.write_text(good, encoding="utf-16")
    with pytest.raises(Misconfigured, match=r"tickets\.csv is not UTF-8 text\."):
        read_day(tickets, snapshots)
    tickets.write_text("", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"tickets\.csv, line 1: there is no column letter"):
        read_day(tickets, snapshots)
    tickets.write_text(f"{good.splitlines()[0]}\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"tickets\.csv has no ticket\."):
        read_day(tickets, snapshots)


def test_a_topic_of_which_the_lobby_said_nothing_has_one_counter(tmp_path: Path) -> None:
    tickets, snapshots = write_made_day(tmp_path)
    lines = snapshots.read_text(encoding="utf-8").splitlines(keepends=True)
    snapshots.write_text("".join(line for line in lines if ",B," not in line), encoding="utf-8")
    silent = read_day(tickets, snapshots).topics[1]
    assert (silent.letter, silent.snapshots, silent.counters) == ("B", (), 1)
    assert silent.mean_service_s == 7.6 * 60


# -- beside the recorded day


def papers(*numbers: str) -> Papers:
    return Papers(numbers=numbers, unreadable=())


def test_numbers_match_when_each_recorded_number_is_on_one_paper(day: RecordedDay) -> None:
    recorded = [*(f"A{n:03d}" for n in range(1, 9)), *(f"B{n:03d}" for n in range(5, 10))]
    assert numbers_match(day, papers(*reversed(recorded))) is True
    assert numbers_match(day, papers(*recorded[1:])) is False
    assert numbers_match(day, papers(*recorded, "A008")) is False
    assert numbers_match(day, papers(*recorded[:-1], "B010")) is False


def test_lags_are_told_from_the_shortest(day: RecordedDay) -> None:
    issued_at = {"A001": at("08:00:42"), "B005": at("08:01:29"), "Z999": at("09:00:00")}
    assert issue_lags_s(day, issued_at) == [-1, 2]


def compared(day: RecordedDay, *legs: LegRow) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (f"{point.at:%H:%M}", point.topic.letter): (point.ours, point.office)
        for point in waiting_points(day, legs)
    }


def test_those_wait_who_came_before_a_snapshot_and_were_called_after_it(day: RecordedDay) -> None:
    points = compared(
        day,
        leg("A001", entered_at=at("08:00:40"), called_at=at("08:05:00")),
        leg("A002", entered_at=at("08:02:40"), called_at=at("08:12:00")),
        leg("A003", entered_at=at("08:05:01"), called_at=None),
        leg("B005", entered_at=at("08:01:30"), called_at=None, ended_at=at("08:09:00")),
    )
    assert [points[clock, "A"] for clock in ("08:00", "08:05", "08:10", "08:15")] == [
        (0, 1),
        (1, 2),
        (2, 2),
        (1, 1),
    ]
    assert [points[clock, "B"] for clock in ("08:05", "08:10")] == [(1, 2), (0, 3)]


def test_the_table_has_a_line_for_each_topic_and_moment(day: RecordedDay, tmp_path: Path) -> None:
    moment = at("08:05:00")
    write_table([Point(at=moment, topic=day.topics[1], ours=3, office=4)], tmp_path / "compare.csv")
    assert (tmp_path / "compare.csv").read_text(encoding="utf-8").splitlines() == [
        "time,topic,ours_waiting,office_waiting",
        "08:05,B Wniosków paszportowych,3,4",
    ]
