"""Creating, changing and deleting objects by their settings: the set* and del* methods of the catalogue as forms.

set* replaces a record: what is not sent falls to a default (fact sheet, section 3). So a change reads the record, lays the
new settings over it and sends all of it. The names of reading and writing differ in places (section 5): tables below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from providers import errors
from providers.values.routing import ObjectForm
from providers.voipms import encoding, faults, messages, scalars
from providers.voipms.client import Client
from providers.wire.catalog import Method, Param
from providers.wire.redact import is_secret_name

# Types of parameters and the sentinels that stand for nothing in their place
_UNSET = frozenset({("phone", "-1"), ("date", "0000-00-00"), ("date", "0000-00-00 00:00:00")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How one kind of object is listed and written.

    `told_as`: the name under which the answer of a creation tells the new id. Where it tells none, the object is looked for
    by `found_by`, a parameter and the field of the listing that shows it. `read_as`: parameters that the listing spells in
    another way. `instead_of_nothing`: what a required parameter wants where the listing shows nothing.
    """

    form: ObjectForm
    listing: str
    id_field: str
    delete_key: str = ""
    told_as: str = ""
    found_by: tuple[str, str] = ("", "")
    read_as: Mapping[str, str] = field(default_factory=dict)
    instead_of_nothing: Mapping[str, str] = field(default_factory=dict)

    def settings(self, client: Client, row: Mapping[str, Any]) -> dict[str, str]:
        """What a form for changing the object begins with: each parameter in its own dialect, secrets left out."""
        method = client.catalog.methods[self.form.update]
        return {
            param.name: _shown(param, value)
            for param, value in self._as_read(method, row)
            if not is_secret_name(param.name)
        }

    def save(self, client: Client, settings: Mapping[str, str], remote_id: str) -> str:
        """Create, or change the one with this id; its id comes back."""
        if not remote_id:
            filled = {name: value for name, value in settings.items() if value and name != self.form.key}
            answer = client.call(self.form.create, **filled)
            told = scalars.id_or_none(scalars.told(answer.get(self.told_as))) if self.told_as else ""
            return told or self._look_for(client, settings)
        method = client.catalog.methods[self.form.update]
        read = self._as_read(method, self._row(client, remote_id))
        current = {param.name: value for param, value in read if param.required or _can_be_written(param, value)}
        client.call(method.name, **{**current, **settings, self.form.key: remote_id})
        return remote_id

    def delete(self, client: Client, remote_id: str) -> None:
        client.call(self.form.delete, **{self.delete_key or self.form.key: remote_id})

    def _as_read(self, method: Method, row: Mapping[str, Any]) -> list[tuple[Param, Any]]:
        """The parameters that the row has a value for. Null and the sentinels were empty before."""
        found = []
        for param in method.params:
            name = self.read_as.get(param.name, param.name)
            if param.name == self.form.key or name not in row:
                continue
            value = row[name]
            if value is None or (isinstance(value, (str, int)) and (param.type, str(value)) in _UNSET):
                value = ""
            if param.name in self.instead_of_nothing and scalars.text(value) in ("", "none"):
                value = self.instead_of_nothing[param.name]
            found.append((param, value))
        return found

    def _row(self, client: Client, remote_id: str) -> dict[str, Any]:
        for found, row in client.read(self.listing, lambda row: (scalars.text(row.get(self.id_field)), row)):
            if found == remote_id:
                return row
        raise faults.error(errors.NotFound, messages.NOT_THERE, operation=self.listing, code=f"invalid_{self.id_field}")

    def _look_for(self, client: Client, settings: Mapping[str, str]) -> str:
        """The newest object that shows what was just sent. It was created in any case, so a failure here hides no more."""
        param, shown = self.found_by
        wanted = scalars.text(settings.get(param))
        try:
            rows = client.rows(self.listing) if wanted else []
            found = {scalars.text(row.get(self.id_field)): scalars.text(row.get(shown)) for row in rows}
        except (errors.ProviderError, scalars.WrongShape) as problem:
            found, reason = {}, str(problem)
        else:
            reason = "created, but no object in the listing shows it"
        exact = [remote_id for remote_id, value in found.items() if value == wanted]
        prefixed = [remote_id for remote_id, value in found.items() if value.endswith(wanted)]  # mailboxes of resellers
        ids = exact or prefixed
        if not ids:
            raise faults.error(errors.OutcomeUnknown, messages.ID_UNKNOWN, operation=self.form.create, raw=reason)
        return max(ids, key=lambda remote_id: (len(remote_id), remote_id))


def _can_be_written(param: Param, value: Any) -> bool:
    """Whether it can go back as it came: the page shows a volume of music on hold as `mp3`, where a change takes 1 or 0."""
    try:
        encoding.written(param, value)
    except encoding.Refused:
        return False
    return True


def _shown(param: Param, value: Any) -> str:
    """A value in the words of its parameter; as it was read where those have no word for it."""
    if _can_be_written(param, value):
        return encoding.written(param, value)
    return scalars.text(value) if not isinstance(value, (dict, list)) else ""
