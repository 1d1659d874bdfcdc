"""Whose trouble it is: every error this project raises on purpose, each with a text fit to show a person.

TalonasError
├── Misconfigured      the IT person's: a file says something we cannot follow
├── Malformed          the sender's: a message that cannot be read
│   └── UnknownKind    ... of a kind nobody knows
├── Refused            nobody's: the rules say no, with a code and a reason for the one who asked
├── NotConnected       the network's: there is no connection, nothing was sent
├── NoAnswer           the network's: it was sent, and nobody can say whether it was done
└── LogTrouble         the machine's: the log could not be written or read
"""


class TalonasError(Exception):
    """Base of all errors whose text may be shown as it is."""


class Misconfigured(TalonasError):
    """A configuration file cannot be followed; the text names file, place and a likely cure."""


class Malformed(TalonasError):
    """A message cannot be read; the text names the field."""


class UnknownKind(Malformed):
    """A message of a kind that is not in the contract."""


class Refused(TalonasError):
    """The rules refuse a command: `code` for programs, `reason` for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class NotConnected(TalonasError):
    """There is no connection to the MQTT server; nothing was sent."""


class NoAnswer(TalonasError):
    """No reply came in time; whether the command was done is not known."""


class LogTrouble(TalonasError):
    """The log could not be written or read; nothing was acknowledged."""
