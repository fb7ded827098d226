"""manage.py create_operator --email olga@example.com"""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from panel.accounts.rules import Refused
from panel.accounts.services.operators import create_operator, find_person, make_operator
from panel.env import env_secret


class Command(BaseCommand):
    help = (
        "Makes somebody an operator of this installation. For a new person the password comes from "
        "PATCHBAY_OPERATOR_PASSWORD (or the file that PATCHBAY_OPERATOR_PASSWORD_FILE names), or is asked for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        person = find_person(options["email"])
        if person:
            make_operator(person)
            self.stdout.write(f"{person.email} is an operator and keeps their password.")
            return
        try:
            person = create_operator(email=options["email"], name=options["name"], password=self._password())
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{person.email} is an operator.")

    def _password(self) -> str:
        return env_secret("PATCHBAY_OPERATOR_PASSWORD", "") or getpass("Password: ")
