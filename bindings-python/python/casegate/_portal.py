"""The portal, and its three entry points: the desk for staff, the visit for clients and the host door for you."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Protocol, TypeVar

from casegate._native import NativeDesk, NativeHost, NativePortal, NativeVisit
from casegate._native import scan as _scan
from casegate._operations import DeskOperations, HostOperations, VisitOperations
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

__all__ = ["Desk", "Download", "Durability", "HostDoor", "Leak", "Portal", "Source", "Staff", "Visit", "Writable", "scan"]

_Self = TypeVar("_Self", bound="Portal")


class Durability(TextEnum):
    """The failures that an acknowledged write survives."""

    POWER_LOSS = "power_loss"
    """A kill of the process and a power failure. Each write is flushed to the disk."""
    PROCESS_KILL = "process_kill"
    """A kill of the process. A power failure may lose the last writes, so `doctor` reports this setting."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a request came from, for the audit and for throttling. Take the values from a connection that you trust.
    """

    address: str | None = None
    """The peer's address, or any other text that tells one source from another."""
    request: str | None = None
    """Your own identifier of this request, by which you can find it in your logs."""
    device: str | None = None
    """The device's own description of itself, which helps to tell sessions apart."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of a firm's staff. You have authenticated them; Casegate relies on that and audits it."""

    firm: FirmId
    """The firm they act for. They cannot reach the data of any other firm."""
    id: str
    """Your id of this person."""
    name: str
    """Their name, as reviewers and the audit show it."""
    roles: Sequence[Role]
    """Their roles. They may do whatever any of these allows; with no role, nothing."""
    offices: Sequence[OfficeId] | None = None
    """The offices whose clients and cases they may see; every office if `None`."""


class Writable(Protocol):
    """Anything open for writing bytes."""

    def write(self, content: bytes, /) -> object:
        """Writes the bytes."""
        ...


class _Piece(Protocol):
    @property
    def content(self) -> bytes: ...
    @property
    def is_last(self) -> bool: ...


class Download(io.RawIOBase):
    """A document's content, fetched piece by piece as it is read. Permission is checked again for each piece.

    After a refusal the next read asks for the same piece again, so a failure never looks
    like the end of the document.
    """

    def __init__(self, ask: Callable[[int], _Piece], document: DocumentView | None = None) -> None:
        self._ask = ask
        self._next: int | None = 0
        self._rest = memoryview(b"")
        self.document = document
        """The document that a client is downloading; `None` at the desk."""

    def readable(self) -> bool:
        """Returns true."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fills `buffer` from the next piece and returns the number of bytes, which is 0 at the end."""
        place = memoryview(buffer).cast("B")
        piece = self._piece()
        count = min(len(place), len(piece))
        place[:count] = piece[:count]
        self._rest = piece[count:]
        return count

    def chunks(self) -> Iterator[bytes]:
        """Yields the rest of the content in pieces of at most 256 KiB."""
        while piece := self._piece():
            self._rest = memoryview(b"")
            yield bytes(piece)

    def save(self, to: Writable) -> int:
        """Writes the rest of the content to an open file and returns the number of bytes."""
        size = 0
        for chunk in self.chunks():
            to.write(chunk)
            size += len(chunk)
        return size

    def __reduce_ex__(self, protocol: object, /) -> NoReturn:
        raise TypeError("a download cannot be copied or pickled")

    def _piece(self) -> memoryview:
        """Returns the rest of the present piece, or else the next piece; nothing at the end."""
        if self.closed:
            raise ValueError("the download is closed")
        while not self._rest and self._next is not None:
            piece = self._ask(self._next)
            self._rest = memoryview(piece.content)
            self._next = None if piece.is_last else self._next + 1
        return self._rest


class Desk(DeskOperations):
    """The operations of one member of staff in their firm. Get a desk by `Portal.desk`."""

    __slots__ = ()

    def __init__(self, portal: Portal, staff: Staff, source: Source | str | None = None) -> None:
        self._native = NativeDesk(portal._native, _fields(staff), _fields(source, "address"))

    def download(self, *, case_id: CaseId, document_id: DocumentId) -> Download:
        """Returns the content of a document, to be read like a file."""
        return Download(lambda chunk: self.read_document(case_id=case_id, document_id=document_id, chunk=chunk))

    def __repr__(self) -> str:
        return repr(self._native)


