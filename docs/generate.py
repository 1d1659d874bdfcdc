"""Writes the pages that are drawn from the code: messages.md and ticket-life.md. A test holds them to it.

python docs/generate.py
"""

import ast
import inspect
import json
import sys
from collections.abc import Iterable
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from broker.contract import boards, codec, commands, events, office, terms, topics  # noqa: E402
from broker.rules import ticket  # noqa: E402
from tests.contract import samples  # noqa: E402

Docs = dict[str, dict[str, str]]

INTRODUCTION = """\
# Messages

Everything the four programs say to one another goes through the MQTT server as JSON in UTF-8 (contract version 1,
MQTT 3.1.1), so that any tool can listen: `mosquitto_sub -v -t 'talonas/#'`. This page is made from
`broker/contract/` by `docs/generate.py`; a test fails when it lags.

- Every message carries `v`, the major version. Unknown fields pass; unknown kinds, unreadable fields and devices
  that do not belong to the office are refused with a reason on `reply/{device}`.
- Times are RFC 3339 in UTC with milliseconds, and are office time. Units are in the names (`_s`, `_pct`).
- A command's `id` (UUIDv7) is made by its sender. The same id again gets the same answer and has no second effect.
- No message holds personal data.
"""

TOPICS = """\
## Topics

| topic | retained | QoS | writer | what |
| --- | --- | --- | --- | --- |
| `{info}` | yes | 1 | broker | which office this is: [info](#info) |
| `{heartbeat}` | no | 0 | broker, every 5 s | [heartbeat](#heartbeat) |
| `{kiosk}` | yes | 1 | broker | [kiosk_board](#kiosk_board) |
| `{lobby}` | yes | 1 | broker | [lobby_board](#lobby_board), one for each hall |
| `{counter}` | yes | 1 | broker | [counter_board](#counter_board), one for each counter |
| `{outlook}` | yes | 1 | broker | [outlook_board](#outlook_board) |
| `{waiting}`, `{longest}`, `{estimate}` | yes | 1 | broker | plain whole numbers for any tool; empty: no longer known |
| `{event}` | no | 1 | broker | the log's row: [events](#events) |
| `{command}` | no | 1 | that device | [commands](#commands) |
| `{reply}` | no | 1 | broker | [reply](#reply) |
| `{availability}` | yes | 1 | device, and its last will | `online` or `offline` |
| `{health}` | yes | 0 | device | [health](#health); the words are agreed, no program publishes it yet |
"""

LIFE = """\
# A ticket's life

Each leg of a visit goes through the one table in `broker/rules/ticket.py`; a step that is not in it is refused.
This picture is drawn from the table by `docs/generate.py`; a test fails when it lags.

```mermaid
{picture}
```

*recall* stays *called*; *add_topic* adds a further leg that waits, and this one goes on. *put_back* and *recuse* (not
me) wait again with the visit's own issue time. A *transfer* ends this leg, and the next one waits. *day_end* is the
broker's own: at the turn of the day whoever waits, was called or is parked is *unserved*, and a visit nobody finished
is *done* with its service time left out of the figures. *undo* is not a step: within ten seconds, and only while
nobody has moved on, it puts the leg and the counter back to where they were.
"""


def messages() -> str:
    """The page of all messages."""
    docs = {**field_docs(commands), **field_docs(events), **field_docs(boards), **field_docs(office)}
    parts = [INTRODUCTION, topics_table()]
    parts += ["## Commands\n", "Sent on `cmd/{device}/{kind}`. Every command carries:\n"]
    parts.append(table(shown(fields(commands.Command), "device"), docs["Command"]))
    common = {f.name for f in fields(commands.Command)}
    parts += [section(cls, docs, common) for cls in commands.COMMANDS]
    parts += ["## Events\n", "Published on `event/{kind}` once they are in the log. Every event carries:\n"]
    parts.append(table(shown(fields(events.Recorded), "event"), docs["Recorded"]))
    parts += [section(cls, docs, set()) for cls in events.EVENTS]
    parts += ["## Boards and the rest\n"]
    parts += [section(cls, docs, set()) for cls in boards.BOARDS]
    parts += ["## Parts of messages\n"]
    parts += [section(cls, docs, set(), title=cls.__name__) for cls in parts_of_messages()]
    parts += ["## Words\n", *(words(cls) for cls in vars(terms).values() if is_word(cls))]
    parts += ["\n## Three messages, whole\n", *whole_messages()]
    return "\n".join(parts).rstrip() + "\n"


