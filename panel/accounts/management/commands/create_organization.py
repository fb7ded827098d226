"""manage.py create_organization --name Nordphone --slug nordphone --owner alice@nordphone.example"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from panel.accounts.rules import Refused
from panel.accounts.services.organizations import create_organization


class Command(BaseCommand):
    help = "Makes an organization and its owner: a member at once if the person has an account, invited by e-mail otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="shown everywhere, such as “Nordphone”")
        parser.add_argument("--slug", required=True, help="the word in its addresses, such as nordphone")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="the owner’s e-mail address")
        parser.add_argument("--time-zone", default="America/Toronto", help="default: %(default)s")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language", default="en", choices=languages, help="of the invitation; default: %(default)s"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["owner"])
            made = create_organization(
                name=options["name"],
                slug=options["slug"],
                time_zone=options["time_zone"],
                owner_email=options["owner"],
                by=None,
                language=options["language"],
            )
        except (Refused, ValidationError) as problem:
            raise CommandError(" ".join(getattr(problem, "messages", [str(problem)]))) from None
        self.stdout.write(f"{made.organization.name} is at {settings.BASE_URL}/o/{made.organization.slug}/")
        if made.invitation_link:
            self.stdout.write(f"{made.owner_email} is invited by e-mail. The same link, good for 7 days:")
            self.stdout.write(made.invitation_link)
        else:
            self.stdout.write(f"{made.owner_email} has an account and is its owner.")
