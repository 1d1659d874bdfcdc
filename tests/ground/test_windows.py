"""Window tests must not vanish: a wrong graphics setting can make Kivy's tests disappear with exit code 0."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ["tests/kiosk/window", "tests/display/window"]


def written(folder: str) -> set[str]:
    """Every test that stands in the files, read without importing them."""
    return {
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in (ROOT / folder).glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


def collected(folder: str) -> set[str]:
    """Every test marked `kivy` that pytest would run, without its parameters and its class."""
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "kivy", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert listed.returncode == 0, listed.stdout + listed.stderr
    tests = [line.split("[")[0].split("::") for line in listed.stdout.splitlines() if "::" in line]
    return {f"{parts[0]}::{parts[-1]}" for parts in tests}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_window_test_is_collected(folder: str) -> None:
    assert collected(folder) == written(folder)
    assert len(written(folder)) >= 3
