"""What providers post to us: the address that an account was given, and the events that came in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import TenantModel
from providers.values.callbacks import EventKind


class EventKindChoice(models.TextChoices):
    """The words for `EventKind`. A test keeps the two in step."""

    MESSAGE = EventKind.MESSAGE.value, _("Message came in")
    MESSAGE_STATE = EventKind.MESSAGE_STATE.value, _("State of a message")
    FAX = EventKind.FAX.value, _("Fax")
    VOICEMAIL = EventKind.VOICEMAIL.value, _("Voicemail")
    CALL = EventKind.CALL.value, _("Call")
    BALANCE = EventKind.BALANCE.value, _("Balance")
    MEDIA = EventKind.MEDIA.value, _("Media")
    OTHER = EventKind.OTHER.value, _("Something else")


class CallbackAddress(TenantModel):
    """The secret part of the address that an account's provider posts to. A new one takes the place of the old at once.

    The token is kept sealed, for showing it again, and hashed, for finding it. It is also the secret of signatures, where the
    provider signs.
    """

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64)  # SHA-256, hex
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "connection"], name="callbackaddress_once"),
            models.UniqueConstraint(fields=["token_hash"], name="callbackaddress_token_hash"),
        ]

    @property
    def provider(self) -> str:
        """What the sealed token is bound to, beside its id."""
        return "callbacks"


class CallbackEvent(TenantModel):
    """One thing that a provider told. The same thing told again is the same row.

    `verified`: it was signed, and rightly. Else it is a hint, believed only after the provider was asked.
    """

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=EventKindChoice.choices)
    remote_id = models.CharField(max_length=200)
    verified = models.BooleanField()
    told_at = models.DateTimeField(null=True)  # by the provider's clock
    received_at = models.DateTimeField(auto_now_add=True)
    raw = models.JSONField(default=dict)  # redacted

    class Meta:
        indexes = [models.Index(fields=["organization", "connection", "-received_at"], name="callbackevent_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "kind", "remote_id"], name="callbackevent_once"
            )
        ]
