import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from exchanges.imports.file_templates import template_columns, template_file
from exchanges.imports.reading import read_file
from exchanges.models import Activity
from exchanges.tools import Tool

from ...factories import make_staff
from .files import counts, run

pytestmark = pytest.mark.django_db


def _address(tool: str, language: str, file_format: str) -> str:
    return f"/admin/exchanges/importbatch/template/{tool}/{language}.{file_format}"


@pytest.mark.parametrize("tool", Tool.values)
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_example_rows_of_every_template_can_be_imported(
    staff_client: Client, tool: str, language: str, file_format: str
) -> None:
    response = staff_client.get(_address(tool, language, file_format))

    report = run(response.content, name=f"template.{file_format}")

    assert [problem.as_json() for problem in report.problems] == []
    assert counts(report) == (2, 0, 0, 0)
    assert set(Activity.objects.values_list("tool", flat=True)) == {tool}


@pytest.mark.parametrize("tool", Tool.values)
def test_every_column_that_an_export_has_is_in_the_template(tool: str) -> None:
    headers = next(csv.reader(io.StringIO(template_file(tool, "en", "csv").decode("utf-8-sig"))))

    assert headers == [column.name for column in template_columns(tool)]
    assert {"start_date", "kind", "partners", "title_en", "title_ja"} <= set(headers)


def test_the_headers_of_a_japanese_template_are_japanese() -> None:
    rows = list(read_file(template_file("troops", "ja", "csv"), "a.csv").rows)

    assert {"開始日", "種別", "国", "件名英語"} <= set(rows[0][1])


def test_cells_of_the_spreadsheet_offer_the_known_values() -> None:
    workbook = load_workbook(io.BytesIO(template_file("people", "en", "xlsx")))
    sheet, notes, values = workbook.worksheets
    headers = [cell.value for cell in sheet[1]]
    offered = {}
    for offer in sheet.data_validations.dataValidation:
        first = sheet[str(offer.sqref).split(":")[0]]
        offered[headers[first.column - 1]] = values[offer.formula1.split("!")[1]]

    assert {"kind", "partners", "host", "format", "level"} <= offered.keys()
    assert "Defense ministerial meeting" in {row[0].value for row in offered["kind"]}
    assert notes["A3"].value == "Column"


def test_dates_in_the_spreadsheet_are_text() -> None:
    sheet = load_workbook(io.BytesIO(template_file("troops", "en", "xlsx"))).worksheets[0]
    column = [cell.value for cell in sheet[1]].index("start_date") + 1

    assert {sheet.cell(line, column).number_format for line in (2, 3, 500)} == {"@"}


@pytest.mark.parametrize("wrong", ["none/en.csv", "troops/fr.csv", "troops/en.pdf"])
def test_other_templates_are_not_there(staff_client: Client, wrong: str) -> None:
    assert staff_client.get(f"/admin/exchanges/importbatch/template/{wrong}").status_code == 404


def test_templates_are_for_who_may_import() -> None:
    client = Client()
    client.force_login(make_staff("viewer", is_superuser=False))

    assert client.get(_address("troops", "en", "csv")).status_code == 403
