"""The store contract, for a host that keeps the portal's data in its own database.

A store runs transactions over tables that the library declares. A row has a key, a version, a few columns and a body, which
is opaque to the store: text, or bytes where the table says so. A store has no rules, clock, randomness, expiry or permissions.

* `write`s are serializable with each other; a transaction sees its own writes; `read` sees one snapshot.
* A transaction is a context manager. If it exits with an exception (usually `Abort`), nothing that it wrote is stored.
  If it exits without one, everything is durable when `__exit__` returns.
* A store that could not serialize a transaction raises `Retry`. The transaction is then repeated.
* Inserting a key or a unique value that exists, or updating a row that is missing or has another version, raises
  `Conflict`. Deleting a missing row returns `False`. There is no upsert.
* Breaking a reference raises `Conflict` too. Rows of an append-only table are neither updated nor deleted.
* Lists are in the requested order, with ties ordered by key. A page starts after the value and key of its cursor,
  whatever was inserted or deleted since the page before.
* Text and bytes compare bytewise: text by its UTF-8 bytes, which is the order of Python's `str`. Nulls sort first and
  equal nothing, so unique sets with a null never collide.
* Bodies are returned exactly as they were stored, and so are the columns of a table that returns them.
* Tables, columns and types of values are checked before the store is called, so every row and query that it gets is valid.

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
    "BodyKind",
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
"""A value of a column."""


class Key(NamedTuple):
    """The key of a row. Keys are ordered by parent, then by id."""

    parent: bytes
    """The sixteen bytes of the parent that the row is clustered under; all zero where the table is not clustered."""
    id: bytes
    """The row's own sixteen bytes, unique under its parent."""


class Row(NamedTuple):
    """A stored row."""

    key: Key
    """Its key."""
    version: int
    """The version: 1 when inserted, and one more with each update."""
    body: str | bytes
    """The contents, opaque to the store: text, or bytes if the table's bodies are bytes."""
    columns: tuple[Value, ...] = ()
    """The columns as they were stored, if the table returns them."""


class NewRow(NamedTuple):
    """A row to be written."""

    key: Key
    """Its key."""
    columns: tuple[Value, ...]
    """One value for each declared column, in the order of the declaration."""
    body: str | bytes
    """The contents, opaque to the store: text, or bytes if the table's bodies are bytes."""


class BodyKind(TextEnum):
    """The type of a table's bodies."""

    JSON = "json"
    """Text."""
    BYTES = "bytes"


class ColumnKind(TextEnum):
    """The type of a column's values."""

    BOOL = "bool"
    INTEGER = "integer"
    TEXT = "text"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Column:
    """A column."""

    name: str
    kind: ColumnKind
    nullable: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a row of another table, which must exist."""

    columns: tuple[str, ...]
    """The columns of this table (`parent` and `id` allowed) that hold the other row's parent and id; a single column
    where the other table is not clustered. If any of them is null, nothing is referenced.
    """
    table: str
    """The other table's name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of one type of record."""

    name: str
    clustered: bool
    """Whether rows are clustered by their parent; otherwise the parent half of every key is zero."""
    body: BodyKind
    columns: tuple[Column, ...]
    returns_columns: bool
    """Whether `Row.columns` has the values of the columns."""
    unique: tuple[tuple[str, ...], ...]
    """Sets of columns whose combined values must be unique; `parent` and `id` may be named too."""
    indexes: tuple[tuple[str, ...], ...]
    """Sets of columns to be indexed; `parent` and `id` may be named too."""
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
    """The column equals one of the values, of which there are at most 256. Without values, no row matches."""

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
    """The column is null. A null satisfies no other condition."""

    column: str


Filter: TypeAlias = Union[Equals, OneOf, AtLeast, Below, StartsWith, IsNull]
"""A condition on a declared column."""


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list. Ties are ordered by key, in the same direction."""

    column: str | None
    """A declared column, or `None` for the key alone."""
    descending: bool


@dataclass(frozen=True, slots=True)
class After:
    """A position in an ordered list: the last row of the page before."""

    value: Value
    """That row's value of the order's column; `None` where the order is by key alone."""
    key: Key


@dataclass(frozen=True, slots=True)
class Query:
    """A selection of one table's rows, which always has a limit."""

    table: Table
    parent: bytes | None
    """Only rows clustered under this parent."""
    filters: tuple[Filter, ...]
    """The conditions, all of which must hold."""
    order: Order
    after: After | None
    """Only rows after this position in the order."""
    limit: int
    """The greatest number of rows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding about a store that `doctor` reports."""

    code: str
    """A stable name such as `store_not_durable`."""
    serious: bool
    """Whether a production host must refuse to start on it."""


class ReadTx(Protocol):
    """Reads inside a transaction."""

    def get(self, table: Table, key: Key, /) -> Row | None:
        """Returns the row with this key, or `None`."""
        ...

    def select(self, query: Query, /) -> Sequence[Row]:
        """Returns the rows that match, in order, at most as many as the query's limit."""
        ...

    def count(self, query: Query, /) -> int:
        """Returns the number of rows that match, at most the query's limit. Order and cursor are ignored."""
        ...


class WriteTx(ReadTx, Protocol):
    """Writes inside a transaction."""

    def insert(self, table: Table, row: NewRow, /) -> None:
        """Adds a row with version 1."""
        ...

    def update(self, table: Table, expected: int, row: NewRow, /) -> None:
        """Replaces columns and body of the row that has version `expected`; its version becomes `expected + 1`."""
        ...

    def delete(self, table: Table, key: Key, /) -> bool:
        """Removes a row, or returns `False` if it does not exist. Raises `Conflict` if other rows refer to it."""
        ...


class Store(Protocol):
    """A transactional store of the tables that the library declares. It is called from any thread."""

    def read(self) -> AbstractContextManager[ReadTx]:
        """Returns a transaction on one snapshot."""
        ...

    def write(self) -> AbstractContextManager[WriteTx]:
        """Returns a serializable transaction, which is durable when it is exited without an exception."""
        ...

    def findings(self) -> Sequence[Finding]:
        """Returns a finding for each setting of this store that deviates from the contract."""
        ...


class StoreError(Exception):
    """An error of a store. Except after `OutcomeUnknown`, nothing was changed.

    Any other exception that a store raises counts as a failure of the store (`store_unavailable`).
    """

    store_error: ClassVar[str] = "io"


class Abort(StoreError):
    """Raised inside a transaction to roll it back."""

    store_error = "aborted"


class Conflict(StoreError):
    """A key or unique value exists, a version differs, or a reference would be broken."""

    store_error = "conflict"


class Misused(StoreError):
    """A table was used against its declaration, for example an append-only row was changed."""

    store_error = "misused"


class Retry(StoreError):
    """The transaction could not be serialized. It is repeated, a limited number of times."""

    store_error = "retry"


class Busy(StoreError):
    """Another writer held the store for too long."""

    store_error = "busy"


class Full(StoreError):
    """The store has no space left."""

    store_error = "full"


class ReadOnly(StoreError):
    """The store cannot be written."""

    store_error = "read_only"


class OutcomeUnknown(StoreError):
    """A commit failed, and it is unknown whether it took effect."""

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
