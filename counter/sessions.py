"""Who sits at a browser: a random secret in a cookie, and what is derived from it. Nothing is stored.

The secret itself never leaves the cookie: the seat that stands in commands and on boards is a digest of it,
so that whoever reads the boards cannot press a button on a clerk's page. It is no password towards MQTT: the
seat is all that a command needs as its actor, and a client that may read boards and send commands can use it.
"""

import hashlib
import hmac
import secrets

COOKIE = "talonas_seat"
_SECRET_LENGTH = 43
"""Of 32 random bytes in URL-safe base 64."""


def new_secret() -> str:
    """A fresh secret for a browser that brought none."""
    return secrets.token_urlsafe(32)


def well_formed(secret: str) -> bool:
    """Whether a cookie's value can be one of ours."""
    return len(secret) == _SECRET_LENGTH and all(c.isascii() and (c.isalnum() or c in "-_") for c in secret)


def seat(secret: str) -> str:
    """The opaque actor of this browser."""
    return _derived(secret, "seat")


def form_token(secret: str) -> str:
    """What every form of this browser carries, so that no other page can press its buttons."""
    return _derived(secret, "form")


def token_fits(secret: str, token: str) -> bool:
    """Whether a form came from a page made for this browser."""
    return hmac.compare_digest(form_token(secret).encode(), token.encode())


def _derived(secret: str, purpose: str) -> str:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()[:32]
