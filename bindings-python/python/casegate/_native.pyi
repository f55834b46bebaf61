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
    "NativeHost",
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
        """Makes an amount from a text (`1234`, `$1,234.50`) or from a decimal with at most two places."""

    @staticmethod
    def from_cents(cents: int, /) -> Money:
        """Makes an amount of `cents`."""

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
    """A link or a session's credential. It can be revealed once."""

    def reveal(self) -> str:
        """Returns the secret. A second call is refused. Keep the text out of your logs."""

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
    """Keys held in memory, which are wiped when the ring is dropped."""

    def __new__(cls) -> KeyRing: ...
    def with_key(self, purpose: KeyPurpose, number: int, key: bytes) -> KeyRing:
        """Returns this ring with one more key of 32 bytes. The highest number of a purpose is the current one."""

    def current(self, purpose: KeyPurpose, /) -> int | None:
        """Returns the highest number of this purpose, or `None` if there is no key for it."""

    def key(self, purpose: KeyPurpose, number: int, /) -> NoReturn:
        """Refuses. The library reads a ring's keys directly; they never become Python objects."""

@final
class DirectoryBlobs:
    """A blob store that keeps documents' bytes as files under one folder."""

    def __new__(cls, path: str | os.PathLike[str]) -> DirectoryBlobs: ...
    def put(self, key: str, index: int, content: bytes, /) -> None:
        """Stores chunk `index` of `key`."""

    def get(self, key: str, index: int, /) -> bytes | None:
        """Returns chunk `index` of `key`, or `None`."""

    def delete(self, key: str, /) -> None:
        """Removes every chunk of `key`."""

@final
class NativePortal:
    """A portal with its store, gate and plug-ins."""

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
    """A member of staff's access to their firm."""

    def __new__(cls, portal: NativePortal, staff: object, source: object) -> NativeDesk: ...
    def call(self, operation: int, input: dict[str, object] | None) -> Any: ...

@final
class NativeHost:
    """The host's own operations."""

    def __new__(cls, portal: NativePortal) -> NativeHost: ...
    def call(self, operation: int, input: dict[str, object] | None) -> Any: ...

@final
class NativeVisit:
    """A client's access to the case that their session is for."""

    def __new__(cls, portal: NativePortal, session: object, source: object) -> NativeVisit: ...
    def call(self, operation: int, input: dict[str, object] | None) -> Any: ...
    def csrf(self) -> str | None: ...
    def csrf_matches(self, presented: str) -> bool: ...

def operations() -> list[tuple[str, str]]:
    """Returns every operation's name and door, in the order of the table."""

def codes() -> list[tuple[str, str]]:
    """Returns every error code and its kind, in the order of the registry."""

def scan(text: str) -> list[tuple[str, int, int]]:
    """Returns every intact credential in a text: its kind, and where it starts and ends, in characters."""
