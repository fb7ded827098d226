"""The static members of a queue: the logins that serve it, in the order in which they are called. Methods of their own."""

from __future__ import annotations

from collections.abc import Iterable

from providers import errors
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client

SETTING = "static_members"  # of a queue's form: logins joined by semicolons


def members_of(client: Client, queue: str) -> dict[str, str]:
    """The ids of the members by login, in order. They read `SIP/100001_desk` where routes say `account:100001_desk`."""
    rows = client.rows("getStaticMembers", queue=queue)
    found = [
        (
            scalars.whole(row.get("priority")) or 0,
            scalars.text(row.get("account")).rpartition("/")[2],
            row.get("member"),
        )
        for row in rows
    ]
    return {
        login: scalars.text(member) for _priority, login, member in sorted(found, key=lambda each: each[0]) if login
    }


def set_members(client: Client, queue: str, wanted: Iterable[str]) -> None:
    """Bring the members in step. It takes several calls: where one fails, what was done is for a reading to tell."""
    logins = list(dict.fromkeys(login.removeprefix("account:") for login in wanted if login))
    now = members_of(client, queue)
    if list(now) == logins:
        return
    try:
        for login, member in now.items():
            if login not in logins:
                client.call("delStaticMember", member=member, queue=queue)
        for place, login in enumerate(logins, start=1):
            known = {"member": now[login]} if login in now else {}
            client.call("setStaticMember", queue=queue, member_name=login, account=login, priority=place, **known)
    except errors.ProviderError as problem:
        raise faults.error(
            errors.OutcomeUnknown, messages.MEMBERS_IN_PART, operation="setStaticMember", raw=str(problem)
        ) from problem
