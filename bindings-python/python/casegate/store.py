"""The store contract, for a host that keeps the portal's data in a database of its own.

A store runs transactions over tables that the library declares. It knows rows as a key, a version, a few indexed columns
and a body that is text to it. Rules, clocks, randomness, expiry and permissions never live in a store.

* `write`s are serializable with each other; a transaction sees its own writes; `read` sees one snapshot.
* A transaction is a context manager. Left with an exception (`Abort` is the usual one), nothing that it wrote is kept.
  Left without one, everything is durable when `__exit__` returns.
* A store that could not serialize a transaction raises `Retry`, and is asked to run it again.
* Inserting a key or a unique value that exists, and updating a row that is missing or has another version, raises
  `Conflict`; deleting a missing row is `False`. There is no upsert.
* Breaking a reference raises `Conflict` too; rows of an append-only table are neither updated nor deleted.
* Lists are ordered as asked, ties by key, and a page that was read stays the same under later inserts.
* Text and bytes compare bytewise: text by its UTF-8 bytes, which is the order of Python's `str`. Nulls sort first and
  equal nothing, so unique sets with a null never collide.
* Bodies come back as they were.
* Tables, columns and kinds of values are checked before a store is asked: it never sees a row or a query that does not fit.

`casegate_conformance.run(make_store)` checks a store clause by clause; `tests/dict_store.py` is one that passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Protocol, TypeAlias, Union

from casegate._record import TextEnum

__all__ = [
    "Abort",
    "After",
    "AtLeast",
    "Below",
    "Busy",
    "Column",
    "ColumnKind",
    "Conflict",
    "Corrupt",
    "Equals",
    "Filter",
    "Finding",
    "Foreign",
    "Full",
    "IsNull",
    "Key",
    "Misused",
    "NewRow",
    "Newer",
    "Order",
    "OneOf",
    "OutcomeUnknown",
    "Query",
    "ReadOnly",
    "ReadTx",
    "Reference",
    "Retry",
    "Row",
    "StartsWith",
    "Store",
    "StoreError",
    "Table",
    "Unsuitable",
    "Value",
    "WriteTx",
]

Value: TypeAlias = Union[None, bool, int, str, bytes]
"""A value of an indexed column."""


class Key(NamedTuple):
    """A row's name; keys are ordered by parent, then id."""

    parent: bytes
    """The sixteen bytes of the row it is clustered under; all zero where the table is not clustered."""
    id: bytes
    """Its own sixteen bytes, unique under its parent."""


class Row(NamedTuple):
    """A stored row."""

    key: Key
    """Its name."""
    version: int
    """1 when inserted, one more with each update."""
    body: str
    """The record, opaque to the store."""


class NewRow(NamedTuple):
    """A row to be written."""

    key: Key
    """Its name."""
    columns: tuple[Value, ...]
    """One value for each declared column, in the order of the declaration."""
    body: str
    """The record, opaque to the store."""


class ColumnKind(TextEnum):
    """What a column holds."""

    BOOL = "bool"
    INTEGER = "integer"
    TEXT = "text"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Column:
    """An indexed column."""

    name: str
    kind: ColumnKind
    nullable: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of another table that has to exist."""

    columns: tuple[str, ...]
    """The columns of this table (`parent` and `id` allowed) that hold the other row's parent and id; one column where the
    other table is not clustered. A null makes the reference void."""
    table: str
    """The other table's name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of one type of record."""

    name: str
    clustered: bool
    """Whether rows lie together by their parent; otherwise the parent half of every key is zero."""
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...]
    """Sets of columns whose values together occur once; `parent` and `id` may be named too."""
    indexes: tuple[tuple[str, ...], ...]
    """Sets of columns to be found quickly; `parent` and `id` may be named too."""
    references: tuple[Reference, ...]
    append_only: bool
    """Whether rows can only be inserted."""


