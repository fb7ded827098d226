"""Where numbers lead: to one voice app, or to none. Apps and the medias that they play are the objects of routing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from providers import errors
from providers.callr import faults, forms, messages, scalars
from providers.callr.client import Client
from providers.callr.dids import CallrDids
from providers.values.phone import PhoneNumber
from providers.values.routing import (
    Failovers,
    ObjectForm,
    Route,
    RouteKind,
    RouteLink,
    RoutingObject,
)

APP_FORM = ObjectForm(create="apps.create", update="apps.edit", delete="apps.delete", key="app")
MEDIA_FORM = ObjectForm(
    create="media/library.create",
    update="media/library.set_name",
    delete="media/library.delete",
    key="media_id",
    extra={"audio_data": "base64"},
)


class CallrRouting:
    """The `Routing` port."""

    kinds = frozenset({RouteKind.APP, RouteKind.RECORDING})
    forms: Mapping[RouteKind, ObjectForm] = {RouteKind.APP: APP_FORM, RouteKind.RECORDING: MEDIA_FORM}

    def __init__(self, client: Client) -> None:
        self._client = client
        self._dids = CallrDids(client)

    def list_objects(self, kind: RouteKind) -> Iterator[RoutingObject]:
        if kind is RouteKind.APP:
            return self._client.values(
                "apps.get_list", self._client.items("apps.get_list", with_numbers=True), self._app_from
            )
        if kind is RouteKind.RECORDING:
            return self._client.values("media/library.search", self._client.hits("media/library.search"), media_from)
        return iter(())

    def set_route(self, number: PhoneNumber, route: Route, failovers: Failovers) -> None:
        if failovers != Failovers():
            raise faults.unsupported("routing.set_failovers", messages.NO_FAILOVERS)
        if route.kind not in (RouteKind.APP, RouteKind.NONE):
            raise faults.error(errors.Invalid, messages.NO_ROUTE, operation="apps.assign_did", field="app")
        name, did = self._dids.found(number)
        if route == did.route:
            return
        if route.kind is RouteKind.NONE:
            self._client.confirmed("apps.remove_did", did=name)
        else:
            self._client.confirmed("apps.assign_did", app=route.target, did=name)

    def save_object(self, kind: RouteKind, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """Apps: package, name, params (the package's object). An app keeps its package; medias have a name and a sound."""
        form = self._form(kind)
        if kind is RouteKind.RECORDING and settings.get("audio_data"):
            return self._save_with_sound(settings, remote_id)
        if not remote_id:
            return self._created(kind, form, settings)
        changes = {name: value for name, value in settings.items() if name not in ("package", form.key)}
        if kind is RouteKind.APP:
            app = self._client.one("apps.get", scalars.row, app=remote_id)
            forms.change(self._client, form, remote_id, changes, {"params": app.get("p")})
        else:
            forms.change(self._client, form, remote_id, changes, {})
        return remote_id

    def _save_with_sound(self, settings: Mapping[str, str], remote_id: str) -> str:
        """The media first: it is there by then, so a sound that is refused leaves the outcome to be looked at."""
        named = {name: value for name, value in settings.items() if name != "audio_data"}
        saved = self.save_object(RouteKind.RECORDING, named, remote_id=remote_id) if named else remote_id
        try:
            self._client.confirmed(
                "media/library.set_content",
                media_id=int(saved),
                text=named.get("name", ""),
                audio_data=settings["audio_data"],
            )
        except errors.Refused as problem:
            if not named:
                raise
            raise faults.error(
                errors.OutcomeUnknown, messages.SOUND_REFUSED, operation="media/library.set_content", raw=str(problem)
            ) from problem
        return saved

    def _created(self, kind: RouteKind, form: ObjectForm, settings: Mapping[str, str]) -> str:
        answer = forms.create(self._client, form, settings)
        told = answer.get("hash") if kind is RouteKind.APP and isinstance(answer, dict) else answer
        if not isinstance(told, (str, int)) or isinstance(told, bool) or not told:
            raise self._client.unreadable(form.create, "created, but its id was not told", answer)
        return str(told)

    def delete_object(self, kind: RouteKind, remote_id: str) -> None:
        """An app's numbers are freed first; they lead nowhere then."""
        form = self._form(kind)
        self._client.confirmed(form.delete, **{form.key: remote_id})

    def _form(self, kind: RouteKind) -> ObjectForm:
        form = self.forms.get(kind)
        if form is None:
            raise faults.unsupported("routing.save_object")
        return form

    def _app_from(self, item: object) -> RoutingObject:
        row = scalars.row(item)
        name = scalars.text(row.get("hash"))
        if not name:
            raise scalars.WrongShape("an app without its hash")
        package = scalars.row(row.get("package") or {})
        word = scalars.text(package.get("name"))
        params = scalars.row(row.get("p") or {})
        about = _DETAILS.get(word, _nothing)(params)
        return RoutingObject(
            kind=RouteKind.APP,
            remote_id=name,
            name=scalars.text(row.get("name")),
            links=links_of(params),
            details={"package": word, "takes_numbers": scalars.flag(package.get("has_did")), "numbers": _numbers(row)}
            | about,
            settings=forms.shown(self._client.catalog, "apps.edit", {"name": row.get("name"), "params": params}),
            raw=scalars.kept(row),
        )


def links_of(params: Mapping[str, Any]) -> tuple[RouteLink, ...]:
    """Targets in the order in which they are called, then the voicemail when it is on."""
    targets = params.get("targets")
    links = [
        RouteLink(label=str(position), route=Route(kind=RouteKind.FORWARD, target=scalars.text(target.get("number"))))
        for position, target in enumerate(targets if isinstance(targets, list) else [], start=1)
        if isinstance(target, dict)
    ]
    vms = params.get("vms")
    if isinstance(vms, dict) and vms.get("active") is True:
        links.append(RouteLink(label="no_answer", route=Route(kind=RouteKind.VOICEMAIL)))
    return tuple(links)


def _numbers(app: Mapping[str, Any]) -> list[str]:
    dids = app.get("did")
    found = [did.get("intl_number") for did in dids if isinstance(did, dict)] if isinstance(dids, list) else []
    return [number for number in found if isinstance(number, str)]


def _nothing(params: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _calls_in_order(params: Mapping[str, Any]) -> dict[str, Any]:
    options, vms = params.get("options"), params.get("vms")
    return {
        "calls_in_order": True,
        "recording": scalars.flag(options.get("record_calls")) if isinstance(options, dict) else None,
        "voicemail": scalars.flag(vms.get("active")) if isinstance(vms, dict) else None,
    }


def _asks_a_server(params: Mapping[str, Any]) -> dict[str, Any]:
    return {"url": scalars.text(params.get("url"))}


def _runs_a_script(params: Mapping[str, Any]) -> dict[str, Any]:
    return {"script": scalars.text(params.get("script"))}


_DETAILS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "CALLTRACKING10": _calls_in_order,
    "CLICKTOCALL10": _calls_in_order,
    "REALTIME10": _asks_a_server,
    "ACTIONS10": _runs_a_script,
}


def media_from(item: object) -> RoutingObject:
    """A media of the library: what apps play by its id."""
    row = scalars.row(item)
    remote_id = scalars.whole(row.get("id"))
    if remote_id is None:
        raise scalars.WrongShape("a media without its id")
    name = scalars.text(row.get("name"))
    return RoutingObject(
        kind=RouteKind.RECORDING,
        remote_id=str(remote_id),
        name=name,
        details={
            "status": scalars.text(row.get("status")),
            "seconds": scalars.whole(row.get("duration")),
            "voice": scalars.text(row.get("voice")),
            "text": scalars.text(row.get("content")),
            "editable": scalars.flag(row.get("is_editable")),
        },
        settings={"name": name},
        raw=scalars.kept(row),
    )
