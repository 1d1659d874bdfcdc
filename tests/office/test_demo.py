"""The demonstration as somebody starts it: real processes, and what is left of them afterwards."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import qrcode
from PIL import Image

from tests.broker.demo.made_day import write_made_day

ROOT = Path(__file__).parents[2]
COUNTS = ["issued", "printed", "called", "served", "no_show", "cancelled", "unserved", "still_open"]
FAULTS = ["duplicate_numbers", "double_calls", "lost"]
KEYS = [*COUNTS, *FAULTS, "wait_p95_s", "share_over_30", "report"]
PATIENCE_S = 120.0


def run_demo(folder: Path, *options: str | Path) -> dict[str, Any]:
    """Until it ends by itself; what it says in its last line."""
    done = subprocess.run(
        [sys.executable, "-m", "broker", "demo", "--headless", "--json", "--out", folder, *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def processes_of(folder: Path) -> dict[int, str]:
    """Whatever still runs with something in this folder: process id to command line."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in words and path.parent.name != str(os.getpid()):
            found[int(path.parent.name)] = words
    return found


def test_a_small_day_ends_by_itself_with_everybody_seen_off_and_nothing_twice(tmp_path: Path) -> None:
    said = run_demo(tmp_path, "--visitors", "12", "--counters", "3", "--speed", "600", "--seed", "7")
    assert list(said)[: len(KEYS)] == KEYS
    assert (said["issued"], said["printed"], said["called"] + said["cancelled"]) == (12, 12, 12)
    assert said["served"] + said["no_show"] + said["cancelled"] == 12
    assert [said[key] for key in ("unserved", "still_open", *FAULTS, "unreadable_papers")] == [0] * 6
    assert list(said)[-5:] == ["wanted", "refused", "papers", "missing_papers", "unanswered"]
    assert [said[key] for key in list(said)[-5:]] == [12, 0, 12, 0, 0]
    assert len(list((tmp_path / "tickets").glob("*.png"))) == 12
    report = json.loads(Path(said["report"]).read_text(encoding="utf-8"))
    assert report["visits"]["entered"] == 12
    assert report["waits"]["p95_s"] == pytest.approx(said["wait_p95_s"], abs=0.001)
    assert processes_of(tmp_path) == {}


def test_whom_the_office_refuses_is_counted_and_not_lost(tmp_path: Path) -> None:
    shipped = (ROOT / "broker" / "demo" / "office.toml").read_text(encoding="utf-8")
    config = tmp_path / "office.toml"
    config.write_text(shipped.replace('"08:00-17:00"', '"08:00-08:30", "09:00-17:00"'), encoding="utf-8")
    said = run_demo(tmp_path / "out", "--config", config, "--visitors", "12", "--speed", "600")
    assert said["refused"] > 0
    assert (said["wanted"], said["issued"], said["unanswered"]) == (12, 12 - said["refused"], 0)
    assert said["lost"] == 0


def test_a_paper_that_nobody_issued_ends_it_with_one_and_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "broker", "demo", "--headless", "--json", "--out", str(out)]
    demo = subprocess.Popen(
        [*command, "--visitors", "2", "--speed", "600"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for((out / "office.toml").exists)
    qrcode.make("http://127.0.0.1:8080/t/x4Zk#A800").save(str(out / "tickets" / "stray.png"))
    said, complaints = demo.communicate(timeout=PATIENCE_S)
    assert (demo.returncode, json.loads(said)["lost"]) == (1, 1)
    assert "Not all was well: 1 lost. Logs: " in complaints.splitlines()[-1]


def test_a_day_on_which_nobody_comes_has_no_waits(tmp_path: Path) -> None:
    said = run_demo(tmp_path, "--visitors", "0", "--speed", "600")
    assert [said[key] for key in COUNTS + FAULTS] == [0] * len(COUNTS + FAULTS)
    assert (said["wait_p95_s"], said["share_over_30"]) == (None, None)


def test_a_recorded_day_is_issued_as_it_was(tmp_path: Path) -> None:
    tickets, snapshots = write_made_day(tmp_path)
    out = tmp_path / "out"
    said = run_demo(out, "--replay", tickets, "--snapshots", snapshots, "--speed", "240")
    assert (said["issued"], said["printed"], said["served"], said["numbers_match"]) == (13, 13, 13, True)
    assert [said[key] for key in FAULTS] == [0, 0, 0]
    assert 0 <= said["issue_lag_p95_s"] < 240  # one second of a machine that others use too
    with (out / "compare.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["time", "topic", "ours_waiting", "office_waiting"]
    assert [line["office_waiting"] for line in lines if line["topic"].startswith("A ")] == list("1221100")
    with Image.open(out / "compare.png") as picture:
        assert picture.format == "PNG"


@contextmanager
def long_demo(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One that would go on for hours, once its programs are up."""
    command = [sys.executable, "-m", "broker", "demo", "--headless", "--speed", "1", "--out", str(folder)]
    with (folder.parent / "said").open("wb") as said:
        demo = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
    try:
        wait_for(lambda: len(processes_of(folder)) == 4)
        yield demo
    finally:
        demo.kill()
        demo.wait()


def wait_for(condition: Any, patience_s: float = 30.0) -> None:
    give_up_at = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen"
        time.sleep(0.05)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_well_when_told_and_leaves_no_process(tmp_path: Path, told: signal.Signals) -> None:
    folder = tmp_path / "out"
    with long_demo(folder) as demo:
        demo.send_signal(told)
        assert demo.wait(20) == 0
    assert processes_of(folder) == {}


def test_a_file_where_its_folder_should_be_is_said_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    command = [sys.executable, "-m", "broker", "demo", "--headless", "--out", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"{file} cannot be used: " in done.stderr


def test_a_second_one_in_the_same_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with long_demo(folder) as demo:
        second = [sys.executable, "-m", "broker", "demo", "--headless", "--out", str(folder)]
        done = subprocess.run(second, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Another demonstration runs in" in done.stderr
        assert (folder / "talonas.db").exists()
        assert demo.poll() is None


def test_its_programs_end_even_when_it_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with long_demo(folder) as demo:
        demo.kill()
        demo.wait()
        wait_for(lambda: processes_of(folder) == {}, patience_s=15)


def test_a_program_that_ends_by_itself_ends_the_demonstration_and_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with long_demo(folder) as demo:
        broker = next(pid for pid, words in processes_of(folder).items() if "-m broker run" in words)
        os.kill(broker, signal.SIGKILL)
        assert demo.wait(20) == 1
    assert "broker ended with exit code -9." in (tmp_path / "said").read_text(encoding="utf-8")
    assert processes_of(folder) == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--replay", "x.csv"], "--replay and --snapshots belong together."),
        (["--speed", "0"], "--speed must be more than 0 and at most 1000."),
        (["--counters", "0"], "--counters at least 1"),
        (["--replay", "x.csv", "--snapshots", "y.csv", "--visitors", "3"], "A recorded day brings its own"),
        (["--replay", "x.csv", "--snapshots", "y.csv"], "x.csv cannot be read"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_starts(
    tmp_path: Path, options: list[str], said: str
) -> None:
    command = [sys.executable, "-m", "broker", "demo", "--headless", "--out", str(tmp_path / "out"), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "out").exists()
