"""`talonas replay` as a person or a program calls it: logs of ours and of others, files that are refused."""

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from broker.contract.errors import LogTrouble, Misconfigured
from broker.replay import command
from tests.broker.demo.made_day import write_made_day
from tests.broker.test_report import a_morning, written

ROOT = Path(__file__).parents[2]
WARSAW = ROOT.parent / "shared" / "data" / "warsaw"
"""Two recorded days of a real office; not part of the project."""
WARSAW_MAPPING = """\
[columns]
issue = "issue_ts"
call = "call_ts"
topic = "letter"
number = ["letter", "number"]

[times]
format = "%Y-%m-%d %H:%M:%S"
zone = "Europe/Warsaw"
precision_min = 5
"""


def told(capsys: pytest.CaptureFixture[str], *options: str | Path) -> str:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([str(option) for option in options])) == 0
    return capsys.readouterr().out


def mapping(folder: Path) -> Path:
    path = folder / "mapping.toml"
    path.write_text(WARSAW_MAPPING, encoding="utf-8")
    return path


MORNING = """\
issue,call,end,topic,counter,priority,number
2026-03-02 08:00,2026-03-02 08:00,2026-03-02 08:10,a,1,,A001
2026-03-02 08:01,2026-03-02 08:10,2026-03-02 08:30,a,1,,A002
2026-03-02 08:02,2026-03-02 08:30,2026-03-02 08:40,a,1,,A003
2026-03-02 08:03,2026-03-02 08:40,2026-03-02 08:50,a,1,yes,A004
2026-03-02 08:04,2026-03-02 08:03,2026-03-02 08:50,a,1,,A005
2026-03-02 08:05,,,a,,,A006
"""

AS_TEXT = """\
log.csv: 2026-03-02; tickets played: 4

Under the rule *strict priority* 25 % would have waited over 30 minutes, as recorded; \
the longest wait would have been 38 minutes instead of 37.

                            recorded  own order  strict priority
Wait, mean, min                 18.5       18.5             16.0
95 % within, min                37.0       37.0             38.0
Longest, min                    37.0       37.0             38.0
Over target, %                  25.0       25.0             25.0
Worst topic over target    a, 1 of 4  a, 1 of 4        a, 1 of 4
Priority (1), 95 % within       37.0       37.0              7.0

Played again in its own order the log's waits are met within 0.0 min for half of the tickets and 0.0 min for \
95 %; the share over target is off by +0.0 points.
Left out, because nobody knows when or where they were called: 1.

"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(MORNING, encoding="utf-8")
    return path


def test_a_log_as_a_person_reads_it(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, log, "--rule", "strict-priority")
    assert text.startswith(AS_TEXT)
    assert "Estimates at the issue (tickets that had to wait: 3): mean error" in text
    assert text.endswith("""
Rows: 6 read, 1 refused.
  1 because its call is before its issue: line 6 (08:03:00, 08:04:00)
