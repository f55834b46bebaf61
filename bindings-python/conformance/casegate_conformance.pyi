"""The store contract's conformance suite, for stores that are written in Python."""

from collections.abc import Callable

from casegate.store import Store

__all__ = ["cases", "run", "run_all"]

def cases() -> list[str]:
    """Returns the name of every clause, in the order in which `run_all` runs them."""

def run(case: str, make_store: Callable[[], Store]) -> None:
    """Checks one clause on stores that `make_store` makes, each new and empty.

    Raises:
        AssertionError: The store breaks the clause.
        KeyError: There is no such clause.
    """

def run_all(make_store: Callable[[], Store]) -> None:
    """Checks every clause. Stops at the first that does not hold and raises `AssertionError` with its name."""
