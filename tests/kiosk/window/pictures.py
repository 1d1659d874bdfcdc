"""Draws scenes in a real Kivy window and keeps what it shows as PNG files; one process draws for one panel.

    python -m tests.kiosk.window.pictures FOLDER [language ...]

draws every screen on every panel into FOLDER, for people to look at.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from broker.look.scene import Scene


def draw(scenes: Mapping[str, Scene], folder: Path) -> dict[str, Path]:
    """Every scene as a picture in the folder, by its name; all must be of one panel."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_HOME": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "tests.kiosk.window.pictures", "--one-panel", str(folder)],
        input=pickle.dumps(dict(scenes)),
        env=environment,
        check=True,
    )
    return {name: folder / f"{name}.png" for name in scenes}


def _draw_here(scenes: Mapping[str, Scene], folder: Path) -> None:
    from broker.look import window

    panel = next(iter(scenes.values())).panel
    window.prepare(panel, windowed=True, touched=False)
    from kivy.base import EventLoop
    from kivy.core.window import Window
    from kivy.graphics import Canvas

    from broker.look.painter import paint

    canvas = Canvas()
    Window.canvas.add(canvas)
    for name, scene in scenes.items():
        paint(canvas, scene)
        EventLoop.idle()
        EventLoop.idle()
        written = Path(Window.screenshot(name=str(folder / "shot.png")))
        written.rename(folder / f"{name}.png")


def _every_screen(folder: Path, codes: list[str]) -> None:
    from tests.kiosk.offices import PANELS
    from tests.kiosk.states import every_scene

    for code in codes:
        for size, panel in PANELS.items():
            scenes = {f"{name}-{code}-{size}": scene for name, scene in every_scene(panel, code).items()}
            draw(scenes, folder)


if __name__ == "__main__":
    if sys.argv[1] == "--one-panel":
        _draw_here(pickle.loads(sys.stdin.buffer.read()), Path(sys.argv[2]))  # noqa: S301 - our own scenes
    else:
        _every_screen(Path(sys.argv[1]), sys.argv[2:] or ["lt"])