@dataclass(frozen=True, slots=True)
class Equals:
    """The column equals the value."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column equals one of the values, of which there are at most 256. No value matches no row."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The column is at or above the value."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class Below:
    """The column is below the value."""

    column: str
    value: Value


@dataclass(frozen=True, slots=True)
class StartsWith:
    """The text column starts with this text."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """The column has no value. A null satisfies no other condition."""

    column: str


Filter: TypeAlias = Union[Equals, OneOf, AtLeast, Below, StartsWith, IsNull]
"""A condition on a declared column."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is ordered by; ties by key, in the same direction."""

    column: str | None
    """A declared column, or `None` for the key alone."""
    descending: bool


@dataclass(frozen=True, slots=True)
class After:
    """A place in an ordered list: the last row of the page before."""

    value: Value
    """That row's value of the order's column; `None` where the order is by key alone."""
    key: Key


@dataclass(frozen=True, slots=True)
class Query:
    """A selection of one table's rows. Always bounded."""

    table: Table
    parent: bytes | None
    """Only rows clustered under this parent."""
    filters: tuple[Filter, ...]
    """All of these hold."""
    order: Order
    after: After | None
    """Only rows after this place in the order."""
    limit: int
    """At most so many rows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a store that `doctor` reports."""

    code: str
    """A stable name such as `store_not_durable`."""
    serious: bool
    """Whether a production host must refuse to start on it."""


class ReadTx(Protocol):
    """Reads inside a transaction."""

    def get(self, table: Table, key: Key, /) -> Row | None:
        """The row with this key."""
        ...

    def select(self, query: Query, /) -> Sequence[Row]:
        """The rows that match, in order, at most the query's limit."""
        ...

    def count(self, query: Query, /) -> int:
        """How many rows match, up to the query's limit, regardless of order and cursor."""
        ...


class WriteTx(ReadTx, Protocol):
    """Writes inside a transaction."""

    def insert(self, table: Table, row: NewRow, /) -> None:
        """Adds a row with version 1."""
        ...

    def update(self, table: Table, expected: int, row: NewRow, /) -> None:
        """Replaces columns and body of the row that has version `expected`, which becomes `expected + 1`."""
        ...

    def delete(self, table: Table, key: Key, /) -> bool:
        """Removes a row; `False` if it was not there. `Conflict` if other rows refer to it."""
        ...


class Store(Protocol):
    """A transactional store of the tables that the library declares. It is called from any thread."""

    def read(self) -> AbstractContextManager[ReadTx]:
        """A transaction on one snapshot."""
        ...

    def write(self) -> AbstractContextManager[WriteTx]:
        """A serializable transaction, durable when it is left without an exception."""
        ...

    def findings(self) -> Sequence[Finding]:
        """What the host should know of this store's settings; one for each deviation from the contract."""
        ...


class StoreError(Exception):
    """Why a store did not do what it was asked. Except for `OutcomeUnknown`, nothing was changed.

    What a store raises besides these counts as a failure of its machinery (`store_unavailable`).
    """

    store_error: ClassVar[str] = "io"


class Abort(StoreError):
    """A transaction is left with this to leave no trace."""

    store_error = "aborted"


class Conflict(StoreError):
    """A key or unique value exists, a version differs, or a reference would break."""

    store_error = "conflict"


class Misused(StoreError):
    """A table was used against its declaration: an append-only row changed."""

    store_error = "misused"


class Retry(StoreError):
    """The transaction could not be serialized; it is run again, a bounded number of times."""

    store_error = "retry"


class Busy(StoreError):
    """Another writer held the store for too long."""

    store_error = "busy"


class Full(StoreError):
    """There is no room."""

    store_error = "full"


class ReadOnly(StoreError):
    """The store cannot be written."""

    store_error = "read_only"


class OutcomeUnknown(StoreError):
    """A commit failed in a way that leaves its outcome open."""

    store_error = "outcome_unknown"


class Foreign(StoreError):
    """The data belongs to another program."""

    store_error = "foreign"


class Newer(StoreError):
    """The data was written by a newer version."""

    store_error = "newer"


class Corrupt(StoreError):
    """The data is damaged."""

    store_error = "corrupt"


class Unsuitable(StoreError):
    """The database does not meet the contract."""

    store_error = "unsuitable"
