"""office.toml and device.toml: what is read, what is refused and with which words."""

import runpy
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from broker.config import (
    Device,
    Mqtt,
    Panel,
    PrinterChoice,
    Web,
    advise_on,
    device_text,
    load_device,
    load_office,
    office_text,
)
from broker.contract.errors import Misconfigured
from broker.contract.office import Breaks, Calling, Hours, Peak, Routing

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "broker" / "demo" / "office.toml"
DEPLOY = ROOT / "deploy"

SMALL = """
[office]
id = "branch-1"
name = "Branch"
time_zone = "Europe/Vilnius"
languages = ["lt"]

[hours]
mon = ["08:00-12:00", "13:00-17:00"]
fri = "08:00-15:00"

[[halls]]
id = "main"
names = { lt = "Salė" }

[[topics]]
id = "work"
letter = "A"
names = { lt = "Darbas" }
hours = { mon = ["09:00-11:00"] }

[[counters]]
number = 1
hall = "main"
skills = ["work"]

[[devices]]
id = "kiosk-1"
kind = "kiosk"
hall = "main"
"""


def trouble(tmp_path: Path, *changes: tuple[str, str], more: str = "") -> list[str]:
    """What load_office says about the small office with some of its text replaced."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "office.toml"
    path.write_text(text + more, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        load_office(path)
    first, *lines = str(caught.value).splitlines()
    assert first == f"{path} cannot be followed:"
    return [line.strip() for line in lines]


def test_the_demonstration_office_is_read_whole() -> None:
    office = load_office(DEMO).office
    assert [topic.letter for topic in office.topics] == list("ADEFGKLMN")
    assert [topic.share for topic in office.topics] == [23, 19, 12, 10, 9, 8, 7, 3, 4]
    assert [counter.number for counter in office.counters] == [1, 2, 3, 4, 5]
    assert {len(topic.names) for topic in office.topics} == {8}
    assert [device.id for device in office.devices] == [
        "kiosk-1",
        "kiosk-2",
        "lobby-1",
        "counter-web",
        "demo-staff",
    ]
    assert advise_on(office) == ()


def test_the_examples_for_a_new_branch_can_be_followed_and_agree() -> None:
    office = load_office(DEPLOY / "office.toml").office
    assert advise_on(office) == ()
    for name, kind in (("kiosk-1", "kiosk"), ("lobby-1", "display")):
        device = load_device(DEPLOY / f"{name}.toml")
        known = office.device(name)
        assert known is not None
        assert (device.device_id, device.office, device.hall) == (name, office.id, known.hall)
        assert known.kind == kind


def test_what_a_file_leaves_out_has_its_usual_value(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text(SMALL, encoding="utf-8")
    file = load_office(path)
    assert file.mqtt == Mqtt(server="auto", host="127.0.0.1", port=1883)
    assert file.web == Web(host="127.0.0.1", port=8080)
    assert file.log_path == tmp_path / "talonas.db"
    assert file.office.day_turn == "03:00"


def test_hours_are_written_as_spans_of_a_weekday(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text(SMALL, encoding="utf-8")
    office = load_office(path).office
    assert office.hours == (
        Hours(weekday="mon", opens="08:00", closes="12:00"),
        Hours(weekday="mon", opens="13:00", closes="17:00"),
        Hours(weekday="fri", opens="08:00", closes="15:00"),
    )
    assert office.topics[0].hours == (Hours(weekday="mon", opens="09:00", closes="11:00"),)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    said = trouble(tmp_path, ('name = "Branch"', 'nmae = "Branch"'), more="\n[mqtt]\nport = 'many'\n[webb]\n")
    assert said == [
        'There is no section [webb]; did you mean "web"?',
        '[office]: there is no setting "nmae"; did you mean "name"?',
        "[office] name: is missing.",
        "[mqtt] port: must be a whole number, not 'many'.",
    ]


def test_values_of_a_wrong_type_are_refused_with_their_place(tmp_path: Path) -> None:
    said = trouble(
        tmp_path, ('letter = "A"', "letter = 1"), ('skills = ["work"]', 'skills = "work"\nduty = "yes"')
    )
    assert said == [
        '[[topics]] no. 1, letter: must be text in "quotes", not 1.',
        "[[counters]] no. 1, skills: must be a list.",
        "[[counters]] no. 1, duty: must be true or false, not 'yes'.",
    ]


def test_names_that_do_not_meet_are_refused_with_what_was_meant(tmp_path: Path) -> None:
    said = trouble(
        tmp_path,
        ('skills = ["work"]', 'skills = ["wrok"]'),
        ('kind = "kiosk"', 'kind = "kiosque"'),
        ("Europe/Vilnius", "Europe/Vilnus"),
    )
    assert said == [
        '[office] time_zone: "Europe/Vilnus" is no time zone; did you mean "Europe/Vilnius"?',
        '[[counters]] no. 1, skills: "wrok" is not known; did you mean "work"?',
        '[[devices]] no. 1 ("kiosk-1"), kind: "kiosque" is not known; did you mean "kiosk"?',
    ]


SECOND_TOPIC = """
[[topics]]
id = "work"
letter = "A"
names = { en = "Work that needs thirty-one of them" }
"""


def test_two_topics_may_not_share_an_id_or_a_letter_and_need_short_names(tmp_path: Path) -> None:
    too_long = '"Work that needs thirty-one of them" (en) has 34 characters; at most 30.'
    assert trouble(tmp_path, more=SECOND_TOPIC) == [
        '[[topics]] no. 2, id: "work" is there twice.',
        '[[topics]] no. 1 ("work"), letter: 2 topics have "A"; each needs its own.',
        '[[topics]] no. 2 ("work"), letter: 2 topics have "A"; each needs its own.',
        '[[topics]] no. 2 ("work"), names: the name in "lt" is missing.',
        f'[[topics]] no. 2 ("work"), names: {too_long}',
    ]


def test_times_of_day_must_be_times_in_order(tmp_path: Path) -> None:
    said = trouble(tmp_path, ("08:00-12:00", "8-12"), ("13:00-17:00", "17:00-13:00"), ("fri = ", "fry = "))
    assert said == [
        '[hours] mon: "8-12" must be two times such as "08:00-17:00".',
        "[hours] mon: 17:00 must be before 13:00.",
        '[hours]: there is no weekday "fry"; did you mean "fri"?',
    ]


def test_offline_blocks_may_not_overlap_or_leave_their_range(tmp_path: Path) -> None:
    block = (
        '[[devices]]\nid = "kiosk-{0}"\nkind = "kiosk"\nhall = "main"\noffline_from = {1}\noffline_to = {2}\n'
    )
    more = block.format(2, 901, 950) + block.format(3, 950, 960) + block.format(4, 990, 1000)
    assert trouble(tmp_path, more=more) == [
        '[[devices]] no. 3 ("kiosk-3"): its offline block overlaps that of "kiosk-2" at 950.',
        '[[devices]] no. 4 ("kiosk-4"): its offline block 990 to 1000 must lie within 901 to 999.',
    ]


def test_rules_and_servers_are_chosen_from_a_list(tmp_path: Path) -> None:
    more = '[routing]\nrule = "presure"\npriority_weight = 9\n[mqtt]\nserver = "mosquito"\n'
    assert trouble(tmp_path, more=more) == [
        '[routing] rule: "presure" is not known; did you mean "pressure"?',
        "[routing] priority_weight: must be from 3 to 8.",
        '[mqtt] server: "mosquito" is not known; did you mean "mosquitto"?',
    ]


def test_breaks_and_peaks_are_read_and_what_is_left_out_is_usual(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    more = """
    [breaks]
    latest = "14:00"
    order = [1]

    [[peaks]]
    name = "Tax returns"
    first = "2027-04-26"
    last = "2027-05-03"
    factor = 1.4
    topics = ["work"]
    """
    path.write_text(SMALL + more, encoding="utf-8")
    office = load_office(path).office
    assert office.breaks == Breaks(earliest="11:00", latest="14:00", minutes=45, at_once=0, order=(1,))
    assert office.peaks == (
        Peak(name="Tax returns", first="2027-04-26", last="2027-05-03", factor=1.4, topics=("work",)),
    )


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('earlest = "10:00"', '[breaks]: there is no setting "earlest"; did you mean "earliest"?'),
        ('earliest = "11"', '[breaks] earliest: "11" must be a time such as "11:00".'),
        ('latest = "24:00"', '[breaks] latest: "24:00" must be a time such as "11:00".'),
        ("minutes = 4", "[breaks] minutes: must be from 5 to 240, not 4."),
        ("minutes = 241", "[breaks] minutes: must be from 5 to 240, not 241."),
        ('latest = "11:44"', "[breaks]: a break of 45 min does not fit in 44 min."),
        ('latest = "10:00"', "[breaks]: a break of 45 min does not fit in 0 min."),
        ("at_once = -1", "[breaks] at_once: must be from 0 to 1000, not -1."),
        ("order = [1, 2]", "[breaks] order: there is no counter 2."),
    ],
)
def test_rules_for_breaks_must_leave_room_for_breaks(tmp_path: Path, setting: str, said: str) -> None:
    assert trouble(tmp_path, more=f"[breaks]\n{setting}\n")[:1] == [said]


PEAK = """
[[peaks]]
name = "Deadline"
first = "2027-03-01"
last = "2027-03-05"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("first", "frist", '[[peaks]] no. 1: there is no setting "frist"; did you mean "first"?'),
        ("2027-03-01", "1 March", ', first: "1 March" must be a day such as "2027-03-01".'),
        ("2027-03-05", "2027-02-29", ', last: "2027-02-29" must be a day such as "2027-03-01".'),
        ("2027-03-05", "2027-02-28", ": 2027-03-01 must not be after 2027-02-28."),
    ],
)
def test_a_peak_lasts_from_a_day_to_a_day(tmp_path: Path, old: str, new: str, said: str) -> None:
    first, *_ = trouble(tmp_path, more=PEAK.replace(old, new, 1))
    assert first.removeprefix('[[peaks]] no. 1 ("Deadline")') == said


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("factor = -0.1", "factor: must be from 0 to 10; 1 is as usual."),
        ("factor = 11", "factor: must be from 0 to 10; 1 is as usual."),
        ("counters_away = 2", "counters_away: must be from 0 to 1, not 2."),
        ("counters_away = -1", "counters_away: must be from 0 to 1, not -1."),
        ('topics = ["wrok"]', 'topics: "wrok" is not known; did you mean "work"?'),
    ],
)
def test_a_peak_is_of_what_the_office_has(tmp_path: Path, setting: str, said: str) -> None:
    assert trouble(tmp_path, more=f"{PEAK}{setting}\n") == [f'[[peaks]] no. 1 ("Deadline"), {said}']


