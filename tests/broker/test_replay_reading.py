"""Logs as other systems write them: each is understood by saying how it is written, nothing is guessed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broker.contract.errors import Misconfigured
from tests.broker.replay_logs import all_told, read, refusals

# -- formats


def test_without_a_mapping_the_plain_names_and_iso_times_are_understood(tmp_path: Path) -> None:
    log = (
        "topic,issue,call,end,counter,number,priority,remark\n"
        "pension,2026-03-02T08:00:00,2026-03-02T08:05:00,2026-03-02T08:20:00,3,A001,1,good\n"
        "housing,2026-03-02 08:01:00,2026-03-02 08:07:30.5,,4,A002,0,\n"
        "housing,2026-03-02T10:02:00+02:00,,,,A003,,\n"
    )
    recording = read(tmp_path, log)
    assert all_told(recording) == [
        "08:00:00 08:05:00 08:20:00",
        "08:01:00 08:07:30 -",
        "08:02:00 - -",
    ]
    first, second, third = recording.legs
    assert (first.topic, first.counter, first.number, first.priority) == ("pension", "3", "A001", True)
    assert (second.priority, third.counter, third.line) == (False, "", 4)
    assert (recording.rows, recording.refused) == (3, ())


def test_only_issue_and_topic_must_be_there_in_any_capitals(tmp_path: Path) -> None:
    assert all_told(read(tmp_path, "issue,topic\n2026-03-02 08:00,a\n")) == ["08:00:00 - -"]
    assert all_told(read(tmp_path, "TOPIC;Issue\na;2026-03-02 08:00\n")) == ["08:00:00 - -"]


def test_a_german_export_with_semicolons_a_mark_and_quoted_names_with_spaces(tmp_path: Path) -> None:
    log = (
        '\ufeff"Vorgang Nr.";"Anliegen";"Ausgabe Zeit";"Aufruf Zeit";"Ende";"Platz";"Bemerkung"\r\n'
        '"A 1";"Meldewesen; Pass";"02.03.2026 08:00";"02.03.2026 08:10";"02.03.2026 08:25";"Platz 3";""\r\n'
        '"A 2";"Wohnen";"02.03.2026 08:05";"";"";"";"ging, ohne ""Bescheid"""\r\n'
    )
    mapping = """
        [columns]
        number = "Vorgang Nr."
        topic = "Anliegen"
        issue = "Ausgabe  Zeit"
        call = "Aufruf Zeit"
        end = "Ende"
        counter = "Platz"
        [times]
        format = "%d.%m.%Y %H:%M"
        zone = "Europe/Berlin"
    """
    recording = read(tmp_path, log, mapping)
    assert all_told(recording) == ["08:00:00 08:10:00 08:25:00", "08:05:00 - -"]
    assert recording.legs[0].issued_at == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    assert (recording.legs[0].topic, recording.legs[0].counter) == ("Meldewesen; Pass", "Platz 3")


def test_an_american_export_in_utf_16_with_tabs_and_halves_of_the_day(tmp_path: Path) -> None:
    log = (
        "Queue\tCreated\tCalled\n"
        "DMV\t3/2/2026 11:58:10 AM\t3/2/2026 12:04:00 PM\n"
        "DMV\t3/2/2026 1:05:00\u202fp.m.\t3/2/2026 1:07:00 P.M.\n"
    )
    mapping = """
        [file]
        encoding = "utf-16"
        [columns]
        topic = "Queue"
        issue = "Created"
        call = "Called"
        [times]
        format = "%m/%d/%Y %I:%M:%S %p"
    """
    expected = ["11:58:10 12:04:00 -", "13:05:00 13:07:00 -"]
    assert all_told(read(tmp_path, log.encode("utf-16"), mapping)) == expected
    marked = log.encode("utf-16")  # its mark is enough
    assert all_told(read(tmp_path, marked, mapping.replace('encoding = "utf-16"', ""))) == expected


def test_a_code_page_that_the_mapping_names(tmp_path: Path) -> None:
    log = "Tema;Paėmė;Kvietė\nPensijų klausimai;2026-03-02 08:00;2026-03-02 08:03\n"
    mapping = """
        file = { encoding = "cp1257", delimiter = ";" }
        columns = { topic = "Tema", issue = "Paėmė", call = "Kvietė" }
    """
    recording = read(tmp_path, log.encode("cp1257"), mapping)
    assert recording.legs[0].topic == "Pensijų klausimai"
    with pytest.raises(Misconfigured, match=r"line 1: this is not utf-8 text; a mapping file can name"):
        read(tmp_path, log.encode("cp1257"), mapping.replace("cp1257", ""))


