"""What can go wrong at a provider, named by who must act.

    ProviderError                      provider, operation, code, public_message, raw (redacted)
    ├── Temporary                      retry is right
    │   ├── Unavailable                down, unreachable, in maintenance
    │   └── RateLimited                retry_after seconds
    ├── AccountProblem                 a person must fix it at the provider or in the connection
    │   ├── BadCredentials             wrong user name or password
    │   ├── ApiDisabled                the API is switched off for this account
    │   ├── AddressNotAllowed          this server's IP address is not on the account's list
    │   ├── NotAllowed                 this account may not do this
    │   └── InsufficientFunds          the balance is too low
    ├── Refused                        asking again in the same way is useless
    │   ├── NotFound                   the object is not there
    │   ├── Invalid                    a value was refused; `field` names it when known
    │   └── AlreadyTaken               somebody or something else holds it
    ├── Unsupported                    a declared gap was reached: a bug of ours, the page should have hidden it
    ├── UnexpectedAnswer               unreadable, or an unknown code: the body is kept, raise the alarm
    └── OutcomeUnknown                 a write whose answer was lost: read back first, never repeat blindly

`public_message` is worded for the person at the panel; `raw` is a short redacted sample for support.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class ProviderError(Exception):
    """Something went wrong at a provider. Never carries a secret: callers pass redacted text only."""

    kind: ClassVar[str] = "provider_error"

    message_id: str = ""
    """The English msgid behind `public_message`, for translation; empty when the message has none."""
    message_values: Mapping[str, str] = MappingProxyType({})
    """What fills the %(name)s of `message_id`."""
    said: str = ""
    """The provider's own words for what is wrong, redacted; empty when it has none."""
    skipped: int = 0
    """At the end of a listing: how many unreadable items were left out, all others having been delivered."""

    def __init__(
        self,
        public_message: str,
        *,
        provider: str,
        operation: str = "",
        code: str = "",
        raw: str = "",
    ) -> None:
        super().__init__(public_message)
        self.public_message = public_message
        self.provider = provider
        self.operation = operation
        self.code = code
        self.raw = raw

    def __str__(self) -> str:
        where = ".".join(part for part in (self.provider, self.operation) if part)
        code = f" [{self.code}]" if self.code else ""
        return f"{where}{code}: {self.public_message}"


class Temporary(ProviderError):
    kind = "temporary"


class Unavailable(Temporary):
    kind = "unavailable"


class RateLimited(Temporary):
    """`retry_after` is in seconds; None when the provider does not say."""

    kind = "rate_limited"

    def __init__(
        self,
        public_message: str,
        *,
        provider: str,
        operation: str = "",
        code: str = "",
        raw: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(public_message, provider=provider, operation=operation, code=code, raw=raw)
        self.retry_after = retry_after


class AccountProblem(ProviderError):
    kind = "account_problem"


class BadCredentials(AccountProblem):
    kind = "bad_credentials"


class ApiDisabled(AccountProblem):
    kind = "api_disabled"


class AddressNotAllowed(AccountProblem):
    kind = "address_not_allowed"


class NotAllowed(AccountProblem):
    kind = "not_allowed"


class InsufficientFunds(AccountProblem):
    kind = "insufficient_funds"


class Refused(ProviderError):
    kind = "refused"


class NotFound(Refused):
    kind = "not_found"


class Invalid(Refused):
    """`field` is the provider's parameter name, empty when the provider does not tell."""

    kind = "invalid"

    def __init__(
        self,
        public_message: str,
        *,
        provider: str,
        operation: str = "",
        code: str = "",
        raw: str = "",
        field: str = "",
    ) -> None:
        super().__init__(public_message, provider=provider, operation=operation, code=code, raw=raw)
        self.field = field


class AlreadyTaken(Refused):
    kind = "already_taken"


class Unsupported(ProviderError):
    kind = "unsupported"


class UnexpectedAnswer(ProviderError):
    kind = "unexpected_answer"


class OutcomeUnknown(ProviderError):
    kind = "outcome_unknown"
