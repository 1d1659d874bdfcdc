"""What the two configuration files say: office.toml for a branch, device.toml for a screen.

Reading is strict: whatever is not understood is refused with file, place and a likely cure, all at once.
Nothing here starts anything or asks a clock, and no file is ever written.
"""

from broker.config.advice import advise_on
from broker.config.files import (
    Device,
    LogFile,
    Mqtt,
    OfficeFile,
    Panel,
    PrinterChoice,
    Web,
    load_device,
    load_office,
)
from broker.config.text import device_text, office_text

__all__ = [
    "Device",
    "LogFile",
    "Mqtt",
    "OfficeFile",
    "Panel",
    "PrinterChoice",
    "Web",
    "advise_on",
    "device_text",
    "load_device",
    "load_office",
    "office_text",
]
