"""What can be created and changed at an account, and why the rest cannot: the panel's view of a provider's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from panel.connections import gateway
from panel.connections.models import Connection, ConnectionState
from panel.routing.leaves import Leaf, flat, leaves, method_of, objects_of, variants
from panel.routing.models import Device, Kind, RoutingObject, Wish
from panel.routing.naming import name_of
from providers.ports import ProviderInfo
from providers.values.routing import ObjectForm, RouteKind
from providers.wire.catalog import Catalog

Row = RoutingObject | Device


@dataclass
class Subject:
    """An object or device at an account: `row` None is one to be made. `kind` is a `RouteKind`, or `Wish.DEVICE`."""

    connection: Connection
    kind: str
    row: Row | None = None
    variant: str = ""

    @classmethod
    def of(cls, row: Row) -> Subject:
        kind = row.kind if isinstance(row, RoutingObject) else Wish.DEVICE
        return cls(row.connection, kind, row, variant=str(row.details.get("package", "")))

    @cached_property
    def info(self) -> ProviderInfo:
        return gateway.info(self.connection.provider)

    @cached_property
    def catalog(self) -> Catalog:
        return gateway.catalog(self.connection.provider)

    @property
    def form(self) -> ObjectForm:
        return form_of(self.info, self.kind)

    @property
    def kind_name(self) -> str:
        return kind_name(self.kind)

    @property
    def name(self) -> str:
        return name_of(self.row) if self.row else self.kind_name

    @property
    def variants(self) -> list[str]:
        """The sorts of which one has to be chosen before there is a form."""
        method = method_of(self.catalog, self.form, new=True)
        return variants(self.catalog, method) if method else []

    @cached_property
    def leaves(self) -> list[Leaf]:
        method = method_of(self.catalog, self.form, new=self.row is None)
        if method is None:
            return []
        found = leaves(self.catalog, method, self.form, self.variant)
        return [leaf for leaf in found if self.row is None or leaf.path != self.form.key]

    @cached_property
    def settings(self) -> dict[str, str]:
        """What it has now, as last read, by path."""
        return flat(self.row.settings, objects_of(self.catalog, self.form)) if self.row else {}

    @property
    def locked(self) -> str:
        """Why nothing can be sent for it now; empty when something can."""
        if self.row is not None and self.row.gone_at is not None:
            return _("This is no longer in the account. Nothing can be changed.")
        return account_lock(self.connection)

    @property
    def no_create(self) -> str:
        return (
            "" if self.form.create else _no_way(self.info, _("%(provider)s does not let other programs create this."))
        )

    @property
    def no_update(self) -> str:
        """Why it cannot be changed; empty when it can."""
        if not self.form.update:
            return _no_way(self.info, _("%(provider)s does not let other programs change this."))
        return self._not_ours or ("" if self.leaves else _("There is nothing to set."))

    @property
    def no_delete(self) -> str:
        if not self.form.delete:
            return _no_way(self.info, _("%(provider)s does not let other programs delete this."))
        return self._not_ours

    @property
    def no_sound(self) -> str:
        """Why it cannot be listened to; empty when it can."""
        if self.kind != RouteKind.RECORDING:
            return _("This is no recording.")
        if not self.info.plays:
            return _no_way(self.info, _("%(provider)s does not hand out the sounds that callers hear."))
        return ""

    @property
    def _not_ours(self) -> str:
        """What the provider made itself."""
        if self.row is not None and self.row.details.get("main"):
            return _("This is the account's own login. It can be changed in the provider's portal only.")
        if self.kind == RouteKind.MUSIC_ON_HOLD and self.row is not None and self.row.details.get("custom") is False:
            return _("This comes with the account. Only music of your own can be changed.")
        return ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A kind at one account, for the page that begins a new object: `reason` says why it cannot be made. `there`: its
    provider has the kind at all.
    """

    kind: str
    name: str
    there: bool
    reason: str = ""
    variants: list[str] = field(default_factory=list)


def offered(connection: Connection) -> list[Offered]:
    """Every kind that some provider has, in the order of `Kind`, with what this account can do."""
    info = gateway.info(connection.provider)
    everywhere = {kind for each in gateway.all_infos() for kind in each.object_forms}
    found = []
    for kind in [*Kind.values, Wish.DEVICE]:
        if kind != Wish.DEVICE and RouteKind(kind) not in everywhere:
            continue
        subject = Subject(connection, kind)
        there = kind == Wish.DEVICE or RouteKind(kind) in info.object_kinds
        found.append(Offered(kind, subject.kind_name, there, subject.no_create, subject.variants))
    return found


def account_lock(connection: Connection) -> str:
    """Why nothing can be sent to an account; empty when something can."""
    if connection.state == ConnectionState.PAUSED:
        return _("This connection is paused. Resume it to change anything.")
    if connection.state == ConnectionState.DRAFT or not connection.sealed:
        return _("This connection has no working credentials. Complete it to change anything.")
    return ""


def form_of(info: ProviderInfo, kind: str) -> ObjectForm:
    forms: Mapping[RouteKind, ObjectForm] = info.object_forms
    return info.device_form if kind == Wish.DEVICE else forms.get(RouteKind(kind), ObjectForm())


def kind_name(kind: str) -> str:
    return _("Device") if kind == Wish.DEVICE else str(Kind(kind).label)


def _no_way(info: ProviderInfo, text: str) -> str:
    return text % {"provider": info.name}
