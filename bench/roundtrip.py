"""How long a ticket takes: kiosk, MQTT, decided and durable, MQTT, kiosk; beside the machine's own floor.

One connection asks and hears the answer, because that is where Nagle's algorithm once cost 44 ms. The floor
is taken between the real rounds: two bare QoS 1 hops between two clients, and one bare durable commit.
"""

import argparse
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bench._bare import Bare
from broker import program
from broker.contract.commands import TakeTicket
from broker.link import Link
from broker.mqtt import free_port

SERVERS = ("mosquitto", "embedded")
HOST = "127.0.0.1"
PATIENCE_S = 30.0
WARM_UP = 20
ROW = "x" * 600
"""About the size of an event and its reply in the log."""

OFFICE = """
[office]
id = "bench"
name = "Benchmark"
time_zone = "UTC"
languages = ["en"]

[[halls]]
id = "main"
names = {{ en = "Main hall" }}

[[topics]]
id = "any"
letter = "A"
names = {{ en = "Anything" }}

[[counters]]
number = 1
hall = "main"
skills = ["any"]

[[devices]]
id = "kiosk-1"
kind = "kiosk"
hall = "main"

[mqtt]
server = "{server}"
port = {port}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """One server's figures; times in milliseconds of the machine."""

    server: str
    floor_p50_ms: float
    p50_ms: float
    p99_ms: float
    ratio_p50: float
    """How many floors a real round trip costs."""
    rounds: int


def main() -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="scripts/bench roundtrip", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each server")
    parser.add_argument("--rounds", type=int, default=400, help="tickets for each server (default: 400)")
    parser.add_argument("--server", choices=SERVERS, help="only this one")
    parser.add_argument("--folder", type=Path, help="measure the disk this folder is on (default: /tmp's)")
    args = parser.parse_args()
    program.start_logging(parser.prog)
    if not args.json:
        print("server      floor p50 ms   p50 ms   p99 ms   ratio p50")
    for server in [args.server] if args.server else SERVERS:
        figures = measure(server, args.rounds, args.folder)
        print(json.dumps(asdict(figures)) if args.json else _row(figures), flush=True)
    return program.OK


def measure(server: str, rounds: int, folder: Path | None) -> RoundTrip:
    """Start the real broker, and take floor and real round trip in turn."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="talonas-bench-", dir=folder)))
        port = stack.enter_context(_broker(server, place))
        real = _ticket_taker(stack, port)
        floor = _floor(stack, port, place / "floor.db")
        for _ in range(WARM_UP):
            real(), floor()
        pairs = [(_took_ms(floor), _took_ms(real)) for _ in range(rounds)]
    floor_p50, real_p50 = (statistics.median(times) for times in zip(*pairs, strict=True))
    p99 = statistics.quantiles((took for _, took in pairs), n=100)[98]
    return RoundTrip(
        server=server,
        floor_p50_ms=round(floor_p50, 3),
        p50_ms=round(real_p50, 3),
        p99_ms=round(p99, 3),
        ratio_p50=round(real_p50 / floor_p50, 2),
        rounds=rounds,
    )


@contextmanager
def _broker(server: str, place: Path) -> Iterator[int]:
    """`talonas run` as a process, with the MQTT server it starts; yields the port."""
    port, config, said = free_port(), place / "office.toml", place / "broker.log"
    config.write_text(OFFICE.format(server=server, port=port))
    command = [sys.executable, "-m", "broker", "run", "--config", str(config)]
    with said.open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            yield port
        except BaseException:
            print(said.read_text(), file=sys.stderr)
            raise
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_S)
            process.kill()


def _ticket_taker(stack: ExitStack, port: int) -> Callable[[], None]:
    kiosk = Link("bench", "kiosk-1", HOST, port)
    kiosk.start()
    stack.callback(kiosk.stop)

    def take() -> None:
        command = TakeTicket(id=kiosk.new_id(), device=kiosk.device, topic="any", language="en")
        reply = kiosk.ask(command, again_every_s=PATIENCE_S / 3).result(PATIENCE_S)
        if not reply.accepted:
            raise RuntimeError(f"no ticket: {reply.reason}")

    take()
    return take


def _floor(stack: ExitStack, port: int, path: Path) -> Callable[[], None]:
    asker = stack.enter_context(Bare(HOST, port, "bench-asker"))
    answerer = stack.enter_context(Bare(HOST, port, "bench-answerer"))
    asker.subscribe("bench/answer")
    answerer.subscribe("bench/ask")
    log = sqlite3.connect(path, isolation_level=None)
    stack.callback(log.close)
    for line in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE log (row TEXT)"):
        log.execute(line)

    def hop_commit_hop() -> None:
        asker.publish("bench/ask", ROW[:200].encode())
        answerer.receive()
        log.execute("INSERT INTO log VALUES (?)", (ROW,))
        answerer.publish("bench/answer", ROW[:200].encode())
        asker.receive()

    return hop_commit_hop


def _took_ms(step: Callable[[], None]) -> float:
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000


def _row(figures: RoundTrip) -> str:
    return (
        f"{figures.server:<11} {figures.floor_p50_ms:>12.2f} {figures.p50_ms:>8.2f} "
        f"{figures.p99_ms:>8.2f} {figures.ratio_p50:>11.1f}"
    )


if __name__ == "__main__":
    sys.exit(program.run(main))
