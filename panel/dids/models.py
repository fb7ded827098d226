"""The inventory of numbers, as last read from the providers."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Concat, Reverse
from django.utils.translation import gettext_lazy as _

from panel.dids.folding import fold
from panel.routing.models import Kind
from panel.tenancy.models import ClientOwnedModel, TenantModel


class DidState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PENDING = "pending", _("Pending order")  # ordered, not listed yet
    RESERVED = "reserved", _("Reserved")  # held for us until `reserved_until`
    PORTING_IN = "porting_in", _("Porting in")
    PORTING_OUT = "porting_out", _("Porting out")  # in the account still; a person said so, no provider tells
    RELEASED = "released", _("Released")  # given back by us or ported away; `gone_at` says when
    LOST = "lost", _("Lost")  # gone from a complete listing; `gone_at` says since when


NOT_YET = (DidState.PENDING, DidState.RESERVED, DidState.PORTING_IN)
"""Not in the provider's listing yet: that they are absent says nothing."""


IN_ACCOUNT = (DidState.ACTIVE, DidState.PORTING_OUT)


class Did(ClientOwnedModel):
    """A number at a provider. None in a yes/no field means that the provider did not tell.

    `failovers` holds {"busy" | "unreachable" | "no_answer": {"kind", "target", "raw"}} for those that the provider has.
    """

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    # C collation: prefix searches are ranges, which row level security lets use the index.
    number = models.CharField(_("number"), max_length=16, db_collation="C")
    number_reversed = models.GeneratedField(
        expression=Reverse("number"), output_field=models.CharField(max_length=16, db_collation="C"), db_persist=True
    )
    description = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=3, blank=True)
    state = models.CharField(max_length=12, choices=DidState.choices, default=DidState.ACTIVE)
    route_kind = models.CharField(max_length=20, choices=Kind.choices)
    route_target = models.CharField(max_length=200, blank=True)
    route_raw = models.CharField(max_length=250, blank=True)
    failovers = models.JSONField(default=dict)
    voicemail = models.CharField(max_length=40, blank=True)
    pop = models.CharField(max_length=20, blank=True)
    ring_seconds = models.PositiveSmallIntegerField(null=True)
    cnam_lookup = models.BooleanField(null=True)
    e911 = models.BooleanField(null=True)
    sms_available = models.BooleanField(null=True)
    sms_enabled = models.BooleanField(null=True)
    mms_available = models.BooleanField(null=True)
    fax = models.BooleanField(null=True)
    t38 = models.BooleanField(null=True)
    recording = models.BooleanField(null=True)
    caller_id_prefix = models.CharField(max_length=40, blank=True)
    caller_name = models.CharField(max_length=40, null=True)  # noqa: DJ001  # null: not told
    more = models.JSONField(default=dict)  # further settings, see `providers.values.dids.Did.more`
    note = models.CharField(max_length=250, blank=True)
    billing = models.CharField(max_length=20, blank=True)
    monthly = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    monthly_currency = models.CharField(max_length=3, blank=True)
    next_billing = models.DateField(null=True)
    ordered_at = models.DateTimeField(null=True)
    remote_client = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=64)
    raw = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    read_at = models.DateTimeField()  # when this number itself was last read or found unchanged in a changed listing
    gone_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)  # of a lost one: when a listing last had it
    # Ours; no sync touches these.
    remarks = models.CharField(_("our note"), max_length=500, blank=True)
    reserved_until = models.DateTimeField(null=True)
    last_call_at = models.DateTimeField(null=True)  # kept by the merge of call records
    # For `panel.dids.words`; the space before each word is what a beginning is known by.
    words = models.GeneratedField(
        expression=fold(
            Concat(models.Value(" "), "description", models.Value(" "), "note", models.Value(" "), "remarks")
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    needs_e911_since = models.DateTimeField(
        null=True
    )  # somebody has to give it a 911 address; over when one is registered

    class Meta:
        indexes = [
            models.Index(fields=["organization", "number", "id"], name="did_by_number"),
            models.Index(fields=["organization", "number_reversed"], name="did_by_last_digits"),
            models.Index(fields=["organization", "client", "number", "id"], name="did_by_client"),
            models.Index(fields=["organization", "connection", "number", "id"], name="did_by_connection"),
            models.Index(fields=["organization", "route_kind", "route_target"], name="did_by_route"),
            models.Index(fields=["organization", "country", "region", "description", "id"], name="did_by_place"),
            models.Index(fields=["organization", "state", "number", "id"], name="did_by_state"),
            models.Index(fields=["organization", "last_call_at", "id"], name="did_by_last_call"),
            models.Index(fields=["organization", "changed_at", "id"], name="did_by_change"),
            models.Index(fields=["organization", "monthly", "id"], name="did_by_cost"),
            models.Index(fields=["organization", "gone_at"], name="did_by_loss"),
            models.Index(
                fields=["organization", "needs_e911_since", "number", "id"],
                condition=models.Q(needs_e911_since__isnull=False),
                name="did_needs_e911",
            ),
            GinIndex(fields=["organization", "words"], opclasses=["uuid_ops", "gin_trgm_ops"], name="did_by_words"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "connection", "number"], name="did_once"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def needs_e911(self) -> bool:
        """Whether somebody still has to give it a 911 address. One that is gone needs none."""
        return self.needs_e911_since is not None and self.gone_at is None

    @property
    def seen_last(self) -> datetime:
        """When it was known to be in the account, as best we know."""
        return self.last_seen_at or self.read_at


class Tag(TenantModel):
    """A word that an organization puts on numbers."""

    name = models.CharField(_("tag"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class DidTag(TenantModel):
    """A tag on a number. A table of its own, as row level security keeps containment from using an index."""

    did = models.ForeignKey(Did, on_delete=models.CASCADE, related_name="tag_links", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "tag", "did"], name="didtag_by_tag")]
        constraints = [models.UniqueConstraint(fields=["organization", "did", "tag"], name="didtag_once")]


class SavedView(TenantModel):
    """A view of the list of numbers: its filters, order and columns, as the query of its address. Shared ones are for all."""

    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "owner", "name"], name="savedview_once")]

    def __str__(self) -> str:
        return self.name


