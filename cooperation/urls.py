"""Addresses: English at the root, Japanese below /ja/ (see docs/architecture.md)."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path

from .sitemaps import SITEMAPS
from .views import about, home, media, partners, programmes, robots

partner_patterns = (
    [
        path("", partners.PartnerList.as_view(), name="list"),
        path("<slug:slug>/", partners.PartnerPage.as_view(), name="detail"),
    ],
    "partners",
)
programme_patterns = (
    [
        path("", programmes.ProgrammeList.as_view(), name="list"),
        path("<slug:slug>/", programmes.ProgrammePage.as_view(), name="detail"),
    ],
    "programmes",
)

urlpatterns = [
    path("media/<path:name>", media.rendition, name="media"),
    path("robots.txt", robots.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": SITEMAPS},
        name="sitemap-section",
    ),
    *i18n_patterns(
        path("", home.Home.as_view(), name="home"),
        path("about/", about.About.as_view(), name="about"),
        path("about/<slug:page>/", about.About.as_view(), name="about-page"),
        path("activities/", include("exchanges.urls")),
        path("tools/people/", include("exchanges.people.urls")),
        path("tools/troops/", include("exchanges.troops.urls")),
        path("tools/capacity-building/", include("exchanges.capacity.urls")),
        path("tools/equipment/", include("exchanges.equipment.urls")),
        path("partners/", include(partner_patterns)),
        path("agreements/", include("agreements.urls")),
        path("programmes/", include(programme_patterns)),
        path("photos/", include("exchanges.photo_urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