class HostDoor(HostOperations):
    """Your own operations, for all firms: sending messages and running jobs. Get it by `Portal.host`.

    No credential opens it, so do not offer it over a network.
    """

    __slots__ = ()

    def __init__(self, portal: Portal) -> None:
        self._native = NativeHost(portal._native)

    def __repr__(self) -> str:
        return repr(self._native)


class Visit(VisitOperations):
    """The operations of the holder of one session on that session's case.

    Get a visit by `Portal.visit`, or by `Portal.visitor` before a link is opened.
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
        """Starts a download, which is audited at once, and returns the content, to be read like a file."""
        document = self.open_document(document_id=document_id)
        return Download(lambda chunk: self.read_my_document(document_id=document_id, chunk=chunk), document)

    def __repr__(self) -> str:
        return repr(self._native)


class Portal:
    """A client portal on one store. Share it between threads; open it after forking.

    Use it as a context manager, or close it when the process no longer needs it.
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
        """Opens a portal on a SQLite file, which is created if it does not exist.

        Args:
            path: The file. The files with `-wal`, `-shm`, `.lock` and `.turn` appended to its name belong to it. It must be
                on a local disk, and no other copy of SQLite in this process may open it. Every name, even `:memory:`, is
                taken as the name of a file; use `in_memory` for a portal without one.
            origin: The https address of the portal's pages. Without it no link can be made.
            keys: The keys that seal data and bind credentials. Without keys, sensitive fields are refused.
            blobs: A store of documents' bytes outside the portal's store.
            clock: The clock to use instead of the system clock.
            durability: The failures that an acknowledged write survives.
            busy_timeout: The number of seconds that a call waits for others before it fails with `store_busy`.
            readers: The number of reads that may run at once.
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
        """Opens a portal in memory, for tests and trials. Its data is lost when it is closed."""
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
        """Opens a portal on a store of your own, which must meet the contract in `casegate.store`."""
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

    def host(self) -> HostDoor:
        """Returns your own operations, for all firms: sending messages and running jobs."""
        return HostDoor(self)

    def doctor(self) -> DoctorReport:
        """Checks your set-up against what the library's promises require. Start in production only
        if the report says it is fit.
        """
        report: DoctorReport = self._native.doctor()
        return report

    def list_store_audit(
        self, *, order: AuditOrder | None = None, after: int | None = None, limit: int | None = None
    ) -> AuditPage:
        """Returns a page of the store's own audit chain: presented links that were never minted, and acts of the
        host. The order is oldest first by default.
        """
        page: AuditPage = self._native.list_store_audit({"order": order, "after": after, "limit": limit})
        return page

    def verify_store_audit(self) -> ChainReport:
        """Verifies the store's own audit chain."""
        report: ChainReport = self._native.verify_store_audit()
        return report

    def accept_clock(self) -> datetime.datetime:
        """Accepts the clock's time although it is far from the last act, and returns it. The change is audited."""
        now: datetime.datetime = self._native.accept_clock()
        return now

    def backup_to(self, path: str | os.PathLike[str]) -> None:
        """Copies a SQLite store in its present state to a new file. The store stays in use meanwhile."""
        self._native.backup_to(path)

    def check(self) -> None:
        """Searches a whole SQLite store for damage, which takes long on a large one. Raises
        `store_corrupt` if there is any.
        """
        self._native.check()

    def close(self) -> None:
        """Closes the portal with its desks and visits. The store closes when the calls in progress have ended."""
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
    """A credential found in a text."""

    kind: str
    """The kind of credential: `invite` or `session`."""
    start: int
    """The position of its first character."""
    end: int
    """The position after its last character."""


def scan(text: str) -> list[Leak]:
    """Returns every intact credential in `text`. It is meant for log filters, secret scanners and mail gateways."""
    return [Leak(*leak) for leak in _scan(text)]


def _fields(given: object, only: str | None = None) -> object:
    """Returns what the native half reads: the fields of a record, or a dictionary with a
    plain value as its field `only`.
    """
    if isinstance(given, (Source, Staff)):
        return {field.name: getattr(given, field.name) for field in fields(given)}
    return given if only is None else {only: given}


def _given(
    origin: str | None, keys: Keys | None, blobs: Blobs | None, clock: Clock | None
) -> dict[str, object]:
    return {"origin": origin, "keys": keys, "blobs": blobs, "clock": clock}
