"""Writes settings.md, the page of all settings, from the dataclasses that read them. A test holds it to them.

python docs/settings_page.py
"""

import inspect
import sys
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from generate import Docs, field_docs  # noqa: E402

from broker.config import files  # noqa: E402
from broker.contract import office  # noqa: E402

INTRODUCTION = """\
# Settings

Two files, both [TOML](https://toml.io). `office.toml` describes a branch and is read by `talonas` and
`talonas-counter` on the broker's machine. `device.toml` describes one screen and is read by `talonas-kiosk`
or `talonas-display`; whatever else a screen needs it hears from the broker. Reading is strict: a setting
that is not on this page is refused, with its place and what may have been meant. `talonas check --config
office.toml` reads a file, says everything that is wrong with it at once, and warns of what works but may
confuse people.

`deploy/office.toml` and `deploy/kiosk-1.toml` are examples to begin with. This page is made from the code by `docs/settings_page.py`; a
test fails when it lags.

Ids are 1 to 32 of `a-z`, `0-9` and `-`. Languages are two-letter codes. Times of day are local, `"HH:MM"`.
Durations are in seconds (`_s`), a day (86400) at most; ports from 1 to 65535. A setting without a default must be there.
"""

HOURS = """\
### `[hours]`

Published opening, by weekday (`mon` to `sun`), one or more spans each: `mon = ["08:00-12:00",
"13:00-17:00"]`. A weekday that is missing is closed; without the section the office is always open. A topic
may have hours of its own: `hours = { tue = ["09:00-11:00"] }`.
"""

LISTS: Mapping[str, type] = {
    "halls": office.Hall,
    "topics": office.Topic,
    "counters": office.Counter,
    "devices": office.Device,
    "peaks": office.Peak,
}
TABLES: Mapping[str, type] = {
    "routing": office.Routing,
    "breaks": office.Breaks,
    "calling": office.Calling,
    "mqtt": files.Mqtt,
    "log": files.LogFile,
    "web": files.Web,
}
DOCS: Mapping[str, Docs] = {module.__name__: field_docs(module) for module in (files, office)}
RULES = f"one of {', '.join(office.RULES)}"
ELSEWHERE = {"hours", *LISTS, *TABLES}


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "## office.toml\n", section("[office]", office.Office), HOURS]
    parts += [section(f"[[{name}]]", cls) for name, cls in LISTS.items()]
    parts += [section(f"[{name}]", cls) for name, cls in TABLES.items()]
    parts += ["## device.toml\n", section("At the top", files.Device)]
    parts += [section("[panel]", files.Panel), section("[printer]", files.PrinterChoice)]
    return "\n".join(parts).rstrip() + "\n"


def section(title: str, cls: Any) -> str:
    """One table of the file."""
    docs = DOCS[cls.__module__][cls.__name__]
    about = inspect.cleandoc(cls.__doc__ or "")
    head = f"### `{title}`" if title.startswith("[") else f"### {title}"
    rows = [row(f, docs.get(f.name, "")) for f in fields(cls) if shown(f)]
    return "\n".join([head, "", about, "", "| setting | default | |", "| --- | --- | --- |", *rows, ""])


def shown(field: Field[Any]) -> bool:
    """Whether a field is a setting in this table and not a section of its own."""
    return field.name not in ELSEWHERE and not is_dataclass(field.default)


def row(field: Field[Any], about: str) -> str:
    """One setting."""
    return f"| `{field.name}` | {default(field)} | {about.replace('One of RULES', RULES)} |"


def default(field: Field[Any]) -> str:
    """What holds when the setting is missing."""
    if field.default_factory is not MISSING or field.default in ("", ()):
        return "none"
    if field.default is MISSING:
        return ""
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


if __name__ == "__main__":
    (HERE / "settings.md").write_text(page(), encoding="utf-8")