def test_dates_and_times_in_columns_of_their_own(tmp_path: Path) -> None:
    log = "day|took|called|left|what\n2.3.26|8:59|9:10|9:30|a\n2.3.26|23:50|00:20|00:45|a\n"
    mapping = """
        [columns]
        issue = ["day", "took"]
        call = ["day", "called"]
        end = ["day", "left"]
        topic = "what"
        [times]
        format = "%d.%m.%y %H:%M"
    """
    recording = read(tmp_path, log, mapping)
    assert all_told(recording) == ["08:59:00 09:10:00 09:30:00", "23:50:00 00:20:00 00:45:00"]
    assert recording.legs[1].ended_at == datetime(2026, 3, 3, 0, 45, tzinfo=UTC)
    assert [day.day for day in recording.days] == [date(2026, 3, 2)]


def test_only_the_issue_has_a_date_and_what_follows_may_pass_midnight(tmp_path: Path) -> None:
    log = "issue,call,end,topic\n2026-03-02 23:50:00,23:58,00:12,a\n"
    mapping = """
        columns = { issue = "issue", call = "call", end = "end", topic = "topic" }
        formats = { call = "%H:%M", end = "%H:%M" }
    """
    recording = read(tmp_path, log, mapping)
    assert recording.legs[0].called_at == datetime(2026, 3, 2, 23, 58, tzinfo=UTC)
    assert recording.legs[0].ended_at == datetime(2026, 3, 3, 0, 12, tzinfo=UTC)


def test_times_of_day_with_one_date_for_the_whole_log(tmp_path: Path) -> None:
    log = "issue,call,topic\n08:00,08:05:30,a\n8.15,8.20,a\n"
    mapping = """
        columns = { issue = "issue", call = "call", topic = "topic" }
        times = { format = ["iso", "%H.%M"], date = 2026-03-02, zone = "Europe/Vilnius" }
    """
    recording = read(tmp_path, log, mapping)
    assert all_told(recording) == ["08:00:00 08:05:30 -", "08:15:00 08:20:00 -"]
    assert recording.legs[0].issued_at == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    with pytest.raises(Misconfigured, match=r"line 2: its issue is unreadable .* \[times\] date can name it"):
        read(tmp_path, log, mapping.replace("date = 2026-03-02,", ""))


@pytest.mark.parametrize(
    ("form", "issue", "call"),
    [
        ("epoch_s", "1772438400", "1772438700.0"),
        ("epoch_ms", "1772438400000", "1772438700000"),
        ("excel", "46083.333333333", "46083.3368055556"),
        ("iso", "20260302T080000Z", "2026-03-02T09:05:00+01:00"),
        ("%b %d, %Y %H:%M", "Mar 2, 2026 08:00", "Mar 2, 2026 08:05"),
        ("%Y%m%d%H%M%S%z", "20260302080000+0000", "20260302080500+0000"),
    ],
)
def test_other_ways_to_write_a_moment(tmp_path: Path, form: str, issue: str, call: str) -> None:
    log = f"issue;call;topic\n{issue};{call};a\n"
    mapping = f"""
        columns = {{ issue = "issue", call = "call", topic = "topic" }}
        times = {{ format = "{form}" }}
    """
    assert all_told(read(tmp_path, log, mapping)) == ["08:00:00 08:05:00 -"]


@pytest.mark.parametrize(
    ("form", "decimal", "wait", "service"),
    [
        ("minutes", ",", "5,5", "1.000,0"),
        ("seconds", ".", "330", "60,000"),
        ("hours", ".", "0.091666667", "16.666666667"),
        ("mm:ss", ".", "5:30", "1000:00"),
        ("hh:mm:ss", ".", "00:05:30", "16:40:00"),
    ],
)
def test_durations_instead_of_instants(
    tmp_path: Path, form: str, decimal: str, wait: str, service: str
) -> None:
    log = f"issue;wait;service;topic\n2026-03-02 08:00:00;{wait};{service};a\n"
    mapping = f"""
        file = {{ decimal = "{decimal}" }}
        columns = {{ issue = "issue", wait = "wait", service = "service", topic = "topic" }}
        times = {{ durations = "{form}" }}
    """
    leg = read(tmp_path, log, mapping).legs[0]
    assert leg.wait_s == pytest.approx(330, abs=0.01)
    assert leg.ended_at is not None
    assert leg.called_at is not None
    assert (leg.ended_at - leg.called_at).total_seconds() == pytest.approx(60_000, abs=0.01)


