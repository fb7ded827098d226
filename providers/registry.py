"""The providers that Patchbay knows: one line each, imported on first use."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from providers.ports import Opener

PROVIDERS: dict[str, str] = {
    "voipms": "providers.voipms.provider:PROVIDER",
    "voicemeup": "providers.voicemeup.provider:PROVIDER",
    "voipinnovations": "providers.voipinnovations.provider:PROVIDER",
    "callr": "providers.callr.provider:PROVIDER",
}


class UnknownProvider(LookupError):
    """No provider goes by this slug."""


@cache
def get(slug: str) -> Opener:
    """The declaration of one provider; `UnknownProvider` when the slug is not in `PROVIDERS`."""
    try:
        module, _, name = PROVIDERS[slug].partition(":")
    except KeyError:
        raise UnknownProvider(slug) from None
    return cast(Opener, getattr(import_module(module), name))


def all_providers() -> list[Opener]:
    """Every provider, in the order of the dictionary."""
    return [get(slug) for slug in PROVIDERS]
