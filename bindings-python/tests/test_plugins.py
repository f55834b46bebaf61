"""The host's own clock, keys and blob store. What they raise is the cause of the exception that the caller gets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conftest import FIRM, NOON, ORIGIN, PDF, SetClock, World, key_ring

import casegate
from casegate import DirectoryBlobs, InternalError, KeyPurpose, Portal, UnavailableError


class Clashes(RuntimeError):
    pass


class Shelf:
    """Documents' bytes in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], bytes] = {}
        self.fails = False

    def put(self, key: str, index: int, content: bytes, /) -> None:
        if self.fails:
            raise Clashes("put")
        self.kept[key, index] = content

    def get(self, key: str, index: int, /) -> bytes | None:
        if self.fails:
            raise Clashes("get")
        return self.kept.get((key, index))

    def delete(self, key: str, /) -> None:
        self.kept = {place: content for place, content in self.kept.items() if place[0] != key}


def keep(desk: casegate.Desk, world: World) -> dict[str, object]:
    case = world.case(desk).case_id
    kind = casegate.DocumentKind.INVOICE
    added = desk.add_document(
        case_id=case, kind=kind, title="t", file_name="a.pdf", media_type="application/pdf", content=PDF
    )
    return {"case_id": case, "document_id": added.document_id}


def test_documents_stay_in_the_hosts_own_place(tmp_path: Path) -> None:
    shelf, clock = Shelf(), SetClock()
    with Portal.open(tmp_path / "portal.db", blobs=shelf, clock=clock) as portal:
        world = World(portal, clock)
        desk = world.settled()
        document = keep(desk, world)
        assert list(shelf.kept.values()) == [PDF]
        assert b"".join(desk.iter_document(**document)) == PDF  # type: ignore[arg-type]
        shelf.fails = True
        for call in (lambda: keep(desk, world), lambda: list(desk.iter_document(**document))):  # type: ignore[arg-type]
            with pytest.raises(UnavailableError) as refused:
                call()
            assert refused.value.code == casegate.Code.BLOBS_UNAVAILABLE
            assert isinstance(refused.value.__cause__, Clashes)
        shelf.fails = False
        desk.remove_document(**document)  # type: ignore[arg-type]
        assert shelf.kept == {}


def test_documents_may_be_files(tmp_path: Path) -> None:
    with Portal.in_memory(blobs=DirectoryBlobs(tmp_path / "documents")) as portal:
        world = World(portal, SetClock())
        document = keep(world.settled(), world)
        assert [file.read_bytes() for file in (tmp_path / "documents").rglob("0")] == [PDF]
        assert world.desk().download(**document).read() == PDF  # type: ignore[arg-type]


@pytest.mark.parametrize("clock", [lambda: NOON, SetClock()], ids=["function", "object"])
def test_a_clock_is_a_function_or_an_object(clock: casegate.plugins.Clock) -> None:
    with Portal.in_memory(clock=clock) as portal:
        assert World(portal, SetClock()).settled().list_audit().events[0].at == NOON


def naive() -> dt.datetime:
    return NOON.replace(tzinfo=None)


def broken() -> dt.datetime:
    raise Clashes("no time")


@pytest.mark.parametrize(("clock", "cause"), [(broken, Clashes), (naive, TypeError), (lambda: 7, TypeError)])
def test_a_clock_that_fails_is_a_defect_of_the_host(clock: object, cause: type[Exception]) -> None:
    with Portal.in_memory(clock=clock) as portal:  # type: ignore[arg-type]
        for _ in range(3):
            with pytest.raises(InternalError) as refused:
                World(portal, SetClock()).desk().get_firm()
            assert refused.value.code == "defect" and isinstance(refused.value.__cause__, cause)


def test_a_refusal_keeps_no_cause_of_an_earlier_one(world: World) -> None:
    world.settled()
    with pytest.raises(casegate.NotFoundError) as refused:
        world.desk().get_case(case_id=casegate.CaseId("case_" + "0" * 32))
    assert refused.value.__cause__ is None


