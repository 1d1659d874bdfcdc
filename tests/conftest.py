"""What all tests share: what stands in a folder called `window` draws in a real window and is marked so."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the window tests; tests/ground asserts that none of them has vanished."""
    for item in items:
        if "window" in Path(item.path).parent.parts:
            item.add_marker(pytest.mark.kivy)
