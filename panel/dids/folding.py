"""Words without capitals and accents, in the database and here alike: who looks for Montreal finds Montréal."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, Value
from django.db.models.functions import Lower

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
_TABLE = str.maketrans(ACCENTED, PLAIN)


def folded(text: str) -> str:
    return text.lower().translate(_TABLE)


def fold(expression: Any) -> Func:
    """The same of a text in the database: immutable there, so that a generated column may hold it."""
    return Func(Lower(expression), Value(ACCENTED), Value(PLAIN), function="translate")
