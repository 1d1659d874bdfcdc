"""The Kivy ring round the pure parts: hands them messages and the machine's clock, draws what they answer.

Nothing is decided here. Importing this opens Kivy's window: `broker.look.window.prepare` comes before.
"""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

import structlog
from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from broker.contract.errors import Malformed
from broker.look.painter import paint
from display.announcer import Chime, Confirm, Step
from display.door import Hear
from display.glass import Place
from display.hall import Hall, View
from display.presenter import scene
from display.sound import Sound

TICK_S = 0.125
"""Four times in each half period of the blinking, so that it looks even."""

_log = structlog.get_logger(__name__)


class DisplayApp(App):
    """One lobby screen."""

    def __init__(
        self,
        *,
        place: Place,
        inbox: SimpleQueue[Hear],
        sound: Sound,
        confirm: Callable[[int], None],
        machine_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.title = "Talonas"
        self._place, self._inbox, self._sound, self._confirm = place, inbox, sound, confirm
        self._machine_s = machine_s
        self._hall = Hall(heard_s=machine_s())
        self._drawn: tuple[View, int, int] | None = None

    def build(self) -> Widget:
        """Called by Kivy: one empty widget, all of it ours to draw on."""
        Clock.schedule_interval(self._tick, TICK_S)
        return Widget()

    def on_start(self) -> None:
        """Called by Kivy: the first frame already shows what is known."""
        panel = self._place.panel
        if tuple(Window.size) != (panel.width_px, panel.height_px):
            _log.warning("panel_differs", configured=[panel.width_px, panel.height_px], found=[*Window.size])
        self._tick()

    def open_settings(self, *_: object) -> bool:
        """Called by Kivy on F1: nothing opens on a wall."""
        return True

    def on_stop(self) -> None:
        """Called by Kivy."""
        self._sound.stop()

    def look_now(self) -> None:
        """Something came in: do not wait for the next tick. May be called from any thread."""
        Clock.schedule_once(self._tick, 0)

    def end(self) -> None:
        """Close the window. May be called from a signal's handler."""
        Clock.schedule_once(lambda _: self.stop(), 0)

    def _tick(self, _elapsed_s: float = 0.0) -> None:
        self._listen()
        now_s = self._machine_s()
        for step in self._hall.due(now_s):
            self._do(step)
        self._draw(self._hall.view(now_s), *Window.size)

    def _draw(self, view: View, width_px: int, height_px: int) -> None:
        """Only what changed is drawn: a wall that shows the same for an hour does nothing for an hour."""
        if (view, width_px, height_px) == self._drawn:
            return
        self._drawn = (view, width_px, height_px)
        languages = view.board.languages if view.board is not None else ()
        paint(self.root.canvas, scene(view, self._place.glass(width_px, height_px, languages)))

    def _listen(self) -> None:
        while True:
            try:
                hear = self._inbox.get_nowait()
            except Empty:
                return
            try:
                hear(self._hall, self._machine_s())
            except Malformed as error:
                _log.warning("message_not_understood", reason=str(error))

    def _do(self, step: Step) -> None:
        match step:
            case Chime():
                self._sound.chime()
            case Confirm():
                self._confirm(step.call_seq)
