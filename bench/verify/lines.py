"""One line of the verification: what is compared, both figures, and whether they agree."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """As it is printed."""

    name: str
    what: str
    theory: float
    """The formula's figure, or the other program's."""
    simulated: float
    """Ours."""
    tolerance: float
    """They may be so far apart."""
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Lines that come of one simulation."""

    names: tuple[str, ...]
    measure: Callable[[int], list[Line]]
    """From a seed, a line for each name."""


def compared(*, name: str, what: str, theory: float, simulated: float, tolerance: float) -> Line:
    """Judged."""
    return Line(
        name=name,
        what=what,
        theory=theory,
        simulated=simulated,
        tolerance=tolerance,
        ok=abs(simulated - theory) <= tolerance,
    )
