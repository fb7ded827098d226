"""Port E911: two copies of one truth, addresses that are checked before they are sent, alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from providers import errors
from providers.values.e911 import AddressVerdict, CivicAddress, EmergencyState
from providers.values.phone import PhoneNumber
from providers.voipinnovations.provider import VoipinnovationsAccount
from tests.providers.scripted import Reply, Script
from tests.providers.voipinnovations.conftest import answers, called, sent
from tests.providers.voipinnovations.soap_answers import CARRIER_COPY, LOCATION, NO_LOCATION, fault, reply

NUMBER = PhoneNumber("+12125550142")
TN = "2125550142"
HOME = CivicAddress(
    name="NORDPHONE", street_number="1", street="Main St", unit_type="Floor", unit="2", city="New York", region="NY",
    postal_code="10001-1234", country="US",
)  # fmt: skip
SENT = {
    "address1": "1 Main St", "address2": "Floor 2", "city": "New York", "state": "NY", "zip": "10001", "plusFour": "1234",
    "callerName": "NORDPHONE",
}  # fmt: skip


def record(
    method: str = "query911", *, carrier: str = "PROVISIONED", provider: str = "PROVISIONED", code: int = 100
) -> Reply:
    """Both copies of a number's record; an empty state leaves the copy out."""
    carriers = [CARRIER_COPY | {"statusCode": carrier}] if carrier else []
    locations = [LOCATION | {"statusCode": provider}] if provider else []
    copies = {"DID911s": ("DID911", carriers), "VILocations": ("VILocation", locations)}
    return reply(method, {"Statuses": "", **copies, "Alerts": ""}, code=code)


# ── Reading ───────────────────────────────────────────────────────────────────────────


def test_an_address_is_read_from_the_emergency_providers_copy(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, query911=record())
    found = account.e911.get_address(NUMBER)
    assert (found.state, found.number, found.remote_id) == (EmergencyState.ACTIVE, NUMBER, "900142")
    assert found.address == replace(HOME, unit_type="", unit="Fl 2")
    assert found.updated_at == datetime(2026, 5, 2, 16, 0, 1, tzinfo=UTC)
    assert sent(script, "query911") == [{"did": TN}]


@pytest.mark.parametrize(
    ("carrier", "provider", "state"),
    [
        ("PROVISIONED", "PROVISIONED", EmergencyState.ACTIVE),
        ("PROVISIONED", "GEOCODED", EmergencyState.PENDING),
        ("GEOCODED", "PROVISIONED", EmergencyState.PENDING),
        ("PROVISIONED", "INVALID", EmergencyState.FAILED),
        ("INVALID", "GEOCODED", EmergencyState.FAILED),
        ("VERIFIED", "provisioned", EmergencyState.ACTIVE),
        ("UNVERIFIED", "PROVISIONED", EmergencyState.PENDING),
        ("PROVISIONED", "SOMETHING NEW", EmergencyState.UNKNOWN),
        ("PROVISIONED", "", EmergencyState.ACTIVE),
        ("", "GEOCODED", EmergencyState.PENDING),
    ],
)
def test_a_number_is_safe_only_when_no_copy_says_otherwise(
    account: VoipinnovationsAccount, script: Script, carrier: str, provider: str, state: EmergencyState
) -> None:
    answers(script, query911=record(carrier=carrier, provider=provider))
    assert account.e911.get_address(NUMBER).state is state


def test_the_carriers_copy_alone_is_read_in_its_own_spelling(account: VoipinnovationsAccount, script: Script) -> None:
    """Blanks behind the name, ZIP+4 in one piece, times of the East."""
    answers(script, query911=record(provider=""))
    found = account.e911.get_address(NUMBER)
    assert found.address == replace(HOME, unit_type="", unit="Fl 2")
    assert found.updated_at == datetime(2026, 5, 2, 16, 0, tzinfo=UTC)


def test_no_record_is_said_in_four_ways(account: VoipinnovationsAccount, script: Script) -> None:
    placeholder = reply("query911", {"DID911s": "", "VILocations": ("VILocation", [NO_LOCATION])})
    for nothing in (
        placeholder,
        reply("query911", code=101),
        reply("query911", code=906),
        record(carrier="", provider=""),
    ):
        answers(script, query911=nothing)
        found = account.e911.get_address(NUMBER)
        assert (found.state, found.address) == (EmergencyState.NONE, None)


