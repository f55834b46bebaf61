"""The package has everything that the library has: operations, codes, docstrings."""

from __future__ import annotations

import inspect

import casegate
from casegate import _native, errors
from casegate._operations import OPERATIONS, DeskOperations, HostOperations, VisitOperations


def test_every_operation_is_a_method_of_its_door() -> None:
    assert tuple(_native.operations()) == OPERATIONS
    doors = {"desk": DeskOperations, "visit": VisitOperations, "host": HostOperations}
    for name, door in OPERATIONS:
        method = getattr(doors[door], name)
        assert all(p.kind is p.KEYWORD_ONLY for p in list(inspect.signature(method).parameters.values())[1:]), name


def test_every_code_and_every_kind_is_there() -> None:
    codes = _native.codes()
    assert [code for code, _ in codes] == [code.value for code in casegate.Code]
    for code, kind in codes:
        error = errors.make(code, kind, "told", "field")
        assert (error.code, error.field, str(error)) == (code, "field", "told")
        assert isinstance(error.code, casegate.Code) and type(error) is not errors.Error
        assert error.kind == {"notFound": "not_found"}.get(kind, kind)


def test_everything_public_is_told_about() -> None:
    undocumented = []
    for name in casegate.__all__:
        thing = getattr(casegate, name)
        if not inspect.isclass(thing) and not inspect.isfunction(thing) and not inspect.ismodule(thing):
            continue
        if not thing.__doc__:
            undocumented.append(name)
        if not inspect.isclass(thing) or not thing.__module__.startswith("casegate"):
            continue
        for member, value in vars(thing).items():
            if inspect.isfunction(value) and not member.startswith("_") and not value.__doc__:
                undocumented.append(f"{name}.{member}")
    assert undocumented == []
