"""Words of names: a search for a partner, kind, programme or field finds what bears its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import models, transaction

from ..models import Kind, NameWord, Partner, PartnerAlias, Programme
from ..names import normalise
from ..words import words_of
from .terms import facet_term

EXACT = "="
NAMES: dict[str, tuple[str, ...]] = {
    "partner": ("name_en", "name_ja", "short_name_ja"),
    "kind": ("name_en", "name_ja"),
    "programme": ("name_en", "name_ja"),
    "field": ("name_en", "name_ja"),
}


def named_models() -> dict[type[models.Model], str]:
    """The models whose names are searched, with the filter that each is the value of."""
    return {
        Partner: "partner",
        Kind: "kind",
        Programme: "programme",
        apps.get_model("capacity", "CapacityField"): "field",
    }


def index_names(rows: Iterable[models.Model]) -> None:
    """Replace the words of some named rows by those of the names they have now."""
    facets = named_models()
    terms, words = [], []
    for row in rows:
        facet = facets[type(row)]
        term = facet_term(facet, row.pk)
        terms.append(term)
        words.extend(NameWord(word=word, term=term) for word in _words(row, facet))
    with transaction.atomic():
        NameWord.objects.filter(term__in=terms).delete()
        NameWord.objects.bulk_create(words, batch_size=500)


def forget_name(row: models.Model) -> None:
    facet = named_models()[type(row)]
    NameWord.objects.filter(term=facet_term(facet, row.pk)).delete()


def _words(row: models.Model, facet: str) -> set[str]:
    names = [getattr(row, name) for name in NAMES[facet]]
    found = {word for name in names for word in words_of(name)}
    if facet == "partner":
        spellings = [*names, row.code, row.iso3]
        found |= {EXACT + form for spelling in spellings if (form := normalise(spelling))}
    return found


def terms_by_word(words: Sequence[str], spellings: Sequence[str]) -> dict[str, set[str]]:
    """The terms that words stand for, and those that whole names do, under "=" and their form.

    `spellings` are normalised; a spelling that an alias has means the alias's partner only.
    """
    found: dict[str, set[str]] = {}
    asked = [*words, *(EXACT + spelling for spelling in spellings)]
    for word, term in NameWord.objects.filter(word__in=asked).values_list("word", "term"):
        found.setdefault(word, set()).add(term)
    aliases = PartnerAlias.objects.filter(normalised__in=spellings).order_by()
    for spelling, partner in aliases.values_list("normalised", "partner_id"):
        found[EXACT + spelling] = {facet_term("partner", partner)}
    return found
