"""What must hold between the settings of a file: ids match, letters differ, times are times.

Pure but for the list of time zones of this machine. Taste (a letter that is easily misread) is advice.py.
"""

import difflib
import re
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from broker.config.shape import Problems, inside, meant
from broker.contract.numbering import LAST_SHORT, OFFLINE
from broker.contract.office import RULES, WEEKDAYS, Counter, Hours, Office, Peak, Topic
from broker.contract.office import Device as KnownDevice

LONGEST_NAME = 30
"""Characters of a topic's name: what one kiosk button holds in two lines."""
LONGEST_S = 86_400
"""No duration is longer than a day: numbers and queues begin anew."""
MANY = 1000
"""Of calls."""
LAST_PORT = 65_535
KINDS = ("kiosk", "display", "counter", "keypad")

_ID = re.compile(r"[a-z0-9-]{1,32}")
_LETTER = re.compile(r"[A-Z]{1,2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def check_office(office: Office, problems: Problems) -> None:
    """Adds everything that cannot be followed."""
    _check_head(office, problems)
    for section, things in (("halls", office.halls), ("topics", office.topics), ("devices", office.devices)):
        _check_ids(section, things, problems)
    _check_hours(office.hours, "[hours]", problems)
    _check_topics(office, problems)
    _check_counters(office, problems)
    _check_devices(office, problems)
    _check_rules(office, problems)
    _check_breaks(office, problems)
    _check_peaks(office, problems)


def check_id(value: str, place: str, problems: Problems) -> None:
    """Ids are parts of MQTT topics and of file names."""
    if not _ID.fullmatch(value):
        problems.add(place, f'"{value}" must be 1 to 32 of a-z, 0-9 and "-".')


def check_known(value: str, known: Sequence[str], place: str, problems: Problems) -> None:
    """One of a list, or a hint at which was meant."""
    if value not in known:
        problems.add(place, f'"{value}" is not known{meant(value, known)}')


def check_range(value: int, low: int, high: int, place: str, problems: Problems) -> None:
    """Both ends included."""
    if not low <= value <= high:
        problems.add(place, f"must be from {low} to {high}, not {value}.")


def check_port(port: int, place: str, problems: Problems, *, any_free: bool = False) -> None:
    """A port of TCP; 0 means any free one where nobody else has to know it."""
    check_range(port, 0 if any_free else 1, LAST_PORT, place, problems)


def _check_head(office: Office, problems: Problems) -> None:
    check_id(office.id, "[office] id", problems)
    _check_time_zone(office.time_zone, problems)
    if not office.languages:
        problems.add("[office] languages", 'must name at least one, such as ["lt"].')
    if not _TIME.fullmatch(office.day_turn):
        problems.add("[office] day_turn", f'"{office.day_turn}" must be a time such as "03:00".')
    for section in ("halls", "topics", "counters", "devices"):
        if not getattr(office, section):
            problems.add(f"[[{section}]]", "there must be at least one.")


def _check_time_zone(name: str, problems: Problems) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(name, available_timezones(), n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ', such as "Europe/Vilnius".'
        problems.add("[office] time_zone", f'"{name}" is no time zone{hint}')


def _check_ids(section: str, things: Iterable[_Named], problems: Problems) -> None:
    seen: set[str] = set()
    for n, thing in enumerate(things, 1):
        place = f"[[{section}]] no. {n}, id"
        check_id(thing.id, place, problems)
        if thing.id in seen:
            problems.add(place, f'"{thing.id}" is there twice.')
        seen.add(thing.id)


def _check_hours(hours: Iterable[Hours], place: str, problems: Problems) -> None:
    for span in hours:
        where = inside(place, span.weekday)
        if span.weekday not in WEEKDAYS:
            problems.add(place, f'there is no weekday "{span.weekday}"{meant(span.weekday, WEEKDAYS)}')
        elif not (_TIME.fullmatch(span.opens) and _TIME.fullmatch(span.closes)):
            problems.add(where, f'"{span.opens}-{span.closes}" must be two times such as "08:00-17:00".')
        elif span.opens >= span.closes:
            problems.add(where, f"{span.opens} must be before {span.closes}.")


def _check_topics(office: Office, problems: Problems) -> None:
    letters = Tally(topic.letter for topic in office.topics)
    for n, topic in enumerate(office.topics, 1):
        place = f'[[topics]] no. {n} ("{topic.id}")'
        _check_letter(topic, letters[topic.letter], place, problems)
        _check_names(office, topic, place, problems)
        _check_hours(topic.hours, inside(place, "hours"), problems)
        if topic.share < 0:
            problems.add(inside(place, "share"), "must not be less than 0.")
        for name in ("wait_target_s", "service_target_s"):
            check_range(getattr(topic, name), 1, LONGEST_S, inside(place, name), problems)
        check_range(topic.first_number, 1, LAST_SHORT, inside(place, "first_number"), problems)
    if office.topics and not any(topic.share for topic in office.topics):
        problems.add("[[topics]]", "at least one topic needs a share of more than 0.")


def _check_letter(topic: Topic, times: int, place: str, problems: Problems) -> None:
    if not _LETTER.fullmatch(topic.letter):
        problems.add(inside(place, "letter"), f'"{topic.letter}" must be one or two capital letters A to Z.')
    elif times > 1:
        problems.add(inside(place, "letter"), f'{times} topics have "{topic.letter}"; each needs its own.')


def _check_names(office: Office, topic: Topic, place: str, problems: Problems) -> None:
    for language in office.languages:
        if language not in topic.names:
            problems.add(inside(place, "names"), f'the name in "{language}" is missing.')
    for language, name in topic.names.items():
        if not name:
            problems.add(inside(place, "names"), f'the name in "{language}" is empty.')
        elif len(name) > LONGEST_NAME:
            said = f'"{name}" ({language}) has {len(name)} characters; at most {LONGEST_NAME}.'
            problems.add(inside(place, "names"), said)


def _check_counters(office: Office, problems: Problems) -> None:
    halls, topics = [hall.id for hall in office.halls], [topic.id for topic in office.topics]
    numbers = Tally(counter.number for counter in office.counters)
    for n, counter in enumerate(office.counters, 1):
        place = f"[[counters]] no. {n}"
        if counter.number < 1:
            problems.add(inside(place, "number"), "must be 1 or more.")
        if numbers[counter.number] > 1:
            problems.add(inside(place, "number"), f"{counter.number} is there more than once.")
        check_known(counter.hall, halls, inside(place, "hall"), problems)
        _check_skills(counter, topics, place, problems)


def _check_skills(counter: Counter, topics: Sequence[str], place: str, problems: Problems) -> None:
    for skill in counter.skills:
        check_known(skill, topics, inside(place, "skills"), problems)
    if not counter.skills and not counter.duty:
        problems.add(inside(place, "skills"), "a counter that is not on duty needs at least one topic.")


def _check_devices(office: Office, problems: Problems) -> None:
    halls = [hall.id for hall in office.halls]
    taken: dict[int, str] = {}
    for n, device in enumerate(office.devices, 1):
        place = f'[[devices]] no. {n} ("{device.id}")'
        check_known(device.kind, KINDS, inside(place, "kind"), problems)
        if device.hall or device.kind in ("kiosk", "display"):
            check_known(device.hall, halls, inside(place, "hall"), problems)
        _check_block(device, taken, place, problems)


def _check_block(device: KnownDevice, taken: dict[int, str], place: str, problems: Problems) -> None:
    first, last = device.offline_from, device.offline_to
    if (first, last) == (0, 0):
        return
    if first not in OFFLINE or last not in OFFLINE or first > last:
        problems.add(place, f"its offline block {first} to {last} must lie within 901 to 999.")
        return
    for figure in range(first, last + 1):
        if figure in taken:
            problems.add(place, f'its offline block overlaps that of "{taken[figure]}" at {figure}.')
            return
        taken[figure] = device.id


def _check_rules(office: Office, problems: Problems) -> None:
    check_known(office.routing.rule, RULES, "[routing] rule", problems)
    if not 3 <= office.routing.priority_weight <= 8:
        problems.add("[routing] priority_weight", "must be from 3 to 8.")
    if not 0 <= office.goal_over_share <= 1:
        problems.add("[office] goal_over_share", "must be from 0 to 1; 0.02 is 2 per cent.")
    for name in ("recall_limit", "no_show_after_s", "undo_s", "put_back_calls", "put_back_s"):
        most = LONGEST_S if name.endswith("_s") else MANY
        check_range(getattr(office.calling, name), 0, most, f"[calling] {name}", problems)


def _check_breaks(office: Office, problems: Problems) -> None:
    rules, place = office.breaks, "[breaks]"
    for name in ("earliest", "latest"):
        if not _TIME.fullmatch(getattr(rules, name)):
            problems.add(f"{place} {name}", f'"{getattr(rules, name)}" must be a time such as "11:00".')
            return
    check_range(rules.minutes, 5, 240, f"{place} minutes", problems)
    room_min = minute_of(rules.latest) - minute_of(rules.earliest)
    if room_min < rules.minutes:
        problems.add(place, f"a break of {rules.minutes} min does not fit in {max(0, room_min)} min.")
    check_range(rules.at_once, 0, MANY, f"{place} at_once", problems)
    for number in rules.order:
        if office.counter(number) is None:
            problems.add(f"{place} order", f"there is no counter {number}.")


def minute_of(time: str) -> int:
    """Of a time "HH:MM", counted from midnight."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _check_peaks(office: Office, problems: Problems) -> None:
    topics = [topic.id for topic in office.topics]
    for n, peak in enumerate(office.peaks, 1):
        place = f'[[peaks]] no. {n} ("{peak.name}")'
        _check_days(peak, place, problems)
        if not 0 <= peak.factor <= 10:
            problems.add(inside(place, "factor"), "must be from 0 to 10; 1 is as usual.")
        check_range(peak.counters_away, 0, len(office.counters), inside(place, "counters_away"), problems)
        for topic in peak.topics:
            check_known(topic, topics, inside(place, "topics"), problems)


def _check_days(peak: Peak, place: str, problems: Problems) -> None:
    for name in ("first", "last"):
        try:
            date.fromisoformat(getattr(peak, name))
        except ValueError:
            problems.add(inside(place, name), f'"{getattr(peak, name)}" must be a day such as "2027-03-01".')
            return
    if date.fromisoformat(peak.first) > date.fromisoformat(peak.last):
        problems.add(place, f"{peak.first} must not be after {peak.last}.")
