"""Sends files as the form of a record does, with its script and without."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from exchanges.models import PhotoUpload
from exchanges.photos import take_upload

from .uploading import MULTIPART, Uploads, cannot_be_read


class UploadsAhead(Uploads):
    """As the script of the form does: each file is kept ahead, and used when the form is saved."""

    def post(self, body: bytes) -> list[str]:
        address = reverse("admin:exchanges_photo_upload")
        response = self.client.generic("POST", address, body, MULTIPART)
        if problem := cannot_be_read(response):
            return problem
        answer = response.json()
        if "problem" in answer:
            assert not PhotoUpload.objects.exists()
            # The name of the file stands in front, where a file arrived.
            return [answer["problem"].rpartition(" was not added. ")[2]]
        kept = PhotoUpload.objects.get()
        assert kept.token in answer["row"]
        take_upload(kept=kept, activity=self.activity, by=kept.uploaded_by)
        return []

    def fields(self, upload: Any) -> dict[str, Any]:
        return {"file": upload, "activity": self.activity.pk, "tool": self.activity.tool}


def _is_sent(kind: str, given: dict[str, str]) -> bool:
    if kind in ("checkbox", "radio"):
        return "checked" in given
    return kind not in ("file", "submit", "search")


class _Fields(HTMLParser):
    """What a browser would send of the fields of a page as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.select = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.text = name
            self.found[name] = ""
        elif tag == "option" and self.select and "selected" in given:
            self.found[self.select] = given.get("value", "")
        elif tag == "input" and name and _is_sent(kind, given):
            self.found[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text = ""

    def handle_data(self, data: str) -> None:
        if self.text:
            self.found[self.text] += data.removeprefix("\n")


def fields_of(html: str) -> dict[str, str]:
    page = _Fields()
    page.feed(html)
    return page.found
