"""What the READMEs show works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("file", ["README.md", "bindings-python/README.md"])
def test_the_first_example_runs(file: str) -> None:
    example = re.search(r"```python\n(.*?)```", (ROOT / file).read_text(), re.DOTALL)
    assert example is not None
    exec(compile(example[1], file, "exec"), {})


def test_it_is_ten_lines() -> None:
    example = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert example is not None
    steps = [line for line in example[1].splitlines() if re.match(r" {4}[^ #]", line)]
    assert len(steps) <= 10
