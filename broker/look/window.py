"""Kivy's window, set up for a screen on a wall: no key opens or closes anything.

To be called before anything imports Kivy's window; it is the only place that knows Kivy's settings.
"""

import logging
import os
import tempfile

from broker.look.scene import Panel

FRAMES_A_SECOND = 30


def prepare(panel: Panel, *, windowed: bool, touched: bool) -> None:
    """Tell Kivy what it asks for once, when it is first imported.

    `windowed`: a frame, a cursor and another size are allowed, to try it out. `touched`: it takes fingers.
    """
    # the home folder may be read-only on a screen
    os.environ.setdefault("KIVY_HOME", f"{tempfile.gettempdir()}/talonas-kivy-{os.getuid()}")
    os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_LOG_MODE="PYTHON")
    from kivy.config import Config  # noqa: PLC0415 - it reads the environment above while it is imported

    Config.set("kivy", "exit_on_escape", "0")
    logging.getLogger("kivy").setLevel(logging.WARNING)
    Config.set("graphics", "width", panel.width_px)
    Config.set("graphics", "height", panel.height_px)
    Config.set("graphics", "fullscreen", "0" if windowed else "auto")
    Config.set("graphics", "resizable", int(windowed))
    Config.set("graphics", "show_cursor", int(windowed))
    Config.set("graphics", "allow_screensaver", "0")
    Config.set("graphics", "maxfps", FRAMES_A_SECOND)
    if not touched:
        for source in Config.options("input"):
            Config.remove_option("input", source)
    elif "mouse" in Config.options("input"):
        # without this a right click would draw a second finger, and X would tell every press twice
        Config.set("input", "mouse", "mouse,disable_multitouch")