def test_a_wrong_decimal_mark_is_refused_and_not_read_as_thousands(tmp_path: Path) -> None:
    log = "issue;wait;topic\n2026-03-02 08:00:00;5,5;a\n2026-03-02 08:00:00;4;a\n"
    mapping = 'columns = { issue = "issue", wait = "wait", topic = "topic" }'
    recording = read(tmp_path, log, mapping)
    assert refusals(recording) == [(2, "its wait is unreadable")]


def test_a_call_and_a_wait_tell_the_issue_and_the_start_of_service_stands_in_for_a_call(
    tmp_path: Path,
) -> None:
    log = "Waiting Time;Serving Time;Started;Service\n300;12:00;2026-03-02 08:05:00;a\n"
    mapping = """
        [columns]
        wait = "Waiting Time"
        service = "Serving Time"
        service_start = "Started"
        topic = "Service"
        [formats]
        wait = "seconds"
        service = "mm:ss"
    """
    assert all_told(read(tmp_path, log, mapping)) == ["08:00:00 08:05:00 08:17:00"]


def test_where_there_is_a_column_for_calls_a_wait_without_a_call_is_no_call(tmp_path: Path) -> None:
    log = "issue,call,wait,topic\n2026-03-02 08:00,,480,a\n"
    mapping = 'columns = { issue = "issue", call = "call", wait = "wait", topic = "topic" }'
    assert all_told(read(tmp_path, log, mapping)) == ["08:00:00 - -"]


def test_words_for_outcomes_priority_and_nothing(tmp_path: Path) -> None:
    log = (
        "issue,call,end,topic,counter,status,class\n"
        "2026-03-02 08:00,2026-03-02 08:05,2026-03-02 08:06,a,1,NEATVYKO,vip\n"
        "2026-03-02 08:01,brak,2026-03-02 08:30,a,0,Abgebrochen,\n"
        "2026-03-02 08:02,2026-03-02 08:09,NULL,a,2.0,ok,Normal\n"
    )
    mapping = """
        [columns]
        issue = "issue"
        call = "call"
        end = "end"
        topic = "topic"
        counter = "counter"
        outcome = "status"
        priority = "class"
        [words]
        no_show = ["neatvyko", "nie ma"]
        cancelled = "abgebrochen"
        priority = "VIP"
        empty = ["brak", "0"]
    """
    missing, gone, served = read(tmp_path, log, mapping).legs
    assert (missing.came, missing.priority, missing.counter) == (False, True, "1")
    assert (gone.called_at, gone.ended_at, gone.counter) == (None, None, "")
    assert gone.left_at == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert (served.came, served.priority, served.counter, served.ended_at) == (True, False, "2", None)


def test_titles_above_the_header_and_excel_s_line_about_the_delimiter(tmp_path: Path) -> None:
    log = "sep=;\nissue;topic;call\n2026-03-02 08:00;a, b;2026-03-02 08:10\n"
    assert read(tmp_path, log).legs[0].topic == "a, b"
    titled = 'Tickets of March\n"made 1.4.2026"\nissue,topic\n2026-03-02 08:00,a\n'
    mapping = 'file = { header_line = 3 }\ncolumns = { issue = "issue", topic = "topic" }'
    recording = read(tmp_path, titled, mapping)
    assert [leg.line for leg in recording.legs] == [4]


