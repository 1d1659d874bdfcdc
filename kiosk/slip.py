"""The ticket as a picture: plain strings in, black dots on white out, ready for a thermal printer.

Pure: the same words give the same dots. It knows no language, no clock, no queue and no printer. Words never
shrink to fit; when there are too many for the length of paper, the least needed are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

from broker.look import fonts

DOTS_PER_MM = 8
NUMBER_LEAST_MM = 12
QUIET_MODULES = 4
"""White round a QR code, in its own modules; readers need it."""
WHITE, BLACK = 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The strip of paper a printer can reach."""

    width_dots: int = 576
    """576 (80 mm roll), 512 (80 mm, older Epson) or 384 (58 mm)."""
    longest_mm: int = 150

    @property
    def wide(self) -> bool:
        """Whether words fit beside a QR code."""
        return self.width_dots >= 512

    @property
    def margin(self) -> int:
        return 24 if self.wide else 12

    @property
    def inner(self) -> int:
        """Dots between the margins."""
        return self.width_dots - 2 * self.margin

    @property
    def text_em(self) -> int:
        return 32 if self.wide else 29

    @property
    def topic_em(self) -> int:
        return 43 if self.wide else 38

    @property
    def number_mm(self) -> int:
        return 19 if self.wide else 13

    @property
    def module_dots(self) -> int:
        """Of a QR code that is not unusually long: 0.75 and 0.63 mm."""
        return 6 if self.wide else 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One row: what it is at the left, and the value, bold, at the right."""

    label: str
    value: str
    spare: bool = False
    """Another row says it in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A heading and a sentence or two."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipText:
    """Every word on one ticket, in the visitor's language."""

    office: str
    hall: str
    number: str
    topic: str
    facts: tuple[Fact, ...]
    notes: tuple[Note, ...]
    """In the order they are read; when paper runs short the first goes first."""
    qr: str
    """What the code says; empty: no code, and `phone` is not printed."""
    phone: Note
    """What the code is for."""
    order: str
    """How the order of calls comes about."""


def draw(ticket: SlipText, paper: Paper) -> Image.Image:
    """The ticket in one-bit dots, as wide as the paper, no longer than it may be; `info` holds its number."""
    longest_dots = paper.longest_mm * DOTS_PER_MM
    for fewer in _ever_fewer_words(ticket):
        picture = _set(fewer, paper)
        if picture.height <= longest_dots:
            break
    return picture


def _ever_fewer_words(ticket: SlipText) -> Iterator[SlipText]:
    """The ticket, then with less and less of what a visitor can do without."""
    silent_code = replace(ticket.phone, text="")
    yield ticket
    yield replace(ticket, phone=silent_code)
    yield replace(ticket, order="")
    yield replace(ticket, phone=silent_code, order="")
    needed = tuple(fact for fact in ticket.facts if not fact.spare)
    for left_out in range(len(ticket.notes) + 1):
        yield replace(ticket, phone=silent_code, order="", facts=needed, notes=ticket.notes[left_out:])


def _set(ticket: SlipText, paper: Paper) -> Image.Image:
    sheet = _Sheet(paper)
    _set_head(sheet, ticket)
    sheet.rule(4)
    _set_number(sheet, ticket.number)
    sheet.skip(20)
    sheet.centred(ticket.topic, paper.topic_em)
    sheet.skip(14)
    sheet.rule(2)
    for fact in ticket.facts:
        _set_fact(sheet, fact)
    for note in ticket.notes:
        _set_note(sheet, note, first=note is ticket.notes[0])
    if ticket.qr:
        _set_code(sheet, ticket.qr, ticket.phone)
    if ticket.order:
        sheet.skip(6)
        sheet.rule(2)
        sheet.left(ticket.order)
    picture = sheet.cut()
    picture.info["number"] = ticket.number
    return picture


