"""A broken file, or a mapping nobody can follow, is refused whole, with the place and nothing half loaded."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from broker.contract.errors import Misconfigured
from broker.replay.mapping import Columns, FileForm, Times, Words
from broker.replay.mapping_file import load_mapping
from broker.replay.reading import read_file
from tests.broker.replay_logs import all_told, read

ROOT = Path(__file__).parents[2]
HEAD = "issue,call,topic,counter,remark\n"
LINE = "2026-03-02 08:0{n}:00,2026-03-02 08:1{n}:00,pension,3,fine\n"
WHOLE = HEAD + "".join(LINE.format(n=n) for n in range(6))


def refused(folder: Path, log: str | bytes, mapping: str = "") -> str:
    with pytest.raises(Misconfigured) as told:
        read(folder, log, mapping)
    return str(told.value).replace(f"{folder / 'log.csv'}", "LOG")


# -- files


def test_a_quote_that_is_never_closed_is_named_by_the_line_it_is_opened_in(tmp_path: Path) -> None:
    torn = WHOLE.replace(
        "08:02:00,2026-03-02 08:12:00,pension,3,fine", '08:02:00,2026-03-02 08:12:00,pension,3,"fi'
    )
    assert refused(tmp_path, torn) == "LOG, line 4: a quote is opened here and never closed."


def test_a_quote_that_is_closed_by_the_next_one_is_named_too(tmp_path: Path) -> None:
    lines = WHOLE.splitlines(keepends=True)
    lines[3] = lines[3].replace("pension", '"pension')
    lines[5] = lines[5].replace("pension", '"pension"')
    assert refused(tmp_path, "".join(lines)) == (
        "LOG, line 4: a quote is not closed, or one inside a text is not doubled."
    )
    lines[5] = lines[5].replace('"pension"', '3",')
    assert (
        refused(tmp_path, "".join(lines)) == "LOG, line 4: a quote is opened here and closed in another row."
    )
    lines[5] = lines[5].replace('3",', 'pension"')
    assert (
        refused(tmp_path, "".join(lines)) == "LOG, line 4: a quote is opened here and closed in another row."
    )


def test_a_quote_that_ends_soon_in_the_next_row_leaves_too_many_cells(tmp_path: Path) -> None:
    lines = WHOLE.splitlines(keepends=True)
    lines[3] = lines[3].replace("fine", '"fine')
    lines[4] = lines[4].replace("08:03:00,", '08:03:00",')
    said = "LOG, line 4: a quote is opened here and closed in another row."
    assert refused(tmp_path, "".join(lines)) == said


def test_a_remark_of_several_lines_is_no_broken_quote(tmp_path: Path) -> None:
    log = WHOLE.replace("fine", '"came\nagain, ""late"""', 1)
    recording = read(tmp_path, log)
    assert [leg.line for leg in recording.legs] == [2, 4, 5, 6, 7, 8]


def test_quotes_that_are_plain_characters_can_be_said_to_be(tmp_path: Path) -> None:
    log = WHOLE.replace("fine", 'a 5" form')
    assert len(read(tmp_path, log).legs) == 6  # inside a cell they are harmless anyway
    log = WHOLE.replace("fine", '"quoted" and more')
    assert "line 2" in refused(tmp_path, log)
    mapping = 'file = { quote = "" }\ncolumns = { issue = "issue", topic = "topic" }'
    assert len(read(tmp_path, log, mapping).legs) == 6


@pytest.mark.parametrize("length", range(WHOLE.rindex("2026-03-02 08:05") + 1, len(WHOLE) - 5))
def test_a_file_that_ends_in_the_middle_of_a_line_is_refused(tmp_path: Path, length: int) -> None:
    assert refused(tmp_path, WHOLE[:length]) == "LOG, line 7: the file ends in the middle of this line."


def test_a_last_line_without_an_end_is_no_broken_file_if_it_is_whole_or_a_footer(tmp_path: Path) -> None:
    assert len(read(tmp_path, WHOLE.rstrip("\n")).legs) == 6
    footer = read(tmp_path, f"{WHOLE}Total:;6 tickets")
    assert [(no.line, no.reason) for no in footer.refused] == [(8, "the line is too short")]
    assert len(read(tmp_path, "issue,topic,counter\n2026-03-02 08:00,a,12\n2026-03-02 08:01,a,9").legs) == 2
    assert len(read(tmp_path, "issue,topic,end\n2026-03-02 08:00,a,12:30\n2026-03-02 08:01,a,").legs) == 2


