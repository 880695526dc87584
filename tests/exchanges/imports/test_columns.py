import pytest

from exchanges.imports.documentation import PATH, documentation
from exchanges.imports.headers import all_columns, columns_of, header_key
from exchanges.imports.shared import SHARED
from exchanges.models import Activity
from exchanges.tools import Tool

CONTRACT = {
    *("reference", "tool", "kind", "title", "title_en", "title_ja", "start_date", "end_date"),
    *("partners", "location", "host", "programme", "edition"),
    *("summary", "summary_en", "summary_ja", "source_title", "source_url"),
    *("photo_files", "photo_captions"),
}


def test_every_column_of_the_contract_is_there() -> None:
    assert {column.name for column in SHARED} >= CONTRACT


@pytest.mark.parametrize("tool", Tool.values)
def test_every_field_of_the_detail_has_a_column(tool: str) -> None:
    detail = Activity._meta.get_field(f"{tool}_detail").related_model
    names = {field.name for field in (*detail._meta.fields, *detail._meta.many_to_many)}
    rows = {relation.related_name for relation in detail._meta.related_objects}
    flags = {name for name in names if name.startswith("is_")}
    expected = names - flags - {"activity"} | rows | ({"domains"} if flags else set())

    columns = [column for column in columns_of(tool)[len(SHARED) :] if not column.is_ignored]
    assert {column.name for column in columns} == expected


def test_no_header_means_two_columns() -> None:
    owners: dict[str, str] = {}
    for column in all_columns().values():
        for header in column.headers:
            assert owners.setdefault(header_key(header), column.name) == column.name, header


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("件名", "title"),
        ("開始日", "start_date"),
        ("終了日", "end_date"),
        ("国", "partners"),
        ("種別", "kind"),
        ("場所", "location"),
        ("概要", "summary"),
        ("Start Date", "start_date"),
        ("STARTDATE", "start_date"),
        ("ｔｉｔｌｅ＿ｅｎ", "title_en"),
    ],
)
def test_headers_as_people_write_them(header: str, name: str) -> None:
    assert header_key(header) in {header_key(known) for known in all_columns()[name].headers}


def test_the_documentation_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == documentation(), (
        "Run exchanges.imports.documentation.write()"
    )
