"""The mapping file: which column of an outside log is which, and how its cells are written.

Only the shapes and their meaning stand here; mapping_file.py reads one strictly, docs/replay.md shows each
setting at work.
"""

from dataclasses import dataclass, field, fields

ISO, EPOCH_S, EPOCH_MS, EXCEL = "iso", "epoch_s", "epoch_ms", "excel"
TIME_WORDS = (ISO, EPOCH_S, EPOCH_MS, EXCEL)
DURATION_WORDS = ("seconds", "minutes", "hours", "mm:ss", "hh:mm", "hh:mm:ss")
NOTHING = ("-", "--", "null", "none", "nan", "n/a", "\\n", "0000-00-00 00:00:00")
"""Cells that are as good as empty, in lower case."""
INSTANTS, DURATIONS = ("issue", "call", "service_start", "end"), ("wait", "service")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """How the file is written."""

    encoding: str = ""
    """Such as "cp1257" or "utf-16"; empty: as the mark at its beginning says, else UTF-8."""
    delimiter: str = ""
    """Between columns; empty: the one of , ; tab and | that the header has most of."""
    quote: str = '"'
    """Round a text that holds a delimiter; empty: quotes are plain characters."""
    header_line: int = 1
    """The line with the columns' names; 0: there is none, and columns are called "#1", "#2" ..."""
    decimal: str = "."
    """Before the fraction of a number: "." or ","."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Names of columns, or "#3" for the third; a list of several is read as one text with spaces between."""

    issue: tuple[str, ...] = ()
    """When the visitor came; may be missing where a call and a wait are known."""
    call: tuple[str, ...] = ()
    service_start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    """When the counter was done; of somebody who was never called, when they left."""
    wait: tuple[str, ...] = ()
    """How long from the issue to the call, where one of these is not recorded."""
    service: tuple[str, ...] = ()
    """How long from the start of service (else the call) to the end, where the end is not recorded."""
    topic: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How times are written, unless [formats] says otherwise for one column."""

    format: tuple[str, ...] = (ISO,)
    """iso, epoch_s, epoch_ms, excel (days since 1900), or strptime's letters such as "%d.%m.%Y %H:%M"; of a
    list the first that fits."""
    durations: str = "minutes"
    """seconds, minutes, hours, mm:ss, hh:mm or hh:mm:ss."""
    date: str = ""
    """The day of a log that holds times of day only."""
    zone: str = "UTC"
    """Where the clocks stood, such as "Europe/Vilnius"."""
    day_turn: str = "03:00"
    """When one day ends and the next begins."""
    precision_min: float = 0.0
    """The times are no better than so many minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """Like [times] format, or durations, for one column."""

    issue: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    service_start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    wait: tuple[str, ...] = ()
    service: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What cells of the columns outcome and priority mean; capitals do not matter."""

    no_show: tuple[str, ...] = ("no-show", "no_show", "no show", "noshow")
    """Outcomes: called, and nobody came."""
    cancelled: tuple[str, ...] = ("cancelled", "canceled")
    """Outcomes: left before a call."""
    priority: tuple[str, ...] = ("1", "true", "yes", "priority")
    """Whoever has one of these is a priority visitor."""
    empty: tuple[str, ...] = ()
    """Cells that mean nothing, beside empty ones, "-", NULL, None, NaN, N/A, \\N and 0000-00-00 00:00:00."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """All of a mapping file."""

    file: FileForm = field(default_factory=FileForm)
    columns: Columns
    times: Times = field(default_factory=Times)
    formats: Formats = field(default_factory=Formats)
    words: Words = field(default_factory=Words)

    def formats_of(self, role: str) -> tuple[str, ...]:
        """How cells of this role are written."""
        usual = self.times.format if role in INSTANTS else (self.times.durations,)
        own: tuple[str, ...] = getattr(self.formats, role)
        return own or usual


ROLES = tuple(f.name for f in fields(Columns))
PLAIN = Mapping(columns=Columns(**{role: (role,) for role in ROLES}))
"""Without a mapping file: columns that bear the roles' own names, times as in ISO 8601."""
