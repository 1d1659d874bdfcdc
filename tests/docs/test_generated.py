"""The pages drawn from the code say what the code says."""

import runpy
from pathlib import Path

import pytest

from broker.rules.ticket import TRANSITIONS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = runpy.run_path(str(DOCS / "generate.py"))["PAGES"]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_page_is_as_the_code_would_write_it_now(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page](), "run: python docs/generate.py"


def test_the_picture_has_every_step_of_the_table() -> None:
    drawn = (DOCS / "ticket-life.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in drawn.splitlines() if "-->" in line]
    steps = {
        (before, then, verb)
        for before, arrow in (line.split(" --> ") for line in lines)
        for then, verbs in [arrow.split(": ") if ": " in arrow else (arrow, "")]
        for verb in verbs.split(", ")
    }
    assert {(b.value, t.value, verb) for (b, verb), t in TRANSITIONS.items()} <= steps
