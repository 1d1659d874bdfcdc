"""The office's web server as one application: its pages, presses, event streams and files.

With head.py the only door to the web framework. Every page works without JavaScript; an event stream carries
the same page's inner part. Decides nothing: boards in, presses out.
"""

from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from broker.contract.errors import Malformed
from broker.look import fonts
from counter import sessions
from counter.desk import DeskView, Mode
from counter.desks import Desks
from counter.guard import Guard, own_form
from counter.pages import FOLDER, Pages, colours_css, for_forms

LOOK_S = 1.0
"""How often an open page is looked at again when nothing was heard: its minutes and seconds go on."""
BEAT_S = 3.0
"""How often a stream with nothing to say shows that it is alive."""


def make_app(desks: Desks, pages: Pages, more: list[BaseRoute], names: set[str]) -> Starlette:
    """The application; `more` are the head's pages, `names` those by which it may be asked."""
    colours = colours_css()

    async def colours_file(_: Request) -> Response:
        return Response(colours, media_type="text/css")

    async def trouble(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        reason = HTTPStatus(status).phrase
        return pages.html(request, "trouble.html", {"reason": f"{reason}."}, status=status)

    return Starlette(
        routes=[
            *CounterPages(desks, pages).routes(),
            *more,
            Route("/static/colours.css", colours_file),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
            Mount("/fonts", StaticFiles(directory=fonts.path(bold=False).parent)),
        ],
        middleware=[Middleware(Guard, names=names)],
        exception_handlers={HTTPException: trouble, Exception: trouble},
    )


class CounterPages:
    """Sign-in, one page a counter, its presses and its stream."""

    def __init__(self, desks: Desks, pages: Pages) -> None:
        self._desks = desks
        self._pages = pages

    def routes(self) -> list[BaseRoute]:
        """Everything under / and /counter."""
        return [
            Route("/", self.choose),
            Route("/counter/{number:int}", self.show),
            Route("/counter/{number:int}/do", self.do, methods=["POST"]),
            Route("/counter/{number:int}/live", self.live),
        ]

    async def choose(self, request: Request) -> Response:
        """Every counter with its state; sign in where it is free."""
        views = self._desks.views(_seat(request))
        mine = next((view.counter for view in views if view.mode is Mode.MINE), 0)
        return self._pages.html(request, "choose.html", {"views": views, "mine": mine})

    async def show(self, request: Request) -> Response:
        """One counter's page."""
        number = _number(request)
        view = self._desks.view(number, _seat(request))
        if view is None:
            return self._pages.html(request, "unheard.html", {"number": number}, status=404)
        return self._pages.html(request, "counter.html", {"view": view})

    async def do(self, request: Request) -> Response:
        """A button was pressed. A page with a stream is told by it: two ways could overtake one another."""
        form = await request.form()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        if not own_form(request, fields.get("form_token", "")):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        number = _number(request)
        board = self._desks.live.boards.get(number)
        if board is not None:
            try:
                await self._desks.press(board, _seat(request), fields)
            except Malformed as error:
                return self._pages.html(request, "trouble.html", {"reason": str(error)}, status=400)
        if "x-live" in request.headers:
            return Response(status_code=204)
        return RedirectResponse(f"/counter/{number}", status_code=303)

    async def live(self, request: Request) -> Response:
        """The page's inner part, whenever it has changed."""
        if self._desks.view(_number(request), _seat(request)) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return StreamingResponse(self._parts(request), media_type="text/event-stream")

    async def _parts(self, request: Request) -> AsyncIterator[str]:
        sent: DeskView | None = None
        quiet_s = 0.0
        while not self._desks.live.closing:
            view = self._desks.view(_number(request), _seat(request))
            if view is not None and view != sent:
                part = self._pages.text("counter_live.html", {"view": view, **for_forms(request)})
                yield server_sent("part", part)
                sent, quiet_s = view, 0.0
            elif quiet_s >= BEAT_S:
                yield server_sent("beat", "")
                quiet_s = 0.0
            await self._desks.live.change(LOOK_S)
            quiet_s += LOOK_S


def server_sent(event: str, text: str) -> str:
    """One event as it stands in the stream."""
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"event: {event}\n{lines}\n"


def _number(request: Request) -> int:
    number: int = request.path_params["number"]
    return number


def _seat(request: Request) -> str:
    return sessions.seat(request.state.secret)
