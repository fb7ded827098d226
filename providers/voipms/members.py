"""The static members of a queue: the logins that serve it, in the order in which they are called. Methods of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from providers import errors
from providers.voipms import faults, messages, scalars
from providers.voipms.client import Client

SETTING = "static_members"  # of a queue's form: logins joined by semicolons


@dataclass(frozen=True, slots=True)
class Member:
    remote_id: str
    name: str
    priority: int  # the lower is called first; members may share one


def members_of(client: Client, queue: str) -> dict[str, Member]:
    """The members by login, in order. They read `SIP/100001_desk` where routes say `account:100001_desk`."""
    found = [
        (
            scalars.text(row.get("account")).rpartition("/")[2],
            Member(
                remote_id=scalars.text(row.get("member")),
                name=scalars.text(row.get("name")),
                priority=scalars.whole(row.get("priority")) or 0,
            ),
        )
        for row in client.rows("getStaticMembers", queue=queue)
    ]
    return {login: member for login, member in sorted(found, key=lambda each: each[1].priority) if login}


def set_members(client: Client, queue: str, wanted: Iterable[str]) -> None:
    """Bring the members in step. It takes several calls: where one fails, what was done is for a reading to tell."""
    logins = list(dict.fromkeys(login.removeprefix("account:") for login in wanted if login))
    now = members_of(client, queue)
    if list(now) == logins:
        return
    try:
        for login, member in now.items():
            if login not in logins:
                client.call("delStaticMember", member=member.remote_id, queue=queue)
        for login, priority in _priorities(now, logins).items():
            before = now.get(login)
            if before is None:
                client.call("setStaticMember", queue=queue, member_name=login, account=login, priority=priority)
            elif before.priority != priority:
                client.call(
                    "setStaticMember",
                    queue=queue,
                    member=before.remote_id,
                    member_name=before.name or login,
                    account=login,
                    priority=priority,
                )
    except errors.ProviderError as problem:
        raise faults.error(
            errors.OutcomeUnknown, messages.MEMBERS_IN_PART, operation="setStaticMember", raw=str(problem)
        ) from problem


def _priorities(now: Mapping[str, Member], logins: Sequence[str]) -> dict[str, int]:
    """By login. Who stays in place keeps the priority that was given, and who comes behind them joins the last group of equals
    or is called after the last one; any other order is counted anew."""
    kept = [login for login in now if login in logins]
    if list(logins[: len(kept)]) != kept:
        return {login: place for place, login in enumerate(logins, start=1)}
    found = {login: now[login].priority for login in kept}
    last = max(found.values(), default=0)
    step = 0 if list(found.values()).count(last) > 1 else 1
    behind = logins[len(kept) :]
    return found | {login: last + step * place for place, login in enumerate(behind, start=1)}
