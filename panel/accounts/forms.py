"""Forms of people, invitations, clients, organizations and one's own profile."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panel.accounts.models import User
from panel.accounts.queries import clients
from panel.accounts.rules import Refused
from panel.tenancy.models import Client
from panel.tenancy.roles import Role
from panel.ui.forms import Form, OurMarkup, field_of

# Aliases of old and “Etc/GMT+5” with its sign the wrong way round are zones too, but nobody looks for them.
ZONES = [
    *sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")),
    "UTC",
]


def time_zone_field(**kwargs: Any) -> django_forms.ChoiceField:
    empty: list[tuple[str, Any]] = [] if kwargs.get("required", True) else [("", gettext_lazy("As the organization"))]
    choices = empty + [(zone, zone.replace("_", " ")) for zone in ZONES]
    return django_forms.ChoiceField(label=gettext_lazy("Time zone"), choices=choices, **kwargs)


def add_refusal(form: OurMarkup, refusal: Refused) -> None:
    """Put what a service refused where the person looks: at the field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


class RoleForm(Form):
    """A role, with its client when the role is “client”. A new client can be named on the way."""

    role = django_forms.ChoiceField(label=gettext_lazy("Role"))
    client: django_forms.ModelChoiceField[Client] = django_forms.ModelChoiceField(
        label=gettext_lazy("Client"),
        queryset=None,  # in __init__: a scope is open then
        required=False,
        empty_label=gettext_lazy("Choose a client"),
    )
    new_client = django_forms.CharField(
        label=gettext_lazy("Or a new client"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Only for the role “client”: the person sees this client’s numbers and nothing else."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "role", django_forms.ChoiceField).choices = [(each.value, each.label) for each in roles]
        field_of(self, "client", django_forms.ModelChoiceField).queryset = clients()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("role") == Role.CLIENT and values.get("client") and values.get("new_client"):
            self.add_error("new_client", _("Choose a client or name a new one, not both."))
        return values

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    email = django_forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    field_order = ["email", "role", "client", "new_client"]


class NewPersonForm(Form):
    """What an invited person says of themselves. The address is the invitation's."""

    name = django_forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        widget=django_forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = django_forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        help_text=gettext_lazy("12 characters or more. Several words are good."),
        widget=django_forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        person = User(email=self.email, name=self.cleaned_data.get("name", ""))
        validate_password(password, person)
        return password


class ProfileForm(Form):
    name = django_forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=django_forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = django_forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = time_zone_field(required=False)


class ClientForm(Form):
    name = django_forms.CharField(label=gettext_lazy("Client’s name"), max_length=100)


class OrganizationForm(Form):
    name = django_forms.CharField(label=gettext_lazy("Name"), max_length=100)
    time_zone = time_zone_field(
        help_text=gettext_lazy("Days and hours in charts and lists are counted in this zone."),
    )


class NewOrganizationForm(OrganizationForm):
    slug = django_forms.CharField(
        label=gettext_lazy("Address"),
        max_length=40,
        help_text=gettext_lazy("The word in the address of its pages, such as north-phone. It stays."),
        widget=django_forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    owner_email = django_forms.EmailField(
        label=gettext_lazy("The owner’s e-mail address"),
        help_text=gettext_lazy("Somebody without an account gets an invitation."),
    )
    field_order = ["name", "slug", "time_zone", "owner_email"]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()
