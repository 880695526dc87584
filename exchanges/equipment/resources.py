from django.utils.translation import gettext_lazy as _

from ..imports.columns import DetailColumn, LinkColumn, RowsColumn
from ..imports.resource import ActivityResource
from ..tools import Tool

EQUIPMENT = Tool.EQUIPMENT.value

COLUMNS = (
    DetailColumn(
        tool=EQUIPMENT,
        name="transfer_form",
        ja="移転形態",
        about=_("sale, grant, lease or lease-to-grant."),
        example="grant",
    ),
    DetailColumn(
        tool=EQUIPMENT,
        name="stage",
        ja="進捗",
        about=_("planned, agreed, under-way, completed or ended."),
        example="completed",
    ),
    DetailColumn(
        tool=EQUIPMENT,
        name="counterpart_agency_en",
        ja="相手機関英語",
        aliases=("counterpart agency", "相手機関(英)"),
        about=_("Counterpart agency in English."),
        example="Department of National Defense",
    ),
    DetailColumn(
        tool=EQUIPMENT,
        name="counterpart_agency_ja",
        ja="相手機関",
        aliases=("相手機関日本語", "相手機関(日)"),
        about=_("Counterpart agency in Japanese."),
        example="国防省",
    ),
    DetailColumn(
        tool=EQUIPMENT,
        name="company_en",
        ja="企業英語",
        aliases=("company", "企業(英)"),
        about=_("Company in English."),
        example="Example Industries",
    ),
    DetailColumn(
        tool=EQUIPMENT,
        name="company_ja",
        ja="企業",
        aliases=("企業日本語", "企業(日)"),
        about=_("Company in Japanese."),
        example="例示工業",
    ),
    LinkColumn(
        tool=EQUIPMENT,
        name="agreement",
        ja="適用協定",
        prefetch=("equipment_detail__agreement",),
        about=_("Reference of the agreement used; it may stand in the same file."),
        example="DCE-2016-0021",
    ),
    RowsColumn(
        tool=EQUIPMENT,
        name="items",
        ja="品目",
        relation="items",
        parts=("name_en", "quantity", "delivered_on", "name_ja"),
        needs=("name_en", "name_ja"),
        prefetch=("equipment_detail__items",),
        about=_("What is transferred or shown: name | quantity | delivered on | name in Japanese."),
        example="TC-90 | 3 | 2018-03-26 | 練習機TC-90",
    ),
)


class EquipmentResource(ActivityResource):
    tool = EQUIPMENT
