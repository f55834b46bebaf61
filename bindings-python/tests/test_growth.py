"""A process that runs for months does not grow."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NOON, ORIGIN, World, key_ring
from dict_store import DictStore

import casegate
from casegate import Money, Portal


def refused(call: Callable[..., object], **arguments: object) -> None:
    try:
        call(**arguments)
    except casegate.Error:
        return
    pytest.fail("it was not refused")


def calls(world: World) -> Callable[[], None]:
    """Returns one call of each kind, successful and refused, none of which stores anything."""
    desk = world.settled()
    case = world.case(desk)
    visit = world.visit(desk, case)

    def work() -> None:
        visit.home()
        desk.list_cases()
        world.desk()
        visit.csrf
        casegate.scan("nothing")
        Money("1.50").amount
        refused(desk.get_case, case_id=7)
        refused(desk._native.call, operation=1, input={f"x{time.perf_counter_ns()}": 1})
        refused(visit.check_section, section="accounts", entries=[{f"y{time.perf_counter_ns()}": 1}])
        refused(world.portal.list_store_audit, limit=0)

    return work


@pytest.mark.parametrize("store", ["sqlite", "python"])
def test_objects_do_not_pile_up(tmp_path: Path, store: str) -> None:
    make = {"sqlite": lambda **plugins: Portal.open(tmp_path / "portal.db", **plugins), "python": lambda **plugins: Portal.with_store(DictStore(), **plugins)}
    with make[store](origin=ORIGIN, keys=key_ring(), clock=lambda: NOON) as portal:
        work = calls(World(portal, None))  # type: ignore[arg-type]
        for _ in range(100):
            work()
        gc.collect()
        before = len(gc.get_objects())
        tracemalloc.start()
        size = tracemalloc.get_traced_memory()[0]
        for _ in range(500):
            work()
        gc.collect()
        size = tracemalloc.get_traced_memory()[0] - size
        tracemalloc.stop()
        assert len(gc.get_objects()) - before < 50 and size < 100_000


def resident() -> int:
    """The process's memory in KiB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4


@pytest.mark.skipif(sys.platform != "linux", reason="it is read from /proc")
def test_memory_stays_where_it_is_over_100_000_calls(tmp_path: Path) -> None:
    with Portal.open(tmp_path / "portal.db", origin=ORIGIN, keys=key_ring(), clock=lambda: NOON) as portal:
        work = calls(World(portal, None))  # type: ignore[arg-type]
        for _ in range(2_000):
            work()
        gc.collect()
        before = resident()
        for _ in range(10_000):
            work()
        gc.collect()
        assert resident() - before < 3_000


@pytest.mark.skipif(sys.platform != "linux", reason="it is read from /proc")
def test_portals_that_were_closed_are_gone(tmp_path: Path) -> None:
    def opened(count: int) -> tuple[int, int]:
        for _ in range(count):
            with Portal.open(tmp_path / "portal.db", clock=lambda: NOON) as portal:
                refused(World(portal, None).desk().get_firm)  # type: ignore[arg-type]
        gc.collect()
        return resident(), len(list(Path("/proc/self/fd").iterdir()))

    (memory, files), (memory_after, files_after) = opened(50), opened(300)
    assert files_after == files and memory_after - memory < 6_000
