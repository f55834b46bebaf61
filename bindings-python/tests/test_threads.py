"""Threads share a portal, and the interpreter is free while the library works."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ORIGIN, World, key_ring

import casegate
from casegate import HandleClosedError, Portal


def together(count: int, work: Callable[[int], object]) -> list[object]:
    """Runs `work` in `count` threads that start at the same moment."""
    start = threading.Barrier(count)

    def run(number: int) -> object:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_threads_lose_nothing(anywhere: World) -> None:
    desk = anywhere.settled()
    together(8, lambda n: [desk.create_case(client_name=f"{n}-{i}", title="t", stage="s") for i in range(10)])
    assert len(list(desk.iter_cases())) == 80
    assert desk.verify_audit().intact


def test_one_of_many_wins(anywhere: World) -> None:
    desk = anywhere.settled()
    case = anywhere.case(desk)

    def update(number: int) -> bool:
        try:
            desk.update_case(case_id=case.case_id, version=case.version, title=f"by {number}")
        except casegate.ConflictError:
            return False
        return True

    assert together(8, update).count(True) == 1


def test_a_secret_is_revealed_to_one(world: World) -> None:
    desk = world.settled()
    case = world.case(desk)

    def reveal(secret: casegate.Secret) -> bool:
        try:
            secret.reveal()
        except RuntimeError:
            return False
        return True

    for _ in range(20):
        secret = desk.mint_invite(case_id=case.case_id, label="x").link
        assert together(4, lambda _, secret=secret: reveal(secret)).count(True) == 1  # type: ignore[misc]
        desk.revoke_all_invites(case_id=case.case_id)


def test_the_interpreter_runs_on_while_a_call_waits(tmp_path: Path) -> None:
    path = tmp_path / "portal.db"
    with Portal.open(path, busy_timeout=0.4) as portal:
        desk = World(portal, None).settled()  # type: ignore[arg-type]
        import fcntl

        with (tmp_path / "portal.db.lock").open("rb+") as sidecar:
            fcntl.flock(sidecar, fcntl.LOCK_EX)
            ticks = 0
            outcome: list[object] = []

            def write() -> None:
                try:
                    outcome.append(desk.create_case(client_name="x", title="t", stage="s"))
                except casegate.UnavailableError as error:
                    outcome.append(error.code)

            writer = threading.Thread(target=write)
            writer.start()
            while writer.is_alive():
                ticks += 1
                time.sleep(0.005)
        assert outcome == ["store_busy"] and ticks > 20


def test_a_closed_portal_closes_its_doors(tmp_path: Path) -> None:
    portal = Portal.open(tmp_path / "portal.db", origin=ORIGIN, keys=key_ring())
    world = World(portal, None)  # type: ignore[arg-type]
    desk = world.settled()
    visit = world.visit(desk, world.case(desk))
    portal.close()
    portal.close()
    for call in (desk.get_firm, visit.home, portal.doctor, portal.check, world.desk, portal.visitor):
        with pytest.raises(HandleClosedError) as refused:
            call()
        assert refused.value.code == "handle_closed"
    with Portal.open(tmp_path / "portal.db", keys=key_ring()) as again:
        assert World(again, None).desk().get_firm().name  # type: ignore[arg-type]


def test_closing_waits_for_nobody_and_harms_nobody(tmp_path: Path) -> None:
    for _ in range(10):
        portal = Portal.open(tmp_path / "portal.db")
        desk = World(portal, None).desk()  # type: ignore[arg-type]

        def work(number: int) -> int:
            for count in range(1000):
                try:
                    desk.create_case(client_name="x", title="t", stage="s")
                except (casegate.NotFoundError, HandleClosedError, casegate.UnavailableError):
                    return count
                if number == 0 and count == 2:
                    portal.close()
            return 0

        try:
            desk.register_firm(name="x")
        except casegate.ConflictError:
            pass
        together(4, work)
