"""The real kiosk window with strings: clock, board, connection, broker and printer come line by line.

    clock 16.5          it is so late by the machine
    board on|off        the office's board is known or not
    link on|off         there is a connection or not
    given               the broker gives the ticket A047
    printed yes|no      what became of its paper
    look                nothing new: say what happened since

Each line is answered with what the kiosk asked for by then (`ticket a en False`, `person en`) and `drawn`, so
that a test never guesses how long a picture takes. Fingers come from outside, through the window itself.
"""

import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue

from broker import program
from broker.contract.boards import KioskBoard
from broker.contract.terms import Printed
from broker.look.scene import Panel
from broker.look.window import prepare
from kiosk import presenter
from kiosk.presenter import AskPerson, AskTicket, Effect, KioskState
from kiosk.scenes import Setting
from kiosk.words import all_languages
from tests.kiosk.offices import BOARD, NOW
from tests.kiosk.states import TICKET

News = Callable[[KioskState, float], KioskState]

FRAMES = 3
"""After so many frames a change is on the glass."""


class Strings:
    """What a test can pull: the office as the window sees it, and what the window asked for."""

    def __init__(self) -> None:
        self.machine_s = 0.0
        self.board: KioskBoard | None = None
        self.connected = True
        self._asked: SimpleQueue[str] = SimpleQueue()

    def do(self, effect: Effect) -> None:
        match effect:
            case AskTicket():
                self._asked.put(f"ticket {effect.topic} {effect.language} {effect.priority}")
            case AskPerson():
                self._asked.put(f"person {effect.language}")

    def pull(self, verb: str, what: str) -> News | None:
        """One line; what the kiosk is to be told."""
        match verb:
            case "clock":
                self.machine_s = float(what)
            case "board":
                self.board = BOARD if what == "on" else None
            case "link":
                self.connected = what == "on"
            case "given":
                return lambda state, at_s: presenter.given(state, TICKET, at_s)
            case "printed":
                return lambda state, at_s: presenter.printed(state, TICKET.id, Printed(what), at_s)
        return None

    def answer(self) -> None:
        while not self._asked.empty():
            tell(self._asked.get())
        tell("drawn")


def main() -> None:
    """Until standard input ends."""
    width_px, height_px, inches = sys.argv[1:]
    panel = Panel(width_px=int(width_px), height_px=int(height_px), diagonal_in=float(inches))
    program.start_logging("puppet")
    prepare(panel, windowed=False, touched=True)
    from kivy.clock import Clock

    from kiosk.window import KioskApp, Office

    strings = Strings()
    app = KioskApp(
        setting=Setting(panel=panel, catalogue=all_languages(), hall="hall-1", language="en"),
        office=Office(
            board=lambda: strings.board,
            now=lambda: NOW if strings.board else None,
            connected=lambda: strings.connected,
            do=strings.do,
        ),
        machine_s=lambda: strings.machine_s,
    )

    def listen() -> None:
        for line in sys.stdin:
            verb, _, what = line.strip().partition(" ")
            news = strings.pull(verb, what)
            if news is not None:
                app.hear(news)
            app.look_now()
            answer_when_drawn(FRAMES)
        app.end()

    def answer_when_drawn(frames: int) -> None:
        if frames:
            Clock.schedule_once(lambda _: answer_when_drawn(frames - 1), 0)
        else:
            strings.answer()

    threading.Thread(target=listen, daemon=True).start()
    app.run()


def tell(line: str) -> None:
    """To the test, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
