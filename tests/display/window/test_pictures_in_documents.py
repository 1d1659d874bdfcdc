"""The lobby's pictures in the documents are what the code draws today."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.display.window.pictures import documented
from tests.kiosk.window.pictures import draw

IMAGES = Path(__file__).parents[3] / "docs" / "images"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return draw(documented(), tmp_path_factory.mktemp("lobby"))


@pytest.mark.parametrize("name", documented())
def test_a_picture_in_the_documents_shows_the_screen_of_today(name: str, drawn: dict[str, Path]) -> None:
    kept, now = Image.open(IMAGES / f"{name}.png").convert("RGB"), Image.open(drawn[name]).convert("RGB")
    assert kept.size == now.size
    # another version of the drawing library may round an edge another way; a word that moved weighs far more
    assert max(ImageStat.Stat(ImageChops.difference(kept, now)).mean) < 0.1
