from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..names import normalise


class Spelled(models.Model):
    """A spelling that files use; `means` names the field that says what it stands for.

    The normalised form is unique, so that a spelling can mean one thing only.
    """

    means = ""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.spelling

    def clean(self) -> None:
        self.normalised = normalise(self.spelling)
        if not self.normalised:
            raise ValidationError({"spelling": _("A spelling needs letters or digits.")})
        twin = type(self).objects.filter(normalised=self.normalised).exclude(pk=self.pk)
        if taken := twin.select_related(self.means).first():
            raise ValidationError(
                {
                    "spelling": _(
                        "“%(spelling)s” already means %(meaning)s. Remove it there first."
                    )
                    % {"spelling": self.spelling, "meaning": getattr(taken, self.means)}
                }
            )

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised = normalise(self.spelling)
        super().save(*args, **kwargs)
