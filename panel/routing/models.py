"""What routes can point at: routing objects, devices and the provider's points of presence, as last read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from panel.tenancy.models import TenantModel
from providers.values.routing import RouteKind


class Kind(models.TextChoices):
    """The words for `RouteKind`. A test keeps the two in step."""

    ACCOUNT = RouteKind.ACCOUNT.value, _("SIP account")
    FORWARD = RouteKind.FORWARD.value, _("Forwarding")
    VOICEMAIL = RouteKind.VOICEMAIL.value, _("Voicemail")
    SIP_URI = RouteKind.SIP_URI.value, _("SIP URI")
    RING_GROUP = RouteKind.RING_GROUP.value, _("Ring group")
    CALL_HUNTING = RouteKind.CALL_HUNTING.value, _("Call hunting")
    IVR = RouteKind.IVR.value, _("IVR")
    QUEUE = RouteKind.QUEUE.value, _("Queue")
    CALLBACK = RouteKind.CALLBACK.value, _("Callback")
    TIME_CONDITION = RouteKind.TIME_CONDITION.value, _("Time condition")
    DISA = RouteKind.DISA.value, _("DISA")
    RECORDING = RouteKind.RECORDING.value, _("Recording")
    CONFERENCE = RouteKind.CONFERENCE.value, _("Conference")
    CALL_PARKING = RouteKind.CALL_PARKING.value, _("Call parking")
    CALLER_ID_FILTER = RouteKind.CALLER_ID_FILTER.value, _("Caller ID filter")
    PHONEBOOK_ENTRY = RouteKind.PHONEBOOK_ENTRY.value, _("Phonebook entry")
    PHONEBOOK_GROUP = RouteKind.PHONEBOOK_GROUP.value, _("Phonebook group")
    MUSIC_ON_HOLD = RouteKind.MUSIC_ON_HOLD.value, _("Music on hold")
    EXTENSION = RouteKind.EXTENSION.value, _("Extension")
    ENDPOINT_GROUP = RouteKind.ENDPOINT_GROUP.value, _("Endpoint group")
    APP = RouteKind.APP.value, _("Voice app")
    DID_GROUP = RouteKind.DID_GROUP.value, _("DID group")
    FAX = RouteKind.FAX.value, _("Fax")
    SYSTEM = RouteKind.SYSTEM.value, _("System")
    NONE = RouteKind.NONE.value, _("No route")
    UNKNOWN = RouteKind.UNKNOWN.value, _("Unknown route")


PLAYABLE = ("audio/wav", "audio/mpeg")


class Mirrored(TenantModel):
    """A provider's object as last read. `gone_at`: a complete listing no longer had it; the row is kept."""

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    remote_id = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)  # of everything read; equal means that nothing is written
    raw = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class RoutingObject(Mirrored):
    """`links` is a list of {"label", "kind", "target"}: where calls go on from here.

    `settings` are what a form for changing it begins with, by the provider's names.
    """

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    links = models.JSONField(default=list)
    details = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organization", "kind", "name", "id"], name="routingobject_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "kind", "remote_id"], name="routingobject_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Device(Mirrored):
    """A SIP login. `registered` None: not known. Numbers route to it as `account:<login>`."""

    login = models.CharField(max_length=120)
    description = models.CharField(max_length=200, blank=True)
    protocol = models.CharField(max_length=20, blank=True)
    caller_id = models.CharField(max_length=80, blank=True)
    details = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    registered = models.BooleanField(null=True)
    registered_server = models.CharField(max_length=120, blank=True)
    registration_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "connection", "remote_id"], name="device_once")]

    def __str__(self) -> str:
        return self.login


class PointOfPresence(Mirrored):
    name = models.CharField(max_length=120)
    hostname = models.CharField(max_length=200)
    country = models.CharField(max_length=60, blank=True)
    recommended = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "connection", "remote_id"], name="pointofpresence_once")
        ]

    def __str__(self) -> str:
        return self.name


class Sound(TenantModel):
    """A recording that callers hear, as fetched from the provider for listening."""

    routing_object = models.ForeignKey(RoutingObject, on_delete=models.CASCADE, related_name="+", db_index=False)
    content = models.BinaryField()
    content_type = models.CharField(max_length=80)
    fetched_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "routing_object"], name="sound_once")]

    def __str__(self) -> str:
        return self.content_type

    @property
    def plays(self) -> bool:
        """Whether it is known to be a sound that browsers play."""
        return self.content_type in PLAYABLE


class Wish(TenantModel):
    """A creation or change of an object or device that was asked for, see `panel.routing.writing`.

    `sealed` holds what may be neither shown nor kept (passwords, an uploaded sound) until it was sent, and nothing afterwards.
    `remote_id` is empty until the provider told it; `taken`: the provider said that it did it.
    """

    DEVICE = "device"  # as a kind

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    remote_id = models.CharField(max_length=120, blank=True)
    taken = models.BooleanField(default=False)
    sealed = models.BinaryField(default=b"")
    key_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "created_at"], name="routingwish_by_age")]

    def __str__(self) -> str:
        return self.kind

    @property
    def provider(self) -> str:
        """What is sealed is bound to, beside its id: it opens nowhere else."""
        return f"routing:{self.kind}"
