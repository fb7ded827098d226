"""Countries and states: the service wants its own ids for them and answers with names, codes or ids.

The guide asks clients to read both lists once; an opened account does. Ids are never written down here: only two were seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from providers.voicemeup import scalars
from providers.voicemeup.client import Client
from providers.voicemeup.envelope import Row


@dataclass(frozen=True, slots=True)
class _Places:
    """Ids by code and by name, both in small letters, and codes by id and by name."""

    ids: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    def learn(self, row: Row, id_name: str, code_name: str, name: str) -> None:
        remote_id, code = scalars.text(row.get(id_name)), scalars.text(row.get(code_name)).upper()
        words = [word.lower() for word in (code, scalars.text(row.get(name))) if word]
        self.ids.update(dict.fromkeys(words, remote_id))
        self.codes.update(dict.fromkeys([*words, remote_id], code))


class Coverage:
    """What the account's service knows of places. Reads each list once, when it is first needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._countries: _Places | None = None
        self._states: dict[str, _Places] = {}

    def country_id(self, country: str) -> str:
        """The service's id for an ISO code or a name; empty when it does not know the country."""
        return self._known_countries().ids.get(country.strip().lower(), "")

    def state_id(self, country: str, state: str) -> str:
        """The service's id for a state or province; empty when it does not know it."""
        return self._known_states(self.country_id(country)).ids.get(state.strip().lower(), "")

    def country_code(self, said: str) -> str:
        """The ISO code for an id or a name of the service; empty when it does not know it."""
        return self._known_countries().codes.get(said.strip().lower(), "")

    def state_code(self, country: str, said: str) -> str:
        """The two letters for an id or a name of the service."""
        return self._known_states(self.country_id(country)).codes.get(said.strip().lower(), "")

    def _known_countries(self) -> _Places:
        if self._countries is None:
            found = _Places()
            for row in self._client.rows("get_countries"):
                found.learn(row, "country_id", "country_code", "country")
            self._countries = found
        return self._countries

    def _known_states(self, country_id: str) -> _Places:
        if not country_id:
            return _Places()
        if country_id not in self._states:
            found = _Places()
            for row in self._client.rows("get_states", country_id=country_id):
                found.learn(row, "state_id", "state_code", "state")
            self._states[country_id] = found
        return self._states[country_id]
