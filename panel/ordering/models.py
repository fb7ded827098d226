"""Numbers that are looked for, held and bought: searches over all accounts, what they found, and what became of each order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panel.operations.models import Operation, OperationState
from panel.tenancy.models import TenantModel
from panel.ui.words import translated
from providers.values.ordering import NumberKind


class Kind(models.TextChoices):
    LOCAL = NumberKind.LOCAL.value, _("Local")
    TOLL_FREE = NumberKind.TOLL_FREE.value, _("Toll-free")
    VANITY = NumberKind.VANITY.value, _("Vanity")
    NATIONAL = NumberKind.NATIONAL.value, _("National")
    MOBILE = NumberKind.MOBILE.value, _("Mobile")
    OTHER = NumberKind.OTHER.value, _("Other")


def _person() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )


def _client() -> Any:
    return models.ForeignKey(
        "tenancy.Client", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )


def _account() -> Any:
    return models.ForeignKey("connections.Connection", on_delete=models.CASCADE, related_name="+", db_index=False)


def _operation() -> Any:
    return models.ForeignKey(Operation, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)


def _price() -> Any:
    return models.DecimalField(max_digits=14, decimal_places=8, null=True)


KEPT = timedelta(days=2)  # searches with their offers: what they tell grows old quickly


class Search(TenantModel):
    """What somebody looked for, at every account at once. `wanted` holds the form's fields; the answers are in `parts`."""

    asked_by = _person()
    client = _client()  # whose price is shown
    wanted = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="ordering_search_newest")]

    @property
    def is_old(self) -> bool:
        """Nothing is sold by its prices any more."""
        return self.created_at < timezone.now() - KEPT


class PartState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Asking")
    DONE = "done", _("Answered")
    FAILED = "failed", _("No answer")
    SKIPPED = "skipped", _("Not asked")  # this provider does not sell what is wanted


class SearchPart(TenantModel):
    """One account's part of a search. Each is a task of its own, so the fastest account shows first."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="parts", db_index=False)
    connection = _account()
    state = models.CharField(max_length=8, choices=PartState.choices, default=PartState.WAITING)
    message = models.TextField(blank=True)  # an English msgid; `message_values` fill it
    message_values = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "search", "connection"], name="ordering_part_once")
        ]

    @property
    def text(self) -> str:
        return translated(self.message, self.message_values)

    @property
    def running(self) -> bool:
        return self.state in (PartState.WAITING, PartState.RUNNING)


class Sold(TenantModel):
    """A thing that can be bought as its provider told it: a number, or (`number` empty) any number of a place. None: not told."""

    offer_id = models.CharField(max_length=120)
    number = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=3, blank=True)
    place = models.CharField(max_length=120, blank=True)
    setup = _price()
    monthly = _price()
    per_minute = _price()
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        abstract = True


class Offer(Sold):
    """One line of a search's answer. It grows old with its search, and is what an order is made from."""

    part = models.ForeignKey(SearchPart, on_delete=models.CASCADE, related_name="offers", db_index=False)
    position = models.PositiveIntegerField()
    sms = models.BooleanField(null=True)
    fax = models.BooleanField(null=True)
    e911 = models.BooleanField(null=True)
    available = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "part", "position"], name="ordering_offer_in_order")]


class PriceRule(TenantModel):
    """What a client pays for a number: our cost, a percentage of it and a fixed amount. Without a client, what all others pay."""

    client = models.ForeignKey(
        "tenancy.Client", on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    percent = models.DecimalField(_("markup in percent"), max_digits=7, decimal_places=2, default=0)
    fixed = models.DecimalField(_("added to each month"), max_digits=8, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "client"], nulls_distinct=False, name="ordering_price_rule_once"
            )
        ]


class NumberTemplate(TenantModel):
    """How a bought number begins. `routes` and `pops` are by account: {connection id: "kind:target"} and {connection id: pop}."""

    name = models.CharField(_("name"), max_length=80)
    client = _client()
    tags = models.JSONField(default=list)
    note = models.CharField(_("note at the provider"), max_length=100, blank=True)
    e911 = models.BooleanField(_("needs a 911 address"), default=False)
    routes = models.JSONField(default=dict)
    pops = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="ordering_template_once")]

    def __str__(self) -> str:
        return self.name


