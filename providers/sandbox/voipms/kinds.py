"""The records that an account keeps, as a table: which methods list, write and delete each kind, and under which names.

Names differ between reading, writing and deleting (fact sheet, section 5); the table holds the differences, the code none.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`id` is the field of a row; `set_id`, `delete_id` and `list_id` the parameters; `answer` the field of the answer.

    A write replaces the record: what is not sent becomes empty or its `default`, save the fields `kept`.
    """

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
    kept: tuple[str, ...] = ()
    default: dict[str, str] = field(default_factory=dict)  # field of the row → its value when it was not sent
    unique: dict[str, str] = field(default_factory=dict)  # field of the row → the code when another has the same value
    gone: str = ""  # the code of a listed id that is not there, where it is not `invalid`

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
        default={"diversion_header": "0"},
        unique={"description": "used_description"},
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
        default={
            "email_attachment_format": "wav49",
            "transcription": "no",
            "new": "0",
            "urgent": "0",
            "client": "0",
        },
        kept=("new", "urgent"),
        unique={"mailbox": "used_extension"},
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
        default={"callerid_e164": "0"},
        unique={"description": "used_description"},
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
        default={"music_on_hold": "default", "language": "en"},
        unique={"name": "used_name"},
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
        default={
            "join_announcement": "none",
            "agent_announcement": "0",
            "member_delay": "none",
            "music_on_hold": "default",
            "maximum_wait_time": "unlimited",
            "maximum_callers": "unlimited",
            "agent_ring_timeout": "15",
            "retry_timer": "5",
            "wrapup_time": "none",
            "voice_announcement": "0",
            "frequency_announcement": "none",
            "announce_position_frecuency": "none",
            "announce_round_seconds": "none",
            "if_announce_position_enabled_report_estimated_hold_time": "no",
            "thankyou_for_your_patience": "no",
            "fail_over_routing_timeout": "none:",
            "fail_over_routing_full": "none:",
            "fail_over_routing_join_empty": "none:",
            "fail_over_routing_leave_empty": "none:",
            "fail_over_routing_join_unavail": "none:",
            "fail_over_routing_leave_unavail": "none:",
        },
        unique={"queue_name": "used_name", "queue_number": "used_number"},
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
        default={"callerid_number": "-1"},
        unique={"description": "used_description", "number": "used_number"},
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
        unique={"name": "used_name"},
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
        default={"language": "en"},
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
        renamed={"name": "description", "file": "_file"},
        kept=("description", "_file"),
        unique={"description": "used_name"},
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
        unique={"description": "used_description"},
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
        default={"language": "en"},
        unique={"name": "duplicated_name"},
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
        default={"failover_unreachable": "none:", "failover_busy": "none:", "failover_noanswer": "none:"},
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
        unique={"speed_dial": "used_speed_dial"},
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
        collection="conference_members",
        list_method="getConferenceMembers",
        set_method="setConferenceMember",
        delete_method="delConferenceMember",
        id="member",
        first=4230,
        invalid="invalid_member",
        answer="member",
        unique={"name": "duplicated_name"},
    ),
    Kind(
        collection="sequences",
        list_method="getSequences",
        set_method="setSequences",
        delete_method="delSequences",
        id="sequence",
        first=5350,
        invalid="no_sequences",
        answer="sequence",
    ),
    Kind(
        collection="music",
        list_method="getMusicOnHold",
        set_method="setMusicOnHold",
        delete_method="delMusicOnHold",
        id="value",
        set_id="name",
        list_id="music_on_hold",
        delete_id="music_on_hold",
        first=0,
        invalid="invalid_musiconhold",
        default={"volume": "0", "sort": "alpha", "custom": "1"},
        unique={"description": "invalid_description"},
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
        invalid="invalid_id",
        gone="no_subaccount",
        kept=("username", "account", "password", "protocol", "_registered"),
        unique={"account": "used_username", "internal_extension": "used_extension"},
        default={
            "callerid_number": "-1",
            "canada_routing": "1",
            "language": "en",
            "sip_traffic": "0",
            "max_expiry": "3600",
            "rtp_timeout": "60",
            "rtp_hold_timeout": "600",
            "enable_ip_restriction": "0",
            "pop_restriction": "",
            "enable_pop_restriction": "0",
            "send_bye": "1",
            "record_calls": "0",
            "internal_dialtime": "60",
            "reseller_client": "0",
            "reseller_package": "0",
            "reseller_nextbilling": "0000-00-00",
            "transcribe": "0",
            "transcription_redaction": "no",
            "transcription_summary": "no",
            "transcription_sentiment": "no",
            "enable_internal_cnam": "0",
            "tfcarrier": "-1",
            "default_e911": "-1",
            "call_pickup_behavior": "1",
            "allow225": "0",
            "dialing_mode": "0",
            "internal_extension_location": "0",
            "transcription_start_delay": "0",
        },
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
