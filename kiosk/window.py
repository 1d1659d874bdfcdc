"""The Kivy ring round the pure parts: hands them fingers, news and the machine's clock, draws the answer.

Nothing is decided here. Importing this opens Kivy's window: `broker.look.window.prepare` comes before.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from queue import Empty, SimpleQueue

import structlog
from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input import MotionEvent
from kivy.uix.widget import Widget

from broker.contract.boards import KioskBoard
from broker.look.painter import paint
from broker.look.scene import Panel, Scene
from kiosk import presenter
from kiosk.presenter import Effect, KioskState
from kiosk.scenes import Setting, draw, new_state

TICK_S = 0.25

News = Callable[[KioskState, float], KioskState]
"""What somebody tells the kiosk: the state before and the machine's time in, the state after out."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """How the window looks at the office and speaks to it; all of it returns at once."""

    board: Callable[[], KioskBoard | None]
    now: Callable[[], datetime | None]
    connected: Callable[[], bool]
    do: Callable[[Effect], None]


class Glass(Widget):
    """The whole window: one finger at a time, and where it is."""

    def __init__(self, finger: Callable[[str, float, float], None]) -> None:
        super().__init__()
        self._finger = finger
        self._touch: str | None = None

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Called by Kivy. A second finger, another mouse button or a wheel is not there."""
        if self._touch is None and getattr(touch, "button", "left") == "left":
            self._touch = touch.uid
            self._finger("down", touch.x, touch.y)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Called by Kivy."""
        if touch.uid == self._touch:
            self._finger("move", touch.x, touch.y)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Called by Kivy."""
        if touch.uid == self._touch:
            self._touch = None
            self._finger("up", touch.x, touch.y)
        return True


class KioskApp(App):
    """One kiosk's screen."""

    def __init__(
        self, *, setting: Setting, office: Office, machine_s: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.title = "Talonas"
        self._setting, self._office, self._machine_s = setting, office, machine_s
        self._state = new_state(setting)
        self._news: SimpleQueue[News] = SimpleQueue()
        self._scene: Scene | None = None
        self._drawn: object = None

    def build(self) -> Widget:
        """Called by Kivy: one empty widget, all of it ours to draw on."""
        Clock.schedule_interval(self._tick, TICK_S)
        return Glass(self._when_finger)

    def on_start(self) -> None:
        """Called by Kivy: the first frame already shows what is known."""
        panel = self._setting.panel
        if tuple(Window.size) != (panel.width_px, panel.height_px):
            _log.warning("panel_differs", configured=[panel.width_px, panel.height_px], found=[*Window.size])
        self._tick()

    def open_settings(self, *_: object) -> bool:
        """Called by Kivy on F1: nothing opens on a wall."""
        return True

    def hear(self, news: News) -> None:
        """Tell the kiosk something. May be called from any thread."""
        self._news.put(news)
        self.look_now()

    def look_now(self) -> None:
        """Do not wait for the next tick. May be called from any thread."""
        Clock.schedule_once(self._tick, 0)

    def end(self) -> None:
        """Close the window. May be called from a signal's handler."""
        Clock.schedule_once(lambda _: self.stop(), 0)

    def _tick(self, _elapsed_s: float = 0.0) -> None:
        machine_s = self._machine_s()
        self._state = presenter.linked(self._state, connected=self._office.connected())
        while True:
            try:
                news = self._news.get_nowait()
            except Empty:
                break
            self._state = news(self._state, machine_s)
        self._state = presenter.tick(self._state, machine_s)
        self._draw()

    def _when_finger(self, what: str, x_px: float, y_px: float) -> None:
        action, machine_s = self._action_at(x_px, y_px), self._machine_s()
        if what == "down":
            self._state = presenter.press(self._state, action, machine_s)
        elif what == "move":
            self._state = presenter.slide(self._state, action)
        elif action is not None and action == self._state.pressed:
            self._state, effects = presenter.touch(self._state, action, machine_s)
            for effect in effects:
                self._office.do(effect)
        else:
            self._state = presenter.slide(self._state, None)
        self._draw()

    def _action_at(self, x_px: float, y_px: float) -> str | None:
        if self._scene is None:
            return None
        panel = self._scene.panel
        return self._scene.action_at(x_px / panel.px_per_mm, (panel.height_px - y_px) / panel.px_per_mm)

    def _draw(self) -> None:
        """Only what changed is drawn: a screen that shows the same for an hour does nothing for an hour."""
        board, now, size = self._office.board(), self._office.now(), tuple(Window.size)
        minute = now.replace(second=0, microsecond=0) if now else None
        if (self._state, board, minute, size) == self._drawn:
            return
        self._drawn = (self._state, board, minute, size)
        scene = draw(self._state, board, self._setting_for(*size), now)
        if scene != self._scene:
            self._scene = scene
            paint(self.root.canvas, scene)

    def _setting_for(self, width_px: int, height_px: int) -> Setting:
        """Millimetres stay true when the window has other pixels than the file says."""
        panel = Panel(width_px=width_px, height_px=height_px, diagonal_in=self._setting.panel.diagonal_in)
        return replace(self._setting, panel=panel)
