"""A minimal store on plain dictionaries that meets the contract of `casegate.store`.

A read sees the dictionaries as they were when it began. A write works on copies and replaces the dictionaries when it
ends. A lock serializes the writes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from casegate.store import (
    AtLeast,
    Below,
    Conflict,
    Equals,
    Filter,
    Finding,
    IsNull,
    Key,
    Misused,
    NewRow,
    OneOf,
    Query,
    Reference,
    Row,
    StartsWith,
    Table,
    Value,
)

Kept = tuple[int, tuple[Value, ...], "str | bytes"]
Rows = dict[Key, Kept]


def column(table: Table, key: Key, columns: tuple[Value, ...], name: str) -> Value:
    """Returns the value of a column, or of one half of the key."""
    if name == "parent":
        return key.parent
    if name == "id":
        return key.id
    return columns[[column.name for column in table.columns].index(name)]


def satisfies(table: Table, key: Key, kept: Kept, condition: Filter) -> bool:
    value = column(table, key, kept[1], condition.column)
    match condition:
        case IsNull():
            return value is None
        case _ if value is None:
            return False
        case Equals(_, wanted):
            return value == wanted
        case OneOf(_, values):
            return value in values
        case AtLeast(_, least):
            return place(value, key) >= place(least, key)
        case Below(_, bound):
            return place(value, key) < place(bound, key)
        case StartsWith(_, text):
            return str(value).startswith(text)


def place(value: Value, key: Key) -> tuple[bool, Value, Key]:
    """Returns a row's sort key in an order: nulls first, ties by key."""
    return (value is not None, value if value is not None else 0, key)


def row_of(table: Table, key: Key, kept: Kept) -> Row:
    version, columns, body = kept
    return Row(key, version, body, columns if table.returns_columns else ())


class Transaction:
    """One transaction and the tables that it sees."""

    def __init__(self, tables: dict[str, Rows], declared: dict[str, Table]) -> None:
        self.tables = tables
        self.declared = declared
        self.copied: set[str] = set()

    def get(self, table: Table, key: Key, /) -> Row | None:
        kept = self.tables.get(table.name, {}).get(key)
        return None if kept is None else row_of(table, key, kept)

    def matching(self, query: Query) -> list[tuple[Key, Kept]]:
        return [
            (key, kept)
            for key, kept in self.tables.get(query.table.name, {}).items()
            if query.parent in (None, key.parent)
            and all(satisfies(query.table, key, kept, condition) for condition in query.filters)
        ]

    def select(self, query: Query, /) -> Sequence[Row]:
        name = query.order.column

        def at(item: tuple[Key, Kept]) -> tuple[bool, Value, Key]:
            key, kept = item
            return place(None if name is None else column(query.table, key, kept[1], name), key)

        found = sorted(self.matching(query), key=at, reverse=query.order.descending)
        if query.after is not None:
            end = place(query.after.value, query.after.key)
            found = [item for item in found if (at(item) < end if query.order.descending else at(item) > end)]
        return [row_of(query.table, key, kept) for key, kept in found[: query.limit]]

    def count(self, query: Query, /) -> int:
        return min(len(self.matching(query)), query.limit)

    def writable(self, table: Table) -> Rows:
        """Returns the table's rows, which are copied before the first change."""
        self.declared[table.name] = table
        if table.name not in self.copied:
            self.copied.add(table.name)
            self.tables[table.name] = dict(self.tables.get(table.name, {}))
        return self.tables[table.name]

    def insert(self, table: Table, row: NewRow, /) -> None:
        rows = self.writable(table)
        if row.key in rows:
            raise Conflict
        self.check(table, row)
        rows[row.key] = (1, row.columns, row.body)

    def update(self, table: Table, expected: int, row: NewRow, /) -> None:
        if table.append_only:
            raise Misused
        rows = self.writable(table)
        if row.key not in rows or rows[row.key][0] != expected:
            raise Conflict
        self.check(table, row)
        rows[row.key] = (expected + 1, row.columns, row.body)

    def delete(self, table: Table, key: Key, /) -> bool:
        if table.append_only:
            raise Misused
        rows = self.writable(table)
        if key not in rows:
            return False
        if any(self.refers(other, key) for other in self.references_to(table)):
            raise Conflict
        del rows[key]
        return True

    def check(self, table: Table, row: NewRow) -> None:
        """Checks unique sets and references."""
        for names in table.unique:
            values = [column(table, row.key, row.columns, name) for name in names]
            if None in values:
                continue
            for key, (_, columns, _) in self.tables[table.name].items():
                if key != row.key and [column(table, key, columns, name) for name in names] == values:
                    raise Conflict
        for reference in table.references:
            wanted = target(table, reference, row.key, row.columns)
            is_itself = reference.table == table.name and wanted == row.key
            if wanted is not None and not is_itself and wanted not in self.tables.get(reference.table, {}):
                raise Conflict

    def references_to(self, table: Table) -> list[tuple[Table, Reference]]:
        return [(other, ref) for other in self.declared.values() for ref in other.references if ref.table == table.name]

    def refers(self, other: tuple[Table, Reference], key: Key) -> bool:
        table, reference = other
        rows = self.tables.get(table.name, {}).items()
        is_itself = reference.table == table.name
        return any(
            target(table, reference, of, columns) == key and not (is_itself and of == key)
            for of, (_, columns, _) in rows
        )


def target(table: Table, reference: Reference, key: Key, columns: tuple[Value, ...]) -> Key | None:
    """Returns the key that a row refers to, or `None` if a null makes the reference void."""
    values = [column(table, key, columns, name) for name in reference.columns]
    halves = [value for value in values if isinstance(value, bytes)]
    if len(halves) != len(values):
        return None
    return Key(bytes(16), halves[0]) if len(halves) == 1 else Key(halves[0], halves[1])


class DictStore:
    """The store itself."""

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {}
        self.declared: dict[str, Table] = {}
        self.writers = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield Transaction(dict(self.tables), self.declared)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with self.writers:
            tx = Transaction(dict(self.tables), self.declared)
            yield tx
            self.tables = tx.tables

    def findings(self) -> Sequence[Finding]:
        return [Finding("store_not_durable", serious=True)]
