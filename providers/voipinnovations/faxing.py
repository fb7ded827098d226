"""Port Faxing: numbers whose faxes are mailed. The faxes themselves leave by mail only (fact sheet §9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from providers import errors
from providers.values.calls import Window
from providers.values.media import Fax, FaxNumber, File
from providers.values.messaging import Media
from providers.values.phone import PhoneNumber
from providers.voipinnovations import faults, messages, scalars
from providers.voipinnovations.client import Client


class VoipinnovationsFaxing:
    def __init__(self, client: Client) -> None:
        self._client = client

    def list_fax_numbers(self) -> Iterator[FaxNumber]:
        return self._client.read("AuditFaxToEmails", "FaxToEmail", fax_number_from)

    def list_faxes(self, window: Window) -> Iterator[Fax]:
        raise faults.unsupported("list_faxes")

    def fetch_fax(self, fax: Fax) -> File:
        raise faults.unsupported("fetch_fax")

    def send_fax(self, sender: PhoneNumber, recipient: PhoneNumber, document: Media) -> Fax:
        raise faults.unsupported("send_fax")

    def delete_fax(self, fax: Fax) -> None:
        raise faults.unsupported("delete_fax")

    def set_fax_emails(self, number: PhoneNumber, emails: Sequence[str]) -> None:
        try:
            tn = scalars.ten_digits(number)
        except scalars.WrongShape:
            raise faults.error(errors.NotFound, messages.NUMBER_NOT_THERE, operation="SetFaxToEmail") from None
        match list(dict.fromkeys(emails)):
            case []:
                self._client.call("RemoveFaxToEmail", tn=tn)
            case [email]:
                self._client.call("SetFaxToEmail", tn=tn, email=email)
            case _:
                raise faults.invalid("SetFaxToEmail", "emails", "the faxes of a number are mailed to one address")


def fax_number_from(row: Mapping[str, str]) -> FaxNumber:
    number = scalars.phone(row.get("TN", ""))
    if number is None:
        raise scalars.WrongShape("a fax number that is none")
    emails = row.get("Email", "").replace(",", ";").split(";")
    return FaxNumber(number=number, emails=tuple(each.strip() for each in emails if each.strip()), raw=row)