def test_a_last_time_that_was_cut_is_not_taken_for_an_earlier_one(tmp_path: Path) -> None:
    mapping = """
        columns = { issue = "issue", topic = "topic", call = "call" }
        formats = { call = "%H:%M" }
    """
    log = "issue,topic,call\n2026-03-02 08:00,a,08:10\n2026-03-02 08:01,a,08:12"
    assert all_told(read(tmp_path, log, mapping)) == ["08:00:00 08:10:00 -", "08:01:00 08:12:00 -"]
    assert refused(tmp_path, log[:-1], mapping) == "LOG, line 3: the file ends in the middle of this line."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "LOG, line 1: there is no row."),
        (b"\n\n", "LOG, line 1: there is no row."),
        (
            b"PK\x03\x04rest",
            "LOG, line 1: this is a spreadsheet or another packed file, not CSV; save it as CSV first.",
        ),
        (b"\x1f\x8brest", "LOG, line 1: this is a packed file, not CSV; save it as CSV first."),
        (b"issue,topic\n2026-03-02 08:00,a\0b\n", "LOG, line 2: this is no text, or not utf-8."),
        (
            b"issue,topic\na,b\n\xff\xfe,b\n",
            "LOG, line 3: this is not utf-8 text; a mapping file can name its encoding.",
        ),
        (
            "issue,topic\na,b\n".encode("utf-16")[:-1],
            "LOG, line 2: this is not utf-16 text; a mapping file can name its encoding.",
        ),
        (WHOLE.encode("utf-16-le"), "LOG, line 1: this is no text, or not utf-8."),
        (b"issue,topic\n" + b"x" * 200_000 + b",a\n", "LOG, line 2: field larger than field limit (131072)."),
    ],
    ids=["empty", "blank", "zip", "gzip", "nul", "bytes", "half a character", "unmarked", "endless cell"],
)
def test_what_is_no_table_of_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert refused(tmp_path, content) == said


def test_a_file_that_is_not_there_or_ends_before_its_header(tmp_path: Path) -> None:
    assert refused(
        tmp_path, "one line\n", 'file = { header_line = 4 }\ncolumns = { issue = "a", topic = "b" }'
    ) == ("LOG, line 2: the file ends before its header in line 4.")
    (tmp_path / "log.csv").unlink()
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(Misconfigured, match=r"log\.csv cannot be read: Is a directory\."):
        read_file(tmp_path / "log.csv")


# -- mapping files


def wrong(folder: Path, text: str) -> list[str]:
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as told:
        load_mapping(path)
    first, *lines = str(told.value).splitlines()
    assert first.startswith(str(path))
    return [line.strip() for line in lines] or [first.removeprefix(f"{path} ")]


def test_everything_that_is_wrong_with_a_mapping_is_said_at_once_with_what_was_meant(tmp_path: Path) -> None:
    assert wrong(
        tmp_path,
        """
        [file]
        delimiter = "::"
        encoding = "utf-42"
        header_line = -1
        decimal = ";"
        [colums]
        [columns]
        isue = "a"
        """,
    ) == [
        'there is no setting "colums"; did you mean "columns"?',
        '[columns]: there is no setting "isue"; did you mean "issue"?',
    ]
    assert wrong(
        tmp_path,
        """
        [file]
        delimiter = "::"
        encoding = "utf-42"
        header_line = -1
        decimal = ";"
        [columns]
        call = "a"
        [times]
        zone = "Europe/Vilnus"
        format = ["isoo", "%d.%m.%Q"]
        durations = "minute"
        date = "2.3.2026"
        day_turn = "3"
        precision_min = 61
        [formats]
        end = "%H:%M"
        wait = "%M:%S"
        """,
    ) == [
        "[file] delimiter: must be one character, not '::'.",
        '[file] decimal: must be "." or ",".',
        "[file] header_line: must be 1 or more, or 0 for none.",
        '[file] encoding: "utf-42" is not known, such as "utf-8", "utf-16" or "cp1257".',
        "[columns] issue: is missing; without it a call and a wait must be there.",
        "[columns] topic: is missing.",
        '[times] zone: "Europe/Vilnus" is no time zone; did you mean "Europe/Vilnius"?',
        '[times] date: "2.3.2026" is none, such as "2020-01-20".',
        '[times] day_turn: "3" is none, such as "03:00".',
        '[times] format: "isoo" is not known; did you mean "iso"?',
        "[times] format: \"%d.%m.%Q\": 'Q' is a bad directive in format '%d.%m.%Q'.",
        '[times] durations: "minute" is not known; did you mean "minutes"?',
        "[times] precision_min: must be from 0 to 60.",
        "[formats] end: [columns] names no column for end.",
        '[formats] wait: "%M:%S" is not known; known are seconds, minutes, hours, mm:ss, hh:mm, hh:mm:ss.',
        "[formats] wait: [columns] names no column for wait.",
    ]


def test_the_page_names_every_setting_and_its_examples_can_be_followed(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
    settings = [field.name for part in (FileForm, Columns, Times, Words) for field in fields(part)]
    assert [name for name in settings if f"| `{name}` |" not in page] == []
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(examples) >= 2
    for example in examples:
        (tmp_path / "mapping.toml").write_text(example, encoding="utf-8")
        load_mapping(tmp_path / "mapping.toml")


def test_a_mapping_that_is_no_toml_or_not_there_is_refused(tmp_path: Path) -> None:
    assert wrong(tmp_path, "issue = ")[0].startswith("is not TOML: Invalid value (at end of document)")
    assert wrong(tmp_path, "[file]\n") == ["[columns]: is missing."]
    with pytest.raises(Misconfigured, match=r"none\.toml cannot be read: No such file or directory\."):
        load_mapping(tmp_path / "none.toml")
