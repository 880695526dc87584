"""What the list of activities is drawn as: safe texts, facets, notes, addresses, pages."""

import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation.template import templatize

from exchanges.facets import SHOWN, Facet, Option
from exchanges.models import Partner
from tests.factories import make_activity, make_photo, make_programme

ROOT = Path(__file__).resolve().parent.parent.parent
COMPILED = sorted((ROOT / "templates" / "jinja2").glob("*.html"))
SCRIPT = "<script>alert('x')</script>\"&"


def page(client: Client, address: str = "/activities/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def values(html: str, facet: str) -> list[str]:
    """The values of a facet, in the order in which they stand."""
    return re.findall(rf'data-facet="{facet}" data-value="([^"]*)"', html)


def facet_of(number: int, chosen: tuple[str, ...] = ()) -> Facet:
    names = [f"p{place}" for place in range(number)]
    return Facet("partner", "Partner", [Option(n, n, 1, n in chosen) for n in names])


def pages(number: int, last: int, query: str = "tool=troops") -> str:
    paginator = Paginator(range(last * 20), 20)
    request = RequestFactory().get(f"/activities/?{query}")
    context = {"page_obj": paginator.page(number)}
    return render_to_string("includes/pagination.html", context, request)


@pytest.mark.django_db
def test_texts_of_records_are_escaped(client: Client) -> None:
    Partner.objects.filter(code="in").update(name_en=SCRIPT, name_ja=SCRIPT)
    programme = make_programme(name_en=SCRIPT, name_ja=SCRIPT)
    activity = make_activity(
        title_en=SCRIPT,
        title_ja=SCRIPT,
        summary_en=SCRIPT,
        place_en=SCRIPT,
        partners=("in",),
        programme=programme,
    )
    make_photo(activity, caption_en=f"Ships {SCRIPT}", alt_en=f"Two ships {SCRIPT}")

    for address in ("/activities/", "/ja/activities/", "/activities/?partner=in"):
        html = page(client, address)

        assert "&lt;script&gt;" in html
        assert "<script" not in html
        assert "alert('x')" not in html


@pytest.mark.django_db
def test_words_of_the_address_are_escaped(client: Client) -> None:
    html = page(client, "/activities/?q=%22%3E%3Cscript%3E&tool=%3Cscript%3E&year=%22%3E%3Cb%3E")

    assert "<script" not in html
    assert '"><b>' not in html


@pytest.mark.django_db
def test_values_carry_their_facet_value_and_count(client: Client) -> None:
    make_activity(tool="troops", partners=("in", "ph"))
    make_activity(tool="troops", partners=("in",))

    html = page(client, "/activities/?partner=in")

    assert 'data-facet="tool" data-value="troops" data-count="2"' in html
    assert 'data-facet="partner" data-value="in" data-count="2"' in html
    assert 'data-facet="partner" data-value="ph" data-count="1"' in html
    assert re.search(r'name=partner value="in" checked', html)
    assert not re.search(r'name=partner value="ph" checked', html)


@pytest.mark.django_db
def test_values_that_find_nothing_are_muted_or_folded_away(client: Client) -> None:
    make_activity(tool="people", partners=("in",))

    html = page(client)

    assert '<label class=zero data-facet="tool" data-value="troops" data-count="0">' in html
    assert '<label class=zero data-facet="region"' in html
    for name in ("partner", "year"):
        assert not re.search(rf'data-facet="{name}" data-value="[^"]*" data-count="0"', html)


def test_few_values_keep_their_order() -> None:
    facet = facet_of(SHOWN, chosen=("p5",))

    assert [option.value for option in facet.shown] == [f"p{place}" for place in range(SHOWN)]
    assert facet.more == []


def test_chosen_values_stand_first_among_many() -> None:
    facet = facet_of(12, chosen=("p9", "p11"))

    assert [option.value for option in facet.shown][:3] == ["p9", "p11", "p0"]
    assert len(facet.shown) == SHOWN
    assert [option.value for option in facet.more] == ["p6", "p7", "p8", "p10"]


def test_every_chosen_value_is_in_front() -> None:
    chosen = tuple(f"p{place}" for place in range(10))
    facet = facet_of(12, chosen=chosen)

    assert [option.value for option in facet.shown] == list(chosen)


@pytest.mark.django_db
def test_chosen_partner_stands_in_front_on_the_page(client: Client) -> None:
    codes = list(Partner.objects.order_by("code").values_list("code", flat=True)[: SHOWN + 3])
    for code in codes:
        make_activity(partners=(code,))
    last = values(page(client), "partner")[-1]

    html = page(client, f"/activities/?partner={last}")

    assert values(html, "partner")[0] == last
    assert sorted(values(html, "partner")) == sorted(codes)


@pytest.mark.django_db
def test_page_says_how_several_partners_are_counted(client: Client) -> None:
    note = "An activity with several partners counts once in the total and once at each partner."

    assert note in page(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["?tool=people", "?q=talks", "?sort=oldest", "?page=2", "?from=2019"]
)
def test_narrowed_sorted_and_later_pages_are_not_indexed(client: Client, query: str) -> None:
    for _ in range(30):
        make_activity(title_en="Talks")

    html = page(client, f"/activities/{query}")

    assert '<meta name="robots" content="noindex,follow">' in html
    assert 'rel="canonical"' not in html
    assert 'rel="alternate"' not in html


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?page=1", "?utm_source=letter"])
def test_whole_list_has_one_address_and_its_languages(client: Client, query: str) -> None:
    html = page(client, f"/ja/activities/{query}")

    assert html.count('<link rel="canonical" href="http://testserver/ja/activities/">') == 1
    assert '<link rel="alternate" hreflang="en" href="http://testserver/activities/">' in html
    assert '<link rel="alternate" hreflang="ja" href="http://testserver/ja/activities/">' in html
    assert "noindex" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "locale"), [("/about/", "en_GB"), ("/ja/about/", "ja_JP"), ("/", "en_GB")]
)
def test_every_page_says_what_it_is_when_it_is_shared(
    client: Client, address: str, locale: str
) -> None:
    html = page(client, address)

    for name in ("site_name", "title", "type", "locale", "url"):
        assert len(re.findall(rf'<meta property="og:{name}" content="[^"]+">', html)) == 1, name
    assert f'<meta property="og:url" content="http://testserver{address}">' in html
    assert f'<meta property="og:locale" content="{locale}">' in html


