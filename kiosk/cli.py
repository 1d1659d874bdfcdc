"""`talonas-kiosk`: the kiosk as a program, with its screen or headless. Only options stand here."""

import argparse
import sys
from pathlib import Path

from broker import program
from broker.config import Device, load_device
from broker.contract.errors import Misconfigured

PROG = "talonas-kiosk"


def main() -> int:
    """Entry point of the command."""
    return program.run(_command)


def _command() -> int:
    options = _options()
    program.start_logging(PROG)
    if options.config is None:
        raise Misconfigured("Say which kiosk this is: --config device.toml")
    device = load_device(options.config)
    return _headless(device, options.touches) if options.headless else _screen(device)


def _options() -> argparse.Namespace:
    parser = program.parser(PROG, "The kiosk: it gives tickets and prints them.")
    parser.add_argument("--headless", action="store_true", help="no screen: touches come from --touches")
    parser.add_argument(
        "--touches",
        metavar="PATH",
        help="with --headless: one touch a line, TOPIC [LANGUAGE] [priority]; - is the standard input",
    )
    options = parser.parse_args()
    if options.headless != (options.touches is not None):
        parser.error("--headless and --touches PATH belong together")
    return options


def _headless(device: Device, touches: str) -> int:
    from kiosk import headless

    if touches == "-":
        return headless.run(device, sys.stdin, sys.stdout)
    try:
        lines = Path(touches).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Misconfigured(f"{touches} cannot be read: {error.strerror}.") from error
    return headless.run(device, lines, sys.stdout)


def _screen(device: Device) -> int:
    from kiosk import app

    return app.run(device)
