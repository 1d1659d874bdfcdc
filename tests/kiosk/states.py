"""Every screen the kiosk can show, each reached by a state of the made-up office."""

from collections.abc import Mapping
from dataclasses import replace

from broker.contract.boards import KioskBoard
from broker.contract.estimates import Estimate
from broker.look.scene import Panel, Scene
from broker.look.words import Words
from kiosk.presenter import KioskState, Screen, Ticket
from kiosk.scenes import Setting, draw, new_state
from kiosk.words import all_languages
from tests.kiosk.offices import BOARD, CLOSED, NOW, SUSPENDED

TICKET = Ticket(
    id="0192f0c1-2b3c-7d4e-8f50-a1b2c3d4e5f6",
    number="A047",
    topic="a",
    people_ahead=7,
    estimate=Estimate(low_s=900, mid_s=1200, high_s=1500, roughly=False),
    issued_at=NOW,
    follow="https://eile.example.lt/t/gdTk3q0OxZ2gpM8vWc41Aw#A047",
)


def setting_for(panel: Panel, catalogue: Mapping[str, Words] | None = None, language: str = "lt") -> Setting:
    return Setting(panel=panel, catalogue=catalogue or all_languages(), hall="hall-1", language=language)


def every_scene(
    panel: Panel, language: str, catalogue: Mapping[str, Words] | None = None, board: KioskBoard = BOARD
) -> dict[str, Scene]:
    """By name; `language` is the visitor's and the one the kiosk rests in."""
    setting = setting_for(panel, catalogue, language)
    ready = replace(new_state(setting), connected=True, language=language)
    shows: dict[str, tuple[KioskState, KioskBoard | None]] = {
        name: (state, board) for name, state in _states(ready).items()
    }
    shows["suspended"] = (ready, SUSPENDED)
    shows["closed"] = (ready, CLOSED)
    shows["starting"] = (ready, None)
    return {name: draw(state, seen, setting, NOW if seen else None) for name, (state, seen) in shows.items()}


def _states(ready: KioskState) -> dict[str, KioskState]:
    topics = replace(ready, screen=Screen.TOPICS)
    ticket = replace(ready, ticket=TICKET, topic="a")
    long_number = replace(TICKET, number="A1001", follow="")
    return {
        "language": ready,
        "language-person": replace(ready, person_coming=True),
        "language-pressed": replace(ready, pressed="language:en"),
        "topics": topics,
        "topics-page-2": replace(topics, page=1),
        "topics-help-person": replace(topics, help_wanted=True, person_coming=True),
        "topics-pressed": replace(topics, pressed="topic:a"),
        "topics-no-paper": replace(topics, printer_down=True),
        "help": replace(ready, screen=Screen.HELP),
        "asking": replace(ready, screen=Screen.ASKING),
        "asking-slow": replace(ready, screen=Screen.ASKING, slow=True),
        "printing": replace(ticket, screen=Screen.PRINTING),
        "ticket": replace(ticket, screen=Screen.TICKET, proven=True),
        "ticket-unproven": replace(ticket, screen=Screen.TICKET, person_coming=True),
        "trouble": replace(ticket, screen=Screen.TROUBLE),
        "language-person-unheard": replace(ready, person_unheard=True),
        "topics-person-unheard": replace(topics, person_unheard=True),
        "ticket-no-connection": replace(ticket, screen=Screen.TICKET, proven=True, connected=False),
        "trouble-no-connection": replace(ticket, screen=Screen.TROUBLE, connected=False),
        "refused-person-unheard": replace(ready, screen=Screen.REFUSED, person_unheard=True),
        "trouble-no-code": replace(ticket, screen=Screen.TROUBLE, ticket=long_number),
        "refused": replace(ready, screen=Screen.REFUSED),
        "more-time": replace(ready, screen=Screen.MORE_TIME, before=Screen.TOPICS),
        "no-connection": replace(ready, connected=False),
    }
