"""The pages of the practice tool, and those of its clients' portal."""

from __future__ import annotations

import casegate
from casegate import CaseId, DocumentId
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from practice.portal import COOKIE, desk, portal, source, visit


@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """Shows the adviser's cases, and a form for a new one."""
    if request.method == "POST":
        client, title = request.POST.get("client", ""), request.POST.get("title", "")
        case = desk(request).create_case(client_name=client, title=title, stage="intake")
        return redirect("case", case.case_id)
    return render(request, "cases.html", {"cases": desk(request).iter_cases()})


@login_required
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Shows a case with its documents and links."""
    door = desk(request)
    shown: dict[str, object] = {"case": door.get_case(case_id=CaseId(case))}
    if request.method == "POST" and "label" in request.POST:
        # The link is shown on this page only. A real tool mails it.
        shown["link"] = door.mint_invite(case_id=CaseId(case), label=request.POST["label"]).link.reveal()
    elif request.method == "POST":
        file = request.FILES["file"]
        added = door.add_document(
            case_id=CaseId(case),
            kind=casegate.DocumentKind.ENGAGEMENT_LETTER,
            title=request.POST.get("title", ""),
            file_name=file.name or "document",
            media_type=file.content_type or "",
            content=file.file,
        )
        door.deliver_document(case_id=CaseId(case), document_id=added.document_id)
    shown["documents"] = list(door.iter_documents(case_id=CaseId(case)))
    return render(request, "case.html", shown)


@require_GET
def landing(request: HttpRequest, selector: str) -> HttpResponse:
    """Shows the page that a link leads to. Nothing happens before the client presses the button.

    The secret is in the fragment, which browsers do not send.
    """
    return render(request, "landing.html")


@require_GET
def script(request: HttpRequest) -> HttpResponse:
    """Puts the secret of the link into the form."""
    code = 'document.querySelector("[name=link]").value = location.hash.slice(1); history.replaceState(null, "", "/portal/");'
    return HttpResponse(code, content_type="text/javascript")


# A client has no Django session, so Django's anti-forgery token does not apply: only somebody
# who knows the link can send it.
@csrf_exempt
def home(request: HttpRequest) -> HttpResponse:
    """Opens a link and shows the portal."""
    if request.method == "POST":
        opened = portal().visitor(source(request)).open_link(link=request.POST.get("link", ""))
        response = redirect("portal")
        response.set_cookie(
            COOKIE,
            opened.session.reveal(),
            expires=opened.ends_at,
            httponly=True,
            samesite="Strict",
            # Over plain http on a loopback address, as in a trial, browsers do not keep secure cookies.
            secure=request.is_secure(),
        )
        return response
    door = visit(request)
    return render(request, "portal.html", {"home": door.home(), "documents": door.iter_my_documents(), "csrf": door.csrf})


@require_GET
def document(request: HttpRequest, document: str) -> StreamingHttpResponse:
    """Sends a download piece by piece. Permission is checked again for each piece."""
    download = visit(request).download(DocumentId(document))
    shown = download.document
    assert shown is not None
    headers = {"Content-Disposition": "attachment", "Content-Length": str(shown.size)}
    return StreamingHttpResponse(download.chunks(), content_type=shown.media_type, headers=headers)


@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session, if the form is from the session's own page."""
    door = visit(request)
    if not door.csrf_matches(request.POST.get("csrf", "")):
        raise casegate.DeniedError(casegate.Code.LINK_INVALID, "this form is not from this page")
    door.leave()
    response = HttpResponse("You have left.")
    response.delete_cookie(COOKIE)
    return response
