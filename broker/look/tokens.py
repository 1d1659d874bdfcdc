"""Colours, which of them may stand on which, and the sizes every screen keeps.

Holds the design tokens as plain figures and the contrast of two colours.
Must never know a screen, draw anything or import more than the standard library.
"""

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType({
    "ground": "F1F4F5", "paper": "FFFFFF", "mute": "E4E9EC",
    "ink": "11202A", "ink2": "394852", "line": "64737E", "hair": "D5DCE0",
    "deep": "0B4560", "on_deep": "FFFFFF", "deep_tint": "E1EDF2",
    "call": "FFC533", "on_call": "11202A",
    "over": "8F1F0B", "over_tint": "FBE8E2", "good": "0C5540", "good_tint": "E0F1EA",
})  # fmt: skip
DARK: Mapping[str, str] = MappingProxyType({
    "ground": "0A141B", "paper": "13212B", "mute": "22323D",
    "ink": "F3F6F7", "ink2": "BCC8CF", "line": "82949F", "hair": "2C3D49",
    "deep": "9AD1E8", "on_deep": "0A141B", "deep_tint": "17384A",
    "call": "FFC533", "on_call": "11202A",
    "over": "FFB4A2", "over_tint": "4A1D14", "good": "92DBBD", "good_tint": "123B2F",
})  # fmt: skip
PALETTES: Mapping[str, Mapping[str, str]] = MappingProxyType({"light": LIGHT, "dark": DARK})

TEXT_CONTRAST = 7.0
PART_CONTRAST = 3.0

# The only pairs a screen may use. A pair holds both ways round: a pressed button is paper on ink.
TEXT_PAIRS: frozenset[tuple[str, str]] = frozenset({
    ("ink", "ground"), ("ink", "paper"), ("ink", "mute"), ("ink", "deep_tint"), ("ink", "over_tint"),
    ("ink", "good_tint"),
    ("ink2", "ground"), ("ink2", "paper"), ("ink2", "mute"),
    ("deep", "ground"), ("deep", "paper"), ("deep", "deep_tint"),
    ("on_deep", "deep"), ("on_call", "call"),
    ("over", "ground"), ("over", "paper"), ("over", "over_tint"),
    ("good", "paper"), ("good", "good_tint"),
})  # fmt: skip
PART_PAIRS: frozenset[tuple[str, str]] = TEXT_PAIRS | {
    ("line", "ground"), ("line", "paper"), ("line", "mute"), ("line", "deep_tint"),
}  # fmt: skip

LINE_STEP_CAPS = 1.65
"""From one baseline to the next, in cap heights (1.17 em)."""

EDGE_MM = 0.5
RADIUS_MM = 2.0
TARGET_MM = 20.0
TARGET_GAP_MM = 3.0

KIOSK_TEXT_MM = 6.2
KIOSK_LANGUAGE_PAGE_MM = 17.0
KIOSK_NUMBER_MM = 45.0
KIOSK_TROUBLE_NUMBER_MM = 66.0
SMALL_PANEL_TEXT_MM = 5.0
SMALL_PANEL_DIAGONAL_IN = 8.0
"""A panel below this is read from 0.4 m, so its smallest text may be smaller."""


def least_text_mm(diagonal_in: float) -> float:
    return SMALL_PANEL_TEXT_MM if diagonal_in < SMALL_PANEL_DIAGONAL_IN else KIOSK_TEXT_MM


def luminance(colour: str) -> float:
    """Relative luminance of an RRGGBB colour, as WCAG 2.1 defines it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two RRGGBB colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_pair_allowed(colour: str, ground: str) -> bool:
    return (colour, ground) in TEXT_PAIRS or (ground, colour) in TEXT_PAIRS


def part_pair_allowed(colour: str, ground: str) -> bool:
    """Whether an edge or a pictogram in `colour` may stand on `ground`."""
    return (colour, ground) in PART_PAIRS or (ground, colour) in PART_PAIRS
