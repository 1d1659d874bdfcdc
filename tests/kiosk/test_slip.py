"""The paper, judged as a visitor would: can it be read, from how far, by a person and by two phones."""

import re
import string
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFont

from broker.contract.boards import KioskBoard, TopicRow
from broker.contract.estimates import Estimate
from broker.look import fonts
from kiosk import words
from kiosk.presenter import Ticket
from kiosk.slip import DOTS_PER_MM, Fact, Note, Paper, SlipText, draw
from kiosk.ticket_text import call_time, slip_text, wait_time

WIDTHS = (576, 512, 384)
LANGUAGES = ("lt", "lv", "et", "en", "ru", "pl", "uk", "fi")
ISSUED = datetime(2026, 11, 23, 7, 18, tzinfo=UTC)
"""9:18 in Vilnius."""
FOLLOW = "http://192.168.1.10:8080/t/x7KqQ2nZb41pLw0TsaYdEe#"
LONGEST = {
    "lt": "Kompensacijos ir šalpos išmoka",
    "lv": "Kompensācijas un pabalsti bērn",
    "et": "Toetused ja sotsiaalne abiraha",
    "en": "Housing, property and planning",
    "ru": "Компенсации и социальная помощ",
    "pl": "Odszkodowania i pomoc socjalna",
    "uk": "Компенсації та соціальна допом",
    "fi": "Työttömyysturva ja asumistuki.",
}
"""Thirty letters, as many as a topic's name may have."""
OVERHANG = 1
"""Dots by which a letter such as W may lean out of its place."""
BRING = dict.fromkeys(LANGUAGES, "Asmens dokumentą. Jei turite, darbo stažo dokumentus.")
LATE = Estimate(low_s=3950, mid_s=5500, high_s=7000, roughly=False)
RANGE = Estimate(low_s=950, mid_s=1200, high_s=1400, roughly=False)
ROUGHLY = Estimate(low_s=950, mid_s=950, high_s=950, roughly=True)


def board(names: dict[str, str], bring: dict[str, str] | None = None) -> KioskBoard:
    topic = TopicRow(
        id="t",
        letter="A",
        names=names,
        bring=bring or {},
        waiting=7,
        estimate=None,
        priority_estimate=None,
        open=True,
        opens_at=None,
    )
    return KioskBoard(
        seq=1,
        at=ISSUED,
        office="Vilniaus skyrius",
        time_zone="Europe/Vilnius",
        languages=LANGUAGES,
        public_url="http://192.168.1.10:8080",
        halls={"h1": {"lt": "1 salė, pirmas aukštas", "ru": "Зал 1, первый этаж"}},
        topics=(topic,),
        suspended={},
    )


def ticket(number: str = "A047", estimate: Estimate | None = RANGE) -> Ticket:
    return Ticket(
        id="1",
        number=number,
        topic="t",
        people_ahead=7,
        estimate=estimate,
        issued_at=ISSUED,
        follow=FOLLOW + number,
    )


def paper_in(
    language: str, width_dots: int, number: str = "A047", estimate: Estimate | None = RANGE
) -> Image.Image:
    text = slip_text(ticket(number, estimate), language=language, hall="h1", board=board(LONGEST, BRING))
    return draw(text, Paper(width_dots=width_dots))


PLAIN = slip_text(ticket(), language="lt", hall="h1", board=board({"lt": "Pensija"}, BRING))


# -- how large, how long, how black


@pytest.mark.parametrize(("language", "width_dots"), [*product(LANGUAGES, WIDTHS)])
def test_no_ticket_is_longer_than_150_mm_or_touches_the_margins(language: str, width_dots: int) -> None:
    for estimate in (None, RANGE, ROUGHLY, LATE):
        paper = paper_in(language, width_dots, estimate=estimate)
        left, _, right, _ = ink_box(paper)
        margin = Paper(width_dots=width_dots).margin
        assert (paper.mode, paper.width) == ("1", width_dots)
        assert paper.height <= 150 * DOTS_PER_MM
        assert (left >= margin - OVERHANG, right <= width_dots - margin + OVERHANG) == (True, True)


@pytest.mark.parametrize(
    ("width_dots", "number", "height_mm"),
    [
        (576, "A047", 19),
        (512, "A047", 17),
        (384, "A047", 13),
        (576, "M1001", 15),
        (384, "A1001", 12),
        (384, "W1034", 12),
    ],
)
def test_the_numbers_digits_are_as_high_as_the_paper_allows_and_never_under_12_mm(
    width_dots: int, number: str, height_mm: int
) -> None:
    assert number_height_dots(paper_in("lt", width_dots, number)) // DOTS_PER_MM == height_mm


def number_height_dots(paper: Image.Image) -> int:
    """Of the first thing below the thick rule."""
    bands = ink_bands(paper)
    rule = next(n for n, (top, bottom) in enumerate(bands) if bottom - top == 4)
    top, bottom = bands[rule + 1]
    return bottom - top


