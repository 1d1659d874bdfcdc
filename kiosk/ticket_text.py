"""The words on one ticket: from what the broker answered and the office wrote, in the visitor's language.

Pure. What it says about the time of the call is rounded so that it promises no more than is known.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from broker.contract.boards import KioskBoard
from broker.contract.estimates import Estimate
from broker.look.minutes import Saying, wait_min
from broker.look.words import Words
from kiosk import words
from kiosk.presenter import Ticket
from kiosk.slip import Fact, Note, SlipText


def slip_text(ticket: Ticket, *, language: str, hall: str, board: KioskBoard) -> SlipText:
    """All that the paper says."""
    wanted = (language, *board.languages)
    said = words.in_language(wanted)
    topic = next((row for row in board.topics if row.id == ticket.topic), None)
    bring = in_first(topic.bring, wanted[:1]) if topic else ""
    return SlipText(
        office=board.office,
        hall=in_first(board.halls.get(hall, {}), wanted),
        number=ticket.number,
        topic=in_first(topic.names, wanted) if topic else "",
        facts=tuple(_facts(ticket, said, ZoneInfo(board.time_zone))),
        notes=(
            *([Note(heading=said.say("prepare"), text=bring)] if bring else []),
            Note(heading=said.say("missed"), text=said.say("missed_do")),
        ),
        qr=ticket.follow,
        phone=Note(heading=said.say("phone"), text=said.say("phone_do")),
        order=said.say("order"),
    )


def in_first(texts: Mapping[str, str], wanted: Iterable[str]) -> str:
    """What the office wrote, in the first wanted language it wrote it in; else empty."""
    return next((texts[code] for code in wanted if texts.get(code)), "")


def wait_time(said: Words, estimate: Estimate) -> str:
    """How long it takes, as on the topic's button."""
    wait = wait_min(estimate)
    match wait.saying:
        case Saying.ROUGHLY:
            return said.say("wait_roughly", minutes=wait.mid)
        case Saying.LONG:
            return said.say("wait_long")
        case Saying.WITHIN:
            return said.say("wait_up_to", minutes=wait.high)
    return said.say("wait_range", mid=wait.mid, low=wait.low, high=wait.high)


def call_time(said: Words, estimate: Estimate, issued_at: datetime, zone: ZoneInfo) -> str:
    """When we are likely to call, as a time of day: paper does not count down."""
    wait = wait_min(estimate)
    by = _clock(issued_at, wait.high, zone)
    match wait.saying:
        case Saying.ROUGHLY:
            return said.say("call_roughly", time=by)
        case Saying.LONG:
            return said.say("call_late", time=by)
        case Saying.WITHIN:
            return said.say("call_by", time=by)
    return f"{_clock(issued_at, wait.low, zone)}–{by}"


def _facts(ticket: Ticket, said: Words, zone: ZoneInfo) -> Iterable[Fact]:
    local = ticket.issued_at.astimezone(zone)
    day = said.say("date", year=local.year, month=local.month, day=local.day)
    yield Fact(label=said.say("issued"), value=f"{day}, {_clock(ticket.issued_at, 0, zone)}")
    yield Fact(label=said.say("ahead"), value=str(ticket.people_ahead))
    if ticket.estimate is not None:
        yield Fact(label=said.say("wait"), value=wait_time(said, ticket.estimate), spare=True)
        yield Fact(label=said.say("call"), value=call_time(said, ticket.estimate, ticket.issued_at, zone))


def _clock(moment: datetime, later_min: int, zone: ZoneInfo) -> str:
    local = (moment + timedelta(minutes=later_min)).astimezone(zone)
    return f"{local.hour}:{local.minute:02}"
