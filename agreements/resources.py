from django.utils.translation import gettext_lazy as _

from exchanges.imports.columns import DetailColumn, LinkColumn, RowsColumn
from exchanges.imports.resource import ActivityResource
from exchanges.tools import Tool

AGREEMENTS = Tool.AGREEMENTS.value

COLUMNS = (
    DetailColumn(
        tool=AGREEMENTS,
        name="official_title_en",
        ja="正式名称英語",
        aliases=("official title", "正式名称(英)"),
        about=_("Official title in English."),
        example="Agreement between …",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="official_title_ja",
        ja="正式名称",
        aliases=("正式名称日本語", "正式名称(日)"),
        about=_("Official title in Japanese."),
        example="…との間の協定",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="signed_on",
        ja="署名日",
        aliases=("signed", "date signed"),
        about=_("Day of signature."),
        example="2007-08-10",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="adopted_on",
        ja="採択日",
        aliases=("adopted",),
        about=_("Day of adoption."),
        example="2007-08-10",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="effective_on",
        ja="暫定適用日",
        about=_("Provisionally applied from."),
        example="2007-09-01",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="in_force_on",
        ja="発効日",
        aliases=("entry into force", "in force"),
        about=_("Day of entry into force."),
        example="2007-10-01",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="terminated_on",
        ja="終了日(協定)",
        aliases=("terminated",),
        about=_("Day of termination."),
        example="2020-03-31",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="signed_at_en",
        ja="署名地英語",
        aliases=("place of signature", "署名地(英)"),
        about=_("Place of signature in English."),
        example="Tokyo",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="signed_at_ja",
        ja="署名地",
        aliases=("署名地日本語", "署名地(日)"),
        about=_("Place of signature in Japanese."),
        example="東京",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="number",
        ja="条約番号",
        aliases=("treaty number",),
        about=_("Number of the treaty."),
        example="2007-16",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="citation",
        ja="引用",
        aliases=("citations",),
        about=_("Where it is published."),
        example="Official gazette 2007-08-13",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="text_url_en",
        ja="本文URL英語",
        about=_("Address of the text in English."),
        example="https://example.org/en.pdf",
    ),
    DetailColumn(
        tool=AGREEMENTS,
        name="text_url_ja",
        ja="本文URL",
        aliases=("本文URL日本語", "text url"),
        about=_("Address of the text in Japanese."),
        example="https://example.org/ja.pdf",
    ),
    LinkColumn(
        tool=AGREEMENTS,
        name="amends",
        ja="改正対象",
        prefetch=("agreements_detail__amends",),
        about=_("Reference of the agreement it amends; it may stand in the same file."),
        example="DCE-1996-0003",
    ),
    LinkColumn(
        tool=AGREEMENTS,
        name="replaces",
        ja="置換対象",
        prefetch=("agreements_detail__replaces",),
        about=_("Reference of the agreement it replaces; it may stand in the same file."),
        example="DCE-1996-0003",
    ),
    RowsColumn(
        tool=AGREEMENTS,
        name="party_actions",
        ja="当事国の行為",
        aliases=("actions",),
        relation="party_actions",
        parts=("partner", "action", "done_on", "note"),
        needs=("partner", "action"),
        needs_all=True,
        prefetch=("agreements_detail__party_actions__partner",),
        about=_(
            "What each party did: partner | action | date | note. Actions: signed, approved, "
            "notified, ratified, acceded, withdrew."
        ),
        example="au | signed | 2022-01-06; au | ratified | 2023-07-13 | by letter",
    ),
)


class AgreementResource(ActivityResource):
    tool = AGREEMENTS
