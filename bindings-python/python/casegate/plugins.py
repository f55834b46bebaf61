"""The plug-ins of a host: its clock, its keys and its store of documents' bytes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Protocol, TypeAlias, Union

from casegate._native import DirectoryBlobs, KeyRing
from casegate._record import TextEnum

__all__ = ["Blobs", "Clock", "DirectoryBlobs", "KeyPurpose", "KeyRing", "Keys", "TellsTime"]


class TellsTime(Protocol):
    """A clock as an object."""

    def now(self) -> datetime.datetime:
        """Returns the present instant with its time zone. The portal calls this once for each operation."""
        ...


Clock: TypeAlias = Union[Callable[[], datetime.datetime], TellsTime]
"""A clock: a function, or an object with `now()`, that returns an aware `datetime`."""


class KeyPurpose(TextEnum):
    """The purpose of a key. A key must serve only one purpose."""

    SEAL = "seal"
    """Seals taxpayer numbers and account numbers (XChaCha20-Poly1305)."""
    TOKEN = "token"
    """Binds credentials to their rows (HMAC-SHA-256). Without it a plain SHA-256 is stored."""
    INDEX = "index"
    """Makes sealed numbers searchable (HMAC-SHA-256). Without it a search for a number finds nothing."""
    OUTBOX = "outbox"
    """Seals secrets in messages that wait to be sent (XChaCha20-Poly1305). Without it such a message is refused."""


class Keys(Protocol):
    """A source of keys by purpose and number. To rotate, add a key with a higher number and
    keep the old ones for reading.
    """

    def current(self, purpose: KeyPurpose, /) -> int | None:
        """Returns the number of the key for new data, or `None` if there is no key for this purpose."""
        ...

    def key(self, purpose: KeyPurpose, number: int, /) -> bytes | None:
        """Returns the 32 bytes of the key with this number, or `None` if it does not exist or was removed."""
        ...


class Blobs(Protocol):
    """A store of documents' bytes outside the portal's store. A key is written once and never overwritten.

    If a method raises an exception, the operation fails with `blobs_unavailable`, with that exception as
    its cause, and changes nothing.
    """

    def put(self, key: str, index: int, content: bytes, /) -> None:
        """Stores chunk `index` (from 0, at most 256 KiB) of `key`. The chunk must be stored when this returns."""
        ...

    def get(self, key: str, index: int, /) -> bytes | None:
        """Returns chunk `index` of `key`, or `None` if it was never stored or was deleted."""
        ...

    def delete(self, key: str, /) -> None:
        """Removes every chunk of `key`. Removing a missing key succeeds."""
        ...
