"""What the public lists are counted and searched by: kept with the records, rebuildable from them.

Everything here is derived. `exchanges/index/` is the only code that writes it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .activity import Activity


class SiteState(models.Model):
    """One row: a number that every change of public content makes another, and when it did."""

    version = models.BigIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    index_format = models.PositiveSmallIntegerField(_("format of the index"), default=0)

    class Meta:
        verbose_name = _("state of the site")
        verbose_name_plural = _("state of the site")

    def __str__(self) -> str:
        return str(self.version)


class IndexEntry(models.Model):
    """Where a published record stands in the order of days, and the terms it is found by.

    `position` is the number of its first day times 4,096 plus its place among the records of that
    day, so that a set of positions is a list in date order. `facets` and `words` are the terms now
    in the postings: a change of the record is then a difference, not a search.
    """

    # The entry must outlive a deleted record until its terms are taken out of the postings.
    activity = models.OneToOneField(
        Activity,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="index_entry",
    )
    position = models.BigIntegerField(_("position"), unique=True)
    end_date = models.DateField(_("last possible day"), db_index=True)
    facets = models.TextField(_("facets"))
    words = models.BinaryField(_("words, compressed"))
    visible_from = models.DateTimeField(_("visible from"), null=True)
    visible_until = models.DateTimeField(_("visible until"), null=True)

    class Meta:
        verbose_name = _("entry of the index")
        verbose_name_plural = _("entries of the index")
        indexes = [
            # The few records that are published for another time than now.
            models.Index(
                fields=["visible_from"],
                name="entry_visible_from",
                condition=Q(visible_from__isnull=False),
            ),
            models.Index(
                fields=["visible_until"],
                name="entry_visible_until",
                condition=Q(visible_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.position)


class Posting(models.Model):
    """The positions of the records that have a term, as a roaring bitmap per 1,024 days."""

    pk = models.CompositePrimaryKey("term", "chunk")
    term = models.CharField(_("term"), max_length=100)
    chunk = models.IntegerField(_("chunk"))
    # A facet's name, or the first letter of a Japanese word: what is asked for as a group.
    head = models.CharField(_("head"), max_length=10)
    number = models.IntegerField(_("number of records"))
    bitmap = models.BinaryField(_("positions"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [
            # All values of a facet, and all words that begin with a letter.
            models.Index(fields=["head"], name="posting_head", condition=~Q(head="")),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.chunk}"


class FacetCount(models.Model):
    """How many published records of a tool have a value, among all or those with a given term.

    `given` is empty for all; `facet` and `value` are empty for the number of those records.
    """

    pk = models.CompositePrimaryKey("given", "tool", "facet", "value")
    given = models.CharField(_("given term"), max_length=40)
    tool = models.CharField(_("tool"), max_length=10)
    facet = models.CharField(_("facet"), max_length=10)
    value = models.CharField(_("value"), max_length=30)
    number = models.IntegerField(_("number of records"))

    class Meta:
        verbose_name = _("count of a facet")
        verbose_name_plural = _("counts of facets")

    def __str__(self) -> str:
        return f"{self.given} {self.tool} {self.facet} {self.value}: {self.number}"


class NameWord(models.Model):
    """A word of the name of a partner, kind, programme or field, or its whole name after "=".

    A search for the word finds the records that have the term, so that a name can change without
    a change of its records.
    """

    word = models.CharField(_("word"), max_length=220)
    term = models.CharField(_("term"), max_length=40, db_index=True)

    class Meta:
        verbose_name = _("word of a name")
        verbose_name_plural = _("words of names")
        constraints = [
            models.UniqueConstraint(fields=["word", "term"], name="name_word_once_per_term")
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.term}"