def test_numbers_that_cannot_be_counted_with_are_refused(tmp_path: Path) -> None:
    huge = f"share = 1{'0' * 400}"
    for share, said in (("share = nan", "nan"), ("share = inf", "inf"), (huge, "inf")):
        assert trouble(tmp_path, ('letter = "A"', f'letter = "A"\n{share}')) == [
            f"[[topics]] no. 1, share: must be a number, not {said}."
        ]


def test_shares_are_not_negative_and_somebody_must_come(tmp_path: Path) -> None:
    assert trouble(tmp_path, ('letter = "A"', 'letter = "A"\nshare = -1')) == [
        '[[topics]] no. 1 ("work"), share: must not be less than 0.'
    ]
    assert trouble(tmp_path, ('letter = "A"', 'letter = "A"\nshare = 0')) == [
        "[[topics]]: at least one topic needs a share of more than 0."
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[mqtt]\nport = 99999\n", "[mqtt] port: must be from 1 to 65535, not 99999."),
        ("[mqtt]\nport = 0\n", "[mqtt] port: must be from 1 to 65535, not 0."),
        ("[web]\nport = 65536\n", "[web] port: must be from 0 to 65535, not 65536."),
        ("[web]\nport = -1\n", "[web] port: must be from 0 to 65535, not -1."),
        (
            "[calling]\nundo_s = 1_000_000_000_000\n",
            "[calling] undo_s: must be from 0 to 86400, not 1000000000000.",
        ),
        (
            "[calling]\nno_show_after_s = 86_401\n",
            "[calling] no_show_after_s: must be from 0 to 86400, not 86401.",
        ),
        ("[calling]\nput_back_s = -1\n", "[calling] put_back_s: must be from 0 to 86400, not -1."),
        ("[calling]\nrecall_limit = 1001\n", "[calling] recall_limit: must be from 0 to 1000, not 1001."),
        ("[routing]\npriority_weight = nan\n", "[routing] priority_weight: must be a number, not nan."),
    ],
)
def test_ports_and_durations_have_bounds(tmp_path: Path, more: str, said: str) -> None:
    assert trouble(tmp_path, more=more) == [said]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("first_number = 0", "first_number: must be from 1 to 900, not 0."),
        ("first_number = 901", "first_number: must be from 1 to 900, not 901."),
        ("first_number = 1001", "first_number: must be from 1 to 900, not 1001."),
        ("wait_target_s = 0", "wait_target_s: must be from 1 to 86400, not 0."),
        ("service_target_s = 86_401", "service_target_s: must be from 1 to 86400, not 86401."),
    ],
)
def test_a_topics_numbers_have_bounds(tmp_path: Path, setting: str, said: str) -> None:
    place = '[[topics]] no. 1 ("work"), '
    assert trouble(tmp_path, ('letter = "A"', f'letter = "A"\n{setting}')) == [place + said]


