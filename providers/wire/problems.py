"""Build a provider's errors: the message filled in, and the msgid beside it for translation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from providers import errors

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problems:
    """Builds the errors of one provider. `without_field`: what stands for a message that names the field where there is none.
    `pause`: how long a limit lasts when nothing is said, in seconds. `values` fill messages where a call gives none."""

    provider: str
    without_field: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    pause: float | None = None
    values: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    def __call__(
        self,
        kind: type[errors.ProviderError],
        message: str,
        *,
        operation: str,
        code: str = "",
        raw: str = "",
        retry_after: float | None = None,
        field: str = "",
        values: Mapping[str, str] = _NOTHING,
    ) -> errors.ProviderError:
        """`message` may hold %(code)s, %(field)s, %(method)s and the names of `values`. `raw` must be redacted."""
        if not field:
            message = self.without_field.get(message, message)
        filling = {"code": code, "field": field, "method": operation, **self.values, **values}
        common = {"provider": self.provider, "operation": operation, "code": code, "raw": raw}
        built: errors.ProviderError
        if issubclass(kind, errors.RateLimited):
            built = kind(message % filling, **common, retry_after=self.pause if retry_after is None else retry_after)
        elif issubclass(kind, errors.Invalid):
            built = kind(message % filling, **common, field=field)
        else:
            built = kind(message % filling, **common)
        built.message_id = message
        built.message_values = {name: value for name, value in filling.items() if f"%({name})s" in message}
        return built