""")


def test_as_json_the_same_in_seconds_and_with_every_refusal(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = json.loads(told(capsys, log, "--rule", "strict_priority", "--json"))
    assert plain["sentence"] in AS_TEXT
    assert plain["rows"] == {
        "read": 6,
        "refused": 1,
        "reasons": [{"line": 6, "reason": "its call is before its issue", "detail": "08:03:00, 08:04:00"}],
    }
    assert plain["legs"] == {"played": 4, "left_out": 1}
    assert [plain[way]["waits"]["mean_s"] for way in ("recorded", "own_order", "with_rule")] == [
        1110,
        1110,
        960,
    ]
    assert [day["day"] for day in plain["days"]] == ["2026-03-02"]
    assert plain["days"][0]["with_rule"] == plain["with_rule"]


def test_the_analyst_has_a_line_for_each_ticket(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, log, "--rule", "strict-priority", "--csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [
        (
            line["line"],
            line["number"],
            line["wait_s"],
            line["rule_called_at"],
            line["rule_counter"],
            line["rule_wait_s"],
        )
        for line in lines
    ] == [
        ("2", "A001", "0.0", "2026-03-02T08:00:00+00:00", "1", "0.0"),
        ("3", "A002", "540.0", "2026-03-02T08:20:00+00:00", "1", "1140.0"),
        ("4", "A003", "1680.0", "2026-03-02T08:40:00+00:00", "1", "2280.0"),
        ("5", "A004", "2220.0", "2026-03-02T08:10:00+00:00", "1", "420.0"),
        ("7", "A006", "", "", "", ""),
    ]
    assert [line["last_called_wait_s"] for line in lines] == ["", "0.0", "0.0", "0.0", ""]
    assert all(float(lines[2][f"estimate_{one}_s"]) > 0 for one in ("low", "mid", "high"))


def test_rules_have_the_names_people_give_them(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("default", "pressure"):
        assert json.loads(told(capsys, log, "--rule", name, "--json"))["rule"] == "pressure"
    assert json.loads(told(capsys, log, "--json"))["rule"] == "pressure"
    with pytest.raises(SystemExit):
        told(capsys, log, "--rule", "first-comes")
    assert "there is no rule 'first-comes'; did you mean first-come?" in capsys.readouterr().err


def test_an_empty_log_is_a_sentence(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.write_text("issue,topic,call\n", encoding="utf-8")
    text = "log.csv\n\nNobody took a ticket in this log.\n\nRows: 0 read, 0 refused.\n"
    assert told(capsys, log) == text
    log.write_text("issue,topic\n2026-03-02 08:00,a\n", encoding="utf-8")
    assert "The log says of nobody when and where they were called" in told(capsys, log)


# -- our own log


def test_an_office_s_own_log_needs_no_mapping(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(a_morning(), tmp_path / "talonas.db")
    plain = json.loads(told(capsys, path, "--json", "--csv", tmp_path / "out.csv"))
    assert plain["rows"] == {"read": 5, "refused": 0, "reasons": []}
    assert plain["legs"] == {"played": 3, "left_out": 2}
    assert plain["nearest_rule"] == "pressure"
    assert plain["recorded"]["waits"]["worst_s"] == plain["own_order"]["waits"]["worst_s"] == 1930
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8")))
    assert [row["number"] for row in rows] == ["A001", "D001", "D001", "D002", "A002"]
    assert rows[0]["issued_at"] == "2026-11-23T08:00:00+02:00"
    with pytest.raises(Misconfigured, match=r"is an office's own log: it needs no mapping\."):
        told(capsys, path, "--mapping", mapping(tmp_path))
    path.write_bytes(path.read_bytes()[:5000])
    for more in tmp_path.glob("talonas.db-*"):
        more.unlink()
    with pytest.raises(LogTrouble, match=r"cannot be used"):
        told(capsys, path)


# -- refused


def test_the_log_itself_is_never_written(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Misconfigured, match=r"is the log itself; it stays as it is\."):
        told(capsys, log, "--csv", log)
    with pytest.raises(
        Misconfigured, match=r"nowhere/out\.csv cannot be written: No such file or directory\."
    ):
        told(capsys, log, "--csv", tmp_path / "nowhere" / "out.csv")
    assert log.read_text(encoding="utf-8") == MORNING


def test_as_a_command_a_broken_file_is_one_line_and_2_and_nothing_is_written(
    log: Path, tmp_path: Path
) -> None:
    log.write_text(MORNING.replace("A003", '"A003'), encoding="utf-8")
    out = tmp_path / "out.csv"
    line = [sys.executable, "-m", "broker", "replay", str(log), "--csv", str(out)]
    ended = subprocess.run(line, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (ended.stdout, ended.returncode, out.exists()) == ("", 2, False)
    assert ended.stderr.endswith(f"{log}, line 4: a quote is opened here and never closed.\n")
    assert len(ended.stderr.splitlines()) == 1


# -- days recorded every five minutes


def test_days_like_the_recorded_ones_are_replayed_and_promise_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tickets, _ = write_made_day(tmp_path)
    plain = json.loads(told(capsys, tickets, "--mapping", mapping(tmp_path), "--json"))
    assert plain["rows"]["read"] == plain["legs"]["played"] == 13
    assert plain["counters_named"] is False
    assert plain["sentence"].startswith("The log names no counters, so no rule can move anybody")
    assert plain["recorded"]["waits"]["mean_s"] == plain["with_rule"]["waits"]["mean_s"] == 240
    # A4 to A8 and B8, B9: two calls of a topic must have shown how fast its line moves
    assert plain["estimates"]["n"] == 7


@pytest.mark.skipif(not WARSAW.is_dir(), reason="the recorded days are not here")
@pytest.mark.parametrize(
    ("day", "rows", "off_s", "of_last_called", "inside"),
    [("2020-01-20", 1406, 10, 0.85, (0.75, 0.95)), ("2019-12-30", 1610, 10, 0.9, (0.7, 0.9))],
)
def test_the_recorded_days_are_replayed(
    day: str,
    rows: int,
    off_s: float,
    of_last_called: float,
    inside: tuple[float, float],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = WARSAW / f"tickets-{day}.csv"
    plain = json.loads(told(capsys, log, "--mapping", mapping(tmp_path), "--json"))
    assert plain["rows"] == {"read": rows, "refused": 0, "reasons": []}
    assert plain["legs"] == {"played": rows, "left_out": 0}
    assert plain["moved"] == 0
    assert plain["trust"]["waits_off"]["mean_s"] < off_s
    estimates = plain["estimates"]
    assert estimates["n"] > 0.7 * rows
    assert estimates["error_s"] < of_last_called * estimates["last_called_error_s"]
    assert inside[0] < estimates["inside_as_known_share"] < inside[1]
    assert np.isfinite(estimates["bias_s"])
