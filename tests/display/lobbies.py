"""One hall at 9:42, as the mockups show it, and the ways in which it may differ."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from broker.contract.boards import LobbyBoard, LobbyCall, TopicRow
from broker.contract.estimates import Estimate
from broker.contract.terms import LegState
from broker.look.scene import Panel
from display.glass import Glass, Place
from display.hall import View

NOW = datetime(2026, 11, 23, 7, 42, tzinfo=UTC)
"""9:42 in Vilnius."""
USUAL = Panel(width_px=1920, height_px=1080, diagonal_in=55.0)

NAMES = {
    "A": {"lt": "Pensija", "en": "Pension", "fi": "Vanhuuseläke ja takuueläke", "ru": "Пенсия по старости"},
    "D": {"lt": "Ligos išmoka", "en": "Sickness benefit", "fi": "Sairauspäiväraha", "ru": "Пособие больным"},
    "E": {"lt": "Nedarbo išmoka", "en": "Unemployment benefit", "fi": "Työttömyysturva", "ru": "Безработица"},
    "F": {"lt": "Vaiko priežiūra", "en": "Child care", "fi": "Vanhempainraha", "ru": "Уход за детьми"},
    "G": {"lt": "Pažymos", "en": "Certificates", "fi": "Todistukset", "ru": "Справки и выписки"},
    "K": {"lt": "Savarankiškai", "en": "Self-employed", "fi": "Yrittäjät", "ru": "Самозанятые"},
    "L": {"lt": "Neįgalumas", "en": "Disability", "fi": "Vammaispalvelut", "ru": "Инвалидность и помощь"},
    "N": {"lt": "Kita", "en": "Other", "fi": "Muu asia", "ru": "Другое"},
}  # fmt: skip
WAITS = {"A": (15, 25), "D": (10, 20), "E": (5, 15), "F": (15, 25), "G": (5, 10), "K": (5, 15), "N": (10, 20)}
CALLS = (("A047", 4, 42), ("D018", 2, 40), ("A046", 5, 38), ("F009", 1, 36), ("G014", 3, 33), ("E011", 2, 29))


def topic(letter: str) -> TopicRow:
    """One of the eight; L opens at 13:00."""
    wait = WAITS.get(letter)
    return TopicRow(
        id=letter.lower(),
        letter=letter,
        names=NAMES[letter],
        bring={},
        waiting=3,
        priority_estimate=None,
        estimate=wait
        and Estimate(low_s=wait[0] * 60.0, mid_s=sum(wait) * 30.0, high_s=wait[1] * 60.0, roughly=False),
        open=wait is not None,
        opens_at=None if wait else datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
    )


def call(number: str, counter: int, minute: int, *, state: LegState = LegState.SERVING) -> LobbyCall:
    """Called at so many minutes past nine; its seq grows with the time."""
    return LobbyCall(
        call_seq=100 + minute,
        number=number,
        topic=number[0].lower(),
        counter=counter,
        at=NOW.replace(minute=minute),
        language="lt",
        recalls=0,
        state=state,
    )


def calls() -> tuple[LobbyCall, ...]:
    """Newest first; only the newest is still on the way to the counter."""
    newest, *older = (call(*one) for one in CALLS)
    return (replace(newest, state=LegState.CALLED), *older)


def board() -> LobbyBoard:
    """The hall of the mockups."""
    return LobbyBoard(
        seq=142,
        at=NOW,
        office="Vilniaus skyrius",
        time_zone="Europe/Vilnius",
        hall="hall-1",
        hall_names={"lt": "1 salė", "en": "Hall 1", "fi": "Sali 1", "ru": "Зал 1"},
        languages=("lt", "en"),
        calls=calls(),
        topics=tuple(topic(letter) for letter in NAMES),
        notices={"lt": "Lapkričio 27 d. dirbame iki 14:00. Kviečiame pagal klausimą ir laukimo laiką."},
        suspended=None,
    )


def view(shown: LobbyBoard | None = None) -> View:
    """That hall, seen in its minute."""
    return View(board=shown or board(), now=NOW, heard_at=NOW)


def stale_view(shown: LobbyBoard | None = None) -> View:
    """That hall after the broker fell silent at 9:41."""
    return View(board=shown or board(), now=NOW, heard_at=NOW - timedelta(seconds=30), stale=True)


def glass(
    panel: Panel = USUAL, *, language: str = "lt", distance_m: float = 0.0, dark: bool = False
) -> Glass:
    """A screen in one language."""
    place = Place(
        panel=panel,
        distance_m=distance_m,
        palette="dark" if dark else "light",
        language=language,
    )
    return place.glass(panel.width_px, panel.height_px, ("lt", "en"))
