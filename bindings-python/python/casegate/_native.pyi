"""The native half of the package."""

import os
from decimal import Decimal
from typing import Any, NoReturn, final

from casegate.plugins import KeyPurpose

__all__ = [
    "DirectoryBlobs",
    "KeyRing",
    "Money",
    "NativeDesk",
    "NativePortal",
    "NativeVisit",
    "Secret",
    "codes",
    "operations",
    "scan",
]

@final
class Money:
    """An exact amount of US dollars, in whole cents."""

    def __new__(cls, amount: str | Decimal, /) -> Money:
        """The amount that a text (`1234`, `$1,234.50`) or a decimal with at most two places says."""

    @staticmethod
    def from_cents(cents: int, /) -> Money:
        """An amount of `cents`."""

    @property
    def cents(self) -> int:
        """The amount in cents."""

    @property
    def amount(self) -> Decimal:
        """The amount in dollars, with two decimal places."""

    def __add__(self, other: Money, /) -> Money: ...
    def __radd__(self, other: Money, /) -> Money: ...
    def __sub__(self, other: Money, /) -> Money: ...
    def __rsub__(self, other: Money, /) -> Money: ...
    def __neg__(self) -> Money: ...
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __lt__(self, other: Money, /) -> bool: ...
    def __le__(self, other: Money, /) -> bool: ...
    def __gt__(self, other: Money, /) -> bool: ...
    def __ge__(self, other: Money, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[type[Money], tuple[str]]: ...

@final
class Secret:
    """A link or a session's credential, which is shown once."""

    def reveal(self) -> str:
        """The secret, given up: a second call is refused. What becomes of the text is yours to keep out of logs."""

    def __format__(self, spec: object, /) -> NoReturn: ...
    def __bytes__(self) -> NoReturn: ...
    def __eq__(self, other: object, /) -> NoReturn: ...
    def __ne__(self, other: object, /) -> NoReturn: ...
    def __hash__(self) -> NoReturn: ...
    def __copy__(self) -> NoReturn: ...
    def __deepcopy__(self, memo: object, /) -> NoReturn: ...
    def __reduce_ex__(self, protocol: object, /) -> NoReturn: ...

@final
class KeyRing:
    """Keys held in memory, wiped when the ring is gone."""

    def __new__(cls) -> KeyRing: ...
    def with_key(self, purpose: KeyPurpose, number: int, key: bytes) -> KeyRing:
        """This ring with one more key of 32 bytes; the highest number of a purpose is the current one."""

    def current(self, purpose: KeyPurpose, /) -> int | None:
        """The highest number of this purpose; `None` if there is no key for it."""

    def key(self, purpose: KeyPurpose, number: int, /) -> NoReturn:
        """Refused: a ring gives its keys to the portal alone."""

@final
class DirectoryBlobs:
    """Documents' bytes as files under one folder."""

    def __new__(cls, path: str | os.PathLike[str]) -> DirectoryBlobs: ...
    def put(self, key: str, index: int, content: bytes, /) -> None:
        """Keeps chunk `index` of `key`."""

    def get(self, key: str, index: int, /) -> bytes | None:
        """Chunk `index` of `key`, or `None`."""

    def delete(self, key: str, /) -> None:
        """Removes every chunk of `key`."""

@final
class NativePortal:
    """A portal, and what it stands on."""

    @staticmethod
    def open(path: object, durability: object, wait: object, readers: object, given: dict[str, object]) -> NativePortal: ...
    @staticmethod
    def in_memory(given: dict[str, object]) -> NativePortal: ...
    @staticmethod
    def with_store(store: object, given: dict[str, object]) -> NativePortal: ...
    def enter(self) -> None: ...
    def close(self) -> None: ...
    def doctor(self) -> Any: ...
    def list_store_audit(self, input: dict[str, object]) -> Any: ...
    def verify_store_audit(self) -> Any: ...
    def accept_clock(self) -> Any: ...
    def backup_to(self, path: object) -> None: ...
    def check(self) -> None: ...

@final
class NativeDesk:
    """The desk."""

    def __new__(cls, portal: NativePortal, staff: object, source: object) -> NativeDesk: ...
    def call(self, operation: int, input: dict[str, object] | None) -> Any: ...

@final
class NativeVisit:
    """A visit."""

    def __new__(cls, portal: NativePortal, session: object, source: object) -> NativeVisit: ...
    def call(self, operation: int, input: dict[str, object] | None) -> Any: ...
    def csrf(self) -> str | None: ...
    def csrf_matches(self, presented: str) -> bool: ...

def operations() -> list[tuple[str, str]]:
    """Every operation's name and door, in the order of the table."""

def codes() -> list[tuple[str, str]]:
    """Every error code and its kind, in the order of the registry."""

def scan(text: str) -> list[tuple[str, int, int]]:
    """Every intact credential in a text: what it opens, and where it stands in characters."""
