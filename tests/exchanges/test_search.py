import pytest

from exchanges.models import Activity
from exchanges.search import search
from tests.factories import make_activity, make_photo, make_programme

pytestmark = pytest.mark.django_db


def found(q: str) -> list[str]:
    return sorted(search(Activity.objects.published(), q).values_list("title_en", flat=True))


@pytest.mark.parametrize(
    "q",
    [
        "Subic",
        "subic port",
        "寄港",
        "スービック　寄港",
        "ＳＵＢＩＣ",
        "goodwill",
        "親善",
        "manoeuvring",
        "Zambales",
        "サンバレス",
        "Indo-Pacific",
        "Philippines",
        "フィリピン",
        "DCE-2019-0777",
    ],
)
def test_word_is_found_wherever_it_stands(q: str) -> None:
    activity = make_activity(
        tool="troops",
        kind="port-call",
        reference="DCE-2019-0777",
        title_en="Port call at Subic",
        title_ja="スービック港寄港",
        summary_en="A goodwill visit",
        summary_ja="親善訪問",
        body_en="With manoeuvring on departure",
        place_en="Zambales",
        place_ja="サンバレス",
        partners=("ph",),
        programme=make_programme(name_en="Indo-Pacific Deployment"),
    )
    make_photo(activity)
    make_activity(title_en="Something else")

    assert found(q) == ["Port call at Subic"]


def test_every_word_must_be_found() -> None:
    make_activity(title_en="Port call")
    make_activity(title_en="Port visit")

    assert found("port call") == ["Port call"]
    assert found("port nothing") == []


def test_captions_count_only_when_their_photo_is_released() -> None:
    make_photo(make_activity(title_en="Shown"), caption_en="Sailors on the pier")
    make_photo(
        make_activity(title_en="Held back"),
        caption_en="Sailors on the pier",
        release_state="not_reviewed",
    )

    assert found("sailors") == ["Shown"]


def test_name_of_several_words_finds_the_partner() -> None:
    make_activity(title_en="With Britain", partners=("gb",))

    assert found("United Kingdom") == ["With Britain"]


def test_nothing_asked_narrows_nothing() -> None:
    make_activity(title_en="Any")

    assert found(" 　 ") == ["Any"]
