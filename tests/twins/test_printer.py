"""One set of tests for every printer, drawn to PNG and over TCP in ESC/POS; then the ways they misbehave."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from broker.config import PrinterChoice
from broker.contract.terms import Printed
from kiosk.print_desk import PrintDesk, printer_for
from kiosk.printer import NetworkPrinter, NoPrinter, Printer, PrinterStatus
from kiosk.printer_twin import PaperMachine, PngPrinter, Tray, Trouble

OK = PrinterStatus(kind="ok")
NO_PAPER = PrinterStatus(kind="fault", reason="The printer has no paper.")
FEW_SECONDS = 3.0


def slip(number: str = "A012", width_dots: int = 576, height_dots: int = 900) -> Image.Image:
    """Dots that differ in every corner, so that nothing can be mirrored, shifted or inverted unseen."""
    picture = Image.new("1", (width_dots, height_dots), 1)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 40, 9), fill=0)
    pen.line((0, 0, width_dots - 1, height_dots - 1), fill=0)
    pen.text((200, 30), number, fill=0, font_size=60)
    pen.point((width_dots - 1, height_dots - 1), fill=0)
    picture.info["number"] = number
    return picture


@dataclass(frozen=True)
class Place:
    """A printer and the folder where its paper falls."""

    printer: Printer
    folder: Path

    def papers(self) -> list[Image.Image]:
        """Oldest first."""
        files = sorted(self.folder.glob("*.png"), key=lambda path: path.stat().st_mtime_ns)
        return [Image.open(path) for path in files]


@pytest.fixture(params=["png", "tcp"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "png":
        yield Place(PngPrinter(tmp_path), tmp_path)
        return
    with machine_at(tmp_path) as machine:
        yield Place(NetworkPrinter("127.0.0.1", machine.port, 576), tmp_path)


@contextlib.contextmanager
def machine_at(
    folder: Path, trouble: Trouble = Trouble.NONE, width_dots: int = 576
) -> Iterator[PaperMachine]:
    machine = PaperMachine(folder, trouble=trouble, width_dots=width_dots)
    machine.start()
    try:
        yield machine
    finally:
        machine.stop()


def ink(paper: Image.Image, height_dots: int) -> bytes:
    """The dots down to where the feed before the cut begins."""
    return paper.convert("1").crop((0, 0, paper.width, height_dots)).tobytes()


# -- what every printer does


def test_a_printer_that_is_well_says_so(place: Place) -> None:
    assert place.printer.status() == OK


def test_a_printed_ticket_is_yes_and_its_paper_bears_the_very_dots(place: Place) -> None:
    sent = slip()
    assert place.printer.print(sent) == Printed.YES
    (paper,) = place.papers()
    assert ink(paper, sent.height) == sent.tobytes()


def test_two_tickets_are_two_papers_in_their_order(place: Place) -> None:
    sent = [slip("A012"), slip("D003", height_dots=700)]
    assert [place.printer.print(one) for one in sent] == [Printed.YES, Printed.YES]
    assert [ink(paper, one.height) for paper, one in zip(place.papers(), sent, strict=True)] == [
        one.tobytes() for one in sent
    ]


def test_a_number_printed_twice_is_on_two_papers(place: Place) -> None:
    for _ in range(2):
        place.printer.print(slip("A012"))
    assert len(place.papers()) == 2


def test_narrow_paper_keeps_its_dots(tmp_path: Path) -> None:
    sent = slip(width_dots=384)
    with machine_at(tmp_path / "tcp", width_dots=384) as machine:
        narrow = Place(NetworkPrinter("127.0.0.1", machine.port, 384), tmp_path / "tcp")
        assert narrow.printer.print(sent) == Printed.YES
        (paper,) = narrow.papers()
    assert (paper.width, ink(paper, sent.height)) == (384, sent.tobytes())


def test_a_picture_is_called_by_its_number(tmp_path: Path) -> None:
    printer = PngPrinter(tmp_path)
    for number in ("A012", "A012", "D003"):
        printer.print(slip(number))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A012-2.png", "A012.png", "D003.png"]


def test_a_folder_that_cannot_be_used_is_a_fault_and_a_no(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    printer = PngPrinter(in_the_way)
    assert (printer.status().kind, printer.print(slip())) == ("fault", Printed.NO)


def test_a_kiosk_without_a_printer_says_no_at_once() -> None:
    printer = NoPrinter()
    assert (printer.print(slip()), printer.status().kind) == (Printed.NO, "fault")


def test_device_toml_chooses_the_printer(tmp_path: Path) -> None:
    choices = (
        PrinterChoice(kind="network", host="127.0.0.1"),
        PrinterChoice(kind="png", folder=tmp_path),
        PrinterChoice(kind="none"),
    )
    assert [type(printer_for(choice)) for choice in choices] == [NetworkPrinter, PngPrinter, NoPrinter]


# -- what network printers do to us


@pytest.mark.parametrize(
    ("trouble", "kind", "printed", "papers"),
    [
        (Trouble.REFUSE, "fault", Printed.NO, 0),
        (Trouble.HANG, "unknown", Printed.UNKNOWN, 0),
        (Trouble.CLOSES, "unknown", Printed.NO, 0),
        (Trouble.PAPER_OUT, "fault", Printed.NO, 0),
        (Trouble.COVER_OPEN, "fault", Printed.NO, 0),
        (Trouble.LATE, "ok", Printed.YES, 1),
        (Trouble.ZEROS, "unknown", Printed.UNKNOWN, 1),
        (Trouble.MUTE, "unknown", Printed.UNKNOWN, 1),
    ],
)
def test_a_printer_in_trouble_is_believed_no_more_than_it_proves(
    trouble: Trouble, kind: str, printed: Printed, papers: int, tmp_path: Path
) -> None:
    with machine_at(tmp_path, trouble) as machine:
        printer = NetworkPrinter("127.0.0.1", machine.port, 576)
        began_s = time.monotonic()
        assert printer.status().kind == kind
        assert printer.print(slip()) == printed
        assert time.monotonic() - began_s < FEW_SECONDS
        deadline_s = time.monotonic() + FEW_SECONDS
        while len(Place(printer, tmp_path).papers()) < papers and time.monotonic() < deadline_s:
            time.sleep(0.02)
    assert len(Place(printer, tmp_path).papers()) == papers


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble.PAPER_OUT, "The printer has no paper."),
        (Trouble.COVER_OPEN, "The printer's cover is open."),
    ],
)
def test_staff_are_told_the_cause(trouble: Trouble, reason: str, tmp_path: Path) -> None:
    with machine_at(tmp_path, trouble) as machine:
        assert NetworkPrinter("127.0.0.1", machine.port, 576).status().reason == reason


@pytest.mark.parametrize("trouble", [Trouble.REFUSE, Trouble.HANG, Trouble.PAPER_OUT, Trouble.LATE])
def test_a_printer_is_well_again_as_soon_as_it_is(trouble: Trouble, tmp_path: Path) -> None:
    with machine_at(tmp_path, trouble) as machine:
        printer = NetworkPrinter("127.0.0.1", machine.port, 576)
        printer.print(slip())
        machine.misbehave(Trouble.NONE)
        assert (printer.status(), printer.print(slip())) == (OK, Printed.YES)


@pytest.mark.parametrize("swallowed_bytes", [1, 5_000, 60_000])
def test_a_printer_that_closes_politely_amid_the_ticket_leaves_it_unknown(swallowed_bytes: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer_then_close, args=[server, swallowed_bytes])
        thread.start()
        printer = NetworkPrinter("127.0.0.1", server.getsockname()[1], 576)
        assert printer.print(slip()) == Printed.UNKNOWN
        thread.join()


def answer_then_close(server: socket.socket, swallowed_bytes: int) -> None:
    """Well before the ticket; during it, gone without an error."""
    connection, _ = server.accept()
    with connection:
        for _ in range(4):
            connection.recv(3)
            connection.sendall(b"\x12")
        left = swallowed_bytes
        while left > 0:
            left -= len(connection.recv(left))


def test_paper_that_ends_amid_the_ticket_leaves_it_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=run_out_of_paper_at_the_cut, args=[server])
        thread.start()
        printer = NetworkPrinter("127.0.0.1", server.getsockname()[1], 576)
        assert printer.print(slip()) == Printed.UNKNOWN
        thread.join()


def run_out_of_paper_at_the_cut(server: socket.socket) -> None:
    connection, _ = server.accept()
    tray, answers = Tray(), {1: b"\x12", 4: b"\x12"}
    with connection:
        while data := connection.recv(65536):
            for outcome in tray.feed(data):
                if isinstance(outcome, int):
                    connection.sendall(answers[outcome])
                else:
                    answers = {1: b"\x1a", 4: b"\x7e"}


# -- the machine's own ears


def stream() -> bytes:
    """Two tickets with feeds, stripes, both kinds of cut, and things no one has heard of."""
    row = bytes(range(72))
    stripe = b"\x1dv0\0" + bytes([72, 0, 3, 0]) + row * 3
    return (
        b"\x1b@" + stripe + stripe + b"\x1bd\x02" + b"\x10\x04\x01" + b"\x1dV\0"
        + b"\x1bt\x21" + b"Labas" + b"\x1d(H\x06" + stripe + b"\x10\x04\x04" + b"\x1dVB\0"
    )  # fmt: skip


@given(st.lists(st.integers(0, len(stream())), max_size=12))
def test_a_stream_means_the_same_however_it_is_cut_up(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(stream())]
    tray = Tray(576)
    outcomes = [outcome for start, end in pairwise(edges) for outcome in tray.feed(stream()[start:end])]
    assert [one if isinstance(one, int) else one.size for one in outcomes] == [
        1,
        (576, 6 + 60),
        4,
        (576, 3),
    ]


def test_the_machine_runs_by_hand_and_takes_troubles_from_the_keyboard(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.printer_twin", "--port", "0", "--out", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--trouble", "paper-out"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            printer = NetworkPrinter("127.0.0.1", int(process.stdout.readline().rpartition(":")[2]), 576)
            assert printer.status() == NO_PAPER
            process.stdin.write("\n")
            process.stdin.flush()
            assert eventually(printer, OK) == OK
            assert printer.print(slip()) == Printed.YES
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["0001.png"]


def eventually(printer: Printer, wanted: PrinterStatus) -> PrinterStatus:
    deadline_s = time.monotonic() + FEW_SECONDS
    while (status := printer.status()) != wanted and time.monotonic() < deadline_s:
        time.sleep(0.02)
    return status


# -- the desk before the printer


def test_a_hanging_printer_holds_up_nobody_but_its_own_queue(tmp_path: Path) -> None:
    with machine_at(tmp_path, Trouble.HANG) as machine:
        desk = PrintDesk(NetworkPrinter("127.0.0.1", machine.port, 576))
        desk.start()
        known: list[Printed] = []
        began_s = time.monotonic()
        desk.print(slip, known.append)
        assert time.monotonic() - began_s < 1.0
        desk.stop()
    assert known == [Printed.UNKNOWN]


def test_tickets_are_printed_in_the_order_they_came(tmp_path: Path) -> None:
    desk = PrintDesk(PngPrinter(tmp_path))
    known: list[tuple[int, Printed]] = []
    for n in range(20):
        desk.print(slip, partial(note, known, n))
    desk.start()
    desk.stop()
    assert known == [(n, Printed.YES) for n in range(20)]


def note(known: list[tuple[int, Printed]], n: int, printed: Printed) -> None:
    known.append((n, printed))


class Falling:
    """A printer whose driver has a fault of its own."""

    def print(self, slip: Image.Image) -> Printed:
        raise RuntimeError("the driver fell over")

    def status(self) -> PrinterStatus:
        raise RuntimeError("the driver fell over")


def test_a_driver_that_falls_over_leaves_the_ticket_unknown_and_the_desk_working() -> None:
    desk = PrintDesk(Falling(), when_status=lambda _: None)
    desk.start()
    known: list[Printed] = []
    desk.print(slip, known.append)
    desk.print(slip, known.append)
    desk.stop()
    assert known == [Printed.UNKNOWN, Printed.UNKNOWN]


def test_the_desk_tells_when_the_printer_falls_ill_and_when_it_is_well_again(tmp_path: Path) -> None:
    with machine_at(tmp_path) as machine:
        told: list[PrinterStatus] = []
        printer = NetworkPrinter("127.0.0.1", machine.port, 576)
        desk = PrintDesk(printer, when_status=told.append, watch_every_s=0.05)
        desk.start()
        for trouble, number in ((Trouble.PAPER_OUT, 2), (Trouble.NONE, 3)):
            wait_for(told, number - 1)
            machine.misbehave(trouble)
            wait_for(told, number)
        desk.stop()
    assert told == [OK, NO_PAPER, OK]


def wait_for(told: list[PrinterStatus], number: int) -> None:
    deadline_s = time.monotonic() + FEW_SECONDS
    while len(told) < number and time.monotonic() < deadline_s:
        time.sleep(0.01)
