"""Runs the flows that are shared by all languages through the Python methods."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import re
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from conftest import World

import casegate
from casegate import Desk, HostDoor, Money, Record, Role, Secret, Visit

SCENARIOS = sorted((Path(__file__).parents[2] / "tests" / "scenarios").glob("*.json"))


def snake(wire: str) -> str:
    """Returns Python's name for a name on the wire. Text in brackets is the caller's own and is not changed."""
    parts = re.split(r"(\[[^]]*\])", wire)
    return "".join(p if p.startswith("[") else re.sub("[A-Z]", lambda m: "_" + m[0].lower(), p) for p in parts)


def camel(name: str) -> str:
    return re.sub("_([a-z0-9])", lambda found: found[1].upper(), name)


def to_python(name: str, value: Any) -> Any:
    """Converts a value of a scenario to what the Python method takes."""
    if isinstance(value, dict):
        return {snake(key): to_python(key, part) for key, part in value.items()}
    if isinstance(value, list):
        return [to_python(name, item) for item in value]
    if isinstance(value, str) and name in ("content", "image"):
        return base64.b64decode(value)
    if isinstance(value, str) and name == "expiresAt":
        return dt.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


def to_wire(value: Any) -> Any:
    """Converts a result to its form on the JSON wire. This reveals any secrets in it."""
    if isinstance(value, Record):
        name, tag = value.__wire__
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}  # type: ignore[arg-type]
        wire = {camel(key): to_wire(part) for key, part in fields.items()}
        return {"kind": tag, **wire} if tag else wire
    match value:
        case Enum():
            return value.value
        case tuple():
            return [to_wire(item) for item in value]
        case dict():
            return {key: to_wire(part) for key, part in value.items()}
        case bytes():
            return base64.b64encode(value).decode()
        case dt.datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case dt.date():
            return value.isoformat()
        case Money():
            return value.cents
        case Secret():
            return value.reveal()
        case _:
            return value


def contains(answer: Any, expected: Any, place: str = "") -> None:
    if expected == "*":
        return
    if isinstance(expected, dict):
        for name, part in expected.items():
            assert name in answer, f"{place}/{name} is missing"
            contains(answer[name], part, f"{place}/{name}")
    elif isinstance(expected, list):
        assert len(answer) == len(expected), place
        for number, (item, part) in enumerate(zip(answer, expected)):
            contains(item, part, f"{place}/{number}")
    else:
        assert answer == expected, place


class Player:
    def __init__(self, world: World) -> None:
        self.world = world
        self.kept: dict[str, Any] = {}

    def filled(self, value: Any) -> Any:
        if isinstance(value, str) and re.match(r"\$[^\W\d]", value):
            return self.kept[value[1:]]
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        return value

    def door(self, who: str) -> Desk | HostDoor | Visit:
        if who in {role.value for role in Role}:
            return self.world.desk(Role(who))
        if who == "host":
            return self.world.portal.host()
        if who == "visitor":
            return self.world.portal.visitor("203.0.113.7")
        return self.world.portal.visit(self.kept[who], "203.0.113.7")

    def play(self, step: dict[str, Any]) -> None:
        self.world.clock.wait(milliseconds=step.get("wait", 0))
        if "do" not in step:
            return
        arguments = to_python("", self.filled(step.get("with", {})))
        refused = step.get("refused")
        try:
            result = getattr(self.door(step["as"]), step["do"])(**arguments)
        except casegate.Error as error:
            assert refused is not None, repr(error)
            field = refused.get("field")
            assert (error.code, error.field) == (refused["code"], field if field is None else snake(field))
            return
        except TypeError:
            # The method has no such argument, which the wire reports as `input_malformed`.
            assert refused is not None and refused["code"] == "input_malformed"
            return
        assert refused is None, f"answered where {refused} was due"
        answer = to_wire(result)
        contains(answer, self.filled(step.get("expect", {})))
        for name, pointer in step.get("keep", {}).items():
            part = answer
            for key in pointer.split("/")[1:]:
                part = part[int(key)] if isinstance(part, list) else part[key]
            self.kept[name] = part


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_scenario(file: Path, anywhere: World) -> None:
    player = Player(anywhere)
    for number, step in enumerate(json.loads(file.read_text())["steps"], 1):
        try:
            player.play(step)
        except AssertionError as error:
            raise AssertionError(f"step {number} ({step.get('do')}): {error}") from error


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 7
