"""Where a record matches a search: the right text, the right words marked, no more than fits."""

import pytest
from django.test import Client
from django.utils.translation import override

from exchanges.index.asking import Search
from exchanges.listing import Row, rows_of
from exchanges.matches import MOST, SNIPPET, Match, add_matches, mark, snippet
from exchanges.models import Activity, Partner
from exchanges.words import asked_words
from tests.factories import make_activity, make_photo

LONG = "The two sides spoke of many other things for a long while. " * 12


def searched(activity: Activity, *queries: str, language: str = "en") -> Row:
    """The row of a record as the list of a search has it."""
    with override(language):
        rows = rows_of([activity.pk])
        add_matches(rows, [Search(query) for query in queries])
    return rows[0]


def marked(match: Match) -> list[str]:
    return [part for part, is_marked in match.pieces if is_marked]


def marks_in(text: str, query: str) -> list[str]:
    words = {word for piece in asked_words(query) for word in piece.words}
    phrases = {piece.text for piece in asked_words(query) if len(piece.text) > 2}
    return [part for part, is_marked in mark(text, words, phrases) if is_marked]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Exercises and an exercise", "exercise", ["Exercises", "exercise"]),
        ("Defence organisation", "defense organization", ["Defence", "organisation"]),
        ("IPD2019 leaves", "ipd", ["IPD"]),
        ("The U.S. Navy", "US", ["U.S."]),
        ("Côte d’Ivoire", "cote divoire", ["Côte", "d’Ivoire"]),
        ("Cafe\u0301 «Łódź» fine", "lodz", ["Łódź"]),
        ("「２＋２」会合", "2+2", ["２＋２"]),
        ("ｽｰﾋﾞｯｸ湾に寄港", "スービック", ["ｽｰﾋﾞｯｸ"]),
        ("港はｽｰﾋﾞｯｸ湾にある", "湾に", ["湾に"]),
        ("ヴァヌアツとｳﾞｧﾇｱﾂ、訓練", "バヌアツ", ["ヴァヌアツ", "ｳﾞｧﾇｱﾂ"]),
        ("ヴァヌアツ㈱で訓練", "訓練", ["訓練"]),
        ("東京で日印防衛相会談", "防衛相会談", ["防衛相会談"]),
        ("กำลังทหาร ships", "ships", ["ships"]),
        ("米国と日米", "米", ["米", "米"]),
        ("nothing of the kind", "Malabar", []),
        ("", "Malabar", []),
    ],
)
def test_original_words_are_marked(text: str, query: str, expected: list[str]) -> None:
    assert marks_in(text, query) == expected


def test_pieces_put_together_are_the_text() -> None:
    text = "…ﾍﾞﾄﾅﾑ and ヴェトナム, the U.S. and Cafe\u0301 ﬃ ß exercises."

    pieces = mark(text, {"exercis", "us", "ベト"})

    assert "".join(part for part, _is_marked in pieces) == text


def test_whole_phrase_is_preferred_to_parts_of_it() -> None:
    assert marks_in("防衛省での会談の後、日印防衛相会談", "防衛相会談") == ["防衛相会談"]
    assert marks_in("防衛省での会談", "防衛相会談") == ["防衛", "会談"]


@pytest.mark.parametrize("before", [0, 1, 40, 60, 400])
@pytest.mark.parametrize("word", ["word", "訓練" * 3, "x" * 39])
def test_snippet_is_bounded_and_shows_a_word(before: int, word: str) -> None:
    text = "ab " * before + word + " cd" * 100

    found = snippet(mark(text, {*asked_words(word)[0].words}))

    assert sum(len(part) for part, _is_marked in found) <= SNIPPET + 1
    assert [part for part, is_marked in found if is_marked] == [word]
    assert found[-1] == ("…", False) or found[-1][0].endswith("…")


def test_ellipsis_is_not_part_of_a_word() -> None:
    found = snippet(mark("x " * 70 + "word " * 80, {"word"}))

    assert all("…" not in part for part, is_marked in found if is_marked)


