"""The alphabets of text messages: which characters GSM has, what others become, and how many parts a text takes."""

from __future__ import annotations

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # two places each
# What forcing GSM makes of others. The euro sign becomes e, though the alphabet has it (callr.md, section 6).
TRANSLITERATED = {
    "€": "e", "«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-",
    "ê": "e", "ë": "e", "â": "a", "î": "i", "ï": "i", "ô": "o", "û": "u", "ç": "Ç", "À": "A", "Â": "A", "È": "E",
    "Ê": "E", "Ë": "E", "Î": "I", "Ï": "I", "Ô": "O", "Ù": "U", "Û": "U", "œ": "oe", "Œ": "OE", "\u00a0": " ",
}  # fmt: skip
UNKNOWN = "?"
ONE, EACH = {"GSM": 160, "UNICODE": 70}, {"GSM": 153, "UNICODE": 67}  # standard sizes: the service publishes none


def encoding_of(text: str) -> str:
    return "GSM" if all(char in BASIC or char in EXTENDED for char in text) else "UNICODE"


def transliterated(text: str) -> str:
    return "".join(TRANSLITERATED.get(char, char if char in BASIC or char in EXTENDED else UNKNOWN) for char in text)


def length_of(text: str, encoding: str) -> int:
    """Places taken: septets, or UTF-16 units."""
    if encoding == "GSM":
        return sum(2 if char in EXTENDED else 1 for char in text)
    return len(text.encode("utf-16-be", "surrogatepass")) // 2


def parts_of(text: str, encoding: str) -> int:
    """Messages billed for a text."""
    length = length_of(text, encoding)
    return 1 if length <= ONE[encoding] else -(-length // EACH[encoding])
