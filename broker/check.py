"""`talonas check`: is this office.toml one that an office can be run with? Reads, says, changes nothing."""

import argparse
import sys

from broker.config import advise_on, load_office
from broker.program import OK


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing beyond --config."""


def run(args: argparse.Namespace) -> int:
    """One line when all is well, one more for each thing worth a second look; problems are raised."""
    office = load_office(args.config).office
    has = f"{len(office.topics)} topics, {len(office.counters)} counters, {len(office.devices)} devices"
    sys.stdout.write(f"{args.config} can be followed: {office.name}, {has}.\n")
    for advice in advise_on(office):
        sys.stdout.write(f"Worth a second look: {advice}\n")
    return OK
