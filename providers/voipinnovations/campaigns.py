"""Port Campaigns: 10DLC customers (brands) and campaigns. The shapes of all these answers are inferred, see NOTES."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from providers import errors
from providers.values.messaging import Brand, Campaign, RegistrationState
from providers.values.phone import PhoneNumber
from providers.values.routing import ObjectForm
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client
from providers.voipinnovations.scalars import Row

# How words of a state begin; the registry's own words are not in our evidence.
STATES = (
    ("REJECT", RegistrationState.REJECTED),
    ("FAIL", RegistrationState.REJECTED),
    ("UNVERIFIED", RegistrationState.PENDING),
    ("ACTIVE", RegistrationState.ACTIVE),
    ("APPROVED", RegistrationState.ACTIVE),
    ("VERIFIED", RegistrationState.ACTIVE),
    ("PENDING", RegistrationState.PENDING),
    ("REVIEW", RegistrationState.PENDING),
)


class VoipinnovationsCampaigns:
    brand_form = ObjectForm(
        create="CreateSMSCustomer", update="UpdateSMSCustomer", delete="DeleteSMSCustomer", key="customerId"
    )
    campaign_form = ObjectForm(
        create="CreateSMSCampaign", update="UpdateSMSCampaign", delete="DeleteSMSCampaign", key="campaignId"
    )

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_brands(self) -> Iterator[Brand]:
        rows = self._client.listed("GetSMSCustomers", "Customers", "SMSCustomer")
        return self._client.values("GetSMSCustomers", rows, brand_from)

    def list_campaigns(self) -> Iterator[Campaign]:
        rows = self._client.listed("GetSMSCampaigns", "Campaigns", "SMSCampaign")
        return self._client.values("GetSMSCampaigns", rows, campaign_from)

    def assign(self, campaign: str, numbers: Sequence[PhoneNumber]) -> None:
        self._client.call("AssignToSMSCampaign", tns=_tns(numbers), campaignId=campaign)

    def unassign(self, campaign: str, numbers: Sequence[PhoneNumber]) -> None:
        self._client.call("RemoveFromSMSCampaign", tns=_tns(numbers))

    def save_brand(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        """`settings` are the properties of the catalogue's SMSCustomer."""
        if remote_id:
            self._client.call("UpdateSMSCustomer", customer={**settings, "CustomerId": remote_id})
            return remote_id
        answer = self._client.call("CreateSMSCustomer", customer=dict(settings))
        return self._made("CreateSMSCustomer", scalars.rows(answer, "Customers", "SMSCustomer"), "CustomerId")

    def delete_brand(self, remote_id: str) -> None:
        self._client.call("DeleteSMSCustomer", customerId=remote_id)

    def save_campaign(self, settings: Mapping[str, str], *, remote_id: str = "") -> str:
        if remote_id:
            self._client.call("UpdateSMSCampaign", **{**settings, "campaignId": remote_id})
            return remote_id
        answer = self._client.call("CreateSMSCampaign", **settings)
        return self._made("CreateSMSCampaign", scalars.rows(answer, "Campaigns", "SMSCampaign"), "CampaignId")

    def delete_campaign(self, remote_id: str) -> None:
        self._client.call("DeleteSMSCampaign", campaignId=remote_id)

    def _made(self, method: str, rows: list[Row], key: str) -> str:
        made = scalars.text(rows[0].get(key)) if len(rows) == 1 else ""
        if not made:
            raise faults.error(
                errors.OutcomeUnknown,
                messages.ANSWER_LOST,
                operation=method,
                raw=f"{len(rows)} items in the answer, none that is ours",
            )
        return made


def brand_from(row: Row) -> Brand:
    remote_id = scalars.text(row.get("CustomerId"))
    if not remote_id:
        raise scalars.WrongShape("a customer without its id")
    name = scalars.text(row.get("DisplayName")) or scalars.text(row.get("CompanyName"))
    return Brand(remote_id=remote_id, name=name or remote_id, state=_state(row), raw=_safe(row))


def campaign_from(row: Row) -> Campaign:
    remote_id = scalars.text(row.get("CampaignId"))
    if not remote_id:
        raise scalars.WrongShape("a campaign without its id")
    numbers = (scalars.phone(each) for each in scalars.texts(row, "TNs"))
    return Campaign(
        remote_id=remote_id,
        name=scalars.text(row.get("DisplayName")) or remote_id,
        brand=scalars.text(row.get("CustomerId")),
        use_case=scalars.text(row.get("UsecaseId")),
        state=_state(row),
        numbers=tuple(number for number in numbers if number is not None),
        raw=_safe(row),
    )


def _state(row: Row) -> RegistrationState:
    return scalars.state_of(row.get("Status"), STATES, RegistrationState.UNKNOWN)


def _safe(row: Row) -> dict[str, str]:
    """The registered facts in plain text; a tax number is nobody's business here."""
    return {name: scalars.text(value) for name, value in row.items() if isinstance(value, str) and name != "Ein"}


def _tns(numbers: Sequence[PhoneNumber]) -> list[str]:
    try:
        return [scalars.ten_digits(number) for number in numbers]
    except scalars.WrongShape as problem:
        reason = str(problem)
    raise faults.invalid("AssignToSMSCampaign", "numbers", reason)
