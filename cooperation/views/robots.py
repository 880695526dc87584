from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

# Filtered lists are endless combinations of the same records; the records themselves are found.
LINES = ("User-agent: *", "Disallow: /admin/", "Disallow: /ja/admin/", "Disallow: /*?")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    text = "\n".join([*LINES, "", f"Sitemap: {sitemap}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
