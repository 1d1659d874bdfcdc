"""Turns a recorded day into an office of today: configuration, visitors and a plan for the counters. Pure.

Every topic has counters of its own, numbered one topic after another, as many as were ever open at once.
"""

from bisect import bisect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broker.config import Mqtt, OfficeFile, Web
from broker.contract.numbering import split
from broker.contract.office import Counter, Device, Hall, Office, Topic
from broker.contract.terms import CounterState
from broker.demo.lobby import Lobby
from broker.demo.plan import Plan, Touch
from broker.demo.recorded import SERVICE_CV, ZONE, RecordedDay, RecordedTopic, Snapshot
from broker.demo.staff import Manners
from broker.public import Nature, steady

LANGUAGE = "pl"
HALL = "main"


def office_of(day: RecordedDay) -> OfficeFile:
    """An office with the recorded topics, letters, first numbers and counters; always open."""
    office = Office(
        id="warsaw",
        name="Urząd dzielnicy",
        time_zone=ZONE.key,
        languages=(LANGUAGE,),
        halls=(Hall(id=HALL, names={LANGUAGE: "Sala obsługi"}),),
        topics=tuple(_topic(topic) for topic in day.topics),
        counters=tuple(
            Counter(number=number, hall=HALL, skills=(topic.id,), languages=(LANGUAGE,))
            for number, (topic, _) in seats(day).items()
        ),
        devices=(
            Device(id="kiosk-1", kind="kiosk", hall=HALL, offline_from=901, offline_to=950),
            Device(id="kiosk-2", kind="kiosk", hall=HALL, offline_from=951, offline_to=999),
            Device(id="lobby-1", kind="display", hall=HALL),
            Device(id="counter-web", kind="counter"),
        ),
    )
    return OfficeFile(office=office, mqtt=Mqtt(server="embedded"), log_path=Path("talonas.db"), web=Web())


def _topic(topic: RecordedTopic) -> Topic:
    return Topic(
        id=topic.id,
        letter=topic.letter,
        names={LANGUAGE: topic.name},
        share=len(topic.tickets),
        first_number=topic.tickets[0].number,
    )


def seats(day: RecordedDay) -> dict[int, tuple[RecordedTopic, int]]:
    """Counter number to its topic, and the how-manieth of that topic it is (from 1)."""
    places = [(topic, nth) for topic in day.topics for nth in range(1, topic.counters + 1)]
    return dict(enumerate(places, start=1))


def natures(day: RecordedDay, seed: int) -> Callable[[str], Nature]:
    """Everybody waits and comes; services are lognormal round the topic's mean."""
    means_s = {topic.letter: topic.mean_service_s for topic in day.topics}
    return lambda number: steady(number, means_s[split(number)[0]], SERVICE_CV, seed)


def plan_replay(day: RecordedDay, seed: int) -> Plan:
    """Every ticket at its recorded instant, counters as recorded, everybody served."""
    places = seats(day)
    first_of = {topic.letter: number for number, (topic, nth) in places.items() if nth == 1}

    def wanted(counter: int, now: datetime, lobby: Lobby) -> bool:
        topic, nth = places[counter]
        is_open = lobby.place(first_of[topic.letter]).state is not CounterState.CLOSED
        return counter_wanted(topic, nth, now, waiting=lobby.waiting(topic.id), is_open=is_open)

    touches = tuple(
        Touch(at=ticket.issued_at.astimezone(UTC), line=f"{topic.id} {LANGUAGE}")
        for topic, ticket in day.tickets
    )
    changes = {snapshot.at.astimezone(UTC) for topic in day.topics for snapshot in topic.snapshots}
    return Plan(
        base=office_of(day),
        opens_at=min(*changes, touches[0].at),
        touches=touches,
        manners=Manners(nature=natures(day, seed), walk_within_service=True, breath=timedelta()),
        wanted=wanted,
        changes=tuple(sorted(changes)),
        may_begin_late=False,
    )


def counter_wanted(topic: RecordedTopic, nth: int, now: datetime, *, waiting: int, is_open: bool) -> bool:
    """Whether the nth counter of a topic should be open; `is_open` is the first one's state.

    As recorded; beyond that the first stays until its queue is empty, and serves whoever comes after the
    last recorded counter has closed.
    """
    at = bisect(topic.snapshots, now, key=_at)
    open_now = topic.snapshots[at - 1].counters_open if at else 0
    if nth <= open_now:
        return True
    later = any(snapshot.counters_open for snapshot in topic.snapshots[at:])
    return nth == 1 and waiting > 0 and (is_open or not later)


def _at(snapshot: Snapshot) -> datetime:
    return snapshot.at
