"""The sandbox's own controls: a page at /control/ (pages.py) and a JSON API below /control/api/ (api.py).

    GET    /control/api/accounts                       the accounts of VoIP.ms and their settings, without passwords
    GET    /control/api/accounts/{provider}/{login}    one account of voipms, voicemeup or callr; PATCH takes its settings
    PATCH  /control/api/accounts/voipms/{login}        any of password, api_enabled, allow_ips, per_minute, balance, drift,
                                                       time_recipe ("dst" or "fixed"), calls_per_day (from tomorrow on)
    GET    /control/api/faults                         the faults that wait
    POST   /control/api/faults                         {"kind", "account"?, "method"?, "count"?, "after"?, "code"?, "seconds"?}
    DELETE /control/api/faults  and  /faults/{id}      all, or one
    GET    /control/api/exchanges?account=&method=&since=   calls received, oldest first; `since` is a number seen before;
                                                       "wrote" tells whether the call changed the world
    GET    /control/api/objects/{provider}/{login}/{collection}    what the provider really has ("dids", "ring_groups"…)
    GET    /control/api/objects/{provider}/{login}/{collection}/{key}
    GET    /control/api/calls/{provider}/{login}?since=&until=    every call of the generator, times in UTC
    POST   /control/api/calls/{provider}/{login}      {"count": N}: N calls that have just ended
    POST   /control/api/calls                          {"count": N, "account"?}: the same, for the first account if none is named
    GET    /control/api/clock                          now, speed
    POST   /control/api/clock                          {"step_seconds"?: N, "speed"?: world seconds in a real one, 0 stands still}
    POST   /control/api/reset                          back to birth

What cannot be done is answered with {"error": sentence} and 400 or 404.

There is no login: the controls are for loopback, and the sandbox holds nothing real. Do not expose them.
"""

from starlette.routing import Route

from providers.sandbox.control import api, pages

ROUTES: list[Route] = [*pages.ROUTES, *api.ROUTES]
