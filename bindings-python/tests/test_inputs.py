"""Any input results in a value or in a refusal with a code; never in a panic or in another exception."""

from __future__ import annotations

import datetime as dt
import io
from collections import OrderedDict
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from conftest import FIRM, NOON, World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import casegate
from casegate import DecisionAsk, Desk, Entry, EntryValueText, InvalidError, Money, Visit
from casegate._operations import OPERATIONS

NAMES = (
    "case_id document_id invite_id figure_id form_id section entry entries decision decisions kind title stage label "
    "client_name content image expires_at version limit cursor after chunk state event path of authority field value row text"
).split()

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.datetimes()
    | st.dates()
    | st.decimals()
    | st.sampled_from(
        ["accounts", "cash_on_hand", "accept", "text", "case_" + "0" * 32, "figure_" + "1" * 32, "\ud800", FIRM]
    )
    | st.sampled_from([Money("1"), NOON, casegate.Phase.STRATEGY, DecisionAsk(question="?"), object(), int, io.StringIO("x")])
)
keys = st.sampled_from(NAMES) | st.text(max_size=8) | st.integers()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=6
)
inputs = st.none() | st.dictionaries(keys, values, max_size=6) | values


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(OPERATIONS) - 1), input=inputs)
def test_every_operation_refuses_by_name(world: World, place: int, input: Any) -> None:
    desk, visitor = world.desk(), world.portal.visitor()
    for door in (desk, visitor):
        try:
            door._native.call(place, input)
        except casegate.Error as error:
            assert not isinstance(error, casegate.InternalError), repr(error)


@pytest.fixture
def desk(world: World) -> Desk:
    return world.settled()


def refusal(call: Any, **arguments: Any) -> tuple[str, str | None]:
    with pytest.raises(InvalidError) as refused:
        call(**arguments)
    return refused.value.code, refused.value.field


def test_the_argument_at_fault_is_named(desk: Desk, world: World) -> None:
    case = world.case(desk).case_id
    malformed = "input_malformed"
    assert refusal(desk.create_case, client_name=7, title="t", stage="s") == (malformed, "client_name")
    assert refusal(desk.get_case, case_id=None) == (malformed, "case_id")
    assert refusal(desk.list_cases, limit=True) == (malformed, "limit")
    assert refusal(desk.list_cases, limit=2**70) == (malformed, "limit")
    assert refusal(desk.list_cases, limit=-1) == (malformed, "limit")
    assert refusal(desk.list_cases, limit=0) == ("number_out_of_range", "limit")
    assert refusal(desk.update_case, case_id=case, blockers="one") == (malformed, "blockers")
    assert refusal(desk.update_case, case_id=case, blockers={"one"}) == (malformed, "blockers")
    assert refusal(desk.set_logo, image="iVBOR") == (malformed, "image")
    for at in (NOON.replace(tzinfo=None), NOON.date(), "2026-11-23T12:00:00Z", 7):
        assert refusal(desk.mint_invite, case_id=case, label="x", expires_at=at) == (malformed, "expires_at")
    wrong = {"figure_id": "figure_7", "decision": {"kind": "accept"}}
    arguments = {"case_id": case, "profile_revision": 0, "decisions": [wrong]}
    assert refusal(desk.decide_figures, **arguments) == (malformed, "decisions[0].figure_id")
    wrong = {"figure_id": "figure_" + "0" * 32, "decision": {"kind": "accept", "reason": "x"}}
    assert refusal(desk.decide_figures, **{**arguments, "decisions": [wrong]})[0] == malformed
    # The name of an unknown field could be anything, even a taxpayer's number.
    assert refusal(desk._native.call, **{"operation": 7, "input": {"123456789": 1}})[0] == malformed


def test_records_and_mappings_are_the_same(desk: Desk, world: World) -> None:
    visit = world.visit(desk, world.case(desk))
    section = casegate.Section.ACCOUNTS
    as_record = Entry(field="cash_on_hand", value=EntryValueText(text="80"))
    as_mapping = {"field": "cash_on_hand", "value": {"kind": "text", "text": "80"}}
    checks = [
        visit.check_section(section=section, entries=entries)
        for entries in ([as_record], (as_mapping,), [MappingProxyType(as_mapping)], [OrderedDict(as_mapping)])
    ]
    assert all(check == checks[0] for check in checks)
    # A record of another type is not read as a mapping.
    wrong = [casegate.MappedStage(stage="x", phase=casegate.Phase.STRATEGY, waiting_for=casegate.WaitingFor.FIRM)]
    assert refusal(visit.check_section, section=section, entries=wrong)[0] == "input_malformed"


