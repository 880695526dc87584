from django.utils.translation import gettext_lazy as _

from ..imports.columns import DetailColumn, ManyColumn
from ..imports.resource import ActivityResource
from ..tools import Tool

CAPACITY = Tool.CAPACITY.value

COLUMNS = (
    DetailColumn(
        tool=CAPACITY,
        name="mode",
        ja="方式",
        aliases=("実施方式",),
        about=_("dispatch, invitation or online."),
        example="dispatch",
    ),
    ManyColumn(
        tool=CAPACITY,
        name="fields",
        ja="支援分野",
        aliases=("field", "capacity fields", "支援分野名"),
        prefetch=("capacity_detail__fields",),
        about=_("Fields of capacity building by code or name, with ; between them."),
        example="ha-dr; medical",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="recipient_unit_en",
        ja="支援対象英語",
        aliases=("recipient unit", "recipient", "支援対象(英)"),
        about=_("Recipient unit in English."),
        example="Engineer battalion",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="recipient_unit_ja",
        ja="支援対象",
        aliases=("支援対象日本語", "支援対象(日)"),
        about=_("Recipient unit in Japanese."),
        example="工兵大隊",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="trainees",
        ja="受講者数",
        aliases=("participants count", "研修員数"),
        about=_("Number of trainees."),
        example="40",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="delegation_en",
        ja="派遣要員英語",
        aliases=("delegation", "派遣要員(英)"),
        about=_("Delegation in English."),
        example="3 officials, 11 personnel",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="delegation_ja",
        ja="派遣要員",
        aliases=("派遣要員日本語", "派遣要員(日)"),
        about=_("Delegation in Japanese."),
        example="内局3名、海自11名",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="dispatched_from",
        ja="派遣開始日",
        about=_("First day of the dispatch."),
        example="2019-05-20",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="dispatched_to",
        ja="派遣終了日",
        about=_("Last day of the dispatch."),
        example="2019-05-31",
    ),
    DetailColumn(
        tool=CAPACITY,
        name="project_year",
        ja="事業年次",
        about=_("Which year of the project."),
        example="2",
    ),
)


class CapacityResource(ActivityResource):
    tool = CAPACITY
