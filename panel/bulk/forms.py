"""What a person fills in for a batch: the changes, a file, its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from panel.bulk.columns import CLEAR, COLUMNS, LONGEST_REMARKS, LONGEST_TAG, LONGEST_TEXT
from panel.bulk.csv_text import Record
from panel.bulk.services import MOST_BYTES
from panel.bulk.wishes import LABELS, ROUTES, SWITCHES, Wish
from panel.connections import gateway
from panel.connections.models import Connection
from panel.dids.settings_rules import gap, what_fits
from panel.routing.destinations import destinations, key_of
from panel.tenancy.models import Client
from panel.ui.forms import Form, field_of
from providers.capabilities import Capability
from providers.ports import ProviderInfo
from providers.values.routing import NOWHERE

NOBODY = "none"
AS_IT_IS = _("Leave as it is")
_SWITCH = [("", AS_IT_IS), ("on", _("On")), ("off", _("Off"))]
_CLEARS = _("“-” takes it away.")


class RoutesForm(Form):
    """Where the numbers of each account go: a choice for the route and each failover that the account's provider has."""

    def __init__(self, accounts: Sequence[Connection], *args: Any, chosen: Wish | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        self._infos = {account.pk: gateway.info(account.provider) for account in accounts}
        for account in accounts:
            self._add(account, (chosen or {}).get(str(account.pk), {}))

    def _add(self, account: Connection, chosen: Wish) -> None:
        info = self._infos[account.pk]
        if not info.offers_capability(Capability.ROUTING_SET_ROUTE):
            return
        groups = destinations(account, info.route_kinds)
        nowhere = (key_of(NOWHERE), now("None"))
        for name in ROUTES:
            if name != "route" and not info.offers_capability(Capability.ROUTING_SET_FAILOVERS):
                continue
            first: list[Any] = [("", AS_IT_IS)]
            if name != "route" or NOWHERE.kind in info.route_kinds:
                first.append(nowhere)
            self.fields[f"{name}-{account.pk}"] = forms.ChoiceField(
                label=LABELS[name], choices=[*first, *groups], required=False, initial=chosen.get(name, "")
            )

    @property
    def routing(self) -> list[AccountRouting]:
        return [
            AccountRouting(
                account,
                self._infos[account.pk],
                [self[f"{name}-{account.pk}"] for name in ROUTES if f"{name}-{account.pk}" in self.fields],
            )
            for account in self.accounts
        ]

    @property
    def routes(self) -> dict[str, Wish]:
        """What was chosen, by account; accounts without a choice are left out."""
        chosen: dict[str, Wish] = {}
        for account in self.accounts:
            for name in ROUTES:
                if key := self.cleaned_data.get(f"{name}-{account.pk}"):
                    chosen.setdefault(str(account.pk), {})[name] = key
        return chosen


@dataclass(frozen=True, slots=True)
class AccountRouting:
    """The choices for one account; none where its provider lets nobody change routes."""

    account: Connection
    info: ProviderInfo
    fields: list[BoundField]


class ChangesForm(RoutesForm):
    """What to change of the chosen numbers. What is left empty stays as it is."""

    client = forms.ChoiceField(label=LABELS["client"], required=False)
    add_tags = forms.CharField(
        label=LABELS["add_tags"], required=False, max_length=300, help_text=_("Separated by commas.")
    )
    remove_tags = forms.CharField(
        label=LABELS["remove_tags"], required=False, max_length=300, help_text=_("Separated by commas.")
    )
    remarks = forms.CharField(label=LABELS["remarks"], required=False, max_length=LONGEST_REMARKS, help_text=_CLEARS)
    sms_enabled = forms.ChoiceField(label=LABELS["sms_enabled"], required=False, choices=_SWITCH)
    cnam_lookup = forms.ChoiceField(label=LABELS["cnam_lookup"], required=False, choices=_SWITCH)
    caller_name = forms.CharField(
        label=LABELS["caller_name"], required=False, max_length=LONGEST_TEXT, help_text=_CLEARS
    )
    note = forms.CharField(label=LABELS["note"], required=False, max_length=LONGEST_TEXT, help_text=_CLEARS)

    def __init__(self, accounts: Sequence[Connection], *args: Any, chosen: Wish | None = None, **kwargs: Any) -> None:
        chosen = chosen or {}
        kwargs.setdefault("initial", _initial(chosen))
        super().__init__(accounts, *args, chosen=chosen.get("routes"), **kwargs)
        named = [(str(pk), name) for pk, name in Client.objects.order_by("name").values_list("pk", "name")]
        field_of(self, "client", forms.ChoiceField).choices = [("", AS_IT_IS), (NOBODY, _("Not assigned")), *named]

    @property
    def ours(self) -> Iterator[BoundField]:
        return (self[name] for name in ("client", "add_tags", "remove_tags", "remarks"))

    @property
    def theirs(self) -> Iterator[BoundField]:
        return (self[name] for name in ("sms_enabled", "cnam_lookup", "caller_name", "note"))

    def clean_add_tags(self) -> list[str]:
        return self._tags("add_tags")

    def clean_remove_tags(self) -> list[str]:
        return self._tags("remove_tags")

    def _tags(self, name: str) -> list[str]:
        tags = list(dict.fromkeys(tag.strip() for tag in self.cleaned_data[name].split(",") if tag.strip()))
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise forms.ValidationError(_("A tag has %(most)s characters at most."), params={"most": LONGEST_TAG})
        return tags

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            if not self.changes:
                raise forms.ValidationError(_("Choose at least one change."))
            self._refuse_what_nobody_takes()
        return self.cleaned_data

    def _refuse_what_nobody_takes(self) -> None:
        """A setting that no account of the selection takes is refused here; one that some take is the dry run's to tell."""
        for name in ("sms_enabled", "cnam_lookup", "caller_name", "note"):
            if name not in self.changes or not self._infos:
                continue
            reasons = [self._reason(info, name) for info in self._infos.values()]
            if all(reasons):
                self.add_error(name, " ".join(dict.fromkeys(reasons)))

    def _reason(self, info: ProviderInfo, name: str) -> str:
        if reason := gap(info, name):
            return reason
        rule = info.did_settings[name]
        value = self.changes[name]
        return "" if name in SWITCHES or rule.takes(str(value)) else what_fits(info, name, rule)

    @property
    def changes(self) -> Wish:
        """The wish, see `panel.bulk.wishes`."""
        given = self.cleaned_data
        wish: Wish = {name: given[name] for name in ("add_tags", "remove_tags") if given.get(name)}
        if client := given.get("client"):
            wish["client"] = "" if client == NOBODY else client
        for name in SWITCHES:
            if given.get(name):
                wish[name] = given[name] == "on"
        for name in ("remarks", "caller_name", "note"):
            if text := given.get(name):
                wish[name] = "" if text == CLEAR else text
        if self.routes:
            wish["routes"] = self.routes
        return wish


def _initial(chosen: Wish) -> dict[str, Any]:
    """A wish as the form shows it."""
    shown: dict[str, Any] = {name: ", ".join(chosen.get(name, ())) for name in ("add_tags", "remove_tags")}
    if "client" in chosen:
        shown["client"] = chosen["client"] or NOBODY
    for name in SWITCHES:
        if name in chosen:
            shown[name] = "on" if chosen[name] else "off"
    for name in ("remarks", "caller_name", "note"):
        if name in chosen:
            shown[name] = chosen[name] or CLEAR
    return shown


class FileForm(Form):
    """A file, or its text."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        help_text=_("CSV or text, 50 MB at most. Commas, semicolons or tabs; any encoding."),
    )
    text = forms.CharField(
        label=_("Or paste it"),
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"}),
        help_text=_("With the headings in the first line."),
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file has more than 50 MB. Split it into several."))
        if file.read(4) == b"PK\x03\x04":
            raise forms.ValidationError(_("This is a workbook. Save the sheet as CSV, and choose that file."))
        file.seek(0)
        return file

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not self.cleaned_data["file"] and not self.cleaned_data["text"].strip():
            raise forms.ValidationError(_("Choose a file, or paste its text."))
        return self.cleaned_data


class ColumnsForm(Form):
    """What each column of a file is. `samples` are its first records."""

    headings = forms.BooleanField(label=_("The first line has headings"), required=False)

    def __init__(self, columns: dict[str, Any], samples: Sequence[Record], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"headings": columns["headings"]}, **kwargs})
        self._samples = [record.cells for record in samples]
        self._names = [f"column-{place}" for place in range(len(columns["fields"]))]
        offered = [("", _("Not used")), *COLUMNS.items()]
        for name, guessed in zip(self._names, columns["fields"], strict=True):
            self.fields[name] = forms.ChoiceField(
                label=_("What it is"), choices=offered, required=False, initial=guessed
            )

    @property
    def columns(self) -> list[tuple[BoundField, list[str]]]:
        """Each column's choice, with its first cells."""
        return [
            (self[name], [cells[place] for cells in self._samples if place < len(cells)])
            for place, name in enumerate(self._names)
        ]

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data.get(name, "") for name in self._names]

    def clean(self) -> dict[str, Any]:
        super().clean()
        used = [name for name in self.chosen if name]
        twice = {name for name in used if used.count(name) > 1}
        if "number" not in used:
            raise forms.ValidationError(_("Say which column has the numbers."))
        if twice:
            names = ", ".join(str(COLUMNS[name]) for name in COLUMNS if name in twice)
            raise forms.ValidationError(_("Chosen for more than one column: %(names)s."), params={"names": names})
        if set(used) <= {"number", "account"}:
            raise forms.ValidationError(_("Say which column has something to change."))
        return self.cleaned_data
