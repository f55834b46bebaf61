"""The exceptions: one class for each kind of refusal, with its code and the field at fault."""

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
    """A refusal. Its text is a fixed sentence and contains no user's input."""

    kind: ClassVar[str] = ""
    """The kind of refusal: `invalid`, `denied`, `not_found`, `conflict`, `unavailable` or `internal`."""

    code: str
    """The stable code: a member of `casegate.Code`, or one of the codes of `HandleError`."""
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
    """The input is wrong; correct it and try again."""

    kind = "invalid"


class DeniedError(Error):
    """The caller may not do this."""

    kind = "denied"


class NotFoundError(Error, LookupError):
    """The object does not exist, or the caller may not know of it."""

    kind = "not_found"


class ConflictError(Error):
    """The input is valid, but not in the present state; reload and decide again."""

    kind = "conflict"


class UnavailableError(Error):
    """The store, a key or another plug-in is not available now. Nothing was changed unless the code says otherwise.
    """

    kind = "unavailable"


class InternalError(Error):
    """A defect in the library, in stored data or in a plug-in. An exception that a plug-in raised is the cause."""

    kind = "internal"


class HandleError(Error):
    """The handle can no longer be used."""

    kind = "unavailable"


class HandleClosedError(HandleError):
    """The portal was closed."""


class HandleForkedError(HandleError):
    """The handle was used after a fork. Open the portal in the process that uses it."""


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
    """Makes the exception for a refusal. The native half calls this."""
    return _KINDS[kind](Code(code), message, field)


def closed() -> Error:
    """Makes the exception for a closed handle. The native half calls this."""
    return HandleClosedError("handle_closed", "the portal is closed")


def forked() -> Error:
    """Makes the exception for a handle in a forked process. The native half calls this."""
    return HandleForkedError("handle_forked", "the portal was opened by another process; open it again after forking")


def reentered() -> Error:
    """Makes the exception for a plug-in's call to its own portal. The native half calls this."""
    return HandleReenteredError("handle_reentered", "a plug-in cannot use the portal that called it")
