"""The routing objects of VoIP.ms, as a table: which methods list, write and delete each, and under which names.

Names differ between reading, writing and deleting (fact sheet, section 5); the table holds the differences, the code none.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`id` is the field of a row; `set_id` and `delete_id` the parameters; `answer` the field of a create's answer."""

    collection: str
    list_method: str
    set_method: str
    delete_method: str
    id: str
    first: int
    invalid: str
    header: str = ""  # the routing header that leads here
    create_method: str = ""
    create_id: str = ""  # the parameter that chooses the new id, where the caller may
    set_id: str = ""
    delete_id: str = ""
    answer: str = ""
    list_id: str = ""
    renamed: dict[str, str] = field(default_factory=dict)  # parameter → field of the row

    @property
    def write_id(self) -> str:
        return self.set_id or self.id


KINDS = (
    Kind(
        collection="forwardings",
        list_method="getForwardings",
        set_method="setForwarding",
        delete_method="delForwarding",
        id="forwarding",
        first=16000,
        invalid="invalid_forwarding",
        header="fwd",
        answer="forwarding",
    ),
    Kind(
        collection="voicemails",
        list_method="getVoicemails",
        create_method="createVoicemail",
        create_id="digits",
        set_method="setVoicemail",
        delete_method="delVoicemail",
        id="mailbox",
        first=100,
        invalid="invalid_mailbox",
        header="vm",
    ),
    Kind(
        collection="sipuris",
        list_method="getSIPURIs",
        set_method="setSIPURI",
        delete_method="delSIPURI",
        id="sipuri",
        first=6200,
        invalid="invalid_sipuri",
        header="sip",
    ),
    Kind(
        collection="ring_groups",
        list_method="getRingGroups",
        set_method="setRingGroup",
        delete_method="delRingGroup",
        id="ring_group",
        delete_id="ringgroup",
        first=4760,
        invalid="invalid_ringgroup",
        header="grp",
        answer="ring_group",
    ),
    Kind(
        collection="ivrs",
        list_method="getIVRs",
        set_method="setIVR",
        delete_method="delIVR",
        id="ivr",
        first=4630,
        invalid="invalid_ivr",
        header="ivr",
        answer="ivr",
    ),
    Kind(
        collection="queues",
        list_method="getQueues",
        set_method="setQueue",
        delete_method="delQueue",
        id="queue",
        first=4760,
        invalid="invalid_queue",
        header="queue",
        answer="queue",
    ),
    Kind(
        collection="callbacks",
        list_method="getCallbacks",
        set_method="setCallback",
        delete_method="delCallback",
        id="callback",
        first=2350,
        invalid="invalid_callback",
        header="cb",
        answer="callback",
    ),
    Kind(
        collection="timeconditions",
        list_method="getTimeConditions",
        set_method="setTimeCondition",
        delete_method="delTimeCondition",
        id="timecondition",
        first=1830,
        invalid="invalid_timecondition",
        header="tc",
        answer="timecondition",
    ),
    Kind(
        collection="disas",
        list_method="getDISAs",
        set_method="setDISA",
        delete_method="delDISA",
        id="disa",
        first=2110,
        invalid="invalid_disa",
        header="disa",
        answer="disa",
    ),
    Kind(
        collection="recordings",
        list_method="getRecordings",
        set_method="setRecording",
        delete_method="delRecording",
        id="value",
        list_id="recording",
        set_id="recording",
        delete_id="recording",
        first=7560,
        invalid="invalid_recording",
        header="recording",
        answer="recording",
        renamed={"name": "description"},
    ),
    Kind(
        collection="call_huntings",
        list_method="getCallHuntings",
        set_method="setCallHunting",
        delete_method="delCallHunting",
        id="callhunting",
        first=320,
        invalid="invalid_callhunting",
        answer="call_hunting",
    ),
    Kind(
        collection="conferences",
        list_method="getConference",
        set_method="setConference",
        delete_method="delConference",
        id="conference",
        first=1010,
        invalid="invalid_conference",
        answer="conference",
    ),
    Kind(
        collection="filters",
        list_method="getCallerIDFiltering",
        set_method="setCallerIDFiltering",
        delete_method="delCallerIDFiltering",
        id="filtering",
        set_id="filter",
        first=18900,
        invalid="invalid_filter",
        answer="filtering",
    ),
    Kind(
        collection="phonebook",
        list_method="getPhonebook",
        set_method="setPhonebook",
        delete_method="delPhonebook",
        id="phonebook",
        first=32200,
        invalid="invalid_phonebook",
        answer="phonebook",
    ),
    Kind(
        collection="phonebook_groups",
        list_method="getPhonebookGroups",
        set_method="setPhonebookGroup",
        delete_method="delPhonebookGroup",
        id="phonebook_group",
        set_id="group",
        delete_id="group",
        list_id="group",
        first=560,
        invalid="invalid_phonebook",
        answer="group",
    ),
    Kind(
        collection="call_parkings",
        list_method="getCallParking",
        set_method="setCallParking",
        delete_method="delCallParking",
        id="callparking",
        first=320,
        invalid="invalid_callparking",
        answer="callparking",
        renamed={"music": "musiconhold"},
    ),
    Kind(
        collection="members",
        list_method="getStaticMembers",
        set_method="setStaticMember",
        delete_method="delStaticMember",
        id="member",
        first=610,
        invalid="invalid_member",
        answer="member",
        renamed={"queue": "queue_number", "member_name": "name"},
    ),
    Kind(
        collection="subaccounts",
        list_method="getSubAccounts",
        create_method="createSubAccount",
        set_method="setSubAccount",
        delete_method="delSubAccount",
        id="id",
        list_id="account",
        first=99700,
        invalid="invalid_account",
    ),
)

BY_METHOD: dict[str, tuple[Kind, str]] = {
    method: (kind, verb)
    for kind in KINDS
    for method, verb in (
        (kind.list_method, "list"),
        (kind.create_method, "create"),
        (kind.set_method, "set"),
        (kind.delete_method, "delete"),
    )
    if method
}
BY_HEADER = {kind.header: kind for kind in KINDS if kind.header}
