"""`rebuild_index --verify` names whatever the index holds otherwise than the records say."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exchanges.index.rebuilding import differences
from exchanges.models import FacetCount, IndexEntry, NameWord, Posting
from tests.factories import make_activity, make_photo

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=9)

DAMAGES: dict[str, tuple[str, Callable[[], object]]] = {
    "posting lost": (
        "Posting w:talk",
        lambda: Posting.objects.filter(term="w:talk").delete(),
    ),
    "posting of nothing": (
        "Posting w:none",
        lambda: Posting.objects.filter(term="w:talk").update(term="w:none"),
    ),
    "posting without its bits": (
        "Posting all",
        lambda: Posting.objects.filter(term="all").update(
            bitmap=Posting.objects.exclude(term="all").filter(term="photos:1").get().bitmap
        ),
    ),
    "count wrong": (
        "Count",
        lambda: FacetCount.objects.filter(given="", facet="region").update(number=9),
    ),
    "count lost": ("Count", lambda: FacetCount.objects.filter(facet="year").delete()),
    "entry lost": ("is not in the index", lambda: IndexEntry.objects.first().delete()),
    "entry with another facet": (
        "has other terms",
        lambda: IndexEntry.objects.filter(facets__contains="partner").update(facets="tool:people"),
    ),
    "entry of another position": (
        "Posting",
        lambda: IndexEntry.objects.filter(facets__contains="partner").update(position=1),
    ),
    "entry with another last day": (
        "Record",
        lambda: IndexEntry.objects.update(end_date=timezone.localdate()),
    ),
    "entry seen later": ("Record", lambda: IndexEntry.objects.update(visible_from=LATER)),
    "entry seen no more": ("Record", lambda: IndexEntry.objects.update(visible_until=LATER)),
    "word of a name lost": ("partner:", lambda: NameWord.objects.filter(word="india").delete()),
}


@pytest.fixture(autouse=True)
def _two_records() -> None:
    make_photo(make_activity(title_en="Talks", partners=("in",)))
    make_activity(dates="2012")


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named_and_ends_with_1_and_is_mended(damage: str) -> None:
    named, harm = DAMAGES[damage]
    assert list(differences()) == []
    harm()
    out = StringIO()

    with pytest.raises(CommandError, match="rebuild_index") as error:
        call_command("rebuild_index", "--verify", stdout=out)
    assert error.value.returncode == 1
    assert named in out.getvalue()

    call_command("rebuild_index", stdout=out)
    call_command("rebuild_index", "--verify", stdout=out)
    assert "2 records indexed." in out.getvalue()
    assert list(differences()) == []
