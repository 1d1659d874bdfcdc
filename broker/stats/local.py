"""An office's time: local days and half hours, also when its clocks are changed, and now by its log. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broker.contract.events import Recorded
from broker.contract.office import Office
from broker.rules.hours import local_day

__all__ = ["day_bounds", "half_hour", "half_hours", "local_day", "now_by_log", "zone"]

HALF_HOUR = timedelta(minutes=30)


def now_by_log(newest: Recorded | None, machine: datetime) -> datetime:
    """The newest event's office time, gone on at the machine's pace: right in an office, near in a demo."""
    return newest.at + max(machine - newest.wall_at, timedelta()) if newest else machine


def zone(office: Office) -> ZoneInfo:
    """The office's time zone."""
    return ZoneInfo(office.time_zone)


def day_bounds(office: Office, day: date) -> tuple[datetime, datetime]:
    """From which moment to which (not included) a day lasts, in UTC: from one turn to the next."""
    turn = time.fromisoformat(office.day_turn)
    begins = datetime.combine(day, turn, zone(office))
    ends = datetime.combine(day + timedelta(days=1), turn, zone(office))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def half_hour(office: Office, moment: datetime) -> datetime:
    """The local beginning, given in UTC, of the half-open half hour a moment belongs to.

    In UTC, because the hour that an autumn night has twice are two hours.
    """
    local = moment.astimezone(zone(office))
    return local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0).astimezone(UTC)


def half_hours(office: Office, day: date, moments: set[datetime]) -> list[datetime]:
    """These half hours and all of the day that lie between them, in order."""
    if not moments:
        return []
    begins, ends = day_bounds(office, day)
    all_day = [half_hour(office, begins)]
    while all_day[-1] + HALF_HOUR < ends:
        all_day.append(all_day[-1] + HALF_HOUR)
    return sorted(moments | {start for start in all_day if min(moments) < start < max(moments)})
