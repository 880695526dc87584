from django.utils.translation import gettext_lazy as _

from ..imports.columns import DetailColumn, FlagsColumn, RowsColumn
from ..imports.resource import ActivityResource
from ..tools import Tool
from .models import TroopsDetail

TROOPS = Tool.TROOPS.value

COLUMNS = (
    FlagsColumn(
        tool=TROOPS,
        name="domains",
        ja="領域",
        aliases=("domain",),
        flags=TroopsDetail.DOMAINS,
        prefetch=("troops_detail",),
        about=_("Any of ground, maritime, air, joint, cyber, with ; between them."),
        example="maritime; air",
    ),
    DetailColumn(
        tool=TROOPS,
        name="purpose_en",
        ja="目的英語",
        aliases=("purpose", "目的(英)"),
        about=_("Purpose in English."),
        example="To improve tactical skills.",
    ),
    DetailColumn(
        tool=TROOPS,
        name="purpose_ja",
        ja="目的",
        aliases=("目的日本語", "目的(日)"),
        about=_("Purpose in Japanese."),
        example="戦術技量の向上",
    ),
    DetailColumn(
        tool=TROOPS,
        name="area_en",
        ja="海空域英語",
        aliases=("area", "海空域(英)"),
        about=_("Sea or air area in English."),
        example="South of Okinawa",
    ),
    DetailColumn(
        tool=TROOPS,
        name="area_ja",
        ja="海空域",
        aliases=("海空域日本語", "海空域(日)"),
        about=_("Sea or air area in Japanese."),
        example="沖縄南方の海空域",
    ),
    DetailColumn(
        tool=TROOPS,
        name="phases_en",
        ja="段階英語",
        aliases=("phases", "段階(英)"),
        about=_("Phases in English."),
        example="Harbour phase; sea phase",
    ),
    DetailColumn(
        tool=TROOPS,
        name="phases_ja",
        ja="段階",
        aliases=("段階日本語", "段階(日)", "フェーズ"),
        about=_("Phases in Japanese."),
        example="停泊フェーズ、洋上フェーズ",
    ),
    DetailColumn(
        tool=TROOPS,
        name="training_items_en",
        ja="訓練項目英語",
        aliases=("training items", "訓練項目(英)"),
        about=_("Training items in English."),
        example="Anti-submarine warfare",
    ),
    DetailColumn(
        tool=TROOPS,
        name="training_items_ja",
        ja="訓練項目",
        aliases=("訓練項目日本語", "訓練項目(日)"),
        about=_("Training items in Japanese."),
        example="対潜戦訓練",
    ),
    DetailColumn(
        tool=TROOPS,
        name="ports_en",
        ja="寄港地英語",
        aliases=("ports", "port", "寄港地(英)"),
        about=_("Ports in English."),
        example="Subic",
    ),
    DetailColumn(
        tool=TROOPS,
        name="ports_ja",
        ja="寄港地",
        aliases=("寄港地日本語", "寄港地(日)"),
        about=_("Ports in Japanese."),
        example="スービック",
    ),
    DetailColumn(
        tool=TROOPS,
        name="personnel",
        ja="参加人員",
        about=_("Number of persons."),
        example="350",
    ),
    RowsColumn(
        tool=TROOPS,
        name="units",
        ja="部隊",
        aliases=("ships", "参加部隊", "艦艇"),
        relation="units",
        parts=("name_en", "partner", "branch", "hull_number", "head_count", "name_ja"),
        needs=("name_en", "name_ja"),
        prefetch=("troops_detail__units__partner",),
        about=_(
            "Units, ships and aircraft: name | partner | branch | hull number | persons | name in "
            "Japanese. Branches: ground, maritime, air, marines, coast-guard, other."
        ),
        example="JS Izumo | jp | maritime | DDH 183 | | いずも; USS Benfold | us | maritime",
    ),
)


class TroopsResource(ActivityResource):
    tool = TROOPS
