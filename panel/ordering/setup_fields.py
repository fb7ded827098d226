"""How bought numbers begin, as the fields that checkout and templates share: client, tags, note, and by account route and POP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Count
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids.models import Did
from panel.routing.destinations import destinations
from panel.routing.models import PointOfPresence
from panel.tenancy.models import Client
from panel.ui.forms import Form, field_of
from providers.capabilities import Capability
from providers.values.routing import RouteKind

MOST_TAGS, LONGEST_TAG = 12, 40


class SetupForm(Form):
    """`accounts` get a route each, and a POP where there are some. With `complete`, what a provider needs must be there.

    A first value that is no longer to be had is shown as it is, and refused when it is sent: it never turns into another one.
    """

    client: forms.ModelChoiceField[Client] = forms.ModelChoiceField(
        label=gettext_lazy("Client"), queryset=None, required=False, empty_label=gettext_lazy("No client yet")
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"), required=False, max_length=400, help_text=gettext_lazy("Separated by commas.")
    )
    note = forms.CharField(
        label=gettext_lazy("Note at the provider"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Anybody with access to the account there can read it."),
    )
    e911 = forms.BooleanField(
        label=gettext_lazy("It needs a 911 address"),
        required=False,
        help_text=gettext_lazy("The number is listed under what is still to be done until somebody registers one."),
    )
    spans = {"client": "s3", "tags": "s3"}

    def __init__(self, accounts: Sequence[Connection], *args: Any, complete: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        field_of(self, "client", forms.ModelChoiceField).queryset = Client.objects.order_by("name")
        for account in accounts:
            self._add_account(account, complete)

    def _add_account(self, account: Connection, complete: bool) -> None:
        info = gateway.info(account.provider)
        may_be_none = RouteKind.NONE in info.route_kinds
        nowhere = ("", _("Nowhere yet") if may_be_none else _("Choose…"))
        route = f"route_{account.pk.hex}"
        self.fields[route] = forms.ChoiceField(
            label=_("Calls go to, at %(account)s") % {"account": account},
            choices=[nowhere, *destinations(account, info.route_kinds - {RouteKind.NONE})],
            required=complete and not may_be_none,
            error_messages={
                "required": _("This provider wants a destination from the beginning."),
                "invalid_choice": _("This destination is no longer there. Choose another one."),
            },
        )
        self._show_what_is_gone(route)
        pops = _pops(account) if info.offers_capability(Capability.DEVICES_POPS) else []
        if pops:
            pop = f"pop_{account.pk.hex}"
            self.fields[pop] = forms.ChoiceField(
                label=_("Server, at %(account)s") % {"account": account},
                choices=pops if complete else [("", _("As most numbers")), *pops],
                required=complete,
                initial=_usual_pop(account) if complete else "",
                error_messages={"invalid_choice": _("This server is no longer there. Choose another one.")},
            )
            self._show_what_is_gone(pop)

    def _show_what_is_gone(self, name: str) -> None:
        """In a form that was sent already its error says it: there the value is not among those that are accepted."""
        field = field_of(self, name, forms.ChoiceField)
        wanted = self.initial.get(name, "")
        if not wanted or self.is_bound or field.valid_value(wanted):
            return
        words = _("%(what)s, no longer there") % {"what": wanted}
        field.choices = [*cast(Iterable[Any], field.choices), (wanted, words)]
        field.help_text = _("What the template says is no longer there. Choose another one.")

    def clean_tags(self) -> list[str]:
        typed = (" ".join(tag.split()) for tag in self.cleaned_data["tags"].split(","))
        names = list(dict.fromkeys(filter(None, typed)))
        if len(names) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in names):
            raise forms.ValidationError(
                _("At most %(most)s tags of at most %(length)s characters.")
                % {"most": MOST_TAGS, "length": LONGEST_TAG}
            )
        return names

    @property
    def setup_fields(self) -> Iterator[BoundField]:
        return (self[name] for name in self.fields if name.startswith(("route_", "pop_")))

    @property
    def routes(self) -> dict[UUID, dict[str, str]]:
        chosen = {account.pk: self.cleaned_data.get(f"route_{account.pk.hex}", "") for account in self.accounts}
        return {pk: route_state(key) for pk, key in chosen.items() if key}

    @property
    def pops(self) -> dict[UUID, str]:
        chosen = {account.pk: self.cleaned_data.get(f"pop_{account.pk.hex}", "") for account in self.accounts}
        return {pk: pop for pk, pop in chosen.items() if pop}


def route_state(key: str) -> dict[str, str]:
    """A choice of `destinations` as an order holds it."""
    kind, _colon, target = key.partition(":")
    return {"kind": kind, "target": target}


def initial_of(routes: Mapping[str, str], pops: Mapping[str, str], accounts: Iterable[Connection]) -> dict[str, str]:
    """A template's choices by account as the form's first values."""
    found: dict[str, str] = {}
    for account in accounts:
        if route := routes.get(str(account.pk)):
            found[f"route_{account.pk.hex}"] = route
        if pop := pops.get(str(account.pk)):
            found[f"pop_{account.pk.hex}"] = pop
    return found


def _pops(account: Connection) -> list[tuple[str, str]]:
    rows = PointOfPresence.objects.filter(connection=account, gone_at=None).order_by("name")
    return [(pop.remote_id, pop.name) for pop in rows]


def _usual_pop(account: Connection) -> str:
    """What most of the account's numbers have."""
    used = Did.objects.filter(connection=account).exclude(pop="").values("pop").annotate(times=Count("pk"))
    most = used.order_by("-times").first()
    return str(most["pop"]) if most else ""
