"""Templates to pages. The only door to Jinja; sentences live in templates/, colours in broker/look/tokens.py.

Everything that comes from outside is escaped by default. Knows no queue.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from broker.look import icons
from broker.look.tokens import DARK, LIGHT
from counter import charts, figures, sessions
from counter.press import NOTE_LENGTH

FOLDER = Path(__file__).parent


class Pages:
    """All pages of the server."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            written.__name__: written
            for written in (
                figures.minutes,
                figures.short_minutes,
                figures.hours,
                figures.percent,
                figures.clock,
                figures.local_clock,
                figures.half_hour_later,
                figures.long_day,
            )
        }
        self._templates.globals |= {
            "icon": lambda name: Markup(icons.svg(name)),  # noqa: S704 - drawn by us from constants
            "wait_bar": lambda share: Markup(charts.wait_bar(share)),  # noqa: S704 - drawn by us from a number
            "note_length": NOTE_LENGTH,
        }

    def text(self, template: str, context: Mapping[str, Any]) -> str:
        """A template filled in."""
        return self._templates.get_template(template).render(context)

    def html(
        self, request: Request, template: str, context: Mapping[str, Any], status: int = 200
    ) -> HTMLResponse:
        """A whole page for the browser that asked."""
        return HTMLResponse(self.text(template, {**context, **for_forms(request)}), status_code=status)


def for_forms(request: Request) -> dict[str, str]:
    """What every page with a form needs."""
    return {"form_token": sessions.form_token(request.state.secret)}


def colours_css() -> str:
    """The colour tokens as custom properties, light and dark."""
    light, dark = (
        "".join(f"--{name.replace('_', '-')}:#{colour};" for name, colour in palette.items())
        for palette in (LIGHT, DARK)
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
