"""The chime as a file: short, soft, nothing cut off."""

import array
import io
import wave
from itertools import pairwise

from display.announcer import CHIME_S
from display.chime import RATE_HZ, SECOND_FROM_S, TONES_HZ, chime_wav


def samples() -> "array.array[int]":
    with wave.open(io.BytesIO(chime_wav())) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return array.array("h", file.readframes(file.getnframes()))


def crossings_a_second(part: "array.array[int]") -> float:
    """How often the swing goes up through nothing: the pitch of a plain tone."""
    ups = sum(1 for a, b in pairwise(part) if a < 0 <= b)
    return ups * RATE_HZ / len(part)


def test_it_lasts_no_longer_than_practice_allows() -> None:
    assert CHIME_S <= 1.5
    assert len(samples()) == round(CHIME_S * RATE_HZ)


def test_it_begins_and_ends_in_silence_and_is_never_cut_off() -> None:
    heard = samples()
    assert max(abs(one) for one in heard[:20]) < 600
    assert max(abs(one) for one in heard[-200:]) < 200
    assert 8000 < max(abs(one) for one in heard) < 32000


def test_the_first_tone_is_the_higher_one() -> None:
    alone = samples()[round(0.3 * RATE_HZ) : round(SECOND_FROM_S * RATE_HZ)]
    assert abs(crossings_a_second(alone) - TONES_HZ[0]) < 20
    assert TONES_HZ[0] > TONES_HZ[1]
