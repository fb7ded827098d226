"""Fill an installation for the demo: two organizations with people in every role, one of them with a connected account."""

from __future__ import annotations

import hashlib
import hmac
import json
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from panel.accounts.models import User
from panel.accounts.services.organizations import create_organization
from panel.accounts.services.people import join
from panel.connections import services as connections
from panel.connections.gateway import info
from panel.connections.models import Connection
from panel.tenancy.models import Client, Membership, Organization
from panel.tenancy.roles import Role
from panel.tenancy.scope import as_user, scope

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


@dataclass(frozen=True)
class Person:
    role: str
    local_part: str
    name: str
    language: str = "en"


@dataclass(frozen=True)
class Tenant:
    name: str
    slug: str
    time_zone: str
    clients: tuple[str, ...]
    people: tuple[Person, ...]


OPERATOR = Person("operator", "operator", "Olga Lind")
TENANTS = (
    Tenant(
        name="Nordphone",
        slug="nordphone",
        time_zone="America/Toronto",
        clients=("Clinique Dentaire Rosemont", "Boréal Logistique", "Nordet Architectes"),
        people=(
            Person(Role.OWNER, "anais", "Anaïs Ouellet"),
            Person(Role.ADMIN, "marc", "Marc-André Roy", "fr"),
            Person(Role.STAFF, "dana", "Dana Whitfield"),
            Person(Role.BILLING, "lucie", "Lucie Gagnon", "fr"),
            Person(Role.VIEWER, "victor", "Victor Hall"),
            Person(Role.CLIENT, "clara", "Clara Benoit", "fr"),
        ),
    ),
    Tenant(
        name="Harbourline",
        slug="harbourline",
        time_zone="America/Vancouver",
        clients=("Pinecrest Veterinary", "Maple & Main Dental"),
        people=(
            Person(Role.OWNER, "charlie", "Charlie Young"),
            Person(Role.ADMIN, "ines", "Inès Moreau"),
            Person(Role.STAFF, "tom", "Tom Baker"),
            Person(Role.BILLING, "ruth", "Ruth Adler"),
            Person(Role.VIEWER, "omar", "Omar Haddad"),
            Person(Role.CLIENT, "petra", "Petra Novak"),
        ),
    ),
)


@dataclass(frozen=True)
class Login:
    role: str
    organization: str
    email: str
    password: str


class Command(BaseCommand):
    help = "Makes the demo's organizations and people, once, and prints their logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the logins as JSON")
        parser.add_argument(
            "--voipms",
            nargs=2,
            metavar=("USERNAME", "PASSWORD"),
            help="the first organization's account in the sandbox",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        operator = make_person(OPERATOR, "patchbay.example", is_operator=True)
        logins = [Login(OPERATOR.role, "", operator.email, password_of(operator.email))]
        for tenant in TENANTS:
            owner = make_person(tenant.people[0], f"{tenant.slug}.example")
            organization = make_organization(tenant, owner)
            with scope(organization=organization):
                logins += make_people(tenant, organization)
        if options["voipms"]:
            connect_first(TENANTS[0], *options["voipms"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(login) for login in logins]))
        else:
            for login in logins:
                self.stdout.write(f"{login.organization or '-':12} {login.role:9} {login.email:32} {login.password}")


def password_of(email: str) -> str:
    """The same on every run of one installation, and of no use at another."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo:{email}".encode(), hashlib.sha256).digest()
    text = "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:15])
    return "-".join((text[:5], text[5:10], text[10:]))


def make_person(person: Person, domain: str, *, is_operator: bool = False) -> User:
    email = f"{person.local_part}@{domain}"
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(
        email, password_of(email), name=person.name, language=person.language, is_operator=is_operator
    )


def make_organization(tenant: Tenant, owner: User) -> Organization:
    with as_user(owner.pk):
        known = Membership.own.select_related("organization").filter(user=owner).first()
    if known is not None:
        return known.organization
    return create_organization(
        name=tenant.name,
        slug=tenant.slug,
        time_zone=tenant.time_zone,
        owner_email=owner.email,
        by=None,
        language=owner.language,
    ).organization


def make_people(tenant: Tenant, organization: Organization) -> list[Login]:
    clients = [Client.objects.get_or_create(organization=organization, name=name)[0] for name in tenant.clients]
    logins = []
    for person in tenant.people:
        user = make_person(person, f"{tenant.slug}.example")
        if not Membership.objects.filter(user=user).exists():
            join(user=user, role=Role(person.role), client=clients[0] if person.role == Role.CLIENT else None)
        logins.append(Login(person.role, tenant.name, user.email, password_of(user.email)))
    return logins


def connect_first(tenant: Tenant, username: str, password: str) -> None:
    """The first organization's account; the second organization is left for the newcomer to connect."""
    owner = User.objects.get(email=f"{tenant.people[0].local_part}@{tenant.slug}.example")
    with scope(organization=make_organization(tenant, owner)):
        if not Connection.objects.exists():
            connections.add(
                info=info("voipms"),
                name="VoIP.ms, main account",
                credentials={"api_username": username, "api_password": password},
                by=owner,
            )
