"""What the generated types are made of."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar, Protocol, TypeAlias, Union

__all__ = ["Content", "Readable", "Record", "TextEnum"]


class Readable(Protocol):
    """Anything open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


Content: TypeAlias = Union[bytes, bytearray, memoryview, Readable]
"""The content of a file: its bytes, or something open to read them from."""


class TextEnum(str, Enum):
    """An enumeration whose members are the texts they stand for."""

    __slots__ = ()

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)


class Record:
    """A frozen record. It prints its ids, states, instants and counts, and nothing that anyone wrote."""

    __slots__ = ()

    __wire__: ClassVar[tuple[str, str | None]]
    """The type's name in the library, and for one case of a choice the value of its `kind`."""
    _shown: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={_shortly(getattr(self, name))}" for name in self._shown)
        return f"{type(self).__name__}({shown})"


def _shortly(value: object) -> str:
    if isinstance(value, TextEnum):
        return f"{type(value).__name__}.{value.name}"
    return repr(value)
