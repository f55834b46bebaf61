"""Records, enumerations, instants and money as Python values."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import pickle
from decimal import Decimal

import pytest
from conftest import NOON, PDF, World
from hypothesis import given
from hypothesis import strategies as st

import casegate
from casegate import DocumentKind, Money, Phase, Section


def test_a_record_is_frozen_comparable_and_hashable(world: World) -> None:
    desk = world.settled()
    case = world.case(desk)
    again = desk.get_case(case_id=case.case_id)
    assert case == again and case is not again and hash(case) == hash(again)
    assert case != world.case(desk)
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.title = "another"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        case.comment = "none"  # type: ignore[attr-defined]
    assert pickle.loads(pickle.dumps(case)) == copy.deepcopy(case) == copy.copy(case) == case
    assert case.opened_at == NOON and case.opened_at.tzinfo is dt.timezone.utc


def test_a_record_prints_nothing_that_anyone_wrote(world: World) -> None:
    desk = world.settled()
    case = desk.create_case(client_name="Dana", title="Canary", stage="intake", client_tin="123-45-6789")
    visit = world.visit(desk, case)
    printed = repr([case, visit.home(), visit, desk, list(desk.iter_audit(case_id=case.case_id))])
    assert str(case.case_id) in printed and "Phase.QUALIFICATION" in printed
    for written in ("Dana", "Canary", "intake", "6789", "Hartwell", "taxpayer", "203.0.113.7", "Rosa"):
        assert written not in printed, written


def test_the_facts_of_an_event_are_frozen_too(world: World) -> None:
    desk = world.settled()
    case = world.case(desk)
    desk.update_case(case_id=case.case_id, stage="strategy")
    events = list(desk.iter_audit(case_id=case.case_id))
    facts = next(event.facts for event in events if event.facts)
    assert len({*events, *copy.deepcopy(events), *pickle.loads(pickle.dumps(events))}) == len(events)
    assert isinstance(facts, casegate.Facts) and facts == dict(facts) and facts[next(iter(facts))]
    with pytest.raises(AttributeError):
        facts.stage = "y"
    with pytest.raises(TypeError):
        facts["stage"] = "y"  # type: ignore[index]
    assert not any(text in repr(facts) for text in facts.values())


def test_choices_match_and_enumerations_are_texts(world: World) -> None:
    desk = world.settled()
    case = world.case(desk)
    event = next(desk.iter_audit(case_id=case.case_id))
    match event.actor:
        case casegate.ActorStaff(id=who):
            assert who == "u-1"
        case _:
            pytest.fail("another actor")
    phase = desk.get_progress(case_id=case.case_id).shown.current
    assert phase is Phase.QUALIFICATION and f"{phase}" == "qualification" == str(phase)
    assert Section("realEstate") is Section.REAL_ESTATE


def test_kinds_of_documents_are_open(world: World) -> None:
    desk = world.settled()
    case = world.case(desk)

    def add(kind: DocumentKind | str) -> DocumentKind | str:
        added = desk.add_document(
            case_id=case.case_id, kind=kind, title="x", file_name="x.pdf", media_type="application/pdf", content=PDF
        )
        return added.kind

    assert add("invoice") is DocumentKind.INVOICE
    assert add(DocumentKind.DRAFT) is DocumentKind.DRAFT
    assert add("ourOwn") == "ourOwn"


def test_pages_are_walked_along(world: World) -> None:
    desk = world.settled()
    made = {desk.create_case(client_name=f"Client {i}", title="t", stage="s").case_id for i in range(7)}
    assert {case.case_id for case in desk.iter_cases(limit=3)} == made
    assert [case.client_name for case in desk.iter_cases(name_starts="client 5")] == ["Client 5"]
    assert desk.list_cases(limit=3).next is not None


@given(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(9999, 12, 31), timezones=st.timezones()))
def test_instants_keep_their_milliseconds(at: dt.datetime) -> None:
    try:
        at = at.astimezone(dt.timezone.utc)
    except OverflowError:
        return
    if not 1970 <= at.year <= 9999:
        return
    with casegate.Portal.in_memory(clock=lambda: at) as portal:
        assert portal.accept_clock() == at.replace(microsecond=at.microsecond // 1000 * 1000)


def test_money_is_exact() -> None:
    assert Money("$1,234.50") == Money(Decimal("1234.5")) == Money.from_cents(123450)
    assert Money("0.10") + Money("0.20") == Money("0.30")
    assert (Money("-3") - Money("1")).cents == -400 and -Money("2") < Money("0") and not Money("0")
    assert Money("12.30").amount == Decimal("12.30") and str(Money("1234.5")) == "$1,234.50"
    assert repr(Money("-0.05")) == "Money('-0.05')" and pickle.loads(pickle.dumps(Money("7"))) == Money("7")
    assert len({Money("1"), Money("1.00"), Money("2")}) == 2


@pytest.mark.parametrize("wrong", [1.5, 12, True, None, b"1", "1.234", "1e3", "", Decimal("NaN"), Decimal("1e30"), "٣"])
def test_money_is_never_guessed(wrong: object) -> None:
    with pytest.raises(casegate.InvalidError):
        Money(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [1.5, "1", True, 2**53, 2**70, None])
def test_cents_are_whole(wrong: object) -> None:
    with pytest.raises(casegate.InvalidError):
        Money.from_cents(wrong)  # type: ignore[arg-type]


@given(st.integers(-(10**13) + 1, 10**13 - 1))
def test_money_reads_what_it_writes(cents: int) -> None:
    money = Money.from_cents(cents)
    assert money.cents == cents and Money(money.amount) == Money(str(money)) == money
