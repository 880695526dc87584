from django.urls import path

from . import activity_page, views

app_name = "activities"
urlpatterns = [
    path("", views.ActivityList.as_view(), name="list"),
    path("<int:year>/<slug:slug>/", activity_page.ActivityPage.as_view(), name="detail"),
]
