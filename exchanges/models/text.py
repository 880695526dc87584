from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..bilingual import Bilingual


class SiteText(models.Model):
    """A text of the site itself that staff may word: the purpose, the tools' descriptions."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title_en = models.CharField(_("title, English"), max_length=200, blank=True)
    title_ja = models.CharField(_("title, Japanese"), max_length=200, blank=True)
    body_en = models.TextField(_("text, English"), blank=True)
    body_ja = models.TextField(_("text, Japanese"), blank=True)

    title = Bilingual()
    body = Bilingual()

    class Meta:
        verbose_name = _("site text")
        verbose_name_plural = _("site texts")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title or self.key
