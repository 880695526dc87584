"""Words of names: a search for a partner, kind, programme or field finds what bears its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import models, transaction

from ..models import Kind, KindAlias, NameWord, Partner, PartnerAlias, Programme
from ..names import normalise
from ..words import words_of, words_together
from .terms import facet_term

EXACT = "="
MAX_SPELLINGS = 24
NAMES: dict[str, tuple[str, ...]] = {
    "partner": ("name_en", "name_ja", "short_name_ja"),
    "kind": ("name_en", "name_ja"),
    "programme": ("name_en", "name_ja"),
    "field": ("name_en", "name_ja"),
}

CODES = {"partner": ("code", "iso3"), "kind": ("code",), "field": ("code",)}


def models_by_facet() -> dict[str, type[models.Model]]:
    """The models that filters have values of; their names are searched."""
    return {
        "partner": Partner,
        "kind": Kind,
        "programme": Programme,
        "field": apps.get_model("capacity", "CapacityField"),
    }


def named_models() -> dict[type[models.Model], str]:
    return {model: facet for facet, model in models_by_facet().items()}


def index_names(rows: Iterable[models.Model]) -> None:
    """Replace the words of some named rows by those of the names they have now."""
    facets = named_models()
    terms, words = [], []
    for row in rows:
        facet = facets[type(row)]
        term = facet_term(facet, row.pk)
        terms.append(term)
        words.extend(NameWord(word=word, term=term) for word in words_of_name(row, facet))
    with transaction.atomic():
        NameWord.objects.filter(term__in=terms).delete()
        NameWord.objects.bulk_create(words, batch_size=500)


def forget_name(row: models.Model) -> None:
    facet = named_models()[type(row)]
    NameWord.objects.filter(term=facet_term(facet, row.pk)).delete()


def words_of_name(row: models.Model, facet: str) -> set[str]:
    """The words of a row's names, and each of its names and codes as a whole."""
    names = [getattr(row, name) for name in NAMES[facet]]
    codes = [getattr(row, name) for name in CODES.get(facet, ())]
    spellings = {normalise(text) for text in (*names, *codes)} - {""}
    return {word for name in names for word in words_of(name)} | {
        EXACT + spelling for spelling in spellings
    }


def terms_by_word(words: Sequence[str], spellings: Sequence[str]) -> dict[str, set[str]]:
    """The terms that words stand for, and those that whole names do, under "=" and their form.

    `spellings` are normalised; a spelling that an alias has means the alias's partner only.
    """
    found: dict[str, set[str]] = {}
    asked = [*words, *(EXACT + spelling for spelling in spellings)]
    for word, term in NameWord.objects.filter(word__in=asked).values_list("word", "term"):
        found.setdefault(word, set()).add(term)
    kinds = KindAlias.objects.filter(normalised__in=spellings).order_by()
    for spelling, kind in kinds.values_list("normalised", "kind_id"):
        found.setdefault(EXACT + spelling, set()).add(facet_term("kind", kind))
    partners = PartnerAlias.objects.filter(normalised__in=spellings).order_by()
    for spelling, partner in partners.values_list("normalised", "partner_id"):
        found[EXACT + spelling] = {facet_term("partner", partner)}
    return found


def spellings_of(partners: Sequence[int]) -> dict[int, list[tuple[str, ...]]]:
    """The words of every spelling of some partners, so that any of them finds all of them.

    Codes of two letters are words of their own in many texts; a spelling that has all words of
    another finds nothing that this one does not.
    """
    names = Partner.objects.filter(pk__in=partners).values_list("pk", *NAMES["partner"])
    found: dict[int, set[tuple[str, ...]]] = {pk: set() for pk in partners}
    for pk, *texts in names:
        found[pk].update(words_together(text) for text in texts)
    aliases = PartnerAlias.objects.filter(partner__in=partners).order_by()
    for pk, spelling in aliases.values_list("partner_id", "spelling"):
        found[pk].add(words_together(spelling))
    return {pk: _shortest(spellings) for pk, spellings in found.items()}


def _shortest(spellings: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    kept: list[tuple[str, ...]] = []
    for words in sorted(spellings, key=lambda words: (len(words), words)):
        is_a_name = len("".join(words)) > (2 if "".join(words).isascii() else 1)
        if is_a_name and not any(set(words).issuperset(other) for other in kept):
            kept.append(words)
    return kept[:MAX_SPELLINGS]
