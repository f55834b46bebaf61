"""The portal and its two doors."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, TypeVar

from casegate._native import NativeDesk, NativePortal, NativeVisit
from casegate._native import scan as _scan
from casegate._operations import DeskOperations, VisitOperations
from casegate._record import TextEnum
from casegate._types import (
    AuditOrder,
    AuditPage,
    CaseId,
    ChainReport,
    DoctorReport,
    DocumentId,
    DocumentView,
    FirmId,
    OfficeId,
    Role,
)

if TYPE_CHECKING:
    import datetime
    import os

    from casegate.plugins import Blobs, Clock, Keys
    from casegate.store import Store

__all__ = ["Desk", "Download", "Durability", "Leak", "Portal", "Source", "Staff", "Visit", "Writable", "scan"]

_Self = TypeVar("_Self", bound="Portal")


class Durability(TextEnum):
    """What an acknowledged write survives."""

    POWER_LOSS = "power_loss"
    """The process being killed and the power failing: one flush to the disk for each write."""
    PROCESS_KILL = "process_kill"
    """The process being killed; a power failure may take the last writes. `doctor` reports it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a request came from, for the audit and for throttling. Fill it in from a connection you trust."""

    address: str | None = None
    """The peer's address, or whatever tells one source from another."""
    request: str | None = None
    """Your own number of this request, to find it in your logs."""
    device: str | None = None
    """What the device calls itself, to tell sessions apart."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of a firm's staff. You have signed them in; Casegate takes your word and audits it."""

    firm: FirmId
    """The firm they act for; nothing of another firm is within their reach."""
    id: str
    """Your id of this person."""
    name: str
    """Their name, as reviewers and the audit show it."""
    roles: Sequence[Role]
    """What they may do: all that any of these roles may. Without a role, nothing."""
    offices: Sequence[OfficeId] | None = None
    """The offices whose clients and cases they may see; every office if absent."""


class Writable(Protocol):
    """Anything open for writing bytes."""

    def write(self, content: bytes, /) -> object:
        """Takes the bytes."""
        ...


class _Piece(Protocol):
    @property
    def content(self) -> bytes: ...
    @property
    def is_last(self) -> bool: ...


class Download(io.RawIOBase):
    """A document's content, read piece by piece; each piece is asked for when it is needed, and allowed anew.

    After a refusal the same piece is asked for again: what was read is never shorter than the document without saying so.
    """

    def __init__(self, ask: Callable[[int], _Piece], document: DocumentView | None = None) -> None:
        self._ask = ask
        self._next: int | None = 0
        self._rest = memoryview(b"")
        self.document = document
        """What a client is downloading; `None` at the desk."""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fills `buffer` from the next piece; 0 at the end."""
        place = memoryview(buffer).cast("B")
        piece = self._piece()
        count = min(len(place), len(piece))
        place[:count] = piece[:count]
        self._rest = piece[count:]
        return count

    def chunks(self) -> Iterator[bytes]:
        """What is left, in pieces of at most 256 KiB."""
        while piece := self._piece():
            self._rest = memoryview(b"")
            yield bytes(piece)

    def save(self, to: Writable) -> int:
        """Writes what is left to an open file; the answer is the number of bytes."""
        size = 0
        for chunk in self.chunks():
            to.write(chunk)
            size += len(chunk)
        return size

    def __reduce_ex__(self, protocol: object, /) -> NoReturn:
        raise TypeError("a download cannot be copied or pickled")

    def _piece(self) -> memoryview:
        """What is left of the present piece, or the next one; nothing at the end."""
        if self.closed:
            raise ValueError("the download is closed")
        while not self._rest and self._next is not None:
            piece = self._ask(self._next)
            self._rest = memoryview(piece.content)
            self._next = None if piece.is_last else self._next + 1
        return self._rest


class Desk(DeskOperations):
    """The desk: the operations of one member of staff in their firm. Get one by `Portal.desk`."""

    __slots__ = ()

    def __init__(self, portal: Portal, staff: Staff, source: Source | str | None = None) -> None:
        self._native = NativeDesk(portal._native, _fields(staff), _fields(source, "address"))

    def download(self, *, case_id: CaseId, document_id: DocumentId) -> Download:
        """The content of a document, to be read like a file."""
        return Download(lambda chunk: self.read_document(case_id=case_id, document_id=document_id, chunk=chunk))

    def __repr__(self) -> str:
        return repr(self._native)


class Visit(VisitOperations):
    """A visit: the operations of the holder of one session, on the one case of that session.

    Get one by `Portal.visit`, or by `Portal.visitor` before a link was opened.
    """

    __slots__ = ()

    def __init__(self, portal: Portal, session: str | None, source: Source | str | None = None) -> None:
        self._native = NativeVisit(portal._native, session, _fields(source, "address"))

    @property
    def csrf(self) -> str | None:
        """The anti-forgery value for the forms of this session's pages; `None` without a well-formed session."""
        return self._native.csrf()

    def csrf_matches(self, presented: str) -> bool:
        """Whether `presented` is this session's anti-forgery value."""
        return self._native.csrf_matches(presented)

    def download(self, document_id: DocumentId) -> Download:
        """Begins a download, which is on record from here on, and reads it like a file."""
        document = self.open_document(document_id=document_id)
        return Download(lambda chunk: self.read_my_document(document_id=document_id, chunk=chunk), document)

    def __repr__(self) -> str:
        return repr(self._native)


