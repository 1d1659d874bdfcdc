"""The typefaces: where their files are, how wide a text is in them, and where its lines break.

Sizes are stated as the height of a capital in millimetres, because that is what a reader's eye needs;
the size of the em follows from it. Lines break at spaces and at soft hyphens that somebody wrote.
This module draws nothing and knows no screen and no paper.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

CAP_EM = 0.711
"""Height of a capital, in ems."""
DIGIT_EM = 0.721
"""Height of a figure, in ems."""
SOFT_HYPHEN = "\u00ad"

_FOLDER = Path(__file__).parent / "fonts"
_UNITS_PER_EM = 2048  # measured at this size, a pixel is one font unit and hinting rounds nothing away


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """One way to break a text. The least cost is the one to read: few lines, few words cut, even lines."""

    cost: tuple[int, int, float]
    lines: tuple[str, ...]


def path(bold: bool) -> Path:
    """Roboto, the face of everything."""
    return _FOLDER / ("Roboto-Bold.ttf" if bold else "Roboto-Regular.ttf")


def em_mm(cap_mm: float) -> float:
    """The font size in millimetres whose capitals are `cap_mm` high."""
    return cap_mm / CAP_EM


@lru_cache(maxsize=4096)
def width_em(text: str, *, bold: bool = False) -> float:
    """How far the pen travels over the text, in ems. Soft hyphens have no width."""
    return _measuring_face(bold).getlength(text.replace(SOFT_HYPHEN, "")) / _UNITS_PER_EM


def width_mm(text: str, *, cap_mm: float, bold: bool = False) -> float:
    """How wide the text is when its capitals are `cap_mm` high."""
    return width_em(text, bold=bold) * em_mm(cap_mm)


def wrap(text: str, *, width_mm: float, cap_mm: float, bold: bool = False) -> tuple[str, ...]:
    """The text in as few lines as fit the width, and these lines as even as they can be.

    A word that is wider than the line and has no soft hyphen stays whole and sticks out: whoever lays out
    has to give it room or choose another word (`fits` tells).
    """
    return wrap_measured(text, width_mm / em_mm(cap_mm), lambda line: width_em(line, bold=bold))


def wrap_measured(text: str, room: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """`wrap` for those who measure in a unit of their own, such as whole dots."""
    pieces = _pieces(text)
    best = [_Setting(cost=(0, 0, 0.0), lines=())]
    for end in range(1, len(pieces) + 1):
        best.append(min(_settings(pieces, end, best, room, measure), key=lambda setting: setting.cost))
    return best[-1].lines


def fits(lines: tuple[str, ...], *, width_mm: float, cap_mm: float, bold: bool = False) -> bool:
    """Whether no line sticks out."""
    return all(width_em(line, bold=bold) * em_mm(cap_mm) <= width_mm for line in lines)


@lru_cache(maxsize=2)
def _measuring_face(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path(bold), _UNITS_PER_EM, layout_engine=ImageFont.Layout.BASIC)


def _pieces(text: str) -> list[str]:
    """The text cut after every place where a line may end; each piece still ends with its space or hyphen.

    A word of one letter goes with the next: Polish and Russian readers stumble over a "w" or "и" left behind.
    """
    pieces = [""]
    for word in text.split(" "):
        *parts, last = word.split(SOFT_HYPHEN)
        for part in parts:
            pieces[-1] += part + SOFT_HYPHEN
            pieces.append("")
        pieces[-1] += last + (" " if word else "")
        if len(word) > 1:
            pieces.append("")
    return [piece for piece in pieces if piece]


def _settings(
    pieces: list[str], end: int, best: list[_Setting], room: float, measure: Callable[[str], float]
) -> Iterator[_Setting]:
    """Every way to set the first `end` pieces: the best way for the earlier ones, then one more line."""
    for start in range(end - 1, -1, -1):
        line = _shown("".join(pieces[start:end]))
        slack = room - measure(line)
        if slack < 0 and start < end - 1:
            return
        lines, cuts, uneven = best[start].cost
        cut = int(pieces[end - 1].endswith(SOFT_HYPHEN))
        yield _Setting(cost=(lines + 1, cuts + cut, uneven + slack * slack), lines=(*best[start].lines, line))


def _shown(line: str) -> str:
    """What stands on paper: a soft hyphen shows only where the line ends with it."""
    hyphen = "-" if line.endswith(SOFT_HYPHEN) else ""
    return line.replace(SOFT_HYPHEN, "").rstrip(" ") + hyphen
