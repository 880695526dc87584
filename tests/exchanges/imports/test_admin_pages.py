import re

import pytest
from django.test import Client

from exchanges.tools import Tool

from ...factories import make_activity, make_staff
from .files import run

pytestmark = pytest.mark.django_db
LIST = "/admin/troops/troopsactivity/"


def test_import_and_export_need_the_rights() -> None:
    viewer = make_staff("viewer", is_superuser=False)
    client = Client()
    client.force_login(viewer)

    assert client.get(f"{LIST}import/").status_code == 403
    assert client.post(f"{LIST}process_import/").status_code == 403
    assert client.get(f"{LIST}export/").status_code == 403


@pytest.mark.parametrize("tool", Tool.values)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_every_tool_exports_what_its_list_shows(
    staff_client: Client, tool: str, file_format: str
) -> None:
    model = "agreement" if tool == "agreements" else f"{tool}activity"
    address = f"/admin/{tool}/{model}/"
    make_activity(tool=tool, title_en="Shown", reference="A-1", partners=("us",))
    make_activity(tool=tool, title_en="Other", reference="A-2")

    assert "Download as CSV" in staff_client.get(f"{address}export/?q=Shown").content.decode()
    response = staff_client.post(f"{address}export/?q=Shown", {"format": file_format})
    content = b"".join(response.streaming_content)

    report = run(content, name=f"export.{file_format}")
    assert (report.rows, report.unchanged) == (1, 1)


@pytest.mark.parametrize("query", ["kind__id__exact=zz", "start_date__gte=foo"])
def test_filters_that_cannot_be_read_lead_back_to_the_list(
    staff_client: Client, query: str
) -> None:
    page = staff_client.post(f"{LIST}export/?{query}", {"format": "csv"}, follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "The filters of the list cannot be read" in page.content.decode()


def test_pages_have_no_inline_script_or_style(staff_client: Client) -> None:
    pages = [
        staff_client.get(LIST),
        staff_client.get(f"{LIST}export/"),
    ]

    assert f"{LIST}import/" in pages[0].content.decode()
    for page in pages:
        text = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", text)
