"""manage.py seed_demo: two organizations with people in every role, for the demo. Running it again changes nothing.

Nordphone has its sandbox account connected and a calendar of holidays; Harbourline has neither, so that a newcomer can try the
wizard.
"""

from __future__ import annotations

import hmac
import json
from base64 import b32encode
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from panel.accounts.models import User
from panel.accounts.services.clients import add_client
from panel.accounts.services.people import join
from panel.audit.services import record
from panel.connections.demo import connect_sandbox
from panel.holidays.services import make as make_calendar
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import as_user, scope


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    role: Role
    language: str = "en"
    client: str = ""


@dataclass(frozen=True, slots=True)
class Demo:
    name: str
    slug: str
    time_zone: str
    clients: tuple[str, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """As in demo.json."""

    role: str
    organization: str
    email: str
    password: str


OPERATOR = Person("Olga Operator", "olga@patchbay.example", Role.OWNER)

DEMOS = (
    Demo(
        "Nordphone",
        "nordphone",
        "America/Toronto",
        clients=("Clinique Dentaire Rosemont", "Kessler & Sons"),
        people=(
            Person("Alice Tremblay", "alice@nordphone.example", Role.OWNER),
            Person("Adam Singh", "adam@nordphone.example", Role.ADMIN),
            Person("Sophie Roy", "sophie@nordphone.example", Role.STAFF, language="fr"),
            Person("Bill Okafor", "bill@nordphone.example", Role.BILLING),
            Person("Victor Hall", "victor@nordphone.example", Role.VIEWER),
            Person("Clara Benoit", "clara@rosemont.example", Role.CLIENT, client="Clinique Dentaire Rosemont"),
        ),
    ),
    Demo(
        "Harbourline",
        "harbourline",
        "America/Vancouver",
        clients=("Pacific Lettings",),
        people=(
            Person("Charlie Young", "charlie@harbourline.example", Role.OWNER),
            Person("Ada Wong", "ada@harbourline.example", Role.ADMIN),
            Person("Stan Petrov", "stan@harbourline.example", Role.STAFF),
            Person("Bea Fraser", "bea@harbourline.example", Role.BILLING),
            Person("Vera Chan", "vera@harbourline.example", Role.VIEWER),
            Person("Paul Lowe", "paul@lettings.example", Role.CLIENT, client="Pacific Lettings"),
        ),
    ),
)
CONNECTED = "nordphone"


class Command(BaseCommand):
    help = "Fills the demo on its first run and prints the logins on every run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the logins as JSON, as in demo.json")

    def handle(self, *args: Any, **options: Any) -> None:
        operator = _person(OPERATOR, is_operator=True)
        there = _organizations(operator)
        for demo in DEMOS:
            if demo.slug not in there:
                _make(demo)
        logins = [Login("operator", "", OPERATOR.email, password_of(OPERATOR.email))]
        for demo in DEMOS:
            logins += [Login(each.role, demo.name, each.email, password_of(each.email)) for each in demo.people]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(login) for login in logins], indent=2))
        else:
            for login in logins:
                self.stdout.write(f"{login.organization:12} {login.role:9} {login.email:32} {login.password}")


def password_of(email: str) -> str:
    """The same on every run of one installation, another on every other: derived from its secret key."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"seed_demo:{email}".encode(), "sha256")
    text = b32encode(digest).decode().lower()
    return f"{text[:4]}-{text[4:8]}-{text[8:12]}"


def _person(person: Person, *, is_operator: bool = False) -> User:
    found = User.objects.filter(email=person.email).first()
    return found or User.objects.create_user(
        person.email,
        password_of(person.email),
        name=person.name,
        language=person.language,
        is_operator=is_operator,
    )


def _organizations(operator: User) -> set[str]:
    with as_user(operator.pk, operator=True):
        return set(Organization.objects.values_list("slug", flat=True))


def _make(demo: Demo) -> None:
    """All of an organization in one transaction: a run that was cut short is done over."""
    organization = Organization(name=demo.name, slug=demo.slug, time_zone=demo.time_zone)
    with scope(organization=organization):
        organization.save(force_insert=True)
        record(
            verb="accounts.organization_created", object_type="organization", object_id=organization.pk, label=demo.name
        )
        clients = {name: add_client(name=name, by=None) for name in demo.clients}
        members = [_member(person, clients) for person in demo.people]
        if demo.slug == CONNECTED:
            connect_sandbox(by=members[0].user)
            this_year = timezone.now().year
            make_calendar(
                name="Québec",
                time_zone=demo.time_zone,
                country="CA",
                subdivision="QC",
                years=(this_year, this_year + 1),
                by=members[0].user,
            )


def _member(person: Person, clients: dict[str, Client]) -> Membership:
    return join(user=_person(person), role=person.role, client=clients.get(person.client))
