"""How large each kind of word must be for the farthest reader, and how much room goes with it.

Pure: a distance in, millimetres out. Everything on the screen is a multiple of these, so a larger hall or a
smaller panel changes the sizes and never the proportions.
"""

from dataclasses import dataclass

from broker.look.scene import Panel

WIDE_MM, HIGH_MM = 1218.0, 685.0
"""What the picture needs for readers at 8 m when it lies: 55 inches."""
UPRIGHT_WIDE_MM, UPRIGHT_HIGH_MM = 746.0, 1240.0
"""... and when the panel stands upright, the waiting times under the calls."""
USUAL_PANEL = Panel(width_px=1920, height_px=1080, diagonal_in=55.0)
USUAL_DISTANCE_M = 8.0
"""What the usual panel is read from; a smaller panel is hung where people stand nearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Cap heights and spaces for readers up to `distance_m` away."""

    distance_m: float

    @property
    def call_least_mm(self) -> float:
        """0.7 degrees: the newest call."""
        return self.distance_m * 1000 / 82

    @property
    def call_most_mm(self) -> float:
        """Larger than this it only takes room from the other calls."""
        return self.call_least_mm * 1.18

    @property
    def row_mm(self) -> float:
        """The last calls."""
        return self.distance_m * 1000 / 200

    @property
    def figure_mm(self) -> float:
        """Waiting times, letters, the clock."""
        return self.distance_m * 1000 / 285

    @property
    def word_mm(self) -> float:
        """Words that only repeat the paper. There is no smaller text."""
        return self.distance_m * 1000 / 400

    @property
    def margin_mm(self) -> float:
        return 1.55 * self.word_mm

    @property
    def edge_mm(self) -> float:
        """Round the newest call."""
        return 0.125 * self.word_mm

    @property
    def radius_mm(self) -> float:
        """14 px on the usual panel."""
        return 0.445 * self.word_mm


def upright(panel: Panel) -> bool:
    return panel.height_mm > panel.width_mm


def usual_distance_m(panel: Panel) -> float:
    """From where this panel is read when nobody says: it grows with the panel."""
    wide_mm, high_mm = (UPRIGHT_WIDE_MM, UPRIGHT_HIGH_MM) if upright(panel) else (WIDE_MM, HIGH_MM)
    return USUAL_DISTANCE_M * min(panel.width_mm / wide_mm, panel.height_mm / high_mm)
