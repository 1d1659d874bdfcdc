"""What stands before every page: our names, the browser's secret, whether a press is our own, strict headers.

Knows no page and no queue.
"""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from counter import sessions

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # with no-referrer a browser calls a form's origin "null", and nobody could tell our own page from another
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
UNCHANGING = ("/static/", "/fonts/")
"""Paths a browser may keep, if it asks whether they changed; all else shows the queue of this moment."""

NOT_OUR_NAME = (
    "This server does not answer to that name. "
    "Use its address, or say its name in office.toml: host under [web], or public_url."
)


class Guard:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        """`names`: by which browsers may ask for us, besides localhost and addresses."""
        self._app = app
        self._names = {"localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        secret = cookie_parser(headers.get("cookie", "")).get(sessions.COOKIE, "")
        fresh = not sessions.well_formed(secret)
        if fresh:
            secret = sessions.new_secret()
        scope.setdefault("state", {})["secret"] = secret

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(
                    MutableHeaders(scope=message),
                    scope,
                    secret if fresh and message["status"] != 421 and may_sit(headers) else "",
                )
            await send(message)

        app = self._refusal(scope["method"], headers) or self._app
        await app(scope, receive, answer)

    def _refusal(self, method: str, headers: Headers) -> ASGIApp | None:
        host = host_in(f"//{headers.get('host', '')}")
        if host not in self._names and not _is_address(host):
            return PlainTextResponse(NOT_OUR_NAME, 421)
        if method == "POST" and not own_origin(headers):
            return PlainTextResponse("This press came from another page.", 403)
        return None


def own_origin(headers: Headers) -> bool:
    """Whether a press came from one of our own pages, as far as the browser says."""
    origin = headers.get("origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:
            return False
    return headers.get("sec-fetch-site", "same-origin") == "same-origin"


def host_in(url: str) -> str:
    """The name or address in a web address; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    """A page that gives its own name to our address cannot hide behind a figure: it needs a name for that."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def may_sit(headers: Headers) -> bool:
    """Whether an answer may give the browser a seat.

    What another site embeds or fetches comes without our cookie though the browser has one, and a fresh one
    would take its seat away. Following a link from there does bring the cookie, if there is one.
    """
    followed = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
    return followed or headers.get("sec-fetch-site") != "cross-site"


def own_form(request: Request, token: str) -> bool:
    """Whether a form was made for this very browser."""
    return sessions.token_fits(request.state.secret, token)


def _dress(headers: MutableHeaders, scope: Scope, secret: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    unchanging = scope["path"].startswith(UNCHANGING)
    headers["Cache-Control"] = "no-cache" if unchanging else "no-store"
    if secret and not unchanging:
        secure = "; Secure" if scope["scheme"] == "https" else ""
        headers.append("Set-Cookie", f"{sessions.COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
