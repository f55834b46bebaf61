"""The base classes of the generated types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import ClassVar, Protocol, TypeAlias, Union

__all__ = ["Content", "Facts", "Readable", "Record", "TextEnum"]


class Readable(Protocol):
    """Anything open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """Returns at most `size` bytes; none at the end."""
        ...


Content: TypeAlias = Union[bytes, bytearray, memoryview, Readable]
"""The content of a file: its bytes, or an object to read them from."""


class TextEnum(str, Enum):
    """An enumeration whose members are strings."""

    __slots__ = ()

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)


class Record:
    """A frozen record. Its `repr` shows ids, states, instants and counts only, and no text that a person wrote."""

    __slots__ = ()

    __wire__: ClassVar[tuple[str, str | None]]
    """The type's name in the library and, for a variant of a tagged union, the value of its `kind`."""
    _shown: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={_shortly(getattr(self, name))}" for name in self._shown)
        return f"{type(self).__name__}({shown})"


class Facts(Mapping[str, str]):
    """An immutable mapping from names to texts. Its `repr` shows the names only."""

    __slots__ = ("_texts",)

    _texts: dict[str, str]

    def __init__(self, texts: Mapping[str, str]) -> None:
        object.__setattr__(self, "_texts", dict(texts))

    def __getitem__(self, name: str, /) -> str:
        return self._texts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __setattr__(self, name: str, value: object, /) -> None:
        raise AttributeError("facts cannot be changed")

    def __reduce__(self) -> tuple[type[Facts], tuple[dict[str, str]]]:
        return Facts, (dict(self._texts),)

    def __repr__(self) -> str:
        return f"Facts({', '.join(self._texts)})"


def _shortly(value: object) -> str:
    if isinstance(value, TextEnum):
        return f"{type(value).__name__}.{value.name}"
    return repr(value)