class Hold(Sold):
    """A number that its provider keeps for us until `expires_at`. `remote_id` is what buying and giving up want."""

    connection = _account()
    operation = _operation()
    asked_by = _person()
    remote_id = models.CharField(max_length=250, blank=True)
    held = models.BooleanField(default=False)  # the provider said yes
    ended = models.BooleanField(default=False)  # bought, or given up
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="ordering_hold_newest")]

    @property
    def expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def in_force(self) -> bool:
        return self.held and not self.ended and not self.expired


class Purchase(TenantModel):
    """One decision to buy: what was accepted to be charged, and the orders it made, one for each number.

    `accepted` is {currency: amount} as shown to the person; `unpriced` counts numbers whose provider tells no price.
    """

    asked_by = _person()
    accepted = models.JSONField(default=dict)
    unpriced = models.PositiveIntegerField(default=0)
    test = models.BooleanField(default=False)
    token = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="ordering_purchase_newest")]
        constraints = [models.UniqueConstraint(fields=["organization", "token"], name="ordering_purchase_once")]


class Outcome(models.TextChoices):
    """What the provider said to an order; empty while it said nothing that can be read."""

    BOUGHT = "bought", _("Bought")
    FOLLOWS = "follows", _("Ordered, the number follows")
    TESTED = "tested", _("Test passed, nothing bought")


class NumberOrder(Sold):
    """The order of one number, an operation of its own. How the number is to begin is kept here, until it is there."""

    purchase = models.ForeignKey(Purchase, on_delete=models.CASCADE, related_name="orders", db_index=False)
    position = models.PositiveIntegerField(default=0)
    connection = _account()
    operation = _operation()
    hold = models.ForeignKey(Hold, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    reservation = models.CharField(max_length=250, blank=True)  # made on the way, where buying needs one
    reserved_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    order_id = models.CharField(max_length=120, blank=True)
    message = models.TextField(blank=True)  # the provider's words beside a success: bought, but not as wished
    client = _client()
    client_monthly = _price()  # what the client pays, as shown when it was bought
    route = models.JSONField(default=dict)
    pop = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=100, blank=True)
    tags = models.JSONField(default=list)
    e911 = models.BooleanField(default=False)  # somebody has to give it a 911 address
    test = models.BooleanField(default=False)
    did = models.ForeignKey("dids.Did", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "purchase", "position"], name="ordering_order_in_purchase"),
            models.Index(fields=["organization", "connection", "number"], name="ordering_order_of_number"),
        ]

    @property
    def reference(self) -> str:
        """Ours, put into the note of what has no number yet: the number that arrives with it is this order's."""
        return f"PB-{self.pk.hex[-10:].upper()}"

    @property
    def is_open(self) -> bool:
        return self.operation is not None and self.operation.is_open

    @property
    def bought(self) -> bool:
        return self.operation is not None and self.operation.state == OperationState.SUCCEEDED and not self.test

    @property
    def still_needs_e911(self) -> bool:
        """As its number says, once there is one."""
        return self.did.needs_e911 if self.did is not None else self.e911 and self.bought


class RequestState(models.TextChoices):
    OPEN = "open", _("Waiting for the provider")
    ARRIVED = "arrived", _("Numbers arrived")
    REFUSED = "refused", _("Refused")
    CLOSED = "closed", _("Given up")


class SpecialRequest(TenantModel):
    """Numbers that a provider is asked to find: a back order or a message to its staff, followed to its end.

    `remote_id` is known where the provider lists its back orders: the first of the place that is listed after asking and was not
    before.
    """

    connection = _account()
    operation = _operation()
    asked_by = _person()
    client = _client()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LOCAL)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=3, blank=True)
    rate_centre = models.CharField(max_length=80, blank=True)
    prefix = models.CharField(max_length=6, blank=True)
    quantity = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=250, blank=True)
    route = models.JSONField(default=dict)
    pop = models.CharField(max_length=20, blank=True)
    remote_id = models.CharField(max_length=80, blank=True)
    listed_before = models.JSONField(null=True)  # ids of the back orders that were there before it; None: not known
    description = models.CharField(max_length=250, blank=True)  # the provider's words
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True)  # when the provider was last asked what became of it
    looking_since = models.DateTimeField(null=True)
    look_problem = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="ordering_request_newest")]
