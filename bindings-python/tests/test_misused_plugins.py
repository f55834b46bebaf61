"""Plug-ins that misbehave: they call back, end the program, or hold on to the portal."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NOON, ORIGIN, PDF, STORES, SetClock, World
from dict_store import DictStore

import casegate
from casegate import HandleReenteredError, InternalError, KeyPurpose, Portal, UnavailableError


class Hook:
    """A clock, keys and blob store that runs an action once when it is armed."""

    def __init__(self) -> None:
        self.act: Callable[[], object] | None = None
        self.kept: dict[tuple[str, int], bytes] = {}

    def now(self) -> dt.datetime:
        self.fire()
        return NOON

    def current(self, purpose: KeyPurpose, /) -> int | None:
        self.fire()
        return 1

    def key(self, purpose: KeyPurpose, number: int, /) -> bytes | None:
        return bytes(range(1, 33))

    def put(self, key: str, index: int, content: bytes, /) -> None:
        self.fire()
        self.kept[key, index] = content

    def get(self, key: str, index: int, /) -> bytes | None:
        self.fire()
        return self.kept.get((key, index))

    def delete(self, key: str, /) -> None:
        self.fire()

    def fire(self) -> None:
        act, self.act = self.act, None
        if act is not None:
            act()


def add(desk: casegate.Desk, case: casegate.CaseId) -> casegate.DocumentDetails:
    kind = casegate.DocumentKind.INVOICE
    return desk.add_document(
        case_id=case, kind=kind, title="t", file_name="a.pdf", media_type="application/pdf", content=PDF
    )


@pytest.mark.parametrize("plug", ["clock", "keys", "blobs"])
@pytest.mark.parametrize("store", list(STORES))
def test_a_plugin_cannot_use_the_portal_that_called_it(tmp_path: Path, store: str, plug: str) -> None:
    hook = Hook()
    with STORES[store](tmp_path, origin=ORIGIN, **{plug: hook}) as portal:
        world = World(portal, SetClock())
        desk = world.settled()
        case = world.case(desk).case_id
        link = desk.mint_invite(case_id=case, label="x").link.reveal()
        refused: list[str] = []

        def reenter() -> None:
            for call in (desk.get_firm, world.desk, portal.doctor, lambda: portal.visitor().open_link(link=link)):
                try:
                    call()
                except HandleReenteredError as error:
                    refused.append(error.code)
            # A plug-in may use another portal.
            with Portal.in_memory() as other:
                World(other, SetClock()).desk().register_firm(name="another")

        hook.act = reenter
        add(desk, case) if plug == "blobs" else desk.mint_invite(case_id=case, label="y")
        assert refused == ["handle_reentered"] * 4
        assert desk.get_firm() and desk.verify_audit(case_id=case).intact


def test_a_circle_of_calls_ends() -> None:
    portal = Portal.in_memory(clock=lambda: World(portal, SetClock()).desk().get_firm())  # type: ignore[arg-type,return-value]
    with pytest.raises(InternalError) as refused:
        World(portal, SetClock()).desk().register_firm(name="x")
    assert isinstance(refused.value.__cause__, HandleReenteredError)


def test_a_document_may_come_out_of_the_same_portal(anywhere: World) -> None:
    desk = anywhere.settled()
    case = anywhere.case(desk).case_id
    first = add(desk, case)
    copied = desk.add_document(
        case_id=case,
        kind=casegate.DocumentKind.INVOICE,
        title="copy",
        file_name="b.pdf",
        media_type="application/pdf",
        content=desk.download(case_id=case, document_id=first.document_id),
    )
    assert copied.fingerprint == first.fingerprint


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError])
@pytest.mark.parametrize("plug", ["clock", "keys", "blobs", "content"])
def test_who_wants_to_end_is_not_taken_for_a_failure(plug: str, end: type[BaseException]) -> None:
    def leave() -> None:
        raise end("bye")

    class Content:
        def read(self, size: int, /) -> bytes:
            raise end("bye")

    hook = Hook()
    plugins = {} if plug == "content" else {plug: hook}
    with Portal.in_memory(origin=ORIGIN, **plugins) as portal:
        world = World(portal, SetClock())
        desk = world.settled()
        case = world.case(desk).case_id
        hook.act = leave
        with pytest.raises(end, match="bye"):
            if plug == "content":
                desk.add_document(
                    case_id=case, kind="invoice", title="t", file_name="a", media_type="application/pdf", content=Content()
                )
            add(desk, case)
            desk.mint_invite(case_id=case, label="x")
        assert desk.verify_audit(case_id=case).intact


def test_a_store_may_be_interrupted() -> None:
    store = DictStore()
    with Portal.with_store(store) as portal:
        desk = World(portal, SetClock()).settled()

        def findings() -> list[object]:
            raise KeyboardInterrupt

        store.findings = findings  # type: ignore[method-assign,assignment]
        with pytest.raises(KeyboardInterrupt):
            portal.doctor()
        assert desk.get_firm()


class Host:
    """A host that owns its portal and is that portal's clock, which makes a cycle."""

    def __init__(self, make: Callable[..., Portal]) -> None:
        self.portal = make(self)
        self.desk = World(self.portal, SetClock()).desk()

    def now(self) -> dt.datetime:
        return NOON


