"""The filters of every list of activities, for the pages and later for the data behind them."""

from __future__ import annotations

from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.datastructures import MultiValueDict

from .models import Activity, Participation
from .query import ActivityQuery
from .querysets import ActivityQuerySet
from .search import search


class KnownValues(forms.Field):
    """Values that ActivityQuery has looked up already; they need no second check."""

    widget = forms.MultipleHiddenInput


class AnyOf(django_filters.Filter):
    """Records whose column holds one of the values."""

    field_class = KnownValues

    def filter(self, queryset: ActivityQuerySet, values: list) -> ActivityQuerySet:
        return queryset.filter(**{f"{self.field_name}__in": values}) if values else queryset


class AnyPartner(AnyOf):
    """Records with a partner that has one of the values; a record is never counted twice."""

    def filter(self, queryset: ActivityQuerySet, values: list) -> ActivityQuerySet:
        if not values:
            return queryset
        takes_part = Participation.objects.filter(
            activity=OuterRef("pk"), **{f"partner__{self.field_name}__in": values}
        )
        return queryset.filter(Exists(takes_part))


class AnyCapacityField(AnyOf):
    """Records with one of the fields of capacity building, each once whatever fields it has."""

    def filter(self, queryset: ActivityQuerySet, values: list) -> ActivityQuerySet:
        if not values:
            return queryset
        details = apps.get_model("capacity", "CapacityDetail").objects
        return queryset.filter(pk__in=details.filter(fields__code__in=values).values("activity"))


class AnyText(AnyOf):
    """Records found by one of the texts."""

    def filter(self, queryset: ActivityQuerySet, values: list) -> ActivityQuerySet:
        return reduce(or_, (search(queryset, text) for text in values)) if values else queryset


class ActivityFilter(django_filters.FilterSet):
    """Repeated values widen one filter, different filters narrow each other.

    It takes an ActivityQuery instead of a QueryDict: what cannot be used is out by then.
    """

    q = AnyText()
    tool = AnyOf()
    kind = AnyOf(field_name="kind__code")
    partner = AnyPartner(field_name="code")
    region = AnyPartner(field_name="region")
    year = AnyOf(field_name="start_year")
    programme = AnyOf(field_name="programme__slug")
    field = AnyCapacityField()
    since = django_filters.DateFilter(field_name="end_date", lookup_expr="gte")
    until = django_filters.DateFilter(field_name="start_date", lookup_expr="lte")

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, query: ActivityQuery, queryset: ActivityQuerySet) -> None:
        super().__init__(_as_form_data(query), queryset=queryset)


def _as_form_data(query: ActivityQuery) -> MultiValueDict:
    periods = {"since": [query.since], "until": [query.until]}
    return MultiValueDict({name: query.values(name) for name in query.choices} | periods)


def activities_for(query: ActivityQuery, queryset: ActivityQuerySet) -> ActivityQuerySet:
    """The records of a selection that a query asks for, in no order yet."""
    return ActivityFilter(query, queryset).qs.order_by()
