"""From the kiosk's state and the office's board to what stands on the glass: the words are chosen here.

Pure: it reads no clock and no file; the catalogue of words comes in. Where things stand is the screens'
matter, what a touch does the presenter's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broker.contract.boards import KioskBoard
from broker.look.scene import Palette, Panel, Scene
from broker.look.words import LAST_RESORT, Words, first_known
from kiosk.presenter import KioskState, Obstacle, Screen, Ticket, obstacle
from kiosk.screens import language, message, take_ticket, topics, trouble
from kiosk.screens.language import Entrance, Language
from kiosk.screens.layout import Offer
from kiosk.screens.message import Choice, Message
from kiosk.screens.page import Page
from kiosk.screens.split import QUIET, STOPPED
from kiosk.screens.take_ticket import Receipt, Row
from kiosk.screens.trouble import Unprinted
from kiosk.screens.waits import opening_sayings, time_of_day
from kiosk.ticket_text import call_time, in_first, wait_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What does not change while the kiosk runs."""

    panel: Panel
    catalogue: Mapping[str, Words]
    hall: str = ""
    language: str = ""
    """It rests in this language; empty: in the office's first."""
    palette: Palette = "light"


def new_state(setting: Setting) -> KioskState:
    """A kiosk that has just been switched on."""
    page = Page(panel=setting.panel, words=setting.catalogue[LAST_RESORT], clock="")
    return KioskState(asks_help=page.low)


def draw(state: KioskState, board: KioskBoard | None, setting: Setting, now: datetime | None) -> Scene:
    """The whole screen. `now` is office time, None until it is known."""
    page = _page(state, board, setting, now)
    stands = obstacle(state, board, setting.hall)
    if board is None or now is None:
        return message.draw(page, _waiting_message(page, stands))
    if stands is not None:
        return message.draw(page, _obstacle_message(page, stands, board, now))
    match state.screen:
        case Screen.LANGUAGE:
            return language.draw(page, _entrance(board, setting))
        case Screen.TOPICS:
            return topics.draw(page, _offer(state, page, board, setting, now))
        case Screen.TICKET if state.ticket is not None:
            return take_ticket.draw(page, _receipt(page, state, state.ticket, board))
        case Screen.TROUBLE if state.ticket is not None:
            return trouble.draw(page, _unprinted(page, state, state.ticket, board))
        case screen:
            return message.draw(page, _message(page, state, screen))


def languages_of(board: KioskBoard, setting: Setting) -> tuple[str, ...]:
    """The office's languages that the kiosk can speak, the one it rests in first."""
    spoken = [code for code in board.languages if code in setting.catalogue] or ["en"]
    return tuple(sorted(spoken, key=lambda code: code != setting.language))


def _page(state: KioskState, board: KioskBoard | None, setting: Setting, now: datetime | None) -> Page:
    zone = ZoneInfo(board.time_zone) if board else None
    resting = languages_of(board, setting) if board else (setting.language,)
    return Page(
        panel=setting.panel,
        words=first_known(setting.catalogue, (state.language, *resting)),
        clock=time_of_day(now.astimezone(zone)) if now and zone else "",
        pressed=state.pressed,
        person_coming=state.person_coming,
        person_out_of_reach=state.person_unheard or not state.connected,
        printer_down=state.printer_down,
        palette=setting.palette,
    )


# -- one page each


def _entrance(board: KioskBoard, setting: Setting) -> Entrance:
    codes = languages_of(board, setting)
    return Entrance(
        office=board.office,
        hall=in_first(board.halls.get(setting.hall, {}), codes),
        languages=tuple(
            Language(
                code=code,
                name=setting.catalogue[code].say("name"),
                take_a_ticket=setting.catalogue[code].say("take_a_ticket"),
                choose=setting.catalogue[code].say("choose_language"),
            )
            for code in codes
        ),
    )


def _offer(state: KioskState, page: Page, board: KioskBoard, setting: Setting, now: datetime) -> Offer:
    codes = languages_of(board, setting)
    code = state.language if state.language in codes else codes[0]
    return Offer(
        topics=board.topics,
        language=code,
        office_languages=board.languages,
        language_name=page.say("name"),
        page=state.page,
        help_wanted=state.help_wanted,
        now=now,
        zone=ZoneInfo(board.time_zone),
    )


