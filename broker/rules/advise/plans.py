"""Break plans that an office could try: the present one moved, or dealt out anew. Plain Python.

Everything yielded keeps to the office's own rules for breaks.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from broker.contract.estimates import PlannedBreak
from broker.contract.office import Office
from broker.rules.advise.rests import Wave, seconds
from broker.rules.breaks import at_once, trouble_with

Plan = tuple[PlannedBreak, ...]

STEP_MIN = 15
_DAY_MIN = 24 * 60


def present_plan(office: Office, in_force: Mapping[int, PlannedBreak], waves: Mapping[int, Wave]) -> Plan:
    """What is planned, and when the others usually go."""
    usual = {number: _planned(number, wave.begins_min, office) for number, wave in waves.items()}
    return tuple(plan for _, plan in sorted({**usual, **in_force}.items()))


def moved_plans(plan: Plan, office: Office) -> Iterator[Plan]:
    """All breaks earlier or later by the same time."""
    if not plan:
        return
    first, last = minutes(min(one.begins for one in plan)), minutes(max(one.ends for one in plan))
    for by_min in range(-first // STEP_MIN * STEP_MIN, _DAY_MIN - last, STEP_MIN):
        moved = tuple(_moved(one, by_min) for one in plan) if first + by_min >= 0 else ()
        if by_min and moved and not trouble_with(moved, office):
            yield moved


def dealt_plans(plan: Plan, office: Office) -> Iterator[Plan]:
    """The same counters in waves one after the other: as few as may be, or more and smaller ones."""
    numbers = _in_order([one.counter for one in plan], office)
    length, earliest = office.breaks.minutes, minutes(office.breaks.earliest)
    room = minutes(office.breaks.latest) - earliest
    fewest, most = ceil(len(numbers) / at_once(office)), min(len(numbers), room // length)
    for waves in range(fewest, most + 1) if numbers else ():
        for begins in range(earliest, earliest + room - waves * length + 1, STEP_MIN):
            dealt = _dealt(numbers, waves, office)
            new = tuple(_planned(number, begins + length * wave, office) for number, wave in dealt.items())
            if not trouble_with(new, office):
                yield tuple(sorted(new, key=lambda one: one.counter))


def _in_order(numbers: Sequence[int], office: Office) -> list[int]:
    """The office's order; with none, counters of like skills side by side."""
    skills = {counter.number: counter.skills for counter in office.counters}
    order = office.breaks.order
    if not order:
        return sorted(numbers, key=lambda number: (skills.get(number, ()), number))
    return sorted(numbers, key=lambda n: (order.index(n) if n in order else len(order), n))


def _dealt(numbers: Sequence[int], waves: int, office: Office) -> dict[int, int]:
    """Who goes in which wave: with an order the first ones first, else neighbours in different waves."""
    if not office.breaks.order:
        return {number: n % waves for n, number in enumerate(numbers)}
    return {number: n * waves // len(numbers) for n, number in enumerate(numbers)}


def _planned(number: int, begins_min: int, office: Office) -> PlannedBreak:
    ends_min = min(_DAY_MIN - 1, begins_min + office.breaks.minutes)
    return PlannedBreak(counter=number, begins=clock(begins_min), ends=clock(ends_min))


def _moved(one: PlannedBreak, by_min: int) -> PlannedBreak:
    begins, ends = (clock(minutes(at) + by_min) for at in (one.begins, one.ends))
    return PlannedBreak(counter=one.counter, begins=begins, ends=ends)


def minutes(at: str) -> int:
    """From midnight, of "HH:MM"."""
    return int(seconds(at)) // 60


def clock(at_min: int) -> str:
    """As "HH:MM"."""
    return f"{at_min // 60:02}:{at_min % 60:02}"
