"""A CSV file as rows of cells with their line numbers, or the reason why the whole file is refused.

Knows encodings, delimiters and quotes; nothing of what a cell means. A file that is broken is refused before
any row of it has been used.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from broker.contract.errors import Misconfigured
from broker.replay.mapping import FileForm

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""What a text file may begin with, to say how it is encoded."""
NO_TABLES = (
    (b"PK\x03\x04", "a spreadsheet or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x1f\x8b", "a packed file"),
    (b"%PDF", "a PDF"),
)
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table."""

    line: int
    """Where it begins; the first line of a file is 1."""
    cells: tuple[str, ...]
    """Without spaces around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A whole table."""

    path: Path
    header: Row
    rows: tuple[Row, ...]
    """Lines without any cell are left out."""


def read_table(path: Path, form: FileForm) -> Written:
    """All rows; raises Misconfigured with the line where the file cannot be followed."""
    text = _text(path, form)
    stream = io.StringIO(text, newline="")
    before = _skip_to_header(stream, form, path)
    at = stream.tell()
    delimiter = form.delimiter or _delimiter(stream.readline(), form.quote)
    stream.seek(at)
    rows = [row for row in _rows(stream, before, delimiter, form.quote, path) if any(row.cells)]
    if not rows:
        raise Misconfigured(f"{path}, line {before + 1}: there is no row.")
    header = rows.pop(0) if form.header_line else _numbered(rows)
    if not text.endswith(("\n", "\r")) and _cut_off(rows, len(header.cells)):
        raise Misconfigured(f"{path}, line {rows[-1].line}: the file ends in the middle of this line.")
    return Written(path=path, header=header, rows=tuple(rows))


def _text(path: Path, form: FileForm) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from error
    for mark, what in NO_TABLES:
        if content.startswith(mark):
            raise Misconfigured(f"{path}, line 1: this is {what}, not CSV; save it as CSV first.")
    encoding = _encoding(content, form)
    try:
        text = content.decode(encoding)
    except UnicodeError as error:
        line = _line_of(content, getattr(error, "start", 0), encoding)
        hint = "" if form.encoding else "; a mapping file can name its encoding"
        raise Misconfigured(f"{path}, line {line}: this is not {encoding} text{hint}.") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Misconfigured(f"{path}, line {line}: this is no text, or not {encoding}.")
    return text.removeprefix("\ufeff")


def _encoding(content: bytes, form: FileForm) -> str:
    return form.encoding or next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")


def _line_of(content: bytes, start: int, encoding: str) -> int:
    return content[:start].decode(encoding, "ignore").count("\n") + 1


def _skip_to_header(stream: io.StringIO, form: FileForm, path: Path) -> int:
    """How many lines stand above the first row: titles, and the line by which Excel is told the delimiter."""
    for line in range(1, form.header_line):
        if not stream.readline():
            raise Misconfigured(
                f"{path}, line {line}: the file ends before its header in line {form.header_line}."
            )
    before = max(0, form.header_line - 1)
    at = stream.tell()
    if re.fullmatch(r'"?sep=.?"?\s*', stream.readline(), re.IGNORECASE):
        return before + 1
    stream.seek(at)
    return before


def _delimiter(line: str, quote: str) -> str:
    bare = re.sub(f"{re.escape(quote)}.*?{re.escape(quote)}", "", line) if quote else line
    return max(DELIMITERS, key=bare.count)


def _rows(stream: io.StringIO, before: int, delimiter: str, quote: str, path: Path) -> Iterator[Row]:
    reader = csv.reader(
        stream,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        skipinitialspace=delimiter != "\t",
        strict=True,
    )
    width = 0
    while True:
        line = before + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Misconfigured(f"{path}, line {line}: {_said(error)}.") from error
        width = width or len(cells)
        if before + reader.line_num > line and _swallowed(cells, width, delimiter):
            raise Misconfigured(f"{path}, line {line}: a quote is opened here and closed in another row.")
        yield Row(line=line, cells=tuple(" ".join(cell.split()) for cell in cells))


def _swallowed(cells: Sequence[str], width: int, delimiter: str) -> bool:
    """Whether a row of several lines is one because of a stray quote, and not because a text has several.

    It has the wrong number of cells; or one cell holds as many delimiters as a row, and a line in it begins
    like this row does.
    """
    if len(cells) != width:
        return True
    for n, cell in enumerate(cells):
        more = cell.splitlines()[1:]
        begins = {_shape(line.split(delimiter)[0].strip()) for line in more}
        if cell.count(delimiter) >= width - 1 and (n == 0 or _shape(cells[0].strip()) in begins):
            return bool(more)
    return False


def _said(error: csv.Error) -> str:
    """What the reader means, in words for whoever made the file."""
    text = str(error)
    if "unexpected end" in text:
        return "a quote is opened here and never closed"
    if "expected after" in text:
        return "a quote is not closed, or one inside a text is not doubled"
    return text


def _numbered(rows: Sequence[Row]) -> Row:
    width = max(len(row.cells) for row in rows)
    return Row(line=0, cells=tuple(f"#{n}" for n in range(1, width + 1)))


# -- a file that was not copied to its end


def _cut_off(rows: Sequence[Row], columns: int) -> bool:
    """Whether the last line, which has no end, breaks off inside a row like those above it.

    A footer has no end either, but its cells do not look like those above.
    """
    if len(rows) < 2 or not rows[-1].cells:
        return False
    *whole, last = rows[-1].cells
    shapes = [
        {_shape(row.cells[n]) for row in rows[:-1] if n < len(row.cells)} for n in range(len(whole) + 1)
    ]
    if not all(_shape(cell) in seen for cell, seen in zip(whole, shapes, strict=False)):
        return False
    begun = [shape for shape in shapes[-1] if shape.startswith(_shape(last))]
    if len(rows[-1].cells) < columns:
        return bool(begun)
    return bool(last) and _shape(last) not in begun and any(":" in shape for shape in begun)


def _shape(cell: str) -> str:
    """A text with every figure as 0 and every letter as a."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "0", cell))