def test_without_a_header_and_with_two_columns_of_one_name_places_are_names(tmp_path: Path) -> None:
    rows = "2026-03-02 08:00,a,2026-03-02 08:10\n2026-03-02 08:01,a,\n"
    mapping = 'file = { header_line = 0 }\ncolumns = { issue = "#1", topic = "#2", call = "#3" }'
    assert all_told(read(tmp_path, rows, mapping)) == ["08:00:00 08:10:00 -", "08:01:00 - -"]
    twice = f"time,what,time\n{rows}"
    with pytest.raises(Misconfigured, match=r'line 1: there are 2 columns "time"; .* such as "#1"'):
        read(tmp_path, twice, 'columns = { issue = "time", topic = "what" }')
    named = 'columns = { issue = "#1", topic = "what", call = "#3" }'
    assert all_told(read(tmp_path, twice, named)) == ["08:00:00 08:10:00 -", "08:01:00 - -"]


# -- days


def test_days_are_local_turn_in_the_night_and_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    log = (
        "issue,topic\n"
        "2026-03-03 02:59,late\n"
        "2026-03-02 09:00,second\n"
        "2026-03-03 03:00,next\n"
        "2026-03-02 08:00,first\n"
    )
    mapping = """
        columns = { issue = "issue", topic = "topic" }
        times = { zone = "Europe/Vilnius" }
    """
    recording = read(tmp_path, log, mapping)
    assert {day.day.isoformat(): [leg.topic for leg in day.legs] for day in recording.days} == {
        "2026-03-02": ["first", "second", "late"],
        "2026-03-03": ["next"],
    }
    assert recording.days[0].begins_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    turned = read(tmp_path, log, mapping.replace("zone", 'day_turn = "02:30", zone'))
    assert [len(day.legs) for day in turned.days] == [2, 2]


def test_the_night_when_clocks_are_put_back_has_its_hour_twice(tmp_path: Path) -> None:
    log = (
        "issue,call,end,topic\n"
        "2026-10-25 03:50,2026-10-25 03:10,2026-10-25 04:05,a\n"
        "2026-10-25 08:00,2026-10-25 08:05,,a\n"
    )
    mapping = """
        columns = { issue = "issue", call = "call", end = "end", topic = "topic" }
        times = { zone = "Europe/Vilnius" }
    """
    night, morning = read(tmp_path, log, mapping).legs
    assert night.wait_s == 20 * 60
    assert morning.wait_s == 5 * 60
    assert night.ended_at == datetime(2026, 10, 25, 2, 5, tzinfo=UTC)


def test_a_time_that_the_clocks_jumped_over_is_refused(tmp_path: Path) -> None:
    log = "issue,topic\n2026-03-29 03:30,a\n2026-03-29 04:30,a\n"
    mapping = """
        columns = { issue = "issue", topic = "topic" }
        times = { zone = "Europe/Vilnius" }
    """
    recording = read(tmp_path, log, mapping)
    assert [(no.line, no.detail) for no in recording.refused] == [
        (2, '"2026-03-29 03:30:00" did not exist: the clocks were put forward')
    ]


# -- rows that are refused


def test_each_row_that_contradicts_itself_is_refused_with_its_reason_and_the_others_stay(
    tmp_path: Path,
) -> None:
    day = "2026-03-02"
    rows = (
        f"{day} 08:00,{day} 08:05,{day} 08:20,a,1",
        f"{day} 08:10,{day} 08:05,{day} 08:20,a,1",
        f"{day} 08:10,{day} 08:20,{day} 08:19,a,1",
        f"2026-02-30 08:10,{day} 08:20,,a,1",
        f"{day} 08:10,soon,,a,1",
        f"{day} 08:10,{day} 08:20,,,1",
        f",{day} 08:20,,a,1",
        f"{day} 08:10,2026-03-04 08:20,,a,1",
        f"{day} 08:10",
        f"{day} 08:10,{day} 08:20,,a,1,unexpected",
        "issue,call,end,topic,counter",
        "1970-01-01 00:00,,,a,1",
        "",
        f"{day} 08:01,{day} 08:06,,a,2,",
        "Total,,,14,",
    )
    recording = read(tmp_path, "issue,call,end,topic,counter\n" + "\n".join(rows) + "\n")
    assert all_told(recording) == ["08:00:00 08:05:00 08:20:00", "08:01:00 08:06:00 -"]
    assert refusals(recording) == [
        (3, "its call is before its issue"),
        (4, "its end is before its call"),
        (5, "its issue is unreadable"),
        (6, "its call is unreadable"),
        (7, "it names no topic"),
        (8, "it does not say when the visitor came"),
        (9, "its call is more than a day after its issue"),
        (10, "the line is too short"),
        (11, "the line is too long"),
        (12, "the header again"),
        (13, "its issue is unreadable"),
        (16, "its issue is unreadable"),
    ]
    assert recording.rows == 14


