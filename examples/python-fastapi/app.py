"""A tiny practice tool on FastAPI that gives its clients a portal.

Its advisers are its own; Casegate takes its word for who they are. Clients come in by links, and their session lives in a
cookie. Everything that a client sees comes from a `Visit`, so nothing else can be shown by mistake.
"""

from __future__ import annotations

import datetime as dt
import hmac
import os
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from typing import Annotated, AsyncIterator

import casegate
from casegate import CaseId, Desk, DocumentId, FirmId, KeyRing, Portal, Role, Source, Staff, Visit
from fastapi import Depends, FastAPI, Form, Header, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse

FIRM = FirmId("firm_01935c8e0000700080000000000000ab")


@dataclass(frozen=True)
class Adviser:
    """The tool's own user model."""

    id: str
    name: str
    role: Role
    token: str


ADVISERS = [
    Adviser("a-1", "Rosa Reyes", Role.ADMINISTRATOR, os.environ.get("ROSA_TOKEN", "rosa")),
    Adviser("a-2", "Ned Newcomer", Role.READ_ONLY, os.environ.get("NED_TOKEN", "ned")),
]


def open_portal() -> Portal:
    """Returns the portal, set up from the environment. A real host takes its keys from its key store."""
    ring = KeyRing()
    if seed := os.environ.get("PORTAL_KEY"):
        for purpose in casegate.KeyPurpose:
            key = hmac.digest(bytes.fromhex(seed), purpose.value.encode(), "sha256")
            ring = ring.with_key(purpose=purpose, number=1, key=key)
    origin = os.environ.get("PORTAL_ORIGIN", "http://127.0.0.1:8000")
    return Portal.open(os.environ.get("PORTAL_DB", "portal.db"), origin=origin, keys=ring)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Opens the portal in the process that serves, after any fork."""
    with open_portal() as portal:
        app.state.portal = portal
        yield


app = FastAPI(title="Practice", lifespan=lifespan, docs_url=None, redoc_url=None)

STATUS = {
    casegate.InvalidError: 422,
    casegate.DeniedError: 403,
    casegate.NotFoundError: 404,
    casegate.ConflictError: 409,
    casegate.UnavailableError: 503,
}


@app.exception_handler(casegate.Error)
async def refused(request: Request, error: casegate.Error) -> Response:
    """Turns a refusal into a response with its code and the field at fault. Neither contains a user's input."""
    status = STATUS.get(type(error), 500)
    return JSONResponse({"code": error.code, "field": error.field, "message": str(error)}, status_code=status)


def source(request: Request) -> Source:
    """Returns the source of a request, as this process saw it."""
    return Source(address=request.client.host if request.client else None, device=request.headers.get("user-agent"))


def desk(request: Request, authorization: Annotated[str, Header()] = "") -> Desk:
    """Returns the desk of the staff member who is signed in."""
    token = authorization.removeprefix("Bearer ").encode()
    adviser = next((a for a in ADVISERS if hmac.compare_digest(a.token.encode(), token)), None)
    staff = Staff(FIRM, adviser.id, adviser.name, [adviser.role]) if adviser else None
    if staff is None:
        raise casegate.DeniedError(casegate.Code.PERMISSION_MISSING, "sign in first")
    portal: Portal = request.app.state.portal
    return portal.desk(staff, source(request))


def visit(request: Request) -> Visit:
    """Returns the visit of the session in the cookie. Every operation verifies it again."""
    portal: Portal = request.app.state.portal
    return portal.visit(request.cookies.get("portal", ""), source(request))


TheDesk = Annotated[Desk, Depends(desk)]
TheVisit = Annotated[Visit, Depends(visit)]


# Endpoints that call the portal are plain functions: FastAPI runs them on its threads, and the portal releases the
# interpreter while it works.


@app.post("/firm")
def register(desk: TheDesk, name: Annotated[str, Form()]) -> dict[str, object]:
    firm = desk.register_firm(name=name)
    desk.update_firm(identity_check=casegate.IdentityCheck.OFF)
    return {"firm": firm.firm_id}


