"""The only place that knows MQTT topic names. Root: talonas/1/{office}/, 1 the contract's major version."""

MAJOR = 1
ONLINE = b"online"
OFFLINE = b"offline"


def root(office: str) -> str:
    """What every topic of one office begins with."""
    return f"talonas/{MAJOR}/{office}"


def info(office: str) -> str:
    """Retained; which office, zone, languages, version, epoch and speed."""
    return f"{root(office)}/info"


def heartbeat(office: str) -> str:
    """Not retained; every 5 s."""
    return f"{root(office)}/heartbeat"


def kiosk_board(office: str) -> str:
    """Retained; the same for every kiosk."""
    return f"{root(office)}/board/kiosk"


def lobby_board(office: str, hall: str) -> str:
    """Retained; one for each hall."""
    return f"{root(office)}/board/lobby/{hall}"


def counter_board(office: str, counter: int | str) -> str:
    """Retained; one for each counter (`+` for all)."""
    return f"{root(office)}/board/counter/{counter}"


def outlook_board(office: str) -> str:
    """Retained; what everybody who waits may expect."""
    return f"{root(office)}/board/outlook"


def topic_figure(office: str, topic_id: str, figure: str) -> str:
    """Retained plain numbers for any tool: `waiting`, `longest_wait_s`, `estimate_s`."""
    return f"{root(office)}/topic/{topic_id}/{figure}"


def event(office: str, kind: str) -> str:
    """Not retained; the log's row as it was committed."""
    return f"{root(office)}/event/{kind}"


def command(office: str, device: str, kind: str) -> str:
    """Not retained; written by that device only."""
    return f"{root(office)}/cmd/{device}/{kind}"


def commands(office: str) -> str:
    """What the broker subscribes to: every command of every device, and what is none, to be refused aloud."""
    return f"{root(office)}/cmd/#"


def reply(office: str, device: str) -> str:
    """Not retained; the broker's answers to one device."""
    return f"{root(office)}/reply/{device}"


def availability(office: str, device: str) -> str:
    """Retained; `online` or `offline`, the latter also as the device's last will."""
    return f"{root(office)}/device/{device}/availability"


def health(office: str, device: str) -> str:
    """Retained; how the device is, every minute and on change."""
    return f"{root(office)}/device/{device}/health"


def sender_and_kind(topic: str) -> tuple[str, str]:
    """Device and kind of a topic under `cmd`; with a level too few or too many it is of no known kind."""
    device, kind = [*topic.split("/", 5), "", ""][4:6]
    return device, kind
