"""Documents go in as bytes or as open files, and come out piece by piece."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from conftest import PDF, World

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
