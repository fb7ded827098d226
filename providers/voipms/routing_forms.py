"""How the objects that routes lead to are written, one entry per kind; section 5 of the fact sheet for the names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from providers.values.routing import ObjectForm, RouteKind
from providers.voipms.forms import Written
from providers.voipms.members import SETTING


def _form(name: str, key: str, *, delete: str = "") -> ObjectForm:
    """One method creates and changes: with the key it changes."""
    return ObjectForm(create=f"set{name}", update=f"set{name}", delete=delete or f"del{name}", key=key)


WRITTEN: Mapping[RouteKind, Written] = {
    RouteKind.FORWARD: Written(
        form=_form("Forwarding", "forwarding"),
        listing="getForwardings",
        id_field="forwarding",
        told_as="forwarding",
    ),
    RouteKind.VOICEMAIL: Written(
        form=ObjectForm(create="createVoicemail", update="setVoicemail", delete="delVoicemail", key="mailbox"),
        listing="getVoicemails",
        id_field="mailbox",
        found_by=("digits", "mailbox"),
    ),
    RouteKind.SIP_URI: Written(
        form=_form("SIPURI", "sipuri"),
        listing="getSIPURIs",
        id_field="sipuri",
        told_as="sipuri",
        found_by=("uri", "uri"),
    ),
    RouteKind.RING_GROUP: Written(
        form=_form("RingGroup", "ring_group"),
        listing="getRingGroups",
        id_field="ring_group",
        delete_key="ringgroup",
        told_as="ring_group",
        instead_of_nothing={"voicemail": "0"},  # the word none is refused
    ),
    RouteKind.CALL_HUNTING: Written(
        form=_form("CallHunting", "callhunting"),
        listing="getCallHuntings",
        id_field="callhunting",
        told_as="call_hunting",
    ),
    RouteKind.IVR: Written(form=_form("IVR", "ivr"), listing="getIVRs", id_field="ivr", told_as="ivr"),
    RouteKind.QUEUE: Written(
        form=replace(_form("Queue", "queue"), extra={SETTING: "list-semicolon"}),
        listing="getQueues",
        id_field="queue",
        told_as="queue",
    ),
    RouteKind.CALLBACK: Written(
        form=_form("Callback", "callback"), listing="getCallbacks", id_field="callback", told_as="callback"
    ),
    RouteKind.TIME_CONDITION: Written(
        form=_form("TimeCondition", "timecondition"),
        listing="getTimeConditions",
        id_field="timecondition",
        told_as="timecondition",
    ),
    RouteKind.DISA: Written(form=_form("DISA", "disa"), listing="getDISAs", id_field="disa", told_as="disa"),
    RouteKind.RECORDING: Written(
        form=_form("Recording", "recording"),
        listing="getRecordings",
        id_field="value",
        told_as="recording",
        read_as={"name": "description"},
    ),
    RouteKind.CONFERENCE: Written(
        form=_form("Conference", "conference"), listing="getConference", id_field="conference", told_as="conference"
    ),
    RouteKind.CALL_PARKING: Written(
        form=_form("CallParking", "callparking"),
        listing="getCallParking",
        id_field="callparking",
        told_as="callparking",
        read_as={"music": "musiconhold"},
    ),
    RouteKind.CALLER_ID_FILTER: Written(
        form=_form("CallerIDFiltering", "filter"),
        listing="getCallerIDFiltering",
        id_field="filtering",
        delete_key="filtering",
        told_as="filtering",
    ),
    RouteKind.PHONEBOOK_ENTRY: Written(
        form=_form("Phonebook", "phonebook"), listing="getPhonebook", id_field="phonebook", told_as="phonebook"
    ),
    RouteKind.PHONEBOOK_GROUP: Written(
        form=_form("PhonebookGroup", "group"),
        listing="getPhonebookGroups",
        id_field="phonebook_group",
        told_as="group",
    ),
    RouteKind.MUSIC_ON_HOLD: Written(
        form=ObjectForm(create="setMusicOnHold", update="setMusicOnHold", delete="delMusicOnHold", key="name"),
        listing="getMusicOnHold",
        id_field="value",
        delete_key="music_on_hold",
        found_by=("description", "description"),
    ),
}
