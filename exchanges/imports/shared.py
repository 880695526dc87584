"""The columns that every tool has. Their order is that of the export and of the documentation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..dates import as_cells
from ..models import Activity, Participation
from .columns import ActivityColumn, BilingualColumn, Column, ComposedColumn, RowsColumn
from .entries import join_entries
from .labels import labels_for

PARTICIPANT = Participation.Role.PARTICIPANT


def _codes(record: Activity) -> str:
    return join_entries(sorted([part.partner.code] for part in record.participations.all()))


def _roles(record: Activity) -> str:
    parts = record.participations.all()
    return join_entries(
        sorted([part.partner.code, part.role] for part in parts if part.role != PARTICIPANT)
    )


def plain_source(record: Activity) -> tuple[str, str] | None:
    """Title and address of the source of a record that has one, without date and page."""
    sources = list(record.sources.all())
    if len(sources) != 1 or sources[0].published_on or sources[0].page:
        return None
    return sources[0].title, sources[0].url


SOURCES = RowsColumn(
    name="sources",
    ja="出典一覧",
    relation="sources",
    parts=("title", "url", "published_on", "page"),
    needs=("title", "url"),
    prefetch=("sources",),
    about=_(
        "Several sources, or one with its date and page: title | address | date | page. "
        "Replaces the sources of the record."
    ),
    example="Press release | https://example.org/1 | 2019-05-23 | 2; Yearbook",
)

_SHARED: tuple[Column, ...] = (
    ComposedColumn(
        name="reference",
        ja="整理番号",
        aliases=("ref", "id", "record id", "参照番号", "管理番号"),
        about=_(
            "Unique and stable, up to 80 characters. Blank: the system gives one, and the row is "
            "recognised by what it says when the file is imported again."
        ),
        example="DCE-2019-0147",
        shown=lambda record: record.reference,
    ),
    ComposedColumn(
        name="tool",
        ja="手段",
        aliases=("category", "分野", "区分"),
        about=_("people, troops, capacity, equipment or agreements. Required unless --tool."),
        example="troops",
        shown=lambda record: record.tool,
    ),
    ComposedColumn(
        name="kind",
        ja="種別",
        aliases=("type", "activity type", "種類", "活動種別"),
        about=_(
            "Code, name or any known spelling of a kind of the tool. Required unless "
            "--default-kind."
        ),
        example="port-call",
        shown=lambda record: record.kind.code,
    ),
    ActivityColumn(
        name="title_en",
        ja="件名英語",
        aliases=("title english", "english title", "英語件名", "件名(英)", "件名(英語)"),
        about=_("Title in English, up to 400 characters."),
        example="Port call at Subic",
    ),
    ActivityColumn(
        name="title_ja",
        ja="件名日本語",
        aliases=("title japanese", "japanese title", "日本語件名", "件名(日)", "件名(日本語)"),
        about=_("Title in Japanese, up to 400 characters."),
        example="スービック港寄港",
    ),
    BilingualColumn(
        name="title",
        ja="件名",
        aliases=("name", "event", "activity", "exercise", "名称", "タイトル", "活動名", "訓練名"),
        about=_(
            "Title in either language: with kana or kanji it is Japanese, unless "
            "--title-language. Without any title, one is made of kind, partners and year."
        ),
        example="スービック港寄港",
        is_exported=False,
    ),
    ComposedColumn(
        name="start_date",
        ja="開始日",
        aliases=("start", "date", "from", "begin date", "日付", "実施日", "期日", "年月日", "期間"),
        about=_(
            "A day, month, year or fiscal year, or a whole period, as people write them in "
            "English or Japanese. Required."
        ),
        example="2019-06-29",
        shown=lambda record: as_cells(record.dates)[0],
    ),
    ComposedColumn(
        name="end_date",
        ja="終了日",
        aliases=("end", "to", "until", "finish date", "終了年月日"),
        about=_("Read together with start_date: blank means that start_date says it all."),
        example="2019-07-02",
        shown=lambda record: as_cells(record.dates)[1],
    ),
    ActivityColumn(
        name="date_as_written",
        ja="日付の表記",
        about=_("The dates in the words of the source. Blank: kept from the two date cells."),
        example="令和元年6月29日〜7月2日",
    ),
    ComposedColumn(
        name="partners",
        ja="国",
        aliases=(
            *("partner", "country", "countries", "participants", "parties", "nations"),
            *("相手国", "参加国", "国名", "パートナー", "対象国", "当事国"),
        ),
        prefetch=("participations__partner",),
        about=_(
            "Names or codes of countries and organisations with ; between them. 、 and ・ "
            "separate only where every piece is known; a comma never does."
        ),
        example="ph; us",
        shown=_codes,
    ),
    ComposedColumn(
        name="roles",
        ja="役割",
        aliases=("partner roles",),
        prefetch=("participations__partner",),
        about=_(
            "Roles other than participant: partner | role. Roles: co-host, participant, "
            "observer, recipient, visitor, host."
        ),
        example="us | co-host; au | observer",
        shown=_roles,
    ),
    ActivityColumn(
        name="other_participants",
        ja="その他の参加者",
        about=_("Participants as written that are not partners in the register."),
        example="24 countries",
    ),
    ActivityColumn(
        name="location_en",
        ja="場所英語",
        aliases=("place_en", "英語場所", "場所(英)", "場所(英語)"),
        field="place_en",
        about=_("Place in English, up to 300 characters."),
        example="Subic Bay",
    ),
    ActivityColumn(
        name="location_ja",
        ja="場所日本語",
        aliases=("place_ja", "日本語場所", "場所(日)", "場所(日本語)"),
        field="place_ja",
        about=_("Place in Japanese, up to 300 characters."),
        example="スービック湾",
    ),
    BilingualColumn(
        name="location",
        ja="場所",
        aliases=("place", "venue", "実施場所", "開催地", "開催場所", "地域"),
        field="place",
        about=_("Place in either language, told apart as titles are."),
        example="Subic Bay",
        is_exported=False,
    ),
    ActivityColumn(
        name="latitude",
        ja="緯度",
        aliases=("lat",),
        about=_("Degrees north, from -90 to 90; together with the longitude."),
        example="14.8",
    ),
    ActivityColumn(
        name="longitude",
        ja="経度",
        aliases=("lon", "lng"),
        about=_("Degrees east, from -180 to 180."),
        example="120.27",
    ),
    ComposedColumn(
        name="host",
        ja="主催国",
        aliases=("hosted by", "host country", "主催", "開催国"),
        prefetch=("host",),
        about=_("The partner that is the host, by name or code."),
        example="ph",
        shown=lambda record: record.host.code if record.host else "",
    ),
    ComposedColumn(
        name="programme",
        ja="事業",
        aliases=("program", "series", "プログラム", "シリーズ"),
        prefetch=("programme",),
        about=_("A programme that is in the register, by its address or name."),
        example="ipd2019",
        shown=lambda record: record.programme.slug if record.programme else "",
    ),
    ActivityColumn(
        name="edition",
        ja="回次",
        aliases=("leg", "回", "年次"),
        about=_("Number of the edition, leg or year; only with a programme."),
        example="3",
    ),
    ActivityColumn(
        name="summary_en",
        ja="概要英語",
        aliases=("summary english", "英語概要", "概要(英)", "概要(英語)"),
        about=_("Summary in English; line breaks are kept."),
        example="Ships of the deployment called at Subic.",
    ),
    ActivityColumn(
        name="summary_ja",
        ja="概要日本語",
        aliases=("summary japanese", "日本語概要", "概要(日)", "概要(日本語)"),
        about=_("Summary in Japanese; line breaks are kept."),
        example="派遣部隊の艦艇がスービックに寄港した。",
    ),
    BilingualColumn(
        name="summary",
        ja="概要",
        aliases=("description", "notes", "remarks", "内容", "備考", "説明"),
        about=_("Summary in either language, told apart as titles are."),
        example="Ships of the deployment called at Subic.",
        is_exported=False,
    ),
    ActivityColumn(
        name="body_en",
        ja="本文英語",
        aliases=("body english", "本文(英)", "本文(英語)"),
        about=_("Full text in English."),
        example="The ships stayed for three days.",
    ),
    ActivityColumn(
        name="body_ja",
        ja="本文日本語",
        aliases=("body japanese", "本文(日)", "本文(日本語)", "本文"),
        about=_("Full text in Japanese."),
        example="艦艇は3日間停泊した。",
    ),
    ComposedColumn(
        name="source_title",
        ja="出典",
        aliases=("source", "出典名", "出所"),
        prefetch=("sources",),
        about=_("Title of the source, up to 300 characters."),
        example="Press release",
        shown=lambda record: (plain_source(record) or ("", ""))[0],
    ),
    ComposedColumn(
        name="source_url",
        ja="出典URL",
        aliases=("url", "link", "source link", "リンク"),
        prefetch=("sources",),
        about=_("Address of the source, with https:// or http://."),
        example="https://example.org/press/1",
        shown=lambda record: (plain_source(record) or ("", ""))[1],
    ),
    SOURCES,
    ComposedColumn(
        name="photo_files",
        ja="写真ファイル",
        aliases=("photos", "photo", "写真"),
        about=_("Names of photo files. Kept with the row; photos come with a ZIP in a later step."),
        example="subic-1.jpg; subic-2.jpg",
        is_exported=False,
    ),
    ComposedColumn(
        name="photo_captions",
        ja="写真説明",
        aliases=("captions", "caption", "キャプション"),
        about=_("Captions of the photos, in the order of the files."),
        example="Arrival; Departure",
        is_exported=False,
    ),
    ComposedColumn(
        name="problem",
        ja="問題",
        about=_("Written by the import into the file of rejected rows; ignored when read again."),
        is_exported=False,
        is_ignored=True,
    ),
    ComposedColumn(
        name="hint",
        ja="対処",
        about=_("Likewise."),
        is_exported=False,
        is_ignored=True,
    ),
)

SHARED: tuple[Column, ...] = (*_SHARED, *labels_for(_SHARED))