def _set_head(sheet: "_Sheet", ticket: SlipText) -> None:
    office_dots = sheet.measure(ticket.office, bold=True)
    if office_dots + 24 + sheet.measure(ticket.hall) <= sheet.paper.inner:
        sheet.line(ticket.hall, sheet.right_of(ticket.hall), stay=True)
        sheet.left(ticket.office, bold=True)
    else:
        sheet.left(ticket.office, bold=True)
        sheet.left(ticket.hall)


def _set_number(sheet: "_Sheet", number: str) -> None:
    """As large as asked and as fits; below 12 mm it is narrowed instead, so that it can be read from afar."""
    asked, least = sheet.paper.number_mm, NUMBER_LEAST_MM
    full = _letters(number, asked)
    tall_mm = max(least, min(asked, asked * sheet.paper.inner / full.width))
    letters = full if tall_mm == asked else _letters(number, tall_mm)
    if letters.width > sheet.paper.inner:
        letters = letters.resize((sheet.paper.inner, letters.height))
    sheet.skip(22)
    sheet.paste(letters, (sheet.paper.width_dots - letters.width) // 2)


def _letters(number: str, digit_mm: float) -> Image.Image:
    """The number alone, cut to its ink."""
    face = _face(round(digit_mm * DOTS_PER_MM / fonts.DIGIT_EM), bold=True)
    left, top, right, bottom = face.getbbox(number, mode="1", anchor="ls")
    picture = Image.new("1", (int(right - left) + 8, int(bottom - top) + 8), WHITE)
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    pen.text((4 - left, 4 - top), number, font=face, fill=BLACK, anchor="ls")
    return picture.crop(ImageChops.invert(picture).getbbox())


def _set_fact(sheet: "_Sheet", fact: Fact) -> None:
    """The value at the label's right when that takes fewer lines, else below it."""
    sheet.skip(4)
    room = sheet.paper.inner - sheet.measure(fact.label) - 16
    values = sheet.lines(fact.value, room, bold=True)
    below = sheet.lines(fact.value, sheet.paper.inner, bold=True)
    fits_beside = all(sheet.measure(value, bold=True) <= room for value in values)
    if fits_beside and len(values) <= len(below):
        sheet.line(fact.label, sheet.paper.margin, stay=True)
    else:
        sheet.left(fact.label)
        values = below
    for value in values:
        sheet.line(value, sheet.right_of(value, bold=True), bold=True)


def _set_note(sheet: "_Sheet", note: Note, *, first: bool) -> None:
    if first:
        sheet.skip(6)
        sheet.rule(2)
    else:
        sheet.skip(10)
    sheet.left(note.heading, bold=True)
    sheet.left(note.text)


def _set_code(sheet: "_Sheet", content: str, phone: Note) -> None:
    code, module_dots = _code(content, sheet.paper)
    quiet = QUIET_MODULES * module_dots
    sheet.skip(6)
    sheet.rule(2)
    sheet.skip(quiet - 6)
    if sheet.paper.wide:
        _set_code_beside(sheet, code, quiet, phone)
    else:
        sheet.paste(code, (sheet.paper.width_dots - code.width) // 2)
        sheet.skip(quiet)
        sheet.left(phone.heading, bold=True)
        sheet.left(phone.text)
    sheet.skip(6)


def _set_code_beside(sheet: "_Sheet", code: Image.Image, quiet: int, phone: Note) -> None:
    """The code at the left, the words at its right and level with its middle."""
    left = max(sheet.paper.margin, quiet)
    beside = left + code.width + max(quiet, 26)
    room = sheet.paper.width_dots - sheet.paper.margin - beside
    lines = [(line, True) for line in sheet.lines(phone.heading, room, bold=True)]
    lines += [(line, False) for line in sheet.lines(phone.text, room)]
    words_high = len(lines) * sheet.pitch()
    top, high = sheet.y, max(code.height, words_high)
    sheet.y = top + (high - words_high) // 2
    for line, bold in lines:
        sheet.line(line, beside, bold=bold)
    sheet.y = top + (high - code.height) // 2
    sheet.paste(code, left)
    sheet.y = top + high + quiet - 16


def _code(content: str, paper: Paper) -> tuple[Image.Image, int]:
    """The code without its quiet zone, and the dots of one module: fewer when it is a long address."""
    qr = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    qr.add_data(content)
    qr.make(fit=True)
    matrix = qr.get_matrix()
    modules = len(matrix)
    module_dots = max(3, min(paper.module_dots, 250 // modules))
    picture = Image.new("1", (modules, modules), WHITE)
    picture.putdata([BLACK if dark else WHITE for row in matrix for dark in row])
    side = modules * module_dots
    return picture.resize((side, side), Image.Resampling.NEAREST), module_dots


class _Sheet:
    """Paper that grows downwards as things are set on it."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.y = 12
        self._picture = Image.new("1", (paper.width_dots, 4 * paper.longest_mm * DOTS_PER_MM), WHITE)
        self._pen = ImageDraw.Draw(self._picture)
        self._pen.fontmode = "1"

    def measure(self, text: str, *, bold: bool = False, em: int = 0) -> float:
        """Whole dots, as the letters will really fall."""
        return _face(em or self.paper.text_em, bold=bold).getlength(text, mode="1")

    def lines(self, text: str, room: float, *, bold: bool = False, em: int = 0) -> tuple[str, ...]:
        return fonts.wrap_measured(text, room, lambda line: self.measure(line, bold=bold, em=em))

    def pitch(self, em: int = 0) -> int:
        """From one baseline to the next."""
        return round((em or self.paper.text_em) * 1.17)

    def line(self, line: str, x: float, *, bold: bool = False, em: int = 0, stay: bool = False) -> None:
        """One line of text with its left edge at x."""
        face = _face(em or self.paper.text_em, bold=bold)
        baseline = self.y + round(0.9 * face.size)
        self._pen.text((round(x), baseline), line, font=face, fill=BLACK, anchor="ls")
        if not stay:
            self.y += self.pitch(em)

    def left(self, text: str, *, bold: bool = False) -> None:
        """A paragraph from the left margin; nothing for an empty text."""
        for line in self.lines(text, self.paper.inner, bold=bold):
            self.line(line, self.paper.margin, bold=bold)

    def right_of(self, line: str, *, bold: bool = False) -> float:
        """Where a line begins that ends at the right margin."""
        return self.paper.width_dots - self.paper.margin - self.measure(line, bold=bold)

    def centred(self, text: str, em: int) -> None:
        """A bold heading in the middle; one that holds a word too long for the line takes the text's size."""
        lines = self.lines(text, self.paper.inner, bold=True, em=em)
        if any(self.measure(line, bold=True, em=em) > self.paper.inner for line in lines):
            em = self.paper.text_em
            lines = self.lines(text, self.paper.inner, bold=True, em=em)
        for line in lines:
            x = (self.paper.width_dots - self.measure(line, bold=True, em=em)) / 2
            self.line(line, x, bold=True, em=em)

    def paste(self, picture: Image.Image, x: int) -> None:
        self._picture.paste(picture, (x, self.y))
        self.y += picture.height

    def rule(self, thick: int) -> None:
        """A line from margin to margin with a little air."""
        self.y += 6
        self._pen.rectangle(
            (self.paper.margin, self.y, self.paper.width_dots - self.paper.margin - 1, self.y + thick - 1),
            fill=BLACK,
        )
        self.y += thick + 8

    def skip(self, dots: int) -> None:
        self.y += dots

    def cut(self) -> Image.Image:
        """What has been set, and a little white below it."""
        return self._picture.crop((0, 0, self.paper.width_dots, self.y + 12))


@lru_cache(maxsize=16)
def _face(em_dots: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts.path(bold), em_dots, layout_engine=ImageFont.Layout.BASIC)
