"""Sound that customers bring: WAV with PCM, or MP3."""

from __future__ import annotations

import io
import wave

import lameenc

BITS = 32_000 // 8  # bytes a second of the MP3 that we make


class NotSound(ValueError):
    """Neither WAV with 16-bit PCM nor MP3."""


def seconds_of(data: bytes) -> int:
    """Length, at least one second. Raises `NotSound`."""
    if _is_mp3(data):
        return max(1, len(data) // BITS)
    with _opened(data) as sound:
        return max(1, round(sound.getnframes() / sound.getframerate()))


def as_mp3(data: bytes) -> bytes:
    """Raises `NotSound`."""
    if _is_mp3(data):
        return data
    with _opened(data) as sound:
        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_bit_rate(32)
        encoder.set_in_sample_rate(sound.getframerate())
        encoder.set_channels(sound.getnchannels())
        encoder.set_quality(7)
        return bytes(encoder.encode(sound.readframes(sound.getnframes())) + encoder.flush())


def _is_mp3(data: bytes) -> bool:
    return data[:3] == b"ID3" or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0)


def _opened(data: bytes) -> wave.Wave_read:
    try:
        sound = wave.Wave_read(io.BytesIO(data))
    except (wave.Error, EOFError) as problem:
        raise NotSound("no WAV file") from problem
    if sound.getsampwidth() != 2 or not sound.getnframes() or sound.getnchannels() > 2:
        raise NotSound("16-bit PCM, mono or stereo, is expected")
    return sound
