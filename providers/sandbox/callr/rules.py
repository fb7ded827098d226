"""What is checked of positional parameters before anything is done: from left to right, and the first fault is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from providers.sandbox.callr import documents
from providers.sandbox.callr.account import Account
from providers.sandbox.callr.documents import Expected
from providers.sandbox.callr.refusal import Refusal, wrong_format, wrong_value
from providers.sandbox.callr.spans import moment

Given = dict[str, Any]

# Checked where they are used: an object with an endpoint or (one readme) the bare address; settings that depend on the package.
BY_HAND = frozenset(
    [
        ("media.import_file_from_base64_async", "webhook"),
        ("sendr/10/addressbook.append_file_async", "webhook"),
        ("apps.create", "params"),
        ("apps.edit", "params"),
    ]
)
# Errors name these differently from the documented parameter (callr.md, section 3).
SPOKEN = {
    ("clicktocall/calls.get_status", "hash"): "call",
    ("media/library.get", "id"): "media_id",
}
# Properties that must be there when the object is given. The others may be left out.
NEEDED = {
    "Target": ("number",),
    "ACTIONS10": ("format", "script"),
    "REALTIME10": ("url",),
    "CDR.SearchFilters": ("type",),
    "SubAccount.CreateProperties": ("account", "contact"),
    "SubAccount.Account": ("company", "firstname", "lastname"),
    "SubAccount.Contact": ("emails",),
    "SubAccount.CreateOptions": ("password",),
    "SubAccount.CreateOptions.Password": ("method",),
}
# Lowest and highest of numbers, both allowed.
BOUNDS = {
    "dial_timeout": (5, 300),
    "ring_timeout": (5, 120),
    "Calls.Broadcast1.Options.loop": (1, 10),
    "Search.Options.offset": (0, 10**9),
    "Search.Options.quantity": (1, 100),
    "CLICKTOCALL10.Options.A_attempts": (1, 5),
    "CLICKTOCALL10.Options.A_retrypause": (30, 300),
    "App.Param.Vms.timeout": (30, 300),
    "App.Param.VmsDetect.silence_iterations": (1, 30),
    "App.Param.VmsDetect.silence_ms": (50, 10000),
    "App.Param.VmsDetect.silence_timeout": (0, 120),
    "Media.TTS.Options.rate": (1, 100),
}
LENGTHS = {"Webhook.Options.hmac_secret": (8, 1024)}
CLI = "cli_phone_number"
# "Bad target list" and a bad rate are told by their value, not by their format.
BY_VALUE = frozenset(["a_targets", "b_targets"])
UNBRACKETED = {"Media.TTS.Options.rate": "rate"}
# Empty texts mean "no filter" and "default order"; these objects' members may be null too.
LENIENT = ("SearchFilters", "Search.Filters", "Search.Options")


def arguments(account: Account, method: str, given: list[Any], look_up: Callable[[str, str, Any], None]) -> Given:
    """The parameters by name. `look_up(method, name, value)` raises when a value names something that is not there: it is
    asked in turn with the checks of form, for the leftmost fault wins.
    """
    params = documents.params(method)
    if len(given) > len(params):
        raise Refusal("Invalid params")
    found: Given = {}
    for position, param in enumerate(params):
        name = SPOKEN.get((method, param.name), param.name)
        if position >= len(given) and param.required and not param.nullable:
            raise wrong_format(name)
        value = given[position] if position < len(given) else None
        if value == [] and (param.kind == "object" or documents.is_object(param.kind)) and not param.many:
            value = {}  # as PHP writes an object without members
        _check_param(method, param, name, value)
        if param.format == "datetime" and value is not None:
            moment(value, name)
            if name == "to" and value < found.get("from", ""):
                raise Refusal("TO_BEFORE_FROM")
        if value is not None:
            look_up(method, param.name, value)
        found[param.name] = value
    return found


def _check_param(method: str, param: Expected, name: str, value: Any) -> None:
    if value is None:
        if not param.nullable:
            raise (
                Refusal("PROPERTY_TYPE_ERROR", about=name)
                if (method, name) == ("sms.send", "to")
                else wrong_format(name)
            )
        return
    if param.many:
        if not isinstance(value, list):
            raise wrong_format(name)
        if name in BY_VALUE and not value:
            raise wrong_value(name)
        for each in value:
            _check_one(param.item(), name, each)
        return
    _check_one(param, name, value)


def _check_one(param: Expected, name: str, value: Any) -> None:
    if documents.is_object(param.kind):
        if not isinstance(value, dict):
            raise wrong_value(name) if name in BY_VALUE else wrong_format(name)
        check_object(param.kind, name, value)
    elif not is_kind(param.kind, value) or (param.values and value not in param.values):
        raise wrong_format(name)
    elif param.format and isinstance(value, str) and not documents.fits_format(param.format, value):
        raise wrong_value(name) if param.format in {"hash", "hid", "phone_number"} else wrong_format(name)


def check_object(kind: str, path: str, value: Given, *, whole: bool = True) -> None:
    """Properties that the object documents; unknown ones are passed over. `whole`: those needed must be there."""
    lenient = kind.endswith(LENIENT)
    for needed in NEEDED.get(kind, ()) if whole else ():
        if value.get(needed) in (None, ""):
            if path in BY_VALUE:
                raise wrong_value(path)
            raise Refusal("PROPERTY_MISSING", about=f"{path}.{needed}")
    for name, prop in documents.properties(kind).items():
        if name not in value or (lenient and value[name] in (None, "")):
            continue
        spoken = path if path in BY_VALUE else UNBRACKETED.get(f"{kind}.{name}", f"{path}.{name}")
        _check_property(kind, prop, spoken, value[name])


def _check_property(kind: str, prop: Expected, path: str, value: Any) -> None:
    if value is None:
        if prop.name == "cdr_field":
            raise wrong_value(path)
        return
    if prop.many or prop.kind == "array":
        if not isinstance(value, list):
            raise Refusal("PROPERTY_TYPE_ERROR", about=path)
        for each in value:
            _check_value(kind, prop.item(), path, each)
    else:
        _check_value(kind, prop, path, value)


def _check_value(kind: str, prop: Expected, path: str, value: Any) -> None:
    if documents.is_object(prop.kind):
        if not isinstance(value, dict):
            raise Refusal("PROPERTY_TYPE_ERROR", about=path)
        check_object(prop.kind, path, value)
        return
    texts = prop.kind == "array" and (prop.format or prop.values)  # lists of e-mail addresses, codecs…
    if not is_kind("string" if texts else "any" if prop.kind == "array" else prop.kind, value):
        raise Refusal("PROPERTY_TYPE_ERROR", about=path)
    if prop.values and value not in prop.values:
        raise wrong_value(path)
    if prop.format and isinstance(value, str) and not documents.fits_format(prop.format, value):
        raise wrong_value(path)
    low, high = BOUNDS.get(f"{kind}.{prop.name}") or BOUNDS.get(prop.format) or (None, None)
    if isinstance(value, int) and low is not None and high is not None and not low <= value <= high:
        raise wrong_value(path)
    shortest, longest = LENGTHS.get(f"{kind}.{prop.name}", (0, 10**7))
    if isinstance(value, str) and not shortest <= len(value) <= longest:
        raise wrong_value(path)


def is_kind(kind: str, value: Any) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "bool":
            return isinstance(value, bool)
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
    return True
