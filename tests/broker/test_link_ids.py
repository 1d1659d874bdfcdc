"""Command ids: UUIDs of version 7 that sort as they were made."""

import threading
import time
import uuid

from broker.link import Ids


def test_an_id_is_a_uuid_of_version_7_that_tells_its_millisecond() -> None:
    before_ms = time.time_ns() // 1_000_000
    made = uuid.UUID(Ids().new())
    after_ms = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before_ms <= made.int >> 80 <= after_ms


def test_ids_sort_as_they_were_made_also_within_a_millisecond() -> None:
    ids = Ids()
    made = [ids.new() for _ in range(20_000)]
    assert made == sorted(set(made))


def test_threads_never_get_the_same_id() -> None:
    ids, made = Ids(), list[str]()
    threads = [
        threading.Thread(target=lambda: made.extend(ids.new() for _ in range(2_000))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000
