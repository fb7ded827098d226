"""The demo's accounts: the first one at each provider of the sandbox, added as the wizard would: their checks and first syncs
really run.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from panel.accounts.models import User
from panel.connections.gateway import all_infos
from panel.connections.models import Connection
from panel.connections.services import add
from providers.sandbox.seed import SERVICES


def connect_sandbox(*, by: User) -> list[Connection]:
    """In the organization's scope. The workers check the accounts and start their syncs as soon as they run."""
    return [
        add(
            info=info,
            name=_("%(provider)s, main account") % {"provider": info.name},
            credentials=dict(SERVICES[info.slug].credentials[0]),
            by=by,
        )[0]
        for info in all_infos()
    ]