def test_a_number_that_is_not_ours_is_not_one_without_an_address(
    account: VoipinnovationsAccount, script: Script
) -> None:
    answers(script, query911=reply("query911", code=909), remove911=reply("remove911", code=909))
    with pytest.raises(errors.NotFound):
        account.e911.get_address(NUMBER)
    with pytest.raises(errors.NotFound):
        account.e911.remove(NUMBER)


def test_a_busy_emergency_provider_is_no_empty_record(account: VoipinnovationsAccount, script: Script) -> None:
    for said in (reply("query911", code=903), reply("query911", code=907), fault(), Reply(hang_up=True)):
        answers(script, query911=said)
        with pytest.raises(errors.Unavailable):
            account.e911.get_address(NUMBER)


def test_all_addresses_are_listed(account: VoipinnovationsAccount, script: Script) -> None:
    rows = [CARRIER_COPY, CARRIER_COPY | {"tn": "2125550143", "statusCode": "GEOCODED"}]
    answers(script, audit911=reply("audit911", {"DID911s": ("DID911", rows)}))
    first, second = account.e911.list_addresses()
    assert (first.number, first.state) == (NUMBER, EmergencyState.ACTIVE)
    assert first.address == replace(HOME, unit_type="", unit="Fl 2")
    assert second.state is EmergencyState.PENDING
    answers(script, audit911=reply("audit911", code=101))
    assert list(account.e911.list_addresses()) == []


