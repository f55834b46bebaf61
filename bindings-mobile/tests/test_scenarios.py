"""Runs every scenario through UniFFI's own Python. It tests the layer that Kotlin and Swift share, on any machine."""

import datetime
import json
import pathlib
import unittest

import casegate
import wire

SCENARIOS = pathlib.Path(__file__).parents[2] / "tests" / "scenarios"
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc)
ROLES = {
    "administrator": casegate.Role.ADMINISTRATOR,
    "practitioner": casegate.Role.PRACTITIONER,
    "readOnly": casegate.Role.READ_ONLY,
}


class Clock(casegate.Clock):
    def __init__(self):
        self.at = NOON

    def now(self):
        return self.at


class Keys(casegate.Keys):
    def current(self, purpose):
        return 1

    def key(self, purpose, number):
        start = 1 + 70 * purpose.value
        return bytes(range(start, start + 32))


class World:
    def __init__(self):
        self.clock = Clock()
        self.portal = casegate.Portal.in_memory(
            origin="https://portal.example", clock=self.clock, keys=Keys()
        )
        self.kept = {}

    def door(self, who):
        if who in ROLES:
            staff = casegate.Staff(
                firm="firm_" + "0" * 31 + "1", id="u-1", name="Rosa Reviewer", roles=[ROLES[who]]
            )
            return self.portal.desk(staff, casegate.Source(address="10.0.0.1"))
        if who == "host":
            return self.portal.host()
        source = casegate.Source(address="203.0.113.7")
        return self.portal.visitor(source) if who == "visitor" else self.portal.visit(self.kept[who], source)

    def filled(self, value):
        if isinstance(value, str) and value[:1] == "$" and value[1:2].isalpha():
            return self.kept[value[1:]]
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        return value

    def call(self, step):
        method = getattr(self.door(step["as"]), step["do"])
        hints = {k: v for k, v in method.__annotations__.items() if k != "return"}
        given = self.filled(step.get("with", {}))
        arguments = [wire.record(getattr(casegate, str(hint).strip("'")) if isinstance(hint, str) else hint, given)
                     for hint in hints.values()]
        return wire.plain(method(*arguments))


def pointed(value, pointer):
    for part in pointer.strip("/").split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


class Scenarios(unittest.TestCase):
    def contains(self, answer, expected, place):
        if expected == "*":
            return
        if isinstance(expected, dict):
            for name, part in expected.items():
                self.assertIn(name, answer, place)
                self.contains(answer[name], part, f"{place}/{name}")
        elif isinstance(expected, list):
            self.assertEqual(len(answer), len(expected), place)
            for number, part in enumerate(expected):
                self.contains(answer[number], part, f"{place}/{number}")
        else:
            self.assertEqual(answer, expected, place)

    def play(self, world, step):
        world.clock.at += datetime.timedelta(milliseconds=step.get("wait", 0))
        if "do" not in step:
            return
        if "refused" in step:
            with self.assertRaises(casegate.PortalError) as refusal:
                world.call(step)
            error = refusal.exception
            self.assertEqual(error.code.name.lower(), step["refused"]["code"])
            self.assertEqual(error.field, step["refused"].get("field"))
            return
        answer = world.call(step)
        self.contains(answer, world.filled(step.get("expect", {})), "")
        for name, pointer in step.get("keep", {}).items():
            world.kept[name] = pointed(answer, pointer)

    def test_every_scenario_plays(self):
        files = sorted(SCENARIOS.glob("*.json"))
        self.assertGreaterEqual(len(files), 7)
        for file in files:
            world = World()
            for number, step in enumerate(json.loads(file.read_text())["steps"], 1):
                with self.subTest(scenario=file.stem, step=number, operation=step.get("do")):
                    self.play(world, step)


if __name__ == "__main__":
    unittest.main()
