"""Judges a scene by the limits a visitor's eyes and fingers set, and names the element at fault.

Pure functions of the scene: cap heights, target sizes and gaps, contrast, nothing outside the panel, no text
wider than its room or over another text. What is allowed is said in `tokens`; nothing here draws or repairs.
"""

from dataclasses import dataclass
from itertools import combinations

from broker.look.scene import Area, Box, Icon, Item, Line, Qr, Scene, Text
from broker.look.tokens import (
    PALETTES,
    PART_CONTRAST,
    TARGET_GAP_MM,
    TARGET_MM,
    contrast,
    part_pair_allowed,
    text_pair_allowed,
)

DESCENDER_CAPS = 0.3
"""How far g and y reach below the baseline, in cap heights; capitals and figures do not."""
TOLERANCE_MM = 0.05
"""Far below a pixel: figures that differ by less come from rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One element that breaks one limit."""

    element: str
    what: str


def problems(scene: Scene, *, least_text_mm: float) -> tuple[Problem, ...]:
    """Everything wrong with the scene; empty is what a screen must come to."""
    return (
        *small_texts(scene, least_text_mm),
        *small_targets(scene),
        *crowded_targets(scene),
        *outside_panel(scene),
        *wide_texts(scene),
        *texts_over_texts(scene),
        *wrong_colours(scene),
        *twin_names(scene),
    )


def small_texts(scene: Scene, least_text_mm: float) -> tuple[Problem, ...]:
    return tuple(
        Problem(element=text.name, what=f"capitals {text.cap_mm:.1f} mm, least is {least_text_mm:.1f} mm")
        for text in _texts(scene)
        if text.cap_mm < least_text_mm - TOLERANCE_MM
    )


def small_targets(scene: Scene) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            element=box.name,
            what=f"target {box.area.width_mm:.1f} x {box.area.height_mm:.1f} mm, least {TARGET_MM:.0f} mm",
        )
        for box in scene.targets
        if min(box.area.width_mm, box.area.height_mm) < TARGET_MM - TOLERANCE_MM
    )


def crowded_targets(scene: Scene) -> tuple[Problem, ...]:
    return tuple(
        Problem(element=one.name, what=f"only {_gap_mm(one.area, other.area):.1f} mm to {other.name}")
        for one, other in combinations(scene.targets, 2)
        if _gap_mm(one.area, other.area) < TARGET_GAP_MM - TOLERANCE_MM
    )


def outside_panel(scene: Scene) -> tuple[Problem, ...]:
    glass = Area(x_mm=0, y_mm=0, width_mm=scene.panel.width_mm, height_mm=scene.panel.height_mm)
    return tuple(
        Problem(element=item.name, what="reaches outside the panel")
        for item in scene.items
        if not _inside(extent(scene, item), glass)
    )


def wide_texts(scene: Scene) -> tuple[Problem, ...]:
    return tuple(
        Problem(element=text.name, what=f"{text.text!r} takes {width:.1f} mm, room is {text.room_mm:.1f} mm")
        for text in _texts(scene)
        if (width := extent(scene, text).width_mm) > text.room_mm + TOLERANCE_MM
    )


def texts_over_texts(scene: Scene) -> tuple[Problem, ...]:
    return tuple(
        Problem(element=one.name, what=f"stands over {other.name}")
        for one, other in combinations(_texts(scene), 2)
        if _overlap(extent(scene, one), extent(scene, other))
    )


def wrong_colours(scene: Scene) -> tuple[Problem, ...]:
    found = []
    for place, item in enumerate(scene.items):
        match item:
            case Text() if not text_pair_allowed(item.colour, under := _under(scene, place)):
                found.append(Problem(element=item.name, what=f"text in {item.colour} on {under}"))
            case Icon() if not part_pair_allowed(item.colour, under := _under(scene, place)):
                found.append(Problem(element=item.name, what=f"pictogram in {item.colour} on {under}"))
            case Box() if item.action is not None or item.fill == "call":
                found.extend(_weak_edge(scene, place, item))
            case _:
                pass
    return tuple(found)


def twin_names(scene: Scene) -> tuple[Problem, ...]:
    names = [item.name for item in scene.items]
    return tuple(
        Problem(element=name, what="more than one element bears this name")
        for name in sorted({name for name in names if names.count(name) > 1})
    )


def extent(scene: Scene, item: Item) -> Area:
    """The rectangle an element covers; a text's reaches from its capitals' top to its descenders."""
    match item:
        case Text():
            width = scene.panel.text_mm(item.text, item.cap_mm, bold=item.bold)
            left = item.x_mm - {"left": 0.0, "centre": 0.5, "right": 1.0}[item.align] * width
            below = DESCENDER_CAPS if any(letter.islower() for letter in item.text) else 0.0
            height = item.cap_mm * (1 + below)
            return Area(x_mm=left, y_mm=item.y_mm, width_mm=width, height_mm=height)
        case Box():
            return item.area
        case Line():
            return Area(
                x_mm=min(item.x_mm, item.to_x_mm),
                y_mm=min(item.y_mm, item.to_y_mm),
                width_mm=abs(item.to_x_mm - item.x_mm),
                height_mm=abs(item.to_y_mm - item.y_mm),
            )
        case Icon() | Qr():
            return Area(x_mm=item.x_mm, y_mm=item.y_mm, width_mm=item.size_mm, height_mm=item.size_mm)


def _weak_edge(scene: Scene, place: int, box: Box) -> list[Problem]:
    """A control, and anything amber, must be told from what it stands on by its edge, or else by its fill."""
    colours = PALETTES[scene.palette]
    boundary, under = box.edge or box.fill, _under(scene, place)
    found = contrast(colours[boundary], colours[under])
    if found >= PART_CONTRAST:
        return []
    return [Problem(element=box.name, what=f"edge in {boundary} on {under}: contrast {found:.1f}")]


def _under(scene: Scene, place: int) -> str:
    """The colour under the middle of the item at this place in the list."""
    area = extent(scene, scene.items[place])
    x_mm, y_mm = area.x_mm + area.width_mm / 2, area.middle_mm
    covering = [box for box in scene.items[:place] if isinstance(box, Box) and box.area.holds(x_mm, y_mm)]
    return covering[-1].fill if covering else scene.ground


def _texts(scene: Scene) -> tuple[Text, ...]:
    return tuple(item for item in scene.items if isinstance(item, Text))


def _gap_mm(one: Area, other: Area) -> float:
    """The free way between two rectangles; the larger of the two directions, as they stand in a grid."""
    across = max(one.x_mm, other.x_mm) - min(one.right_mm, other.right_mm)
    down = max(one.y_mm, other.y_mm) - min(one.bottom_mm, other.bottom_mm)
    return max(across, down)


def _overlap(one: Area, other: Area) -> bool:
    return _gap_mm(one, other) < -TOLERANCE_MM


def _inside(inner: Area, outer: Area) -> bool:
    return (
        inner.x_mm >= outer.x_mm - TOLERANCE_MM
        and inner.y_mm >= outer.y_mm - TOLERANCE_MM
        and inner.right_mm <= outer.right_mm + TOLERANCE_MM
        and inner.bottom_mm <= outer.bottom_mm + TOLERANCE_MM
    )
