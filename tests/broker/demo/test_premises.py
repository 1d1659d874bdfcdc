"""Where a demonstration lives: its folder, its files, its counters, and when it opens."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broker.config import load_device, load_office
from broker.contract.errors import Misconfigured
from broker.demo.office import STAFF_DEVICE, base_office, move_in, next_opening, occupied, with_counters
from broker.demo.plan import plan_visitors

ROOT = Path(__file__).parents[3]
BASE = base_office(None, None)
SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


def test_every_program_finds_its_file_and_they_agree(tmp_path: Path) -> None:
    premises = move_in(BASE, tmp_path)
    file = load_office(premises.office_toml)
    kiosk = load_device(premises.device_toml("kiosk-1"))
    lobby = load_device(premises.device_toml("lobby-1"))
    assert file == premises.file
    assert file.log_path == tmp_path / "talonas.db"
    assert file.office.public_url == f"http://127.0.0.1:{file.web.port}"
    assert {kiosk.mqtt_port, lobby.mqtt_port} == {file.mqtt.port}
    assert (kiosk.printer.kind, kiosk.printer.folder) == ("png", tmp_path / "tickets")
    assert kiosk.office == lobby.office == file.office.id


def test_two_demonstrations_do_not_meet(tmp_path: Path) -> None:
    one, other = move_in(BASE, tmp_path / "one"), move_in(BASE, tmp_path / "other")
    ports = {one.file.mqtt.port, one.file.web.port, other.file.mqtt.port, other.file.web.port}
    assert len(ports) == 4
    assert 1883 not in ports


def test_what_an_earlier_demonstration_left_makes_way_and_nothing_else(tmp_path: Path) -> None:
    premises = move_in(BASE, tmp_path)
    ours = [
        premises.tickets / "A001.png",
        premises.report,
        tmp_path / "talonas.db",
        tmp_path / "talonas.db-wal",
    ]
    yours = [tmp_path / "holiday.png", premises.tickets / "notes.txt"]
    for path in (*ours, *yours):
        path.write_text("x")
    move_in(BASE, tmp_path)
    assert [path.exists() for path in ours] == [False] * 4
    assert [path.exists() for path in yours] == [True] * 2


def test_a_real_offices_folder_is_left_alone(tmp_path: Path) -> None:
    log = tmp_path / "talonas.db"
    log.write_text("a year of work")
    with pytest.raises(Misconfigured, match=r"talonas\.db is not a demonstration's\. Name another folder"):
        move_in(BASE, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["talonas.db"]


def test_a_real_screens_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "kiosk-1.toml"
    file.write_text("a screen in the hall")
    with pytest.raises(Misconfigured, match=r"kiosk-1\.toml is not a demonstration's\."):
        move_in(BASE, tmp_path)
    assert file.read_text() == "a screen in the hall"
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk-1.toml"]


@pytest.mark.parametrize("where", ["file", "file/inside"])
def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(Misconfigured, match=rf"{where} cannot be used: .* Name a folder with --out\."),
        occupied(tmp_path / where, BASE.office),
    ):
        pass
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_in_which_a_demonstration_runs_is_refused_until_it_ends(tmp_path: Path) -> None:
    with occupied(tmp_path, BASE.office):
        log = tmp_path / "talonas.db"
        log.write_text("alive")
        with pytest.raises(Misconfigured, match=r"Another demonstration runs in .*--out"):
            occupied(tmp_path, BASE.office).__enter__()
        assert log.read_text() == "alive"
    with occupied(tmp_path, BASE.office):
        move_in(BASE, tmp_path)
        assert not log.exists()


def test_an_office_without_staff_of_the_demonstration_gets_it(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    own = BASE.office.device(STAFF_DEVICE)
    path.write_text(move_in(BASE, tmp_path / "a").office_toml.read_text().replace(STAFF_DEVICE, "keypad-1"))
    office = move_in(base_office(path, None), tmp_path / "b").office
    assert (office.device(STAFF_DEVICE), office.device("keypad-1") is not None) == (own, True)


def test_a_demonstration_of_your_own_office_never_joins_its_mqtt_server(tmp_path: Path) -> None:
    real = load_office(ROOT / "deploy" / "office.toml")
    mqtt = move_in(real, tmp_path).file.mqtt
    assert (real.mqtt.server, mqtt.server, mqtt.host) == ("none", "auto", "127.0.0.1")
    assert mqtt.port != real.mqtt.port


def test_an_office_without_a_kiosk_cannot_be_shown(tmp_path: Path) -> None:
    devices = tuple(device for device in BASE.office.devices if device.kind != "kiosk")
    with pytest.raises(Misconfigured, match=r'needs one of \[\[devices\]\] with kind = "kiosk"'):
        move_in(replace(BASE, office=replace(BASE.office, devices=devices)), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_fewer_counters_still_serve_every_topic_and_more_are_like_the_first() -> None:
    topics = {topic.id for topic in BASE.office.topics}
    for count in (1, 2, 5, 12):
        counters = with_counters(BASE.office, count).counters
        assert [counter.number for counter in counters] == list(range(1, count + 1))
        assert {skill for counter in counters for skill in counter.skills} == topics
    assert with_counters(BASE.office, 7).counters[5].skills == BASE.office.counters[0].skills


def test_the_office_opens_on_the_next_day_it_has_hours_for() -> None:
    eight = datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert next_opening(BASE.office, SUNDAY) == next_opening(BASE.office, MONDAY) == eight


def test_the_plan_is_the_same_for_the_same_seed_and_lies_in_opening_hours() -> None:
    plan = plan_visitors(BASE, 83, 7, SUNDAY)
    assert plan.touches == plan_visitors(BASE, 83, 7, SUNDAY).touches
    assert plan.day == MONDAY
    hours = [touch.at.hour for touch in plan.touches]
    assert (len(hours), min(hours), max(hours)) == (83, 6, 13)
    assert plan.manners.nature("A001") == plan_visitors(BASE, 1, 7, SUNDAY).manners.nature("A001")
