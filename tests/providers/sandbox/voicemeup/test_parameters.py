"""What is refused, and by which documented error type."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.wire.catalog import load
from tests.providers.sandbox.voicemeup.calling import Row, Voicemeup
from tests.providers.sandbox.voicemeup.test_every_method import ADDRESS, CARD, METHODS, OWN, parameters

CODES = frozenset(load("voicemeup").codes)
# Parameters without an error type of their own: the pattern of the fact sheet's section 8.
BY_PATTERN = frozenset(
    f"{name}_invalid"
    for name in (
        "did_id", "date", "metadata", "use_archive", "voicemail_hash", "call_voicemail_id", "call_fax_id", "ratecenter_id",
        "transmission_status", "updated_since", "portability", "availability", "limit", "offset", "type", "host",
        "dnis_rewrite", "client_ivr_profile_id", "client_fax_profile_id", "client_filter_id", "contact_name",
        "address_type", "address_type_number", "enable_forwarding", "enable_voicemail", "enable_peer", "enable_recording",
        "force_ring_signal", "enable_nat", "enable_reinvite", "enable_dnis", "enable_notification", "enable_auth",
        "enable_qualify", "enable_mail_notification", "source_number", "destination_number", "message", "attachment",
    )
)  # fmt: skip
FREE_TEXT = frozenset(
    [
        "comments",
        "meta_data",
        "street",
        "city",
        "first_name",
        "last_name",
        "bank_name",
        "contact_name",
        "address_type_number",
    ]
)


@pytest.mark.parametrize(
    ("request_type", "wrong", "codes"),
    [
        # Groups of which nothing came
        ("get_calls", {}, ["required_parameter_not_found"]),
        ("delete_recordings", {"comments": "old"}, ["required_parameter_not_found"]),
        ("delete_voicemails", {}, ["required_parameter_not_found"]),
        ("delete_faxes", {}, ["required_parameter_not_found"]),
        ("update_did", {"friendly_name": "Front"}, ["required_parameter_not_found"]),
        ("add_did", {}, ["required_parameter_not_found"]),
        ("request_dids", {"quantity": "3"}, ["prefix_required"]),
        ("get_ratecenter_exchanges", {}, ["npa_required"]),
        ("get_ratecenters", {"nxx": "555"}, ["npa_required"]),
        ("get_rates", {}, ["search_parameters_required"]),
        ("delete_e911", {}, ["phone_number_not_found"]),
        ("associate_e911", {"client_peer_id": "60410"}, ["phone_number_not_found"]),
        # One date without the other
        ("get_calls", {"date_from": "2026-01-01"}, ["date_to_invalid"]),
        ("get_calls", {"date_to": "2026-01-01"}, ["date_from_invalid"]),
        # What is required
        ("request_dids", {"prefix": "514555"}, ["quantity_required"]),
        ("get_states", {}, ["country_id_required"]),
        ("update_peer", {"friendly_name": "Desk"}, ["required_parameter_not_found"]),
        ("update_mailbox", {"friendly_name": "Desk"}, ["required_parameter_not_found"]),
        ("update_mailbox", {"mode": "create"}, ["friendly_name_required", "passcode_required"]),
        ("update_extension", {"extension": "2001"}, ["required_parameter_not_found"]),
        ("update_extension", {"mode": "create"}, ["extension_required", "friendly_name_required"]),
        (
            "call_dispatch",
            {},
            ["source_type_required", "source_required", "destination_type_required", "destination_required"],
        ),
        ("add_funds", {}, ["amount_required", "currency_required", "payment_method_required"]),
        (
            "add_funds",
            {"amount": "20", "currency": "CAD", "payment_method": "bank"},
            ["bank_name_required", "bank_account_type_required", "bank_account_number_required", "bank_routing_number_required"],
        ),
        ("disassociate_e911", {}, ["client_peer_id_not_found"]),
        # What an address lacks is not found
        ("validate_e911", {**ADDRESS, "phone_number": OWN, "street": ""}, ["street_not_found"]),
        (
            "validate_e911",
            {"phone_number": OWN},
            ["civic_number_not_found", "street_not_found", "city_not_found", "postal_code_not_found",
            "state_not_found", "country_not_found"],
        ),
        ("update_e911", {**ADDRESS, "phone_number": OWN}, ["first_name_not_found", "last_name_not_found"]),
        # Values
        ("get_calls", {"unique_id": "abc"}, ["unique_id_invalid"]),
        ("get_calls", {"unique_id": "0" * 32}, ["unique_id_invalid"]),
        ("get_calls", {"date_from": "2026-02-30", "date_to": "01/02/2026"}, ["date_from_invalid", "date_to_invalid"]),
        ("get_calls", {"date_from": "2026-01-01", "date_to": "2026-01-02", "direction": "up"}, ["direction_invalid"]),
        (
            "get_calls",
            {"date_from": "2026-01-01", "date_to": "2026-01-02", "result_limit": "1001"},
            ["result_limit_invalid"],
        ),
        (
            "get_calls",
            {"date_from": "2026-01-01", "date_to": "2026-01-02", "result_offset": "-1"},
            ["result_offset_invalid"],
        ),
        ("get_recordings", {"status": "verified,lost"}, ["status_invalid"]),
        ("get_recordings", {"call_recording_id": "1"}, ["call_recording_id_invalid"]),
        ("get_recordings", {"recording_hash": "1"}, ["recording_hash_invalid"]),
        ("get_faxes", {"call_hash": "f" * 32}, ["call_hash_invalid"]),
        ("get_dids", {"client_did_id": "1"}, ["client_did_id_invalid"]),
        ("get_dids", {"phone_number": "15145550120"}, ["phone_number_invalid"]),
        ("get_available_dids", {"nxx": "555"}, ["npa_required"]),
        ("get_available_dids", {"type": "satellite"}, ["type_invalid"]),
        ("get_available_dids", {"npa": "51"}, ["npa_invalid"]),
        ("add_did", {"phone_number": "5145550120"}, ["phone_number_invalid"]),
        ("request_dids", {"prefix": "514555", "quantity": "1000"}, ["quantity_invalid"]),
        ("request_dids", {"prefix": "514555", "quantity": "0"}, ["quantity_invalid"]),
        ("request_dids", {"prefix": "514555", "quantity": "2", "capacity": "25 "}, ["capacity_invalid"]),
        ("request_dids", {"prefix": "514555", "quantity": "2", "sequential": "yes"}, ["sequential_invalid"]),
        ("request_dids", {"prefix": "514555", "quantity": "2", "t38_support": "1"}, ["t38_support_invalid"]),
        ("request_dids", {"prefix": "999555", "quantity": "2"}, ["prefix_not_found"]),
        ("request_dids", {"prefix": "51455", "quantity": "2"}, ["prefix_invalid"]),
        ("request_dids", {"ratecenter_id": "999999", "quantity": "2"}, ["ratecenter_id_not_found"]),
        ("request_dids", {"ratecenter_id": "12", "quantity": "2"}, ["ratecenter_id_invalid"]),
        (
            "request_dids",
            {"ratecenter_id": "097104", "quantity": "2", "prefix_preference": "prefix_only"},
            ["prefix_preference_invalid"],
        ),
        ("update_peer", {"client_peer_id": "1"}, ["client_peer_id_invalid"]),
        ("update_peer", {"client_peer_id": "60410", "dtmf_mode": "morse"}, ["dtmf_invalid"]),
        ("update_peer", {"client_peer_id": "60410", "codecs": "ulaw,opus"}, ["codecs_invalid"]),
        ("update_peer", {"client_peer_id": "60410", "qualify": "1999"}, ["qualify_invalid"]),
        ("update_peer", {"client_peer_id": "60410", "default_ip": "300.1.1.1"}, ["default_ip_invalid"]),
        ("update_peer", {"client_peer_id": "60410", "password": "short"}, ["password_invalid"]),
        ("update_mailbox", {"mode": "destroy"}, ["mode_invalid"]),
        ("update_mailbox", {"client_mailbox_id": "45120", "passcode": "12"}, ["passcode_invalid"]),
        ("update_mailbox", {"client_mailbox_id": "45120", "email": "nobody"}, ["email_invalid"]),
        ("update_extension", {"client_extension_id": "27310", "extension": "999"}, ["extension_invalid"]),
        ("update_extension", {"client_extension_id": "27310", "peer_timeout": "3"}, ["peer_timeout_invalid"]),
        ("get_states", {"country_id": "9999"}, ["country_id_invalid"]),
        ("get_rates", {"code": "99999"}, ["code_invalid"]),
        ("get_rates", {"country_id": "38", "state_id": "9999"}, ["state_id_invalid"]),
        (
            "report_call_issue",
            {"unique_id": "f" * 32, "call_issue_id": "77"},
            ["unique_id_invalid", "call_issue_id_invalid"],
        ),
        (
            "call_dispatch",
            {"source_type": "fax", "source": "5145550120", "destination_type": "number",
            "destination": "5145550130"},
            ["source_type_invalid"],
        ),
        (
            "call_dispatch",
            {"source_type": "peer", "source": "nobodyhere", "destination_type": "number", "destination": "55"},
            ["source_invalid", "destination_invalid"],
        ),
        (
            "call_dispatch",
            {"source_type": "number", "source": "5145550120", "destination_type": "number",
            "destination": "5145550130", "callerid_number": "8005550100", "wait_time": "61",
            "max_retries": "-1", "retry_delay": "x", "enable_recording": "yes"},
            ["callerid_number_invalid", "enable_recording_invalid", "wait_time_invalid", "max_retries_invalid",
            "retry_delay_invalid"],
        ),
        ("add_funds", {**CARD, "currency": "GBP"}, ["currency_invalid"]),
        ("add_funds", {**CARD, "payment_method": "cash"}, ["payment_method_invalid"]),
        ("add_funds", {**CARD, "credit_card_cvd": "1", "amount": "-4"}, ["amount_invalid", "credit_card_cvd_invalid"]),
        (
            "update_e911",
            {**ADDRESS, "phone_number": OWN, "first_name": "A", "last_name": "B", "language": "de"},
            ["language_invalid"],
        ),
        (
            "update_e911",
            {**ADDRESS, "phone_number": "5145559999", "first_name": "A", "last_name": "B"},
            ["phone_number_not_found"],
        ),
        ("validate_e911", {**ADDRESS, "phone_number": OWN, "state_code": "ZZ"}, ["state_not_found"]),
        ("validate_e911", {**ADDRESS, "phone_number": OWN, "country_code": "ZZ"}, ["country_not_found"]),
        ("get_e911", {"client_endpoint_id": "1"}, ["client_endpoint_id_not_found"]),
        ("get_e911", {"phone_number": "5145559999"}, ["phone_number_not_found"]),
    ],
)  # fmt: skip
def test_it_is_refused_with_the_documented_type(
    vmu: Voicemeup, request_type: str, wrong: Row, codes: list[str]
) -> None:
    assert sorted(vmu.refused(request_type, **wrong)) == sorted(codes)
    assert vmu.sandbox.seen(request_type)[-1]["wrote"] is False


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"queue_sms"}))
def test_each_parameter_is_checked(vmu: Voicemeup, name: str) -> None:
    """Nonsense in a single parameter is told by a type that names it."""
    sensible = parameters(vmu, name)
    for param in METHODS[name].params:
        if param.name in FREE_TEXT:
            continue
        codes = vmu.refused(name, **{**sensible, param.name: "§nonsense§"})
        assert codes
        stem = param.name.removesuffix("_code").removesuffix("_id").removesuffix("_ids").removesuffix("_mode")
        assert any(code.startswith(stem) for code in codes), (param.name, codes)
        assert set(codes) <= CODES | BY_PATTERN, codes


def test_all_errors_of_a_request_come_in_one_answer(vmu: Voicemeup) -> None:
    told = vmu.refused("get_available_dids", npa="1", nxx="22", type="moon")
    assert sorted(told) == ["npa_invalid", "nxx_invalid", "type_invalid"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_comes_an_envelope_is_answered(vmu: Voicemeup, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(METHODS)))
    texts = st.one_of(
        st.text(max_size=40), st.sampled_from(["", "0", "1", "5145550120", "60410", "45120", "318200", "CA", "38"])
    )
    names = [param.name for param in METHODS[name].params] + ["language", "currency", "zzz"]
    given_texts = data.draw(st.dictionaries(st.sampled_from(names), texts, max_size=8))
    encodable = {key: value.encode("utf-8", "replace").decode() for key, value in given_texts.items()}
    told = vmu.call(name, **encodable)
    assert told.status in {"success", "failed"}
    assert (told.status == "failed") <= bool(told.codes)
