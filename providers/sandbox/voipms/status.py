"""The answer that is a status code and nothing else."""

from __future__ import annotations


class Status(Exception):
    """Ends a call with this status. To be raised before anything is written."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
