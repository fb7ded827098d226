"""The answer that is a status code and next to nothing else."""

from __future__ import annotations


class Status(Exception):
    """Ends a call with this status. To be raised before anything is written. `details` stand beside it in the answer."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
