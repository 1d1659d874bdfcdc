"""What one screen is: its panel, the sizes for its readers, its colours, and the words it speaks.

Also how text is made to fit: words are dropped, never size. Pure; knows no board.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.look.scene import Palette, Panel
from broker.look.words import Words
from display.sizes import Sizes, usual_distance_m
from display.words import in_language

JOINING_LETTERS = 3
"""A word so short joins others (and, ir, ja): alone at the end it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """Everything about a picture that is not news."""

    panel: Panel
    sizes: Sizes
    palette: Palette
    words: Words
    languages: tuple[str, ...]
    """In which the office's texts are looked for, best first."""

    def text_of(self, texts: Mapping[str, str]) -> str:
        """The office's text in the first language that has one; else any; else nothing."""
        wanted = next((texts[code] for code in self.languages if texts.get(code)), "")
        return wanted or next(iter(texts.values()), "")

    def lines(
        self, text: str, room_mm: float, cap_mm: float, *, most: int, bold: bool = False
    ) -> tuple[str, ...]:
        """At most so many lines that all fit: too long a text loses its last words, if need be all."""
        kept = text.split()
        while kept:
            found = self.panel.wrap(" ".join(kept), room_mm, cap_mm, bold=bold)
            widest_mm = max(self.panel.text_mm(line, cap_mm, bold=bold) for line in found)
            if len(found) <= most and widest_mm <= room_mm:
                return found
            kept.pop()
            while len(kept) > 1 and len(kept[-1]) <= JOINING_LETTERS:
                kept.pop()
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What somebody decided about this one screen."""

    panel: Panel
    """As it should be; the window may turn out otherwise."""
    distance_m: float = 0.0
    """Of the farthest reader; 0: what is usual for a panel of this size."""
    palette: Palette = "light"
    language: str = ""
    """Before the office's own ones; empty: none."""

    def glass(self, width_px: int, height_px: int, office_languages: tuple[str, ...]) -> Glass:
        """The screen as it is drawn now: pixels come from the window, languages from the board."""
        panel = Panel(width_px=width_px, height_px=height_px, diagonal_in=self.panel.diagonal_in)
        languages = tuple(code for code in (self.language, *office_languages) if code)
        return Glass(
            panel=panel,
            sizes=Sizes(distance_m=self.distance_m or usual_distance_m(panel)),
            palette=self.palette,
            words=in_language(languages),
            languages=languages,
        )
