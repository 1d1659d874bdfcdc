"""A rush: visitors and staff who go on asking, each in a thread, until it is over; every answer is kept.

Of the broker's deaths they notice only that an answer is late: they ask again under the same id.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from broker.contract import commands as c
from broker.contract.boards import Reply
from broker.link import Link
from tests.office.house import House, Program, wait_until
from tests.office.people import Clerk, take_ticket

COUNTERS = 3
BETWEEN_VISITORS_S = 0.03


class Rush:
    """What was acknowledged so far, and when."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.acknowledged: list[tuple[float, Reply]] = []

    def note(self, reply: Reply) -> None:
        if reply.accepted:
            self.acknowledged.append((time.monotonic(), reply))

    def wait_for_more(self, count: int) -> None:
        """Until so many more wishes were done."""
        enough = len(self.acknowledged) + count
        wait_until(lambda: len(self.acknowledged) >= enough, f"{count} more answers")

    def seconds_to_the_first_answer(self, broker: Program) -> float:
        """From the start of that process."""
        before = len(self.acknowledged)
        wait_until(lambda: len(self.acknowledged) > before, "an answer of the broker started anew", broker)
        return self.acknowledged[before][0] - broker.started_s


class _HeardClerk(Clerk):
    """Whose every answer is noted."""

    def __init__(self, link: Link, counter: int, rush: Rush) -> None:
        super().__init__(link, counter)
        self._rush = rush

    def press(self, verb: Any, **more: Any) -> Reply:
        reply = super().press(verb, **more)
        self._rush.note(reply)
        return reply


@contextmanager
def rush_hour(house: House) -> Iterator[Rush]:
    """Two kiosks and three counters at work until the block ends; whoever gets no answer fails it."""
    rush = Rush()
    with ExitStack() as stack:
        kiosks = [stack.enter_context(house.link(device)) for device in ("kiosk-1", "kiosk-2")]
        keypad = stack.enter_context(house.link("keypad-1"))
        threads = stack.enter_context(ThreadPoolExecutor(len(kiosks) + COUNTERS))
        stack.callback(rush.over.set)
        at_work = [threads.submit(_visitors, kiosk, rush) for kiosk in kiosks]
        at_work += [threads.submit(_staff, _HeardClerk(keypad, n + 1, rush), rush) for n in range(COUNTERS)]
        yield rush
        rush.over.set()
        for one in at_work:
            one.result()


def _visitors(kiosk: Link, rush: Rush) -> None:
    while not rush.over.wait(BETWEEN_VISITORS_S):
        rush.note(take_ticket(kiosk))


def _staff(clerk: Clerk, rush: Rush) -> None:
    clerk.press(c.OpenCounter)
    while not rush.over.is_set():
        if not clerk.serve_one().accepted:
            rush.over.wait(BETWEEN_VISITORS_S)
