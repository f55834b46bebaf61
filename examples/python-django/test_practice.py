"""Tests every step over real HTTP."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 2048

SETUP = """
import django
django.setup()
from casegate import FirmId, IdentityCheck, Role
from practice.models import Adviser
from practice.portal import portal
firm = "firm_01935c8e0000700080000000000000ab"
for email, name, role in (("rosa@firm.example", "Rosa Reyes", Role.ADMINISTRATOR), ("ned@firm.example", "Ned", Role.READ_ONLY)):
    adviser = Adviser(email=email, name=name, firm=firm, role=role.value)
    adviser.set_password("correct horse")
    adviser.save()
desk = portal().desk(Adviser.objects.get(email="rosa@firm.example").as_staff())
desk.register_firm(name="Hartwell")
desk.update_firm(identity_check=IdentityCheck.OFF)
"""


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "practice.settings",
        "PRACTICE_DATA": str(tmp_path),
        "PORTAL_ORIGIN": origin,
        "PORTAL_KEY": "1f" * 31 + "2e",
    }
    folder = Path(__file__).parent

    def run(*words: str) -> None:
        subprocess.run([sys.executable, *words], cwd=folder, env=environment, check=True, capture_output=True)

    run("manage.py", "migrate", "--run-syncdb")
    run("-c", SETUP)
    command = [sys.executable, "manage.py", "runserver", str(port), "--noreload"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(200):
            try:
                httpx.get(f"{origin}/portal.js")
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield origin
        server.terminate()


def signed_in(origin: str, email: str) -> httpx.Client:
    client = httpx.Client(base_url=origin, follow_redirects=True)
    client.get("/accounts/login/")
    form = {"username": email, "password": "correct horse", "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    assert "Open a case" in client.post("/accounts/login/", data=form).text
    return client


def test_a_case_from_link_to_leaving(origin: str) -> None:
    rosa = signed_in(origin, "rosa@firm.example")
    token = {"csrfmiddlewaretoken": rosa.cookies["csrftoken"]}
    case = rosa.post("/", data={"client": "Dana <b>", "title": "2021", **token})
    assert "Dana &lt;b&gt;" in case.text
    address = case.url.path
    files = {"file": ("letter.pdf", PDF, "application/pdf")}
    assert "Letter" in rosa.post(address, data={"title": "Letter", **token}, files=files).text
    link = re.search("<code>(.*)</code>", rosa.post(address, data={"label": "taxpayer", **token}).text)
    assert link
    page, secret = link[1].split("#")

    client = httpx.Client(base_url=origin)
    # Requesting the link does not open a session.
    assert client.get(page).status_code == 200 and client.get("/portal/").status_code == 403
    opened = client.post("/portal/", data={"link": secret})
    assert opened.status_code == 302 and "HttpOnly" in opened.headers["set-cookie"]
    home = client.get("/portal/").text
    assert "Hartwell" in home and "Dana &lt;b&gt;" in home and secret not in home
    document = re.search('href="(/portal/documents/[^"]+)"', home)
    assert document and client.get(document[1]).content == PDF
    # A client cannot use the desk, and an adviser cannot use a visit.
    assert client.get("/").status_code == 302 and rosa.get("/portal/").status_code == 403
    assert client.post("/portal/leave/", data={"csrf": "guess"}).status_code == 403
    csrf = re.search('name="csrf" value="([^"]+)"', home)
    assert csrf and client.post("/portal/leave/", data={"csrf": csrf[1]}).text == "You have left."
    assert client.get("/portal/").status_code == 403


def test_roles_and_refusals(origin: str) -> None:
    ned = signed_in(origin, "ned@firm.example")
    form = {"client": "Dana", "title": "2021", "csrfmiddlewaretoken": ned.cookies["csrftoken"]}
    refused = ned.post("/", data=form)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    rosa = signed_in(origin, "rosa@firm.example")
    refused = rosa.post("/", data={"client": "", "csrfmiddlewaretoken": rosa.cookies["csrftoken"]})
    assert (refused.status_code, refused.json()["field"]) == (422, "client_name")
