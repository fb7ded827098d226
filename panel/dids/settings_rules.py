"""What a provider takes as a number's settings, and the words for what it does not take."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from panel.dids.models import Did
from panel.dids.settings_operation import LABELS, SECONDS, SWITCHES, Setting
from panel.routing.models import PointOfPresence
from providers.ports import ProviderInfo
from providers.values.dids import SettingRule


def gap(info: ProviderInfo, name: str) -> str:
    """Why this provider cannot set it; empty when it can."""
    if name in info.did_settings:
        return ""
    told = info.did_gaps.get(name)
    if told:
        return _(told)
    return _("%(provider)s does not let other programs change this.") % {"provider": info.name}


def refusals(info: ProviderInfo, did: Did, wanted: Mapping[str, Setting]) -> dict[str, str]:
    """Why which of the wanted settings cannot be sent, by name; empty when all can."""
    found = {name: _refusal(info, did, name, value) for name, value in wanted.items()}
    return {name: reason for name, reason in found.items() if reason}


def _refusal(info: ProviderInfo, did: Did, name: str, value: Setting) -> str:
    if reason := gap(info, name):
        return reason
    if name in SWITCHES:
        if name == "sms_enabled" and value and did.sms_available is False:
            return _("SMS is not possible on this number.")
        return "" if isinstance(value, bool) else _("Say on or off.")
    if name == "pop" and not _is_server(did, str(value)):
        return _("Choose one of the account’s servers.")
    rule = info.did_settings[name]
    return "" if rule.takes(str(value)) else what_fits(info, name, rule)


def what_fits(info: ProviderInfo, name: str, rule: SettingRule) -> str:
    """What the provider takes, in a sentence."""
    words = {
        "provider": info.name,
        "setting": str(LABELS[name]),
        "least": rule.least,
        "most": rule.most or rule.longest,
    }
    if rule.kind == "email":
        return _("This is not a mail address.")
    if rule.kind == "phone":
        return _("This is not a telephone number. Write it as +1 514 555 0142.")
    if rule.choices:
        return _("%(provider)s takes only: %(choices)s.") % {**words, "choices": ", ".join(rule.choices)}
    if name in SECONDS:
        return _("%(provider)s takes %(least)s to %(most)s seconds.") % words
    if rule.plain and rule.least:
        return _("%(provider)s takes %(least)s to %(most)s letters without accents, digits and spaces.") % words
    if rule.plain:
        return _("Letters without accents, digits and spaces only, %(most)s at most.") % words
    if not rule.longest:
        return _("Only text that can be printed.")
    if rule.clears:
        return _("%(provider)s takes %(most)s characters at most.") % words
    return _("%(provider)s takes 1 to %(most)s characters.") % words


def _is_server(did: Did, value: str) -> bool:
    return PointOfPresence.objects.filter(connection=did.connection_id, remote_id=value).exists()
