"""A secret can be revealed once and leaks in no other way."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from conftest import World

from casegate import Secret


@pytest.fixture
def secret(world: World) -> Secret:
    desk = world.settled()
    return desk.mint_invite(case_id=world.case(desk).case_id, label="taxpayer").link


WAYS_OUT: dict[str, Callable[[Any], object]] = {
    "str": str,
    "format": lambda secret: f"{secret}",
    "percent": lambda secret: "%s" % secret,
    "bytes": bytes,
    "json": json.dumps,
    "pickle": pickle.dumps,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "hash": hash,
    "set": lambda secret: {secret},
    "equal": lambda secret: secret == "cgi1_",
    "unequal": lambda secret: secret != "cgi1_",
    "less": lambda secret: secret < "cgi1_",
    "iterate": list,
    "length": len,
    "index": lambda secret: secret[0],
    "add": lambda secret: secret + "",
    "attributes": vars,
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_there_is_no_other_way_out(secret: Secret, way: str) -> None:
    with pytest.raises(TypeError):
        WAYS_OUT[way](secret)
    assert secret.reveal().startswith("https://portal.example/i/")


def test_it_is_revealed_once(secret: Secret) -> None:
    secret.reveal()
    with pytest.raises(RuntimeError):
        secret.reveal()


def test_it_prints_nothing_of_itself(world: World) -> None:
    desk = world.settled()
    minted = desk.mint_invite(case_id=world.case(desk).case_id, label="taxpayer")
    assert repr(minted.link) == "Secret(redacted)"
    printed = repr(minted) + repr([minted.link])
    with pytest.raises(TypeError):
        pickle.dumps(minted)
    with pytest.raises(TypeError):
        copy.deepcopy(minted)
    with pytest.raises(TypeError):
        dataclasses.asdict(minted)
    assert minted.link.reveal().split("#")[1] not in printed


def test_it_cannot_be_made_or_subclassed() -> None:
    with pytest.raises(TypeError):
        Secret()
    with pytest.raises(TypeError):
        type("Loud", (Secret,), {})