@pytest.mark.parametrize("turn", ["24:00", "3:00", "03:60", "03:00:00", ""])
def test_the_day_turns_at_a_time_of_day(tmp_path: Path, turn: str) -> None:
    assert trouble(tmp_path, ('name = "Branch"', f'name = "Branch"\nday_turn = "{turn}"')) == [
        f'[office] day_turn: "{turn}" must be a time such as "03:00".'
    ]


def test_the_web_may_take_any_free_port(tmp_path: Path) -> None:
    path = tmp_path / "office.toml"
    path.write_text(f"{SMALL}\n[web]\nport = 0\n", encoding="utf-8")
    assert load_office(path).web.port == 0


def test_a_section_under_office_is_sent_to_its_place(tmp_path: Path) -> None:
    said = trouble(tmp_path, ("[[halls]]", "[[office.halls]]"), ("[hours]", "[office.hours]"))
    assert said[:2] == [
        '[office]: "hours" stands as a section of its own, not under [office].',
        '[office]: "halls" stands as a section of its own, not under [office].',
    ]


def test_a_file_that_is_not_there_or_is_not_toml_is_said_with_its_name(tmp_path: Path) -> None:
    missing, broken = tmp_path / "none.toml", tmp_path / "broken.toml"
    broken.write_text("[office\n")
    with pytest.raises(Misconfigured, match=r"none\.toml cannot be read: No such file or directory\."):
        load_office(missing)
    with pytest.raises(Misconfigured, match=r"broken\.toml is not TOML: .*line 1"):
        load_office(broken)


