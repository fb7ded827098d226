"""The texts beside the error types. They follow the caller's language: who matches on them will see it."""

from __future__ import annotations

from providers.sandbox.voicemeup.answer import Message
from providers.wire.catalog import load

# Words that are written otherwise than the parameter.
SPOKEN = {"npa": "NPA", "nxx": "NXX", "id": "ID", "ids": "IDs", "callerid": "caller ID", "cvd": "CVD", "t38": "T.38"}
ENDINGS = {
    "_invalid": ("{} is invalid.", "Valeur invalide : {}."),
    "_required": ("{} is required.", "Valeur requise : {}."),
    "_not_found": ("{} not found.", "Introuvable : {}."),
}


def message(code: str, language: str = "en") -> Message:
    for ending, (english, french) in ENDINGS.items():
        if code.endswith(ending):
            words = " ".join(SPOKEN.get(word, word) for word in code.removesuffix(ending).split("_"))
            return Message(code, (french if language == "fr" else english).format(words[:1].upper() + words[1:]))
    known = load("voicemeup").codes.get(code)
    return Message(code, known.meaning.capitalize() if known else code)
