"""Spreadsheets written by hand, as no office program would."""

from __future__ import annotations

import io
import zipfile

XLSX = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": (
        '<workbook xmlns:r="r"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def archive(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def xlsx(rows: str, **parts: str) -> bytes:
    """A workbook whose only sheet has these rows, written as XML."""
    sheet = f'<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    return archive({**XLSX, "xl/worksheets/sheet1.xml": sheet, **parts})


def ods(*tables: str) -> bytes:
    """A spreadsheet of OpenDocument with these tables, written as XML."""
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": (
                "<office:document-content><office:body><office:spreadsheet>"
                f"{''.join(tables)}"
                "</office:spreadsheet></office:body></office:document-content>"
            ).replace(
                "<office:document-content>",
                '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">',
            ),
        }
    )


def text_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'
