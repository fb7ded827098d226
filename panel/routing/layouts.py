"""The layouts of all kinds, over all providers: names that a provider's method does not take are passed over."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from panel.routing.layout import Ask, Column, Layout, Rows, Section, Text
from providers.values.routing import RouteKind

FLAGS = {"1", "0"}, {"yes", "no"}, {"true", "false"}
YES_NO: Mapping[str, Text] = {"1": _("Yes"), "0": _("No"), "yes": _("Yes"), "no": _("No")}
LANGUAGES: Mapping[str, Text] = {"en": _("English"), "fr": _("French"), "es": _("Spanish")}
_STRATEGIES: Mapping[str, Text] = {
    "ringall": _("Ring everybody"),
    "leastrecent": _("Who was called longest ago"),
    "fewestcalls": _("Who took the fewest calls"),
    "random": _("Anybody"),
    "rrmemory": _("One after the other"),
}
_EMPTY: Mapping[str, Text] = {"yes": _("Yes"), "no": _("No"), "strict": _("Only while somebody is free")}
_ENABLED: Mapping[str, Text] = {"enabled": _("In use"), "disabled": _("Not in use")}
SECONDS = _("In seconds.")


def _recording(label: Text, nothing: str = "") -> Ask:
    return Ask(label=label, pick=RouteKind.RECORDING, nothing=nothing)


SHARED: Mapping[str, Ask] = {
    "name": Ask(label=_("Name")),
    "friendly_name": Ask(label=_("Name"), help=_("Letters, digits and spaces, 2 to 32.")),
    "description": Ask(label=_("Description")),
    "note": Ask(label=_("Note")),
    "comments": Ask(label=_("Note"), looks="long"),
    "status": Ask(label=_("State"), words=_ENABLED, default="enabled"),
    "phone_number": Ask(label=_("Telephone number")),
    "number": Ask(label=_("Telephone number")),
    "callerid_override": Ask(label=_("Caller ID shown"), help=_("Empty: that of the caller.")),
    "callerid_number": Ask(label=_("Caller ID number")),
    "callerid_name": Ask(label=_("Caller ID name"), help=_("At most 15 letters and digits.")),
    "callerid_prefix": Ask(label=_("Put before the caller's name")),
    "callerid": Ask(label=_("Caller")),
    "callerid_e164": Ask(label=_("Caller ID with its plus sign")),
    "dtmf_digits": Ask(label=_("Keys sent when answered")),
    "pause": Ask(label=_("Pause before the keys"), help=SECONDS),
    "diversion_header": Ask(label=_("Tell who was called (SIP Diversion)")),
    "attestation_a_enabled": Ask(
        label=_("Forward with full attestation (STIR/SHAKEN A)"),
        help=_("VoIP.ms does not tell what it is now. Choose each time: left open, a change may take it away."),
    ),
    "uri": Ask(label=_("SIP address"), help=_("For example 5551230100@sip.example.com.")),
    "language": Ask(label=_("Language"), words=LANGUAGES, default="en"),
    "queue_language": Ask(label=_("Language"), words=LANGUAGES, default="en"),
    "music_on_hold": Ask(label=_("Music on hold"), pick=RouteKind.MUSIC_ON_HOLD, default="default"),
    "music": Ask(label=_("Music on hold"), pick=RouteKind.MUSIC_ON_HOLD, default="default"),
    "recording": _recording(_("Announcement")),
    "caller_announcement": _recording(_("Announcement to the caller")),
    "timeout": Ask(label=_("Time-out"), help=SECONDS, default="10"),
    "timezone": Ask(label=_("Time zone"), looks="zone"),
    "email": Ask(label=_("E-mail")),
    "password": Ask(label=_("Password")),
    "passcode": Ask(label=_("PIN"), help=_("4 to 12 digits.")),
    "pin": Ask(label=_("PIN")),
    "digit_timeout": Ask(label=_("Wait between digits"), help=SECONDS, default="5"),
    "response_timeout": Ask(label=_("Wait for the first digit"), help=SECONDS, default="10"),
    "voicemail": Ask(label=_("Voicemail when nobody answers"), pick=RouteKind.VOICEMAIL, nothing="0"),
    "client_mailbox_id": Ask(label=_("Mailbox"), pick=RouteKind.VOICEMAIL),
    "file": Ask(label=_("Sound"), looks="sound", help=_("WAV or MP3, at most 8 MB.")),
    "audio_data": Ask(label=_("Sound"), looks="sound", help=_("WAV, at most 8 MB.")),
    "active": Ask(label=_("On")),
    "locale": Ask(label=_("Language")),
    "codecs": Ask(label=_("Codecs")),
    "dtmf_mode": Ask(label=_("How keys are sent (DTMF)"), default="auto"),
    "record_calls": Ask(label=_("Record calls")),
    "transcription": Ask(label=_("Write down what is said")),
    "transcribe": Ask(label=_("Write down what is said")),
    "transcription_redaction": Ask(label=_("Leave out personal data")),
    "transcription_sentiment": Ask(label=_("Tell the mood")),
    "transcription_summary": Ask(label=_("Add a summary")),
    "transcription_locale": Ask(label=_("Languages spoken")),
    "transcription_format": Ask(label=_("Form of the transcript")),
    "transcription_delay": Ask(label=_("Delay of the transcript")),
    "transcription_email": Ask(label=_("Send transcripts to")),
    "client": Ask(label=_("Reseller client")),
}

_VOICEMAIL = Layout(
    sections=(
        Section(
            title=_("Mailbox"), names=("digits", "name", "friendly_name", "password", "passcode", "status", "language")
        ),
        Section(
            title=_("Notices"),
            names=(
                "email",
                "enable_mail_notification",
                "contact_name",
                "attach_message",
                "email_attachment_format",
                "delete_message",
                "timezone",
            ),
        ),
        Section(
            title=_("What callers and owners hear"),
            names=(
                "unavailable_message_recording",
                "play_instructions",
                "skip_password",
                "say_time",
                "say_callerid",
            ),
        ),
        Section(
            title=_("Transcription"),
            names=(
                "transcription",
                "transcription_locale",
                "transcription_format",
                "transcription_summary",
                "transcription_sentiment",
                "transcription_redaction",
                "transcription_delay",
            ),
        ),
    ),
    asks={
        "digits": Ask(label=_("Mailbox number"), help=_("1 to 10 digits.")),
        "password": Ask(label=_("PIN")),
        "skip_password": Ask(label=_("No PIN from its own extension"), default="0"),
        "attach_message": Ask(label=_("Attach the message"), default="yes"),
        "delete_message": Ask(label=_("Delete it once sent"), default="no"),
        "say_time": Ask(label=_("Say the time"), default="yes"),
        "say_callerid": Ask(label=_("Say the caller's number"), default="yes"),
        "play_instructions": Ask(
            label=_("Instructions"), words={"u": _("Greeting and instructions"), "su": _("Greeting only")}, default="u"
        ),
        "email_attachment_format": Ask(label=_("Form of the sound")),
        "unavailable_message_recording": _recording(_("Greeting")),
        "enable_mail_notification": Ask(label=_("Send a notice by e-mail"), default="0"),
        "contact_name": Ask(label=_("Name of the person"), help=_("Needed when notices are sent.")),
    },
)

_RING_GROUP = Layout(
    sections=(
        Section(title=_("Group"), names=("name", "members")),
        Section(title=_("Around it"), names=("voicemail", "caller_announcement", "music_on_hold", "language")),
    ),
    rows=(
        Rows(
            name="members",
            label=_("Who rings"),
            row=_("Member"),
            inner=",",
            columns=(
                Column(label=_("Destination"), looks="route"),
                Column(label=_("Seconds"), looks="number", default="20"),
                Column(label=_("Press 1 to accept"), looks="yes"),
            ),
        ),
    ),
)

_CALL_HUNTING = Layout(
    sections=(
        Section(title=_("Call hunting"), names=("description", "order", "members")),
        Section(title=_("Around it"), names=("recording", "music", "language")),
    ),
    rows=(
        Rows(
            name="members",
            label=_("Who is tried"),
            row=_("Member"),
            at_most=8,
            columns=(
                Column(label=_("Destination"), looks="route", params=("members",)),
                Column(label=_("Seconds"), looks="number", params=("ring_time",), default="20"),
                Column(label=_("Press 1 to accept"), looks="yes", params=("press",)),
            ),
        ),
    ),
    asks={
        "order": Ask(label=_("Order"), words={"follow": _("As listed"), "random": _("In any order")}, default="follow"),
        "recording": _recording(_("Announcement"), nothing="none"),
    },
)

_IVR = Layout(
    sections=(
        Section(title=_("Menu"), names=("name", "recording", "choices")),
        Section(title=_("Around it"), names=("timeout", "language", "voicemailsetup")),
    ),
    rows=(
        Rows(
            name="choices",
            label=_("Keys"),
            row=_("Choice"),
            inner="=",
            help=_("“t” is what happens after the time-out, “i” on a wrong key."),
            columns=(Column(label=_("Key to press"), looks="key"), Column(label=_("Leads to"), looks="route")),
        ),
    ),
    asks={
        "timeout": Ask(label=_("Wait for a key"), help=SECONDS, default="10"),
        "voicemailsetup": Ask(
            label=_("Dialling a mailbox from the menu"),
            help=_("The provider's code; 1 is its usual setting."),
            default="1",
        ),
    },
)

_QUEUE = Layout(
    sections=(
        Section(title=_("Queue"), names=("queue_name", "queue_number", "queue_language", "queue_password")),
        Section(
            title=_("Agents"),
            names=(
                "static_members",
                "ring_strategy",
                "ring_inuse",
                "agent_ring_timeout",
                "retry_timer",
                "wrapup_time",
                "member_delay",
                "agent_announcement",
                "report_hold_time_agent",
            ),
        ),
        Section(
            title=_("Callers"),
            names=(
                "maximum_callers",
                "maximum_wait_time",
                "priority_weight",
                "join_when_empty",
                "leave_when_empty",
                "callerid_prefix",
            ),
        ),
        Section(
            title=_("What callers hear"),
            names=(
                "music_on_hold",
                "join_announcement",
                "voice_announcement",
                "frequency_announcement",
                "announce_position_frecuency",
                "announce_round_seconds",
                "if_announce_position_enabled_report_estimated_hold_time",
                "thankyou_for_your_patience",
            ),
        ),
        Section(
            title=_("Where calls go on"),
            names=(
                "fail_over_routing_timeout",
                "fail_over_routing_full",
                "fail_over_routing_join_empty",
                "fail_over_routing_leave_empty",
                "fail_over_routing_join_unavail",
                "fail_over_routing_leave_unavail",
            ),
        ),
    ),
    rows=(
        Rows(
            name="static_members",
            label=_("Members"),
            row=_("Member"),
            help=_("Called in this order, where the strategy goes by it."),
            columns=(Column(label=_("SIP account"), looks="login"),),
        ),
    ),
    asks={
        "queue_name": Ask(label=_("Name")),
        "queue_number": Ask(label=_("Number of the queue")),
        "queue_password": Ask(label=_("Password of the agents")),
        "ring_strategy": Ask(label=_("Who rings"), words=_STRATEGIES, default="ringall"),
        "ring_inuse": Ask(label=_("Leave out who is on a call"), default="yes"),
        "agent_ring_timeout": Ask(label=_("Ring an agent for"), help=SECONDS),
        "retry_timer": Ask(label=_("Pause between attempts"), help=SECONDS),
        "wrapup_time": Ask(label=_("Rest after a call"), help=SECONDS),
        "member_delay": Ask(label=_("Delay before connecting"), help=SECONDS),
        "agent_announcement": _recording(_("Announcement to the agent")),
        "report_hold_time_agent": Ask(label=_("Tell agents how long the caller waited"), words=YES_NO, default="no"),
        "maximum_callers": Ask(label=_("Most callers"), help=_("A number, or “unlimited”.")),
        "maximum_wait_time": Ask(label=_("Longest wait"), help=_("Seconds in steps of 30, or “unlimited”.")),
        "priority_weight": Ask(label=_("Priority"), help=_("1 to 60."), default="1"),
        "join_when_empty": Ask(label=_("Callers may join while nobody serves"), words=_EMPTY, default="yes"),
        "leave_when_empty": Ask(label=_("Callers are sent on when nobody serves"), words=_EMPTY, default="no"),
        "join_announcement": _recording(_("Announcement on joining"), nothing="none"),
        "voice_announcement": _recording(_("Repeated announcement"), nothing="none"),
        "frequency_announcement": Ask(label=_("Repeat it every"), help=SECONDS),
        "announce_position_frecuency": Ask(label=_("Tell the place in the queue every"), help=SECONDS),
        "announce_round_seconds": Ask(label=_("Round told times to"), help=SECONDS),
        "if_announce_position_enabled_report_estimated_hold_time": Ask(
            label=_("Tell the expected wait"), words={**YES_NO, "once": _("Once")}
        ),
        "thankyou_for_your_patience": Ask(label=_("Thank for the patience")),
        "fail_over_routing_timeout": Ask(label=_("After the longest wait")),
        "fail_over_routing_full": Ask(label=_("When full")),
        "fail_over_routing_join_empty": Ask(label=_("When nobody serves it")),
        "fail_over_routing_leave_empty": Ask(label=_("When everybody left")),
        "fail_over_routing_join_unavail": Ask(label=_("When nobody is free to serve it")),
        "fail_over_routing_leave_unavail": Ask(label=_("When nobody is free any more")),
    },
)

_TIME_CONDITION = Layout(
    sections=(
        Section(title=_("Condition"), names=("name", "weekdaystart")),
        Section(title=_("Where calls go"), names=("routing_match", "routing_nomatch")),
    ),
    rows=(
        Rows(
            name="weekdaystart",
            label=_("Hours"),
            row=_("Hours"),
            help=_("Calls in any of these match."),
            columns=(
                Column(label=_("From day"), looks="day", params=("weekdaystart",)),
                Column(label=_("To day"), looks="day", params=("weekdayend",), default="sun"),
                Column(label=_("From"), looks="time", params=("starthour", "startminute")),
                Column(label=_("To"), looks="time", params=("endhour", "endminute")),
            ),
        ),
    ),
    asks={
        "routing_match": Ask(label=_("During these hours")),
        "routing_nomatch": Ask(label=_("Outside of them")),
    },
)

_EXTENSION = Layout(
    sections=(
        Section(title=_("Extension"), names=("extension", "friendly_name", "status", "comments")),
        Section(title=_("Rings first"), names=("enable_peer", "client_peer_ids", "peer_timeout")),
        Section(title=_("Then forwards"), names=("enable_forwarding", "forward_number", "forward_timeout")),
        Section(title=_("Then takes a message"), names=("enable_voicemail", "client_mailbox_id")),
    ),
    rows=(
        Rows(
            name="client_peer_ids",
            label=_("Peers"),
            row=_("Peer"),
            outer=",",
            at_most=5,
            columns=(Column(label=_("Peer"), looks="object", pick=RouteKind.ACCOUNT),),
        ),
    ),
    asks={
        "extension": Ask(label=_("Number"), help=_("1000 to 9999.")),
        "enable_peer": Ask(label=_("Ring peers"), default="0"),
        "peer_timeout": Ask(label=_("For"), help=SECONDS),
        "enable_forwarding": Ask(label=_("Forward"), default="0"),
        "forward_number": Ask(label=_("To the number"), help=_("10 digits.")),
        "forward_timeout": Ask(label=_("For"), help=SECONDS),
        "enable_voicemail": Ask(label=_("Take a message"), default="0"),
    },
)

_APP = Layout(
    sections=(
        Section(title=_("App"), names=("name",)),
        Section(title=_("Targets"), names=("params.targets",)),
        Section(
            title=_("What is asked or run"),
            names=(
                "params.url",
                "params.login",
                "params.password",
                "params.data_format",
                "params.format",
                "params.script",
            ),
        ),
        Section(
            title=_("What is heard"),
            names=(
                "params.medias.welcome",
                "params.medias.ringtone",
                "params.medias.whisper",
                "params.medias.bridge",
                "params.medias.A_welcome",
                "params.medias.A_ringtone",
                "params.medias.B_whisper",
                "params.medias.AB_bridge",
            ),
        ),
        Section(
            title=_("Voicemail"),
            names=(
                "params.vms.active",
                "params.vms.intro",
                "params.vms.record",
                "params.vms.timeout",
                "params.vms.emails",
            ),
        ),
    ),
    rows=(
        Rows(
            name="params.targets",
            label=_("Called in this order"),
            of_objects=True,
            row=_("Target"),
            columns=(
                Column(label=_("Telephone number"), looks="text", params=("number",)),
                Column(label=_("Seconds"), looks="number", params=("timeout",), default="20"),
            ),
        ),
    ),
    asks={
        "url": Ask(
            label=_("Address that is asked"), help=_("Call events are sent there, and its answers are carried out.")
        ),
        "login": Ask(label=_("User name there")),
        "password": Ask(label=_("Password there")),
        "data_format": Ask(label=_("Format"), default="JSON"),
        "format": Ask(label=_("Format"), default="YAML"),
        "script": Ask(label=_("Scenario"), looks="long"),
        "welcome": _recording(_("Welcome"), nothing="0"),
        "ringtone": _recording(_("While it rings"), nothing="0"),
        "whisper": _recording(_("To who answers, before the call"), nothing="0"),
        "bridge": _recording(_("To both, before they talk"), nothing="0"),
        "A_welcome": _recording(_("Welcome"), nothing="0"),
        "A_ringtone": _recording(_("While it rings"), nothing="0"),
        "B_whisper": _recording(_("To who answers, before the call"), nothing="0"),
        "AB_bridge": _recording(_("To both, before they talk"), nothing="0"),
        "active": Ask(label=_("Take a message when nobody answers")),
        "intro": _recording(_("Greeting"), nothing="0"),
        "record": Ask(label=_("Record a message")),
        "timeout": Ask(label=_("Longest message"), help=_("30 to 300 seconds.")),
        "emails": Ask(label=_("Send messages to"), looks="lines", help=_("One e-mail address a line.")),
    },
)

_DEVICE = Layout(
    sections=(
        Section(
            title=_("Login"),
            names=(
                "username",
                "properties.username",
                "friendly_name",
                "description",
                "password",
                "protocol",
                "device_type",
                "auth_type",
                "ip",
                "host_type",
                "host",
                "enable_auth",
                "auth_username",
                "status",
            ),
        ),
        Section(
            title=_("Calls it makes"),
            names=(
                "callerid_number",
                "callerid_name",
                "callerid_mode",
                "properties.cli",
                "properties.privacy",
                "lock_international",
                "international_route",
                "canada_routing",
                "dialing_mode",
                "default_e911",
            ),
        ),
        Section(
            title=_("Sound and signalling"),
            names=(
                "allowed_codecs",
                "codecs",
                "properties.codecs",
                "dtmf_mode",
                "nat",
                "enable_nat",
                "sip_traffic",
                "properties.srtp",
                "music_on_hold",
                "language",
            ),
        ),
        Section(
            title=_("Inside the account"),
            names=(
                "internal_extension",
                "internal_dialtime",
                "properties.ring_timeout",
                "internal_voicemail",
                "client_mailbox_id",
                "parking_lot",
                "record_calls",
                "enable_recording",
            ),
        ),
    ),
    asks={
        "username": Ask(label=_("Login"), help=_("What comes after the account's number; 12 characters at most.")),
        "protocol": Ask(label=_("Protocol"), words={"1": _("SIP"), "3": _("IAX2")}, default="1"),
        "auth_type": Ask(label=_("Signs in by"), words={"1": _("Password"), "2": _("Static IP address")}, default="1"),
        "ip": Ask(label=_("IP address"), help=_("For signing in by address.")),
        "device_type": Ask(
            label=_("Sort of device"),
            words={"1": _("Asterisk, IP PBX, gateway or VoIP switch"), "2": _("ATA device, IP phone or softphone")},
            default="2",
        ),
        "lock_international": Ask(
            label=_("International calls"), words={"0": _("Allowed"), "1": _("Not allowed")}, default="1"
        ),
        "international_route": Ask(
            label=_("International calls go by"), words={"1": _("Value"), "2": _("Premium")}, default="1"
        ),
        "canada_routing": Ask(label=_("Canadian calls go by"), words={"1": _("Value"), "2": _("Premium")}),
        "dialing_mode": Ask(
            label=_("How numbers are dialled"),
            words={
                "0": _("As the main account does"),
                "1": _("With country code (E.164)"),
                "2": _("As in North America"),
            },
        ),
        "allowed_codecs": Ask(
            label=_("Codecs"), help=_("In the order of preference, with semicolons between."), default="ulaw;g729"
        ),
        "codecs": Ask(label=_("Codecs"), help=_("With commas between.")),
        "dtmf_mode": Ask(label=_("How keys are sent (DTMF)"), default="auto"),
        "nat": Ask(label=_("Behind a NAT router"), default="yes"),
        "enable_nat": Ask(label=_("Behind a NAT router")),
        "sip_traffic": Ask(label=_("Encrypt signalling and sound")),
        "srtp": Ask(label=_("Encrypt the sound of incoming calls")),
        "internal_extension": Ask(label=_("Extension"), help=_("1 makes 101.")),
        "internal_dialtime": Ask(label=_("Rings for"), help=SECONDS),
        "ring_timeout": Ask(label=_("Rings for"), help=SECONDS),
        "internal_voicemail": Ask(label=_("Mailbox"), pick=RouteKind.VOICEMAIL),
        "parking_lot": Ask(label=_("Parking lot"), pick=RouteKind.CALL_PARKING),
        "default_e911": Ask(label=_("Number shown to 911")),
        "host_type": Ask(label=_("Address"), words={"dynamic": _("Registers"), "static": _("Static")}),
        "host": Ask(label=_("Its IP address")),
        "enable_auth": Ask(label=_("Sign in with name and password")),
        "auth_username": Ask(label=_("Name to sign in with")),
        "enable_recording": Ask(label=_("Record calls")),
        "cli": Ask(label=_("Caller ID number")),
        "privacy": Ask(label=_("Hide the caller ID"), words={"full": _("Yes"), "off": _("No")}),
    },
)

LAYOUTS: Mapping[str, Layout] = {
    RouteKind.FORWARD: Layout(
        sections=(
            Section(title=_("Forwarding"), names=("phone_number", "description", "callerid_override")),
            Section(
                title=_("When it is answered"),
                names=("dtmf_digits", "pause", "diversion_header", "attestation_a_enabled"),
            ),
        )
    ),
    RouteKind.VOICEMAIL: _VOICEMAIL,
    RouteKind.SIP_URI: Layout(
        sections=(Section(title=_("SIP URI"), names=("uri", "description", "callerid_override", "callerid_e164")),)
    ),
    RouteKind.RING_GROUP: _RING_GROUP,
    RouteKind.CALL_HUNTING: _CALL_HUNTING,
    RouteKind.IVR: _IVR,
    RouteKind.QUEUE: _QUEUE,
    RouteKind.CALLBACK: Layout(
        sections=(
            Section(title=_("Callback"), names=("description", "number", "callerid_number", "delay_before")),
            Section(title=_("Dialling"), names=("response_timeout", "digit_timeout")),
        ),
        asks={
            "number": Ask(label=_("Number that is called back")),
            "delay_before": Ask(label=_("Wait before calling"), help=_("In seconds, 1 at least."), default="5"),
        },
    ),
    RouteKind.TIME_CONDITION: _TIME_CONDITION,
    RouteKind.DISA: Layout(
        sections=(Section(title=_("DISA"), names=("name", "pin", "digit_timeout", "callerid_override", "language")),)
    ),
    RouteKind.RECORDING: Layout(sections=(Section(title=_("Recording"), names=("name", "file", "audio_data")),)),
    RouteKind.CONFERENCE: Layout(
        sections=(
            Section(title=_("Conference"), names=("name", "tn", "pin", "description", "max_members", "language")),
            Section(title=_("Members"), names=("members",)),
        ),
        asks={
            "tn": Ask(label=_("Number"), help=_("10 digits. It becomes the conference line.")),
            "pin": Ask(label=_("PIN"), help=_("At most 8 digits.")),
            "members": Ask(label=_("Member profiles"), help=_("Their ids, with semicolons between.")),
            "max_members": Ask(label=_("Most members"), default="10"),
            "sound_join": _recording(_("On joining")),
            "sound_leave": _recording(_("On leaving")),
            "sound_get_pin": _recording(_("Asks for the PIN")),
            "sound_invalid_pin": _recording(_("Wrong PIN")),
            "sound_only_person": _recording(_("Only person in the conference")),
        },
    ),
    RouteKind.CALL_PARKING: Layout(
        sections=(
            Section(title=_("Parking lot"), names=("name", "blf_lamps", "music", "language")),
            Section(title=_("When nobody takes the call"), names=("timeout", "failover", "destination", "delay")),
        ),
        asks={
            "failover": Ask(
                label=_("Where it goes"),
                help=_("“callback” to who parked it, “system:hangup”, or “vm:” with a mailbox."),
                default="callback",
            ),
            "destination": Ask(
                label=_("Who is told the place"), help=_("“parker”, or a SIP account."), default="parker"
            ),
            "delay": Ask(label=_("Before telling it, wait"), help=SECONDS, default="5"),
            "blf_lamps": Ask(label=_("Lamps (BLF)"), default="0"),
            "timeout": Ask(label=_("Parked for at most"), help=SECONDS, default="60"),
        },
    ),
    RouteKind.CALLER_ID_FILTER: Layout(
        sections=(
            Section(title=_("Which calls"), names=("callerid", "did", "note")),
            Section(
                title=_("Where they go"),
                names=("routing", "failover_busy", "failover_unreachable", "failover_noanswer"),
            ),
        ),
        asks={
            "callerid": Ask(
                label=_("Caller"),
                help=_("A number, 0 for hidden callers, i for foreign ones, p for everybody in the phonebook."),
            ),
            "did": Ask(label=_("Called number"), help=_("Ten digits, or “all”."), default="all"),
            "routing": Ask(label=_("Calls go to")),
            "failover_busy": Ask(label=_("When busy")),
            "failover_unreachable": Ask(label=_("When unreachable")),
            "failover_noanswer": Ask(label=_("When nobody answers")),
        },
    ),
    RouteKind.PHONEBOOK_ENTRY: Layout(
        sections=(Section(title=_("Entry"), names=("name", "number", "speed_dial", "callerid", "group", "note")),),
        asks={
            "speed_dial": Ask(label=_("Speed dial"), help=_("For example *7501.")),
            "callerid": Ask(label=_("Caller ID shown on speed dial")),
            "group": Ask(label=_("Group"), pick=RouteKind.PHONEBOOK_GROUP),
        },
    ),
    RouteKind.PHONEBOOK_GROUP: Layout(
        sections=(Section(title=_("Phonebook group"), names=("name", "members")),),
        rows=(
            Rows(
                name="members",
                label=_("Entries"),
                row=_("Entry"),
                columns=(Column(label=_("Entry"), looks="object", pick=RouteKind.PHONEBOOK_ENTRY),),
            ),
        ),
        hidden=frozenset({"phonebook"}),
    ),
    RouteKind.MUSIC_ON_HOLD: Layout(
        sections=(Section(title=_("Music on hold"), names=("name", "description", "recordings", "sort", "volume")),),
        rows=(
            Rows(
                name="recordings",
                label=_("Recordings"),
                row=_("Recording"),
                outer=",",
                columns=(Column(label=_("Recording"), looks="object", pick=RouteKind.RECORDING),),
            ),
        ),
        asks={
            "sort": Ask(label=_("Order"), words={"alpha": _("By name"), "random": _("In any order")}, default="alpha"),
            "volume": Ask(label=_("Quiet")),
        },
    ),
    RouteKind.EXTENSION: _EXTENSION,
    RouteKind.APP: _APP,
    RouteKind.DID_GROUP: Layout(sections=(Section(title=_("DID group"), names=("name",)),)),
    "device": _DEVICE,
}


def layout_of(kind: str) -> Layout:
    return LAYOUTS.get(kind, Layout())


def ask_for(kind: str, path: str) -> Ask:
    """How a parameter is asked for; one that nobody laid out goes by the provider's name for it."""
    name = path.rpartition(".")[2]
    found = layout_of(kind).asks.get(name) or SHARED.get(name)
    return found or Ask(label=name.replace("_", " ").strip().capitalize())


def words_of(ask: Ask, values: Collection[str]) -> Mapping[str, Text]:
    """How the values of a parameter are called: yes and no where nobody says otherwise and they are nothing else."""
    if not ask.words and set(values) in FLAGS:
        return {**YES_NO, "true": _("Yes"), "false": _("No")}
    return ask.words
