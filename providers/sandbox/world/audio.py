"""Recordings and faxes that really play and open: made from a seed, so that the same one is the same each time.

A recording is two voices by turns, hummed: telephone audio, 8 kHz, mono. A fax is a page of text.
"""

from __future__ import annotations

import io
import math
import wave
from array import array
from functools import lru_cache
from random import Random

import lameenc

RATE = 8000
LONGEST_SECONDS = 120
VOICES = (118.0, 205.0)  # pitch in hertz of the two who talk


@lru_cache(maxsize=32)
def samples(seed: str, seconds: int) -> bytes:
    """16-bit little-endian mono samples; never longer than `LONGEST_SECONDS`."""
    random = Random(seed)
    sound = array("h")
    wanted = RATE * max(1, min(seconds, LONGEST_SECONDS))
    turn = 0
    while len(sound) < wanted:
        sound.extend(_syllable(VOICES[turn] * random.uniform(0.85, 1.2), random.uniform(0.12, 0.3)))
        sound.extend([0] * int(RATE * random.uniform(0.02, 0.08)))
        if random.random() < 0.12:
            turn = 1 - turn
            sound.extend([0] * int(RATE * random.uniform(0.2, 0.6)))
    return sound[:wanted].tobytes()


def wav(seed: str, seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples(seed, seconds))
    return file.getvalue()


@lru_cache(maxsize=32)
def mp3(seed: str, seconds: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(16)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    return bytes(encoder.encode(samples(seed, seconds)) + encoder.flush())


def pdf(lines: list[str]) -> bytes:
    """One page of plain text."""
    text = "".join(f"({_escaped(line)}) Tj T* " for line in lines[:45])
    page = f"BT /F1 12 Tf 16 TL 60 780 Td {text}ET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
    ]
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return bytes(
        file
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))
    )


def _syllable(pitch: float, seconds: float) -> list[int]:
    length = int(RATE * seconds)
    return [
        int(
            9000
            * math.sin(math.pi * at / length)
            * (
                0.7 * math.sin(2 * math.pi * pitch * at / RATE)
                + 0.3 * math.sin(4 * math.pi * pitch * at / RATE)
                + 0.15 * math.sin(10 * math.pi * pitch * at / RATE)
            )
        )
        for at in range(length)
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
