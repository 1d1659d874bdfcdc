"""What the lobby screen says by itself, in every language there is a file for (`display/words/`)."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from broker.look.words import Words, first_known, load

_FOLDER = Path(__file__).parent / "words"


@cache
def all_languages() -> Mapping[str, Words]:
    """Every language's sentences, by its code."""
    return load(_FOLDER)


def in_language(wanted: Iterable[str]) -> Words:
    """The first wanted language that we speak; English when there is none."""
    return first_known(all_languages(), wanted)