class OwnKeys:
    """Keys of the host's own, which are rotated while the portal is open."""

    def __init__(self) -> None:
        self.highest = 1
        self.asked: list[KeyPurpose] = []

    def current(self, purpose: KeyPurpose, /) -> int | None:
        self.asked.append(purpose)
        return self.highest

    def key(self, purpose: KeyPurpose, number: int, /) -> bytes | None:
        return bytes((number * 7 + i) % 256 for i in range(32)) if number <= self.highest else None


def test_keys_may_be_the_hosts_own() -> None:
    keys, clock = OwnKeys(), SetClock()
    with Portal.in_memory(keys=keys, origin=ORIGIN, clock=clock) as portal:
        world = World(portal, clock)
        desk = world.settled()
        case = desk.create_case(client_name="Dana", title="t", stage="s", client_tin="123-45-6789")
        keys.highest = 2
        assert desk.unmask_client_tin(case_id=case.case_id).number == "123456789"
        world.visit(desk, case).home()
        assert set(keys.asked) >= {KeyPurpose.SEAL, KeyPurpose.TOKEN}
        assert portal.doctor().findings[0].code == "store_not_durable"
        keys.key = lambda *_: None  # type: ignore[method-assign]
        with pytest.raises(UnavailableError):
            desk.unmask_client_tin(case_id=case.case_id)


def test_a_ring_gives_its_keys_to_nobody() -> None:
    ring = key_ring()
    assert repr(ring) == "KeyRing(redacted)" and ring.current(KeyPurpose.SEAL) == 1
    with pytest.raises(TypeError):
        ring.key(KeyPurpose.SEAL, 1)
    for key in (bytes(32), b"short"):
        with pytest.raises(UnavailableError):
            ring.with_key(purpose=KeyPurpose.SEAL, number=2, key=key)


def test_the_host_looks_after_its_portal(tmp_path: Path) -> None:
    clock = SetClock()
    with Portal.open(tmp_path / "portal.db", origin=ORIGIN, keys=key_ring(), clock=clock) as portal:
        world = World(portal, clock)
        desk = world.settled()
        assert portal.doctor().fit_for_production and desk.doctor() == portal.doctor()
        with pytest.raises(casegate.DeniedError):
            portal.visitor().open_link(link="cgi1_" + "0" * 71)
        portal.check()
        portal.backup_to(tmp_path / "copy.db")
        with pytest.raises(casegate.ConflictError):
            portal.backup_to(tmp_path / "copy.db")
        assert portal.verify_store_audit().intact
        clock.wait(days=500)
        with pytest.raises(UnavailableError) as refused:
            desk.get_firm()
        assert refused.value.code == "clock_implausible"
        assert portal.accept_clock() == clock.at
        assert portal.list_store_audit(order=casegate.AuditOrder.NEWEST_FIRST).events[0].actor == casegate.ActorHost()
    with Portal.open(tmp_path / "copy.db", clock=lambda: NOON) as copy:
        assert copy.desk(casegate.Staff(FIRM, "u", "n", [casegate.Role.ADMINISTRATOR])).get_firm().name
    memory = Portal.in_memory(origin="https://portal.example")
    for call in (memory.check, lambda: memory.backup_to(tmp_path / "no.db")):
        with pytest.raises(casegate.ConflictError):
            call()
    with pytest.raises(casegate.InvalidError) as wrong:
        Portal.in_memory(origin="http://portal.example")
    assert wrong.value.field == "origin"


def test_leaks_are_found_and_revoked(world: World) -> None:
    desk = world.settled()
    case = world.case(desk)
    link = desk.mint_invite(case_id=case.case_id, label="taxpayer").link.reveal()
    log = f"é GET {link} 200"
    (leak,) = casegate.scan(log)
    assert (leak.kind, log[leak.start : leak.end]) == ("invite", link.split("#")[1])
    assert world.portal.visitor().report_leak(text=log).found == 1
    with pytest.raises(casegate.DeniedError):
        world.portal.visitor().open_link(link=link)


def test_what_belongs_to_another_program_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "other.db").write_bytes(b"not a database at all, but long enough" * 100)
    with pytest.raises(casegate.InternalError) as refused:
        Portal.open(tmp_path / "other.db")
    assert refused.value.code in ("store_foreign", "store_corrupt")
    with pytest.raises(UnavailableError):
        Portal.open(tmp_path / "nowhere" / "portal.db")
