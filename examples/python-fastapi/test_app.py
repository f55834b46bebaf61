"""Tests every step over real HTTP."""

from __future__ import annotations

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


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port), "--log-level", "warning"]
    environment = {"PORTAL_DB": str(tmp_path / "portal.db"), "PORTAL_ORIGIN": origin, "PORTAL_KEY": "1f" * 31 + "2e"}
    with subprocess.Popen(command, cwd=Path(__file__).parent, env=environment) as server:
        with httpx.Client(base_url=origin) as client:
            for _ in range(200):
                try:
                    client.get("/portal.js")
                    break
                except httpx.ConnectError:
                    time.sleep(0.05)
            yield client
        server.terminate()


def test_a_case_from_link_to_revocation(client: httpx.Client) -> None:
    rosa = {"authorization": "Bearer rosa"}
    assert client.post("/firm", data={"name": "Hartwell"}, headers=rosa).status_code == 200
    case = client.post("/cases", data={"client": "Dana <b>", "title": "2021"}, headers=rosa).json()["case"]
    assert [found["client"] for found in client.get("/cases", headers=rosa).json()] == ["Dana <b>"]
    files = {"file": ("letter.pdf", PDF, "application/pdf")}
    sent = client.post(f"/cases/{case}/documents", data={"title": "Letter"}, files=files, headers=rosa)
    assert sent.status_code == 200, sent.text
    link = client.post(f"/cases/{case}/invites", data={"label": "taxpayer"}, headers=rosa).json()["link"]

    # Requesting the link does not open a session.
    page, secret = link.split("#")
    assert client.get(page).status_code == 200
    assert client.get("/portal").status_code == 403
    opened = client.post("/portal", data={"link": secret})
    assert opened.status_code == 303 and "HttpOnly" in opened.headers["set-cookie"]
    home = client.get("/portal")
    assert "Dana &lt;b&gt;" in home.text and "Letter" in home.text and secret not in home.text
    download = client.get(f"/portal/documents/{sent.json()['document']}")
    assert download.content == PDF and download.headers["content-type"] == "application/pdf"

    # Only a form of this session's own page ends it.
    assert client.post("/portal/leave", data={"csrf": "guess"}).status_code == 403
    csrf = re.search('name="csrf" value="([^"]+)"', home.text)
    assert csrf and client.post("/portal/leave", data={"csrf": csrf[1]}).status_code == 200
    assert client.get("/portal").status_code == 403


def test_refusals_have_codes(client: httpx.Client) -> None:
    rosa, ned = {"authorization": "Bearer rosa"}, {"authorization": "Bearer ned"}
    assert client.get("/cases").json()["code"] == "permission_missing"
    assert client.get("/cases", headers=rosa).json() == []
    client.post("/firm", data={"name": "Hartwell"}, headers=rosa)
    refused = client.post("/cases", data={"client": " ", "title": "t"}, headers=rosa)
    assert (refused.status_code, refused.json()["field"]) == (422, "client_name")
    assert client.post("/cases", data={"client": "x", "title": "t"}, headers=ned).status_code == 403
    assert client.post("/portal", data={"link": "cgi1_nothing"}).json()["code"] == "link_invalid"
