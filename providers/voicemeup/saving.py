"""Mailboxes, extensions and peers are written alike: what is left out may fall to its default, so all of it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from providers import errors
from providers.values.routing import ObjectForm
from providers.voicemeup import faults, messages, scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row
from providers.wire.catalog import load
from providers.wire.redact import is_secret_name

_FLAGS = ("0", "1")


def settings_of(row: Row, method_name: str) -> dict[str, str]:
    """What a form for changing the object begins with: its parameters as they were read, never a password."""
    method = load(faults.SLUG).methods[method_name]
    return {
        param.name: ",".join(scalars.pieces(row[param.name])) if param.many else scalars.text(row[param.name])
        for param in method.params
        if param.name in row and not is_secret_name(param.name)
    }


def save(client: Client, form: ObjectForm, listing: str, settings: Mapping[str, str], remote_id: str) -> str:
    """Create an object, or change the one with `remote_id`; its id comes back."""
    given = {name: value for name, value in settings.items() if name not in (form.key, "mode")}
    if remote_id:
        return _change(client, form, listing, given, remote_id)
    if not form.create:
        raise faults.unsupported(f"create {form.update}")
    before = _ids(client, listing, form.key)
    answer = client.do(form.create, mode="create", **given)
    found = next((scalars.text(row.get(form.key)) for row in answer.records if row.get(form.key)), "")
    new = sorted(_ids(client, listing, form.key) - before) if not found else [found]
    if len(new) != 1:  # it was made, and which one it is cannot be told
        raise faults.error(errors.OutcomeUnknown, messages.ANSWER_LOST, operation=form.create)
    return new[0]


def _change(client: Client, form: ObjectForm, listing: str, given: Mapping[str, str], remote_id: str) -> str:
    current = next(iter(client.ask(listing, **{form.key: remote_id}).records), None)
    if current is None:
        raise faults.error(errors.NotFound, messages.NOT_THERE, operation=listing, field=form.key)
    method = client.catalog.methods[form.update]
    kept = {
        param.name: scalars.text(current[param.name])
        for param in method.params
        if param.values == _FLAGS and current.get(param.name) is not None
    }
    if kept.get("enable_mail_notification") == "1" and current.get("contact_name"):
        kept["contact_name"] = scalars.text(current["contact_name"])  # wanted while the flag is set
    mode = {"mode": "update"} if method.param("mode") else {}
    client.do(form.update, **{**kept, **given, **mode, form.key: remote_id})
    return remote_id


def _ids(client: Client, listing: str, key: str) -> set[str]:
    return {scalars.text(row.get(key)) for row in client.rows(listing)} - {""}