def test_instants_of_any_zone_are_taken(desk: Desk, world: World) -> None:
    case = world.case(desk).case_id
    at = (NOON + dt.timedelta(days=3)).astimezone(dt.timezone(dt.timedelta(hours=-7)))
    assert desk.mint_invite(case_id=case, label="x", expires_at=at).invite.expires_at == at


def test_money_is_not_a_number(desk: Desk) -> None:
    for money in (Money("1"), Decimal("1"), 1.0):
        assert refusal(desk.list_cases, limit=money) == ("input_malformed", "limit")


def test_values_that_hold_themselves_come_to_an_end(desk: Desk, world: World) -> None:
    case = world.case(desk).case_id
    visit = world.visit(desk, world.case(desk))
    circle: list[Any] = []
    circle.append(circle)
    ring: dict[str, Any] = {"kind": "accept"}
    ring["reason"] = ring
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for endless in (circle, ring, deep):
        assert refusal(desk.update_case, case_id=case, blockers=endless)[0] == "input_malformed"
        assert refusal(desk._native.call, operation=1, input={"a": endless})[0] == "input_malformed"
        for value in (endless, {"kind": endless}, {"text": endless, "kind": "text"}):
            entries = [{"field": "cash_on_hand", "value": value}]
            assert refusal(visit.check_section, section="accounts", entries=entries)[0] == "input_malformed"
        figure = {"figure_id": "figure_" + "0" * 32, "decision": endless}
        assert refusal(desk.decide_figures, case_id=case, profile_revision=0, decisions=[figure])[0] == "input_malformed"


def test_a_list_without_an_end_costs_nothing(desk: Desk, world: World) -> None:
    case = world.case(desk).case_id
    assert refusal(desk.update_case, case_id=case, blockers=range(10**15)) == ("input_malformed", "blockers[0]")


def test_half_a_character_is_no_text_and_is_not_passed_on(desk: Desk, world: World) -> None:
    case = world.case(desk).case_id
    for half in ("\ud800", "Canary\udfff", "\udc80Canary"):
        calls: list[tuple[Any, dict[str, str]]] = [
            (desk.create_case, {"client_name": half, "title": "t", "stage": "s"}),
            (desk.get_case, {"case_id": half}),
            (desk.update_firm, {"identity_check": half}),
            (world.portal.visitor().open_link, {"link": "https://portal.example/i/#" + half}),
            (world.portal.visitor().report_leak, {"text": half}),
        ]
        for call, named in calls:
            with pytest.raises(InvalidError) as refused:
                call(**named)
            seen: BaseException | None = refused.value
            while seen is not None:
                assert "Canary" not in repr(seen) + str(vars(seen))
                seen = seen.__cause__ or seen.__context__
    assert desk.get_case(case_id=case)


class Loud(str):
    """A string whose methods misbehave."""

    def __str__(self) -> str:
        raise RuntimeError("no")

    encode = __eq__ = __len__ = __str__  # type: ignore[assignment]
    __hash__ = str.__hash__


def test_what_is_inherited_counts_and_not_what_is_overridden(desk: Desk, world: World) -> None:
    assert desk.create_case(client_name=Loud("Dana"), title=Loud("t"), stage="s").client_name == "Dana"

    class Slow(dt.datetime):
        def isoformat(self, *_: Any) -> str:
            return 5  # type: ignore[return-value]

        def astimezone(self, *_: Any) -> Slow:
            return self

    at = Slow(2027, 1, 1, tzinfo=dt.timezone.utc)
    case = world.case(desk).case_id
    assert refusal(desk.mint_invite, case_id=case, label="x", expires_at=at) == ("input_malformed", "expires_at")

    class Failing(dict[str, object]):
        def __getitem__(self, name: str) -> object:
            raise ZeroDivisionError

        get = items = __getitem__  # type: ignore[assignment]

    visit = world.visit(desk, world.case(desk))
    entries = [Failing(field="cash_on_hand", value=Failing(kind="text", text="5"))]
    assert visit.check_section(section="accounts", entries=entries)  # type: ignore[arg-type]
