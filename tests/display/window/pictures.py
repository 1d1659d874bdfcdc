"""The lobby's pictures for the documents, drawn in a real window from the hall of the mockups.

    python -m tests.display.window.pictures docs/images

writes them anew; a test holds the ones in the repository to what the code draws.
"""

import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from broker.contract.boards import Suspension
from broker.contract.terms import Stopped
from broker.look.scene import Scene
from display.presenter import scene
from tests.display.lobbies import NOW, board, glass, stale_view, view
from tests.kiosk.window.pictures import draw


def documented() -> dict[str, Scene]:
    """File name without its ending to what it shows."""
    suspension = Suspension(
        stopped=Stopped.BOTH, reason="Neveikia mūsų duomenų sistema.", since=NOW - timedelta(minutes=11)
    )
    return {
        "lobby": scene(view(), glass()),
        "lobby-dark": scene(view(), glass(dark=True)),
        "lobby-stale": scene(stale_view(), glass()),
        "lobby-suspended": scene(view(replace(board(), suspended=suspension)), glass()),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as aside:  # Kivy leaves things of its own where it draws
        for picture in draw(documented(), Path(aside)).values():
            shutil.copy(picture, sys.argv[1])
