"""Whether an answer has the shape that the catalogue documents."""

from __future__ import annotations

import re
from typing import Any

from providers.sandbox.callr.documents import Expected, fits_format, is_object, properties

PACKAGE_OBJECTS = ("CALLTRACKING10", "CLICKTOCALL10", "REALTIME10", "ACTIONS10")
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "int": (int,),
    "bool": (bool,),
    "object": (dict,),
    "array": (list,),
}


def problems(documented: str, value: Any, path: str = "result") -> list[str]:
    """What is wrong with a value of `Method.returns`; shapes in words only are not looked into."""
    if documented.startswith("array of "):
        name = documented.removeprefix("array of ").split(" ")[0]
        if not isinstance(value, list):
            return [f"{path} is no array"]
        if name == "CDR.In":
            name = "CDR.In" if not value or "did_hash" in value[0] else "CDR.Out"
        return [each for row in value for each in object_problems(name, row, path)] if is_object(name) else []
    if documented.startswith("Search.Results"):
        found = object_problems("Search.Results", value, path)
        name = documented.removeprefix("Search.Results").removeprefix(" of ").split(" ")[0]
        if name == "CDR.In" and not found and value["hits"] and "did_hash" not in value["hits"][0]:
            name = "CDR.Out"
        return found + [each for row in value["hits"] if is_object(name) for each in object_problems(name, row, path)]
    keyed = re.fullmatch(r"object: .*key.*? to (\S+)", documented)
    if keyed:
        return [each for row in value.values() for each in object_problems(keyed[1], row, path)]
    name = re.split(r"[ |(:]", documented)[0]
    if is_object(name):
        return object_problems(name, value, path)
    words = re.split(r"[ (:]", documented)[0].split("|")
    kinds = [kind for word in words for kind in KINDS.get(word, ())]
    return [f"{path} is a {type(value).__name__}, not {documented}"] if kinds and type(value) not in kinds else []


def object_problems(name: str, value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path} is no {name}"]
    found = [f"{path} lacks {missing}" for missing in sorted(set(properties(name)) - set(value))]
    for prop in properties(name).values():
        if value.get(prop.name) is not None:
            found += _property_problems(prop, value[prop.name], f"{path}.{prop.name}")
    return found


def _property_problems(prop: Expected, value: Any, path: str) -> list[str]:
    if prop.many or prop.kind == "array":
        if not isinstance(value, list):
            return [f"{path} is no array"]
        return [each for item in value for each in _value_problems(prop.item(), item, path)]
    return _value_problems(prop, value, path)


def _value_problems(prop: Expected, value: Any, path: str) -> list[str]:
    if prop.name == "p":
        return (
            []
            if any(not object_problems(name, value, path) for name in PACKAGE_OBJECTS)
            else [f"{path} is of no package"]
        )
    if prop.kind == "Webhook":
        return []  # a dynamic hook has an endpoint and perhaps options
    if is_object(prop.kind):
        return object_problems(prop.kind, value, path)
    kinds = KINDS.get(prop.kind)
    if kinds and prop.kind != "array" and type(value) not in kinds:
        return [f"{path} is a {type(value).__name__}, not {prop.kind}"]
    if (prop.name, value) == ("type", "ACTIONS") or prop.name == "country_neighbours":
        return []  # no word is documented for this package; a list of codes in one text
    if prop.values and value not in prop.values and value != "":
        return [f"{path} is {value!r}"]
    if prop.format and isinstance(value, str) and value != "" and not fits_format(prop.format, value):
        return [f"{path} is {value!r}, no {prop.format}"]
    return []
