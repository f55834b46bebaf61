"""What is raised: one class for each kind of refusal, with the code and the field at fault."""

from __future__ import annotations

from typing import ClassVar

from casegate._types import Code

__all__ = [
    "ConflictError",
    "DeniedError",
    "Error",
    "HandleClosedError",
    "HandleError",
    "HandleForkedError",
    "HandleReenteredError",
    "InternalError",
    "InvalidError",
    "NotFoundError",
    "UnavailableError",
]


class Error(Exception):
    """A refusal. Its text is a fixed sentence and never holds what anyone typed."""

    kind: ClassVar[str] = ""
    """What a caller can do about it: `invalid`, `denied`, `not_found`, `conflict`, `unavailable` or `internal`."""

    code: str
    """The stable code: a member of `casegate.Code`, or a code of a handle's own."""
    field: str | None
    """The argument at fault, as in `client_name` or `decisions[0].figure_id`."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field

    def __reduce__(self) -> tuple[type[Error], tuple[str, str, str | None]]:
        return type(self), (self.code, str(self), self.field)

    def __repr__(self) -> str:
        at = f", field={self.field!r}" if self.field is not None else ""
        return f"{type(self).__name__}(code={str(self.code)!r}{at})"


class InvalidError(Error, ValueError):
    """The input is wrong; mend it and try again."""

    kind = "invalid"


class DeniedError(Error):
    """This caller may not do this."""

    kind = "denied"


class NotFoundError(Error, LookupError):
    """There is no such thing, or none that this caller may know of."""

    kind = "not_found"


class ConflictError(Error):
    """The input is fine, but not in this state; load again and decide anew."""

    kind = "conflict"


class UnavailableError(Error):
    """The store, a key or another plug-in is not available now; nothing was changed unless the code says so."""

    kind = "unavailable"


class InternalError(Error):
    """A defect in the library, in stored data or in a plug-in; what a plug-in raised is the cause."""

    kind = "internal"


class HandleError(Error):
    """The handle cannot be used any more."""

    kind = "unavailable"


class HandleClosedError(HandleError):
    """The portal was closed."""


class HandleForkedError(HandleError):
    """The handle was carried across a fork; open the portal in the process that uses it."""


class HandleReenteredError(HandleError):
    """A plug-in used the portal that had called it."""


_KINDS: dict[str, type[Error]] = {
    "invalid": InvalidError,
    "denied": DeniedError,
    "notFound": NotFoundError,
    "conflict": ConflictError,
    "unavailable": UnavailableError,
    "internal": InternalError,
}


def make(code: str, kind: str, message: str, field: str | None) -> Error:
    """The exception for a refusal; for the native half."""
    return _KINDS[kind](Code(code), message, field)


def closed() -> Error:
    """The exception for a handle that was closed; for the native half."""
    return HandleClosedError("handle_closed", "the portal is closed")


def forked() -> Error:
    """The exception for a handle in a forked process; for the native half."""
    return HandleForkedError("handle_forked", "the portal was opened by another process; open it again after forking")


def reentered() -> Error:
    """The exception for a portal that its own plug-in calls; for the native half."""
    return HandleReenteredError("handle_reentered", "a plug-in cannot use the portal that called it")
