"""What a host may plug in: its clock, its keys, and its own place for documents' bytes."""

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
        """The present instant, with its time zone. The portal asks once for each operation."""
        ...


Clock: TypeAlias = Union[Callable[[], datetime.datetime], TellsTime]
"""A clock: a function or an object with `now()`, answering an aware `datetime`."""


class KeyPurpose(TextEnum):
    """What a key is for. One key never serves two purposes."""

    SEAL = "seal"
    """Seals taxpayer and account numbers (XChaCha20-Poly1305)."""
    TOKEN = "token"
    """Binds credentials to their rows (HMAC-SHA-256); without it a plain SHA-256 is stored."""
    INDEX = "index"
    """Makes look-ups of sealed numbers possible (HMAC-SHA-256); without it such a search finds nothing."""


class Keys(Protocol):
    """Hands out keys by purpose and number. Rotating means adding a higher number; old ones stay for reading."""

    def current(self, purpose: KeyPurpose, /) -> int | None:
        """The number of the key that new data uses; `None` if there is none for this purpose."""
        ...

    def key(self, purpose: KeyPurpose, number: int, /) -> bytes | None:
        """The 32 bytes of the key with this number, or `None` if it is not (or no longer) there."""
        ...


class Blobs(Protocol):
    """A place for documents' bytes outside the store. A key is written once and never overwritten.

    Whatever a method raises makes the operation that needed it `blobs_unavailable`, with what was raised as its cause;
    nothing is changed then.
    """

    def put(self, key: str, index: int, content: bytes, /) -> None:
        """Keeps chunk `index` (from 0, at most 256 KiB) of `key`; it is there when this returns."""
        ...

    def get(self, key: str, index: int, /) -> bytes | None:
        """Chunk `index` of `key`, or `None` if it was never put or was deleted."""
        ...

    def delete(self, key: str, /) -> None:
        """Removes every chunk of `key`; removing what is not there is fine."""
        ...