class Portal:
    """The rules of a client portal over a store. Share it between threads; open it after forking.

    Use it as a context manager, or close it when the process is done with it.
    """

    __slots__ = ("__weakref__", "_native")

    def __init__(self, native: NativePortal) -> None:
        self._native = native

    @classmethod
    def open(
        cls: type[_Self],
        path: str | os.PathLike[str],
        *,
        origin: str | None = None,
        keys: Keys | None = None,
        blobs: Blobs | None = None,
        clock: Clock | None = None,
        durability: Durability = Durability.POWER_LOSS,
        busy_timeout: float = 5.0,
        readers: int = 8,
    ) -> _Self:
        """A portal on a SQLite file, which is made if there is none.

        Args:
            path: The file; `-wal`, `-shm`, `.lock` and `.turn` lie beside it. On a local disk, and not opened by another copy of
                SQLite in this process. Any name is a file's, `:memory:` too; `in_memory` keeps nothing.
            origin: The https address of the portal's pages; without it no link can be made.
            keys: Seals and binds with these keys. Without keys, sensitive fields are refused.
            blobs: Keeps documents' bytes outside the store.
            clock: Tells the time instead of the operating system.
            durability: What an acknowledged write survives.
            busy_timeout: How many seconds a call waits for others before it is `store_busy`.
            readers: How many reads may run at once.
        """
        given = _given(origin, keys, blobs, clock)
        return cls(NativePortal.open(path, durability, busy_timeout, readers, given))

    @classmethod
    def in_memory(
        cls: type[_Self],
        *,
        origin: str | None = None,
        keys: Keys | None = None,
        blobs: Blobs | None = None,
        clock: Clock | None = None,
    ) -> _Self:
        """A portal that lives and dies with the process: for tests and trials."""
        return cls(NativePortal.in_memory(_given(origin, keys, blobs, clock)))

    @classmethod
    def with_store(
        cls: type[_Self],
        store: Store,
        *,
        origin: str | None = None,
        keys: Keys | None = None,
        blobs: Blobs | None = None,
        clock: Clock | None = None,
    ) -> _Self:
        """A portal on a store of your own; `casegate.store` says what it has to keep."""
        return cls(NativePortal.with_store(store, _given(origin, keys, blobs, clock)))

    def desk(self, staff: Staff, source: Source | str | None = None) -> Desk:
        """Returns the desk of a member of staff whom you have authenticated."""
        return Desk(self, staff, source)

    def visitor(self, source: Source | str | None = None) -> Visit:
        """Returns a visit without a session. Only opening a link and reporting a leak are possible."""
        return Visit(self, None, source)

    def visit(self, session: str, source: Source | str | None = None) -> Visit:
        """Returns a visit with a session's credential, as it is in your cookie. Every operation verifies it again."""
        return Visit(self, session, source)

    def doctor(self) -> DoctorReport:
        """Checks that you are set up as the library's promises require; start in production only if it is fit."""
        report: DoctorReport = self._native.doctor()
        return report

    def list_store_audit(
        self, *, order: AuditOrder | None = None, after: int | None = None, limit: int | None = None
    ) -> AuditPage:
        """What happened before it was known whom it concerned: links that nobody minted. Oldest first unless told."""
        page: AuditPage = self._native.list_store_audit({"order": order, "after": after, "limit": limit})
        return page

    def verify_store_audit(self) -> ChainReport:
        """Whether that record is intact."""
        report: ChainReport = self._native.verify_store_audit()
        return report

    def accept_clock(self) -> datetime.datetime:
        """Takes the clock's word for what time it is, although it is far from the last act."""
        now: datetime.datetime = self._native.accept_clock()
        return now

    def backup_to(self, path: str | os.PathLike[str]) -> None:
        """Copies a SQLite store as it is at this moment to a new file, while it stays in use."""
        self._native.backup_to(path)

    def check(self) -> None:
        """Searches a whole SQLite store for damage: `store_corrupt` if there is any. Takes long on a large one."""
        self._native.check()

    def close(self) -> None:
        """Closes the store when the calls that are under way are over; every door of this portal is then closed too."""
        self._native.close()

    def __enter__(self: _Self) -> _Self:
        self._native.enter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "Portal()"


class Leak(NamedTuple):
    """A credential that stands in a text."""

    kind: str
    """What it opens: `invite` or `session`."""
    start: int
    """Where it starts, in characters."""
    end: int
    """Where it ends."""


def scan(text: str) -> list[Leak]:
    """Every intact credential in `text`: for log filters, secret scanners and mail gateways."""
    return [Leak(*leak) for leak in _scan(text)]


def _fields(given: object, only: str | None = None) -> object:
    """What the native half reads: a record as its fields, and a plain value as the one field that stands for it."""
    if isinstance(given, (Source, Staff)):
        return {field.name: getattr(given, field.name) for field in fields(given)}
    return given if only is None else {only: given}


def _given(
    origin: str | None, keys: Keys | None, blobs: Blobs | None, clock: Clock | None
) -> dict[str, object]:
    return {"origin": origin, "keys": keys, "blobs": blobs, "clock": clock}
