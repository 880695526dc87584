"""The list of activities and the gallery of photographs: one query, searched, counted and paged."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.views.generic import ListView

from .facets import facets_for, searches_less_one
from .index.photos import PhotoResults
from .index.results import Results
from .matches import add_matches
from .models import Partner
from .query import SORTS, ActivityQuery

PHOTO_SORTS = ("newest", "oldest")


class ResultList(ListView):
    """Results of the query of the address, with their facets, chips and pages."""

    results: type[Results] | type[PhotoResults]
    sorts: tuple[str, ...] = tuple(SORTS)
    # So many rows and their filters stay within 60 kB with the styles.
    paginate_by = 15

    def get_queryset(self) -> Results | PhotoResults:
        self.query = ActivityQuery.read(self.request.GET)
        self.query.sort_within(self.sorts)
        return self.results(self.query)

    def paginate_queryset(
        self, queryset: Results | PhotoResults, page_size: int
    ) -> tuple[Paginator, Page, list, bool]:
        """The page asked for, or the last one: a page beyond it is said, not refused."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.page(self.query.page_within(paginator.num_pages))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        total = context["paginator"].count
        return context | {
            "query": self.query,
            "total": total,
            "facets": facets_for(self.query, self.object_list.counts),
            "chips": self.query.chips,
            "sorts": [
                (SORTS[code][0], self.query.sorted_by(code).address, code == self.query.sort)
                for code in self.sorts
            ],
            "suggestions": [] if total else searches_less_one(self.query, self._number),
        }

    def _number(self, query: ActivityQuery) -> int:
        return self.results(query).total


class ActivityList(ResultList):
    """All published records, narrowed by the query of the address."""

    results = Results
    template_name = "exchanges/activity_list.html"
    context_object_name = "activities"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        searches = self.object_list.searches
        add_matches(context["activities"], searches)
        return context | {"named": _named_partners(self.object_list)}


def _named_partners(results: Results) -> list[tuple[str, Partner]]:
    """The partners that a search names as a whole, each with the words that it is named by."""
    found = []
    for search in results.searches:
        keys = [int(term.partition(":")[2]) for term in search.partners_named]
        found += [(search.text, partner) for partner in Partner.objects.filter(pk__in=keys)]
    return found


class PhotoList(ResultList):
    """All public photographs, narrowed by what is asked of their records."""

    results = PhotoResults
    sorts = PHOTO_SORTS
    # Rows of two, three and four are full.
    paginate_by = 24
    template_name = "photos/list.html"
    context_object_name = "photos"
