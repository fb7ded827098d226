"""How CALLR says no: an RPC error inside HTTP 200, or an HTTP status for everything about credentials.

Which number goes with which message is not recorded (callr.md, section 3); this table is the one place that decides.
"""

from __future__ import annotations

CODES = {
    "INVALID_PARAM_FORMAT": -32602,
    "PROPERTY_MISSING": 150,
    "PROPERTY_VALUE_ERROR": 151,
    "PROPERTY_TYPE_ERROR": 151,
    "TO_BEFORE_FROM": 151,
    "BAD_APP_TYPE": 151,
    "FORBIDDEN": 100,
    "FEATURE_NOT_ALLOWED": 100,
    "NOT_FOUND": 110,
    "FILE_NOT_FOUND": 115,
    "APP_CANNOT_HAVE_DID": 205,
    "SMS_ROUTING_ERROR": 1000,
    "Parse error": -32700,
    "Invalid Request": -32600,
    "Method not found": -32601,
    "Invalid params": -32602,
    "Oops, Internal Error. ¯\\_(ツ)_/¯": -32603,
}
OOPS = "Oops, Internal Error. ¯\\_(ツ)_/¯"


class Refusal(Exception):
    """Ends a call with this error. To be raised before anything is written."""

    def __init__(self, message: str, *, about: str = "", code: int | None = None) -> None:
        super().__init__(message)
        self.message = f"{message} [{about}]" if about else message
        self.code = CODES.get(message, 151) if code is None else code


class Denied(Exception):
    """Ends a call at HTTP level: 401 for credentials, 403 for an account that one may not act as."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def wrong_format(name: str) -> Refusal:
    """Wrong type or shape, a null where none may be, or a value that its pattern does not admit."""
    return Refusal("INVALID_PARAM_FORMAT", about=name)


def wrong_value(name: str) -> Refusal:
    """Well formed, but unknown or refused."""
    return Refusal("PROPERTY_VALUE_ERROR", about=name)