def _receipt(page: Page, state: KioskState, ticket: Ticket, board: KioskBoard) -> Receipt:
    bring = _topic_text(board, ticket.topic, state.language, "bring")
    rows = (
        *_when(page, ticket, board),
        Row(label=page.say("ahead"), value=str(ticket.people_ahead)),
        *((Row(label=page.say("prepare"), value=bring),) if bring else ()),
    )
    topic = _topic_text(board, ticket.topic, state.language, "names")
    return Receipt(number=ticket.number, topic=topic, rows=rows, proven=state.proven)


def _when(page: Page, ticket: Ticket, board: KioskBoard) -> tuple[Row, ...]:
    """The same words as on the paper; none where nothing is known."""
    if ticket.estimate is None:
        return ()
    call = call_time(page.words, ticket.estimate, ticket.issued_at, ZoneInfo(board.time_zone))
    return (
        Row(label=page.say("call"), value=call),
        Row(label=page.say("wait"), value=wait_time(page.words, ticket.estimate)),
    )


def _unprinted(page: Page, state: KioskState, ticket: Ticket, board: KioskBoard) -> Unprinted:
    topic = _topic_text(board, ticket.topic, state.language, "names")
    call = " ".join(f"{row.label} {row.value}" for row in _when(page, ticket, board)[:1])
    return Unprinted(number=ticket.number, topic=topic, call=call, follow=ticket.follow)


def _topic_text(board: KioskBoard, topic_id: str, code: str, texts: str) -> str:
    topic = next((topic for topic in board.topics if topic.id == topic_id), None)
    if topic is None:
        return ""
    return in_first(topic.bring if texts == "bring" else topic.names, (code, *board.languages))


# -- pages that say one thing


def _waiting_message(page: Page, stands: Obstacle | None) -> Message:
    """Nothing is known of the office yet."""
    if stands is Obstacle.NO_CONNECTION:
        return _sentence(page, "no_connection", icon="clock_struck_out", stopped=True)
    return _sentence(page, "one_moment", icon="clock", stopped=False)


def _obstacle_message(page: Page, stands: Obstacle, board: KioskBoard, now: datetime) -> Message:
    match stands:
        case Obstacle.NO_CONNECTION | Obstacle.STARTING:
            return _waiting_message(page, stands)
        case Obstacle.SUSPENDED:
            return _sentence(page, "suspended", icon="pause", stopped=True, more=page.say("tickets_hold"))
        case Obstacle.CLOSED:
            openings = [topic.opens_at for topic in board.topics if topic.opens_at is not None]
            zone = ZoneInfo(board.time_zone)
            _, opens, *_ = (*opening_sayings(page.words, min(openings), now, zone),) if openings else ("", "")
            opens = opens[:1].upper() + opens[1:] + "." if opens else ""
            return _sentence(page, "office_closed", icon="closed", stopped=True, more=opens)


def _message(page: Page, state: KioskState, screen: Screen) -> Message:
    match screen:
        case Screen.HELP:
            return Message(
                icon="wheelchair",
                paint=QUIET,
                title=page.say("help_question"),
                choices=(
                    Choice(action="answer:no", label=page.say("no"), icon="arrow", main=True),
                    Choice(action="answer:yes", label=page.say("yes"), icon="check"),
                ),
            )
        case Screen.MORE_TIME:
            go_on = Choice(action="go_on", label=page.say("go_on"), icon="check", main=True)
            return Message(icon="clock", paint=QUIET, title=page.say("more_time"), choices=(go_on,))
        case Screen.REFUSED:
            back = Choice(action="back", label=page.say("back"), icon="arrow_back", main=True)
            return _sentence(page, "refused", icon="closed", stopped=True, choices=(back,))
        case Screen.ASKING:
            slow = page.say("takes_longer") if state.slow else ""
            return _sentence(page, "one_moment", icon="clock", stopped=False, more=slow)
        case _:
            return _sentence(page, "printing", icon="printer", stopped=False)


def _sentence(
    page: Page, key: str, *, icon: str, stopped: bool, more: str = "", choices: tuple[Choice, ...] = ()
) -> Message:
    """The first sentence large, the rest under it."""
    title, dot, rest = page.say(key).partition(". ")
    return Message(
        icon=icon,
        paint=STOPPED if stopped else QUIET,
        title=title + dot.strip(),
        text=" ".join(text for text in (rest, more) if text),
        choices=choices,
        person=stopped and page.clock != "" and key != "no_connection",
    )