@app.post("/cases")
def create_case(desk: TheDesk, client: Annotated[str, Form()], title: Annotated[str, Form()]) -> dict[str, object]:
    return {"case": desk.create_case(client_name=client, title=title, stage="intake").case_id}


@app.get("/cases")
def cases(desk: TheDesk) -> list[dict[str, object]]:
    return [{"case": case.case_id, "client": case.client_name, "touched": case.touched_at} for case in desk.iter_cases()]


@app.post("/cases/{case}/invites")
def invite(desk: TheDesk, case: str, label: Annotated[str, Form()]) -> dict[str, object]:
    # The link is in this response only. A real tool mails it.
    return {"link": desk.mint_invite(case_id=CaseId(case), label=label).link.reveal()}


@app.post("/cases/{case}/documents")
def deliver(desk: TheDesk, case: str, title: Annotated[str, Form()], file: UploadFile) -> dict[str, object]:
    added = desk.add_document(
        case_id=CaseId(case),
        kind=casegate.DocumentKind.ENGAGEMENT_LETTER,
        title=title,
        file_name=file.filename or "document",
        media_type=file.content_type or "",
        content=file.file,
    )
    desk.deliver_document(case_id=CaseId(case), document_id=added.document_id)
    return {"document": added.document_id}


@app.get("/i/{selector}", response_class=HTMLResponse)
def landing(selector: str) -> str:
    """Shows the page that a link leads to. Nothing happens before the client presses the button.

    The secret is in the fragment, which browsers do not send.
    """
    return page(
        "Your portal",
        '<form method="post" action="/portal"><input type="hidden" name="link"><button>Open</button></form>'
        '<script src="/portal.js"></script>',
    )


@app.get("/portal.js")
def script() -> Response:
    code = 'document.querySelector("[name=link]").value = location.hash.slice(1); history.replaceState(null, "", "/portal");'
    return Response(code, media_type="text/javascript")


@app.post("/portal")
def open_link(request: Request, link: Annotated[str, Form()]) -> Response:
    portal: Portal = request.app.state.portal
    opened = portal.visitor(source(request)).open_link(link=link)
    response = RedirectResponse("/portal", status_code=303)
    response.set_cookie(
        "portal",
        opened.session.reveal(),
        expires=opened.ends_at.astimezone(dt.timezone.utc),
        httponly=True,
        samesite="strict",
        # Over plain http on a loopback address, as in a trial, browsers do not keep secure cookies.
        secure=request.url.scheme == "https",
    )
    return response


@app.get("/portal", response_class=HTMLResponse)
def home(visit: TheVisit) -> str:
    home = visit.home()
    documents = "".join(
        f'<li><a href="/portal/documents/{escape(document.document_id)}">{escape(document.title)}</a></li>'
        for document in visit.iter_my_documents()
    )
    leave = (
        f'<form method="post" action="/portal/leave"><input type="hidden" name="csrf" value="{escape(visit.csrf or "")}">'
        "<button>Leave</button></form>"
    )
    # A person who sees only what names them has no progress.
    at = home.progress
    waiting = f"<p>{escape(at.current)}: waiting for {escape(at.waiting_for)}</p>" if at else ""
    return page(home.firm.name, f"<h1>{escape(home.case.client_name)}</h1>{waiting}<ul>{documents}</ul>{leave}")


@app.get("/portal/documents/{document}")
def download(visit: TheVisit, document: str) -> Response:
    download = visit.download(DocumentId(document))
    shown = download.document
    assert shown is not None
    chunks: Iterator[bytes] = download.chunks()
    headers = {"content-disposition": "attachment", "content-length": str(shown.size)}
    return StreamingResponse(chunks, media_type=shown.media_type, headers=headers)


@app.post("/portal/leave")
def leave(visit: TheVisit, csrf: Annotated[str, Form()]) -> Response:
    if not visit.csrf_matches(csrf):
        raise casegate.DeniedError(casegate.Code.LINK_INVALID, "this form is not from this page")
    visit.leave()
    response = HTMLResponse(page("Your portal", "<p>You have left.</p>"))
    response.delete_cookie("portal")
    return response


def page(title: str, body: str) -> str:
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>{body}</html>'
