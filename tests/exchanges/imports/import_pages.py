"""The first pages of an import, as a browser without script uses them."""

from __future__ import annotations

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from exchanges.models import ImportBatch

UPLOAD = "/admin/exchanges/importbatch/upload/"


def upload(
    client: Client, content: bytes, *, name: str = "past.csv", tool: str = "", address: str = UPLOAD
) -> HttpResponse:
    """Send a file; the page that comes then."""
    file = SimpleUploadedFile(name, content, "text/csv")
    return client.post(address, {"file": file, "tool": tool}, follow=True)


def kept(batch: ImportBatch) -> bytes:
    """The file as it is kept."""
    with batch.file.storage.open(batch.file.name) as file:
        return file.read()


def columns_url(batch: ImportBatch) -> str:
    return f"/admin/exchanges/importbatch/{batch.pk}/columns/"


def begin(client: Client, content: bytes, **chosen: str) -> ImportBatch:
    """The import that a file begins."""
    upload(client, content, **chosen)
    return ImportBatch.objects.latest("pk")


def fields(page: HttpResponse) -> dict[str, str]:
    """What the form of a page would send if nothing were changed."""
    text = page.content.decode()
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        named = re.search(r'name="([^"]+)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_off = kind and kind[1] in ("radio", "checkbox") and " checked" not in tag
        if named and not is_off and not (kind and kind[1] == "file"):
            found[named[1]] = html.unescape(value[1]) if value else ""
    for name, choices in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', choices)
        first = re.search(r'value="([^"]*)"', choices)
        found[name] = html.unescape((chosen or first)[1])
    return found


def press(
    client: Client, batch: ImportBatch, button: str = "_next", **changed: str
) -> HttpResponse:
    """Press a button of the page of columns after changing some fields."""
    sent = {**fields(client.get(columns_url(batch))), **changed, button: "1"}
    response = client.post(columns_url(batch), sent)
    batch.refresh_from_db()
    return response


def errors(page: HttpResponse) -> list[str]:
    """The sentences of the summary of errors."""
    summary = re.search(r'role="alert">(.*?)</div>', page.content.decode(), re.S)
    found = re.findall(r"<li><a[^>]*>(.*?)</a>", summary[1], re.S) if summary else []
    return [html.unescape(text) for text in found]
