"""Every documented method, called with sensible parameters, answers success in its documented shape."""

from __future__ import annotations

import base64
import io
import wave
from collections.abc import Callable
from typing import Any

import pytest

from providers.sandbox.callr import documents
from providers.sandbox.callr.methods import METHODS
from tests.providers.sandbox.callr.calling import Callr
from tests.providers.sandbox.callr.shapes import problems

FROM, TO = "2020-01-01 00:00:00", "2099-12-31 23:59:59"
PERSON = "+33639980121"
SPAN = (FROM, TO)
TOP = ("DURATION", FROM, TO, 5)


def wav() -> str:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x10" * 16000)
    return base64.b64encode(file.getvalue()).decode()


class Made:
    """What the methods are called about, made as it is needed."""

    def __init__(self, callr: Callr) -> None:
        self.callr = callr

    def app(self, package: str = "CALLTRACKING10") -> str:
        params = {"format": "YAML", "script": "answer:"} if package == "ACTIONS10" else None
        return str(self.callr.call("apps.create", package, "made here", params)["hash"])

    def did(self) -> str:
        return str(self.callr.call("apps.get_dids", False)[0]["hash"])

    def free_did(self) -> str:
        return str(self.callr.call("apps.get_dids", True)[0]["hash"])

    def area(self) -> int:
        return int(self.callr.call("did/areacode.get_list", "FR", None)[0]["id"])

    def order(self) -> str:
        return str(self.callr.call("did/store.reserve", self.area(), "CLASSIC", 2, "SEQUENTIAL")["token"])

    def sms(self) -> str:
        return str(self.callr.call("sms.send", "SMS", PERSON, "hello", None))

    def media(self) -> int:
        return int(self.callr.call("media/library.create", "made here"))

    def file(self) -> str:
        job = self.callr.call("media.import_file_from_base64_async", wav(), None)
        self.callr.sandbox.step(5)
        return str(self.callr.call("jobs.get", job)["result"]["filename"])

    def recording(self) -> str:
        return str(self.callr.call("media/recording.search", None, None)["hits"][0]["hash"])

    def click(self) -> str:
        return str(self.callr.call("clicktocall/calls.start_2", self.app("CLICKTOCALL10"), [TARGET], [TARGET], None))

    def clicked(self) -> str:
        return str(self.callr.call("clicktocall/calls.get_status", self.click())["app"]["hash"])

    def delivered(self) -> str:
        hook = str(self.callr.call("webhooks.subscribe", "did.unassigned", "http://127.0.0.1:1/", None)["hash"])
        self.callr.call("did/store.cancel_subscription", self.free_did())
        return hook

    def broadcast(self) -> str:
        return str(self.callr.call("calls.broadcast_1", TARGET, [SPEECH], None))

    def job(self) -> str:
        return str(self.callr.call("cdr.export_async", "IN", *SPAN, None))

    def webhook(self) -> str:
        return str(self.callr.call("webhooks.subscribe", "sms.mo", "https://example.com/hook", None)["hash"])

    def sub(self) -> str:
        return str(self.callr.call("account/sub.create", SUB, AUTO)["hash"])

    def disabled_sub(self) -> str:
        sub = self.sub()
        self.callr.call("account/sub.disable", sub)
        return sub

    def subscriber(self) -> int:
        return int(self.callr.call("sip/subscriber.create", {}, None)["id"])

    def trunk(self, kind: str) -> int:
        return int(self.callr.call(f"sip/trunk/{kind}.create", {}, None)["id"])

    def room(self) -> dict[str, Any]:
        access = [{"pin": "1234", "level": "GUEST", "phone_number": PERSON}]
        room: dict[str, Any] = self.callr.call("conference/10.create_room", "made here", {"open": True}, access)
        return room

    def campaign(self, state: str = "DRAFT") -> str:
        name = str(self.callr.call("sendr/10/campaign.save", {"type": "SMS_SIMPLE", "name": "made here"})["hash"])
        if state == "RUNNING":
            self.callr.call("sendr/10/campaign.start", name)
        return name

    def book(self) -> str:
        return str(self.callr.call("sendr/10/addressbook.create", "made here", "")["hash"])


def after(made: object, *params: Any) -> tuple[Any, ...]:
    """Parameters, once there is something to be found."""
    assert made
    return params