@pytest.mark.django_db
def test_only_the_first_photos_are_loaded_at_once(client: Client) -> None:
    for _ in range(4):
        make_photo(make_activity())

    images = re.findall(r"<img [^>]*>", page(client))

    assert ['loading="lazy"' in image for image in images] == [False, False, True, True]
    assert all(re.search(r' width="\d+" height="\d+"', image) for image in images)
    assert all(" srcset=" in image and " 1280w" not in image for image in images)


@pytest.mark.django_db
def test_texts_in_the_other_language_say_which(client: Client) -> None:
    make_activity(title_en="Talks", title_ja="", summary_en="They met.", place_en="Tokyo")

    html = page(client, "/ja/activities/")

    assert 'lang="en">Talks</a>' in html
    assert '<p lang="en">They met.</p>' in html
    assert '<span lang="en">Tokyo</span>' in html


def test_one_page_needs_no_links() -> None:
    assert pages(1, 1).strip() == ""


def test_two_pages_link_to_each_other_and_keep_the_query() -> None:
    first, second = pages(1, 2), pages(2, 2)

    assert 'href="?tool=troops&amp;page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'href="?tool=troops&amp;page=1" rel="prev"' in second
    assert 'rel="next"' not in second
    assert "…" not in first + second


@pytest.mark.parametrize("number", [1, 2, 25_000, 49_999, 50_000])
def test_many_pages_have_a_handful_of_links(number: int) -> None:
    html = pages(number, 50_000)
    linked = {int(page) for page in re.findall(r"page=(\d+)", html)}

    assert {1, 50_000} - {number} <= linked
    assert {number - 1, number + 1} & set(range(1, 50_001)) <= linked
    assert len(linked) <= 7
    assert html.count('aria-current="page"') == 1


def test_a_single_page_left_out_is_linked_instead() -> None:
    linked = {int(page) for page in re.findall(r"page=(\d+)", pages(5, 9))}

    assert linked == {1, 2, 3, 4, 6, 7, 8, 9}


@pytest.mark.parametrize("template", COMPILED, ids=lambda path: path.name)
def test_strings_of_compiled_templates_are_found_for_translation(template: Path) -> None:
    source = template.read_text()
    found = templatize(source)

    marked = re.findall(r"""_\((["'][^"']+["'])\)""", source)
    assert all(text in found for text in marked)
    # Of these `makemessages` would find nothing.
    assert "ngettext(" not in source
