"""What stands in the repository: nothing that ties it to one machine or one package index."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
INDEXES = "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "yarn" + "pkg"])
MIRRORS = "|".join(["d" + "eb", "f" + "tp", "secu" + "rity"])
PLACES = "|".join(["wo" + "rk", "fa" + "rm"])


def lines_with(pattern: str) -> list[str]:
    """Lines of tracked files that match, as `git grep` finds them."""
    found = subprocess.run(
        ["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode in {0, 1}, found.stderr
    return found.stdout.splitlines()


def test_no_file_names_a_package_index_or_a_mirror() -> None:
    assert lines_with(rf"({INDEXES})\.(org|com)|({MIRRORS})\.debian\.") == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert lines_with(rf"(^|[^a-zA-Z0-9_])/({PLACES})/") == []


def test_the_search_finds_what_is_there() -> None:
    assert [line.split(":")[0] for line in lines_with(r"^def test_the_search_finds_what_is")] == [
        "tests/ground/test_tree.py"
    ]


def test_there_is_a_requirement_file_for_each_program() -> None:
    assert [path.stem for path in REQUIREMENTS] == ["broker", "counter", "demo", "display", "kiosk", "test"]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.stem)
def test_every_requirement_is_pinned_and_hashed(path: Path) -> None:
    text = re.sub(r"(?m)^#.*\n", "", path.read_text())
    requirements = text.replace("\\\n", " ").splitlines()
    loose = [
        line
        for line in requirements
        if not re.fullmatch(r"[a-z0-9.\[\],-]+==\S+ ;[^#]+?(\s+--hash=sha256:[0-9a-f]{64})+", line)
    ]
    assert loose == []
    assert len(requirements) >= 4


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9-]+)\S*?==(\S+)", path.read_text()))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.stem)
def test_all_programs_are_tested_with_the_versions_they_run_with(path: Path) -> None:
    tested = pins(ROOT / "requirements/test.txt")
    assert {name: tested.get(name) for name in pins(path)} == pins(path)


def needed(extra: str) -> set[str]:
    """What pyproject.toml asks for with one extra, those it includes counted in."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    names: set[str] = set()
    for line in extras[extra]:
        if included := re.match(r"talonas\[(.+)\]", line):
            names |= set().union(*(needed(one) for one in included[1].split(",")))
        else:
            names.add(re.split(r"[\[<>=]", line)[0])
    return names


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.stem)
def test_nothing_that_a_program_needs_is_missing_from_its_requirements(path: Path) -> None:
    assert needed(path.stem) - set(pins(path)) == set()