@pytest.mark.parametrize("at", ["1900-01-01T00:00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "", None])
def test_a_date_that_is_none_is_none(account: VoipinnovationsAccount, script: Script, at: str | None) -> None:
    rows = [CARRIER_COPY | {"activatedTime": at, "dateAdded": at}]
    answers(script, audit911=reply("audit911", {"DID911s": ("DID911", rows)}))
    assert next(account.e911.list_addresses()).updated_at is None


# ── Checking ──────────────────────────────────────────────────────────────────────────


def test_an_address_is_sent_in_the_pieces_that_the_service_wants(
    account: VoipinnovationsAccount, script: Script
) -> None:
    answers(script, validate911=record("validate911", carrier=""))
    found = account.e911.validate(NUMBER, HOME)
    assert (found.verdict, found.corrected) == (AddressVerdict.VALID, replace(HOME, unit_type="", unit="Fl 2"))
    assert sent(script, "validate911") == [SENT]
    account.e911.validate(NUMBER, replace(HOME, postal_code="10001", unit_type="", unit=""))
    again = sent(script, "validate911")[1]
    assert again["zip"] == "10001"
    assert not {"plusFour", "address2"} & set(again)


def test_an_unusable_address_is_a_value_with_what_is_near(account: VoipinnovationsAccount, script: Script) -> None:
    answers(
        script,
        validate911=reply(
            "validate911", {"Statuses": ("Status911", [{"code": "1", "description": "No such street"}])}, code=101
        ),
    )
    found = account.e911.validate(NUMBER, HOME)
    assert (found.verdict, found.messages, found.valid) == (AddressVerdict.INVALID, ("No such street",), False)
    answers(script, validate911=record("validate911", carrier="", code=101))
    found = account.e911.validate(NUMBER, HOME)
    assert found.verdict is AddressVerdict.ALTERNATES
    assert [each.street for each in found.alternates] == ["Main St"]


def test_an_address_abroad_is_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    with pytest.raises(errors.Invalid) as caught:
        account.e911.provision(NUMBER, replace(HOME, country="CA", region="QC", postal_code="H2T 2L1"))
    assert caught.value.field == "country"
    assert not script.requests


def test_a_check_that_could_not_be_made_is_no_verdict(account: VoipinnovationsAccount, script: Script) -> None:
    for said, problem in (
        (reply("validate911", code=903), errors.Unavailable),
        (reply("validate911", code=908), errors.UnexpectedAnswer),
        (reply("validate911", code=900, said="no"), errors.Refused),
    ):
        answers(script, validate911=said)
        with pytest.raises(problem):
            account.e911.validate(NUMBER, HOME)


# ── Setting ───────────────────────────────────────────────────────────────────────────


def test_a_first_address_is_inserted_and_looked_up(account: VoipinnovationsAccount, script: Script) -> None:
    answers(
        script,
        validate911=record("validate911", carrier=""),
        query911=[reply("query911", code=101), record(carrier="", provider="GEOCODED")],
    )
    found = account.e911.provision(NUMBER, HOME)
    assert found.state is EmergencyState.PENDING
    assert called(script) == ["validate911", "query911", "insert911", "query911"]
    assert sent(script, "insert911") == [{"did": TN, **SENT}]


def test_a_later_address_is_an_update(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, validate911=record("validate911", carrier=""), query911=record())
    assert account.e911.provision(NUMBER, HOME).state is EmergencyState.ACTIVE
    assert called(script) == ["validate911", "query911", "update911", "query911"]


def test_an_address_that_is_refused_is_never_sent_as_it_would_take_the_live_one_away(
    account: VoipinnovationsAccount, script: Script
) -> None:
    for said, problem in (
        (reply("validate911", code=101), errors.Invalid),
        (record("validate911", carrier="", code=101), errors.Invalid),
        (reply("validate911", code=903), errors.Unavailable),
        (Reply(hang_up=True), errors.Unavailable),
    ):
        script.requests.clear()
        answers(script, validate911=said, query911=record())
        with pytest.raises(problem):
            account.e911.provision(NUMBER, HOME)
        assert called(script) == ["validate911"]


def test_a_look_up_that_fails_before_leaves_the_address_alone(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, validate911=record("validate911", carrier=""), query911=reply("query911", code=905))
    with pytest.raises(errors.Unavailable):
        account.e911.provision(NUMBER, HOME)
    assert not {"insert911", "update911"} & set(called(script))


@pytest.mark.parametrize("after", [reply("query911", code=907), Reply(hang_up=True), Reply(body=b"<html>")])
def test_an_address_that_was_taken_is_pending_when_the_look_up_afterwards_fails(
    account: VoipinnovationsAccount, script: Script, after: Reply
) -> None:
    answers(script, validate911=record("validate911", carrier=""), query911=[reply("query911", code=101), after])
    found = account.e911.provision(NUMBER, HOME)
    assert (found.state, found.address) == (EmergencyState.PENDING, HOME)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (reply("insert911", code=903), errors.OutcomeUnknown),
        (reply("insert911", code=905), errors.OutcomeUnknown),
        (reply("insert911", code=907), errors.OutcomeUnknown),
        (reply("insert911", code=904), errors.Refused),
        (reply("insert911", code=909), errors.NotFound),
        (reply("insert911", code=911), errors.AlreadyTaken),
        (reply("insert911", code=941), errors.NotFound),
        (fault(), errors.OutcomeUnknown),
        (Reply(hang_up=True), errors.OutcomeUnknown),
    ],
)
def test_an_address_that_was_not_surely_taken_says_so_and_is_sent_once(
    account: VoipinnovationsAccount, script: Script, said: Reply, problem: type[errors.ProviderError]
) -> None:
    answers(script, validate911=record("validate911", carrier=""), query911=reply("query911", code=101), insert911=said)
    with pytest.raises(problem) as caught:
        account.e911.provision(NUMBER, HOME)
    assert type(caught.value) is problem
    assert called(script).count("insert911") == 1


def test_removing_what_is_not_there_is_as_good_as_removed(account: VoipinnovationsAccount, script: Script) -> None:
    nothing = reply("remove911", {"Statuses": ("Status911", [{"code": "205200", "description": "nothing"}])})
    gone = reply("remove911", {"Statuses": ("Status911", [{"code": "205100", "description": "removed"}])})
    for said in (gone, nothing, reply("remove911", code=101), reply("remove911", code=906)):
        answers(script, remove911=said)
        account.e911.remove(NUMBER)
    assert sent(script, "remove911") == [{"did": TN}] * 4


def test_a_removal_that_was_refused_or_lost_says_so(account: VoipinnovationsAccount, script: Script) -> None:
    for said, problem in (
        (reply("remove911", code=904), errors.Refused),
        (reply("remove911", code=907), errors.OutcomeUnknown),
        (Reply(hang_up=True), errors.OutcomeUnknown),
    ):
        answers(script, remove911=said)
        with pytest.raises(problem):
            account.e911.remove(NUMBER)


