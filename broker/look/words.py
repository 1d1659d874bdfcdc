"""The sentences a screen says by itself: one TOML file a language, in a folder of the program that says them.

A file holds short keys with a text each; `{name}` stands where a figure goes. What the office wrote (names of
topics, notices) comes by the boards and is not here. Which keys a screen needs its own tests know.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

LAST_RESORT = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language's sentences."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **figures: str | int) -> str:
        """The sentence with its figures in place."""
        return self.texts[key].format(**figures)


def load(folder: Path) -> Mapping[str, Words]:
    """Every language of a folder, by its code."""
    return MappingProxyType(
        {
            file.stem: Words(language=file.stem, texts=tomllib.loads(file.read_text(encoding="utf-8")))
            for file in sorted(folder.glob("*.toml"))
        }
    )


def first_known(words: Mapping[str, Words], wanted: Iterable[str]) -> Words:
    """The first wanted language there are words in; English when there is none."""
    return words[next((code for code in wanted if code in words), LAST_RESORT)]
