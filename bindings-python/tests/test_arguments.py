"""A wrong argument to open a portal, a desk or a visit is refused by its name, as an operation's input is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import FIRM, World, key_ring

import casegate
from casegate import DirectoryBlobs, HandleClosedError, InvalidError, KeyPurpose, KeyRing, Money, Portal, Role, Source, Staff

HALF = "\ud800"
KEY = bytes(range(1, 33))


def refusal(call: Any, *arguments: Any, **named: Any) -> tuple[str, str | None]:
    with pytest.raises(InvalidError) as refused:
        call(*arguments, **named)
    assert refused.value.__cause__ is None
    return refused.value.code, refused.value.field


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("durability", "nonsense", "input_malformed"),
        ("durability", None, "input_malformed"),
        ("busy_timeout", "5", "input_malformed"),
        ("busy_timeout", float("nan"), "number_out_of_range"),
        ("busy_timeout", -1, "number_out_of_range"),
        ("readers", -1, "input_malformed"),
        ("readers", 2.5, "input_malformed"),
        ("readers", 10**30, "input_malformed"),
        ("origin", 5, "input_malformed"),
        ("origin", b"https://portal.example", "input_malformed"),
        ("origin", "https://portal.example" + HALF, "input_malformed"),
        ("origin", "http://portal.example", "link_address_invalid"),
        ("clock", "now", "input_malformed"),
        ("keys", KEY, "input_malformed"),
        ("keys", {KeyPurpose.SEAL: KEY}, "input_malformed"),
        ("blobs", "documents", "input_malformed"),
    ],
)
def test_a_portal_is_opened_as_told_or_not_at_all(tmp_path: Path, name: str, wrong: object, code: str) -> None:
    assert refusal(Portal.open, tmp_path / "portal.db", **{name: wrong}) == (code, name)
    assert not (tmp_path / "portal.db").exists()


def test_a_place_and_a_store_are_what_they_should_be(tmp_path: Path) -> None:
    for wrong in (5, None, HALF, b"portal.db"):
        assert refusal(Portal.open, wrong) == ("input_malformed", "path")
    assert refusal(DirectoryBlobs, 5) == ("input_malformed", "path")
    assert refusal(Portal.with_store, object()) == ("input_malformed", "store")
    with Portal.open(tmp_path / "portal.db") as portal:
        assert refusal(portal.backup_to, 5) == ("input_malformed", "path")
        for field, value in {"order": "x", "after": "x", "limit": -1}.items():
            assert refusal(portal.list_store_audit, **{field: value}) == ("input_malformed", field)


def test_a_place_may_be_a_path_or_a_text(tmp_path: Path) -> None:
    for path in (tmp_path / "portal.db", str(tmp_path / "portal.db")):
        Portal.open(path).close()


def test_staff_and_their_source_are_read_like_inputs(world: World) -> None:
    desk, malformed = world.portal.desk, "input_malformed"

    def staff(**wrong: Any) -> Staff:
        return Staff(**{"firm": FIRM, "id": "u", "name": "n", "roles": [Role.ADMINISTRATOR], **wrong})

    for nobody in ("u-1", None, 5, object()):
        assert refusal(desk, nobody) == (malformed, "staff")
    for field in ("id", "name"):
        for wrong in (5, None, "x" + HALF):
            assert refusal(desk, staff(**{field: wrong})) == (malformed, f"staff.{field}")
    assert refusal(desk, staff(firm="firm_7")) == ("id_invalid", "staff.firm")
    assert refusal(desk, staff(roles=["owner"])) == (malformed, "staff.roles")
    assert refusal(desk, staff(roles=None)) == (malformed, "staff.roles")
    assert refusal(desk, staff(offices=["office_7"])) == ("id_invalid", "staff.offices")
    assert refusal(desk, staff(offices=[f"office_{n:032x}" for n in range(201)])) == ("list_too_long", "staff.offices")
    odd: list[Any] = [5, HALF, Source(address=5)]  # type: ignore[arg-type]
    for source in odd:
        assert refusal(desk, staff(), source) == (malformed, "source.address")
        assert refusal(world.portal.visitor, source) == (malformed, "source.address")
    assert refusal(desk, staff(), Source(device=b"x")) == (malformed, "source.device")  # type: ignore[arg-type]


def test_what_a_browser_sends_is_denied_and_breaks_nothing(world: World) -> None:
    desk = world.settled()
    visit = world.visit(desk, world.case(desk))
    for session in ("", HALF, "cgs1_" + HALF, "cgs1_\0", "x" * 100_000, None):
        other = world.portal.visit(session)  # type: ignore[arg-type]
        assert other.csrf is None
        with pytest.raises(casegate.DeniedError):
            other.home()
    for number in (5, b"cgs1_"):
        assert refusal(world.portal.visit, number) == ("input_malformed", "session")
    for presented in (HALF, "", None, 5, b"x", visit.csrf and visit.csrf + HALF):
        assert visit.csrf_matches(presented) is False  # type: ignore[arg-type]
    assert visit.csrf is not None and visit.csrf_matches(visit.csrf)


def test_a_log_with_broken_characters_is_scanned(world: World) -> None:
    desk = world.settled()
    link = desk.mint_invite(case_id=world.case(desk).case_id, label="x").link.reveal()
    log = f"é{HALF}\udfff GET {link} 200"
    (leak,) = casegate.scan(log)
    assert log[leak.start : leak.end] == link.split("#")[1]
    assert refusal(casegate.scan, b"cgi1_") == ("input_malformed", "text")


@pytest.mark.parametrize("huge", ["1e999999999999999999", "-1e999999999", "1e-999999999", "1e101"])
def test_a_huge_exponent_costs_nothing(huge: str) -> None:
    assert refusal(Money, Decimal(huge))[1] == "amount"


def test_amounts_of_other_kinds_are_refused() -> None:
    class Odd(Decimal):
        def __format__(self, *_: Any) -> str:
            return 5  # type: ignore[return-value]

    for wrong in (Odd("1"), HALF, 1, None):
        assert refusal(Money, wrong)[1] == "amount"
    assert Money(Decimal("1E+3")) == Money("1000") and Money(Decimal("-0")) == Money("0")


def test_keys_are_told_exactly() -> None:
    good = {"purpose": KeyPurpose.SEAL, "number": 1, "key": KEY}
    for name, wrongs in {"purpose": ("x", 5, None), "number": (-1, "1", 2**40), "key": ("x" * 32, None, 5)}.items():
        for wrong in wrongs:
            assert refusal(KeyRing().with_key, **{**good, name: wrong}) == ("input_malformed", name)


def test_a_closed_portal_is_not_entered(tmp_path: Path) -> None:
    with Portal.open(tmp_path / "portal.db", keys=key_ring()) as portal:
        pass
    with pytest.raises(HandleClosedError):
        with portal:
            pytest.fail("it was entered")
