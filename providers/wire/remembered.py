"""What was made of texts that repeat from record to record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")

LONGEST = 200  # characters; nobody repeats what is longer


class Remembered(dict[str | None, Made]):
    """`made[text]` is `make(text)`, made once. A look-up takes half the time of one in an `lru_cache`; when it is full, all is
    forgotten. What `make` raises is not remembered.
    """

    __slots__ = ("_make", "_most")

    def __init__(self, make: Callable[[str | None], Made], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, text: str | None) -> Made:
        made = self._make(text)
        if text is None or len(text) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[text] = made
        return made