@pytest.mark.parametrize(
    ("code", "problem"),
    [("906", errors.NotFound), ("904", errors.Refused), ("205235", errors.AlreadyTaken), ("907", errors.OutcomeUnknown),
     ("205999", errors.OutcomeUnknown)],
)  # fmt: skip
def test_a_status_that_says_no_is_an_error_under_an_envelope_of_success(
    account: VoipinnovationsAccount, script: Script, code: str, problem: type[errors.ProviderError]
) -> None:
    statuses = {"Statuses": ("Status911", [{"code": "100"}, {"code": code, "description": "no"}])}
    answers(
        script, validate911=record("validate911", carrier=""), query911=record(), update911=reply("update911", statuses)
    )
    with pytest.raises(problem) as caught:
        account.e911.provision(NUMBER, HOME)
    assert type(caught.value) is problem
    assert called(script)[-1] == "update911"


def test_words_and_good_codes_among_the_statuses_are_no_error(account: VoipinnovationsAccount, script: Script) -> None:
    statuses = {
        "Statuses": ("Status911", [{"code": "100"}, {"code": "GEOCODED"}, {"code": ""}, {"description": "taken"}])
    }
    answers(
        script, validate911=record("validate911", carrier=""), query911=record(), update911=reply("update911", statuses)
    )
    assert account.e911.provision(NUMBER, HOME).state is EmergencyState.ACTIVE


# ── Alerts ────────────────────────────────────────────────────────────────────────────


def alerts(*texts: str) -> Reply:
    return reply("Query911Alert", {"Alerts": ("string", texts)})


def test_alerts_come_in_one_text(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, Query911Alert=alerts("a@example.com, b@example.com,,c@example.com"))
    assert account.e911.alerts(NUMBER) == ("a@example.com", "b@example.com", "c@example.com")
    for nothing in (alerts(), alerts(""), reply("Query911Alert", code=101)):
        answers(script, Query911Alert=nothing)
        assert account.e911.alerts(NUMBER) == ()
    assert sent(script, "Query911Alert")[0] == {"tn": TN}


def test_only_the_alerts_that_differ_are_sent(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, Query911Alert=alerts("a@example.com,b@example.com"))
    account.e911.set_alerts(NUMBER, ["b@example.com", "c@example.com", "c@example.com"])
    assert sent(script, "Add911Alert") == [{"tn": TN, "email": "c@example.com"}]
    assert sent(script, "Remove911Alert") == [{"tn": TN, "email": "a@example.com"}]


def test_of_ten_alerts_one_is_changed(account: VoipinnovationsAccount, script: Script) -> None:
    """Ten is all that there is room for."""
    now = [f"{n}@example.com" for n in range(10)]
    answers(script, Query911Alert=alerts(",".join(now[:9])))
    account.e911.set_alerts(NUMBER, [*now[1:9], "new@example.com"])
    answers(script, Query911Alert=alerts(",".join(now)))
    account.e911.set_alerts(NUMBER, [*now[1:], "new@example.com"])
    assert called(script) == [
        "Query911Alert",
        "Add911Alert",
        "Remove911Alert",
        "Query911Alert",
        "Remove911Alert",
        "Add911Alert",
    ]


def test_alerts_that_are_refused_name_the_address(account: VoipinnovationsAccount, script: Script) -> None:
    for code in (940, 943):
        answers(script, Query911Alert=alerts(), Add911Alert=reply("Add911Alert", code=code))
        with pytest.raises(errors.Invalid) as caught:
            account.e911.set_alerts(NUMBER, ["a@example.com"])
        assert caught.value.field == "email"


def test_a_number_without_911_says_so(account: VoipinnovationsAccount, script: Script) -> None:
    answers(script, Query911Alert=reply("Query911Alert", code=941))
    with pytest.raises(errors.NotFound):
        account.e911.alerts(NUMBER)


def test_a_number_of_another_country_is_refused_unsent(account: VoipinnovationsAccount, script: Script) -> None:
    abroad = PhoneNumber("+33199004712")
    for ask in (
        lambda: account.e911.get_address(abroad),
        lambda: account.e911.remove(abroad),
        lambda: account.e911.alerts(abroad),
    ):
        with pytest.raises(errors.Invalid):
            ask()
    assert not script.requests
