"""The page of one published record."""

from __future__ import annotations

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views import View

from .citations import as_data, bibtex, calendar, event_script
from .models import Activity, Programme
from .photo_archive import archive_of
from .photo_sharing import social_picture
from .record import Record, neighbours, read_record
from .templatetags.records import lead_photo


class ActivityPage(View):
    """One published record. Its slug alone finds it; under another year it forwards."""

    def get(self, request: HttpRequest, year: int, slug: str) -> HttpResponse:
        record = _published(slug)
        canonical = record.activity.get_absolute_url()
        if request.path != canonical:
            return HttpResponsePermanentRedirect(canonical)
        return render(request, "exchanges/activity_page.html", _page(request, record))


class ActivityFile(View):
    """One published record to cite, in a calendar or as data, by the ending of the address."""

    def get(self, request: HttpRequest, year: int, slug: str, ending: str) -> HttpResponse:
        record = _published(slug)
        activity = record.activity
        if year != activity.start_year:
            view = f"activities:{ending}"
            return HttpResponsePermanentRedirect(reverse(view, args=[activity.start_year, slug]))
        url = request.build_absolute_uri(activity.get_absolute_url())
        if ending == "bib":
            made, kind = bibtex(activity, url), "application/x-bibtex; charset=utf-8"
        elif ending == "ics":
            made, kind = calendar(activity, url), "text/calendar; charset=utf-8"
        else:
            data = as_data(record, url, request.build_absolute_uri)
            return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response = HttpResponse(made, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
        return response


def _published(slug: str) -> Record:
    record = read_record(slug)
    if record is None:
        raise Http404
    return record


def _page(request: HttpRequest, record: Record) -> dict[str, object]:
    activity = record.activity
    before, after = neighbours(activity)
    photo = lead_photo(activity)
    url = request.build_absolute_uri(activity.get_absolute_url())
    return {
        "activity": activity,
        "record": record,
        "detail": record.detail,
        "event": event_script(activity, url, request.build_absolute_uri),
        "edition": _edition(activity),
        "lead": photo,
        "social_picture": social_picture(photo),
        "archive": archive_of(activity, activity.public_photos),
        "facts_template": f"{activity.tool}/facts.html",
        "previous_in_programme": before,
        "next_in_programme": after,
        "in_one_language": _texts_in_other_language(activity),
    }


def _edition(activity: Activity) -> str:
    """Which one of its programme the record is, in words."""
    if activity.edition is None or activity.programme is None:
        return ""
    words = {
        Programme.ProgrammeKind.SERIES: gettext("Edition %(number)s"),
        Programme.ProgrammeKind.DEPLOYMENT: gettext("Leg %(number)s"),
        Programme.ProgrammeKind.PROJECT: gettext("Year %(number)s of the project"),
    }
    return words[Programme.ProgrammeKind(activity.programme.kind)] % {"number": activity.edition}


def _texts_in_other_language(activity: Activity) -> str:
    """The language that title or text fall back to, or nothing."""
    texts = (activity.title, activity.summary, activity.body)
    return next((text.lang for text in texts if text.is_fallback), "")
