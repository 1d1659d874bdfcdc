"""One row of an outside log as a leg, or the reason why it is refused.

A row is looked at alone, apart from repeats of an earlier one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from broker.replay.cells import Unreadable, duration_s, label, moment, overnight
from broker.replay.mapping import NOTHING
from broker.replay.mapping import Mapping as HowToRead
from broker.replay.recorded import RecordedLeg, Refused
from broker.replay.table import Row

LONGEST: Final = timedelta(days=1)
"""Nobody waits or is served for longer: two rows were mixed up, or two formats."""
AGREE: Final = timedelta(seconds=60)
"""A wait that is recorded beside issue and call may be rounded by so much."""


class _RowRefused(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class RowReader:
    """Knows the mapping and where its columns are."""

    mapping: HowToRead
    columns: Mapping[str, tuple[int, ...]]
    """Role to the places of its columns."""

    def legs(self, rows: Sequence[Row], header: Row) -> tuple[list[RecordedLeg], list[Refused]]:
        """Those that can be followed, and the others."""
        legs, refused, seen = list[RecordedLeg](), list[Refused](), dict[tuple[str, ...], int]()
        for row in rows:
            try:
                self._check_cells(row, header)
                leg = self._leg(row)
                self._check_repeat(leg, row, seen)
            except _RowRefused as no:
                refused.append(Refused(line=row.line, reason=no.reason, detail=no.detail))
            else:
                legs.append(leg)
        return legs, refused

    def _check_cells(self, row: Row, header: Row) -> None:
        count = len(header.cells)
        if row.cells == header.cells:
            raise _RowRefused("the header again")
        needed = 1 + max(place for places in self.columns.values() for place in places)
        if len(row.cells) < needed:
            raise _RowRefused("the line is too short", f"{len(row.cells)} of {count} columns")
        if any(row.cells[count:]):
            raise _RowRefused("the line is too long", f"{len(row.cells)} instead of {count} columns")

    def _check_repeat(self, leg: RecordedLeg, row: Row, seen: dict[tuple[str, ...], int]) -> None:
        """Without a number two equal rows may be two people, unless one counter called both at once."""
        if leg.number:
            key: tuple[str, ...] = (leg.number, leg.topic, leg.issued_at.isoformat())
        elif leg.counter and leg.called_at:
            key = row.cells
        else:
            return
        if key in seen:
            raise _RowRefused("a repeat of an earlier line", f"line {seen[key]}")
        seen[key] = row.line

    def _text(self, role: str, row: Row) -> str:
        """Empty: the log does not say."""
        empty = (*NOTHING, *(word.casefold() for word in self.mapping.words.empty))
        cells = [row.cells[place] for place in self.columns.get(role, ())]
        if any(not cell or cell.casefold() in empty for cell in cells):
            return ""
        text = " ".join(cells)
        return "" if text.casefold() in empty else text

    def _means(self, role: str, row: Row, words: Iterable[str]) -> bool:
        return self._text(role, row).casefold() in {word.casefold() for word in words}

    def _leg(self, row: Row) -> RecordedLeg:
        topic, words = self._text("topic", row), self.mapping.words
        if not topic:
            raise _RowRefused("it names no topic")
        gone = self._means("outcome", row, words.cancelled)
        issue, call, end = self._times(row, gone)
        return RecordedLeg(
            line=row.line,
            visit=str(row.line),
            number=label(self._text("number", row)),
            topic=topic,
            priority=self._means("priority", row, words.priority),
            issued_at=issue,
            entered_at=issue,
            called_at=call,
            ended_at=end if call else None,
            left_at=None if call else end,
            counter=label(self._text("counter", row)),
            came=not (gone or self._means("outcome", row, words.no_show)),
        )

    # -- the times of a row

    def _times(self, row: Row, gone: bool) -> tuple[datetime, datetime | None, datetime | None]:
        """Issue, call and end, from what the row has of them; of one never called the end is the leaving.

        A duration stands in only for a column that the log does not have: where it has one, an empty cell
        means that nothing of the kind happened.
        """
        issue, wait, service = (
            self._instant("issue", row, None),
            self._span("wait", row),
            self._span("service", row),
        )
        call = self._instant("call", row, issue)
        start = self._instant("service_start", row, call or issue)
        end = self._instant("end", row, start or call or issue)
        call = call or start
        if issue is None and call and wait is not None:
            issue = call - wait
        if issue is None:
            raise _RowRefused("it does not say when the visitor came")
        self._check_order(issue, call, start, end, wait)
        if call is None and wait is not None and "call" not in self.columns:
            call, end = (None, end or issue + wait) if gone else (issue + wait, end)
        if call is None and end and service is not None and "call" not in self.columns and not gone:
            call = max(issue, end - service)
        if call and end is None and service is not None:
            end = (start or call) + service
        return issue, call and max(issue, call), end

    def _instant(self, role: str, row: Row, after: datetime | None) -> datetime | None:
        """`after` is the time before it in the same row."""
        text, times = self._text(role, row), self.mapping.times
        if not text:
            return None
        zone = ZoneInfo(times.zone)
        day = date.fromisoformat(times.date) if times.date else None
        day = after.astimezone(zone).date() if after else day
        try:
            found = moment(text, self.mapping.formats_of(role), self.mapping.file.decimal, zone, day, after)
        except Unreadable as error:
            raise _RowRefused(f"its {role} is unreadable", str(error)) from error
        shared = set(self.columns[role]).intersection(self.columns.get("issue", ()))
        return overnight(found, after) if shared else found

    def _span(self, role: str, row: Row) -> timedelta | None:
        text = self._text(role, row)
        if not text:
            return None
        try:
            seconds = duration_s(text, self.mapping.formats_of(role), self.mapping.file.decimal)
        except Unreadable as error:
            raise _RowRefused(f"its {role} is unreadable", str(error)) from error
        if seconds < 0:
            raise _RowRefused(f"its {role} is less than nothing", text)
        if seconds > LONGEST.total_seconds():
            raise _RowRefused(f"its {role} is longer than a day", text)
        return timedelta(seconds=seconds)

    def _check_order(
        self,
        issue: datetime,
        call: datetime | None,
        start: datetime | None,
        end: datetime | None,
        wait: timedelta | None,
    ) -> None:
        """Each no earlier than the one before it, as far as the log's precision goes, and within a day."""
        slack = timedelta(minutes=self.mapping.times.precision_min)
        happened = [(name, at) for name, at in (("call", call), ("service_start", start), ("end", end)) if at]
        before_name, before = "issue", issue
        for name, at in happened:
            if at < before - slack:
                raise _RowRefused(
                    f"its {name} is before its {before_name}", f"{_clock(at, self)}, {_clock(before, self)}"
                )
            if at > before + LONGEST:
                raise _RowRefused(f"its {name} is more than a day after its {before_name}")
            before_name, before = name, at
        if call and wait is not None and abs(issue + wait - call) > AGREE + slack:
            raise _RowRefused("its wait is not the time from its issue to its call")


def _clock(at: datetime, reader: RowReader) -> str:
    return f"{at.astimezone(ZoneInfo(reader.mapping.times.zone)):%H:%M:%S}"