TARGET = {"number": PERSON, "timeout": 20}
SPEECH = "TTS|TTS_FR-FR_AUDREY|Bonjour"
SUB = {
    "account": {"company": "Fleuriste Lys", "firstname": "Lise", "lastname": "Morin"},
    "contact": {"addresses": [], "emails": ["lise@example.com"], "phones": [], "tech_emails": []},
}
AUTO = {"password": {"method": "AUTO", "value": None}}
TAGS = {"CATEGORY": ["WELCOME"], "team": ["sales"]}

SENSIBLE: dict[str, Callable[[Made], tuple[Any, ...]]] = {
    "system.get_timestamp": lambda made: (),
    "session.create": lambda made: (),
    "session.all": lambda made: after(made.callr.call("session.create")),
    "session.refresh": lambda made: (made.callr.call("session.create")["refresh_token"],),
    "api-key.create": lambda made: ("panel",),
    "api-key.all": lambda made: (),
    "api-key.delete": lambda made: (made.callr.call("api-key.create", "panel")["id"],),
    "sms.send": lambda made: ("", PERSON, "Bonjour", {"user_data": "abc12", "nature": "ALERTING"}),
    "sms.get": lambda made: (made.sms(),),
    "sms.get_list": lambda made: ("IN", *SPAN),
    "sms.get_count_for_body": lambda made: ("Bonjour",),
    "sms.get_gsm_charset_mapping": lambda made: (),
    "sms.get_settings": lambda made: (),
    "sms.set_settings": lambda made: ({"push_mo": {"url": "https://example.com/", "auth": "a:b"}},),
    "sms.search": lambda made: ({"type": "OUT", "text": ""}, {"offset": 0, "order": "", "quantity": 5}),
    "sms.get_quote": lambda made: ("SMS", PERSON, "Bonjour", None),
    "calls.broadcast_1": lambda made: (TARGET, [SPEECH, 1], {"loop": 2, "cli": "BLOCKED"}),
    "calls.get_status_1": lambda made: (made.broadcast(),),
    "calls.hangup": lambda made: (1234567890123456789, {}),
    "calls.realtime": lambda made: (made.app("REALTIME10"), TARGET, {"cdr_field": "abc"}),
    "calls.realtime_break": lambda made: (1234567890123456789,),
    "dialr/call.realtime": lambda made: (made.app("REALTIME10"), TARGET, None),
    "sendr/simple.broadcast_1": lambda made: (TARGET, [SPEECH], None),
    "actions.start": lambda made: (made.app("ACTIONS10"), {"variables": {"$name": "Lise"}}),
    "clicktocall/calls.start_2": lambda made: (made.app("CLICKTOCALL10"), [TARGET], [TARGET], {"cdr_field": "x"}),
    "clicktocall/calls.get_status": lambda made: (made.click(),),
    "clicktocall/calls.cancel": lambda made: (made.click(),),
    "clicktocall/calls.get_list": lambda made: (made.clicked(), *SPAN),
    "apps.create": lambda made: ("CALLTRACKING10", "Été (ventes) 1", {"targets": [TARGET]}),
    "apps.edit": lambda made: (made.app(), "autre", {"medias": {"welcome": 1}}),
    "apps.get": lambda made: (made.app(),),
    "apps.get_list": lambda made: (True,),
    "apps.search": lambda made: ({"name": "front"}, None),
    "apps.delete": lambda made: (made.app(),),
    "apps.get_dids": lambda made: (False,),
    "apps.assign_did": lambda made: (made.app(), made.did()),
    "apps.remove_did": lambda made: (made.did(),),
    "apps.get_authorized_clis": lambda made: ("CALL",),
    "did.search": lambda made: ({"KEYWORDS": "555"}, None),
    "did/areacode.countries": lambda made: (),
    "did/areacode.types": lambda made: ("FR",),
    "did/areacode.get_list": lambda made: ("US", "GEOGRAPHIC"),
    "did/store.get_quota_status": lambda made: (),
    "did/store.get_quote": lambda made: (made.area(), "CLASSIC", 2),
    "did/store.reserve": lambda made: (made.area(), "GOLD", 1, "RANDOM"),
    "did/store.view_order": lambda made: (made.order(),),
    "did/store.buy_order": lambda made: (made.order(),),
    "did/store.cancel_order": lambda made: (made.order(),),
    "did/store.cancel_subscription": lambda made: (made.did(),),
    "cdr.get": lambda made: ("OUT", *SPAN, None, None),
    "cdr.search": lambda made: ({"type": "IN", "from": FROM}, {"quantity": 100}),
    "cdr.export_async": lambda made: ("IN", *SPAN, None),
    "media.get_quota_status": lambda made: (),
    "media.import_file_from_base64_async": lambda made: (wav(), {"endpoint": "https://example.com/done"}),
    "media/library.create": lambda made: ("Accueil été",),
    "media/library.delete": lambda made: (made.media(),),
    "media/library.get": lambda made: (made.media(),),
    "media/library.get_list": lambda made: (["WELCOME"],),
    "media/library.search": lambda made: ({"category": "WELCOME"}, None),
    "media/library.overview": lambda made: (),
    "media/library.get_phone_id": lambda made: (made.media(), "FR"),
    "media/library.set_content": lambda made: (made.media(), "hum", wav()),
    "media/library.set_content_from_file": lambda made: (made.media(), made.file()),
    "media/library.set_content_from_recording": lambda made: (made.media(), made.file()),
    "media/library.set_name": lambda made: (made.media(), "renamed"),
    "media/library.set_tags": lambda made: (made.media(), TAGS),
    "media/tts.get_voice_list": lambda made: (),
    "media/tts.set_content": lambda made: (made.media(), "Bonjour", "TTS_FR-FR_AUDREY", {"rate": 40}),
    "media/email.get_templates": lambda made: ("VMS",),
    "media/recording.search": lambda made: ({"type": "CALL"}, None),
    "media/recording.get_list": lambda made: (None, None),
    "media/recording.get": lambda made: (made.recording(),),
    "media/recording.delete": lambda made: ([made.recording()],),
    "media/recording.set_read": lambda made: ([made.recording()], True),
    "media/recording.overview": lambda made: (),
    "media/recording.get_read_status": lambda made: (),
    "media.create": lambda made: ("Accueil",),
    "media.set_content": lambda made: (made.media(), "hum", wav()),
    "media.set_content_with_tts": lambda made: (made.media(), "Bonjour", "TTS_FR-FR_AUDREY", None),
    "media.set_tags": lambda made: (made.media(), TAGS),
    "media.get_library_by_tags": lambda made: ({"CATEGORY": ["WELCOME"]},),
    "media.delete": lambda made: (made.media(),),
    "jobs.get": lambda made: (made.job(),),
    "jobs.cancel": lambda made: (made.job(),),
    "webhooks.subscribe": lambda made: ("sms.mo", "https://example.com/hook", {"hmac_secret": "long-enough"}),
    "webhooks.unsubscribe": lambda made: (made.webhook(),),
    "webhooks.get_list": lambda made: after(made.webhook()),
    "webhooks.get_event_types": lambda made: (),
    "webhooks.enable": lambda made: (made.webhook(),),
    "webhooks.disable": lambda made: (made.webhook(),),
    "webhooks.search_log": lambda made: after(made.delivered(), {"try": 0}, None),
    "account/sub.create": lambda made: (SUB, {"password": {"method": "MANUAL", "value": "Seaside-1234"}}),
    "account/sub.archive": lambda made: (made.disabled_sub(), None),
    "account/sub.disable": lambda made: (made.sub(),),
    "account/sub.enable": lambda made: (made.disabled_sub(),),
    "account/sub.unarchive": lambda made: (made.disabled_sub(),),
    "account/sub.edit": lambda made: (made.sub(), {"contact": SUB["contact"]}, None),
    "account/sub.get": lambda made: (made.sub(),),
    "account/sub.get_quota": lambda made: (),
    "account/sub.search": lambda made: ({"archived": False}, None),
    "account/sub.transfer_credit": lambda made: (None, made.sub(), "100.00", None),
    "account/sub.transfer_dids": lambda made: (None, made.sub(), [made.did()], None),
    "billing.get_prepaid_credit": lambda made: (),
    "list.countries": lambda made: (),
    "list.timezones": lambda made: (),
    "list.number_infos": lambda made: ("+33199004700",),
    "list.destinations": lambda made: (),
    "analytics/calls.summary": lambda made: SPAN,
    "analytics/calls.history": lambda made: SPAN,
    "analytics/calls.cli_countries": lambda made: TOP,
    "analytics/calls.inbound_did": lambda made: TOP,
    "analytics/calls.outbound_countries": lambda made: TOP,
    "analytics/calls.outbound_destinations": lambda made: TOP,
    "analytics/calls.top_apps": lambda made: ("IN", *TOP),
    "analytics/sms.summary": lambda made: SPAN,
    "analytics/sms.history": lambda made: SPAN,
    "analytics/sms.summary_out_by_status": lambda made: SPAN,
    "analytics/sms.history_out_by_status": lambda made: SPAN,
    "analytics/sms.summary_out": lambda made: (*SPAN, ["count"]),
    "analytics/sms.history_out": lambda made: (*SPAN, []),
    "sip/subscriber.create": lambda made: ({"username": "lise", "codecs": ["OPUS"]}, {"vms": {"active": True}}),
    "sip/subscriber.edit": lambda made: (made.subscriber(), {"ring_timeout": 60}, None),
    "sip/subscriber.get": lambda made: (made.subscriber(),),
    "sip/subscriber.search": lambda made: (None, None),
    "sip/subscriber.delete": lambda made: (made.subscriber(),),
    "sip/trunk/origination.create": lambda made: ({}, None),
    "sip/trunk/origination.edit": lambda made: (made.trunk("origination"), {}, None),
    "sip/trunk/origination.get": lambda made: (made.trunk("origination"),),
    "sip/trunk/origination.search": lambda made: after(made.trunk("origination"), None, None),
    "sip/trunk/origination.delete": lambda made: (made.trunk("origination"),),
    "sip/trunk/termination.create": lambda made: ({}, None),
    "sip/trunk/termination.edit": lambda made: (made.trunk("termination"), {}, None),
    "sip/trunk/termination.get": lambda made: (made.trunk("termination"),),
    "sip/trunk/termination.search": lambda made: after(made.trunk("termination"), None, None),
    "sip/trunk/termination.delete": lambda made: (made.trunk("termination"),),
    "hlr.get": lambda made: (PERSON,),
    "conference/10.create_room": lambda made: ("room", {"open": True}, [{"pin": "1", "level": "ADMIN"}]),
    "conference/10.assign_did": lambda made: (made.room()["hash"], made.did()),
    "conference/10.call_room_access": lambda made: (made.room()["access"][0]["hash"], "BLOCKED", False),
    "sendr/10/campaign.get_object_template": lambda made: ("SMS_SIMPLE",),
    "sendr/10/campaign.get_voice_ivr_action_objects_templates": lambda made: (),
    "sendr/10/campaign.check": lambda made: ({"type": "SMS_SIMPLE", "name": "x"},),
    "sendr/10/campaign.save": lambda made: ({"type": "SMS_SIMPLE", "name": "x"},),
    "sendr/10/campaign.get": lambda made: (made.campaign(),),
    "sendr/10/campaign.search": lambda made: after(made.campaign(), None, None),
    "sendr/10/campaign.start": lambda made: (made.campaign(),),
    "sendr/10/campaign.stop": lambda made: (made.campaign("RUNNING"),),
    "sendr/10/campaign.pause": lambda made: (made.campaign("RUNNING"),),
    "sendr/10/campaign.delete": lambda made: (made.campaign(),),
    "sendr/10/addressbook.create": lambda made: ("clients", ""),
    "sendr/10/addressbook.append_file_async": lambda made: (made.book(), made.file(), 0, "FR", None),
    "sendr/10/addressbook.search": lambda made: after(made.book(), None, None),
    "sendr/10/addressbook.delete": lambda made: (made.book(),),
}