def ink_bands(paper: Image.Image) -> list[tuple[int, int]]:
    """Rows with ink, joined: (first, one past the last)."""
    inked = [ink_box(paper.crop((0, y, paper.width, y + 1))) != (0, 0, 0, 0) for y in range(paper.height)]
    edges = [y for y in range(1, len(inked)) if inked[y] != inked[y - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def ink_box(paper: Image.Image) -> tuple[int, int, int, int]:
    return ImageChops.invert(paper.convert("L")).getbbox() or (0, 0, 0, 0)


def test_the_same_words_give_the_same_dots() -> None:
    assert draw(PLAIN, Paper()).tobytes() == draw(PLAIN, Paper()).tobytes()


def test_the_picture_carries_its_number() -> None:
    assert draw(PLAIN, Paper()).info["number"] == "A047"


# -- what is left out when there is too much


def test_too_many_words_are_left_out_and_the_code_stays() -> None:
    wordy = replace(
        PLAIN,
        notes=(Note(heading="Pasiruoškite", text="dokumentas " * 90), PLAIN.notes[-1]),
        facts=(*PLAIN.facts, Fact(label="Langelis", value="1")),
    )
    paper = draw(wordy, Paper())
    needed = tuple(fact for fact in wordy.facts if not fact.spare)
    fewer = replace(wordy, notes=wordy.notes[1:], order="", phone=replace(wordy.phone, text=""), facts=needed)
    without = draw(fewer, Paper())
    assert paper.height <= 1200
    assert paper.tobytes() == without.tobytes()
    assert read_by_zxing(paper) == FOLLOW + "A047"


def test_the_wait_in_minutes_goes_before_what_to_have_ready() -> None:
    lines = replace(PLAIN, notes=(Note(heading="Pasiruoškite", text="dokumentas " * 12), PLAIN.notes[-1]))
    bare = replace(lines, order="", phone=replace(lines.phone, text=""))
    without_minutes = replace(bare, facts=tuple(fact for fact in bare.facts if not fact.spare))
    longer, shorter = (draw(one, Paper(longest_mm=300)) for one in (bare, without_minutes))
    assert longer.height > 1200 >= shorter.height
    assert draw(lines, Paper()).tobytes() == shorter.tobytes()


def test_a_word_wider_than_a_heading_takes_the_size_of_text() -> None:
    long = "Daugiabutinių\u00a0namų\u00a0savininkai"
    drawn = draw(replace(PLAIN, topic=long), Paper(width_dots=512))
    left, _, right, _ = ink_box(drawn)
    assert (left >= 24, right <= 512 - 24) == (True, True)


# -- read by others


@pytest.mark.parametrize(("width_dots", "number"), [*product(WIDTHS, ("A047", "D1203"))])
def test_tesseract_reads_number_and_topic(width_dots: int, number: str, tmp_path: Path) -> None:
    text = slip_text(ticket(number), language="lt", hall="h1", board=board({"lt": "Pensija"}, BRING))
    read = read_by_tesseract(draw(text, Paper(width_dots=width_dots)), tmp_path)
    assert (number in read, "Pensija" in read) == (True, True)


def test_tesseract_reads_a_long_topic_on_its_two_lines(tmp_path: Path) -> None:
    read = read_by_tesseract(paper_in("en", 384), tmp_path)
    assert [line for line in read.splitlines() if line.startswith(("Housing", "and plan"))] == [
        "Housing, property",
        "and planning",
    ]


@pytest.mark.parametrize("width_dots", WIDTHS)
@pytest.mark.parametrize(
    "address",
    [FOLLOW, "https://eile.savivaldybe.kazlu-ruda.example/klientu-aptarnavimas/t/x7KqQ2nZb41pLw0TsaYdEe#"],
)
def test_two_readers_decode_the_code(width_dots: int, address: str, tmp_path: Path) -> None:
    paper = draw(replace(PLAIN, qr=address + "A047"), Paper(width_dots=width_dots))
    assert (read_by_zxing(paper), read_by_zbar(paper, tmp_path)) == (address + "A047", address + "A047")


@pytest.mark.parametrize("width_dots", WIDTHS)
def test_the_code_has_four_white_modules_round_it(width_dots: int) -> None:
    paper = draw(PLAIN, Paper(width_dots=width_dots))
    (code,) = zxingcpp.read_barcodes(paper.convert("L"))
    corners = (code.position.top_left, code.position.bottom_right)
    left, top, right, bottom = (round(c) for point in corners for c in (point.x, point.y))
    quiet = 4 * round((right - left) / 33)
    around = paper.crop((left - quiet + 1, top - quiet + 1, right + quiet - 1, bottom + quiet - 1))
    assert ink_box(around) == (quiet - 1, quiet - 1, right - left + quiet - 1, bottom - top + quiet - 1)


def test_without_a_public_address_there_is_no_code_and_no_word_of_it(tmp_path: Path) -> None:
    paper = draw(replace(PLAIN, qr=""), Paper())
    assert zxingcpp.read_barcodes(paper.convert("L")) == []
    assert "telefone" not in read_by_tesseract(paper, tmp_path)


def read_by_tesseract(paper: Image.Image, folder: Path) -> str:
    paper.save(folder / "paper.png", dpi=(203, 203))
    command = ["tesseract", str(folder / "paper.png"), "stdout"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def read_by_zbar(paper: Image.Image, folder: Path) -> str:
    paper.save(folder / "paper.png")
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(folder / "paper.png")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def read_by_zxing(paper: Image.Image) -> str:
    (code,) = zxingcpp.read_barcodes(paper.convert("L"))
    return code.text


# -- the words


def test_a_ticket_says_all_a_visitor_needs_in_the_visitors_language() -> None:
    assert slip_text(
        ticket(), language="ru", hall="h1", board=board({"ru": "Пенсия"}, {"ru": "Паспорт."})
    ) == SlipText(
        office="Vilniaus skyrius",
        hall="Зал 1, первый этаж",
        number="A047",
        topic="Пенсия",
        facts=(
            Fact(label="Выдан", value="23.11.2026, 9:18"),
            Fact(label="Перед вами", value="7"),
            Fact(label="Ожидание", value="около 20\u00a0мин (15–25)", spare=True),
            Fact(label="Вызовем", value="9:33–9:43"),
        ),
        notes=(
            Note(heading="Подготовьте", text="Паспорт."),
            Note(
                heading="Если пропустили вызов", text="Скажите любому сотруднику. Талон действует весь день."
            ),
        ),
        qr=FOLLOW + "A047",
        phone=Note(heading="Очередь в телефоне", text="Отсканируйте код. Имя и номер телефона не нужны."),
        order="Вызываем по вопросу и времени ожидания.",
    )


def test_what_the_office_did_not_translate_stands_in_its_own_language_but_nobody_is_told_what_to_bring() -> (
    None
):
    text = slip_text(ticket(), language="fi", hall="h1", board=board({"lt": "Pensija"}, {"lt": "Pasą."}))
    assert (text.topic, text.hall) == ("Pensija", "1 salė, pirmas aukštas")
    assert [note.heading for note in text.notes] == ["Jos kutsu meni ohi"]


def test_without_an_estimate_nothing_is_said_about_the_time() -> None:
    text = slip_text(ticket(estimate=None), language="en", hall="h1", board=board({"en": "Pension"}))
    assert [fact.label for fact in text.facts] == ["Issued", "Ahead of you"]


@pytest.mark.parametrize(
    ("low_s", "mid_s", "high_s", "wait", "call"),
    [
        (950, 1210, 1400, "about 20 min (15–25)", "9:33–9:43"),
        (10, 60, 250, "within 5 min", "by 9:23"),
        (10, 240, 450, "within 10 min", "by 9:28"),
        (0, 0, 0, "within 5 min", "by 9:23"),
        (1200, 2400, 4000, "about 40 min (20–70)", "9:38–10:28"),
        (3000, 3660, 7000, "more than an hour", "likely by 11:18"),
    ],
)
def test_a_range_is_told_as_minutes_and_as_the_time_of_day(
    low_s: float, mid_s: float, high_s: float, wait: str, call: str
) -> None:
    assert told(Estimate(low_s=low_s, mid_s=mid_s, high_s=high_s, roughly=False)) == (wait, call)


@pytest.mark.parametrize(
    ("wait_s", "wait", "call"),
    [
        (900, "roughly 15 min", "roughly at 9:33"),
        (130, "roughly 2 min", "roughly at 9:20"),
        (0, "roughly 1 min", "roughly at 9:19"),
        (4500, "roughly 75 min", "roughly at 10:33"),
    ],
)
def test_the_wait_of_the_last_called_is_told_as_rough(wait_s: float, wait: str, call: str) -> None:
    assert told(Estimate(low_s=wait_s, mid_s=wait_s, high_s=wait_s, roughly=True)) == (wait, call)


def told(estimate: Estimate) -> tuple[str, str]:
    """In English, on a ticket of 9:18."""
    english = words.in_language(["en"])
    said = wait_time(english, estimate), call_time(english, estimate, ISSUED, ZoneInfo("Europe/Vilnius"))
    return said[0].replace("\u00a0", " "), said[1].replace("\u00a0", " ")


def test_every_language_has_every_sentence_with_the_same_figures() -> None:
    english = words.all_languages()["en"].texts
    asked = {key: figures(text) for key, text in english.items()}
    found = {
        code: {k: figures(t) for k, t in said.texts.items()} for code, said in words.all_languages().items()
    }
    assert found == dict.fromkeys(sorted(LANGUAGES), asked)


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_typeface_has_every_letter_of_every_language() -> None:
    face = ImageFont.truetype(fonts.path(bold=False), 40)
    missing = bytes(face.getmask("\uffff"))
    letters = {
        letter for said in words.all_languages().values() for text in said.texts.values() for letter in text
    }
    lacking = {letter for letter in letters if bytes(face.getmask(letter)) == missing}
    assert lacking == set()


def test_a_language_we_do_not_speak_is_answered_in_the_offices() -> None:
    assert words.in_language(("sv", "et")).language == "et"


def test_no_sentence_names_a_person_or_blames_one() -> None:
    said = " ".join(words.all_languages()["en"].texts.values())
    assert re.findall(r"\b(error|failed|sorry|invalid|code \d)\b", said, re.IGNORECASE) == []