class DidTally(TenantModel):
    """How many numbers an account has in a state, and what they cost a month, as counted after the last listing."""

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=DidState.choices)
    currency = models.CharField(max_length=3, blank=True)
    numbers = models.PositiveIntegerField()
    monthly = models.DecimalField(max_digits=20, decimal_places=8, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "connection", "state", "currency"], name="didtally_once")
        ]


class Item(models.TextChoices):
    """What may cost something at a provider once it is set. A switch or text has the name of its setting."""

    CNAM_LOOKUP = "cnam_lookup", _("Look up callers' names")
    SMS_ENABLED = "sms_enabled", _("SMS")
    SMS_FORWARD = "sms_forward", _("Copy messages to number")
    CALLER_NAME = "caller_name", _("Caller ID name (CNAM)")
    RECORDING = "recording", _("Record calls")
    VOICEMAIL = "voicemail", _("Voicemail box")
    FAX_EMAIL = "fax_email", _("Fax")
    BILLING_PER_MINUTE = "billing_per_minute", _("Billing per minute")
    BILLING_FLAT = "billing_flat", _("Billing at a flat rate")
    FORWARD = "forward", _("Forwarding to a telephone number")


class SettingPrice(TenantModel):
    """What an item costs at one account, as the provider's price page or the contract tells. None: not told; 0: free."""

    connection = models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.CharField(max_length=20, choices=Item.choices)
    currency = models.CharField(max_length=3)
    at_once = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    monthly = models.DecimalField(max_digits=12, decimal_places=5, null=True)
    per_use = models.DecimalField(max_digits=12, decimal_places=5, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "connection", "item"], name="settingprice_once")]