def life() -> str:
    """The page with the picture of a leg's life."""
    return LIFE.format(picture=ticket.picture())


def topics_table() -> str:
    """Every topic, from the one place that knows their names."""
    name = "{office}"
    return TOPICS.format(
        info=topics.info(name),
        heartbeat=topics.heartbeat(name),
        kiosk=topics.kiosk_board(name),
        lobby=topics.lobby_board(name, "{hall}"),
        counter=topics.counter_board(name, "{n}"),
        outlook=topics.outlook_board(name),
        waiting=topics.topic_figure(name, "{topic}", "waiting"),
        longest=topics.topic_figure(name, "{topic}", "longest_wait_s"),
        estimate=topics.topic_figure(name, "{topic}", "estimate_s"),
        event=topics.event(name, "{kind}"),
        command=topics.command(name, "{device}", "{kind}"),
        reply=topics.reply(name, "{device}"),
        availability=topics.availability(name, "{device}"),
        health=topics.health(name, "{device}"),
    )


def section(cls: Any, docs: Docs, leave_out: set[str], title: str = "") -> str:
    """One message: what it is, and its own fields."""
    own = [f for f in fields(cls) if f.name not in leave_out]
    about = f"### {title or codec.kind_of(cls)}\n\n{inspect.cleandoc(cls.__doc__ or '')}\n"
    inherited = {k: v for base in cls.__mro__ for k, v in docs.get(base.__name__, {}).items()}
    return f"{about}\n{table(own, inherited)}" if own else about


def table(own: Iterable[Field[Any]], docs: dict[str, str]) -> str:
    """Fields with their types and what stands under them in the code."""
    rows = [f"| `{f.name}` | {type_words(f)} | {docs.get(f.name, '')} |" for f in own]
    return "\n".join(["| field | type | |", "| --- | --- | --- |", *rows]) + "\n"


def shown(all_fields: Iterable[Field[Any]], leave_out: str) -> list[Field[Any]]:
    """All but the one that does not travel in the payload."""
    return [f for f in all_fields if f.name != leave_out]


def type_words(field: Field[Any]) -> str:
    """The type as a reader of JSON needs it; optional where the code has a default."""
    text = field.type if isinstance(field.type, str) else inspect.formatannotation(field.type)
    text = text.replace("broker.contract.", "").replace("collections.abc.", "").replace("datetime.", "")
    for module in ("office.", "terms.", "boards.", "events."):
        text = text.replace(module, "")
    text = text.replace(" | None", " or null")
    optional = field.default is not MISSING or field.default_factory is not MISSING
    return f"`{text}`" + (", optional" if optional else "")


def field_docs(module: ModuleType) -> Docs:
    """Class to field to the sentence right under it."""
    tree = ast.parse(inspect.getsource(module))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: dict(_documented(node.body)) for node in classes}


def _documented(body: list[ast.stmt]) -> Iterable[tuple[str, str]]:
    for field, below in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            yield field.target.id, inspect.cleandoc(str(below.value.value)).replace("\n", " ")


def parts_of_messages() -> list[type]:
    """Dataclasses that travel only inside others."""
    whole = {*boards.BOARDS, *commands.COMMANDS, *events.EVENTS}
    found = [
        thing
        for module in (boards, office)
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__ == module.__name__ and hasattr(thing, "__slots__")
    ]
    return [thing for thing in found if thing not in whole]


def is_word(thing: object) -> bool:
    """Whether it is one of the contract's enumerations."""
    return isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum


def words(cls: type[StrEnum]) -> str:
    """One enumeration and its values."""
    return f"- **{cls.__name__}**: {cls.__doc__} {', '.join(f'`{word}`' for word in cls)}."


def whole_messages() -> list[str]:
    """A command, its reply and its event, as they travel."""
    take, event = samples.COMMANDS[commands.TakeTicket], samples.EVENTS[events.TicketIssued]
    payloads = {
        topics.command("vilnius", "kiosk-1", "take_ticket"): codec.encode_command(take),
        topics.reply("vilnius", "kiosk-1"): codec.encode(samples.BOARDS[boards.Reply]),
        topics.event("vilnius", "ticket_issued"): codec.encode_event(samples.recorded(event)),
    }
    return [
        f"`{topic}`\n\n```json\n{json.dumps(json.loads(payload), ensure_ascii=False, indent=1)}\n```\n"
        for topic, payload in payloads.items()
    ]


PAGES = {"messages.md": messages, "ticket-life.md": life}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (HERE / page).write_text(write(), encoding="utf-8")
