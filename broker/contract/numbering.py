"""Ticket numbers: a topic's letter and a figure, A001 to A900, then A1001 on; 901 to 999 for kiosks offline.

The figure is a label that can be renumbered; a ticket's identity is the id of the command that asked for it.
"""

import re

LAST_SHORT = 900
OFFLINE = range(901, 1000)
AFTER_OFFLINE = 1001

CONFUSING_LETTERS = frozenset("IOQ")
"""Letters mistaken for figures, or for each other, from a distance."""

CYRILLIC_LOOKALIKES = frozenset("BCHPXY")
"""Latin letters that a reader of Cyrillic reads as another sound; to avoid where such a language is on."""

_NUMBER = re.compile(r"([A-Z]+)([0-9]{3,5})")


def label(letter: str, figure: int) -> str:
    """The number as printed, shown and spoken: `label("A", 12) == "A012"`."""
    return f"{letter}{figure:03d}"


def split(number: str) -> tuple[str, int]:
    """Letter and figure of a printed number; ValueError when it is none."""
    match = _NUMBER.fullmatch(number)
    if match is None or label(match[1], int(match[2])) != number:
        raise ValueError(f"{number!r} is not a ticket number such as A012")
    return match[1], int(match[2])


def following(figure: int) -> int:
    """The figure after this one, stepping over the offline blocks."""
    return AFTER_OFFLINE if LAST_SHORT <= figure < AFTER_OFFLINE else figure + 1
