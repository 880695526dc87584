from django.utils.translation import gettext_lazy as _

from ..imports.columns import DetailColumn, RowsColumn
from ..imports.resource import ActivityResource
from ..tools import Tool

PEOPLE = Tool.PEOPLE.value

COLUMNS = (
    DetailColumn(
        tool=PEOPLE,
        name="format",
        ja="形式",
        aliases=("meeting format", "実施形式"),
        about=_("in-person, telephone, video or hybrid."),
        example="telephone",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="level",
        ja="レベル",
        about=_("minister, vice-minister, chief-of-staff, director, working or student."),
        example="minister",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="direction",
        ja="方向",
        about=_("received, sent or third-country."),
        example="received",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="start_time",
        ja="開始時刻",
        aliases=("local start time",),
        about=_("Local time at which it began."),
        example="13:10",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="minutes",
        ja="時間(分)",
        aliases=("duration", "所要時間"),
        about=_("How long it lasted, in minutes."),
        example="55",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="institution_en",
        ja="教育機関英語",
        aliases=("institution", "教育機関(英)"),
        about=_("Institution in English."),
        example="National Defense Academy",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="institution_ja",
        ja="教育機関",
        aliases=("教育機関日本語", "教育機関(日)"),
        about=_("Institution in Japanese."),
        example="防衛大学校",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="course_en",
        ja="課程英語",
        aliases=("course", "課程(英)"),
        about=_("Course in English."),
        example="Main course",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="course_ja",
        ja="課程",
        aliases=("課程日本語", "課程(日)"),
        about=_("Course in Japanese."),
        example="本科",
    ),
    DetailColumn(
        tool=PEOPLE,
        name="head_count",
        ja="人数",
        aliases=("persons", "number of persons", "参加人数"),
        about=_("Number of persons."),
        example="12",
    ),
    RowsColumn(
        tool=PEOPLE,
        name="attendees",
        ja="出席者",
        relation="attendees",
        parts=("name_en", "office_en", "partner", "name_ja", "office_ja"),
        needs=("name_en", "office_en", "name_ja", "office_ja"),
        prefetch=("people_detail__attendees__partner",),
        about=_(
            "Who took part, with the office held then: name | office | partner | name in "
            "Japanese | office in Japanese."
        ),
        example="A. Example | Minister of Defence | au; | | jp | 例示太郎 | 防衛大臣",
    ),
)


class PeopleResource(ActivityResource):
    tool = PEOPLE