def test_letters_that_are_misread_topics_nobody_serves_and_no_duty_are_advised_on() -> None:
    office = load_office(DEMO).office
    letters = {"work": "I", "land": "PA"}
    topics = tuple(replace(topic, letter=letters.get(topic.id, topic.letter)) for topic in office.topics)
    counters = tuple(replace(counter, duty=False, skills=("work", "land")) for counter in office.counters)
    said = advise_on(replace(office, topics=topics[:5], counters=counters))
    assert said == (
        'Topic "work": I is easily mistaken for a figure or another letter.',
        'Topic "land": PA is another sound to those who read Cyrillic.',
        'Topic "housing": no counter has it among its skills; its visitors go to the duty counter.',
        'Topic "everyday": no counter has it among its skills; its visitors go to the duty counter.',
        'Topic "compensation": no counter has it among its skills; its visitors go to the duty counter.',
        "No counter is on duty: a topic without an open counter waits for one to open.",
    )


def test_a_device_says_only_what_its_machine_knows(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_text(
        'device_id = "kiosk-1"\noffice = "branch-1"\nhall = "main"\nmqtt_port = 1999\n'
        '[panel]\ndiagonal_in = 15.6\n[printer]\nkind = "png"\nfolder = "paper"\n'
    )
    assert load_device(path) == Device(
        device_id="kiosk-1",
        office="branch-1",
        hall="main",
        mqtt_port=1999,
        panel=Panel(diagonal_in=15.6),
        printer=PrinterChoice(kind="png", folder=tmp_path / "paper"),
    )


def test_a_device_file_is_read_as_strictly(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_text(
        'device_id = "Kiosk 1"\noffice = "branch-1"\ntheme = "drak"\n[printer]\nkind = "network"\n'
    )
    with pytest.raises(Misconfigured) as caught:
        load_device(path)
    assert str(caught.value).splitlines()[1:] == [
        '  device_id: "Kiosk 1" must be 1 to 32 of a-z, 0-9 and "-".',
        '  theme: "drak" is not known; did you mean "dark"?',
        "  printer, host: a network printer needs its address.",
    ]


def test_a_device_files_numbers_have_bounds(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_text(
        'device_id = "kiosk-1"\noffice = "branch-1"\nmqtt_port = 0\ndistance_m = -1\n'
        "[printer]\nport = 70000\n"
    )
    with pytest.raises(Misconfigured) as caught:
        load_device(path)
    assert str(caught.value).splitlines()[1:] == [
        "  mqtt_port: must be from 1 to 65535, not 0.",
        "  printer, port: must be from 1 to 65535, not 70000.",
        "  distance_m: must not be less than 0.",
    ]


@pytest.mark.parametrize("text", [SMALL, DEMO.read_text(encoding="utf-8")])
def test_an_office_that_was_written_is_read_back_equal(tmp_path: Path, text: str) -> None:
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    read = load_office(path)
    office = replace(
        read.office,
        name='A "quoted" name \\ with a slash',
        goal_over_share=0.05,
        routing=Routing(rule="first_come"),
        calling=Calling(recall_limit=1),
    )
    file = replace(read, office=office, mqtt=Mqtt(server="none", port=1999), web=Web(port=1))
    path.write_text(office_text(file), encoding="utf-8")
    assert load_office(path) == file


def test_a_device_that_was_written_is_read_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    device = Device(
        device_id="kiosk-1",
        office="branch-1",
        panel=Panel(windowed=True, diagonal_in=7.5),
        printer=PrinterChoice(kind="png", folder=tmp_path / "paper"),
    )
    path.write_text(device_text(device), encoding="utf-8")
    assert load_device(path) == device


def test_the_page_of_settings_is_what_the_code_says() -> None:
    docs = ROOT / "docs"
    said = runpy.run_path(str(docs / "settings_page.py"))["page"]()
    assert (docs / "settings.md").read_text(encoding="utf-8") == said


def test_the_page_of_settings_names_every_setting_of_the_demonstration() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    topic = tomllib.loads(DEMO.read_text(encoding="utf-8"))["topics"][5]
    assert [name for name in topic if f"| `{name}` |" in page] == list(topic)
