"""The lobby's picture: what a hall knows, on a given glass, as a scene. Pure.

Decides what is shown and what goes where there is no room: the waiting times before anything else.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from broker.contract.boards import LobbyBoard, Suspension
from broker.contract.terms import Stopped
from broker.look.scene import Area, Item, Scene
from display.glass import Glass
from display.hall import View, calling_stopped
from display.screens.calls import calls_items, mood, plan
from display.screens.frame import frame
from display.screens.pages import connecting_items, no_times_items, nobody_items, suspended_items
from display.screens.topics import COLUMN_WIDTH, HEADING, STEP_LEAST, topics_items
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
    left, right = _halves(board, inner, glass)
    both = bool(board.topics) and plan(board.calls, left, glass).good and right.height_mm >= _least_mm(glass)
    area = left if both else inner
    calls: tuple[Item, ...] = nobody_items(area, glass)
    if board.calls:
        coloured = mood(glass, stale=view.stale, inverted=view.inverted)
        calls = calls_items(board.calls, area, plan(board.calls, area, glass), zone, glass, coloured)
    if not both:
        return calls
    if view.stale:
        return (*calls, *no_times_items(right, glass))
    return (*calls, *topics_items(board.topics, right, view.now or board.at, zone, glass))


def _halves(board: LobbyBoard, inner: Area, glass: Glass) -> tuple[Area, Area]:
    """For the calls and for the waiting times: side by side, or one over the other on an upright panel."""
    gap_mm = glass.sizes.margin_mm
    if not upright(glass.panel):
        column_mm = COLUMN_WIDTH * glass.sizes.word_mm
        calls, waits = inner.columns((inner.width_mm - column_mm - gap_mm, column_mm), gap_mm)
        return calls, waits
    high_mm = plan(board.calls, inner, glass).height_mm(glass)
    top = replace(inner, height_mm=min(high_mm, inner.height_mm))
    below_mm = top.bottom_mm + gap_mm
    return top, replace(inner, y_mm=below_mm, height_mm=inner.bottom_mm - below_mm)


def _least_mm(glass: Glass) -> float:
    """Less than a heading and two rows is no list."""
    return (HEADING + 2 * STEP_LEAST) * glass.sizes.word_mm
