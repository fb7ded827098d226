"""Build an error of a provider: its message filled in, and the msgid beside it for translation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from providers import errors


def problem(
    kind: type[errors.ProviderError],
    message: str,
    *,
    provider: str,
    operation: str,
    code: str = "",
    raw: str = "",
    retry_after: float | None = None,
    field: str = "",
    values: Mapping[str, str] | None = None,
    without_field: Mapping[str, str] = MappingProxyType({}),
) -> errors.ProviderError:
    """`message` may hold %(code)s, %(field)s, %(method)s and the names of `values`. `without_field`: what stands for a message
    that names the field where there is none. `raw` must be redacted."""
    if not field:
        message = without_field.get(message, message)
    filling = {"code": code, "field": field, "method": operation, **(values or {})}
    common = {"provider": provider, "operation": operation, "code": code, "raw": raw}
    built: errors.ProviderError
    if issubclass(kind, errors.RateLimited):
        built = kind(message % filling, **common, retry_after=retry_after)
    elif issubclass(kind, errors.Invalid):
        built = kind(message % filling, **common, field=field)
    else:
        built = kind(message % filling, **common)
    built.message_id = message
    built.message_values = {name: value for name, value in filling.items() if f"%({name})s" in message}
    return built
