"""An embeddable client portal for tax and accounting practice software.

Staff act at a *desk*, clients on a *visit*; a visit is confined to the one case that its link opens. See `Portal`.
"""

from casegate import errors, plugins, store
from casegate._native import Money, Secret
from casegate._portal import Desk, Download, Durability, Leak, Portal, Source, Staff, Visit, Writable, scan
from casegate._record import Content, Readable, Record, TextEnum
from casegate._types import *  # noqa: F403
from casegate._types import __all__ as _types
from casegate.errors import (
    ConflictError,
    DeniedError,
    Error,
    HandleClosedError,
    HandleError,
    HandleForkedError,
    InternalError,
    InvalidError,
    NotFoundError,
    UnavailableError,
)
from casegate.plugins import DirectoryBlobs, KeyPurpose, KeyRing

__all__ = [
    "ConflictError",
    "Content",
    "DeniedError",
    "Desk",
    "DirectoryBlobs",
    "Download",
    "Durability",
    "Error",
    "HandleClosedError",
    "HandleError",
    "HandleForkedError",
    "InternalError",
    "InvalidError",
    "KeyPurpose",
    "KeyRing",
    "Leak",
    "Money",
    "NotFoundError",
    "Portal",
    "Readable",
    "Record",
    "Secret",
    "Source",
    "Staff",
    "TextEnum",
    "UnavailableError",
    "Visit",
    "Writable",
    "errors",
    "plugins",
    "scan",
    "store",
]
__all__ += _types
