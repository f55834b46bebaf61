"""Converts the scenarios' JSON to the library's types and back, by inspecting the generated classes."""

import base64
import datetime
import enum
import re
import types
import typing

import casegate


def camel(name: str) -> str:
    head, *tail = name.lower().split("_")
    return head + "".join(part.capitalize() for part in tail)


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def typed(kind, value):
    """Converts the JSON `value` to a value of type `kind`."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else typed(arguments[0], value)
    if origin is not None and issubclass(origin, typing.get_origin(typing.Sequence[int])):
        return [typed(arguments[0], item) for item in value]
    if kind is datetime.datetime:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    if kind is bytes:
        return base64.b64decode(value)
    if kind in (str, int, bool):
        return value
    if issubclass(kind, enum.Enum):
        return kind[snake(value).upper()]
    if "kind" in value and not hasattr(kind, "read"):
        variant = getattr(kind, snake(value["kind"]).upper(), None)
        if variant is not None:
            return record(variant, {name: part for name, part in value.items() if name != "kind"})
    return record(kind, value)


def record(kind, fields):
    hints = typing.get_type_hints(kind.__init__, vars(casegate))
    return kind(**{snake(name): typed(hints[snake(name)], part) for name, part in fields.items()})


def plain(value):
    """Converts `value` to JSON. This reveals any secrets in it."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    if isinstance(value, enum.Enum):
        return camel(value.name)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, casegate.Secret):
        return value.reveal()
    fields = {camel(name): plain(part) for name, part in vars(value).items()}
    owner, _, variant = type(value).__qualname__.rpartition(".")
    return {"kind": camel(variant), **fields} if owner else fields
