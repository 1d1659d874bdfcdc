"""The real window with strings: its clock and its messages come line by line over standard input.

    clock 16.5            it is so late by the machine
    say TOPIC PAYLOAD     the broker says this; `keep` instead: the MQTT server kept it

Each line is answered with what the screen did by then (`chime`, `confirm 142`, `drawn`), so that a test never
guesses how long a picture takes. There is no MQTT here and no sound.
"""

import sys
import threading
from queue import SimpleQueue

from broker import program
from broker.look.scene import Panel
from broker.look.window import prepare
from display.door import Hear, hearing
from display.glass import Place

OFFICE = "vilnius"
FRAMES = 3
"""After so many frames a change is on the glass."""


def main() -> None:
    """Until standard input ends."""
    width_px, height_px = (int(word) for word in sys.argv[1:])
    panel = Panel(width_px=width_px, height_px=height_px, diagonal_in=55.0)
    program.start_logging("puppet")
    prepare(panel, windowed=False, touched=False)
    from kivy.clock import Clock

    from display.app import DisplayApp
    from display.sound import SilentSound

    inbox: SimpleQueue[Hear] = SimpleQueue()
    sound, clock = SilentSound(), [0.0]
    app = DisplayApp(
        place=Place(panel=panel),
        inbox=inbox,
        sound=sound,
        confirm=lambda call_seq: tell(f"confirm {call_seq}"),
        machine_s=lambda: clock[0],
    )

    def pull() -> None:
        for line in sys.stdin:
            verb, *rest = line.rstrip("\n").split(" ", 2)
            if verb == "clock":
                clock[0] = float(rest[0])
            else:
                inbox.put(hearing(OFFICE, rest[0], rest[1].encode(), retained=verb == "keep"))
            app.look_now()
            answer_when_drawn(FRAMES)
        app.end()

    def answer_when_drawn(frames: int) -> None:
        if frames:
            Clock.schedule_once(lambda _: answer_when_drawn(frames - 1), 0)
        else:
            for _ in range(sound.chimes):
                tell("chime")
            sound.chimes = 0
            tell("drawn")

    threading.Thread(target=pull, daemon=True).start()
    app.run()


def tell(line: str) -> None:
    """To the test, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
