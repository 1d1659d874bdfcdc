"""The lobby's picture: what a hall knows, on a given glass, as a scene. Pure.

Decides what is shown and what goes where there is no room: the waiting times before anything else.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import LobbyBoard, Suspension
from broker.contract.terms import Stopped
from broker.look.scene import Area, Item, Scene
from display.figures import opening
from display.glass import Glass
from display.hall import View, calling_stopped
from display.screens.calls import calls_items, mood, plan
from display.screens.frame import frame
from display.screens.pages import connecting_items, no_times_items, nobody_items, suspended_items
from display.screens.topics import LIST_LEAST, column_widths_mm, topics_items
from display.sizes import upright


def scene(view: View, glass: Glass) -> Scene:
    """Everything on the screen at this moment."""
    framed = frame(view, glass, _footer(view, glass))
    news = _news(view, framed.body, glass)
    return Scene(panel=glass.panel, palette=glass.palette, items=(*framed.items, *news))


def _footer(view: View, glass: Glass) -> str:
    """What is stopped, else the office's notice; nothing under a silent broker's picture."""
    board = view.board
    if board is None or view.stale:
        return ""
    if calling_stopped(board):
        return glass.words.say("will_resume")
    if board.suspended is not None and board.suspended.stopped is Stopped.ISSUING:
        return _issuing_stopped(board.suspended, glass)
    return glass.text_of(board.notices)


def _issuing_stopped(suspension: Suspension, glass: Glass) -> str:
    return " ".join(text for text in (glass.words.say("issuing_stopped"), suspension.reason) if text)


def _news(view: View, body: Area, glass: Glass) -> tuple[Item, ...]:
    board, sizes = view.board, glass.sizes
    if board is None:
        return connecting_items(body, glass)
    if board.suspended is not None and calling_stopped(board):
        return suspended_items(board.suspended, ZoneInfo(board.time_zone), body, glass)
    inner = Area(
        x_mm=sizes.margin_mm,
        y_mm=body.y_mm + 1.1 * sizes.word_mm,
        width_mm=body.width_mm - 2 * sizes.margin_mm,
        height_mm=body.height_mm - 2.0 * sizes.word_mm,
    )
    return _calls_and_waits(view, board, inner, glass)


def _calls_and_waits(view: View, board: LobbyBoard, inner: Area, glass: Glass) -> tuple[Item, ...]:
    zone = ZoneInfo(board.time_zone)
    left, right = next(
        (halves for halves in _halves(board, inner, glass) if plan(board.calls, halves[0], glass).good),
        (inner, None),
    )
    if not board.calls:
        calls = nobody_items(*_why_nobody(board, view.now or board.at, zone, glass), left, glass)
    else:
        coloured = mood(glass, stale=view.stale, inverted=view.inverted)
        calls = calls_items(board.calls, left, plan(board.calls, left, glass), zone, glass, coloured)
    if right is None:
        return calls
    if view.stale:
        return (*calls, *no_times_items(right, glass))
    return (*calls, *topics_items(board.topics, right, view.now or board.at, zone, glass))


def _why_nobody(board: LobbyBoard, now: datetime, zone: ZoneInfo, glass: Glass) -> tuple[str, str]:
    """Closed, and when that ends; or else how a visitor will notice the call."""
    words = glass.words
    if not board.topics or any(topic.open for topic in board.topics):
        return words.say("nobody_called"), words.say("watch_here")
    opens_at = min((topic.opens_at for topic in board.topics if topic.opens_at is not None), default=None)
    then = words.say("opens", time=opening(opens_at, now, zone, words)) if opens_at is not None else ""
    return words.say("closed_now"), then


def _halves(board: LobbyBoard, inner: Area, glass: Glass) -> Iterator[tuple[Area, Area]]:
    """For the calls and for the waiting times, best first: side by side, or one over the other if upright."""
    if not board.topics:
        return
    gap_mm = glass.sizes.margin_mm
    if not upright(glass.panel):
        for width_mm in column_widths_mm(board.topics, glass):
            calls, waits = inner.columns((inner.width_mm - width_mm - gap_mm, width_mm), gap_mm)
            yield calls, waits
        return
    high_mm = plan(board.calls, inner, glass).height_mm(glass)
    below_mm = inner.y_mm + high_mm + gap_mm
    if inner.bottom_mm - below_mm >= LIST_LEAST * glass.sizes.word_mm:
        below = replace(inner, y_mm=below_mm, height_mm=inner.bottom_mm - below_mm)
        yield replace(inner, height_mm=high_mm), below
