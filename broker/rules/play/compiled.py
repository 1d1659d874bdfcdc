"""The rule and the event loop as machine code: the one door to Numba.

Compiles the very functions of `broker.rules.routing.choice` and `loop.py`: each is given the compiled form of
those it calls, nothing else is changed. The broker's own process never imports this; it runs the rule as it
stands.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import numba

from broker.rules.play import loop as _loop
from broker.rules.play import runs as _runs
from broker.rules.routing import choice as _choice

_SETTINGS: Any = numba.config


def _kept_in() -> str:
    """Where the machine code is kept for the next start: beside Python's own, one folder for each wording.

    Numba compares one file only, and the rule stands in another than the loop; hence a folder of its own for
    every version of both. Empty where we may not write: then every start compiles anew.
    """
    sources = b"".join(Path(module.__file__ or "").read_bytes() for module in (_choice, _loop, _runs))
    name = f"numba-{numba.__version__}-{sha256(sources).hexdigest()[:16]}"
    folder = Path(_SETTINGS.CACHE_DIR or Path(__file__).parent / "__pycache__") / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder)


_SETTINGS.CACHE_DIR = _kept_in()
_HOW: dict[str, Any] = {"forceinline": True, "_nrt": False, "cache": bool(_SETTINGS.CACHE_DIR)}
"""Everything becomes one piece, and no array is counted when it is handed on: sixty times faster, because a
lobby is some forty arrays. Without the counting nothing can be allocated in there; it comes from outside.
"""


def _own_functions(module: ModuleType) -> dict[str, FunctionType]:
    return {
        name: thing
        for name, thing in vars(module).items()
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__
    }


def _compiled(functions: dict[str, FunctionType], known: dict[str, Any]) -> dict[str, Any]:
    """Each function beside the compiled others; they find one another when they are first called."""
    together: dict[str, Any] = {}
    for name, function in functions.items():
        scope = dict(function.__globals__)
        alone = FunctionType(function.__code__, scope, name, function.__defaults__)
        together[name] = numba.njit(**_HOW)(alone)
    for function in together.values():
        function.py_func.__globals__.update(known | together)
    return together


_RULE = _compiled(_own_functions(_choice), {})
_LOOP = _compiled(_own_functions(_loop), _RULE)
_RUNS = _compiled(_own_functions(_runs), _LOOP)

choose: Callable[..., int] = _RULE["choose"]
play: Callable[..., int] = _LOOP["play"]
play_runs: Callable[..., None] = _RUNS["play_runs"]
