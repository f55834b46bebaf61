"""The portal inside Django: one for each process, the desk or visit of a request, and refusals as responses."""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Callable

import casegate
from casegate import Desk, KeyPurpose, KeyRing, Portal, Source, Visit
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse

COOKIE = "portal"

_opened: dict[int, Portal] = {}
_opening = threading.Lock()


def portal() -> Portal:
    """Returns the portal of this process. Servers fork, and a handle cannot be used after a fork."""
    with _opening:
        if os.getpid() not in _opened:
            _opened[os.getpid()] = Portal.open(
                settings.PORTAL["path"], origin=settings.PORTAL["origin"], keys=key_ring(settings.PORTAL["key"])
            )
        return _opened[os.getpid()]


def key_ring(seed: str) -> KeyRing:
    """Derives a key for each purpose from one secret."""
    ring = KeyRing()
    for purpose in KeyPurpose if seed else ():
        key = hmac.digest(bytes.fromhex(seed), purpose.value.encode(), "sha256")
        ring = ring.with_key(purpose=purpose, number=1, key=key)
    return ring


def source(request: HttpRequest) -> Source:
    """Returns the source of a request, as this process saw it."""
    return Source(address=request.META.get("REMOTE_ADDR"), device=request.headers.get("User-Agent"))


def desk(request: HttpRequest) -> Desk:
    """Returns the desk of the staff member who is signed in."""
    from practice.models import Adviser

    if not isinstance(request.user, Adviser):
        raise PermissionDenied
    return portal().desk(request.user.as_staff(), source(request))


def visit(request: HttpRequest) -> Visit:
    """Returns the visit of the session in the cookie. Every operation verifies it again."""
    return portal().visit(request.COOKIES.get(COOKIE, ""), source(request))


STATUS = {
    casegate.InvalidError: 422,
    casegate.DeniedError: 403,
    casegate.NotFoundError: 404,
    casegate.ConflictError: 409,
    casegate.UnavailableError: 503,
}


class Refusals:
    """Middleware that turns a refusal into a response with its code and the field at fault.
    Neither contains a user's input.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, casegate.Error):
            return None
        status = STATUS.get(type(error), 500)
        return JsonResponse({"code": error.code, "field": error.field, "message": str(error)}, status=status)
