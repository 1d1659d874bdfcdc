"""Advice on a configuration that works but may confuse: said by `talonas check`, nothing is refused."""

from broker.contract.numbering import CONFUSING_LETTERS, CYRILLIC_LOOKALIKES
from broker.contract.office import Office, Topic

CYRILLIC = frozenset(("ru", "uk", "be", "bg"))
"""Languages written in Cyrillic."""


def advise_on(office: Office) -> tuple[str, ...]:
    """One sentence for each thing worth a second look."""
    cyrillic = bool(CYRILLIC.intersection(office.languages))
    letters = [_letter(topic, cyrillic=cyrillic) for topic in office.topics]
    return tuple(filter(None, [*letters, *_unserved(office), _no_duty(office)]))


def _letter(topic: Topic, *, cyrillic: bool) -> str:
    if CONFUSING_LETTERS.intersection(topic.letter):
        return f'Topic "{topic.id}": {topic.letter} is easily mistaken for a figure or another letter.'
    if cyrillic and CYRILLIC_LOOKALIKES.intersection(topic.letter):
        return f'Topic "{topic.id}": {topic.letter} is another sound to those who read Cyrillic.'
    return ""


def _unserved(office: Office) -> list[str]:
    served = {skill for counter in office.counters for skill in counter.skills}
    return [
        f'Topic "{topic.id}": no counter has it among its skills; its visitors go to the duty counter.'
        for topic in office.topics
        if topic.id not in served
    ]


def _no_duty(office: Office) -> str:
    if any(counter.duty for counter in office.counters):
        return ""
    return "No counter is on duty: a topic without an open counter waits for one to open."
