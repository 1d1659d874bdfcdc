"""Figures to SVG. Pure: numbers in, drawing out; colours are classes, for light, dark and paper differ.

No styles inside, for the pages forbid them. Every chart has its table elsewhere on the page.
"""

BAR_WIDTH, BAR_HEIGHT = 96, 14
TARGET_AT = 0.75
"""Where the target's line stands in a wait bar, as a share of its width."""


def wait_bar(share_of_target: float) -> str:
    """One wait against its target: filled up to it, hatched beyond it, the line always in one place."""
    line = BAR_WIDTH * TARGET_AT
    width = min(BAR_WIDTH, round(line * share_of_target, 1))
    fill = "hatched" if share_of_target > 1 else "filled"
    return (
        f'<svg class="waitbar" width="{BAR_WIDTH}" height="22" viewBox="0 -4 {BAR_WIDTH} 22" '
        'aria-hidden="true" focusable="false">'
        f'<rect class="rest" width="{BAR_WIDTH}" height="{BAR_HEIGHT}"/>'
        f'<rect class="{fill}" width="{width:g}" height="{BAR_HEIGHT}"/>'
        f'<path class="target" d="M{line:g} -3V17"/></svg>'
    )
