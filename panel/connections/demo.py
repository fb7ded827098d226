"""The demo's account: the first one of the sandbox, added as the wizard would, so that its check and first sync really run."""

from __future__ import annotations

from panel.accounts.models import User
from panel.connections.gateway import info
from panel.connections.models import Connection
from panel.connections.services import add
from providers.sandbox.seed import VOIPMS_ACCOUNTS


def connect_sandbox(*, by: User) -> Connection:
    """In the organization's scope. The workers check the account and start its syncs as soon as they run."""
    account = VOIPMS_ACCOUNTS[0]
    connection, _check = add(
        info=info("voipms"),
        name="VoIP.ms, main account",
        credentials={"api_username": account.api_username, "api_password": account.api_password},
        by=by,
    )
    return connection
