"""Telephone numbers, held as E.164 and parsed and shown through Google's numbering plan data (phonenumbers)."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers


class NotAPhoneNumber(ValueError):
    """The text cannot be read as a telephone number."""


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """One telephone number. `e164` starts with "+" and holds at most 15 digits.

    >>> PhoneNumber.parse("(514) 555-0142").e164
    '+15145550142'
    """

    e164: str

    def __post_init__(self) -> None:
        if not (self.e164.startswith("+") and self.e164[1:].isascii() and self.e164[1:].isdigit()):
            raise NotAPhoneNumber(f"not E.164: {self.e164!r}")
        if not 4 <= len(self.e164) <= 16:
            raise NotAPhoneNumber(f"not E.164 by its length: {self.e164!r}")

    @classmethod
    def parse(cls, text: str, *, region: str = "US") -> PhoneNumber:
        """Read any notation; `region` (ISO 3166 alpha-2) applies when no country code is written.

        Fictional and newly assigned ranges pass: only the possible length is asked for, not assignment.
        """
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException as problem:
            raise NotAPhoneNumber(f"not a telephone number: {text!r}") from problem
        if not phonenumbers.is_possible_number(parsed):
            raise NotAPhoneNumber(f"not a possible telephone number: {text!r}")
        return cls(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))

    @property
    def national(self) -> str:
        """The digits without the country code, as North American providers want them."""
        return str(phonenumbers.parse(self.e164).national_number)

    @property
    def country_code(self) -> int:
        return phonenumbers.parse(self.e164).country_code or 0

    @property
    def display(self) -> str:
        """Shown form with no-break spaces: `+1 514 555 0142`, `+33 1 99 00 47 12`."""
        parsed = phonenumbers.parse(self.e164)
        text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return text.replace("-", " ").replace(" ", "\N{NO-BREAK SPACE}")

    def __str__(self) -> str:
        return self.e164
