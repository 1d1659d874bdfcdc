"""The forecasters that run on this machine, found where Linux lists its processes."""

from pathlib import Path

PROC = Path("/proc")


def forecasters_of(broker: int) -> list[int]:
    """Process ids of a broker's own."""
    found = (int(folder.name) for folder in PROC.iterdir() if folder.name.isdigit())
    return [pid for pid in found if _parent(pid) == broker and alive(pid)]


def alive(pid: int) -> bool:
    """It still runs, or could: what has ended and was not yet asked for its end does not."""
    state = _stat(pid)[:1]
    return b"broker.forecaster" in _read(pid, "cmdline") and state not in ([], ["Z"], ["X"])


def _parent(pid: int) -> int:
    return int((_stat(pid)[1:2] or ["0"])[0])


def _stat(pid: int) -> list[str]:
    """State, parent and so on; nothing of a process that is gone."""
    return _read(pid, "stat").rpartition(b") ")[2].decode().split()


def _read(pid: int, name: str) -> bytes:
    try:
        return (PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""
