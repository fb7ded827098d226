"""Credentials at rest: AES-256-GCM, bound to their row, under keys that can be rotated.

`settings.CREDENTIAL_KEYS` is "id:base64 of 32 bytes", comma-separated. The first key seals, all open. The row's
organization, id and provider are the associated data: a sealed value copied to another row does not open.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


class CannotOpen(RuntimeError):
    """The credentials cannot be decrypted: the key is gone, or the value belongs to another row. Never names the content."""


class Vessel(Protocol):
    """A row that holds something sealed: an account, or a call that waits to be made."""

    organization_id: Any
    pk: Any
    key_id: Any
    sealed: Any

    @property
    def provider(self) -> Any: ...


@cache
def _keys(setting: str) -> dict[str, AESGCM]:
    keys: dict[str, AESGCM] = {}
    for part in setting.split(","):
        key_id, _, text = part.strip().partition(":")
        try:
            secret = base64.b64decode(text, validate=True)
        except ValueError:
            secret = b""
        if not key_id or len(secret) != 32 or key_id in keys:
            raise ImproperlyConfigured(
                "PATCHBAY_CREDENTIAL_KEYS wants “id:base64 of 32 bytes”, comma-separated, each id once."
            )
        keys[key_id] = AESGCM(secret)
    return keys


def keys() -> dict[str, AESGCM]:
    return _keys(settings.CREDENTIAL_KEYS)


def sealing_key_id() -> str:
    """The key that new values are sealed with."""
    return next(iter(keys()))


def seal(vessel: Vessel, secrets: Mapping[str, str]) -> None:
    """Put the secrets into the row, unsaved."""
    key_id = sealing_key_id()
    nonce = os.urandom(NONCE_BYTES)
    text = json.dumps(dict(secrets)).encode()
    vessel.key_id = key_id
    vessel.sealed = nonce + keys()[key_id].encrypt(nonce, text, _bound_to(vessel))


def unseal(vessel: Vessel) -> dict[str, str]:
    """The secrets of the row; raises `CannotOpen`."""
    key = keys().get(vessel.key_id)
    if key is None:
        raise CannotOpen(f"The key “{vessel.key_id}” that sealed these credentials is not configured.")
    sealed = bytes(vessel.sealed)
    try:
        text = key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(vessel))
    except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
        raise CannotOpen("These credentials do not belong to this account, or were damaged.") from None
    secrets: dict[str, str] = json.loads(text)
    return secrets


def _bound_to(vessel: Vessel) -> bytes:
    organization_id: UUID = vessel.organization_id
    return f"{organization_id}|{vessel.pk}|{vessel.provider}".encode()
