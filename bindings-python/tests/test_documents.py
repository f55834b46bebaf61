"""Documents are added as bytes or open files, and read piece by piece."""

from __future__ import annotations

import array
import copy
import hashlib
import io
import pickle
from pathlib import Path

import pytest
from conftest import PDF, SetClock, World

import casegate
from casegate import Desk, DocumentDetails, DocumentId, InvalidError

BIG = PDF + bytes(range(256)) * 3000


def add(desk: Desk, world: World, content: casegate.Content, title: str = "Letter") -> tuple[casegate.CaseId, DocumentDetails]:
    case = world.case(desk).case_id
    kind = casegate.DocumentKind.ENGAGEMENT_LETTER
    details = desk.add_document(
        case_id=case, kind=kind, title=title, file_name="letter.pdf", media_type="application/pdf", content=content
    )
    return case, details


def test_bytes_and_files_are_the_same(anywhere: World, tmp_path: Path) -> None:
    desk = anywhere.settled()
    file = tmp_path / "letter.pdf"
    file.write_bytes(BIG)
    for content in (BIG, bytearray(BIG), memoryview(BIG), io.BytesIO(BIG)):
        case, details = add(desk, anywhere, content)
        assert (details.size, details.fingerprint) == (len(BIG), hashlib.sha256(BIG).hexdigest())
    with file.open("rb") as opened:
        case, details = add(desk, anywhere, opened)
    pieces = list(desk.iter_document(case_id=case, document_id=details.document_id))
    assert b"".join(pieces) == BIG and len(pieces) == details.chunks == 3
    assert desk.download(case_id=case, document_id=details.document_id).read() == BIG


def test_a_client_reads_a_download_like_a_file(world: World, tmp_path: Path) -> None:
    desk = world.settled()
    case, details = add(desk, world, BIG)
    desk.deliver_document(case_id=case, document_id=details.document_id)
    visit = world.visit(desk, desk.get_case(case_id=case))
    download = visit.download(details.document_id)
    assert download.document is not None and download.document.file_name == "letter.pdf"
    assert download.read(5) == b"%PDF-"
    assert b"".join(download.chunks()) == BIG[5:] and download.read() == b""
    target = tmp_path / "saved.pdf"
    with target.open("wb") as file:
        assert visit.download(details.document_id).save(file) == len(BIG)
    assert target.read_bytes() == BIG
    assert io.BufferedReader(visit.download(details.document_id)).read(300_000) == BIG[:300_000]


def test_a_revocation_stops_a_download(world: World) -> None:
    desk = world.settled()
    case, details = add(desk, world, BIG)
    desk.deliver_document(case_id=case, document_id=details.document_id)
    visit = world.visit(desk, desk.get_case(case_id=case))
    pieces = visit.download(details.document_id).chunks()
    next(pieces)
    desk.revoke_all_invites(case_id=case)
    with pytest.raises(casegate.DeniedError):
        next(pieces)


def test_a_download_goes_on_where_it_was_left(world: World) -> None:
    desk = world.settled()
    case, details = add(desk, world, BIG)
    download = desk.download(case_id=case, document_id=details.document_id)
    first = next(download.chunks())
    for second in download.chunks():
        break
    assert first + second + download.read() == BIG
    numbers = array.array("I", bytes(400))
    again = desk.download(case_id=case, document_id=details.document_id)
    assert again.readinto(numbers) == 400 and numbers.tobytes() == BIG[:400]


class Shaky:
    """A blob store that can be made to fail."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], bytes] = {}
        self.fails = False

    def put(self, key: str, index: int, content: bytes, /) -> None:
        self.kept[key, index] = content

    def get(self, key: str, index: int, /) -> bytes | None:
        if self.fails:
            raise OSError("not now")
        return self.kept.get((key, index))

    def delete(self, key: str, /) -> None:
        pass


def test_a_failure_never_passes_for_the_end() -> None:
    shaky = Shaky()
    with casegate.Portal.in_memory(blobs=shaky) as portal:
        world = World(portal, SetClock())
        desk = world.settled()
        case, details = add(desk, world, BIG)
        download = desk.download(case_id=case, document_id=details.document_id)
        out = io.BytesIO(download.read(5))
        out.seek(0, io.SEEK_END)
        shaky.fails = True
        for _ in range(2):
            with pytest.raises(casegate.UnavailableError):
                download.save(out)
        shaky.fails = False
        download.save(out)
        assert out.getvalue() == BIG


def test_a_closed_download_gives_nothing(world: World) -> None:
    desk = world.settled()
    case, details = add(desk, world, BIG)
    with desk.download(case_id=case, document_id=details.document_id) as download:
        download.read(5)
    for read in (download.read, lambda: list(download.chunks())):
        with pytest.raises(ValueError):
            read()
    for duplicate in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            duplicate(download)
    open_one = desk.download(case_id=case, document_id=details.document_id)
    open_one.read(5)
    world.portal.close()
    with pytest.raises(casegate.HandleClosedError):
        open_one.readall()


def read_of(*answers: object) -> object:
    """Returns an open file whose reads return these answers in order."""
    left = list(answers)

    class Opened:
        def read(self, size: int, /) -> object:
            return left.pop(0) if left else b""

    return Opened()


def test_files_may_be_slow_and_must_be_binary(world: World) -> None:
    desk = world.settled()
    pieces = [PDF[i : i + 1] for i in range(len(PDF))]
    assert add(desk, world, read_of(*pieces))[1].size == len(PDF)  # type: ignore[arg-type]
    assert add(desk, world, read_of(bytearray(PDF), memoryview(PDF)))[1].size == 2 * len(PDF)  # type: ignore[arg-type]
    assert add(desk, world, memoryview(bytes(byte for both in PDF for byte in (both, 0)))[::2])[1].size == len(PDF)
    released = memoryview(PDF)
    released.release()
    for wrong in (read_of("%PDF-"), read_of(PDF, "x"), read_of(None), read_of(7), io.BytesIO, Path("x"), released, [37, 80]):
        with pytest.raises(InvalidError) as refused:
            add(desk, world, wrong)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == ("input_malformed", "content")


class Endless:
    """A file without an end."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int, /) -> bytes:
        self.given += min(size, 1 << 20)
        return b"%PDF-".ljust(min(size, 1 << 20), b"x")


class Broken:
    def read(self, size: int, /) -> bytes:
        raise OSError("the disk is gone")


def test_files_that_are_no_files_are_refused(world: World) -> None:
    desk = world.settled()
    endless = Endless()
    with pytest.raises(InvalidError) as refused:
        add(desk, world, endless)
    assert (refused.value.code, refused.value.field) == ("content_invalid", "content")
    assert endless.given < 30 << 20
    with pytest.raises(InvalidError) as refused:
        add(desk, world, Broken())
    assert refused.value.field == "content" and isinstance(refused.value.__cause__, OSError)
    for wrong in (io.StringIO("%PDF-"), "JVBERi0=", 7, None):
        with pytest.raises(InvalidError) as refused:
            add(desk, world, wrong)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == ("input_malformed", "content")
    with pytest.raises(InvalidError):
        add(desk, world, b"")


def test_what_is_not_shown_is_not_found(world: World) -> None:
    desk = world.settled()
    case, details = add(desk, world, PDF)
    visit = world.visit(desk, desk.get_case(case_id=case))
    for document in (details.document_id, DocumentId("doc_" + "0" * 32)):
        with pytest.raises(casegate.NotFoundError):
            visit.download(document)