@pytest.mark.django_db
class TestRows:
    def test_japanese_caption_is_shown_on_the_english_page(self) -> None:
        activity = make_activity()
        make_photo(activity, caption_ja="艦上で握手する両国の指揮官")

        (match,) = searched(activity, "握手").matches

        assert match.lang == "ja"
        assert match.label == "Caption, Japanese"
        assert marked(match) == ["握手"]

    def test_caption_that_is_not_released_is_not_shown(self) -> None:
        activity = make_activity()
        make_photo(activity, caption_en="Handshake on deck", release_state="not_reviewed")

        assert list(searched(activity, "handshake").matches) == []

    def test_title_is_marked_where_it_is_shown(self) -> None:
        row = searched(make_activity(title_en="Bilateral exercises at sea"), "exercise")

        assert row.marked_title == [("Bilateral ", False), ("exercises", True), (" at sea", False)]
        assert list(row.matches) == []

    def test_title_of_the_other_language_is_a_place(self) -> None:
        row = searched(make_activity(kind="visit", title_ja="日印防衛相会談"), "防衛相会談")

        assert row.marked_title == ()
        assert [(match.label, marked(match)) for match in row.matches] == [
            ("Title, Japanese", ["防衛相会談"])
        ]

    def test_words_may_stand_in_different_places(self) -> None:
        activity = make_activity(place_en="Subic Bay", body_en=f"{LONG}A band played. {LONG}")

        row = searched(activity, "band subic")

        assert [(match.label, marked(match)) for match in row.matches] == [
            ("Place", ["Subic"]),
            ("Text", ["band"]),
        ]

    def test_text_with_more_of_the_words_comes_first(self) -> None:
        activity = make_activity(
            summary_en="A band.", body_en="The band played in Subic.", place_en="Manila"
        )

        assert [match.label for match in searched(activity, "band subic").matches] == [
            "Text",
            "Summary",
        ]

    def test_text_with_the_whole_phrase_comes_first(self) -> None:
        activity = make_activity(
            kind="visit", summary_ja="防衛省と防衛相と会談", body_ja="日印防衛相会談を行った"
        )

        first, _second = searched(activity, "日印防衛相会談", language="ja").matches

        assert marked(first) == ["日印防衛相会談"]

    def test_partner_is_named_whatever_it_was_called(self) -> None:
        activity = make_activity(partners=("vn", "in"))

        matches = [searched(activity, query).matches for query in ("Viet Nam", "ﾍﾞﾄﾅﾑ", "vnm")]

        assert [[(m.label, m.pieces) for m in found] for found in matches] == [
            [("Partner", [("Viet Nam", True)])]
        ] * 3

    def test_partner_without_a_name_in_the_language_is_named_in_the_other(self) -> None:
        Partner.objects.filter(code="vn").update(name_ja="")
        activity = make_activity(partners=("vn",))

        (match,) = searched(activity, "vnm", language="ja").matches

        assert match.pieces == [("Viet Nam", True)]
        assert match.lang == "en"

    def test_no_more_places_than_fit_are_shown(self) -> None:
        texts = dict.fromkeys(("summary_en", "body_en", "place_en", "summary_ja"), "A band")

        assert len(searched(make_activity(**texts), "band").matches) == MOST

    def test_nothing_is_shown_where_nothing_is_found_or_asked(self) -> None:
        activity = make_activity()

        assert list(searched(activity, "zeppelin").matches) == []
        assert list(searched(activity).matches) == []
        assert list(searched(activity, "…").matches) == []

    def test_text_is_escaped_on_the_page(self, client: Client) -> None:
        make_activity(title_en="<i>Band</i>", body_en="A <script>band</script> & more")

        page = client.get("/activities/", {"q": "band"}).content.decode()

        assert "A &lt;script&gt;<mark>band</mark>&lt;/script&gt; &amp; more" in page
        assert "&lt;i&gt;<mark>Band</mark>&lt;/i&gt;" in page