def test_times_known_to_some_minutes_do_not_contradict_each_other_within_them(tmp_path: Path) -> None:
    log = "issue,call,topic\n2026-03-02 08:00:40,2026-03-02 08:00:00,a\n2026-03-02 08:02,2026-03-02 08:00,a\n"
    mapping = """
        columns = { issue = "issue", call = "call", topic = "topic" }
        times = { precision_min = 1 }
    """
    recording = read(tmp_path, log, mapping)
    assert all_told(recording) == ["08:00:40 08:00:40 -"]
    assert refusals(recording) == [(3, "its call is before its issue")]


def test_a_wait_that_is_not_the_time_to_the_call_is_a_contradiction(tmp_path: Path) -> None:
    times = "2026-03-02 08:00,2026-03-02 08:10"
    log = f"issue,call,wait,topic\n{times},10.9,a\n{times},12,a\n"
    mapping = 'columns = { issue = "issue", call = "call", wait = "wait", topic = "topic" }'
    assert refusals(read(tmp_path, log, mapping)) == [
        (3, "its wait is not the time from its issue to its call")
    ]


def test_a_repeat_is_refused_only_when_it_cannot_be_somebody_else(tmp_path: Path) -> None:
    numbered = "issue,call,topic,number\n" + "2026-03-02 08:00,2026-03-02 08:05,a,A1\n" * 2
    recording = read(tmp_path, numbered)
    assert [(no.line, no.reason, no.detail) for no in recording.refused] == [
        (3, "a repeat of an earlier line", "line 2")
    ]
    nameless = "issue,call,topic\n" + "2026-03-02 08:00,2026-03-02 08:05,a\n" * 2
    assert len(read(tmp_path, nameless).legs) == 2
    one_counter = "issue,call,topic,counter\n" + "2026-03-02 08:00,2026-03-02 08:05,a,3\n" * 2
    assert refusals(read(tmp_path, one_counter)) == [(3, "a repeat of an earlier line")]


# -- files that are refused whole


def test_a_mapping_that_fits_nothing_refuses_the_file_with_the_first_line_and_the_commonest_reason(
    tmp_path: Path,
) -> None:
    log = "issue,topic\n" + "".join(f"{n % 28 + 1:02d}.03.2026 08:00,a\n" for n in range(30))
    said = (
        r"line 2: its issue is unreadable \(\"01\.03\.2026 08:00\" is not written like iso\)\. 30 of 30 rows"
    )
    with pytest.raises(Misconfigured, match=said):
        read(tmp_path, log)
    months = 'columns = { issue = "issue", topic = "topic" }\ntimes = { format = "%m.%d.%Y %H:%M" }'
    with pytest.raises(Misconfigured, match=r"line 14: its issue is unreadable .* is it the right mapping\?"):
        read(tmp_path, log, months)


def test_columns_that_are_mixed_up_refuse_the_file(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-02 08:{n:02d},2026-03-02 09:{n:02d},a\n" for n in range(40))
    mapping = 'columns = { issue = "b", call = "a", topic = "c" }'
    with pytest.raises(Misconfigured, match=r"line 2: its call is before its issue .* 40 of 40 rows"):
        read(tmp_path, f"a,b,c\n{rows}", mapping)


def test_a_column_that_is_not_there_is_named_with_what_was_probably_meant(tmp_path: Path) -> None:
    log = "Issued,Topic\n2026-03-02 08:00,a\n"
    with pytest.raises(Misconfigured) as refused:
        read(tmp_path, log, 'columns = { issue = "Isued", topic = "Topic" }')
    assert str(refused.value) == (
        f'{tmp_path / "log.csv"}, line 1: there is no column "Isued" (did you mean "Issued"?); '
        'there are "Issued", "Topic".'
    )
    with pytest.raises(
        Misconfigured, match=r'no column "issue".* A mapping file says which column is which\.'
    ):
        read(tmp_path, log)


def test_a_log_without_a_row_is_an_empty_log(tmp_path: Path) -> None:
    recording = read(tmp_path, "issue,topic\n")
    assert (recording.rows, recording.days) == (0, ())
