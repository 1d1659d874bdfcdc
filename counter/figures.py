"""How figures are written on pages: the same digits as `talonas report`. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NONE = "–"
"""Where there is no figure: nobody is not 0 minutes."""
NO_BREAK = "\u00a0"
MINUS = "−"


def minutes(seconds: float | None) -> str:
    """For tables: always one digit after the point."""
    return NONE if seconds is None else _signed(f"{seconds / 60:.1f}")


def short_minutes(seconds: float | None) -> str:
    """For sentences: 9 rather than 9.0."""
    return minutes(seconds).removesuffix(".0")


def hours(seconds: float) -> str:
    """Of all counters together."""
    return f"{seconds / 3600:.1f}"


def percent(share: float | None) -> str:
    """A share of 0..1."""
    return NONE if share is None else f"{share * 100:.1f}".removesuffix(".0") + f"{NO_BREAK}%"


def clock(moment: datetime) -> str:
    """A local time of day: 9:18."""
    return f"{moment.hour}:{moment.minute:02d}"


def local_clock(moment: datetime, time_zone: str) -> str:
    """The same of a moment in UTC."""
    return clock(moment.astimezone(ZoneInfo(time_zone)))


def half_hour_later(moment: datetime) -> datetime:
    """Where a half hour ends on the clock."""
    return moment + timedelta(minutes=30)


def long_day(day: date) -> str:
    """Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
