"""A Python store is checked clause by clause, and the suite reports a store that breaks a clause."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import casegate_conformance as suite
import pytest
from conftest import FIRM, SetClock, World
from dict_store import DictStore, Transaction, row_of

import casegate
from casegate import Portal, store
from casegate.store import Key, NewRow, Query, Row, Table


@pytest.mark.parametrize("case", suite.cases())
def test_conformance(case: str) -> None:
    suite.run(case, DictStore)


class ForgetsUnique(Transaction):
    def check(self, table: Table, row: NewRow) -> None:
        pass


class Upserts(Transaction):
    def insert(self, table: Table, row: NewRow, /) -> None:
        if row.key in self.writable(table):
            return
        super().insert(table, row)


class ForgetsVersions(Transaction):
    def update(self, table: Table, expected: int, row: NewRow, /) -> None:
        kept = self.writable(table).get(row.key)
        super().update(table, kept[0] if kept else expected, row)


class OrdersByNothing(Transaction):
    def select(self, query: Query, /) -> list[Row]:
        return [row_of(query.table, key, kept) for key, kept in self.matching(query)][: query.limit]


def broken(transaction: type[Transaction], keeps_aborted: bool = False) -> type[DictStore]:
    class Broken(DictStore):
        @contextmanager
        def write(self) -> Iterator[Transaction]:
            with self.writers:
                tx = transaction(dict(self.tables), self.declared)
                try:
                    yield tx
                except store.Abort:
                    if not keeps_aborted:
                        raise
                self.tables = tx.tables

        @contextmanager
        def read(self) -> Iterator[Transaction]:
            yield transaction(dict(self.tables), self.declared)

    return Broken


@pytest.mark.parametrize(
    ("case", "made"),
    [
        ("constraints::keep_unique_values_unique", broken(ForgetsUnique)),
        ("rows::never_upserts", broken(Upserts)),
        ("rows::refuses_other_versions", broken(ForgetsVersions)),
        ("queries::order_by_key", broken(OrdersByNothing)),
        ("transactions::keep_nothing_of_an_aborted_body", broken(Transaction, keeps_aborted=True)),
    ],
)
def test_the_suite_can_fail(case: str, made: type[DictStore]) -> None:
    with pytest.raises(AssertionError, match=case):
        suite.run(case, made)


def test_there_is_no_such_clause() -> None:
    with pytest.raises(KeyError):
        suite.run("rows::are_blue", DictStore)


class Moody(DictStore):
    """Raises the given exception, so many times."""

    def __init__(self) -> None:
        super().__init__()
        self.mood: list[Exception] = []
        self.at_the_end = False

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        with super().write() as tx:
            if self.mood and not self.at_the_end:
                raise self.mood.pop()
            yield tx
            if self.mood:
                raise self.mood.pop()


@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_transaction_is_run_again_if_the_store_asks(at_the_end: bool) -> None:
    moody = Moody()
    moody.at_the_end = at_the_end
    world = World(Portal.with_store(moody, clock=SetClock()), SetClock())
    desk = world.settled()
    moody.mood = [store.Retry() for _ in range(5)]
    world.case(desk)
    assert moody.mood == [] and len(list(desk.iter_cases())) == 1
    moody.mood = [store.Retry() for _ in range(100)]
    with pytest.raises(casegate.UnavailableError) as refused:
        world.case(desk)
    assert refused.value.code == "store_busy"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (store.Conflict, "changed_meanwhile"),
        (store.Busy, "store_busy"),
        (store.Full, "store_full"),
        (store.ReadOnly, "store_read_only"),
        (store.OutcomeUnknown, "outcome_unknown"),
        (store.Foreign, "store_foreign"),
        (store.Newer, "store_newer"),
        (store.Corrupt, "store_corrupt"),
        (store.Unsuitable, "store_unavailable"),
        (store.Misused, "defect"),
        (ZeroDivisionError, "store_unavailable"),
    ],
)
def test_what_a_store_raises_has_a_name(raised: type[Exception], code: str) -> None:
    moody = Moody()
    world = World(Portal.with_store(moody, clock=SetClock()), SetClock())
    desk = world.settled()
    moody.mood = [raised()]
    with pytest.raises(casegate.Error) as refused:
        world.case(desk)
    assert refused.value.code == code and isinstance(refused.value.__cause__, raised)
    assert list(desk.iter_cases()) == []


class Nonsense(DictStore):
    """Returns an object that is not a row."""

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        class Odd(Transaction):
            def get(self, table: Table, key: Key, /) -> Row | None:
                return 7  # type: ignore[return-value]

        yield Odd(dict(self.tables), self.declared)


def test_what_is_no_row_is_no_row() -> None:
    with Portal.with_store(Nonsense()) as portal:
        with pytest.raises(casegate.UnavailableError):
            portal.desk(casegate.Staff(FIRM, "u", "n", [casegate.Role.ADMINISTRATOR])).get_firm()


def test_findings_of_a_store_are_told() -> None:
    with Portal.with_store(DictStore()) as portal:
        assert ("store_not_durable", True) in {(found.code, found.serious) for found in portal.doctor().findings}
