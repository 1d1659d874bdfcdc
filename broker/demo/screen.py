"""The live table in the terminal: the clock, counters, queues, and how the day is going."""

import math
import time
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from broker.contract.office import Office
from broker.contract.terms import CounterState, LegState
from broker.demo.lobby import Lobby
from broker.demo.office import Premises
from broker.demo.wire import FastClock

WORDS = {
    CounterState.CLOSED: "closed",
    CounterState.OPEN: "free",
    CounterState.CALLING: "calls",
    CounterState.SERVING: "serves",
    CounterState.WRAP_UP: "writes up",
    CounterState.PAUSED: "has a break",
}
STYLES = {CounterState.CALLING: "bold black on yellow", CounterState.SERVING: "bold cyan"}
LIST_LIMIT = 12
"""More counters than this are shown as a total."""
BAR_WIDTH = 24
SAY_EVERY_S = 10.0


def picture(office: Office, lobby: Lobby, now: datetime, addresses: dict[str, str]) -> RenderableType:
    """Everything at this moment."""
    halves = Table.grid(padding=(0, 3))
    halves.add_row(_counters(office, lobby, now), _queues(office, lobby))
    return Group(_head(office, now), halves, _totals(lobby, now), _addresses(addresses))


def line(office: Office, lobby: Lobby, now: datetime) -> str:
    """The same in a line, where there is no terminal."""
    waiting = sum(lobby.waiting(topic.id) for topic in office.topics)
    served = lobby.ended(LegState.DONE)
    return f"{_local(office, now):%H:%M}  {lobby.issued} tickets, {waiting} waiting, {served} served"


def _head(office: Office, now: datetime) -> Text:
    local = _local(office, now)
    return Text.assemble((f"{local:%H:%M}", "bold"), f"  {local:%A %d %B}   {office.name}\n")


def _counters(office: Office, lobby: Lobby, now: datetime) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Counters", title_justify="left", title_style="bold")
    table.add_column("", justify="right")
    table.add_column("", min_width=12)
    table.add_column("number", min_width=6)
    table.add_column("min", justify="right")
    places = {counter.number: lobby.place(counter.number) for counter in office.counters}
    if len(places) > LIST_LIMIT:
        for state, word in WORDS.items():
            count = sum(place.state is state for place in places.values())
            if count:
                table.add_row(str(count), Text(word, STYLES.get(state, "")), "", "")
        return table
    for number, place in places.items():
        minutes = f"{(now - place.since).total_seconds() / 60:.0f}" if place.number and place.since else ""
        table.add_row(
            str(number), Text(WORDS[place.state], STYLES.get(place.state, "")), place.number, minutes
        )
    return table


def _queues(office: Office, lobby: Lobby) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Waiting", title_justify="left", title_style="bold")
    table.add_column("")
    table.add_column("topic", max_width=30, no_wrap=True)
    table.add_column("", justify="right")
    table.add_column("", min_width=BAR_WIDTH)
    for topic in office.topics:
        waiting = lobby.waiting(topic.id)
        bar = Text("■" * min(waiting, BAR_WIDTH), "yellow")
        name = topic.names.get("en") or topic.names[office.languages[0]]
        table.add_row(topic.letter, name, str(waiting or ""), bar)
    return table


def _totals(lobby: Lobby, now: datetime) -> Text:
    over = lobby.over_share(now)
    parts = [
        f"{lobby.issued} tickets",
        f"{lobby.ended(LegState.DONE)} served",
        f"{lobby.ended(LegState.NO_SHOW)} did not come",
        f"{lobby.ended(LegState.CANCELLED)} left",
        f"over 30 min: {over:.1%}" if over is not None else "nobody yet",
    ]
    return Text("   ".join(parts) + "\n", "bold")


def _addresses(addresses: dict[str, str]) -> Text:
    return Text("\n").join(Text(f"{what:<18}{where}", "dim") for what, where in addresses.items())


def _local(office: Office, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(office.time_zone))


class Screen:
    """Draws on stderr, so that stdout is left for what was asked for; now and then a line if no terminal."""

    def __init__(self, premises: Premises, lobby: Lobby, clock: FastClock) -> None:
        self._premises, self._lobby, self._clock = premises, lobby, clock
        self._live = Live(console=Console(stderr=True), auto_refresh=False)
        self._said_s = -math.inf

    def look(self) -> None:
        """Draw what there is to see now."""
        office, now = self._premises.office, self._clock.now()
        if self._live.console.is_terminal:
            self._live.update(picture(office, self._lobby, now, addresses(self._premises)), refresh=True)
        elif time.monotonic() - self._said_s > SAY_EVERY_S:
            self._said_s = time.monotonic()
            self._live.console.print(line(office, self._lobby, now), highlight=False)

    def __enter__(self) -> Self:
        if self._live.console.is_terminal:
            self._live.start()
        else:
            for what, where in addresses(self._premises).items():
                self._live.console.print(f"{what:<18}{where}", highlight=False, soft_wrap=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()


def addresses(premises: Premises) -> dict[str, str]:
    """Where to look for more."""
    return {
        "Counters": premises.web_url,
        "Branch head": f"{premises.web_url}head",
        "Tickets": str(premises.tickets),
    }


def summary(said: dict[str, Any], premises: Premises) -> str:
    """The verdict in words."""
    p95_s, over = said["wait_p95_s"], said["share_over_30"]
    lines = [
        "{issued} tickets issued, {printed} printed: {served} served, {no_show} not there, {cancelled} left.",
        "{duplicate_numbers} duplicate numbers, {double_calls} double calls, {lost} lost.",
    ]
    if p95_s is not None:
        lines.append(f"95 of 100 waited at most {p95_s / 60:.0f} min; {over:.1%} waited more than 30.")
    return "\n".join([*(text.format_map(said) for text in lines), f"Report: {premises.report}"])
