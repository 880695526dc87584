"""The page of one published record."""

from __future__ import annotations

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.generic import DetailView

from .citations import as_data, bibtex, calendar, event_script
from .models import Activity, Tool
from .querysets import ActivityQuerySet
from .templatetags.records import lead_photo

# What the facts of a tool show beside the detail itself; a tool is reached by its name only.
FACTS = {
    Tool.PEOPLE: ["people_detail__attendees__partner"],
    Tool.TROOPS: ["troops_detail__units__partner"],
    Tool.CAPACITY: ["capacity_detail__fields"],
    Tool.EQUIPMENT: ["equipment_detail__items", "equipment_detail__agreement"],
}


class ActivityPage(DetailView):
    """One published record. Its slug alone finds it; under another year it forwards."""

    template_name = "exchanges/activity_page.html"
    context_object_name = "activity"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        self.object = self.get_object()
        canonical = self.object.get_absolute_url()
        if request.path != canonical:
            return HttpResponsePermanentRedirect(canonical)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_object(self, queryset: ActivityQuerySet | None = None) -> Activity:
        activities = Activity.objects.published().with_page_relations()
        return get_object_or_404(activities, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        activity = self.object
        prefetch_related_objects([activity], *FACTS.get(Tool(activity.tool), []))
        before, after = neighbours(activity)
        url = self.request.build_absolute_uri(activity.get_absolute_url())
        photo = lead_photo(activity)
        return super().get_context_data(
            **kwargs,
            event=event_script(activity, url, self.request.build_absolute_uri),
            social_picture=photo.sizes[-1] if photo and photo.sizes else None,
            detail=activity.detail,
            facts_template=f"{activity.tool}/facts.html",
            previous_in_programme=before,
            next_in_programme=after,
            in_one_language=_texts_in_other_language(activity),
        )


class ActivityFile(View):
    """One published record to cite, in a calendar or as data, by the ending of the address."""

    def get(self, request: HttpRequest, year: int, slug: str, ending: str) -> HttpResponse:
        activities = Activity.objects.published().with_page_relations()
        activity = get_object_or_404(activities, slug=slug, start_year=year)
        url = request.build_absolute_uri(activity.get_absolute_url())
        if ending == "bib":
            made, kind = bibtex(activity, url), "application/x-bibtex; charset=utf-8"
        elif ending == "ics":
            made, kind = calendar(activity, url), "text/calendar; charset=utf-8"
        else:
            data = as_data(activity, url, request.build_absolute_uri)
            return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response = HttpResponse(made, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
        return response


def neighbours(activity: Activity) -> tuple[Activity | None, Activity | None]:
    """The published records before and after this one in its programme, by date."""
    if activity.programme_id is None:
        return None, None
    others = Activity.objects.published().filter(programme=activity.programme_id)
    day, pk = activity.start_date, activity.pk
    earlier = Q(start_date__lt=day) | Q(start_date=day, pk__lt=pk)
    later = Q(start_date__gt=day) | Q(start_date=day, pk__gt=pk)
    return (
        others.filter(earlier).order_by("-start_date", "-pk").first(),
        others.filter(later).order_by("start_date", "pk").first(),
    )


def _texts_in_other_language(activity: Activity) -> str:
    """The language that title or text fall back to, or nothing."""
    texts = (activity.title, activity.summary, activity.body)
    return next((text.lang for text in texts if text.is_fallback), "")
