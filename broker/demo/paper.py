"""Reads the printed tickets back: the number in the QR of every picture, by a reader that is not ours."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What lies in the tray."""

    numbers: tuple[str, ...]
    """One for each picture that could be read; in a good office no two are alike."""
    unreadable: tuple[str, ...]
    """Files without a number."""

    @property
    def duplicates(self) -> int:
        """How many numbers came more than once, each time but the first."""
        return len(self.numbers) - len(set(self.numbers))


def read_papers(folder: Path) -> Papers:
    """Every ticket in the folder."""
    paths = sorted(folder.glob("*.png"))
    with ThreadPoolExecutor() as readers:
        found = list(readers.map(_number, paths))
    return Papers(
        numbers=tuple(number for number in found if number),
        unreadable=tuple(path.name for path, number in zip(paths, found, strict=True) if not number),
    )


def _number(path: Path) -> str:
    """What stands behind the # of its QR; empty when there is none to read."""
    with Image.open(path) as picture:
        codes = zxingcpp.read_barcodes(picture.convert("L"), formats=QR, try_rotate=False, try_invert=False)
    return next((code.text.partition("#")[2] for code in codes if "#" in code.text), "")
