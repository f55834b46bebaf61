"""Fixtures: a firm, a clock that tests set, and portals on each kind of store."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import casegate
from casegate import CaseDetails, Desk, FirmId, KeyPurpose, KeyRing, Portal, Role, Staff, Visit

sys.path.insert(0, str(Path(__file__).parent))

from dict_store import DictStore  # noqa: E402

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.timezone.utc)
FIRM = FirmId("firm_00000000000000000000000000000001")
ORIGIN = "https://portal.example"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def key_ring() -> KeyRing:
    ring = KeyRing()
    for purpose, start in zip(KeyPurpose, (1, 71, 141)):
        ring = ring.with_key(purpose=purpose, number=1, key=bytes((start + i) % 256 for i in range(32)))
    return ring


class SetClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> dt.datetime:
        return self.at

    def wait(self, **time: float) -> None:
        self.at += dt.timedelta(**time)


class World:
    """A portal with its clock."""

    def __init__(self, portal: Portal, clock: SetClock) -> None:
        self.portal = portal
        self.clock = clock

    def desk(self, role: Role = Role.ADMINISTRATOR) -> Desk:
        return self.portal.desk(Staff(firm=FIRM, id="u-1", name="Rosa Reviewer", roles=[role]), "10.0.0.1")

    def settled(self) -> Desk:
        """Returns the desk of a firm that may mint invites."""
        desk = self.desk()
        desk.register_firm(name="Hartwell Tax Advisory")
        desk.update_firm(identity_check=casegate.IdentityCheck.OFF)
        return desk

    def case(self, desk: Desk) -> CaseDetails:
        return desk.create_case(client_name="Dana Whitfield", title="Tax years 2021 to 2023", stage="intake")

    def visit(self, desk: Desk, case: CaseDetails) -> Visit:
        link = desk.mint_invite(case_id=case.case_id, label="taxpayer").link.reveal()
        opened = self.portal.visitor("203.0.113.7").open_link(link=link)
        return self.portal.visit(opened.session.reveal(), "203.0.113.7")


STORES: dict[str, Callable[..., Portal]] = {
    "memory": lambda _, **plugins: Portal.in_memory(**plugins),
    "sqlite": lambda path, **plugins: Portal.open(path / "portal.db", **plugins),
    "python": lambda _, **plugins: Portal.with_store(DictStore(), **plugins),
}


@pytest.fixture(params=list(STORES))
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Yields a world on each kind of store."""
    clock = SetClock()
    with STORES[request.param](tmp_path, origin=ORIGIN, keys=key_ring(), clock=clock) as portal:
        yield World(portal, clock)


@pytest.fixture
def world() -> Iterator[World]:
    """Yields a world in memory."""
    clock = SetClock()
    with Portal.in_memory(origin=ORIGIN, keys=key_ring(), clock=clock) as portal:
        yield World(portal, clock)
