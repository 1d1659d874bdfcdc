"""The chime's sound, made here from two soft tones: a WAV file as bytes, no recording and nobody's rights.

Pure: it plays nothing.
"""

import array
import io
import math
import wave

from display.announcer import CHIME_S

RATE_HZ = 22_050
TONES_HZ = (659.26, 523.25)
"""E5, then C5: a falling third calls without alarming."""
SECOND_FROM_S = 0.45
ATTACK_S = 0.012
"""Without it the tone begins with a click."""
FADE_S = 0.25
LOUDNESS = 0.6


def chime_wav() -> bytes:
    """The whole file."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(array.array("h", _samples()).tobytes())
    return held.getvalue()


def _samples() -> list[int]:
    return [round(32767 * LOUDNESS * _swing(n / RATE_HZ)) for n in range(round(CHIME_S * RATE_HZ))]


def _swing(at_s: float) -> float:
    """-1..1: both tones together, all of it gone when the chime ends."""
    first, second = TONES_HZ
    both = _struck(first, at_s) + _struck(second, at_s - SECOND_FROM_S)
    return both / 2 * min(1.0, (CHIME_S - at_s) / FADE_S)


def _struck(pitch_hz: float, at_s: float) -> float:
    """A struck bar: the octave above dies away sooner."""
    if at_s < 0:
        return 0.0
    ring = math.sin(2 * math.pi * pitch_hz * at_s) * math.exp(-3.2 * at_s)
    shimmer = 0.35 * math.sin(4 * math.pi * pitch_hz * at_s) * math.exp(-7.0 * at_s)
    return (ring + shimmer) * min(1.0, at_s / ATTACK_S)
