"""The code in the READMEs runs as it is shown."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from casegate import KeyPurpose

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("file", ["README.md", "bindings-python/README.md"])
def test_the_first_example_runs(file: str) -> None:
    example = re.search(r"```python\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)
    assert example is not None
    exec(compile(example[1], file, "exec"), {})


def test_the_second_example_runs_and_is_fit_for_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, example = re.findall(r"```python\n(.*?)```", (ROOT / "bindings-python/README.md").read_text(), re.DOTALL)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"key_store": {purpose: os.urandom(32) for purpose in KeyPurpose}}
    exec(compile(example, "README.md", "exec"), names)
    with names["portal"] as portal:
        assert portal.doctor().fit_for_production


def test_it_is_ten_lines() -> None:
    example = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert example is not None
    steps = [line for line in example[1].splitlines() if re.match(r" {4}[^ #]", line)]
    assert len(steps) <= 10