class KeepingStore(DictStore):
    portal: Portal


@pytest.mark.parametrize("store", ["memory", "sqlite", "python"])
def test_a_host_in_a_circle_is_collected(tmp_path: Path, store: str) -> None:
    host = Host(lambda host: STORES[store](tmp_path, clock=host.now, keys=Hook()))
    host.desk.register_firm(name="x")
    gone = weakref.ref(host)
    del host
    gc.collect()
    assert gone() is None
    kept = KeepingStore()
    kept.portal = Portal.with_store(kept)
    left = weakref.ref(kept.portal)
    del kept
    gc.collect()
    assert left() is None


def test_a_door_keeps_the_plugins_it_needs() -> None:
    desk = World(Portal.in_memory(clock=lambda: NOON), SetClock()).desk()
    gc.collect()
    assert desk.register_firm(name="x").name == "x"


def test_what_was_overcome_is_let_go_of() -> None:
    """A plug-in's exception that did not fail the operation is not kept alive and does not
    become the cause of a later error.
    """

    class Marked:
        pass

    marks: list[weakref.ref[Marked]] = []

    def fail() -> None:
        mark = Marked()
        marks.append(weakref.ref(mark))
        raise ValueError("not now")

    hook = Hook()
    with Portal.in_memory(blobs=hook) as portal:
        world = World(portal, SetClock())
        desk = world.settled()
        case = world.case(desk).case_id
        document = add(desk, case).document_id
        hook.act = fail
        desk.remove_document(case_id=case, document_id=document)
        gc.collect()
        assert [mark() for mark in marks] == [None]
        with pytest.raises(casegate.NotFoundError) as refused:
            desk.read_document(case_id=case, document_id=document, chunk=0)
        assert refused.value.__cause__ is None


def test_a_failure_inside_a_failure_keeps_its_own_cause() -> None:
    class Inner(Exception):
        pass

    class Outer(Exception):
        pass

    def inner() -> dt.datetime:
        raise Inner

    hook = Hook()
    with Portal.in_memory(origin=ORIGIN, keys=hook) as portal:
        world = World(portal, SetClock())
        desk = world.settled()
        case = world.case(desk).case_id

        def act() -> None:
            with pytest.raises(InternalError) as refused:
                World(Portal.in_memory(clock=inner), SetClock()).desk().get_firm()
            assert isinstance(refused.value.__cause__, Inner)
            raise Outer

        hook.act = act
        with pytest.raises(InternalError) as refused:
            desk.mint_invite(case_id=case, label="x")
        assert isinstance(refused.value.__cause__, Outer)


def test_a_plugin_that_fails_in_a_write_leaves_the_store_usable(tmp_path: Path) -> None:
    class Failing(ValueError):
        pass

    def fail() -> None:
        raise Failing

    for store in STORES:
        hook = Hook()
        with STORES[store](tmp_path, origin=ORIGIN, keys=hook) as portal:
            world = World(portal, SetClock())
            desk = world.settled()
            case = world.case(desk).case_id
            for _ in range(20):
                hook.act = fail
                with pytest.raises((InternalError, UnavailableError)) as refused:
                    desk.mint_invite(case_id=case, label="x")
                assert isinstance(refused.value.__cause__, Failing)
            assert desk.mint_invite(case_id=case, label="x").invite.label == "x"
            assert desk.verify_audit(case_id=case).intact
