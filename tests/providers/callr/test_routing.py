"""A number leads to a voice app or to none; apps are shown and changed as their package documents them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from providers import errors
from providers.callr.provider import CallrAccount
from providers.values.phone import PhoneNumber
from providers.values.routing import NOWHERE, Failovers, Route, RouteKind, RouteLink
from tests.providers.callr.service import Service, page

NUMBER = PhoneNumber("+33199004712")
DID = {"hash": "A9RR1TDF", "intl_number": NUMBER.e164, "country_code": "FR", "type": "GEOGRAPHIC", "app": "ICHUAH2R"}
APP = Route(kind=RouteKind.APP, target="ICHUAH2R")
OTHER = Route(kind=RouteKind.APP, target="27Q8E38A")
TRACKING = {
    "hash": "ICHUAH2R",
    "name": "Ligne principale",
    "package": {"name": "CALLTRACKING10", "type": "CALLTRACKING", "has_did": True},
    "p": {
        "targets": [{"number": "+15145550170", "timeout": 20}, {"number": "+15145550171", "timeout": 30}],
        "options": {"record_calls": True, "locale": "fr_CA", "beta_flag": 1},
        "vms": {"active": True, "emails": ["reception@example.com"], "timeout": 120},
        "medias": {"welcome": 7},
    },
    "did": [DID],
}
REALTIME = {
    "hash": "AW1V4EMC",
    "name": "Accueil",
    "package": {"name": "REALTIME10", "type": "REALTIME", "has_did": True},
    "p": {"url": "https://example.com/rt", "login": "patchbay", "password": "hunter2", "data_format": "JSON"},
    "did": [],
}


def set_route(account: CallrAccount, route: Route, failovers: Failovers | None = None) -> None:
    account.routing.set_route(NUMBER, route, failovers or Failovers())


@pytest.fixture
def own(wire: Service) -> Service:
    wire.results |= {"did.search": page(DID), "apps.get_list": [TRACKING, REALTIME], "apps.get": TRACKING}
    return wire


def test_a_number_is_assigned_by_its_hash(account: CallrAccount, own: Service) -> None:
    set_route(account, OTHER)
    assert own.sent("apps.assign_did") == [["27Q8E38A", "A9RR1TDF"]]


def test_nowhere_takes_the_number_from_its_app(account: CallrAccount, own: Service) -> None:
    set_route(account, NOWHERE)
    assert own.sent("apps.remove_did") == [["A9RR1TDF"]]


def test_nothing_is_sent_when_nothing_changes(account: CallrAccount, own: Service) -> None:
    set_route(account, APP)
    assert [call.method for call in own.calls] == ["did.search"]


def test_other_destinations_and_failovers_are_refused_here(account: CallrAccount, own: Service) -> None:
    with pytest.raises(errors.Invalid):
        set_route(account, Route(kind=RouteKind.FORWARD, target="+33199004799"))
    with pytest.raises(errors.Unsupported):
        set_route(account, APP, Failovers(busy=NOWHERE))
    assert own.calls == []


@pytest.mark.parametrize("app", [None, "", {}])
def test_a_number_without_an_app_leads_nowhere(account: CallrAccount, own: Service, app: Any) -> None:
    own.results["did.search"] = page(DID | {"app": app})
    assert account.dids.get(NUMBER).route == NOWHERE


def test_the_app_of_a_number_may_come_whole(account: CallrAccount, own: Service) -> None:
    own.results["did.search"] = page(DID | {"app": TRACKING})
    assert account.dids.get(NUMBER).route == APP


def test_apps_are_listed_with_what_they_do(account: CallrAccount, own: Service) -> None:
    tracking, realtime = account.routing.list_objects(RouteKind.APP)
    assert (tracking.name, tracking.route) == ("Ligne principale", APP)
    assert tracking.links == (
        RouteLink(label="1", route=Route(kind=RouteKind.FORWARD, target="+15145550170")),
        RouteLink(label="2", route=Route(kind=RouteKind.FORWARD, target="+15145550171")),
        RouteLink(label="no_answer", route=Route(kind=RouteKind.VOICEMAIL)),
    )
    assert tracking.details["numbers"] == [NUMBER.e164]
    assert (tracking.details["recording"], tracking.details["voicemail"]) == (True, True)
    assert realtime.details["url"] == "https://example.com/rt"
    assert "hunter2" not in repr(realtime)
    assert json.loads(realtime.settings["params"]) == {
        "url": "https://example.com/rt", "login": "patchbay", "data_format": "JSON",
    }  # fmt: skip


def test_a_change_of_one_setting_keeps_the_others(account: CallrAccount, own: Service) -> None:
    account.routing.save_object(RouteKind.APP, {"params.options.record_calls": "false"}, remote_id="ICHUAH2R")
    ((app, name, params),) = own.sent("apps.edit")
    assert (app, name) == ("ICHUAH2R", None)
    expected = json.loads(json.dumps(TRACKING["p"]))
    expected["options"] = {"record_calls": False, "locale": "fr_CA"}
    assert params == expected, "what is not documented is not sent back"


def test_a_change_keeps_a_password_that_the_form_does_not_show(account: CallrAccount, own: Service) -> None:
    own.results["apps.get"] = REALTIME
    settings = {"name": "Front", "params": '{"url": "https://example.com/new"}'}
    account.routing.save_object(RouteKind.APP, settings, remote_id="AW1V4EMC")
    ((_, name, params),) = own.sent("apps.edit")
    assert name == "Front"
    assert params == {
        "url": "https://example.com/new",
        "login": "patchbay",
        "password": "hunter2",
        "data_format": "JSON",
    }


def test_a_new_app_tells_its_hash(account: CallrAccount, own: Service) -> None:
    own.results["apps.create"] = REALTIME
    settings = {"package": "REALTIME10", "name": "Accueil", "params.url": "https://example.com/rt"}
    assert account.routing.save_object(RouteKind.APP, settings) == "AW1V4EMC"
    assert own.sent("apps.create") == [["REALTIME10", "Accueil", {"url": "https://example.com/rt"}]]


def test_a_new_app_without_a_hash_may_have_been_made(account: CallrAccount, own: Service) -> None:
    own.results["apps.create"] = {}
    with pytest.raises(errors.OutcomeUnknown):
        account.routing.save_object(RouteKind.APP, {"package": "REALTIME10", "name": "Accueil"})


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": "x", "params": "{"}, "params"),
        ({"params.vms.emails": "y", "params.vms.emails.first": "y"}, "params.vms.emails.first"),
        ({"colour": "red"}, "colour"),
        ({"params.targets": '[{"number": "1"}]'}, "params.targets.number"),
    ],
)
def test_settings_that_cannot_be_sent_are_named(
    account: CallrAccount, own: Service, settings: dict[str, str], field: str
) -> None:
    with pytest.raises(errors.Invalid) as problem:
        account.routing.save_object(RouteKind.APP, settings, remote_id="ICHUAH2R")
    assert problem.value.field == field
    assert own.sent("apps.edit") == []


def test_medias_are_listed_renamed_and_deleted(account: CallrAccount, own: Service) -> None:
    own.results["media/library.search"] = page({"id": 1005, "name": "Welcome", "status": "READY", "duration": 4})
    own.results["media/library.create"] = 1005
    (media,) = account.routing.list_objects(RouteKind.RECORDING)
    assert (media.remote_id, media.name, media.details["seconds"]) == ("1005", "Welcome", 4)
    assert account.routing.save_object(RouteKind.RECORDING, {"name": "Welcome"}) == "1005"
    account.routing.save_object(RouteKind.RECORDING, {"name": "Hello"}, remote_id="1005")
    account.routing.delete_object(RouteKind.RECORDING, "1005")
    assert own.sent("media/library.set_name") == [[1005, "Hello"]]
    assert own.sent("media/library.delete") == [[1005]]


def test_kinds_that_callr_does_not_have_are_empty_and_cannot_be_written(account: CallrAccount, own: Service) -> None:
    assert list(account.routing.list_objects(RouteKind.IVR)) == []
    with pytest.raises(errors.Unsupported):
        account.routing.delete_object(RouteKind.IVR, "1")


def test_a_subscriber_is_shown_and_changed_without_its_password(account: CallrAccount, own: Service) -> None:
    row = {"id": 5, "username": "desk", "password": "hunter2", "cli": "BLOCKED", "codecs": ["OPUS"], "ring_timeout": 30,
           "srtp": False, "privacy": "full", "domain": "sip.example.com", "vms": {"active": False}}  # fmt: skip
    own.results |= {"sip/subscriber.search": page(row), "sip/subscriber.get": row, "sip/subscriber.edit": row}
    (device,) = account.devices.list_devices()
    assert (device.remote_id, device.login, device.details["domain"]) == ("5", "desk", "sip.example.com")
    assert "hunter2" not in repr(device)
    account.devices.save_device({"properties.ring_timeout": "45"}, remote_id="5")
    ((id_, properties, options),) = own.sent("sip/subscriber.edit")
    assert (id_, options) == (5, None)
    assert properties == {"cli": "BLOCKED", "codecs": ["OPUS"], "privacy": "full", "ring_timeout": 45, "srtp": False,
                          "username": "desk"}  # fmt: skip