def test_all_the_documented_methods_are_here() -> None:
    assert set(METHODS) == set(documents.catalog().methods)
    assert {*SENSIBLE, "session.delete"} == set(METHODS)
    assert len(METHODS) == 154


@pytest.mark.parametrize("method", SENSIBLE)
def test_it_answers_in_its_documented_shape(callr: Callr, method: str) -> None:
    answered = callr.call(method, *SENSIBLE[method](Made(callr)))
    assert answered not in (None, []) or method == "sendr/10/campaign.check"
    assert not isinstance(answered, dict) or answered.get("hits") != []
    documented = documents.catalog().methods[method].returns
    assert not problems(documented, answered)


@pytest.mark.parametrize("method", [name for name in SENSIBLE if documents.params(name)])
def test_a_parameter_of_the_wrong_type_is_refused_by_name(callr: Callr, method: str) -> None:
    params = documents.params(method)
    wrong: list[Any] = [None if param.nullable else 3.5 for param in params]
    first = next(
        (position for position, param in enumerate(params) if not param.nullable and param.kind != "any"), None
    )
    if first is None:
        wrong[0] = "text" if params[0].kind != "string" or params[0].many else 3.5
    message = callr.refusal(method, *wrong)
    assert message.startswith(("INVALID_PARAM_FORMAT [", "PROPERTY_TYPE_ERROR ["))


@pytest.mark.parametrize(
    "method", [name for name in SENSIBLE if documents.params(name) and documents.params(name)[0].required]
)
def test_parameters_may_not_be_left_out(callr: Callr, method: str) -> None:
    assert callr.refusal(method).startswith("INVALID_PARAM_FORMAT [")
