from django.urls import path

from . import activity_page, photo_archive, views

app_name = "activities"
urlpatterns = [
    path("", views.ActivityList.as_view(), name="list"),
    *(
        path(
            f"<int:year>/<slug:slug>.{ending}",
            activity_page.ActivityFile.as_view(),
            {"ending": ending},
            name=ending,
        )
        for ending in ("bib", "ics", "json")
    ),
    path(
        "<int:year>/<slug:slug>/photos.zip",
        photo_archive.PhotoArchiveFile.as_view(),
        name="photos",
    ),
    path("<int:year>/<slug:slug>/", activity_page.ActivityPage.as_view(), name="detail"),
]
