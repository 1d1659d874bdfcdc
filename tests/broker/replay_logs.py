"""Made logs of outside systems, written into a folder as those systems write them."""

from pathlib import Path

from broker.replay.mapping import PLAIN
from broker.replay.mapping_file import load_mapping
from broker.replay.reading import read_file
from broker.replay.recorded import RecordedLeg, Recording


def read(folder: Path, log: str | bytes, mapping: str = "") -> Recording:
    """What is understood of a log with this mapping file; without one with none."""
    path, how = folder / "log.csv", folder / "mapping.toml"
    path.write_bytes(log if isinstance(log, bytes) else log.encode("utf-8"))
    if not mapping:
        return read_file(path, PLAIN)
    how.write_text(mapping, encoding="utf-8")
    return read_file(path, load_mapping(how))


def refusals(recording: Recording) -> list[tuple[int, str]]:
    """Lines and reasons."""
    return [(no.line, no.reason) for no in recording.refused]


def told(leg: RecordedLeg, recording: Recording) -> str:
    """A leg's local times: `08:00:00 08:05:00 08:20:00`, a dash for what is not known."""
    moments = (leg.issued_at, leg.called_at, leg.ended_at)
    return " ".join(f"{at.astimezone(recording.zone):%H:%M:%S}" if at else "-" for at in moments)


def all_told(recording: Recording) -> list[str]:
    """Of every leg."""
    return [told(leg, recording) for leg in recording.legs]
