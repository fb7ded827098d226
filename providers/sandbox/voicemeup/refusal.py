"""Why a request was refused: the documented error types, one or several."""

from __future__ import annotations

from collections.abc import Sequence

from providers.sandbox.voicemeup.answer import Record


class Refused(Exception):
    """All the error types of one request. A refusal may carry records: the alternates of an address."""

    def __init__(self, *codes: str, element: str = "", container: str = "", records: Sequence[Record] = ()) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes
        self.element = element
        self.container = container
        self.records = records
