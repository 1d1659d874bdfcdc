"""A made-up office as the broker's kiosk board tells of it, and the four panels every screen has to suit."""

from dataclasses import replace
from datetime import UTC, datetime

from broker.contract.boards import KioskBoard, Suspension, TopicRow
from broker.contract.estimates import Estimate
from broker.contract.terms import Stopped
from broker.look.scene import Panel

SEVEN_INCH = Panel(width_px=800, height_px=480, diagonal_in=7.0)
TEN_INCH = Panel(width_px=1280, height_px=800, diagonal_in=10.1)
FIFTEEN_INCH = Panel(width_px=1920, height_px=1080, diagonal_in=15.6)
UPRIGHT = Panel(width_px=1080, height_px=1920, diagonal_in=21.5)
PANELS = {"7": SEVEN_INCH, "10.1": TEN_INCH, "15.6": FIFTEEN_INCH, "21.5": UPRIGHT}

NOW = datetime(2026, 11, 23, 7, 18, tzinfo=UTC)
"""9:18 in Vilnius, a Monday."""
LANGUAGES = ("lt", "en", "pl", "ru", "uk", "lv", "et", "fi")

NAMES = {
    "A": ("Pensija", "Pension", "Пенсия", "Eläke"),
    "D": ("Ligos išmoka", "Sickness benefit", "Пособие по болезни", "Sairauspäiväraha"),
    "E": ("Nedarbo išmoka", "Unemployment benefit", "Пособие по безработице", "Työttömyysturva"),
    "F": (
        "Motinystė, vaiko priežiūra",
        "Maternity, child care",
        "Материнство, уход за ребёнком",
        "Äitiys ja lastenhoito",
    ),
    "G": ("Pajamos ir pažymos", "Income and certificates", "Доходы и справки", "Tulot ja todistukset"),
    "K": ("Dirbu savarankiškai", "I am self-employed", "Работаю самостоятельно", "Olen yrittäjä"),
    "L": ("Neįgalumas", "Disability", "Инвалидность", "Vammaisuus"),
    "N": ("Kita arba nežinau", "Other, or I do not know", "Другое или не знаю", "Muu asia tai en tiedä"),
}
WAITING = {"A": (7, 15, 25), "D": (4, 10, 20), "E": (3, 5, 15), "F": (5, 15, 25), "G": (2, 5, 10),
           "K": (1, 5, 15), "L": (0, 0, 0), "N": (2, 10, 20)}  # fmt: skip


def _topic(letter: str) -> TopicRow:
    waiting, low, high = WAITING[letter]
    expected = Estimate(low_s=low * 60, mid_s=(low + high) * 30, high_s=high * 60, roughly=False)
    shorter = Estimate(low_s=low * 20, mid_s=(low + high) * 10, high_s=high * 20, roughly=False)
    return TopicRow(
        id=letter.lower(),
        letter=letter,
        names=dict(zip(("lt", "en", "ru", "fi"), NAMES[letter], strict=True)),
        bring={"lt": "Asmens dokumentą", "en": "An identity document"} if letter == "A" else {},
        waiting=waiting,
        estimate=expected if high else None,
        priority_estimate=shorter if high else None,
        open=letter != "L",
        opens_at=datetime(2026, 11, 23, 11, 0, tzinfo=UTC) if letter == "L" else None,
    )


BOARD = KioskBoard(
    seq=120,
    at=NOW,
    office="Vilniaus skyrius",
    time_zone="Europe/Vilnius",
    languages=LANGUAGES,
    public_url="https://eile.example.lt",
    halls={"hall-1": {"lt": "1 salė, pirmas aukštas", "en": "Hall 1, ground floor"}},
    topics=tuple(_topic(letter) for letter in NAMES),
    suspended={},
)

SUSPENDED = replace(
    BOARD, suspended={"hall-1": Suspension(stopped=Stopped.BOTH, reason="Neveikia sistema", since=NOW)}
)
CLOSED = replace(
    BOARD,
    topics=tuple(
        replace(topic, open=False, opens_at=datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
        for topic in BOARD.topics
    ),
)
